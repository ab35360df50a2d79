"""The pages name only what there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from stacklint.cli.arguments import parse_arguments
from stacklint.cli.commands import COMMANDS
from stacklint.config import read_config
from stacklint.report import FORMATS
from stacklint.rules import NAMES

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])

_COMMAND = re.compile(
    r"(?:^\$ |`|entry: |^ +- (?:run: )?)stacklint ([a-z]+)([^`\n#|]*)", re.MULTILINE
)
_LINK = re.compile(r"\]\(([^)#]+)\)")
_BLOCK = re.compile(r"^```(yaml|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PLACEHOLDERS = {"RULE": NAMES[0], "REF": "HEAD", "FILE": "f", "PATH": ".", "…": "", "NAME": "text"}


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_in_a_page_can_be_typed(page: Path) -> None:
    for found in _COMMAND.finditer(page.read_text(encoding="utf-8")):
        command, rest = found.groups()
        assert command in COMMANDS, found.group()
        for old, new in _PLACEHOLDERS.items():
            rest = rest.replace(old, new)
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', rest)]
        if "--" in rest:
            parse_arguments([command, *words])


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for found in _LINK.finditer(page.read_text(encoding="utf-8")):
        if "://" not in found[1]:
            assert (page.parent / found[1]).exists(), found[1]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_blocks_can_be_read(page: Path, tmp_path: Path) -> None:
    if "rules" in page.parts:
        return
    for language, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "yaml":
            yaml.safe_load(text)
        else:
            tomllib.loads(text)
            file = tmp_path / "stacklint.toml"
            file.write_text(text, encoding="utf-8")
            read_config(file)


def test_every_format_is_in_the_help_and_in_the_pages() -> None:
    ci = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for name in set(FORMATS) - {"text", "full", "concise"}:
        assert name in ci, name
        assert name in commands, name


def test_the_layers_on_the_page_are_those_that_are_held() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    held = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    found = re.search(r"`make test`: (.*?`model`)\.", page, re.DOTALL)
    assert found is not None
    shown = [set(re.findall(r"`(\w+)`", layer)) for layer in found[1].split("→")]
    assert shown == [set(layer.split(" | ")) for layer in held]
