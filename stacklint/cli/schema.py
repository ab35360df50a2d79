"""`stacklint schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import stacklint
from stacklint.cli import CLEAN
from stacklint.cli.output import print_text
from stacklint.config import DEPLOYERS, DIALECTS, SEVERITIES
from stacklint.outside.schema import RULE
from stacklint.pin import PROFILES
from stacklint.rules import CATEGORIES
from stacklint.rules import NAMES as RULES

if TYPE_CHECKING:
    import argparse

FILES = {
    "spec": "model/schema/spec.schema.json",
    "stack": "model/schema/stack.schema.json",
    "report": "report/schema/report.schema.json",
    "volumes": "report/schema/volumes.schema.json",
    "live": "report/schema/live.schema.json",
}
"""The schemas that are files of the package; `config` is made from the rules there are."""

NAMES = (*FILES, "config")


def run(arguments: argparse.Namespace) -> int:
    """Print a JSON Schema."""
    print_text(schema_text(arguments.name))
    return CLEAN


def schema_text(name: str) -> str:
    """Give a schema as text."""
    if name == "config":
        return json.dumps(config_schema(), indent=2)
    return (Path(stacklint.__file__).parent / FILES[name]).read_text(encoding="utf-8")


def config_schema() -> dict[str, object]:
    """Give the JSON Schema of a configuration.

    The names of rules are those there are, and any where the configuration brings rules along.
    """
    texts = {"type": "array", "items": {"type": "string"}}
    options = dict.fromkeys(
        ("known-keys", "shared-volumes", "filled-later", "runtime-classes", "template-tokens"),
        texts,
    )
    words = {key: {"type": "string"} for key in ("volume-root", "node-ports", "node-memory")}
    numbers = {"node-cpus": {"type": "number", "exclusiveMinimum": 0}}
    flags = {key: {"type": "boolean"} for key in ("shared-specs", "deployments-outside-mount-root")}
    any_name: dict[str, object] = {"type": "string"}
    path_choice = _object({"paths": texts, **_choice(any_name, any_name)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of stacklint",
        **_object(
            {
                "required-version": {"type": "string"},
                **_choice(any_name, any_name),
                "fail-on": {"enum": list(SEVERITIES)},
                "dialect": {"enum": list(DIALECTS)},
                "deployer": {"enum": list(DEPLOYERS)},
                "stack-roots": texts,
                "templates": texts,
                "rendered": texts,
                "exclude": texts,
                "baseline": {"type": "string"},
                "hosts": {"type": "object", "additionalProperties": texts},
                "per-path": {"type": "array", "items": {**path_choice, "required": ["paths"]}},
                "options": _object({**words, **numbers, **options, **flags}),
                "plugins": texts,
                "rules": {"type": "array", "items": RULE},
            }
        ),
        "if": {"anyOf": [{"required": ["rules"]}, {"required": ["plugins"]}]},
        "else": _names_of_ours(),
    }


def _choice(name: dict[str, object], rule: dict[str, object]) -> dict[str, object]:
    names = {"type": "array", "items": name}
    return {
        "profile": {"type": "string", "pattern": rf"^({'|'.join(PROFILES)})(@\d+(\.\d+)*)?$"},
        "select": names,
        "ignore": names,
        "severity": {
            "type": "object",
            "propertyNames": rule,
            "additionalProperties": {"enum": list(SEVERITIES)},
        },
    }


def _names_of_ours() -> dict[str, object]:
    choice = _choice({"enum": [*RULES, *CATEGORIES]}, {"enum": list(RULES)})
    per_path = {"items": {"properties": choice}}
    return {"properties": {**choice, "per-path": per_path}}


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
