"""The one writer of files: all or nothing, and nothing that was not meant."""

from __future__ import annotations

import os
import resource
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacklint.write import NotWritten, Writing, write_file, write_files, write_report

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


def write(path: Path, old: bytes | None, new: bytes, root: Path, ignored: str = "") -> None:
    write_file(path, old, new, root=root, is_ignored=lambda name: name == ignored)


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_bytes_are_replaced_and_the_mode_stays(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yml"
    spec.write_bytes(b"a: 1\r\n")
    spec.chmod(0o640)
    write(spec, b"a: 1\r\n", b"\xef\xbb\xbfa: 2\r\n", tmp_path)
    assert spec.read_bytes() == b"\xef\xbb\xbfa: 2\r\n"
    assert stat.S_IMODE(spec.stat().st_mode) == 0o640
    assert names(tmp_path) == ["spec.yml"]


def test_file_is_another_one_so_that_no_reader_sees_half_of_it(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yml"
    spec.write_bytes(b"old")
    with spec.open("rb") as reader:
        write(spec, b"old", b"new", tmp_path)
        assert reader.read() == b"old"


def test_new_file_gets_the_mode_of_the_mask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "new.yml", None, b"a: 1\n", tmp_path)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.yml").stat().st_mode) == 0o640


@pytest.mark.parametrize(
    ("there", "old"), [(b"other", b"old"), (b"there", None), (None, b"old"), (b"", None)]
)
def test_file_that_changed_meanwhile_is_left_alone(
    tmp_path: Path, there: bytes | None, old: bytes | None
) -> None:
    spec = tmp_path / "spec.yml"
    if there is not None:
        spec.write_bytes(there)
    with pytest.raises(NotWritten, match="it changed while stacklint was at work"):
        write(spec, old, b"new", tmp_path)
    assert (spec.read_bytes() if spec.exists() else None) == there


def test_link_stays_and_its_target_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "spec.yml").write_bytes(b"old")
    link = tmp_path / "link.yml"
    link.symlink_to("a/spec.yml")
    write(link, b"old", b"new", tmp_path)
    assert link.is_symlink()
    assert (tmp_path / "a" / "spec.yml").read_bytes() == b"new"
    assert (names(tmp_path), names(tmp_path / "a")) == (["a", "link.yml"], ["spec.yml"])


@pytest.mark.parametrize("link", ["file", "directory"])
def test_link_out_of_the_root_is_not_followed(tmp_path: Path, link: str) -> None:
    (tmp_path / "root").mkdir()
    outside = tmp_path / "spec.yml"
    outside.write_bytes(b"old")
    if link == "file":
        path = tmp_path / "root" / "spec.yml"
        path.symlink_to(outside)
    else:
        (tmp_path / "root" / "up").symlink_to(tmp_path)
        path = tmp_path / "root" / "up" / "spec.yml"
    with pytest.raises(NotWritten, match="leads out of the repository"):
        write(path, b"old", b"new", tmp_path / "root")
    assert outside.read_bytes() == b"old"


def test_root_that_is_itself_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "spec.yml").write_bytes(b"old")
    (tmp_path / "root").symlink_to("real")
    write(tmp_path / "root" / "spec.yml", b"old", b"new", tmp_path / "root")
    assert (tmp_path / "real" / "spec.yml").read_bytes() == b"new"


@pytest.mark.parametrize("ignored", ["b/link.yml", "a/spec.yml"])
def test_file_that_git_ignores_is_not_written(tmp_path: Path, ignored: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "spec.yml").write_bytes(b"old")
    (tmp_path / "b" / "link.yml").symlink_to("../a/spec.yml")
    with pytest.raises(NotWritten, match=r"b/link\.yml: git ignores it"):
        write(tmp_path / "b" / "link.yml", b"old", b"new", tmp_path, ignored)
    assert (tmp_path / "a" / "spec.yml").read_bytes() == b"old"


def test_directory_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "spec.yml").mkdir()
    with pytest.raises(NotWritten, match=r"spec\.yml: it cannot be written: is a directory"):
        write(tmp_path / "spec.yml", None, b"new", tmp_path)


def test_missing_directory_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="no such file or directory"):
        write(tmp_path / "a" / "spec.yml", None, b"new", tmp_path)


def test_name_as_long_as_a_name_can_be(tmp_path: Path) -> None:
    spec = tmp_path / ("s" * 255)
    write(spec, None, b"new", tmp_path)
    assert spec.read_bytes() == b"new"


def test_write_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    spec = tmp_path / "spec.yml"
    spec.write_bytes(b"old")
    with at_most(bytes_in_a_file=10), pytest.raises(NotWritten, match="file too large"):
        write(spec, b"old", b"new" * 10, tmp_path)
    assert (names(tmp_path), spec.read_bytes()) == (["spec.yml"], b"old")


@contextmanager
def at_most(bytes_in_a_file: int) -> Iterator[None]:
    """Run out of room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_in_a_file, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_read_only_directory_is_said_and_left_as_it_is() -> None:
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "spec.yml").write_bytes(b"old")
        (directory / "spec.yml").chmod(0o644)
        directory.chmod(0o555)
        with as_nobody(), pytest.raises(NotWritten, match="its directory is read-only"):
            write(directory / "spec.yml", b"old", b"new", directory)
        assert names(directory) == ["spec.yml"]
        assert (directory / "spec.yml").read_bytes() == b"old"
        directory.chmod(0o755)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Be a user whom modes of files mean something to."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


def both(root: Path, *news: bytes) -> list[Writing]:
    """Make `a/spec.yml` and `b/spec.yml`, and say what is to become of them."""
    for name in "ab":
        (root / name).mkdir(parents=True)
        (root / name / "spec.yml").write_bytes(b"old")
    return [
        Writing(root / name / "spec.yml", b"old", new) for name, new in zip("ab", news, strict=True)
    ]


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def test_files_that_belong_together_are_all_written(tmp_path: Path) -> None:
    write_files(both(tmp_path, b"1", b"2"), root=tmp_path, is_ignored=lambda _: False)
    assert contents(tmp_path) == {"a/spec.yml": b"1", "b/spec.yml": b"2"}


@pytest.mark.parametrize(
    ("second", "ignored", "reason"),
    [
        ({"old": b"other"}, "", r"b/spec\.yml: it changed while"),
        ({}, "b/spec.yml", r"b/spec\.yml: git ignores it"),
        ({"path": Path(os.devnull), "old": b""}, "", "lies outside of the repository"),
        ({"new": b"new" * 10}, "", r"b/spec\.yml: it cannot be written: file too large"),
    ],
)
def test_where_the_second_cannot_be_written_the_first_is_not(
    tmp_path: Path, second: dict[str, Path | bytes | None], ignored: str, reason: str
) -> None:
    first, other = both(tmp_path, b"new", b"new")
    pair = [first, other._replace(**second)]  # type: ignore[arg-type]
    with at_most(bytes_in_a_file=10), pytest.raises(NotWritten, match=reason):
        write_files(pair, root=tmp_path, is_ignored=lambda name: name == ignored)
    assert contents(tmp_path) == {"a/spec.yml": b"old", "b/spec.yml": b"old"}


@pytest.mark.skipif(os.geteuid() != 0, reason="a file of somebody else is needed")
@pytest.mark.parametrize("old", [b"old", None])
def test_where_the_second_cannot_take_its_place_the_first_is_put_back(old: bytes | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        pair = both(root, b"new", b"new")
        if old is None:
            pair[0].path.unlink()
            pair[0] = pair[0]._replace(old=None)
        root.chmod(0o755)
        # Anybody may put a file there, and nobody may replace what is another's.
        (root / "a").chmod(0o777)
        (root / "b").chmod(0o1777)
        before = contents(root)
        with as_nobody(), pytest.raises(NotWritten, match=r"b/spec\.yml: .* not permitted$"):
            write_files(pair, root=root, is_ignored=lambda _: False)
        assert contents(root) == before


@pytest.mark.parametrize("before", [{}, {"out.json": b"old"}])
def test_report_that_finds_no_room_leaves_the_former_one(
    tmp_path: Path, before: dict[str, bytes]
) -> None:
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)
    with at_most(bytes_in_a_file=10), pytest.raises(OSError, match="File too large"):
        write_report(str(tmp_path / "out.json"), b"new" * 10)
    assert contents(tmp_path) == before


def test_report_goes_through_a_link_and_into_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("out.json")
    write_report(str(tmp_path / "link"), b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "out.json").read_bytes() == b"new"
    read_end, write_end = os.pipe()
    with os.fdopen(read_end, "rb") as reader:
        write_report(f"/dev/fd/{write_end}", b"new")
        os.close(write_end)
        assert reader.read() == b"new"


@pytest.mark.skipif(os.geteuid() != 0, reason="a directory of somebody else is needed")
@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_report_of_ours_in_the_directory_of_somebody_else_is_written(mode: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(mode)
        report = Path(name) / "out.json"
        report.write_bytes(b"old")
        report.chmod(0o666)
        with as_nobody():
            write_report(str(report), b"new")
        assert contents(Path(name)) == {"out.json": b"new"}


@pytest.mark.skipif(os.geteuid() != 0, reason="a user is needed whom modes mean something to")
def test_report_that_may_not_be_written_stays() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        report = Path(name) / "out.json"
        report.write_bytes(b"old")
        with as_nobody(), pytest.raises(PermissionError):
            write_report(str(report), b"new")
        assert contents(Path(name)) == {"out.json": b"old"}
