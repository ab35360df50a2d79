"""How far laconic-so gets with each stack of the corpus, as its README and its files record it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tests.corpus.real import CORPUS
from tests.deployer.wanted.recorded import recorded_objects

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stacklint.model.change import Data

EVERY = frozenset({"compose", "k8s-kind", "k8s"})
# An id as laconic-so makes it, in the place of the one that is not recorded.
_ID = "laconic-0123456789abcdef"
_MAX_LABEL = 63
_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")
_NODE_PORTS = range(30000, 32768)

_SECTION = re.compile(r"^## What upstream fails on here.*?\n\n", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (?P<stacks>[^|]+) \| (?P<where>[^|]+) \| (?P<why>[^|]+) \|$", re.MULTILINE)
STEPS = ("init", "create", "start")


class Stop(NamedTuple):
    """The step at which laconic-so stops, and why."""

    step: str
    why: str


def stop_of(stack: str, target: str) -> Stop | None:
    """Say where laconic-so stops with a stack; None where it gets to the end."""
    found = (stop for stop, targets in _stops().get(stack, ()) if target in targets)
    return next(found, None)


@cache
def _stops() -> Mapping[str, tuple[tuple[Stop, frozenset[str]], ...]]:
    """Read the table of the README: which stacks stop where, on which targets, and why."""
    section = _SECTION.search((CORPUS / "README.md").read_text(encoding="utf-8"))
    assert section is not None, "the corpus does not say what laconic-so fails on"
    stops: dict[str, tuple[tuple[Stop, frozenset[str]], ...]] = {}
    for row in _ROW.finditer(section[0]):
        step, _, rest = row["where"].partition(",")
        if step in STEPS:
            stop = Stop(step, re.sub(r" \(.*?\)", "", row["why"]).strip())
            for stack in row["stacks"].split():
                stops[stack] = (*stops.get(stack, ()), (stop, _targets(step, rest)))
    return stops


def _targets(step: str, words: str) -> frozenset[str]:
    """Where `start` stops, it does so over objects, which compose has none of."""
    if "all" in words.split():
        return EVERY
    assert step == "start" or words == " k8s and k8s-kind", words
    return EVERY - {"compose"}


def refused(stack: str, target: str) -> list[str]:
    """Say of each object that laconic-so makes and no API server takes, what is wrong with it."""
    faults = (next(_faults(body), "") for body in recorded_objects(stack, target) or ())
    return [fault for fault in faults if fault]


def _faults(body: dict[str, Data]) -> Iterator[str]:
    metadata = _mapping(body["metadata"])
    name = str(metadata["name"]).replace("DEPLOYMENT-ID", _ID).replace("CLUSTER-ID", _ID)
    if not _NAME.fullmatch(name):
        yield "`_` in a name"
    if any(len(_text(value)) > _MAX_LABEL for value in _mapping(metadata.get("labels")).values()):
        yield "a label too long"
    spec = _mapping(body.get("spec"))
    volumes = _items(_mapping(_mapping(spec.get("template")).get("spec")).get("volumes"))
    if not all(_LABEL.fullmatch(str(volume["name"])) for volume in volumes):
        yield "a volume name of a pod"
    ports = [port["nodePort"] for port in _items(spec.get("ports")) if "nodePort" in port]
    if any(port not in _NODE_PORTS for port in ports):
        yield "a node port out of range"


def _text(value: Data) -> str:
    return str(value).replace("DEPLOYMENT-ID", _ID)


def _mapping(data: Data) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _items(data: Data) -> list[dict[str, Data]]:
    return [_mapping(item) for item in data] if isinstance(data, list) else []
