"""The last lines of a report: how many, where it stands, and what was not looked at."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Safety, Severity, Standing
from stacklint.model.spec_shape import is_spec
from stacklint.report import hints
from stacklint.report.ansi import Style
from stacklint.report.repairs import repairs
from stacklint.report.width import columns, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.report.groups import Group
    from stacklint.report.run import Run
    from stacklint.report.scene import Scene

_BETWEEN = " " * 8
# As many specs without their stack, and accepted losses, are named; the rest are counted.
_MOST_NAMED = 3


def summary(scene: Scene) -> list[str]:
    """Give the lines that every report for people ends with."""
    run = scene.run
    said = [
        " ".join((_counted(run), *_fixes(run), *_passes(run))),
        *_not_counted(scene),
        *(f"note: {scene.noted(note)}" for note in run.notes),
        *repairs(scene),
    ]
    lines = [line for text in said for line in wrapped(text, scene.look.width)]
    loud = without_stack(scene)
    return [*lines, *(scene.paint(x, Style.WARNING) for x in wrapped(loud, scene.look.width) if x)]


def after_groups(scene: Scene) -> list[str]:
    """Say what to type after many findings."""
    from stacklint.report.groups import grouped  # noqa: PLC0415 -- a clean run needs none

    found = hints.after_groups(_first_step(grouped(scene.run.open)[0], scene))
    one_line = _BETWEEN.join(found)
    return [one_line] if columns(one_line) <= scene.look.width else list(found)


def _first_step(group: Group, scene: Scene) -> str:
    """Lead to the map of the spec that may lose most, else to the page of the worst rule."""
    files = Counter(finding.file for finding in group.findings)
    documents = scene.run.documents
    specs = [file for file in files if file in documents and is_spec(documents[file])]
    if group.harm is not Harm.DATA or not specs:
        return hints.explain(group.rule)
    return hints.volumes(scene.file(min(specs, key=lambda file: (-files[file], file))))


def counts(run: Run) -> str:
    """Say how many open findings there are of each severity."""
    parts = []
    for severity in sorted(Severity, reverse=True):
        count = sum(finding.severity is severity for finding in run.open)
        if count:
            parts.append(
                _many(count, severity.word) if severity > Severity.INFO else f"{count} info"
            )
    return ", ".join(parts) or "no findings"


def passes(run: Run) -> str:
    """Say which profile the run passes, and what stands between it and the next."""
    passed: Profile | None = None
    for profile in sorted(Profile):
        failing = _failing(run, profile)
        beyond = run.beyond.get(profile, 0) if profile > run.profile else 0
        if beyond:
            more = _many(beyond, "more finding")
            return f"Passes `{passed.word}`; `{profile.word}` shows {more}." if passed else ""
        if failing:
            start = f"Passes `{passed.word}`;" if passed else "Passes no profile yet:"
            return f"{start} {failing} to `{profile.word}`."
        passed = profile
    return f"Passes every profile{f' of release {run.release}' if run.release else ''}."


def without_stack(scene: Scene) -> str:
    """Say aloud which specs were judged alone, since half of the rules saw nothing of them."""
    alone = scene.run.without_stack
    if not alone:
        return ""
    named = [
        f"{scene.file(one.spec)}: {scene.noted(one.why, one.spec)}" for one in alone[:_MOST_NAMED]
    ]
    rest = [f"+{len(alone) - _MOST_NAMED}"] if len(alone) > _MOST_NAMED else []
    with_stack = scene.run.specs - len(alone)
    return (
        f"{with_stack} of {_many(scene.run.specs, 'spec')} checked with their stack; "
        + "; ".join((*named, *rest))
    )


def unseen(scene: Scene) -> Iterator[str]:
    """Say what no finding tells: what was not looked at, and what is accepted and may lose data."""
    run = scene.run
    if run.without_stack:
        yield without_stack(scene)
    yield from map(scene.noted, run.notes)
    yield from _accepted(scene)


def _accepted(scene: Scene) -> Iterator[str]:
    """Name what is accepted and can lose data: no other line shows where it is any more."""
    losses = scene.run.accepted_losses
    if losses:
        named = [f"{scene.file(x.file)}:{x.at.line} {x.rule}" for x in losses[:_MOST_NAMED]]
        rest = [f"+{len(losses) - _MOST_NAMED}"] if len(losses) > _MOST_NAMED else []
        yield f"{len(losses)} accepted in the baseline can lose data: {', '.join((*named, *rest))}"


def _failing(run: Run, profile: Profile) -> str:
    """Count what of a profile would fail the run, in the words of its threshold."""
    failing = [x for x in run.open if x.profile is profile and x.severity >= run.threshold]
    if not failing:
        return ""
    are_errors = all(finding.severity is Severity.ERROR for finding in failing)
    return _many(len(failing), "error" if are_errors else "finding")


def _counted(run: Run) -> str:
    if not run.specs and not run.files:
        return "Nothing was checked."
    where = f"{run.wholes} ({_many(run.files, 'file')})"
    return f"{counts(run)} in {where}, {_time(run.seconds)}."


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def _fixes(run: Run) -> Iterator[str]:
    if run.repairs:
        return
    for safety in (Safety.SAFE, Safety.UNSAFE):
        count = sum(x.fix is not None and x.fix.safety is safety for x in run.open)
        article = "a" if safety is Safety.SAFE else "an"
        if count:
            yield f"{count} {'has' if count == 1 else 'have'} {article} {safety.value} fix."


def _passes(run: Run) -> Iterator[str]:
    if run.tells_profile:
        said = passes(run)
        if said:
            yield said


def _not_counted(scene: Scene) -> Iterator[str]:
    """Number what is left out: older findings, allowed ones, those of the baseline."""
    parts = []
    for standing, words in _LEFT_OUT.items():
        count = len(scene.run.of(standing))
        if count:
            parts.append(f"{count} {words}")
    if parts:
        yield f"Not counted: {', '.join(parts)}."
    yield from _accepted(scene)


_LEFT_OUT = {
    Standing.KNOWN: "older than the change",
    Standing.ALLOWED: "allowed with a reason",
    Standing.BASELINED: "in the baseline",
}


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
