"""Jobs of GitLab: what a shell runs, with what each extends and refers to written out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.ci.gitlab_stages import behind_blocking
from stacklint.model.scripts.ci.job_conditions import of_gitlab_job
from stacklint.model.scripts.ci.workflow import JobRun, lines_of, told
from stacklint.model.scripts.command import BY_HAND
from stacklint.model.yaml.nodes import (
    Alias,
    Entry,
    Mapping,
    Scalar,
    Sequence,
    merged_entries,
    resolved,
    walk,
)
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.scripts.command import Guard
    from stacklint.model.yaml.nodes import Node

_REFERENCE = "!reference"
# What a job has of the file where it says nothing itself.
_DEFAULTS = ("before_script", "after_script")
_NO_JOBS = frozenset({"default", "include", "stages", "variables", "workflow"})
# Others have a `script` too, and none of these beside it.
_OF_JOBS = ("allow_failure", "before_script", "extends", "needs", "only", "rules", "stage", "tags")
# GitLab goes no deeper, and people write no longer lists.
_DEEPEST = 10
_MOST_ITEMS = 1000


def is_of_gitlab(root: Node | None) -> bool:
    """Tell whether a file has jobs of GitLab, by their keys."""
    top = resolved(root)
    jobs = [resolved(x.value) for x in top.entries] if isinstance(top, Mapping) else []
    return any(
        isinstance(job, Mapping) and job.get("script") and any(map(job.get, _OF_JOBS))
        for job in jobs
    )


def of_gitlab(top: Mapping) -> Iterator[JobRun]:
    """Give what the jobs of a file run; what some extend or refer to runs in these."""
    templates = _Templates(top)
    taken, held = _taken(top), _held(templates.jobs, top)
    yield from _runs(top, top, ())
    for name, job in templates.jobs.items():
        if not (name.startswith(".") and name in taken):
            yield from _runs(job, top, held[name])


def _runs(job: Mapping, top: Mapping, guards: tuple[Guard, ...]) -> Iterator[JobRun]:
    goes_on = text_of(job.get("allow_failure")) == "true"
    known = told("variables", top, job)
    before = tuple(lines_of(job.get("before_script")))
    script = tuple(lines_of(job.get("script")))
    # What this one extends, where another file has it, may go elsewhere first.
    directory = None if not before and job.get("extends") is not None else ""
    # One shell runs both: the script starts where the preparation went.
    for scalars in ((*before, *script), tuple(lines_of(job.get("after_script")))):
        if scalars:
            yield JobRun(scalars, directory, goes_on, known, guards)


class _Templates:
    """The jobs of a file, each written out once."""

    def __init__(self, top: Mapping) -> None:
        self._top = top
        self._done: dict[str, Mapping] = {}
        names = [entry.name for entry in top.entries if entry.name not in _NO_JOBS]
        found = {name: job for name in names if (job := self._written_out(name, 0)) is not None}
        self.jobs = {name: self._with_defaults(job) for name, job in found.items()}

    def _written_out(self, name: str, depth: int) -> Mapping | None:
        """Give a job with what it extends; of several, the last one counts most."""
        job = resolved(self._top.get(name))
        if not isinstance(job, Mapping) or depth > _DEEPEST:
            return None
        if name not in self._done:
            entries = merged_entries(job)
            found = _mapping([_entry(x, self._put_in(x.value, depth)) for x in entries], job)
            extended = [one.value for one in lines_of(job.get("extends"))]
            for base in reversed(extended[:_DEEPEST]):
                found = _over(found, self._written_out(base, depth + 1))
            self._done[name] = found
        return self._done[name]

    def _put_in(self, node: Node, depth: int) -> Node:
        """Write out what `!reference` stands for: a value, or items of a list."""
        found = resolved(node)
        if not isinstance(found, Sequence) or depth > _DEEPEST:
            return node
        if found.tag == _REFERENCE:
            return self._referred(found, depth + 1) or node
        if all(_tag_of(item) != _REFERENCE for item in found.items):
            return node
        items = [one for item in found.items for one in self._items(item, depth)]
        return Sequence(found.start, found.end, items[:_MOST_ITEMS], found.flow)

    def _items(self, item: Node, depth: int) -> list[Node]:
        found = self._put_in(item, depth) if _tag_of(item) == _REFERENCE else item
        is_list = isinstance(found, Sequence) and found is not item
        return found.items if is_list and isinstance(found, Sequence) else [found]

    def _referred(self, told: Sequence, depth: int) -> Node | None:
        """Give what a reference names: a job, a key of it, and keys below."""
        name, *keys = [text_of(item) or "" for item in told.items] or [""]
        found: Node | None = self._written_out(name, depth) or self._top.get(name)
        for key in keys:
            at = resolved(found)
            found = at.get(key) if isinstance(at, Mapping) else None
        return found

    def _with_defaults(self, job: Mapping) -> Mapping:
        default = resolved(self._top.get("default"))
        owners = (default, self._top) if isinstance(default, Mapping) else (self._top,)
        entries = (x for owner in owners for key in _DEFAULTS if (x := owner.entry(key)))
        return _over(job, _mapping(list(entries), job))


def _over(own: Mapping, base: Mapping | None) -> Mapping:
    """Give what one mapping says over another, and what those within them do."""
    if base is None:
        return own
    entries = [_entry(x, _both(x.value, base.get(x.name))) for x in own.entries]
    return _mapping([*entries, *(x for x in base.entries if own.get(x.name) is None)], own)


def _both(own: Node, base: Node | None) -> Node:
    """Give a value of two mappings; one of the first alone counts unless both are mappings."""
    mine = resolved(own)
    if isinstance(mine, Mapping) and isinstance(base, Mapping):
        return _over(mine, base)
    return own


def _mapping(entries: list[Entry], like: Mapping) -> Mapping:
    return Mapping(like.start, like.end, entries, like.flow)


def _entry(like: Entry, value: Node) -> Entry:
    found = Entry()
    found.key, found.name, found.value = like.key, like.name, value
    return found


def _tag_of(node: Node) -> str | None:
    found = resolved(node)
    return None if found is None else found.tag


def _taken(top: Mapping) -> set[str]:
    """Name the jobs that others extend, refer to, or have an anchor of."""
    found: set[str] = set()
    anchored: list[int] = []
    for path, node in walk(top):
        if path[1:2] == ("extends",) and isinstance(node, Scalar):
            found.add(node.value)
        elif isinstance(node, Sequence) and node.tag == _REFERENCE and node.items:
            found.add(text_of(node.items[0]) or "")
        elif isinstance(node, Alias) and node.target is not None:
            anchored.append(node.target.start)
    for entry in top.entries:
        job = resolved(entry.value)
        if job is not None and any(job.start <= at < job.end for at in anchored):
            found.add(entry.name)
    return found


def _held(jobs: dict[str, Mapping], top: Mapping) -> dict[str, tuple[Guard, ...]]:
    """Give what each job waits for; one that needs another waits for what that one does."""
    workflow = resolved(top.get("workflow"))
    around = of_gitlab_job(workflow) if isinstance(workflow, Mapping) else ()
    found = {name: (*around, *of_gitlab_job(job)) for name, job in jobs.items()}
    needed = {name: set(_needs(job)) for name, job in jobs.items()}
    for name in behind_blocking(jobs, top):
        found[name] = (*found[name], BY_HAND)
    for _ in range(_DEEPEST):
        by_hand = {name for name, guards in found.items() if BY_HAND in guards}
        for name in found.keys() - by_hand:
            if not needed[name].isdisjoint(by_hand):
                found[name] = (*found[name], BY_HAND)
    return found


def _needs(job: Mapping) -> Iterator[str]:
    needs = resolved(job.get("needs"))
    for item in map(resolved, needs.items if isinstance(needs, Sequence) else ()):
        name = text_of(item.get("job")) if isinstance(item, Mapping) else text_of(item)
        if name is not None:
            yield name
