"""Modules of ours are read as they were compiled, where that is what the interpreter would take."""

from __future__ import annotations

import os
import py_compile
from importlib.machinery import SourceFileLoader
from importlib.util import cache_from_source, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stacklint.cli.finder import Finder

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec

OURS = ("ours.",)
COMPILED, SOURCE = "said = 'compiled'\n", "said = 'a source'\n"
BY_HASH = py_compile.PycInvalidationMode.CHECKED_HASH
NEVER = py_compile.PycInvalidationMode.UNCHECKED_HASH


def module(folder: Path, mode: py_compile.PycInvalidationMode | None = None) -> Path:
    """Make a module whose compiled file says something else than its source, at the same time."""
    folder.joinpath("ours").mkdir(parents=True)
    file = folder / "ours" / "made.py"
    file.write_text(COMPILED, encoding="utf-8")
    py_compile.compile(str(file), doraise=True, invalidation_mode=mode)
    before = file.stat()
    file.write_text(SOURCE, encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    return file


def found_in(folder: Path) -> ModuleSpec:
    spec = Finder(str(folder), OURS).find_spec("ours.made")
    assert spec is not None
    return spec


def said_by(folder: Path) -> object:
    spec = found_in(folder)
    assert spec.loader is not None
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found.said


def touch_later(file: Path) -> None:
    os.utime(file, (file.stat().st_atime, file.stat().st_mtime + 5))


def grow(file: Path) -> None:
    before = file.stat()
    file.write_text(SOURCE + "\n", encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def lose(file: Path) -> None:
    Path(cache_from_source(str(file))).unlink()


def of_another_python(file: Path) -> None:
    compiled = Path(cache_from_source(str(file)))
    compiled.write_bytes(b"\0" + compiled.read_bytes()[1:])


def cut_off(file: Path) -> None:
    compiled = Path(cache_from_source(str(file)))
    compiled.write_bytes(compiled.read_bytes()[:9])


def nothing(file: Path) -> None:
    del file


@pytest.mark.parametrize(
    ("mode", "happens", "said"),
    [
        (None, nothing, "compiled"),
        (None, touch_later, "a source"),
        (None, grow, "a source"),
        (None, lose, "a source"),
        (None, of_another_python, "a source"),
        (None, cut_off, "a source"),
        (BY_HASH, nothing, "a source"),
        (NEVER, nothing, "compiled"),
    ],
)
def test_compiled_file_is_taken_where_the_interpreter_would(
    tmp_path: Path,
    mode: py_compile.PycInvalidationMode | None,
    happens: Callable[[Path], None],
    said: str,
) -> None:
    file = module(tmp_path, mode)
    happens(file)
    assert said_by(tmp_path) == said


def test_code_that_came_from_elsewhere_is_told_where_it_is(tmp_path: Path) -> None:
    """A traceback names the file of the code; a directory may have been moved."""
    module(tmp_path / "first")
    moved = (tmp_path / "first").rename(tmp_path / "second")
    loader = found_in(moved).loader
    assert isinstance(loader, SourceFileLoader)
    code = loader.get_code("ours.made")
    assert code is not None
    assert code.co_filename == str(moved / "ours" / "made.py")


def test_what_is_not_there_is_looked_for_by_others(tmp_path: Path) -> None:
    module(tmp_path)
    finder = Finder(str(tmp_path), OURS)
    assert finder.find_spec("ours.no_such") is None
    assert finder.find_spec("elsewhere.made") is None
