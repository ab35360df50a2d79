"""`deploy create`: from a spec to its deployment directory."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from deployer.checkouts import STATUS, changed_in, checkouts
from deployer.directory.files.assemble import Setting, assembled
from deployer.directory.files.guards import guard
from deployer.directory.ids import Identity, new_identity
from deployer.directory.stage import guard_free, make_directory, scratch
from deployer.errors import BadInput
from deployer.hooks.rendering import Bench, with_hooks
from deployer.revisions.candidate import Files
from deployer.source import Repository, Source, read_source
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.repo.git import GitFailed, git_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.shell import Shell


class World(NamedTuple):
    """What is not in the files: the time, chance, the home directory, and who we are.

    `pick` chooses a character of a text, `make` gives so many random bytes. `lint` raises
    SpecHasErrors where the linter finds errors, `judge` CannotRender where no start could make
    anything of the files. `hooks` runs the program of the stack, None where
    the operator did not say that it may.
    """

    now_ms: int
    pick: Callable[[str], str]
    make: Callable[[int], bytes]
    home: Path
    version: str
    lint: Callable[[], None]
    judge: Callable[[Files], object]
    hooks: Shell | None = None


class Created(NamedTuple):
    """A deployment directory that was made, and what the operator should know about it."""

    place: Path
    identity: Identity
    notes: tuple[str, ...]


def create(repository: Repository, spec: str, place: Path, world: World) -> Created:
    """Make the deployment directory of a spec.

    Raises a DeployError, and then there is nothing in its place and nothing beside it.
    """
    place = _real(place)
    source = read_source(repository, spec)
    world.lint()
    guard(source)
    own = source.spec.text("kind-cluster-name") if source.target is Target.KIND else None
    identity = new_identity(source.target, own or "", world.now_ms, world.pick)
    state = state_for(source, place, world.version)
    uncommitted = tuple(_uncommitted(source))
    if uncommitted:
        # Who goes back to that commit would get something else.
        state["commit"] = ""
    content = assembled(source, Setting(place, identity, world.make, world.home, state))
    bench = Bench(place, partial(scratch, place), world.hooks)
    content, beside = with_hooks(source, content, bench)
    world.judge(Files(place, place, content, str(state["commit"]), names_of(source)))
    make_directory(place, content._replace(files=(*content.files, *beside.files)))
    return Created(place, identity, (*content.notes, *uncommitted))


def _uncommitted(source: Source) -> Iterator[str]:
    """Say which files of a spec and its stack are in no commit as they are, the first of each."""
    for checkout in checkouts(source):
        git = git_at(checkout.root)
        if git is None:
            continue
        # Where git does not answer, no commit is known either.
        with suppress(GitFailed):
            said = git.ask(*STATUS, "--", *checkout.files).decode(errors="surrogateescape")
            for path in changed_in(said)[:1]:
                words = f"no commit has {checkout.root / path} as it is"
                yield f"{words}: `stacklint deploy restart` wants one"


def _real(place: Path) -> Path:
    parent = place.parent
    if not parent.is_dir():
        why = "is a file, and no directory" if parent.exists() else "is no directory; make it first"
        raise BadInput(str(parent), why)
    place = parent.resolve() / place.name
    guard_free(place)
    return place


def names_of(source: Source) -> dict[str, str]:
    """Say what an operator calls the files that are copied as they are: that is what they edit."""
    return {"spec.yml": source.spec.file, "stack.yml": source.stack.file.file}


def state_for(source: Source, place: Path, version: str) -> dict[str, str | bool]:
    """Say where all came from; what the spec said then is in the directory itself."""
    root = source.repository.root
    git = git_at(root)
    commit = None if git is None else git.commit_of("HEAD")
    return {
        "stacklint": version,
        "place": str(place),
        "target": source.target.value,
        "repository": str(source.repository.checkout),
        "spec": source.spec.file,
        "stack": source.stack.file.directory,
        "commit": commit or "",
    }
