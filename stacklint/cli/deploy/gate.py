"""The lint gate: what keeps a spec from being deployed."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from deployer.errors import BadInput, SpecHasErrors
from stacklint.cli.asked import sessions
from stacklint.finding import Harm, Severity, Standing
from stacklint.rule import Deployer
from stacklint.rules import LISTED
from stacklint.run.linting import lint

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.finding import Finding
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session

Key: TypeAlias = "tuple[str, str, str, str]"

# Of a spec whose neighbours run already, anything else can wait until somebody mends it.
_STOPS_A_RESTART = frozenset({Harm.DATA, Harm.START})
# They compare with a commit, which need not be what runs.
_OF_CHANGE = frozenset(x.name for x in LISTED if x.on_change or x.on_remount) | {
    "second-pod-renames-deployment"
}


def refuse_errors(spec: str, arguments: argparse.Namespace) -> None:
    """Raise SpecHasErrors for errors that are neither allowed nor in the baseline."""
    with _judging(spec, arguments) as session:
        _refuse(spec, session, _errors(spec, session))


def refuse_new_errors(spec: str, arguments: argparse.Namespace, running: bytes) -> None:
    """Raise SpecHasErrors for errors that a restart would bring, and that lose data or stop it.

    `running` is the spec of the revision that runs; what it has too is known. Compared are
    fingerprints, with the stack as it is now. A change as such is left to the guard, which knows
    what runs; an allow that has expired stops nothing.
    """
    with _judging(spec, arguments) as session:
        patient = session._replace(linter=session.linter._replace(expired_count=False))
        errors = [x for x in _errors(spec, patient) if _stops_a_restart(x)]
        known = _keys_of(running, patient) if errors else Counter()
        _refuse(spec, session, _without(errors, known))


def _keys_of(running: bytes, session: Session) -> Counter[Key]:
    (path,) = session.workspace.paths
    before, _, _ = lint(session.over({path: running}))
    return Counter(x.key for x in before.outcome.findings if x.severity is Severity.ERROR)


def _stops_a_restart(finding: Finding) -> bool:
    return finding.harm in _STOPS_A_RESTART and finding.rule not in _OF_CHANGE


def _without(errors: Iterable[Finding], known: Counter[Key]) -> list[Finding]:
    """Leave out as many of each as are known."""
    left: list[Finding] = []
    for error in errors:
        if known[error.key] > 0:
            known[error.key] -= 1
        else:
            left.append(error)
    return left


@contextmanager
def _judging(spec: str, arguments: argparse.Namespace) -> Iterator[Session]:
    """Judge as for ourselves, whatever the configuration says: it is we who deploy."""
    asked = argparse.Namespace(
        paths=[spec],
        config=arguments.config,
        isolated=arguments.isolated,
        baseline=arguments.baseline,
        select=(),
        ignore=(),
        profile=None,
    )
    (session,) = sessions(asked, time.perf_counter())
    selection = session.linter.selection.deployed_by(Deployer.STACKLINT)
    try:
        yield session._replace(linter=session.linter._replace(selection=selection))
    finally:
        if session.workspace.git is not None:
            session.workspace.git.close()


def _errors(spec: str, session: Session) -> list[Finding]:
    looked, _, _ = lint(session)
    _refuse_unjudged(spec, session, looked)
    found = (x for x in looked.outcome.findings if x.standing is Standing.OPEN)
    return [x for x in found if x.severity is Severity.ERROR]


def _refuse(spec: str, session: Session, errors: Iterable[Finding]) -> None:
    found = tuple((x.rule, _place(session, x)) for x in errors)
    if found:
        raise SpecHasErrors(spec, found)


def _refuse_unjudged(spec: str, session: Session, looked: Looked) -> None:
    """Silence about a file that was passed over is no praise."""
    if any(map(session.workspace.is_template, session.workspace.paths)):
        raise BadInput(spec, "is a template (`templates` of the configuration): render it first")
    if not looked.specs:
        named = session.workspace.as_typed(session.workspace.paths[0])
        why = next(iter(looked.notes), "is no spec").removeprefix(f"{named} ")
        raise BadInput(spec, f"{why.removesuffix(': skipped')}, and is not judged by the linter")


def _place(session: Session, finding: Finding) -> str:
    return f"{session.workspace.as_typed(finding.file)}:{finding.at.line}"
