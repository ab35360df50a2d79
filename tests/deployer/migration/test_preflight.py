"""Whether copies of volumes can be made, told before anything stops for them."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from deployer.errors import PreflightFailed
from deployer.migration.preflight import objections
from deployer.migration.route import Route
from deployer.plan.moves import Asked
from tests.deployer.fake import Fake, Quiet, begin
from tests.deployer.migration.test_migration import IS_ROOT, SHELL, fill, needs_root, small_disk
from tests.deployer.worlds import edit, names
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

MEGABYTE = 1_000_000


def large(source: Path, size: int) -> Path:
    source.mkdir()
    (source / "large").write_bytes(os.urandom(size))
    return source


def asked(*pairs: tuple[Path, Path], prefix: tuple[str, ...] = ()) -> str:
    routes = [Route(SHELL, prefix, str(source), str(target)) for source, target in pairs]
    return "\n".join(objections(routes))


@needs_root
def test_what_fits_alone_may_not_fit_together(tmp_path: Path) -> None:
    one, other = (large(tmp_path / x, 5 * MEGABYTE) for x in ("one", "other"))
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        assert asked((one, disk / "a")) == ""
        assert asked((one, disk / "a"), (other, tmp_path / "b")) == ""
        assert asked((one, disk / "a"), (other, disk / "b")) == (
            f"{disk}/a and {disk}/b: their disk has 8 MiB left, and 10 MiB are to be copied, with "
            "a tenth to spare: make room there, or name another disk"
        )
        assert names(disk) == []


@needs_root
def test_what_a_killed_copy_left_goes_first(tmp_path: Path) -> None:
    source = large(tmp_path / "one", 5 * MEGABYTE)
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        large(disk / "a.stacklint-partial-killed", 5 * MEGABYTE)
        assert asked((source, disk / "a")) == ""
        assert "its disk has 3 MiB left" in asked((source, disk / "b"))


@needs_root
def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    with small_disk(tmp_path / "disk", "size=8m,ro") as disk:
        told = asked((source, disk / "new"))
    assert told == f"{source} cannot be copied to {disk}/new: {disk} cannot be written to by root"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    source = tmp_path / "old"
    write(source, {"deep/x": "x", "other": "x"})
    (source / "deep").chmod(0)
    unprivileged = ("setpriv", "--reuid=65534", "--clear-groups") if IS_ROOT else ()
    for path in (tmp_path, *tmp_path.parents[:-2]):
        path.chmod(path.stat().st_mode | 0o055)
    tmp_path.chmod(0o777)
    told = asked((source, tmp_path / "new"), prefix=unprivileged)
    assert told == f"{source}/deep: it cannot be read: run it as root, who can"


def test_where_a_copy_cannot_go_is_told(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    assert "one is in the other" in asked((source, source / "new"))
    assert "one is in the other" in asked((source, source / "deep"))
    write(tmp_path, {"other/x": "x"})
    assert asked((source, tmp_path / "other")) == (
        f"{tmp_path}/other: it holds data already, other than {source} in its files (type, mode, "
        "owner, size, time, link), directories (mode, owner, time), contents, hard links or "
        "extended attributes, and nothing is written over it: take it by --adopt, or move it away"
    )
    assert "No such file or directory" in asked((tmp_path / "gone", tmp_path / "new"))


def test_who_still_writes_is_no_fault_yet(tmp_path: Path) -> None:
    source, is_over = fill(tmp_path / "old"), threading.Event()

    def scribble() -> None:
        while not is_over.is_set():
            write(source, {"deep/x/y/z": "z"})
            (source / "deep/x/y/z").rename(source / "z")
            (source / "deep/x/y").rmdir()

    writer = threading.Thread(target=scribble)
    writer.start()
    try:
        assert [asked((source, tmp_path / "new")) for _ in range(5)] == [""] * 5
    finally:
        is_over.set()
        writer.join()


def test_nothing_stops_for_a_copy_that_cannot_be(place: Path, target: Fake) -> None:
    target.copying = (Route(SHELL, (), str(place / "gone"), str(place / "new")),)
    edit(place, "./data/notes-db", "./data/other", "spec.yml")
    edit(place, "../data/notes-db", "../data/other")
    watcher = Quiet()
    with pytest.raises(PreflightFailed, match=r"gone cannot be copied to .*No such file"):
        begin(place, target, Asked(migrate=frozenset({"notes-db"})), watcher)
    assert (target.taken, watcher.heard) == ([], [])
