"""`stacklint lsp`."""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from stacklint.cli import CLEAN
from stacklint.cli.check import new_texts
from stacklint.cli.errors import UsageError, say
from stacklint.cli.output import look_of, print_text
from stacklint.cli.session import Session, sessions
from stacklint.report.data import data

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

_STACKLINT = (sys.executable, "-P", "-m", "stacklint")


def run(arguments: argparse.Namespace) -> int:
    """Serve an editor, or look once at what it has open."""
    if arguments.action == "look":
        return _look(arguments)
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
    texts = _texts_from(sys.stdin.buffer.read())
    arguments.paths, arguments.is_unsaved = list(texts), True
    seen = [_seen(session, texts) for session in sessions(arguments, started)]
    print_text(json.dumps(seen))
    return CLEAN


def _texts_from(told: bytes) -> Mapping[str, str]:
    try:
        texts = cast("dict[str, dict[str, str]]", json.loads(told))["texts"]
        # As workspaces name them: a link as it is.
        return {os.path.abspath(path): str(text) for path, text in texts.items()}  # noqa: PTH100
    except (AttributeError, ValueError, KeyError, TypeError):
        raise UsageError('`lsp look` reads JSON: {"texts": {"/path/to/spec.yml": "…"}}') from None


def _seen(session: Session, texts: Mapping[str, str]) -> dict[str, object]:
    workspace = session.workspace
    named = {x: texts[str(workspace.root / x)] for x in (*workspace.paths, *workspace.missing)}
    session = session.unsaved({path: text.encode() for path, text in named.items()})
    scope = session.scope._replace(touched=frozenset(named))
    session = session._replace(scope=scope).at((".",))
    looked, _, _ = session.lint()
    result = session.run(looked)
    report = data(result._replace(new_texts=new_texts(result)), look_of("never"))
    return {"root": workspace.folder, "report": json.loads(report)}
