"""The rule `data-deleted-by-script`."""

from __future__ import annotations

import posixpath
import re
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.command import written_out
from stacklint.model.docker_volumes import ENGINES, is_own, lost_by, lost_by_task
from stacklint.model.driven import as_told, driven_by, holds
from stacklint.model.guards import is_asked_for
from stacklint.model.kubectl import deleted_by, deleted_by_task, is_chosen
from stacklint.model.operating import driving, is_throw_away, told
from stacklint.model.runners import has_own_cluster, is_passing
from stacklint.model.script import ScriptKind
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stacklint.model.command import Command
    from stacklint.model.fleet import Fleet
    from stacklint.model.kubectl import Deleted
    from stacklint.model.script import Script, Task
    from stacklint.rule import Hits

# With any other test, `find` deletes some files, and which cannot be told.
_ALL_OF = frozenset(
    {
        *("-delete", "-depth", "-maxdepth", "-mindepth", "-mount", "-type", "-xdev"),
        *("-print", "-print0"),
    }
)
_RUNS = frozenset({"-exec", "-execdir"})
# A directory of the host and its place in a container.
_MOUNT = re.compile(r"[./~$\w{}-]*/[^:]*:/[^:]*(?::|$)")
_RECURSIVE = re.compile(r"-[a-zA-Z]*[rR][a-zA-Z]*|--recursive")


@rule(
    category="scripts",
    severity=Severity.ERROR,
    confidence=Confidence.MEDIUM,
    harm=Harm.DATA,
)
def data_deleted_by_script(script: Script, fleet: Fleet) -> Hits:
    """Volumes or their directories that a script deletes."""
    for piece, why, value in _deletions(script, fleet):
        severity = Severity.WARNING if is_asked_for(piece) or is_chosen(piece) else None
        yield Hit(script.at(piece), why, severity=severity, value=value)
    yield from _with_directories(script, fleet)


def _with_directories(script: Script, fleet: Fleet) -> Hits:
    """Find the deployment directories that are deleted, with the volumes that lie in them."""
    directories = driven_by(script, fleet)
    for piece, path in _deleted_paths(script) if directories else ():
        for one in directories:
            is_new = one.made_at is not None and one.made_at < piece.start
            lost = None if is_new else one.lost_with(path)
            if lost is None:
                continue
            volume, file = lost
            hit = Hit(
                script.at(piece),
                f"what is deleted at {path} holds the data of volume `{volume}` of {file}, which"
                " lies in the deployment directory",
                severity=Severity.WARNING if is_asked_for(piece) else None,
                value=path,
            )
            yield hit if one.is_told else hit.guessed(Severity.WARNING)
            break


def _deleted_paths(script: Script) -> Iterator[tuple[Command | Task, str]]:
    """Give what is deleted without anybody being asked, as far as it is told."""
    for command in script.commands:
        is_loss = not (command.is_confirmed or is_passing(command, script))
        words = _deleted_by(command) if is_loss else ()
        for word in chain.from_iterable(map(written_out, words)):
            if not word.startswith("-"):
                yield command, as_told(command.path(word) or word)
    for task in script.tasks:
        is_deleted = task.module == "file" and task.arguments.get("state") == "absent"
        if is_deleted and not task.is_confirmed:
            yield task, as_told(_named_by(task))


def _deletions(script: Script, fleet: Fleet) -> Iterator[tuple[Command | Task, str, str]]:
    for command in script.commands:
        why = _why_here(command, script)
        if not has_own_cluster(command, script):
            why = why or _why_claim(deleted_by(command), "`kubectl delete`", fleet)
        # What an image is made of is no volume.
        if not why and not is_passing(command, script) and script.kind is not ScriptKind.DOCKERFILE:
            why = _why_path(command, fleet)
        if why and not command.is_confirmed:
            yield command, why, told(command)
    for task in script.tasks:
        why = _why_task(task, fleet)
        if why and not task.is_confirmed:
            yield task, why, _named_by(task)


def _why_task(task: Task, fleet: Fleet) -> str:
    """Say what a task of Ansible deletes."""
    if why := _why_claim(deleted_by_task(task), "`state: absent`", fleet):
        return why
    if task.module.startswith("docker"):
        return lost_by_task(task)
    is_file = task.module == "file" and task.arguments.get("state") == "absent"
    paths = written_out(_named_by(task)) if is_file else ()
    whys = (_of_volume(x, "`state: absent`", fleet) for x in paths if x.startswith("/"))
    return next(filter(None, whys), "")


def _why_claim(deleted: Deleted | None, how: str, fleet: Fleet) -> str:
    """Say what goes with claims: a volume without a path lives as long as its claim."""
    if deleted is None:
        return ""
    for claims in fleet.claims:
        if lost := deleted.lost_of(claims):
            what = " and ".join(f"`{volume}`" for volume in lost)
            return (
                f"{how} of claims deletes what volumes without a path hold: {what} of {claims.file}"
            )
    return ""


def _named_by(task: Task) -> str:
    """Give the path, or the name, of what a task is about."""
    names = ("path", "dest", "name", "project_src")
    return next((found for name in names if (found := task.arguments.get(name))), "")


def _why_here(command: Command, script: Script) -> str:
    if "--delete-volumes" in command.words and driving(command) is not None:
        return (
            "`--delete-volumes` deletes the volumes, and on Kubernetes those of every deployment of"
            " the stack"
        )
    is_no_loss = is_passing(command, script) or is_own(command, script)
    return "" if is_no_loss else lost_by(command)


def _deleted_by(command: Command) -> Iterator[str]:
    """Give what a command deletes, as it is written; nothing where it deletes no directory."""
    words = command.words[1:]
    is_rm = command.program == "rm" and any(map(_RECURSIVE.fullmatch, words))
    if is_rm or command.program.startswith("mkfs"):
        yield from words
    elif command.program == "find" and _deletes_all(words):
        # What `find` looks at stands in front of the first question.
        yield from takewhile(lambda word: not word.startswith(("-", "(", "!")), words)
    elif command.program in ENGINES and "run" in words[:2]:
        yield from _deleted_inside(words)


def _deleted_inside(words: Sequence[str]) -> Iterator[str]:
    """Give what a container deletes of the host: root there is how others get rid of its files."""
    values = [word.removeprefix("--volume=") for word in words]
    mounts = [tuple(word.split(":")[:2]) for word in values if _MOUNT.match(word)]
    told = " ".join(words).split()
    at = next((i for i, word in enumerate(told) if posixpath.basename(word) == "rm"), len(told))
    if not any(map(_RECURSIVE.fullmatch, told[at:])):
        return
    for word in told[at + 1 :]:
        for host, inside in mounts:
            if f"{word}/".startswith(f"{inside.rstrip('/')}/"):
                yield host + word.removeprefix(inside.rstrip("/"))


def _deletes_all(words: tuple[str, ...]) -> bool:
    """Tell whether `find` deletes whatever it finds, by itself or by another program."""
    at = next((i for i, word in enumerate(words) if word in _RUNS), len(words))
    is_deleting = "-delete" in words or words[at + 1 : at + 2] == ("rm",)
    return is_deleting and _ALL_OF.issuperset(_tests(words[:at]))


def _tests(words: Iterable[str]) -> Iterator[str]:
    return (word for word in words if word.startswith(("-", "(", "!")))


def _why_path(command: Command, fleet: Fleet) -> str:
    for word in chain.from_iterable(map(written_out, _deleted_by(command))):
        path = None if word.startswith("-") else command.path(word)
        if path is None or is_throw_away(path) or not path.startswith("/"):
            continue
        if why := _of_volume(path, f"`{command.program}`", fleet):
            return why
    return ""


def _of_volume(path: str, how: str, fleet: Fleet) -> str:
    """Say whose data goes with a directory."""
    for claims in fleet.claims:
        for taken in claims.directories:
            if holds(path, taken.path):
                what = f"volume `{taken.volume}` of {claims.file}"
                return f"{how} of {path} deletes the data of {what}"
    return ""
