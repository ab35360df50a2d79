"""The server as an editor has it: a process that is told of texts, and says what it sees."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from lsprotocol import types

from stacklint.lsp.report import in_a_fence
from tests.lsp.editor import RESOLVING, Editor, applied, editing
from tests.running import (
    EMPTY,
    GOOD,
    STACK,
    clean_env,
    commit_all,
    repository,
    stacklint,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

pytestmark = pytest.mark.slow

SPEC = "envs/prod.yml"
COMPOSE = "compose/docker-compose-notes.yml"
TYPO = GOOD + "replicsa: 2\n"


def edit(
    root: Path,
    work: Callable[[Editor], Awaitable[None]],
    capabilities: types.ClientCapabilities | None = None,
) -> None:
    """Let somebody work in an editor."""

    async def session() -> None:
        async with editing(root, capabilities or types.ClientCapabilities()) as editor:
            await work(editor)

    asyncio.run(session())


def test_it_follows_what_is_typed_and_not_what_is_on_the_disk(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        editor.type(SPEC, EMPTY)
        await editor.until_shown(SPEC, "empty-volume-holds-data", "volume-path-changed")
        said, _ = editor.shown[editor.uri(SPEC)]
        assert said.severity is types.DiagnosticSeverity.Error
        assert said.message.startswith("volume `notes-db` has no path")
        assert said.range == types.Range(types.Position(6, 2), types.Position(6, 10))
        (related,) = said.related_information or ()
        assert related.location.uri == editor.uri(COMPOSE)
        editor.type(SPEC, GOOD)
        await editor.until_shown(SPEC)

    edit(root, work)
    assert (root / SPEC).read_text() == GOOD


def test_it_says_what_check_says(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY.replace("namespace:", "namespaec:"))
    told = stacklint(root, "check", "--format", "concise").out

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        await editor.until(lambda: bool(editor.shown))
        shown = editor.rules(SPEC)
        assert shown
        assert all(f"[{rule}]" in told for rule in shown)
        assert len(shown) == len([line for line in told.splitlines() if line.startswith(SPEC)])

    edit(root, work)


def test_a_compose_file_brings_the_specs_that_use_it(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")

    async def work(editor: Editor) -> None:
        editor.open(COMPOSE)
        renamed = STACK[COMPOSE].replace("notes-db:", "notes-data:")
        editor.type(COMPOSE, renamed)
        await editor.until(lambda: bool(editor.rules(SPEC)))
        editor.close(COMPOSE)
        await editor.until_shown(SPEC)

    edit(root, work)


def test_texts_of_several_files_are_taken_together(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    compose = STACK[COMPOSE].replace("notes-db:", "notes-data:")

    async def work(editor: Editor) -> None:
        editor.open(COMPOSE, compose)
        await editor.until(lambda: bool(editor.rules(SPEC)))
        editor.open(SPEC, GOOD.replace("notes-db:", "notes-data:"))
        # What git has is another matter: the volume was renamed, and that is told.
        await editor.until(lambda: "unknown-volume" not in editor.rules(SPEC))

    edit(root, work)


def test_a_fix_is_an_edit_of_the_text_that_was_judged(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    # Outside of the basic plane, editors count two where Python counts one.
    spec = TYPO.replace("kept by hand", "kept by hand \U0001f9ed").replace("\n", "\r\n")

    async def work(editor: Editor) -> None:
        editor.open(SPEC, spec)
        await editor.until_shown(SPEC, "unknown-key")
        (action,) = await editor.actions(SPEC, 7, 0)
        assert action.kind == types.CodeActionKind.QuickFix
        assert action.edit is not None
        (edits,) = (action.edit.changes or {}).values()
        assert applied(spec, [*edits]) == spec.replace("replicsa", "replicas")
        editor.type(SPEC, "# one line more\n" + spec)
        assert await editor.actions(SPEC, 8, 0) == []

    edit(root, work)


def test_a_finding_is_allowed_once_somebody_has_written_why(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY)
    spec = "# of today\n" + EMPTY.replace("\n", "\r\n")

    async def work(editor: Editor) -> None:
        editor.open(SPEC, spec)
        await editor.until_shown(SPEC, "empty-volume-holds-data")
        fix, allow = await editor.actions(SPEC, 7, 0)
        assert fix.edit is not None
        assert allow.title.startswith("Allow empty-volume-holds-data here")
        assert allow.edit is None
        chosen = await editor.resolved(allow)
        assert chosen.edit is not None
        (edits,) = (chosen.edit.changes or {}).values()
        allowed = applied(spec, [*edits])
        assert allowed.replace("  # stacklint: allow[empty-volume-holds-data] --", "") == spec
        editor.type(SPEC, allowed)
        await editor.until_shown(SPEC, "empty-volume-holds-data", "suppression-without-reason")
        # What is said of the comment itself, none allows.
        offered = await editor.actions(SPEC, 7, 60)
        assert [x.title for x in offered] == [fix.title, allow.title]
        editor.type(SPEC, allowed.replace("] --", "] -- rebuilt every night, OPS-12"))
        await editor.until_shown(SPEC)
        # Whoever chose it before has another text by now.
        assert (await editor.resolved(allow)).edit is None
        assert "not there any more" in editor.messages[-1]

    edit(root, work, RESOLVING)


def test_a_fix_of_a_file_that_another_program_has_written_is_not_offered(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    compose = STACK[COMPOSE].replace(
        "volumes:\n  notes-db:", "    environment: [MODE=fast]\nvolumes:\n  notes-db:"
    )
    write(root, {COMPOSE: compose})

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        await editor.until(lambda: bool(editor.shown))
        assert "environment-list" in editor.rules(COMPOSE)
        (said,) = (x for x in editor.shown[editor.uri(COMPOSE)] if x.code == "environment-list")
        start = said.range.start
        assert await editor.actions(COMPOSE, start.line, start.character)
        write(root, {COMPOSE: "# by somebody else\n" + compose})
        assert await editor.actions(COMPOSE, start.line, start.character) == []

    edit(root, work)


def test_an_unsafe_fix_says_so(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY)

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        await editor.until_shown(SPEC, "empty-volume-holds-data")
        (action,) = await editor.actions(SPEC, 6, 4)
        assert action.title.endswith("(unsafe: it may be deployed)")
        assert not action.is_preferred
        # Wherever one is in that line, and in no other.
        assert await editor.actions(SPEC, 6, 0) == [action]
        assert await editor.actions(SPEC, 6, 10) == [action]
        assert await editor.actions(SPEC, 5, 0) == []
        assert await editor.actions(SPEC, 7, 0) == []

    edit(root, work)


@pytest.mark.parametrize("asked", ["source", "source.fixAll", "source.fixAll.stacklint"])
def test_all_safe_fixes_are_made_where_they_are_asked_for(tmp_path: Path, asked: str) -> None:
    root = repository(tmp_path / "repo")
    spec = "\ufeff" + GOOD + "resources:\n  containers:\n    limits: {memory: 1000000000}\n"
    fixed = stacklint(root, "check", "-", "--stdin-filename", SPEC, "--fix", told=spec.encode()).out
    assert fixed != spec

    async def work(editor: Editor) -> None:
        editor.open(SPEC, spec)
        (action,) = await editor.actions(SPEC, 0, 0, asked)
        assert action.edit is not None
        (edits,) = (action.edit.changes or {}).values()
        assert applied(spec, [*edits]) == fixed
        editor.type(SPEC, GOOD)
        assert await editor.actions(SPEC, 0, 0, asked) == []
        assert await editor.actions(SPEC, 0, 0, "refactor") == []

    edit(root, work)


def test_hovering_says_why_it_matters_and_what_the_key_means(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY)

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        await editor.until_shown(SPEC, "empty-volume-holds-data")
        said = await editor.hover(SPEC, 6, 4)
        assert said.startswith("**empty-volume-holds-data**\n\n```text\nvolume `notes-db` has no")
        assert "is no directory of the host" in said
        assert "```text\nvolumes.notes-db\n```\n\nA host directory" in said
        assert await editor.hover(SPEC, 0, 3) == ""
        editor.type(SPEC, "# one line more\n" + EMPTY)
        assert "empty-volume-holds-data" not in await editor.hover(SPEC, 6, 4)

    edit(root, work)


def test_a_wrong_configuration_is_said_once(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY)
    config = root / "stacklint.toml"

    async def work(editor: Editor) -> None:
        config.write_text('profle = "strict"\n')
        editor.open(SPEC)
        await editor.until(lambda: bool(editor.messages))
        assert await editor.actions(SPEC, 0, 0, "source") == []
        editor.save(SPEC)
        config.write_text("")
        editor.save(SPEC)
        await editor.until_shown(SPEC, "empty-volume-holds-data")
        (message,) = editor.messages
        assert message.startswith("stacklint: error: ")
        assert "profle" in message

    edit(root, work)


def test_a_file_that_is_not_there_yet_is_judged(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")

    async def work(editor: Editor) -> None:
        editor.open("envs/new/spec.yml", EMPTY)
        await editor.until_shown("envs/new/spec.yml", "empty-volume-holds-data")

    edit(root, work)


def test_what_is_no_file_is_left_alone(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", EMPTY)

    async def work(editor: Editor) -> None:
        draft = types.TextDocumentItem("untitled:Untitled-1", "yaml", 1, EMPTY)
        editor.client.text_document_did_open(types.DidOpenTextDocumentParams(draft))
        editor.open(SPEC)
        await editor.until_shown(SPEC, "empty-volume-holds-data")
        assert set(editor.shown) == {editor.uri(SPEC)}
        assert editor.messages == []

    edit(root, work)


def test_two_repositories_behind_a_link_are_both_judged(tmp_path: Path) -> None:
    repository(tmp_path / "one", EMPTY)
    repository(tmp_path / "two", EMPTY)
    root = tmp_path / "here"
    root.symlink_to(tmp_path)

    async def work(editor: Editor) -> None:
        editor.open(f"one/{SPEC}")
        editor.open(f"two/{SPEC}")
        for name in ("one", "two"):
            await editor.until_shown(f"{name}/{SPEC}", "empty-volume-holds-data")

    edit(root, work)


def test_a_secret_is_not_told(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    secret = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
    write(root, {SPEC: GOOD + f"config:\n  TOKEN: {secret}\n"})
    commit_all(root)

    async def work(editor: Editor) -> None:
        editor.open(SPEC)
        await editor.until(lambda: "plaintext-secret" in editor.rules(SPEC))
        said = [x.message for x in editor.shown[editor.uri(SPEC)]]
        said += [await editor.hover(SPEC, 8, column) for column in (4, 12)]
        assert not any(secret in words for words in said)

    edit(root, work)


@pytest.mark.parametrize("told", [b"", b"[]", b'{"text": {}}', b'{"texts": 1}', b"\xff"])
def test_look_refuses_what_it_cannot_read(tmp_path: Path, told: bytes) -> None:
    done = stacklint(tmp_path, "lsp", "look", told=told)
    assert done.code == 2
    assert done.err.startswith("error: `lsp look` reads JSON")


def test_a_script_gets_no_comment_and_is_told_which_it_would_take(tmp_path: Path) -> None:
    script = "laconic-so deployment --dir /srv/notes stop --delete-volumes\n"
    root = repository(tmp_path / "repo")
    write(root, {"down.sh": script})
    said = json.loads(stacklint(root, "check", "--format", "json", "down.sh").out)
    rule = said["findings"][0]["rule"]
    path = str(root / "down.sh")
    finding = {"file": path, "line": 1, "rule": rule}
    told = json.dumps({"texts": {path: script}, "finding": finding}).encode()
    done = stacklint(root, "lsp", "allow", told=told)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"with a reason: # stacklint: allow-file[{rule}] --\n")


def test_a_server_ends_when_its_editor_is_gone(tmp_path: Path) -> None:
    assert stacklint(tmp_path, "lsp").code == 0


def test_without_the_extra_it_says_what_to_install() -> None:
    program = "import sys; sys.modules['pygls'] = None; from stacklint.cli import main;"
    program += "sys.exit(main(['lsp']))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'stacklint[lsp]'" in done.stderr


def test_what_a_file_says_is_no_markup() -> None:
    assert in_a_fence("a `b`\nc") == "```text\na `b`\nc\n```\n"
    assert in_a_fence("````\n[x](command:y)") == "`````text\n````\n[x](command:y)\n`````\n"
