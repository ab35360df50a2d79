"""The next revision of a deployment, made of its repository and laid aside until it is judged."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from deployer.checkouts.commits import commit_words
from deployer.commands.create import names_of, state_for
from deployer.directory.aside import aside
from deployer.directory.content import Content
from deployer.directory.content_tree import ContentTree
from deployer.directory.files.assemble import Setting, assembled
from deployer.directory.files.guards import guard
from deployer.directory.ids import Identity
from deployer.directory.present import present
from deployer.directory.reading import read_directory, values_in_use
from deployer.directory.replace import replace_files
from deployer.directory.state import state_of
from deployer.errors import PreflightFailed, StepFailed
from deployer.guard.identity import guard_same
from deployer.hooks.rendering import Bench, with_hooks
from deployer.revisions.candidate import Files, candidate, carried_over
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.shell import Shell
    from deployer.source import Repository, Source


class Desk(NamedTuple):
    """What rendering needs of the world: checkouts, random bytes, home, our version, the linter.

    `repository` gives what may be known of the checkout at a root. `judge` gets the root, the spec
    below it and the spec that runs; it raises SpecHasErrors for what is wrong in the first alone.
    `hooks` runs the program of a stack, None where the operator did not say that it may.
    """

    repository: Callable[[Path], Repository]
    make: Callable[[int], bytes]
    home: Path
    version: str
    judge: Callable[[Path, str, Path], None]
    hooks: Shell | None = None


@contextmanager
def rendered(place: Path, source: Source, world: World, desk: Desk) -> Iterator[Candidate]:
    """Make the next revision, beside the one that runs; what was laid aside is gone afterwards."""
    desk.judge(source.repository.root, source.spec.file, place / "spec.yml")
    guard(source)
    now = present(place)
    tree = ContentTree(now)
    spec_now, identity = read_directory(tree, place)[:2]
    guard_same(spec_now.spec, source.spec, identity.cluster_id)
    state = state_for(source, place.resolve(), desk.version)
    if state_of(tree).has_decimal_sizes:
        state["decimal-sizes"] = True
    names = Identity(identity.cluster_id, identity.deployment_id)
    setting = Setting(place.resolve(), names, desk.make, desk.home, state, values_in_use(tree))
    bench = Bench(place.resolve(), partial(aside, place), desk.hooks)
    made, beside = with_hooks(source, assembled(source, setting), bench)
    content = carried_over(now, made)
    for file in beside.files:
        world.watcher.note(f"{file.path}, which a hook writes, stays as it is: no file of ours")
    for note in content.notes:
        world.watcher.note(note)
    with aside(place) as folder:
        _lay(folder, content)
        files = Files(place, folder, content, str(state["commit"]), names_of(source))
        one = candidate(files, world.told)
        yield one._replace(commits=commit_words(one, source, world.shell))


def _lay(folder: Path, content: Content) -> None:
    try:
        replace_files(folder, Content((), ()), content)
    except StepFailed as error:
        raise PreflightFailed((str(error),)) from error
