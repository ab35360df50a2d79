"""A deployment directory that lost a file: refused by every command, with what puts it back."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

import pytest

from deployer.errors import BadInput
from deployer.restart import Wish, plan, restart
from deployer.status import status
from deployer.stop import destroy, stop
from tests.deployer.fake import NOBODY, Fake, approve, begin, world_of
from tests.deployer.test_killed import desk
from tests.deployer.worlds import tree_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from deployer.run import World

pytestmark = pytest.mark.slow

WISH = Wish("", "", is_pulled=False, asked=NOBODY)
ACTS: dict[str, Callable[[Path, World], object]] = {
    "start": lambda place, world: begin(place, Fake()),  # noqa: ARG005 -- one shape for all
    "restart": lambda place, world: restart(place, WISH, world, desk(), approve),
    "plan": lambda place, world: plan(place, WISH, world, desk()),
    "stop": lambda place, world: stop(place, world, approve),
    "destroy": lambda place, world: destroy(place, frozenset(), world, approve),
    "status": status,
}
FILES = ("deployment.yml", "spec.yml", "stack.yml", "config.env", ".stacklint/state.json")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_gone_is_told_with_what_puts_it_back(
    place: Path, target: Fake, act: str, file: str
) -> None:
    before = tree_of(place)
    (place / file).unlink()
    with pytest.raises(BadInput, match=f"{file} is gone, .* revision 1 has it: `cp ") as caught:
        ACTS[act](place, world_of(target))
    assert target.taken == []
    subprocess.run(shlex.split(str(caught.value).split("`")[1]), check=True)
    assert tree_of(place) == before


def test_what_no_revision_had_is_not_missed(place: Path) -> None:
    """As laconic-so made directories once, without a `deployment.yml`."""
    (place / "deployment.yml").unlink()
    target = Fake()
    begin(place, target)
    assert status(place, world_of(target)).is_ready
