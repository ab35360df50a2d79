"""What only we keep of a deployment: how it came to be, and the values that were made for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.content import GENERATED_FILE, SECRET, STATE_FILE, File
from deployer.errors import Damaged
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stacklint.model.tree import Tree


class State(NamedTuple):
    """What `state.json` says.

    `has_decimal_sizes` is for deployments of laconic-so, to which `10Gi` was 10,000 MB: true where
    there is no such file, and where the adoption of one wrote `decimal-sizes`.
    """

    has_decimal_sizes: bool


def state_of(tree: Tree) -> State:
    """Read the state of a deployment directory."""
    data = tree.read(STATE_FILE)
    if data is None:
        return State(has_decimal_sizes=True)
    return State(has_decimal_sizes=_table(STATE_FILE, data).get("decimal-sizes") is True)


class Origin(NamedTuple):
    """Where a deployment came from.

    `place` is where its directory was made; `repository` the root of the checkout, `spec` and
    `stack` paths from there, `commit` what was checked out. Empty where nobody wrote it down.
    """

    place: str
    repository: str
    spec: str
    stack: str
    commit: str


def origin_of(tree: Tree) -> Origin | None:
    """Read where a deployment came from; None for one that laconic-so made."""
    data = tree.read(STATE_FILE)
    if data is None:
        return None
    table = _table(STATE_FILE, data)
    return Origin(*(str(table.get(field) or "") for field in Origin._fields))


def place_of(folder: Path) -> Path | None:
    """Give where a deployment directory was made; None where nobody wrote it down."""
    file = folder / STATE_FILE
    if not file.is_file():
        return None
    place = _table(STATE_FILE, file.read_bytes()).get("place")
    return Path(place) if isinstance(place, str) and place else None


def kept_values(tree: Tree) -> dict[str, str]:
    """Give what `$generate` was given in a deployment directory, by the name of the variable.

    This is `kept` of the next rendering's `Setting`.
    """
    data = tree.read(GENERATED_FILE)
    values = {} if data is None else _table(GENERATED_FILE, data).get("values")
    if not isinstance(values, dict) or not all(isinstance(x, str) for x in values.values()):
        raise Damaged(GENERATED_FILE, "has no `values` that are text: put it back as it was")
    return values


def state_file(state: Mapping[str, str | bool]) -> File:
    """Write how a deployment came to be."""
    return File(STATE_FILE, (json.dumps({"format": 1, **state}, indent=2) + "\n").encode())


def generated_file(values: Mapping[str, str]) -> File:
    """Write the values that `$generate` was given, for nobody else to read."""
    text = json.dumps({"format": 1, "values": dict(values)}, indent=2) + "\n"
    return File(GENERATED_FILE, text.encode(), SECRET)


def _table(path: str, data: bytes) -> dict[str, object]:
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Damaged(path, "is damaged: put it back as it was, from a backup of the directory")
    return found
