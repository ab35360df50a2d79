"""What `stacklint init` has for the CI of each forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint import __version__
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_GITHUB = f"""\
name: stacklint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  specs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - run: pipx run --spec stacklint=={__version__} stacklint check --format github
"""

# Neither Gitea nor Forgejo shows annotations, and their images need not have pipx.
_FORGE = f"""\
name: stacklint
on: [push, pull_request]
jobs:
  specs:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: '3.12'
      - run: pip install stacklint=={__version__}
      - run: stacklint check
"""

# Each forge reads the first of these that there is, and leaves those of the others alone.
_FORGES = (".forgejo/workflows", ".gitea/workflows")

_GITLAB = f"""\
stacklint:
  image: python:3.12-slim
  variables:
    GIT_DEPTH: 0
  script:
    - apt-get update && apt-get install --yes git
    - pip install stacklint=={__version__}
    - stacklint check --format gitlab=stacklint.json --format text
  artifacts:
    when: always
    reports:
      codequality: stacklint.json
"""


class Piece(NamedTuple):
    """A file that `init` writes where there is none, or shows where there is one."""

    path: str
    text: str
    shown: str


def gates_of(root: Path) -> list[Piece]:
    """Give the gate for each forge that has a place in a repository."""
    forges = (folder for folder in _FORGES if (root / folder).is_dir())
    pieces = [Piece(f"{folder}/stacklint.yml", _FORGE, "") for folder in forges]
    if (root / ".github").is_dir():
        pieces.append(Piece(".github/workflows/stacklint.yml", _GITHUB, ""))
    if (root / ".gitlab-ci.yml").is_file():
        pieces.append(Piece(".gitlab-ci.yml", _GITLAB, _GITLAB))
    return pieces
