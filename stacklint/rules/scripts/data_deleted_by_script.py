"""The rule `data-deleted-by-script`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.scripts.ci.runners import has_own_cluster, is_passing
from stacklint.model.scripts.command import Command
from stacklint.model.scripts.deletions.containers import deleted_inside, deleted_volumes
from stacklint.model.scripts.deletions.docker_volumes import (
    is_own,
    lost_by,
    lost_by_task,
    removed_by,
)
from stacklint.model.scripts.deletions.dumps import Dumps
from stacklint.model.scripts.deletions.gone import gone_in, named_by
from stacklint.model.scripts.deletions.kubectl import is_chosen
from stacklint.model.scripts.deletions.manifests import all_deleted_by, all_deleted_by_task
from stacklint.model.scripts.deletions.mounted import meant_by_name, meant_in_node, meant_inside
from stacklint.model.scripts.deletions.refilling import Course
from stacklint.model.scripts.driven import as_told, driven_by
from stacklint.model.scripts.guards import is_asked_for
from stacklint.model.scripts.operating import driving, is_throw_away, told
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Fleet
    from stacklint.model.scripts.deletions.containers import Inside
    from stacklint.model.scripts.deletions.gone import Gone
    from stacklint.model.scripts.deletions.kubectl import Deleted
    from stacklint.model.scripts.deletions.mounted import Meant
    from stacklint.model.scripts.script import Script, Task
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_OF_A_DUMP = ("hint", "what the dump does not hold does not come back: files, and other volumes")
_OF_A_FAILURE = (
    "hint",
    "where the dump before it fails, it runs all the same: `set -e` ends the script",
)


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def data_deleted_by_script(script: Script, fleet: Fleet, tree: Tree) -> Hits:
    """Volumes or their directories that a script deletes."""
    course, dumps = Course.of(script), Dumps(script)
    gone = tuple(gone_in(course, tree))
    told_of: set[int] = set()
    for piece, why, value in (*_deletions(course, fleet, tree), *_of_volumes(gone, fleet)):
        # What a command deletes twice is said once.
        if id(piece) not in told_of:
            told_of.add(id(piece))
            yield _weighed(Hit(script.at(piece), why, value=value), piece, dumps)
    yield from _with_directories(script, fleet, gone)


def _weighed(hit: Hit, piece: Command | Task, dumps: Dumps) -> Hit:
    """Give a hit with what it counts: less where somebody asks for it, or has a dump."""
    found = dumps.around(piece) if isinstance(piece, Command) else ()
    if isinstance(piece, Command) and any(dumps.is_waited_for(x, piece) for x in found):
        return hit._replace(severity=Severity.WARNING, notes=(_OF_A_DUMP,))
    is_meant = is_asked_for(piece) or is_chosen(piece) or _is_of_one_run(piece)
    severity = Severity.WARNING if is_meant else None
    notes = (*_notes(piece), _OF_A_FAILURE) if found else _notes(piece)
    return hit._replace(severity=severity, notes=notes)


def _is_of_one_run(piece: Command | Task) -> bool:
    """Tell whether the volumes are of a deployment that lies where `mktemp` made a directory."""
    if not isinstance(piece, Command) or driving(piece) is None:
        return False
    folder = piece.option("--dir")
    return folder is not None and is_throw_away(piece.path(folder) or "")


def _notes(piece: Command | Task) -> tuple[tuple[str, str], ...]:
    if not (isinstance(piece, Command) and piece.may_go_unasked):
        return ()
    return (("hint", "where nobody sits at a terminal, the question before it is passed over"),)


def _of_volumes(gone: Iterable[Gone], fleet: Fleet) -> Iterator[tuple[Command | Task, str, str]]:
    """Say whose data goes with directories."""
    for one in gone:
        if is_throw_away(one.path) or not one.path.startswith("/"):
            continue
        piece = one.piece
        value = told(piece) if isinstance(piece, Command) else named_by(piece)
        for claims in fleet.claims:
            if volume := one.volume_of(claims):
                what = f"volume `{volume}` of {claims.file}"
                yield piece, f"{one.how} of {one.told} deletes the data of {what}", value
                break


def _with_directories(script: Script, fleet: Fleet, gone: Iterable[Gone]) -> Hits:
    """Find the deployment directories that are deleted, with the volumes that lie in them."""
    directories = driven_by(script, fleet)
    for found in gone if directories else ():
        deleted = found._replace(path=as_told(found.path))
        for one in directories:
            is_new = one.made_at is not None and one.made_at < found.piece.start
            lost = None if is_new else one.lost_with(deleted)
            if lost is None:
                continue
            volume, file = lost
            hit = Hit(
                script.at(found.piece),
                f"what is deleted at {deleted.told} holds the data of volume `{volume}` of {file},"
                " which lies in the deployment directory",
                severity=Severity.WARNING if is_asked_for(found.piece) else None,
                value=deleted.told,
            )
            yield hit if one.is_told else hit.guessed(Severity.WARNING)
            break


def _deletions(
    course: Course, fleet: Fleet, tree: Tree
) -> Iterator[tuple[Command | Task, str, str]]:
    """Say what goes that is no directory of a host: volumes of docker, claims, mounts."""
    script = course.script
    for command in script.commands:
        if command.is_confirmed:
            continue
        why = "" if has_own_cluster(command, script) else _why_of_cluster(command, fleet, tree)
        why = why or _why_here(command, course, fleet)
        if why:
            yield command, why, told(command)
    for task in script.tasks:
        why = "" if task.is_confirmed else _why_task(task, script, fleet, tree)
        if why:
            yield task, why, named_by(task)


def _why_task(task: Task, script: Script, fleet: Fleet, tree: Tree) -> str:
    """Say what a task of Ansible deletes."""
    if task.module.startswith("docker"):
        return lost_by_task(task)
    deleted = all_deleted_by_task(task, script.file, tree)
    return next(filter(None, (_why_claim(x, "`state: absent`", fleet) for x in deleted)), "")


def _why_claim(deleted: Deleted, how: str, fleet: Fleet) -> str:
    """Say what goes with claims: a volume without a path lives as long as its claim."""
    for claims in fleet.claims:
        if lost := deleted.lost_of(claims):
            what = " and ".join(f"`{volume}`" for volume in lost)
            return (
                f"{how} of claims deletes what volumes without a path hold: {what} of {claims.file}"
            )
    return ""


def _why_of_cluster(command: Command, fleet: Fleet, tree: Tree) -> str:
    """Say what goes that a cluster may hold, wherever that is."""
    if "--delete-volumes" in command.words and driving(command) is not None:
        return (
            "`--delete-volumes` deletes the volumes, and on Kubernetes those of every deployment of"
            " the stack"
        )
    deleted = all_deleted_by(command, tree)
    return next(filter(None, (_why_claim(x, "`kubectl delete`", fleet) for x in deleted)), "")


def _why_here(command: Command, course: Course, fleet: Fleet) -> str:
    if is_passing(command, course.script) or is_own(command, course.script):
        return ""
    names = removed_by(command)
    is_restored = bool(names) and all(course.puts_in_again(x, command) for x in names)
    return "" if is_restored else lost_by(command) or _why_mounted(command, course, fleet)


def _why_mounted(command: Command, course: Course, fleet: Fleet) -> str:
    """Say which volume a container empties that has it mounted."""
    for name in deleted_volumes(command):
        for meant in meant_by_name(name, fleet.claims):
            if not course.puts_in_again(name, command):
                return f"`{command.program} run` deletes the data of {meant.told}"
    for inside in deleted_inside(command):
        for where, meant in _meant(inside, command, fleet):
            if not course.puts_in_again(meant.mounted.path, command):
                return f"what is deleted at {inside.path} in {where} is the data of {meant.told}"
    return ""


def _meant(inside: Inside, command: Command, fleet: Fleet) -> Iterator[tuple[str, Meant]]:
    """Give the volumes that a path in a container, or in a kind node, means."""
    yield from (("a container", x) for x in meant_inside(inside, command, fleet.claims))
    yield from (("a kind node", x) for x in meant_in_node(inside, fleet.claims))
