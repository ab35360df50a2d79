"""`stacklint config`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.cli import CLEAN, UNREADABLE
from stacklint.cli.asked import named_config
from stacklint.cli.errors import say
from stacklint.cli.output import print_data, print_text
from stacklint.finding import Profile
from stacklint.pin import Pin
from stacklint.registry import ORIGIN
from stacklint.run.workspace import Workspace, workspaces

if TYPE_CHECKING:
    import argparse


def run(arguments: argparse.Namespace) -> int:
    """Print the settings in force, and where each comes from."""
    config = named_config(arguments)
    found = workspaces([arguments.path], config_file=config, isolated=arguments.isolated)[0]
    if found.missing:
        say(f"error: {arguments.path} {found.why_missing(found.missing[0])}")
        return UNREADABLE
    table = settings_in_force(found)
    if arguments.format == "json":
        import json  # noqa: PLC0415 -- only for this format

        rows = {name: {"value": value, "from": source} for name, value, source in table}
        print_data(json.dumps(rows, indent=2, ensure_ascii=False))
        return CLEAN
    width = max(len(name) for name, _, _ in table)
    lines = [f"{name:{width}} {_text(value):22} {source}" for name, value, source in table]
    print_text("\n".join(lines))
    return CLEAN


def settings_in_force(workspace: Workspace) -> list[tuple[str, object, str]]:
    """Give each setting as name, value and source."""
    config = workspace.config
    choice, settings = config.choice, config.settings
    file = "" if config.file is None else os.path.relpath(config.file).replace(os.sep, "/")
    values: dict[str, object] = {
        "required-version": config.required_version,
        "profile": (choice.profile or Pin(Profile.RECOMMENDED)).word,
        "select": list(choice.select),
        "ignore": list(choice.ignore),
        "severity": {name: severity.word for name, severity in choice.severities.items()},
        "fail-on": config.fail_on.word,
        "dialect": "guessed" if config.dialect is None else config.dialect.value,
        "deployer": config.deployer.value,
        "stack-roots": list(config.stack_roots),
        "templates": list(config.templates),
        "rendered": list(config.rendered),
        "exclude": list(config.exclude),
        "baseline": config.baseline,
        "hosts": {name: ", ".join(paths) for name, paths in config.hosts.items()},
        "per-path": [list(part.paths) for part in config.per_path],
        "plugins": list(config.plugins),
        "rules": [name for name, own in config.registry.own.items() if own.author == ORIGIN],
    }
    table = [(name, value, _source(name, file, config.written)) for name, value in values.items()]
    for name in settings._fields:
        key = name.replace("_", "-")
        value = _as_written(name, getattr(settings, name))
        table.append((f"options.{key}", value, _source(key, file, config.written_options)))
    return [("root", os.path.relpath(workspace.root), "git" if workspace.git else "given"), *table]


def _as_written(name: str, value: object) -> object:
    """Give an option as it stands in a configuration."""
    if name == "node_memory" and isinstance(value, float | int):
        return f"{value:g}M"
    if name == "node_ports":
        return "-".join(map(str, value)) if isinstance(value, tuple) else value
    return list(value) if isinstance(value, tuple) else value


def _source(name: str, file: str, written: frozenset[str]) -> str:
    return file if name in written else "default"


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value)) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={item}" for key, item in value.items()) or "-"
    if isinstance(value, bool):
        return str(value).lower()
    return "-" if value is None else str(value)
