"""Copies of volumes on this host: the same to the last bit, or none at all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployer.errors import StepFailed
from deployer.migration import copy_verified, verify
from deployer.migration.listing import listing
from deployer.migration.route import Route
from deployer.shell import Shell
from tests.deployer.worlds import names
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.slow

AGES_AGO = 1_234_567_890_123_456_789
ODD = (
    *(
        "-rf",
        "--",
        "a b",
        " ",
        "new\nline",
        "tab\t",
        "it's",
        'say "so"',
        "back\\slash",
        "*",
        "$HOME",
    ),
    *(os.fsdecode(b"not-utf-8-\xff"), os.fsdecode(b"\xfe" * 120), "ö" * 110, ".hidden", "1 2"),
)
SHELL = Shell(dict(os.environ))
IS_ROOT = os.getuid() == 0
needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root gives files away, mounts, mknods")


def copy(source: Path, target: Path, run: str = "r1") -> None:
    copy_verified(SHELL, (), str(source), str(target), run)


def route(source: Path, target: Path) -> Route:
    return Route(SHELL, (), str(source), str(target))


def fill(root: Path) -> Path:
    """Make a tree with something of everything that a volume can hold."""
    (root / "deep" / "er").mkdir(parents=True)
    (root / "empty").mkdir(mode=0o1777)
    (root / "empty").chmod(0o1777)
    for name in ODD:
        (root / name).write_text(f"I am {name!a}")
        (root / "deep" / name).mkdir()
        (root / "deep" / name / "x").symlink_to(name)
    (root / "none").touch()
    (root / "program").write_bytes(os.urandom(10_000))
    (root / "program").chmod(0o4751)
    os.link(root / "program", root / "deep" / "er" / "same")
    os.link(root / "a b", root / "deep" / "new\nline" / "also")
    os.link(root / "a b", root / "deep" / "it's" / "also")
    for name, to in (("abs", "/etc"), ("dangling", "../nowhere"), ("up", ".."), ("in", "deep")):
        (root / name).symlink_to(to)
    os.mkfifo(root / "pipe", 0o620)
    with (root / "sparse").open("wb") as file:
        file.seek(3_000_000)
        file.write(b"end")
    age(root)
    return root


def age(root: Path) -> None:
    """Give everything a time of its own, in nanoseconds, and to root's files another owner."""
    for number, path in enumerate(sorted(root.rglob("*"), reverse=True)):
        if IS_ROOT:
            mode = path.lstat().st_mode & 0o7777
            os.lchown(path, 70 + number, 4_000_000)
            if not path.is_symlink():
                path.chmod(mode)
        when = AGES_AGO + number * 1_000_000_007
        os.utime(path, ns=(when, when), follow_symlinks=False)
    os.utime(root, ns=(AGES_AGO, AGES_AGO))


def seen(root: Path) -> dict[str, tuple[object, ...]]:
    """Give all that there is to see of a tree by the system's own calls, not by programs."""
    groups: dict[int, str] = {}
    found: dict[str, tuple[object, ...]] = {}
    for path in (root, *sorted(root.rglob("*"))):
        at = path.lstat()
        name = str(path.relative_to(root))
        first = "" if path.is_dir() else groups.setdefault(at.st_ino, name)
        said = path.readlink() if path.is_symlink() else None
        data = path.read_bytes() if path.is_file() and said is None else None
        facts = (at.st_mode, at.st_uid, at.st_gid, at.st_mtime_ns)
        found[name] = (*facts, first, said, data, xattrs(path))
    return found


def xattrs(path: Path) -> tuple[tuple[str, bytes], ...]:
    names = os.listxattr(path, follow_symlinks=False)
    return tuple((name, os.getxattr(path, name, follow_symlinks=False)) for name in sorted(names))


def test_a_copy_is_the_same_in_everything(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    before = seen(source)
    copy(source, tmp_path / "new" / "place")
    assert seen(tmp_path / "new" / "place") == before == seen(source)
    assert names(tmp_path / "new") == ["place"]


def test_what_is_sparse_stays_so(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    copy(source, tmp_path / "new")
    at = (tmp_path / "new" / "sparse").stat()
    assert at.st_size == 3_000_003
    assert at.st_blocks * 512 < 1_000_000


@pytest.mark.parametrize("name", ["user.note", "trusted.note", "security.capability"])
@needs_root
def test_extended_attributes_come_along(tmp_path: Path, name: str) -> None:
    source = fill(tmp_path / "old")
    value = bytes.fromhex("0100000200040000" + "00" * 12) if "cap" in name else b"a\0b"
    try:
        os.setxattr(source / "program", name, value)
    except OSError:
        pytest.skip(f"no {name} on this file system")
    copy(source, tmp_path / "new")
    assert os.getxattr(tmp_path / "new" / "program", name) == value
    os.removexattr(tmp_path / "new" / "program", name)
    with pytest.raises(StepFailed, match="extended attributes"):
        verify(route(source, tmp_path / "new"), str(tmp_path / "new"), listing_of(source))


def listing_of(source: Path) -> list[str]:
    return listing(route(source, source), str(source))


def test_sockets_are_passed_over(tmp_path: Path) -> None:
    source = tmp_path / "old"
    source.mkdir()
    (source / "data").write_text("d")
    with socket.socket(socket.AF_UNIX) as listening:
        # Such a path is short, and those of tests are not.
        handle = os.open(source, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{handle}/s")
        os.close(handle)
        copy(source, tmp_path / "new")
    assert names(tmp_path / "new") == ["data"]


@needs_root
def test_a_device_is_refused_by_its_path(tmp_path: Path) -> None:
    source = tmp_path / "old"
    (source / "dev").mkdir(parents=True)
    os.mknod(source / "dev" / "null", 0o600 | 0o020000, os.makedev(1, 3))
    with pytest.raises(StepFailed, match=r"old/dev/null is a device, and those are not copied"):
        copy(source, tmp_path / "new" / "place")
    assert names(tmp_path) == ["old"]


@pytest.mark.parametrize("is_there", [False, True])
def test_an_empty_source_is_copied(tmp_path: Path, is_there: bool) -> None:
    source, target = tmp_path / "old", tmp_path / "new"
    source.mkdir(mode=0o2770)
    source.chmod(0o2770)
    if is_there:
        target.mkdir()
    copy(source, target)
    assert seen(target) == seen(source)


def a_full_one(target: Path) -> None:
    target.mkdir()
    (target / ".hidden").touch()


def a_link_to_nowhere(target: Path) -> None:
    target.symlink_to("nowhere")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_full_one, "holds data already"),
        (Path.touch, "is no directory, and is left alone"),
        (os.mkfifo, "is no directory"),
        (a_link_to_nowhere, "leads nowhere"),
    ],
)
def test_a_target_that_is_no_empty_directory_is_left_alone(
    tmp_path: Path, make: Callable[[Path], None], words: str
) -> None:
    source, target = fill(tmp_path / "old"), tmp_path / "new"
    make(target)
    before, at = seen(source), target.lstat()
    with pytest.raises(StepFailed, match=words) as refused:
        copy(source, target)
    assert refused.value.what == str(target)
    assert (target.lstat().st_ino, target.lstat().st_mtime_ns) == (at.st_ino, at.st_mtime_ns)
    assert seen(source) == before
    assert names(tmp_path) == ["new", "old"]


def test_links_to_directories_are_followed_and_stay(tmp_path: Path) -> None:
    fill(tmp_path / "disk" / "old")
    (tmp_path / "disk" / "new").mkdir()
    (tmp_path / "from").symlink_to("disk/old")
    (tmp_path / "to").symlink_to(tmp_path / "disk" / "new")
    copy(tmp_path / "from", tmp_path / "to")
    assert (tmp_path / "to").is_symlink()
    assert seen(tmp_path / "disk" / "new") == seen(tmp_path / "disk" / "old")
    assert names(tmp_path / "disk") == ["new", "old"]


@pytest.mark.parametrize("target", ["old", "old/sub", ".", "link", "old/empty/../x"])
def test_neither_may_be_in_the_other(tmp_path: Path, target: str) -> None:
    source = fill(tmp_path / "old" / "deeper").parent
    (tmp_path / "link").symlink_to("old/none-yet")
    (source / "none-yet").mkdir()
    before = seen(source)
    with pytest.raises(StepFailed, match=r"one is in the other|holds data already"):
        copy(source, tmp_path / target)
    assert seen(source) == before


def test_a_source_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StepFailed, match=r"it was not copied: .*No such file or directory"):
        copy(tmp_path / "old", tmp_path / "new")
    assert names(tmp_path) == []


def test_odd_names_of_the_two_places(tmp_path: Path) -> None:
    folder = tmp_path / "a b'\"$(touch x)*"
    source = fill(folder / "-old *")
    copy(source, folder / "-new [a]", "it's")
    assert seen(folder / "-new [a]") == seen(source)
    assert names(folder) == ["-new [a]", "-old *"]


def test_what_cannot_be_read_is_no_copy(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    (source / "deep").chmod(0)
    unprivileged = ("setpriv", "--reuid=65534", "--clear-groups") if IS_ROOT else ()
    for path in (tmp_path, *tmp_path.parents[:-2]):
        path.chmod(path.stat().st_mode | 0o055)
    tmp_path.chmod(0o777)
    with pytest.raises(StepFailed, match=r"deep.*Permission denied"):
        copy_verified(SHELL, unprivileged, str(source), str(tmp_path / "new"), "r1")
    assert names(tmp_path) == ["old"]


def mutate_bytes(root: Path) -> None:
    """Change a byte and nothing else, not even the time."""
    path = root / "program"
    at, data = path.stat(), bytearray(path.read_bytes())
    data[77] ^= 1
    path.write_bytes(data)
    path.chmod(at.st_mode)
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))


def unlink_group(root: Path) -> None:
    """Make a file of its own of one that was the same as another."""
    path, at = root / "deep" / "er" / "same", (root / "program").stat()
    folder, data = path.parent.stat(), path.read_bytes()
    path.unlink()
    path.write_bytes(data)
    os.chown(path, at.st_uid, at.st_gid)
    path.chmod(at.st_mode)
    os.utime(path, ns=(at.st_atime_ns, at.st_mtime_ns))
    os.utime(path.parent, ns=(folder.st_atime_ns, folder.st_mtime_ns))


def relink(root: Path) -> None:
    (root / "abs").unlink()
    (root / "abs").symlink_to("/usr")


FILES, FOLDERS, CONTENTS = "files", "directories", "contents, hard links"


@pytest.mark.parametrize(
    ("mutate", "words"),
    [
        (mutate_bytes, CONTENTS),
        (unlink_group, CONTENTS),
        (relink, FILES),
        (lambda root: (root / "none").unlink(), FILES),
        (lambda root: (root / "more\n").touch(), FILES),
        (lambda root: (root / "empty" / "more").mkdir(), FOLDERS),
        (lambda root: (root / "program").chmod(0o751), FILES),
        (lambda root: (root / "empty").chmod(0o777), FOLDERS),
        (lambda root: root.chmod(0o700), FOLDERS),
        (lambda root: os.utime(root / "none", ns=(0, AGES_AGO)), FILES),
        (lambda root: os.utime(root / "empty", ns=(0, AGES_AGO + 1)), FOLDERS),
        (lambda root: os.truncate(root / "sparse", 3_000_004), FILES),
        pytest.param(lambda root: os.lchown(root / "abs", 1, 1), FILES, marks=needs_root),
        pytest.param(lambda root: os.chown(root / "empty", 1, 1), FOLDERS, marks=needs_root),
    ],
)
def test_every_difference_is_found(
    tmp_path: Path, mutate: Callable[[Path], None], words: str
) -> None:
    source, target = fill(tmp_path / "old"), tmp_path / "new"
    copy(source, target)
    before = listing_of(source)
    verify(route(source, target), str(target), before)
    mutate(target)
    with pytest.raises(StepFailed, match=f"is not the same in its .*{words}"):
        verify(route(source, target), str(target), before)
    assert target.is_dir()


def test_a_source_that_changed_meanwhile_is_no_source(tmp_path: Path) -> None:
    source, target = fill(tmp_path / "old"), tmp_path / "new"
    before = listing_of(source)
    copy(source, target)
    mutate_bytes(source)
    with pytest.raises(StepFailed, match="somebody wrote to it while it was copied"):
        verify(route(source, target), str(target), before)
    assert not target.exists()


def test_a_source_that_somebody_writes_to_is_not_copied(tmp_path: Path) -> None:
    source, is_over = fill(tmp_path / "old"), threading.Event()

    def write() -> None:
        with (source / "journal").open("ab", buffering=0) as file:
            while not is_over.is_set():
                file.write(b"x" * 100)
                time.sleep(0.001)

    (source / "journal").write_bytes(b"x" * 5_000_000)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(StepFailed, match="somebody wrote to it while it was copied"):
            copy(source, tmp_path / "new")
    finally:
        is_over.set()
        writer.join()
    assert names(tmp_path) == ["old"]
    copy(source, tmp_path / "new")


@contextmanager
def small_disk(at: Path, options: str) -> Iterator[Path]:
    at.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(at)], check=False)
    if made.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("size=4m", r"its disk has 4 MiB left, and 5 MiB are to be copied"),
        ("size=64m,nr_inodes=20", r"its disk takes 1\d more files, and there are \d\d"),
    ],
)
@needs_root
def test_a_disk_that_is_too_small_is_seen_before(tmp_path: Path, options: str, words: str) -> None:
    source = fill(tmp_path / "old")
    (source / "large").write_bytes(os.urandom(5_000_000))
    with small_disk(tmp_path / "disk", options) as disk:
        with pytest.raises(StepFailed, match=words):
            copy(source, disk / "deep" / "new")
        assert names(disk) == []


# Runs what it is told, and takes room when that is the copy.
EATER = """\
case "$*" in *" tar "*-xpf*) head -c 10000000 /dev/zero >"{disk}/eaten" ;; esac
exec "$@"
"""


@needs_root
def test_a_disk_that_fills_up_while_copying_leaves_nothing(tmp_path: Path) -> None:
    """Compressed or shared blocks are such a case; here another takes the room meanwhile."""
    source = fill(tmp_path / "old")
    (source / "large").write_bytes(os.urandom(20_000_000))
    eater = tmp_path / "eater"
    with small_disk(tmp_path / "disk", "size=25m") as disk:
        write(tmp_path, {"eater": EATER.format(disk=disk)})
        with pytest.raises(StepFailed, match=r"it was not copied: the disk of .*/new is full"):
            copy_verified(SHELL, ("sh", str(eater)), str(source), str(disk / "new"), "r1")
        assert names(disk) == ["eaten"]
    assert (source / "large").stat().st_size == 20_000_000


@needs_root
def test_a_mount_point_is_refused_since_no_rename_leads_there(tmp_path: Path) -> None:
    source = fill(tmp_path / "old")
    with small_disk(tmp_path / "disk", "size=64m") as disk:
        with pytest.raises(StepFailed, match=r"is a mount point.*name a directory below it"):
            copy(source, disk)
        copy(source, disk / "below")


KILLED = """\
import os, sys
from deployer.migration import copy_verified
from deployer.shell import Shell
from tests.running import write
copy_verified(Shell(dict(os.environ)), (), sys.argv[1], sys.argv[2], "killed")
"""


def test_a_copy_that_is_killed_leaves_a_partial_alone_and_the_next_one_takes_it_away(
    tmp_path: Path,
) -> None:
    source, target = fill(tmp_path / "old"), tmp_path / "new"
    (source / "large").write_bytes(os.urandom(60_000_000))
    before = seen(source)
    program = [sys.executable, "-c", KILLED, str(source), str(target)]
    with subprocess.Popen(program, start_new_session=True) as running:
        while not (tmp_path / "new.stacklint-partial-killed").exists():
            assert running.poll() is None
            time.sleep(0.001)
        os.killpg(running.pid, signal.SIGKILL)
    assert names(tmp_path) == ["new.stacklint-partial-killed", "old"]
    copy(source, target, "next")
    assert names(tmp_path) == ["new", "old"]
    assert seen(target) == before == seen(source)


def test_a_copy_that_was_killed_behind_its_end_is_taken_if_both_are_the_same(
    tmp_path: Path,
) -> None:
    source, target = fill(tmp_path / "old"), tmp_path / "new"
    copy(source, target)
    before, number = seen(target), target.stat().st_ino
    copy(source, target, "next")
    assert (names(tmp_path), target.stat().st_ino) == (["new", "old"], number)
    mutate_bytes(source)
    with pytest.raises(
        StepFailed, match=r"it holds data already, other than .* in its contents, hard"
    ):
        copy(source, target, "third")
    assert seen(target) == before
