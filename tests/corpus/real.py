"""The real stacks and specs that a checkout beside this one may hold, as files in memory."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("STACKLINT_CORPUS", ROOT.parent / "shared" / "corpus"))


@cache
def files_below(folder: str) -> dict[str, bytes]:
    """Read the files of a folder of the corpus, by their paths below it and in their order."""
    top = CORPUS / folder
    found = sorted(path for path in top.rglob("*") if path.is_file())
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in found}


def yaml_below(folder: str) -> dict[str, str | bytes]:
    """Read the YAML files of a folder of the corpus."""
    return {k: v for k, v in files_below(folder).items() if k.endswith((".yml", ".yaml"))}


def tricky_repository(case: dict[str, object]) -> dict[str, str | bytes]:
    """Lay a line of `tricky-specs.jsonl` out as a repository."""
    spec, files = case.get("spec"), case.get("files") or {}
    assert isinstance(files, dict)
    return {
        "so/stacks/s/stack.yml": str(case["stack_yml"]),
        "so/compose/docker-compose-s.yml": str(case["compose"]),
        **{path: _content(text) for path, text in files.items()},
        **({"spec.yml": spec.replace("@WORK@", "/srv/work")} if isinstance(spec, str) else {}),
    }


def _content(text: object) -> str | bytes:
    if not isinstance(text, dict):
        return str(text)
    return bytes.fromhex(text["bytes_hex"]) if "bytes_hex" in text else bytes(text["zero_bytes"])
