"""`stacklint check`."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN, FINDINGS, UNREADABLE
from stacklint.cli.asked import rule_named, sessions
from stacklint.cli.errors import UNPARSABLE, UsageError, say, say_missing, say_unread
from stacklint.cli.output import (
    FOR_PEOPLE,
    Wanted,
    look_of,
    print_bytes,
    refuse_sources,
    wanted_formats,
    write_reports,
)
from stacklint.finding import Safety
from stacklint.run.linting import lint, look
from stacklint.run.looking import finish
from stacklint.select import counts_as_failure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from stacklint.finding import Order
    from stacklint.model.change import Change
    from stacklint.report.run import Run
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session


def run(arguments: argparse.Namespace) -> int:
    """Lint, fix what is asked for, report, and say by the exit code whether something counts."""
    started = time.perf_counter()
    _refuse_nonsense(arguments)
    wanted = wanted_formats(arguments.format)
    look = look_of(arguments.color)
    if "-" in arguments.paths:
        return _check_stdin(arguments, started)
    worst = CLEAN
    found = sessions(arguments, started)
    _refuse_mixed_reports(found, wanted)
    for session in found:
        missing = say_missing(session.workspace)
        looked, result = _check(session, arguments)
        if any(one.file for one in wanted):
            refuse_sources(wanted, session.workspace.root, (*looked.files, *session.own_files))
        if any(one.name in _WITH_EDITS for one in wanted):
            result = result._replace(new_texts=new_texts(result))
        write_reports(wanted, result, look)
        _say_unread(session, looked, result)
        _say_extras(arguments, looked, result)
        code = _exit_code(session, looked, result)
        worst = max(worst, code, UNREADABLE if missing else CLEAN)
    return worst


_ON_DISK_ALONE = "what was fixed is in the working tree alone: look at it, and stage it"

# These say, for each finding with a fix, what its file would be.
_WITH_EDITS = frozenset({"json", "sarif"})


def _refuse_mixed_reports(found: list[Session], wanted: list[Wanted]) -> None:
    """Each repository has a report of its own; two of them make no JSON, and share no file."""
    if len(found) > 1 and any(one.file or one.name not in FOR_PEOPLE for one in wanted):
        raise UsageError(
            "the paths lie in several repositories, or under several configurations:"
            " run stacklint for each, or take --format text, full or concise"
        )


def new_texts(result: Run) -> dict[Order, dict[str, str]]:
    """Give the texts that each fix alone would make, for formats that show edits."""
    from stacklint.fix import each_alone  # noqa: PLC0415 -- ruamel is only for fixes

    fixes: dict[Order, dict[str, tuple[Change, ...]]] = {}
    for finding in result.open:
        fix = finding.fix
        if fix is None or fix.safety is Safety.DISPLAY:
            continue
        changes = fix.by_file(finding.file)
        if result.documents.keys() >= changes.keys():
            fixes[finding.order] = changes
    return each_alone(result.documents, fixes)


def _refuse_nonsense(arguments: argparse.Namespace) -> None:
    if arguments.staged and arguments.since:
        raise UsageError("--staged and --since name two bases: give one of them")
    if arguments.unsafe_fixes and not (arguments.fix or arguments.diff):
        raise UsageError("--unsafe-fixes goes with --fix or --diff")
    if arguments.stdin_filename and "-" not in arguments.paths:
        raise UsageError("--stdin-filename goes with `-`")
    if "-" in arguments.paths and arguments.paths != ["-"]:
        raise UsageError("`-` stands alone: the other files are read from the disk")


def _check(session: Session, arguments: argparse.Namespace) -> tuple[Looked, Run]:
    looked, baseline, _ = lint(session)
    if not (arguments.fix or arguments.diff):
        return looked, session.run(looked)
    from stacklint.run.fixing import fix_all  # noqa: PLC0415 -- ruamel is only for fixes
    from stacklint.run.writing import write_all  # noqa: PLC0415 -- ruamel is only for fixes

    unsafe = _unsafe(session, arguments)
    notes = tuple(_unheard(session, looked, unsafe))
    fixing = fix_all(session, looked, unsafe)
    if not arguments.diff:
        fixing = write_all(session, fixing)
        looked, baseline, stale = look(session.over(fixing.new_bytes))
        if baseline is not None:
            from stacklint.cli.baseline import shrink_aloud  # noqa: PLC0415 -- only if there is one

            shrink_aloud(session, baseline, stale)
        # What was stale in it is so no more.
        finish(session.linter, looked)
    changed = {file: (old.text, new.text) for file, (old, new) in fixing.changed.items()}
    result = session.run(looked, fixing.repairs)
    preview = bool(arguments.diff)
    if changed and not (preview or session.scope.is_on_disk):
        notes = (*notes, _ON_DISK_ALONE)
    result = result._replace(notes=(*result.notes, *notes))
    return looked, result._replace(changed=changed, written=not preview, is_preview=preview)


def _unsafe(session: Session, arguments: argparse.Namespace) -> frozenset[str]:
    """Give the rules whose unsafe fixes are asked for by name."""
    registry = session.workspace.config.registry
    return frozenset(rule_named(name, registry) for name in arguments.unsafe_fixes)


def _unheard(session: Session, looked: Looked, unsafe: frozenset[str]) -> Iterator[str]:
    """Say which rules that were named speak in a stricter profile: what is not shown stays."""
    selection = session.linter.selection
    chosen = [selection.for_file(file) for file in looked.files]
    for rule in map(selection.registry.rule_named, sorted(unsafe)):
        if chosen and not any(one.shows(rule, rule.profile) for one in chosen):
            word = rule.profile.word
            yield f"`{rule.name}` speaks from `{word}` on: with --profile {word}, it is fixed too"


def _exit_code(session: Session, looked: Looked, result: Run) -> int:
    if looked.broken:
        return UNREADABLE
    # Fixes go to the working tree: where the index was judged, that is as it was.
    if result.changed and not (result.written and session.scope.is_on_disk):
        return FINDINGS
    return FINDINGS if counts_as_failure(list(result.findings), result.threshold) else CLEAN


def _say_unread(session: Session, looked: Looked, result: Run) -> None:
    """Say why the run ends as it does, where the rule that would is not asked, or not heard."""
    told = {finding.file for finding in result.open if finding.rule == UNPARSABLE}
    say_unread(session.workspace, looked.broken - told)


def _say_extras(arguments: argparse.Namespace, looked: Looked, result: Run) -> None:
    if arguments.statistics:
        counts: dict[str, int] = {}
        for finding in result.open:
            counts[finding.rule] = counts.get(finding.rule, 0) + 1
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            say(f"{count:6}  {rule}")
    if arguments.timings:
        slowest = sorted(looked.outcome.seconds.items(), key=lambda item: -item[1])
        for rule, seconds in slowest:
            say(f"{seconds * 1000:9.2f} ms  {rule}")
        say(f"{result.seconds * 1000:9.2f} ms  all, {result.wholes}")


def _check_stdin(arguments: argparse.Namespace, started: float) -> int:
    """Lint what comes in, as if it stood at a path; with --fix, give the fixed text back."""
    name = arguments.stdin_filename
    if not name:
        raise UsageError(
            "`-` needs --stdin-filename: rules look at the path and at what is beside it"
        )
    if os.path.isdir(name):  # noqa: PTH112 -- pathlib costs 6 ms
        raise UsageError(f"--stdin-filename {name} is a directory, and `-` is one file")
    data = sys.stdin.buffer.read()
    arguments.paths, arguments.is_unsaved = [name], True
    session = sessions(arguments, started)[0]
    (path,) = (*session.workspace.paths, *session.workspace.missing)
    session = session.unsaved({path: data}).at((path,))
    looked, _, _ = lint(session)
    if arguments.fix or arguments.diff:
        return _fix_stdin(session, looked, arguments, data)
    result = session.run(looked)
    write_reports(wanted_formats(arguments.format), result, look_of(arguments.color))
    _say_unread(session, looked, result)
    return _exit_code(session, looked, result)


def _fix_stdin(session: Session, looked: Looked, arguments: argparse.Namespace, data: bytes) -> int:
    from stacklint.run.fixing import fix_all  # noqa: PLC0415 -- ruamel is only for fixes

    # What is given back is one file, so the fixes of others are left for another run.
    (name,) = session.workspace.paths
    fixing = fix_all(session, looked, _unsafe(session, arguments), only=name)
    if arguments.diff:
        changed = {file: (old.text, new.text) for file, (old, new) in fixing.changed.items()}
        result = session.run(looked, fixing.repairs)._replace(changed=changed, is_preview=True)
        write_reports(wanted_formats(arguments.format), result, look_of("never"))
        return FINDINGS if changed else CLEAN
    print_bytes(fixing.new_bytes.get(name, data))
    return UNREADABLE if looked.broken else CLEAN
