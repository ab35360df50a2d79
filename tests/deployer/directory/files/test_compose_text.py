"""Compose files with ports and volumes put in: what changes, and that nothing else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.directory.files.compose_text import Data, fitted
from deployer.errors import CannotDo
from stacklint.model.compose.file import Compose
from stacklint.model.yaml.document import read_document, text_document
from tests.corpus.real import CORPUS
from tests.deployer.worlds import NO_CORPUS

if TYPE_CHECKING:
    from pathlib import Path

PORTS: dict[str, list[Data]] = {"web": ["8443", "53/udp"]}
LONG: dict[str, list[Data]] = {"web": ["80", {"target": 443, "published": "8443"}]}
DEVICES = {"v": "/srv/my data/v"}
DEVICE = (
    '{"driver": "local", "driver_opts": {"type": "none", "device": "/srv/my data/v", "o": "bind"}}'
)


def fit(text: str, ports: dict[str, list[Data]], devices: dict[str, str]) -> str:
    return fitted(Compose(text_document("c.yml", text)), ports, devices)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "services: # all\n  web: {image: a}\n",
            'services: # all\n  web: {ports: ["8443", "53/udp"], image: a}\n',
        ),
        (
            "services:\n  web:\n    ports: # the host's\n      - 80:80\n    image: a # b\n",
            'services:\n  web:\n    ports: ["8443", "53/udp"]\n    image: a # b\n',
        ),
        (
            "services:\n  web:\n    ports:\n    - 80\n    - 81\n\n    # image\n    image: a\n",
            'services:\n  web:\n    ports: ["8443", "53/udp"]\n\n    # image\n    image: a\n',
        ),
        (
            "services:\n  web:\n    image: a\n    ports: [80,\n      81] # c\n",
            'services:\n  web:\n    image: a\n    ports: ["8443", "53/udp"] # c\n',
        ),
        (
            "x: &p [1]\nservices:\n  web:\n    image: a\n    ports: *p\n",
            'x: &p [1]\nservices:\n  web:\n    image: a\n    ports: ["8443", "53/udp"]\n',
        ),
        (
            "x: &b {ports: [1]}\nservices:\n  web:\n    <<: *b\n",
            'x: &b {ports: [1]}\nservices:\n  web:\n    ports: ["8443", "53/udp"]\n    <<: *b\n',
        ),
        (
            "services:\n  # w\n  web:\n    # i\n    image: a\n",
            'services:\n  # w\n  web:\n    # i\n    ports: ["8443", "53/udp"]\n    image: a\n',
        ),
        (
            "services:\n  web:\n    ports:\n      - 8443\n      # dns\n      - 53/udp\n",
            "services:\n  web:\n    ports:\n      - 8443\n      # dns\n      - 53/udp\n",
        ),
        (
            "services: {web: {image: a}}\n",
            'services: {web: {ports: ["8443", "53/udp"], image: a}}\n',
        ),
    ],
)
def test_ports_of_the_spec_take_the_place(before: str, after: str) -> None:
    assert fit(before, PORTS, {}) == after


@pytest.mark.parametrize(
    "before",
    [
        "services:\n  web:\n    ports: ['80']\n",
        "services:\n  web:\n    ports: [{target: 443, published: 8443}]\n",
        "services:\n  web:\n    ports:\n",
    ],
)
def test_ports_in_the_long_form_do_too(before: str) -> None:
    assert yaml.safe_load(fit(before, LONG, {}))["services"]["web"]["ports"] == LONG["web"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("volumes:\n  v:\n  w:\n", f"volumes:\n  v: {DEVICE}\n  w:\n"),
        ("volumes:\n  v: # data\n", f"volumes:\n  v: {DEVICE} # data\n"),
        ("volumes:\n  v: null\n", f"volumes:\n  v: {DEVICE}\n"),
        ("volumes:\n  v: ~\n\nx: 1\n", f"volumes:\n  v: {DEVICE}\n\nx: 1\n"),
        ("volumes:\n  v:\n    driver: local # x\nx: 1\n", f"volumes:\n  v: {DEVICE} # x\nx: 1\n"),
        ("volumes: {v: , w: }\n", f"volumes: {{v: {DEVICE} , w: }}\n"),
        ("volumes:\n  'v':\n", f"volumes:\n  'v': {DEVICE}\n"),
        ("volumes:\r\n  v:\r\n", f"volumes:\r\n  v: {DEVICE}\r\n"),
        ("volumes:\n  w:\n", "volumes:\n  w:\n"),
    ],
)
def test_host_directory_stands_behind_a_volume(before: str, after: str) -> None:
    assert fit(before, {}, DEVICES) == after


@pytest.mark.parametrize(
    ("text", "ports", "devices"),
    [
        ("volumes: {v}\n", {}, DEVICES),
        ("volumes:\n  ? v\n", {}, DEVICES),
        ("volumes:\n  v: &a {}\n  w: *a\n", {}, DEVICES),
        ("x: &v {v: }\nvolumes: *v\n", {}, DEVICES),
        ("x: &w {image: a, ports: [1]}\nservices: {web: *w}\n", PORTS, {}),
        ("services: {web: {}}\n", PORTS, {}),
    ],
)
def test_what_cannot_be_edited_safely_is_refused(
    text: str, ports: dict[str, list[Data]], devices: dict[str, str]
) -> None:
    with pytest.raises(CannotDo, match=r"of c\.yml"):
        fit(text, ports, devices)


def test_no_ports_and_no_volumes_is_no_byte() -> None:
    text = "services:\n  web: {image: a,   ports: [ 1 ]}   # b\n"
    assert fit(text, {}, {}) == text


FILES = sorted(CORPUS.glob("*/**/compose/docker-compose-*.yml"))


@pytest.mark.skipif(not FILES, reason=NO_CORPUS)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_service_and_volume_of_the_corpus_can_be_edited(file: Path) -> None:
    compose = Compose(read_document(file.name, file.read_bytes()))
    ports: dict[str, list[Data]] = {service.name: ["1", "2/udp"] for service in compose.services}
    text = fitted(compose, ports, dict.fromkeys(compose.volumes, "/srv/a b"))
    after = yaml.safe_load(text)
    assert [x["ports"] for x in after["services"].values()] == list(ports.values())
    devices = [x["driver_opts"]["device"] for x in (after.get("volumes") or {}).values()]
    assert devices == ["/srv/a b"] * len(compose.volumes)
