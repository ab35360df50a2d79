"""`stacklint schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import stacklint
from stacklint.cli import CLEAN
from stacklint.cli.output import print_text
from stacklint.config import config_schema

if TYPE_CHECKING:
    import argparse

FILES = {
    "spec": "model/schema/spec.schema.json",
    "stack": "model/schema/stack.schema.json",
    "report": "report/schema/report.schema.json",
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
