"""Sizes and CPUs as laconic-so reads them."""

from __future__ import annotations

import pytest

from stacklint.model.quantity import (
    Quantity,
    cpus_of,
    is_binary_short,
    megabytes_of,
    size_of,
    without_milli,
)
from stacklint.model.yaml.document import text_document


@pytest.mark.parametrize(
    ("text", "megabytes"),
    [
        ("10Gi", 10_000),
        ("512Mi", 512),
        ("1Ti", 1_000_000),
        ("500K", 0),
        ("512Ki", 0),
        ("2G", 2_000),
        ("2GB", 2_000),
        ("2GiB", 2_147),
        ("1.5G", 1_500),
        ("2 G", 2_000),
        ("1000000000", 1_000),
        ("1000000000B", 1_000),
        ("100m", 100),
        ("2gibibytes", 2_147),
        ("2gigabytes", 2_000),
        ("lots", None),
        ("5X", None),
        ("", None),
        ("-1G", None),
        ("1e9", None),
    ],
)
def test_sizes(text: str, megabytes: int | None) -> None:
    assert megabytes_of(text) == megabytes


def test_a_number_without_end_is_cut() -> None:
    assert megabytes_of("9" * 5000) is not None


def _size(text: str) -> Quantity | None:
    root = text_document("s.yml", f"a: {text}\n").mapping
    assert root is not None
    return size_of(root.get("a"))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("1000000000", "is a number, and has to be text with a unit"),
        ("1.5", "is a number, and has to be text with a unit"),
        ("lots", "is no size"),
        ("512Ki", "is less than a megabyte, and counts as nothing"),
        ("'1000000000'", ""),
        ("2G", ""),
    ],
)
def test_faults_of_sizes(text: str, fault: str) -> None:
    found = _size(text)
    assert found is not None
    assert found.fault == fault
    assert (found.value is None) is bool(fault)


@pytest.mark.parametrize("text", ["", "~", "__X__", "{{ x }}", "[1]", "{a: b}"])
def test_what_is_no_size_at_all(text: str) -> None:
    assert _size(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", 1.0), ("0.5", 0.5), (".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), ("500m", None)],
)
def test_cpus(text: str, value: float | None) -> None:
    root = text_document("s.yml", f"a: '{text}'\n").mapping
    assert root is not None
    found = cpus_of(root.get("a"))
    assert found is not None
    assert found.value == value
    assert bool(found.fault) is (value is None)


@pytest.mark.parametrize(("text", "number"), [("500m", "0.5"), ("1500m", "1.5"), ("1", "")])
def test_thousandths(text: str, number: str) -> None:
    assert without_milli(text) == number


@pytest.mark.parametrize(("text", "is_short"), [("1Gi", True), ("1GiB", False), ("1G", False)])
def test_units_that_look_binary(text: str, is_short: bool) -> None:
    assert is_binary_short(text) is is_short
