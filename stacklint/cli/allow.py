"""`stacklint allow`."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN, FINDINGS, UNREADABLE
from stacklint.cli.asked import rule_named, sessions
from stacklint.cli.errors import UsageError, say, say_missing
from stacklint.finding import Finding, Standing
from stacklint.fix import Refused
from stacklint.fix.allowing import Decision, allowed
from stacklint.model.allow import day_of, until_in
from stacklint.repo.one_path import is_ignored
from stacklint.run.linting import lint
from stacklint.select import Choice
from stacklint.write import NotWritten, bytes_of, write_file

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from stacklint.model.yaml.document import Document
    from stacklint.registry import Registry
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Write the suppression for each finding of a rule that counts, or that a line names."""
    _refuse_nonsense(arguments)
    path, line = _place(arguments.path)
    arguments.paths, arguments.profile = [path], "audit"
    code = CLEAN
    for session in sessions(arguments, time.perf_counter()):
        name = _rule(arguments.rule, session.workspace.config.registry)
        if say_missing(session.workspace):
            return UNREADABLE
        code = max(code, _allow_in(session, arguments, name, line))
    return code


def _allow_in(session: Session, arguments: argparse.Namespace, name: str, line: int | None) -> int:
    looked, file = _look(session)
    named = [x for x in looked.outcome.findings if x.rule == name and file in {None, x.file}]
    is_meant = _shown(session, name) if line is None else (lambda x: x.at.line == line)
    here = [x for x in named if is_meant(x)]
    found = [x for x in here if _is_allowable(x, line)]
    if not found:
        rest = named if line is None else []
        say(f"nothing to allow: {_why_nothing(session, arguments.path, name, here or rest)}")
        return FINDINGS
    documents = looked.outcome.documents
    decision = Decision(arguments.until, arguments.reason.strip())
    code = CLEAN
    for file in dict.fromkeys(finding.file for finding in found):
        of_file = [finding for finding in found if finding.file == file]
        code = max(code, _allow(session, documents[file], of_file, decision))
    if any(x.standing is Standing.BASELINED for x in found):
        say("what was accepted has its reason now: stacklint baseline update takes it out")
    return code


def _is_allowable(finding: Finding, line: int | None) -> bool:
    """Tell whether a finding counts; who names its line gives an accepted one its reason."""
    is_accepted = finding.standing is Standing.BASELINED
    return finding.standing is Standing.OPEN or (is_accepted and line is not None)


def _shown(session: Session, name: str) -> Callable[[Finding], bool]:
    """Tell what of a rule is shown to who selects it by name: nobody allows what was not seen."""
    workspace = session.workspace
    selection = workspace.selection(Choice(select=(name,)))
    rule = workspace.config.registry.rule_named(name)
    return lambda x: selection.for_file(x.file).shows(rule, x.profile)


def _look(session: Session) -> tuple[Looked, str | None]:
    """Look at what was named; around a file, at its repository: specs decide what it is found for.

    Gives the file too, where one was named.
    """
    workspace = session.workspace
    (named,) = workspace.paths
    if workspace.git is None or not session.scope.tree.is_file(named):
        return lint(session)[0], None
    return lint(session.at((named, ".")))[0], named


def _why_nothing(session: Session, path: str, name: str, findings: list[Finding]) -> str:
    standings = {finding.standing for finding in findings}
    if Standing.ALLOWED in standings:
        return f"{name} is allowed in {path} already"
    if Standing.BASELINED in standings:
        return f"what {name} finds in {path} is in the baseline: name its line, FILE:LINE"
    if findings:
        place = f"{session.workspace.as_typed(findings[0].file)}:{findings[0].at.line}"
        return f"what {name} finds in {path}, the profile does not show: name its line, as {place}"
    return f"{name} finds nothing in {path}"


def _rule(name: str, registry: Registry) -> str:
    name = rule_named(name, registry)
    if registry.listed_as(name).category == "suppressions" and name != "unused-suppression":
        raise UsageError(f"{name} is about suppressions, and cannot be suppressed")
    return name


def _refuse_nonsense(arguments: argparse.Namespace) -> None:
    if not arguments.reason.strip() or "\n" in arguments.reason:
        raise UsageError("--reason takes one line that says why this is right as it is")
    if late := until_in(arguments.reason):
        raise UsageError(f"`{late}` in --reason ends nothing: give --{late.replace('=', ' ')}")
    if arguments.until is not None:
        day = day_of(arguments.until)
        if day is None:
            raise UsageError(f"--until {arguments.until}: write YYYY-MM-DD")
        if day < date.today():  # noqa: DTZ011 -- the operator's own day
            raise UsageError(f"--until {arguments.until} is past: nothing would be allowed")


def _place(path: str) -> tuple[str, int | None]:
    """Split `envs/prod.yml:14`, as reports print it, into a file and a line."""
    file, colon, rest = path.partition(":")
    number = rest.split(":")[0]
    return (file, int(number)) if colon and number.isdecimal() else (path, None)


def _allow(
    session: Session, document: Document, findings: list[Finding], decision: Decision
) -> int:
    shown = session.workspace.as_typed(document.name)
    if document.root is None:
        comment = decision.comment("allow-file", findings[0].rule)
        say(f"not written: {shown} is not read as YAML; put this into it: {comment}")
        return FINDINGS
    try:
        _write(session, document, allowed(document, findings, decision))
    except Refused as refused:
        say(f"not written: {refused}")
        return FINDINGS
    except NotWritten as error:
        say(f"not written: {shown}: {error.reason}")
        return FINDINGS
    for line in dict.fromkeys(finding.at.line for finding in findings):
        say(f"{shown}:{line}: allowed {findings[0].rule}")
    return CLEAN


def _write(session: Session, before: Document, after: Document) -> None:
    workspace = session.workspace
    write_file(
        workspace.root / before.name,
        bytes_of(before),
        bytes_of(after),
        root=workspace.root,
        is_ignored=partial(is_ignored, workspace.git),
    )
