"""What jobs of a CI wait for, where that is a question about a file, or somebody's hand.

All else that they wait for, a branch or an event, comes by itself one day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.pattern import Pattern
from stacklint.model.scripts.command import BY_HAND, Guard
from stacklint.model.scripts.guards import asks_for_file
from stacklint.model.yaml.nodes import (
    Mapping,
    Scalar,
    Sequence,
    merged_entries,
    names_of,
    resolved,
    walk,
)
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import Node

_DISPATCH = "workflow_dispatch"
# An input that has to be given; one that must not be is there in every other run.
_ASKED = Pattern(
    r"\bgithub\.event_name\s*==\s*['\"]workflow_dispatch['\"]"
    r"|(?<![!.\w])(?:github\.event\.)?inputs\.\w+\s*"
    r"(?:$|&&|\)|\}\}|==\s*(?:true|['\"](?!false|no\b|['\"])))"
)
_OUTPUT = Pattern(r"\bsteps\.([\w-]+)\.outputs\b")
# Events of Woodpecker and Drone that somebody brings about.
_BY_HAND = frozenset({"custom", "deployment", "manual", "promote", "rollback"})
_APPROVALS = ("block", "input")
_DEEPEST = 3
_FROM_THE_PAGE = Pattern(r"^\$CI_PIPELINE_SOURCE\s*==\s*['\"]web['\"]$")


def of_step(step: Mapping, job: Mapping, top: Mapping) -> tuple[Guard, ...]:
    """Give what a step of GitHub, or of those that took over its workflows, waits for."""
    texts = [text for owner in (step, job) if (text := text_of(owner.get("if")))]
    asked = [Guard(text, holds=True) for text in texts if "||" not in text and asks_for_file(text)]
    asked += (Guard(text, holds=False) for text in _asked_before(texts, job))
    events = _names(top.get("on"))
    is_by_hand = any("||" not in text and _ASKED.search(text) for text in texts)
    if events == {_DISPATCH} or (_DISPATCH in events and is_by_hand):
        asked.append(BY_HAND)
    return tuple(asked)


def _asked_before(texts: list[str], job: Mapping) -> Iterator[str]:
    """Give what the steps did whose outputs a condition names, where they looked for a file.

    Whatever they call it: nobody looks for a spec in order to write it again.
    """
    wanted = {found[1] for text in texts for found in _OUTPUT.finditer(text)}
    steps = resolved(job.get("steps"))
    for step in map(resolved, steps.items if wanted and isinstance(steps, Sequence) else ()):
        if not isinstance(step, Mapping) or text_of(step.get("id")) not in wanted:
            continue
        given, run = resolved(step.get("with")), text_of(step.get("run")) or ""
        if "exist" in (text_of(step.get("uses")) or "") and isinstance(given, Mapping):
            yield f"test -e {' '.join(texts_in(given))} "
        elif asks_for_file(run):
            yield f"test -e {run} "


def of_gitlab_job(job: Mapping) -> tuple[Guard, ...]:
    """Give what a job of GitLab waits for; the first of its rules that fits counts."""
    if text_of(job.get("when")) == "manual":
        return (BY_HAND,)
    found: list[Guard] = []
    is_by_hand = False
    rules = resolved(job.get("rules"))
    for rule in map(resolved, rules.items if isinstance(rules, Sequence) else ()):
        when = text_of(rule.get("when")) if isinstance(rule, Mapping) else ""
        if not isinstance(rule, Mapping) or (when != "never" and not _is_by_hand(rule)):
            return tuple(found)
        is_by_hand = is_by_hand or when != "never"
        if when == "never" and set(names_of(merged_entries(rule))) == {"exists", "when"}:
            found.append(Guard(f"test -e {' '.join(texts_in(rule.get('exists')))} ", holds=False))
    return (*found, BY_HAND) if is_by_hand else tuple(found)


def _is_by_hand(rule: Mapping) -> bool:
    condition = text_of(rule.get("if")) or ""
    return text_of(rule.get("when")) == "manual" or _FROM_THE_PAGE.search(condition) is not None


def of_woodpecker_step(step: Mapping, top: Mapping) -> tuple[Guard, ...]:
    """Give what a step of Woodpecker or Drone waits for; of several conditions, one is enough."""
    whens = (step.get("when"), top.get("when"), top.get("trigger"))
    return (BY_HAND,) if any(map(_is_by_event, map(resolved, whens))) else ()


def _is_by_event(when: Node | None) -> bool:
    each = [resolved(x) for x in when.items] if isinstance(when, Sequence) else [when]
    events = [set(texts_in(x.get("event"))) for x in each if isinstance(x, Mapping)]
    return len(events) == len(each) > 0 and all(x and x <= _BY_HAND for x in events)


def after_approval(steps: Node) -> Iterator[tuple[Mapping, tuple[Guard, ...]]]:
    """Give each step, in groups too, with what Buildkite has it wait for: a `block` before it.

    A step that says what it depends on waits for that alone.
    """
    keys: set[str] = set()
    is_held = False
    for step in _in_groups(steps, 0):
        key = text_of(step.get("key")) or ""
        depends = step.get("depends_on")
        is_approval = any(step.get(name) is not None for name in _APPROVALS)
        is_behind = is_held if depends is None else not keys.isdisjoint(texts_in(depends))
        is_held = is_held or is_approval
        if is_approval or is_behind:
            keys.add(key)
        yield step, (BY_HAND,) if is_behind else ()


def _in_groups(steps: Node | None, depth: int) -> Iterator[Mapping]:
    found = resolved(steps)
    nodes = found.items if isinstance(found, Sequence) else ()
    nodes = [x.value for x in found.entries] if isinstance(found, Mapping) else nodes
    for step in map(resolved, nodes):
        if isinstance(step, Mapping):
            yield step
            if depth < _DEEPEST:
                yield from _in_groups(step.get("steps"), depth + 1)


def _names(node: Node | None) -> set[str]:
    """Give the keys of a mapping, or the texts of a list or of one."""
    found = resolved(node)
    if isinstance(found, Mapping):
        return set(names_of(merged_entries(found)))
    return set(texts_in(node))


def texts_in(node: Node | None) -> Iterator[str]:
    """Give each text below a node."""
    found = resolved(node)
    if found is not None:
        yield from (x.value for _, x in walk(found) if isinstance(x, Scalar))
