"""The files of a directory become others, and nothing but those is touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from deployer.directory.content import Content, File, same_files
from deployer.directory.present import present
from deployer.directory.replace import replace_files
from deployer.errors import BadInput, StepFailed
from tests.deployer.worlds import tree_of
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Content((), ())


def of(*paths: str, folders: tuple[str, ...] = ()) -> Content:
    return Content(tuple(File(x, x.encode()) for x in paths), folders)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (of("config/a"), of("config/a/b")),
        (of("config/a/b"), of("config/a")),
        (of("config/a/b/c", "config/a/d"), of("config/a/b", "config/a/d/e")),
        (of("config/a/b/c"), of("config/a")),
        (of("config/a", "pods/x", "spec.yml"), of("spec.yml")),
        (of(folders=("pods/a", "pods")), of(folders=("pods",))),
        (of(folders=("config/a",)), of("config/a")),
        (of("config/a b\n", "config/-x", "config/é"), of("config/*")),
        (NOTHING, of("compose/a", ".stacklint/state.json", folders=("data/db",))),
    ],
)
def test_there_and_back(tmp_path: Path, old: Content, new: Content) -> None:
    for content, before in ((old, NOTHING), (new, old), (old, new)):
        replace_files(tmp_path, before, content)
        assert same_files(present(tmp_path), content)
        assert {x for x in tmp_path.rglob("*") if not x.is_dir()} == {
            tmp_path / file.path for file in content.files
        }


def test_modes_are_those_that_are_asked_for_whatever_the_mask(tmp_path: Path) -> None:
    content = Content((File("config.env", b"S=1\n", 0o600), File("config/x.sh", b"", 0o755)), ())
    mask = os.umask(0o077)
    try:
        replace_files(tmp_path, NOTHING, content)
        replace_files(tmp_path, content, Content((File("config.env", b"S=1\n", 0o644),), ()))
    finally:
        os.umask(mask)
    assert tree_of(tmp_path) == {"config.env": (0o644, b"S=1\n")}


def test_what_is_in_neither_is_left_alone(tmp_path: Path) -> None:
    mine = {"config/a.bak": "mine\n", "data/db/base": "precious\n", "notes.txt": "n\n"}
    write(tmp_path, {**mine, ".stacklint/new/spec.yml": "half"})
    replace_files(tmp_path, of("config/a"), of("spec.yml"))
    found = {str(x.relative_to(tmp_path)) for x in tmp_path.rglob("*") if x.is_file()}
    assert found == {*mine, "spec.yml"}


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere": "mine\n"})
    (tmp_path / "spec.yml").symlink_to("elsewhere")
    replace_files(tmp_path, present(tmp_path), of("spec.yml"))
    assert not (tmp_path / "spec.yml").is_symlink()
    assert (tmp_path / "elsewhere").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize("name", ["config", "configmaps/x"])
def test_a_link_to_a_directory_is_refused_since_files_behind_it_would_go(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, {"elsewhere/a": "mine\n", "configmaps/b": ""})
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match=f"{name} is a link, and what lies behind it"):
        present(tmp_path)


def test_what_is_in_the_way_is_said_by_its_path(tmp_path: Path) -> None:
    write(tmp_path, {"config/a/mine": "mine\n"})
    with pytest.raises(StepFailed, match=r"config/a\S* ?\S*: cannot be written: is a directory"):
        replace_files(tmp_path, NOTHING, of("config/a"))
    assert (tmp_path / "config/a/mine").read_text(encoding="utf-8") == "mine\n"


def test_pipes_and_data_are_no_content(tmp_path: Path) -> None:
    write(tmp_path, {"data/db/base": "d", "config/a": "a", "config/a.bak": "b", "other": "o"})
    os.mkfifo(tmp_path / "config/pipe")
    os.mkfifo(tmp_path / "spec.yml")
    assert [file.path for file in present(tmp_path).files] == ["config/a"]
