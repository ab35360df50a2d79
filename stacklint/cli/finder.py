"""Our own modules, found where their names say, without a search.

The interpreter looks through `sys.path`, lists each directory and tries five endings of each name.
A run imports a hundred and eighty modules of ours, one file each.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader

_PACKAGE = "stacklint."
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))


class _Finder:
    """Finds modules of ours that are files; packages, and whatever is not there, are searched."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Give where a module is, None where somebody else has to look."""
        del path, target
        if not name.startswith(_PACKAGE):
            return None
        file = f"{_ROOT}/{name.replace('.', '/')}.py"
        if not os.path.isfile(file):
            return None
        spec = ModuleSpec(name, SourceFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


def find_at_once() -> None:
    """Have modules of ours found without a search from now on."""
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)
