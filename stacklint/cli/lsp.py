"""`stacklint lsp`."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN
from stacklint.cli.asked import sessions
from stacklint.cli.check import new_texts
from stacklint.cli.errors import UsageError, say
from stacklint.cli.output import look_of, print_bytes, print_text
from stacklint.finding import Standing
from stacklint.report.data import data
from stacklint.run.linting import lint
from stacklint.write import bytes_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session

_STACKLINT = (sys.executable, "-P", "-m", "stacklint")


def run(arguments: argparse.Namespace) -> int:
    """Serve an editor, or look once at what it has open."""
    if arguments.action == "look":
        return _look(arguments)
    if arguments.action == "allow":
        return _allow(arguments)
    if find_spec("pygls") is None:
        raise UsageError("`stacklint lsp` needs pygls: pip install 'stacklint[lsp]'")
    if sys.stdin.isatty():
        say("an editor starts this and talks to it on standard input; Ctrl-C ends it")
    from stacklint.lsp.server import serve  # noqa: PLC0415 -- pygls is an extra

    # A run makes no garbage worth collecting; an editor is open for days.
    gc.enable()
    serve(_STACKLINT)
    return CLEAN


def _look(arguments: argparse.Namespace) -> int:
    """Judge what some files concern, as if they held the texts that come in."""
    started = time.perf_counter()
    texts = _texts_of(_told())
    seen = [_seen(session, looked) for session, looked in _looks(arguments, started, texts)]
    print_text(json.dumps(seen))
    return CLEAN


def _allow(arguments: argparse.Namespace) -> int:
    """Print a file with the comment that allows a finding, but for the reason: people write it."""
    started, told = time.perf_counter(), _told()
    asked = told.get("finding")
    for session, looked in _looks(arguments, started, _texts_of(told)):
        for finding in looked.outcome.findings:
            file = os.path.normpath(os.path.join(session.workspace.folder, finding.file))  # noqa: PTH118
            here = {"file": file, "line": finding.at.line, "rule": finding.rule}
            if here == asked and finding.standing is Standing.OPEN:
                print_bytes(_allowing(looked.outcome.documents[finding.file], finding))
                return CLEAN
    raise UsageError("nothing to allow: the finding is not there any more")


def _allowing(document: Document, finding: Finding) -> bytes:
    from stacklint.fix import Refused  # noqa: PLC0415 -- a look makes no changes of its own
    from stacklint.fix.allowing import Decision, allowed  # noqa: PLC0415 -- as above

    decision = Decision(until=None, reason="")
    if document.root is None:
        comment = decision.comment("allow-file", finding.rule)
        raise UsageError(f"not read as YAML: put this into it, with a reason: {comment}")
    try:
        return bytes_of(allowed(document, [finding], decision))
    except Refused as refused:
        raise UsageError(f"the comment was not written: {refused}") from None


def _told() -> dict[str, object]:
    try:
        told = json.loads(sys.stdin.buffer.read())
    except ValueError:
        told = None
    return told if isinstance(told, dict) else {}


def _texts_of(told: Mapping[str, object]) -> Mapping[str, str]:
    texts = told.get("texts")
    if not isinstance(texts, dict):
        raise UsageError('`lsp look` reads JSON: {"texts": {"/path/to/spec.yml": "…"}}')
    # As workspaces name them: a link as it is.
    return {os.path.abspath(path): str(text) for path, text in texts.items()}  # noqa: PTH100


def _looks(
    arguments: argparse.Namespace, started: float, texts: Mapping[str, str]
) -> Iterator[tuple[Session, Looked]]:
    """Look at each repository that has one of the files."""
    arguments.paths, arguments.is_unsaved = list(texts), True
    for session in sessions(arguments, started):
        workspace = session.workspace
        named = {x: texts[str(workspace.root / x)] for x in (*workspace.paths, *workspace.missing)}
        unsaved = session.unsaved({path: text.encode() for path, text in named.items()})
        scope = unsaved.scope._replace(touched=frozenset(named))
        around = unsaved._replace(scope=scope).at((".",))
        yield around, lint(around)[0]


def _seen(session: Session, looked: Looked) -> dict[str, object]:
    result = session.run(looked)
    report = data(result._replace(new_texts=new_texts(result)), look_of("never"))
    return {"root": session.workspace.folder, "report": json.loads(report)}
