"""Our own modules, found where their names say, and read as they were compiled.

The interpreter looks through `sys.path`, lists each directory, tries five endings of each name,
works out twice where the compiled file lies, and opens it by Python's own files. A run imports a
hundred and seventy modules of ours, one file each.
"""

from __future__ import annotations

import marshal
import os
import sys
from importlib._bootstrap_external import MAGIC_NUMBER, cache_from_source
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

_PACKAGES = ("stacklint.", "deployer.")
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))

# What a compiled file begins with that is known by the time and size of its source (PEP 552).
_BY_TIME = MAGIC_NUMBER + bytes(4)
_HEAD = len(_BY_TIME) + 8
_WORD = 0xFFFFFFFF
# More than any of ours has. A buffer of a megabyte would be new pages for each: 50 µs, not 9.
_MOST = 1 << 16


class _Loader(SourceFileLoader):
    """Takes what was compiled of this very source; anything else is left to the interpreter."""

    def __init__(self, name: str, path: str, cached: str, head: bytes) -> None:
        super().__init__(name, path)
        self._cached = cached
        self._head = head

    def get_code(self, fullname: str) -> CodeType | None:
        """Give the code of a module."""
        return self._compiled() or super().get_code(fullname)

    def _compiled(self) -> CodeType | None:
        try:
            data = _read(self._cached)
        except OSError:
            return None
        if data[:_HEAD] != self._head or len(data) == _MOST:
            return None
        # The interpreter would do just this: the file lies beside the source, and is as old.
        code: CodeType = marshal.loads(memoryview(data)[_HEAD:])  # noqa: S302 -- as it says
        return code if code.co_filename == self.path else None


class Finder:
    """Finds modules and packages of ours below a directory; what is not there is searched."""

    def __init__(self, root: str = _ROOT, packages: tuple[str, ...] = _PACKAGES) -> None:
        self._root = root
        self._packages = packages
        self._compiled = cache_from_source("*.py")

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Give where a module is, None where somebody else has to look."""
        del path, target
        if not name.startswith(self._packages):
            return None
        folder, _, stem = f"{self._root}/{name.replace('.', '/')}".rpartition("/")
        return self._module(name, folder, stem) or self._package(name, f"{folder}/{stem}")

    def _package(self, name: str, folder: str) -> ModuleSpec | None:
        spec = self._module(name, folder, "__init__")
        if spec is not None:
            spec.submodule_search_locations = [folder]
        return spec

    def _module(self, name: str, folder: str, stem: str) -> ModuleSpec | None:
        file = f"{folder}/{stem}.py"
        try:
            head = _head_of(os.stat(file))
        except OSError:
            return None
        cached = f"{folder}/{self._compiled.replace('*', stem)}"
        spec = ModuleSpec(name, _Loader(name, file, cached, head), origin=file)
        spec.has_location = True
        spec.cached = cached
        return spec


def _head_of(source: os.stat_result) -> bytes:
    return _BY_TIME + _word(int(source.st_mtime)) + _word(source.st_size)


def _word(number: int) -> bytes:
    return (number & _WORD).to_bytes(4, "little")


def _read(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(file, _MOST)
    finally:
        os.close(file)


def find_at_once() -> None:
    """Have modules of ours found without a search from now on."""
    # Compiled files may be kept elsewhere, or not at all.
    if sys.pycache_prefix is not None or sys.implementation.cache_tag is None:
        return
    if not any(isinstance(x, Finder) for x in sys.meta_path):
        sys.meta_path.insert(0, Finder())
