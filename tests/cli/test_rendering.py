"""Which files are rendered, as the configuration says: patterns from its own directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.running import GOOD, STACK, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

LEFT = GOOD.replace("namespace: notes", "namespace: __NAMESPACE__")


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ("", 0),
        ('rendered = ["envs/"]', 1),
        ('rendered = ["*.yml"]', 1),
        ('rendered = ["envs/*", "!envs/prod.yml"]', 0),
        ('rendered = ["out/"]', 0),
        ('rendered = ["envs/"]\ntemplates = ["prod.yml"]', 0),
    ],
)
def test_token_in_what_was_rendered_is_an_error(tmp_path: Path, config: str, code: int) -> None:
    root = repository(tmp_path, LEFT)
    write(root, {"stacklint.toml": config})
    assert stacklint(root, "check").code == code


def test_patterns_begin_at_their_configuration(tmp_path: Path) -> None:
    root = repository(tmp_path, LEFT)
    write(root, {f"lab/{path}": text for path, text in STACK.items()})
    write(root, {"lab/stacklint.toml": 'rendered = ["envs/"]\n', "lab/envs/prod.yml": LEFT})
    assert stacklint(root, "check", "envs").code == 0
    assert stacklint(root, "check", "lab").code == 1
