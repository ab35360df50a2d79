"""A plain command line means the same to whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.cli.arguments import _any, _plain, parse_arguments

if TYPE_CHECKING:
    import argparse

FLAGS = ("--staged", "--new", "--fix", "--diff", "--isolated", "--statistics", "--timings")
WORDS = (*FLAGS, "--debug", "envs", "a b", "check", "./x.yml", "7")


def values_of(arguments: argparse.Namespace | None) -> dict[str, object]:
    values = dict(vars(arguments)) if arguments else {}
    assert callable(values.pop("run", print))
    return values


@given(st.lists(st.sampled_from(WORDS), max_size=6))
def test_both_read_a_plain_line_alike(words: list[str]) -> None:
    read = _plain(["check", *words])
    if read is not None:
        assert values_of(read) == values_of(_any(["check", *words]))


@pytest.mark.parametrize(
    "words",
    [[], ["envs"], ["--staged", "--new"], ["--fix", "a", "b"], ["a", "b", "--fix", "--debug"]],
)
def test_what_hooks_type_is_plain(words: list[str]) -> None:
    assert _plain(["check", *words]) is not None


@pytest.mark.parametrize(
    "words",
    [
        ["-"],
        ["--", "a"],
        ["--stag"],
        ["--help"],
        ["--nothing"],
        ["--since", "HEAD"],
        ["--since=HEAD"],
        ["--format", "json"],
        ["a", "--fix", "b"],
        [""],
    ],
)
def test_all_else_is_left_to_argparse(words: list[str]) -> None:
    assert _plain(["check", *words]) is None


@pytest.mark.parametrize("words", [["rules"], ["chec"], []])
def test_other_commands_are_left_to_argparse(words: list[str]) -> None:
    assert _plain(words) is None


def test_options_with_values_are_read() -> None:
    words = ["check", "--format", "json", "envs", "--ignore", "a, b", "--ignore", "c"]
    read = parse_arguments(words)
    assert (read.format, read.paths, read.ignore) == (["json"], ["envs"], ["a", "b", "c"])
