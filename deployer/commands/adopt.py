"""`deploy adopt`: a directory that laconic-so made becomes one that we can drive, too.

Nothing on the target is touched, and no file that laconic-so reads.
"""

from __future__ import annotations

from contextlib import contextmanager
from fnmatch import fnmatchcase
from shlex import quote
from typing import TYPE_CHECKING

from deployer.commands.adopted import guard_origin, state_of_adopted
from deployer.directory.content import KIND_KUBECONFIG, STATE_FILE, Content, File
from deployer.directory.content_tree import ContentTree
from deployer.directory.files.assemble import IGNORED
from deployer.directory.present import present
from deployer.directory.reading import values_in_use
from deployer.directory.replace import replace_files
from deployer.directory.state import generated_file, origin_of, state_file
from deployer.errors import AlreadyThere, BadInput, CannotDo, Refused
from deployer.found import TAKEN_OVER, Earlier
from deployer.plan.moves import Asked
from deployer.revisions import Record, keep, latest, next_number
from deployer.revisions.candidate import Files, as_it_lies, candidate
from deployer.revisions.lock import locked
from deployer.run.judged import planned
from deployer.targets.cluster_secrets import with_untold
from deployer.wanted.resource import Key, namespace_of
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import OWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.directory.state import Origin
    from deployer.found import Found
    from deployer.plan import Plan
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.source import Source
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Resource

_NOT_RUN = {
    "pods/*/scripts/*": "is a script that laconic-so runs at each start",
}


class Adoption(NamedTuple):
    """What an adoption found and would write, and what the next start would do.

    `plan` is None where that start would be refused; `refusal` says why.
    """

    candidate: Candidate
    chosen: Chosen
    found: Found
    plan: Plan | None
    refusal: Refused | None
    writes: tuple[File, ...]

    @property
    def taken_over(self) -> tuple[Resource, ...]:
        """The objects whose fields laconic-so has now, and the next start takes over."""
        seen = self.found.sightings
        wanted = self.chosen.wanted.resources
        return tuple(x for x in wanted if x.key in seen and TAKEN_OVER in seen[x.key].changes)

    @property
    def origin(self) -> Origin | None:
        """Where the spec is, as it is written down."""
        return origin_of(ContentTree(self.candidate.content))


class Given(NamedTuple):
    """Where the spec of a directory is, None where nobody knows, and our version."""

    source: Source | None
    version: str


def consider(place: Path, given: Given, world: World) -> Adoption:
    """Look at a directory and at what runs, and change nothing."""
    with _leaving_no_trace(place):
        return _considered(place, given, world)


def adopt(place: Path, given: Given, world: World, show: Callable[[Adoption], None]) -> None:
    """Show what is there, and take it over."""
    _guard(place, given)
    with _leaving_no_trace(place), locked(place, world.holder):
        adoption = _considered(place, given, world)
        show(adoption)
        _write(adoption, world)


@contextmanager
def _leaving_no_trace(place: Path) -> Iterator[None]:
    """Take away what looking leaves behind (a kubeconfig, the lock) where nothing was adopted."""
    was_there = (place / OWN).is_dir()
    try:
        yield
    finally:
        if not was_there and (place / OWN).is_dir() and not (place / STATE_FILE).is_file():
            _tidy(place)


def _tidy(place: Path) -> None:
    own = place / OWN
    for file in (place / KIND_KUBECONFIG, own / "lock"):
        file.unlink(missing_ok=True)
    if not any(own.iterdir()):
        own.rmdir()


def _guard(place: Path, given: Given) -> None:
    """Raise what keeps a directory from being adopted."""
    if not (place / "spec.yml").is_file():
        raise BadInput(str(place), "is no deployment directory of laconic-so: it has no spec.yml")
    files = present(place)
    known = origin_of(ContentTree(files))
    if known is not None and (known.repository or given.source is None):
        command = f"stacklint deploy plan --dir {quote(str(place))}"
        raise AlreadyThere(str(place / STATE_FILE), f"it is adopted already: next is `{command}`")
    for file in files.files:
        why = next((x for glob, x in _NOT_RUN.items() if fnmatchcase(file.path, glob)), None)
        if why is not None:
            words = f"{why}, and that is not run here: the deployment would miss what it does"
            raise CannotDo(file.path, words)
    if given.source is not None:
        guard_origin(place, files, given.source)


def _considered(place: Path, given: Given, world: World) -> Adoption:
    _guard(place, given)
    files = present(place)
    bare = as_it_lies(place, "", world.told)
    writes = (
        *_missing(files),
        *_generated(bare, files, world),
        state_file(state_of_adopted(bare, given.source, given.version)),
    )
    one = candidate(Files(place, place, _with(files, writes), ""), world.told)
    chosen = world.choose(one)
    found = chosen.target.observe(chosen.wanted, Earlier())
    found = with_untold(found, one.untold, chosen.wanted)
    plan, refusal = _next_start(chosen, found)
    return Adoption(one, chosen, found, plan, refusal, writes)


def _missing(files: Content) -> Iterator[File]:
    if not any(file.path == ".gitignore" for file in files.files):
        yield File(".gitignore", IGNORED.encode())


def _generated(one: Candidate, files: Content, world: World) -> Iterator[File]:
    """Keep the values that are in use, the surest last: the cluster's, and those of config.env."""
    namespace = namespace_of(one.wanted)
    chosen = world.choose(one)
    values: dict[str, str] = {}
    for name in (one.stack.replace("_", "-"), one.identity.deployment_id):
        values |= chosen.secret(Key("Secret", namespace, f"{name}-generated-secrets"))
    values |= values_in_use(ContentTree(files))
    if values:
        yield generated_file(values)


def _with(files: Content, writes: tuple[File, ...]) -> Content:
    written = {file.path for file in writes}
    rest = (file for file in files.files if file.path not in written)
    return Content((*rest, *writes), files.folders)


def _next_start(chosen: Chosen, found: Found) -> tuple[Plan | None, Refused | None]:
    try:
        return planned(chosen, found, Asked())[1], None
    except Refused as error:
        return None, error


def _write(adoption: Adoption, world: World) -> None:
    """Keep what is there as a revision to go back to; the state comes last, and makes it count."""
    one, place = adoption.candidate, adoption.candidate.place
    if latest(place) is None:
        record = Record(next_number(place), world.time(), "", "", _as_found(adoption))
        keep(place, record, one.content)
    replace_files(place, Content((), ()), Content(adoption.writes, ()))


def _as_found(adoption: Adoption) -> Earlier:
    chosen, found = adoption.chosen, adoption.found
    there = tuple(key for key, sighting in found.sightings.items() if not sighting.foreign)
    names = {key.name for key in there}
    # A job that laconic-so has never run must not count as done.
    digests = {name: x for name, x in chosen.digests().items() if name in names}
    return Earlier(there, dict(found.bindings), digests, dict(chosen.images()))
