"""Repositories and worlds for tests of the deployer: nothing by chance, and no time that passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from deployer.commands.create import Created, World, create
from deployer.errors import SpecHasErrors
from deployer.source import Repository
from tests.corpus.real import CORPUS
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_CORPUS = f"no corpus at {CORPUS}"

STACK = {
    "stacks/notes/stack.yml": "name: notes\npods: [notes]\njobs: [load]\n",
    "config/notes/app.conf": "a\n",
    "config/notes/deep/b.sh": "#!/bin/sh\n",
    "config/notes-config/c.conf": "c\n",
    "config/load.env": "L=1\n",
    "compose/docker-compose-notes.yml": """\
# The notes.
services:
  db:
    image: postgres:16
    ports: ["5432"]   # inside
    volumes:
      - notes-db:/var/lib/postgresql/data
      - notes-config:/etc/notes:ro
      - ../config/notes/app.conf:/app.conf:ro
volumes:
  notes-db:       # the data
  notes-config:
""",
    "compose-jobs/docker-compose-load.yml": """\
services:
  load:
    image: postgres:16
    env_file: ../config/load.env
    volumes: [notes-db:/data]
volumes: {notes-db: }
""",
    "k.yml": "apiVersion: v1\n",
    "tokens.env": "TOKEN=t",
}

KIND = """\
stack: stacks/notes
deploy-to: k8s-kind
network:
  ports:
    db: ['5432', 5433/udp]
volumes:
  notes-db: ./data/notes-db
configmaps:
  notes-config: ./configmaps/notes-config
config:
  A: b
  N: 8080
credentials-files: [tokens.env]
"""
COMPOSE = KIND.replace("k8s-kind", "compose").replace(
    "configmaps:\n  notes-config: ./configmaps/notes-config\n", "  notes-config:\n"
)
K8S = KIND.replace("k8s-kind", "k8s\nkube-config: k.yml").replace("./data", "/srv")


def world(*errors: tuple[str, str]) -> World:
    def lint() -> None:
        if errors:
            raise SpecHasErrors("prod.yml", errors)

    return World(
        now_ms=1_764_321_000_000,
        pick=lambda characters: characters[-1],
        make=lambda size: bytes(range(size)),
        home=Path("/nobody"),
        version="0",
        lint=lint,
        judge=lambda files: None,  # noqa: ARG005 -- a directory is made of anything here
    )


def make(root: Path, spec: str, place: Path, files: Mapping[str, str] = STACK) -> Created:
    write(root, {**files, "envs/prod.yml": spec})
    return create(Repository(root, ()), "envs/prod.yml", place, world())


def edit(place: Path, old: str, new: str, file: str = "compose/docker-compose-notes.yml") -> None:
    """Change a text that is in a file of a deployment directory."""
    path = place / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def tree_of(place: Path) -> dict[str, tuple[int, bytes]]:
    """Every file and directory, with its mode and its bytes."""
    return {
        path.relative_to(place).as_posix(): (
            path.stat().st_mode & 0o7777,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted(place.rglob("*"))
    }


def names(folder: Path) -> list[str]:
    """What is directly in a directory, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


class Case(NamedTuple):
    """A case of the corpus: a spec, what laconic-so did with it, and the files of its stack."""

    name: str
    spec: str
    files: dict[str, str | bytes]
    upstream: dict[str, object]


def cases() -> Iterator[Case]:
    for line in (CORPUS / "tricky-specs.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case.get("spec") is None or case.get("compose") is None or case.get("deployment_dir"):
            continue
        files: dict[str, str | bytes] = {
            "so/stacks/s/stack.yml": case["stack_yml"],
            "so/compose/docker-compose-s.yml": case["compose"],
            "kc.yml": "",
            "spec.yml": case["spec"],
        }
        for path, content in case["files"].items():
            files[path] = content if isinstance(content, str) else _bytes(content)
        yield Case(case["name"], case["spec"], files, case["upstream"])


def _bytes(content: dict[str, str | int]) -> bytes:
    if "bytes_hex" in content:
        return bytes.fromhex(str(content["bytes_hex"]))
    return bytes(int(content["zero_bytes"]))
