"""The next revision of a deployment, made of its repository and laid aside until it is judged."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.candidate import Files, candidate, carried_over
from deployer.create import state_for
from deployer.directory.assemble import Setting, assembled
from deployer.directory.content import OWN, SECRET_FOLDER, Content
from deployer.directory.content_tree import ContentTree
from deployer.directory.guards import guard
from deployer.directory.present import present
from deployer.directory.reading import read_directory
from deployer.directory.replace import replace_files
from deployer.directory.state import kept_values, origin_of, state_of
from deployer.errors import BadInput, CannotDo
from deployer.identity import Identity
from deployer.source import read_source
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from deployer.candidate import Candidate
    from deployer.directory.state import Origin
    from deployer.run import World
    from deployer.source import Repository, Source
    from stacklint.model.spec import Spec

_ASIDE = "next-"


class Desk(NamedTuple):
    """What rendering needs of the world: checkouts, random bytes, home, our version, the linter.

    `repository` gives what may be known of the checkout at a root. `judge` gets the root, the spec
    below it and the spec that runs; it raises SpecHasErrors for what is wrong in the first alone.
    """

    repository: Callable[[Path], Repository]
    make: Callable[[int], bytes]
    home: Path
    version: str
    judge: Callable[[Path, str, Path], None]


def source_of(place: Path, spec: str, desk: Desk) -> Source:
    """Read the spec that a deployment is made of; `spec` is another one of its repository.

    Raises BadInput where nobody wrote down where it came from.
    """
    origin = origin_of(ContentTree(present(place)))
    if origin is None or not origin.repository:
        raise BadInput(
            str(place), "does not say which repository it came from: name its --spec-file"
        )
    _guard_place(place, origin)
    root = Path(origin.repository)
    if not root.is_dir():
        why = f"came from {root}, which is not there: check it out again, or deploy what lies here"
        raise BadInput(str(place), f"{why} by `stacklint deploy start`")
    return read_source(desk.repository(root), spec or origin.spec)


def _guard_place(place: Path, origin: Origin) -> None:
    if origin.place and Path(origin.place) != place.resolve():
        why = f"it was made at {origin.place}, and volumes below it would be others: move it back"
        raise CannotDo(f"deployment directory {place}", why)


@contextmanager
def rendered(place: Path, source: Source, world: World, desk: Desk) -> Iterator[Candidate]:
    """Make the next revision, beside the one that runs; what was laid aside is gone afterwards."""
    guard(source)
    now = present(place)
    tree = ContentTree(now)
    spec_now, identity = read_directory(tree, place)[:2]
    _guard_same(spec_now.spec, source.spec, identity.cluster_id)
    state = state_for(source, place.resolve(), desk.version)
    if state_of(tree).has_decimal_sizes:
        state["decimal-sizes"] = "true"
    names = Identity(identity.cluster_id, identity.deployment_id)
    setting = Setting(place.resolve(), names, desk.make, desk.home, state, kept_values(tree))
    content = carried_over(now, assembled(source, setting))
    for note in content.notes:
        world.watcher.note(note)
    with _laid_aside(place, content) as aside:
        yield candidate(Files(place, aside, content, state["commit"]), world.token)


def _guard_same(now: Spec, then: Spec, cluster: str) -> None:
    """Refuse a spec that would make another deployment of this one (V9)."""
    facts = (
        ("deploy-to", now.deploy_to, then.deploy_to),
        ("namespace", now.text("namespace"), then.text("namespace")),
        ("stack", now.stack_name, then.stack_name),
        ("kind-cluster-name", cluster, then.text("kind-cluster-name") or cluster),
    )
    for key, before, after in facts:
        if before != after:
            why = f"it would become {after or 'the default'}, and all data would be left behind: "
            raise CannotDo(
                f"{key} is {before or 'the default'}", f"{why}make a new deployment of it"
            )


@contextmanager
def _laid_aside(place: Path, content: Content) -> Iterator[Path]:
    own = place / OWN
    own.mkdir(mode=SECRET_FOLDER, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=own) as aside:
        replace_files(Path(aside), Content((), ()), content)
        yield Path(aside)
