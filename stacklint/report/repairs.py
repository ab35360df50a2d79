"""What `--fix` did or would do, and why it did not do the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Safety
from stacklint.report import hints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.finding import Finding
    from stacklint.report.run import Run
    from stacklint.report.scene import Scene

# As many findings are named that one reason holds for; the rest are counted.
_MOST_NAMED = 3


def repairs(scene: Scene) -> Iterator[str]:
    """Say what became of each finding, and each refusal with its reason."""
    run = scene.run
    if not run.repairs and not (run.is_preview and run.open):
        return
    fixed = [repair.finding for repair in run.repairs if repair.refused is None]
    rest = _rest(run)
    files = len(run.changed) or len({finding.file for finding in fixed})
    total = len(fixed) + len(rest)
    done = "fixed" if run.written else "would fix"
    where = f" in {files} file{'s' * (files != 1)}" if fixed else ""
    of = f"{len(fixed)} of {total} finding{'s' * (total != 1)}"
    # Where all that is left is accepted, nothing of what counts was there to be fixed.
    if total:
        yield "; ".join((f"{done} {of}{where}", *_others(run, rest)))
    yield from _refusals(scene)


def _refusals(scene: Scene) -> Iterator[str]:
    """Say each reason once, with the findings that it holds for."""
    places: dict[str, list[str]] = {}
    for repair in scene.run.repairs:
        if repair.refused is not None:
            at = repair.finding
            place = f"{scene.file(at.file)}:{at.at.line} {at.rule}"
            places.setdefault(scene.said(repair.refused, at), []).append(place)
    for reason, named in places.items():
        rest = [f"+{len(named) - _MOST_NAMED}"] if len(named) > _MOST_NAMED else []
        yield f"not fixed: {reason} ({', '.join((*named[:_MOST_NAMED], *rest))})"


def _rest(run: Run) -> list[Finding]:
    """Give what is still open: a run that wrote nothing lists what it would have fixed too."""
    gone = [repair.finding.key for repair in run.repairs if repair.refused is None]
    rest: list[Finding] = []
    for finding in run.open:
        if finding.key in gone and not run.written:
            gone.remove(finding.key)
        else:
            rest.append(finding)
    return rest


def _others(run: Run, rest: list[Finding]) -> Iterator[str]:
    refused = [repair.finding.key for repair in run.repairs if repair.refused is not None]
    left = [finding for finding in rest if finding.key not in refused]
    named = [x for x in left if x.fix is not None and x.fix.safety is Safety.UNSAFE]
    without = sum(x.fix is None or x.fix.safety is Safety.DISPLAY for x in left)
    if named:
        option = hints.unsafe_fixes(finding.rule for finding in named)
        yield f"{len(named)} more by name ({option})"
    if without:
        yield f"{without} {'has' if without == 1 else 'have'} no fix"
