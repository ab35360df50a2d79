"""A directory that comes to be all at once, whatever happens on the way."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from deployer.directory.content import Content, File
from deployer.directory.files.copies import copied
from deployer.directory.stage import make_directory, staging_of
from deployer.errors import AlreadyThere, BadInput, NotWritten
from tests.deployer.worlds import names, tree_of

CONTENT = Content((File("a/b", b"x" * 5000), File("c", b"c", 0o600)), ("d/e",))
MADE = {
    "a": (0o755, b""),
    "a/b": (0o644, b"x" * 5000),
    "c": (0o600, b"c"),
    "d": (0o755, b""),
    "d/e": (0o755, b""),
}

RUN = """\
import os, resource, signal, sys
from pathlib import Path
from deployer.directory.content import Content, File
from deployer.directory.stage import make_directory
from deployer.errors import DeployError
content = Content((File("a/b", b"x" * 5000), File("c", b"c", 0o600)), ("d/e",))
def die():
    os.kill(os.getpid(), signal.SIGKILL)
try:
    make_directory(Path(sys.argv[1]), content, **eval(sys.argv[2]))
except DeployError as error:
    print(error)
    sys.exit(1)
"""


def run(place: Path, how: str = "{}", largest: int | None = None) -> tuple[int, str]:
    """Make the directory in a process of its own, which may write files of a size."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(RUN), str(place), how],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )
    return done.returncode, done.stdout


def test_all_of_it_with_its_modes(tmp_path: Path) -> None:
    make_directory(tmp_path / "dep", CONTENT)
    assert tree_of(tmp_path / "dep") == MADE
    assert names(tmp_path) == ["dep"]


def test_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    code, said = run(tmp_path / "dep", largest=4096)
    assert (code, "nothing is left of it: file too large" in said) == (1, True), said
    assert names(tmp_path) == []


def test_full_disk_leaves_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")
    try:
        code, said = run(disk / "dep")
        left = names(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert (code, "no space left on device" in said, left) == (1, True, [])


@pytest.mark.parametrize("name", ["x" * 250, "x" * 300])
def test_name_that_no_file_system_takes(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotWritten, match="too long"):
        make_directory(tmp_path / name, CONTENT)
    assert names(tmp_path) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_directory(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(NotWritten, match="permission denied"):
        make_directory(tmp_path / "dep", CONTENT)
    assert names(tmp_path) == []


def test_killed_before_the_rename_and_made_again(tmp_path: Path) -> None:
    place = tmp_path / "dep"
    code, _ = run(place, "{'before_rename': die}")
    assert code == -signal.SIGKILL
    assert names(tmp_path) == [staging_of(place).name]
    assert staging_of(place).stat().st_mode & 0o777 in {0o700, 0o755}
    make_directory(place, CONTENT)
    assert tree_of(place) == MADE
    assert names(tmp_path) == ["dep"]


def test_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "dep"
    told: list[tuple[int, str]] = []
    make_directory(place, CONTENT, before_rename=lambda: told.append(run(place)))
    assert told[0][0] == 1
    assert "another run is making it" in told[0][1]
    assert tree_of(place) == MADE


def test_place_that_is_taken_meanwhile(tmp_path: Path) -> None:
    place = tmp_path / "dep"
    with pytest.raises(AlreadyThere):
        make_directory(place, CONTENT, before_rename=place.mkdir)
    assert list(place.iterdir()) == []
    assert names(tmp_path) == ["dep"]


def test_broken_link_in_the_place_is_something(tmp_path: Path) -> None:
    (tmp_path / "dep").symlink_to("nowhere")
    with pytest.raises(AlreadyThere):
        make_directory(tmp_path / "dep", CONTENT)


def test_copies_follow_links_and_keep_who_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    (folder / "empty").mkdir(parents=True)
    (folder / "a").write_bytes(b"a")
    (folder / "a").chmod(0o664)
    (folder / "key").write_bytes(b"k")
    (folder / "key").chmod(0o400)
    (folder / "run").symlink_to("a")
    found = copied(folder, "config/f")
    assert found.folders == ("config/f", "config/f/empty")
    assert found.files == (
        File("config/f/a", b"a", 0o644),
        File("config/f/key", b"k", 0o600),
        File("config/f/run", b"a", 0o644),
    )


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: (folder / "loop").symlink_to("."), "it has no end"),
        (lambda folder: (folder / "gone").symlink_to("nowhere"), "no such file"),
        (lambda folder: os.mkfifo(folder / "pipe"), "no regular file"),
    ],
)
def test_what_cannot_be_copied(tmp_path: Path, make: object, says: str) -> None:
    assert callable(make)
    make(tmp_path)
    with pytest.raises(BadInput, match=says):
        copied(tmp_path, "x")
