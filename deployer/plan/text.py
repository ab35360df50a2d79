"""A plan as people read it: grouped by role, one line for each name, secrets masked."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from deployer.found.size_words import size_words
from deployer.plan import Action
from deployer.plan.moves import Way
from deployer.plan.ranges import in_ranges
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.masks import masked
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.plan import Plan, Step
    from deployer.wanted.resource import Note, Resource
    from stacklint.model.yaml.place import Place

_PLACES = {
    Target.COMPOSE: "docker compose, project `{cluster}`",
    Target.KIND: "kind cluster `{cluster}`",
    Target.K8S: "Kubernetes",
}
_GAP = 2
_ACTION = 9
_MOST_TITLE = 26
_FIRST = {Action.CREATE, Action.RUN}
"""All that is done where nothing was before."""
_ALWAYS_SHOWN = {Role.VOLUME, Role.WORKLOAD}


class Heading(NamedTuple):
    """What a plan is for: the stack, the target, the cluster or project there, the revision.

    `revision` is the one that runs, `after` the one that the plan makes; 0 where there is none.
    `commits` are words for what came in git.
    """

    stack: str
    target: Target
    cluster: str
    revision: int = 0
    after: int = 0
    commits: str = ""

    @property
    def words(self) -> str:
        """Say it in a line."""
        return f"{self.stack} on {_PLACES[self.target].format(cluster=self.cluster)}"

    def with_revision(self, plan: Plan) -> str:
        """Say it, and which revision comes of the plan."""
        if self.revision:
            after = f" → {self.after}" if self.after else ""
            return f"{self.words}: revision {self.revision}{after}"
        # The files of a directory are there before anything else is.
        others = (step for step in plan.steps if step.resource.key.kind != "file")
        is_first = all(step.action in _FIRST for step in others)
        return f"{self.words}: first deployment" if is_first else self.words


def plan_text(plan: Plan, heading: Heading, width: int) -> str:
    """Write a plan for a terminal of a width."""
    lines = [*_spread(heading.with_revision(plan), f"plan {plan.name}", width)]
    lines += _wrapped(heading.commits, width, "")
    # A place that is there says where all else goes; one that is not is made, and stands below.
    lines += [f"{x.about} {x.title}" for x in _places(plan)]
    shown = [*_groups(plan, width), *_notes(plan.notes, width)]
    lines += ["", *shown] if shown else []
    lines += _summary(plan, width)
    return masked("\n".join(lines) + "\n")


def _places(plan: Plan) -> Iterator[Resource]:
    return (x.resource for x in plan.steps if _is_namespace(x.resource))


def _is_namespace(resource: Resource) -> bool:
    return resource.role is Role.PLACE and resource.key.kind == "Namespace"


def _spread(left: str, right: str, width: int) -> Iterator[str]:
    """Write two texts at the ends of a line, or on two where they do not fit."""
    gap = width - len(left) - len(right)
    if gap >= _GAP:
        yield left + " " * gap + right
    else:
        yield from (*_wrapped(left, width, ""), right)


def _groups(plan: Plan, width: int) -> Iterator[str]:
    shown = [step for step in plan.steps if _is_shown(step)]
    titles = [step.resource.title for step in shown]
    column = max((len(x) for x in titles if len(x) <= _MOST_TITLE), default=0) + _GAP
    for role in Role:
        steps = [x for x in shown if x.resource.role is role]
        if not steps:
            continue
        yield f" {role.value}"
        for (action, title), same in _by_title(steps).items():
            said = [*map(_said, same), *_found(same[0]), *_served(same[0])]
            yield from _line(action, title, said, (column, width))


def _is_shown(step: Step) -> bool:
    """What stays as it is is counted, but for what an operator looks for first."""
    if _is_namespace(step.resource):
        return False
    is_shown = step.action is not Action.KEEP or step.resource.role in _ALWAYS_SHOWN
    return is_shown or _is_shared(step)


def _is_shared(step: Step) -> bool:
    return len(step.serves) > 1


def _by_title(steps: list[Step]) -> dict[tuple[Action, str], list[Step]]:
    """Join what is said of one name: a volume and its claim are one line."""
    found: dict[tuple[Action, str], list[Step]] = {}
    for step in steps:
        found.setdefault((step.action, step.resource.title), []).append(step)
    return found


def _served(step: Step) -> Iterator[str]:
    """Say whom it serves beside this deployment."""
    if _is_shared(step):
        yield f"serves {', '.join(step.serves)}"


def _found(step: Step) -> Iterator[str]:
    """Say what a volume that is made finds at its place: how much it is tells what it is."""
    move = step.move
    if step.action is not Action.CREATE or move is None:
        return
    if move.way in {Way.FRESH, Way.ADOPT}:
        yield move.words
    is_made = move.way is Way.MAKE and move.source is not None
    if not is_made and move.way is not Way.KEEP:
        return
    size = None if move.source is None else move.source.size
    if size == 0:
        yield "which is empty"
    else:
        yield f"with what is there ({size_words(size)})" if size else "with what is there"


def _said(step: Step) -> str:
    """Say what is made, or why something is done; and whether somebody will notice."""
    if step.action is Action.CREATE:
        return step.resource.about
    if step.action is Action.ROLL:
        return f"{step.reason}; {'down meanwhile' if step.is_down else 'no downtime'}"
    return step.reason


def _line(action: Action, title: str, said: list[str], room: tuple[int, int]) -> Iterator[str]:
    """Write one line, or the name alone and what is said of it below."""
    column, width = room
    start = f"   {action.value:<{_ACTION}}"
    words = in_ranges(said)
    whole = f"{start}{title:<{column}}{words}"
    if len(title) + _GAP <= column and len(whole) <= width:
        yield whole.rstrip()
        return
    yield f"{start}{title}"
    yield from _wrapped(words, width, " " * (len(start) + _GAP))


def _wrapped(words: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(
        words,
        max(40, width),
        initial_indent=indent,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )


def _notes(notes: tuple[Note, ...], width: int) -> Iterator[str]:
    if not notes:
        return
    yield " not as it reads"
    for note in notes:
        words = f"{note.words} ({place_of(note.source)})" if note.source else note.words
        first, *rest = _wrapped(words, width, " " * 5)
        yield from (first[_GAP:], *rest)


def place_of(source: Place | None) -> str:
    """Give file and line of what asks for it; empty where nobody does."""
    if source is None:
        return ""
    return f"{source.document.name}:{source.document.position(source.span.start).line}"


def _summary(plan: Plan, width: int) -> Iterator[str]:
    counts = {action: sum(x.action is action for x in plan.steps) for action in Action}
    words = [f"{count} to {action.value}" for action, count in counts.items() if count]
    moves = any(step.action in {Action.MOVE, Action.ERASE} for step in plan.steps)
    down = dict.fromkeys(x.resource.title for x in plan.steps if x.is_down and _is_served(x))
    first = all(step.action in _FIRST for step in plan.changes)
    times = "" if first else f"Downtime: {', '.join(down) or 'none'}."
    counted, rest = f"{', '.join(words) or 'nothing to do'}.", "" if moves else "No data moves. "
    yield ""
    whole = f"{counted} {rest}{times}".rstrip()
    if len(whole) <= width:
        yield whole
        return
    yield from (*_wrapped(counted, width, ""), *_wrapped(f"{rest}{times}", width, ""))


def _is_served(step: Step) -> bool:
    return step.resource.role is Role.WORKLOAD
