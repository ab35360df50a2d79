"""Declared rules over files in memory, from their text to findings and fixed text."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from stacklint.fix.rounds import Seen, fix_files
from stacklint.outside.gather import registry_of
from tests.memory import World, lint

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from stacklint.registry import Registry

SPEC = "envs/prod.yml"
STACK = "stacks/web/stack.yml"
COMPOSE = "compose/docker-compose-web.yml"
HEAD = "stack: stacks/web\ndeploy-to: k8s-kind\n"


def registry(toml: str) -> Registry:
    """Read the tables of a configuration."""
    return registry_of(tomllib.loads(toml)["rules"], (), "stacklint.toml")


def rule(body: str, name: str = "x") -> str:
    """Write a table; a message is put in where there is none."""
    message = "" if "message" in body else "message = '{path}'\n"
    return f"[[rules]]\nname = '{name}'\n{message}{body}\n"


def findings(toml: str, files: Mapping[str, str]) -> list[Finding]:
    """Give what declared rules find."""
    own = registry(toml)
    outcome = lint(files, *own.own, world=World(registry=own))
    return outcome.findings


def found(toml: str, spec: str, **others: str) -> list[str]:
    """Give the messages of one rule about a spec, with its stack and compose file if given."""
    files = {SPEC: spec}
    if "compose" in others or "stack" in others:
        files |= {
            STACK: others.get("stack", "name: web\npods: [web]\n"),
            COMPOSE: others.get("compose", ""),
        }
    return [finding.message for finding in findings(rule(toml), files)]


def fixed(toml: str, spec: str) -> tuple[str, list[str]]:
    """Give a spec after all fixes, and why some were refused."""

    def relint(_: Collection[str], texts: Mapping[str, Document]) -> Seen:
        return Seen(findings(rule(toml), {SPEC: texts[SPEC].text}), {SPEC})

    own = registry(rule(toml))
    outcome = lint({SPEC: spec}, *own.own, world=World(registry=own))
    found = outcome.findings
    result = fix_files(outcome.documents, found, relint, lambda finding: finding.fix is not None)
    document = result.documents.get(SPEC, outcome.documents[SPEC])
    bom = "\ufeff" if document.bom else ""
    return bom + document.text, [reason for _, reason in result.refused]
