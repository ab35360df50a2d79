"""What a Makefile asks for before it deletes."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

RULE = "data-deleted-by-script"
FILES = {"envs/prod.yml": "stack: stacks/shop\ndeploy-to: compose\nvolumes:\n  db: /srv/shop/db\n"}
GONE = "\trm -rf /srv/shop/db\n"


def _severity(text: str) -> str:
    found = lint({**FILES, "Makefile": text}, RULE, profile=Profile.AUDIT).findings
    return "".join(x.severity.word for x in found)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"wipe:\nifdef WIPE\n{GONE}endif\n", "warning"),
        (f"ifdef WIPE\nwipe:\n{GONE}endif\n", "warning"),
        (f"wipe:\nifdef WIPE\n\ttrue\nelse\n{GONE}endif\n", "error"),
        (f"wipe:\nifndef WIPE\n\ttrue\nelse\n{GONE}endif\n", "warning"),
        (f"wipe:\nifeq ($(WIPE),yes)\n{GONE}endif\n", "warning"),
        (f'wipe:\nifeq "$(WIPE)" "yes"\n{GONE}endif\n', "warning"),
        (f"WIPE ?= no\nwipe:\nifeq ($(WIPE),yes)\n{GONE}endif\n", "warning"),
        (f"WIPE ?= yes\nwipe:\nifeq ($(WIPE),yes)\n{GONE}endif\n", "error"),
        (f"wipe:\nifneq ($(KEEP),yes)\n{GONE}endif\n", "error"),
        (f"wipe:\nifndef WIPE\n\t$(error say WIPE=1)\nendif\n{GONE}", "warning"),
    ],
)
def test_conditionals(text: str, severity: str) -> None:
    assert _severity(text) == severity


@pytest.mark.parametrize(
    ("lines", "severity"),
    [
        ('\t@[ -n "$(WIPE)" ] || { echo "say WIPE=1"; exit 1; }\n', "warning"),
        ('\t@test -n "$(WIPE)" || (echo "say WIPE=1"; exit 1)\n', "warning"),
        ('\t@test "$(WIPE)" = yes\n', "warning"),
        ('\t@if [ "$(WIPE)" != 1 ]; then \\\n\t  echo no; \\\n\t  exit 1; \\\n\tfi\n', "warning"),
        ('\t@test "$(WIPE)" = yes || echo "as you like"\n', "error"),
        ('\t-@test -n "$(WIPE)"\n', "error"),
        ("\t@test -d /srv/shop\n", "error"),
    ],
)
def test_lines_that_stop_a_recipe(lines: str, severity: str) -> None:
    assert _severity(f"wipe:\n{lines}{GONE}") == severity
    assert _severity(f"asked:\n{lines}wipe: asked\n{GONE}") == severity
    assert _severity(f"wipe:\n{GONE}{lines}") == "error"
