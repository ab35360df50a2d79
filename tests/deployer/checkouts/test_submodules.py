"""A stack in a submodule: the commit that is recorded of it is deployed, or a sentence says why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deployer.commands.create import create
from deployer.commands.start import start
from deployer.errors import CannotDo, NoStack
from deployer.plan.moves import Asked
from deployer.source import Repository
from tests.deployer.commands.test_restart import APP, OWN, SPEC, Lab, desk
from tests.deployer.fake import Fake, Quiet, approve
from tests.deployer.worlds import COMPOSE, STACK
from tests.deployer.worlds import world as world_of_create
from tests.gitrepo import Repo, clone, repo, submodule

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

ROOTS = ("vendor",)


class Nested(NamedTuple):
    """A deployment whose stack is in a submodule of the repository with its spec."""

    lab: Lab
    stacks: Repo

    @property
    def vendor(self) -> Repo:
        return Repo(self.lab.mine.root / "vendor", self.lab.mine.minutes)

    def again(self) -> bool:
        return self.lab.again(known=desk(ROOTS)).is_changed

    def heard(self) -> list[str]:
        self.lab.watcher.heard.clear()
        self.lab.plan(known=desk(ROOTS))
        return [x for x in self.lab.watcher.heard if x.startswith("a restart would be refused")]


@pytest.fixture
def nested(tmp_path: Path) -> Nested:
    stacks = repo(tmp_path / "stacks", STACK)
    specs = repo(tmp_path / "upstream", {SPEC: COMPOSE, "tokens.env": "TOKEN=t"})
    submodule(specs, stacks, "vendor")
    specs.commit()
    mine = clone(specs, tmp_path / "mine", "--recurse-submodules")
    create(Repository(mine.root, ROOTS), SPEC, tmp_path / "place", world_of_create())
    lab = Lab(specs, mine, tmp_path / "place", Fake(), Quiet())
    start(lab.place, Asked(), lab.world, approve)
    return Nested(lab, stacks)


def recorded(nested: Nested) -> None:
    """Let upstream record the last commit of its submodule."""
    Repo(nested.lab.upstream.root / "vendor").run("pull", "--quiet", "origin", "main")
    nested.lab.upstream.commit()


def test_the_recorded_commit_is_deployed(nested: Nested) -> None:
    nested.again()
    assert nested.heard() == []
    assert not nested.again()


def test_a_submodule_at_another_commit_is_refused(nested: Nested) -> None:
    before = nested.vendor.head
    after = nested.vendor.commit({APP: "b\n"})
    said = rf"submodule vendor: it is at {after[:7]}, and .*/mine records {before[:7]}: type `git"
    with pytest.raises(CannotDo, match=said):
        nested.again()
    assert re.search(said, nested.heard()[0])
    nested.lab.mine.run("submodule", "update", "--init", "vendor")
    nested.again()
    assert nested.lab.text(APP) == "a\n"


def test_a_submodule_is_not_pulled_but_taken_as_it_is_recorded(nested: Nested) -> None:
    nested.vendor.checkout("main")
    nested.stacks.commit({APP: "b\n"})
    nested.again()
    assert nested.lab.text(APP) == "a\n"
    recorded(nested)
    with pytest.raises(CannotDo, match=r"submodule update --init vendor`, or commit what it is"):
        nested.again()
    nested.lab.mine.run("submodule", "update", "--init", "vendor")
    assert nested.again()
    assert nested.lab.text(APP) == "b\n"


def test_a_submodule_that_is_not_checked_out_is_named(nested: Nested) -> None:
    nested.lab.mine.run("submodule", "deinit", "--force", "--quiet", "vendor")
    said = r"submodule vendor is not checked out: type `git -C .*/mine submodule update --init v"
    with pytest.raises(NoStack, match=said):
        nested.again()


def test_a_commit_does_not_bring_its_submodules(nested: Nested) -> None:
    wish = OWN._replace(revision=nested.lab.mine.head)
    said = (
        r"vendor does not come with a commit: check out .{7}, type `git -C .*/mine sub.*--no-pull"
    )
    with pytest.raises(NoStack, match=said):
        nested.lab.again(wish, desk(ROOTS))


def test_a_clone_inside_another_is_no_submodule(tmp_path: Path) -> None:
    stacks = repo(tmp_path / "stacks", STACK)
    specs = repo(tmp_path / "upstream", {SPEC: COMPOSE, ".gitignore": "vendor\ntokens.env\n"})
    mine = clone(specs, tmp_path / "mine")
    clone(stacks, mine.root / "vendor")
    mine.write({"tokens.env": "TOKEN=t"})
    create(Repository(mine.root, ROOTS), SPEC, tmp_path / "place", world_of_create())
    nested = Nested(Lab(specs, mine, tmp_path / "place", Fake(), Quiet()), stacks)
    nested.again()
    stacks.commit({APP: "b\n"})
    nested.again()
    assert nested.lab.text(APP) == "b\n"
