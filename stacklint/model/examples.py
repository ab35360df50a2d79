"""Files that say of themselves that nothing in them is real."""

from __future__ import annotations

_FOLDERS = frozenset({"test", "tests", "e2e", "fixtures", "examples", "dev-certs"})


def is_example(file: str) -> bool:
    """Tell by its path whether a file serves tests, or is there to be copied."""
    *folders, name = file.lower().split("/")
    if not _FOLDERS.isdisjoint(folders) or name.startswith("test-spec-"):
        return True
    return ".example." in name or name.endswith(".example")
