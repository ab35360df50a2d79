"""`stacklint init`."""

from __future__ import annotations

import os
import re
import textwrap
import time
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN, UNREADABLE
from stacklint.cli.asked import sessions
from stacklint.cli.baseline import as_seen, create, to_accept, unseen
from stacklint.cli.errors import UsageError, say, say_missing, say_unread
from stacklint.cli.gates import Piece, gates_of
from stacklint.cli.output import print_text
from stacklint.config import FILE_NAME
from stacklint.finding import Harm
from stacklint.repo.trees import WorkTree
from stacklint.report.run import in_words
from stacklint.run.linting import lint
from stacklint.write import NotWritten, write_file

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from stacklint.finding import Finding
    from stacklint.run.looked import Looked
    from stacklint.run.session import Session

# As many places that can lose data are named; the rest are counted.
_MOST_NAMED = 3
_HOOKS = """\
  - repo: local
    hooks:
      - id: stacklint
        name: stacklint
        entry: stacklint check --staged --new
        language: system
        pass_filenames: false
        always_run: true
        require_serial: true
        verbose: true
"""


def run(arguments: argparse.Namespace) -> int:
    """Fit the linter to a repository; nothing that exists is written over."""
    arguments.paths = [arguments.path]
    session = sessions(arguments, time.perf_counter())[0]
    if say_missing(session.workspace):
        return UNREADABLE
    # What is written holds for the repository, so all of it is looked at.
    arguments.paths = [os.fspath(session.workspace.root)]
    session = sessions(arguments, time.perf_counter())[0]
    looked, baseline, _ = lint(session)
    found = stack_roots(session, looked)
    gates = gates_of(session.workspace.root)
    for piece in (*_pieces(session, found), *gates):
        _offer(session, piece)
    session = sessions(arguments, time.perf_counter())[0]
    looked, baseline, _ = lint(session)
    found_open = to_accept(session, looked)
    if found_open and baseline is None:
        create(session, looked)
    say(f"{in_words(len(looked.specs), len(looked.stacks))} found")
    if looked.without_stack:
        say(_without_stack(len(looked.without_stack), len(looked.specs)))
    if say_unread(session.workspace, looked.broken):
        say("first: mend what cannot be read: nothing in it was accepted")
    elif found_open:
        say(_first_step(session, found_open, is_accepted=baseline is None))
    if gates and (beside := [x for x in session.workspace.stack_roots if x.startswith("../")]):
        say(f"in CI, clone {' and '.join(beside)} too: without it, most rules see nothing there")
    say(_next_step(session))
    return CLEAN


def _without_stack(count: int, specs: int) -> str:
    words = "spec checked without its stack" if specs == 1 else "specs checked without their stack"
    return f"{count} of {specs} {words}, which most rules read: stacklint check says why"


def _next_step(session: Session) -> str:
    first = "git init    then: " if session.workspace.git is None else ""
    return f"next: {first}pre-commit install    then: git add the new files and commit"


def _pieces(session: Session, roots: list[str]) -> list[Piece]:
    root, config = session.workspace.root, session.workspace.config.file
    hooks = root / ".pre-commit-config.yaml"
    pieces = [Piece(hooks.name, "repos:\n" + _HOOKS, _as_indented(_HOOKS, hooks))]
    if config is None or config.name == FILE_NAME:
        pieces.insert(0, Piece(FILE_NAME, config_text(roots), ""))
    else:
        # A file of our own would put them out of force.
        say(f"{as_seen(config)} has settings of stacklint, and stays as it is")
        if roots:
            print_text(f"\nto add to them:\n\n{_roots_line(roots)}")
    return pieces


def _as_indented(hooks: str, file: Path) -> str:
    """Indent the hooks as the list in a file is, so that they can be added as they stand."""
    there = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
    found = re.search(r"^( *)- ", there.partition("repos:")[2], re.MULTILINE)
    return hooks if found is None else textwrap.indent(textwrap.dedent(hooks), found[1])


def config_text(roots: list[str]) -> str:
    """Write a configuration that says only what is other than the default."""
    said = f"\n# Checkouts of other repositories that hold stacks.\n{_roots_line(roots)}"
    return (
        "# Settings of stacklint. All there are, with what is in force: stacklint config\n"
        'profile = "recommended"\n' + (said if roots else "")
    )


def _roots_line(roots: list[str]) -> str:
    listed = ", ".join(f'"{root}"' for root in roots)
    return f"stack-roots = [{listed}]\n"


def stack_roots(session: Session, looked: Looked) -> list[str]:
    """Find, among the checkouts beside this one, those that hold a stack that was missed."""
    if session.workspace.config.stack_roots:
        return []
    beside = WorkTree(session.workspace.root, None)
    missed = {looked_at.spec for looked_at in looked.without_stack}
    names = {_stack_of(session, spec) for spec in missed} - {""}
    found: list[str] = []
    for folder in beside.names(".."):
        root = f"../{folder}"
        if root == f"../{session.workspace.root.name}" or not beside.is_dir(root):
            continue
        if any(_holds(beside, root, name) for name in names):
            found.append(root)
    return found


def _stack_of(session: Session, spec: str) -> str:
    from stacklint.model.spec import Spec  # noqa: PLC0415
    from stacklint.repo.discover import look_at  # noqa: PLC0415 -- the model's names stay apart

    document = look_at(session.scope.tree, spec).document
    return "" if document is None else Spec(document).stack or ""


def _holds(tree: WorkTree, root: str, name: str) -> bool:
    parts = [part for part in name.split("/") if part not in {"", ".", ".."}]
    tails = ("/".join(parts[start:]) for start in range(max(len(parts) - 1, 1)))
    places = (*tails, f"stacks/{parts[-1]}" if parts else "")
    return any(place and tree.is_file(f"{root}/{place}/stack.yml") for place in places)


def _offer(session: Session, piece: Piece) -> None:
    file = session.workspace.root / piece.path
    shown = as_seen(file)
    if file.exists():
        say(f"{shown} is there already and stays as it is")
        if piece.shown and "stacklint" not in file.read_text(encoding="utf-8", errors="replace"):
            print_text(f"\nto add to {shown}:\n\n{piece.shown}")
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    root, text = session.workspace.root, piece.text.encode()
    try:
        write_file(file, None, text, root=root, is_ignored=lambda _path: False)
    except NotWritten as error:
        raise UsageError(str(error)) from error
    say(f"{shown} written{unseen(session, file)}")


def _first_step(session: Session, findings: list[Finding], *, is_accepted: bool) -> str:
    """Say where the findings are to be seen: what is accepted, no report shows any more."""
    if not is_accepted:
        return "first: stacklint check --format full shows them; mend what can lose data"
    losses = [finding for finding in findings if finding.harm is Harm.DATA]
    if not losses:
        return f"first: see what was accepted, in {os.path.relpath(session.baseline_file)}"
    typed = session.workspace.as_typed
    named = [f"{typed(x.file)}:{x.at.line} {x.rule}" for x in losses]
    rest = [f"+{len(named) - _MOST_NAMED}"] if len(named) > _MOST_NAMED else []
    return f"first: mend what can lose data: {', '.join((*named[:_MOST_NAMED], *rest))}"
