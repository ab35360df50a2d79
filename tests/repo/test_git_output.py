"""What git prints is read as it stands, whatever a path is called."""

from __future__ import annotations

import io

import pytest

from stacklint.repo.git_output import (
    Raw,
    Touch,
    blobs_in,
    changes_in,
    committed_in,
    reason_in,
    staged_in,
    touches_in,
)

A, B, NONE = "a" * 40, "b" * 40, "0" * 40
CHANGED = f":100644 100644 {A} {B} M\0envs/a b.yml\0"
RENAMED = f":100644 100644 {A} {B} R090\0old\n.yml\0new\t.yml\0"
ADDED = f":000000 100644 {NONE} {B} A\0:new.yml\0"


@pytest.mark.parametrize(
    ("out", "changes"),
    [
        ("", []),
        (CHANGED, [Raw("M", A, B, "envs/a b.yml", "envs/a b.yml")]),
        (RENAMED, [Raw("R", A, B, "old\n.yml", "new\t.yml")]),
        (ADDED, [Raw("A", None, B, ":new.yml", ":new.yml")]),
        (
            CHANGED + ADDED,
            [
                Raw("M", A, B, "envs/a b.yml", "envs/a b.yml"),
                Raw("A", None, B, ":new.yml", ":new.yml"),
            ],
        ),
    ],
    ids=["nothing", "changed", "renamed", "added", "two"],
)
def test_changes(out: str, changes: list[Raw]) -> None:
    assert list(changes_in(out.encode())) == changes


def test_path_that_is_no_utf8_comes_back_as_it_was() -> None:
    (change,) = changes_in(b":100644 100644 " + f"{A} {B} M\0".encode() + b"\xff.yml\0")
    assert change.path.encode("utf-8", "surrogateescape") == b"\xff.yml"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_touches_come_whole_wherever_the_pieces_are_cut(size: int) -> None:
    out = f"\x01{A} {B}\0\n{CHANGED}\x01{B} {NONE}\0\x01{NONE} \0\n{ADDED}{RENAMED}".encode()
    pieces = [out[start : start + size] for start in range(0, len(out), size)]
    changed = Raw("M", A, B, "envs/a b.yml", "envs/a b.yml")
    added = Raw("A", None, B, ":new.yml", ":new.yml")
    renamed = Raw("R", A, B, "old\n.yml", "new\t.yml")
    assert list(touches_in(pieces)) == [
        Touch(A, changed, (changed,)),
        Touch(NONE, added, (added, renamed), is_first=True),
        Touch(NONE, renamed, (added, renamed), is_first=True),
    ]


def lines(*told: str) -> bytes:
    """Write lines as git does with `-z`."""
    return "".join(f"{line}\0" for line in told).encode()


def test_index_gives_our_side() -> None:
    sides = [f"100644 {blob} {stage}\tboth.yml" for stage, blob in enumerate((NONE, A, B), 1)]
    own = [f"100644 {A} 0\tspec.yml", f"120000 {B} 0\tlink.yml", f"160000 {A} 0\tvendor"]
    found = staged_in(lines(*own, *sides))
    assert found == ({"spec.yml": A, "both.yml": A}, {"link.yml": B}, {"vendor": A})


def test_files_of_a_commit() -> None:
    out = lines(f"100755 blob {A}\trun it.sh", f"120000 blob {B}\tlink", f"160000 commit {A}\tsub")
    assert committed_in(out) == ({"run it.sh": A}, {"link": B}, {"sub": A})


def test_blobs_without_what_is_missing_or_no_blob() -> None:
    out = f"{A} blob 4\na\nb\n\n{B} missing\n{NONE} tree 3\nxyz\n".encode()
    assert blobs_in(io.BytesIO(out)) == {A: b"a\nb\n"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", ""),
        ("warning: hm\nfatal: bad revision 'x'\nhint: try\n", "fatal: bad revision 'x'"),
        ("killed", "killed"),
    ],
)
def test_reason(said: str, reason: str) -> None:
    assert reason_in(said) == reason


def test_reason_tells_where_git_leads_and_what_it_advises() -> None:
    assert "git worktree repair" in reason_in("fatal: not a git repository: /gone/.git/x\n")
    advised = "fatal: dubious ownership\nTo add:\n\n\tgit config --add safe.directory /srv\n"
    assert reason_in(advised) == "dubious ownership (git config --add safe.directory /srv)"
