"""The way back: the last revision is put in its place again, files, images and objects.

Source: the reference on `restart`, step R.
"""

from __future__ import annotations

from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.replace import replace_files
from deployer.errors import DeployError, LeftBroken, NotReady, NotServing, RolledBack
from deployer.guard import put_back
from deployer.guard.unnamed import mounted_again
from deployer.plan import plan_of
from deployer.revisions import drop, evidence_folder, files_of
from deployer.revisions.candidate import Files, candidate
from deployer.revisions.journal import Phase
from deployer.run.apply import Act, Hands, apply, unready
from deployer.targets.local_images import restore_images
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.found import Unnamed
    from deployer.revisions import Record
    from deployer.revisions.journal import Journal
    from deployer.run.world import World
    from deployer.wanted.resource import Resource, Wanted


_FIRST = "There is no earlier revision to go back to, and what was made is left as it is."


class Back(NamedTuple):
    """Where to go back to: the directory, the revision, the one that failed, what that touched.

    `unnamed` are the volumes without a name that were mounted before.
    """

    place: Path
    before: Record | None
    failed: int
    touched: tuple[Resource, ...] = ()
    unnamed: tuple[Unnamed, ...] = ()


def gone_back(error: DeployError, back: Back, journal: Journal, world: World) -> DeployError:
    """Put the last revision back, files and objects; give what says how that went."""
    # A disk that takes no change says so again where that counts.
    with suppress(OSError):
        journal.release()
        drop(back.place, back.failed)
    kept = _kept_evidence(error, back.place, back.failed)
    status = f"stacklint deploy status --dir {quote(str(back.place))}"
    start = f"stacklint deploy start --dir {quote(str(back.place))}"
    if back.before is None:
        state = f"{_FIRST} Evidence: {kept}."
        return LeftBroken(str(error), state, (status, start))
    act, begun = Act("R", f"back to revision {back.before.number}"), world.pace.now()
    world.watcher.begin(act, str(error))
    try:
        with on_disk(back.place):
            _put_back(back, back.before, journal, world)
    except NotServing as second:
        world.watcher.failed(act, second.what, world.pace.now() - begun)
        journal.close()
        state = f"Revision {second.revision} is back, and {second.what}."
        return LeftBroken(str(error), state, (status, start))
    except DeployError as second:
        world.watcher.failed(act, str(second), world.pace.now() - begun)
        state = f"Taking it back failed too: {second}. What runs may be of both revisions."
        return LeftBroken(str(error), state, (status, start))
    world.watcher.end(act, "runs again", world.pace.now() - begun)
    journal.close()
    return RolledBack(str(error), kept, back.before.number)


def _put_back(back: Back, before: Record, journal: Journal, world: World) -> None:
    place, files = back.place, files_of(back.place, before.number)
    journal.begin(Phase.BACK, f"back to revision {before.number}")
    replace_files(place, present(place), files)
    restore_images(world.shell, before.earlier.images)
    again = Files(place, place, files, before.commit)
    chosen = world.choose(candidate(again, world.told))
    wanted = _as_it_ran(chosen.wanted, before)
    found = chosen.target.observe(wanted, before.earlier)
    plan = plan_of(wanted, found, put_back(wanted, found))
    plan = mounted_again(plan, back.unnamed, found.unnamed)
    hands = Hands(chosen.target, journal, world.watcher, world.pace)
    if plan.changes:
        apply(plan, hands)
    touched = {x.key for x in back.touched}
    left = unready([x for x in wanted.resources if x.key in touched], hands)
    if left:
        raise NotServing(str(place), before.number, left)


def _as_it_ran(wanted: Wanted, before: Record) -> Wanted:
    """Leave out jobs that the revision has and never ran: an adopted one may have some."""
    ran = set(before.earlier.inventory)
    kept = (x for x in wanted.resources if x.role is not Role.JOB or x.key in ran)
    return wanted._replace(resources=tuple(kept))


def _kept_evidence(error: DeployError, place: Path, number: int) -> str:
    """Keep what tells why it failed, and say where; a full disk is no reason to stay there."""
    if not isinstance(error, NotReady):
        return "none"
    try:
        file = evidence_folder(place, number) / f"{error.what.replace('/', '-')}.txt"
        file.write_text(f"{error}\n\n{error.evidence}\n", encoding="utf-8")
        file.chmod(0o600)
    except OSError as second:
        return f"none ({(second.strerror or 'it could not be written').lower()})"
    return str(file)
