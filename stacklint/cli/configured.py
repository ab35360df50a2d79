"""The configuration that a command line names, and the rules of the one that holds here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.cli.errors import UsageError
from stacklint.cli.workspace import workspaces
from stacklint.config import suggestion
from stacklint.pin import PROFILES
from stacklint.rules import ALIASES

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from stacklint.registry import Registry


def named_config(arguments: argparse.Namespace) -> Path | None:
    """Give the file that `--config` names; None where that is not said."""
    if not arguments.config:
        return None
    if arguments.isolated:
        raise UsageError("--config names what --isolated does not read: give one of them")
    from pathlib import Path  # noqa: PLC0415 -- only where one is named

    file = Path(arguments.config).absolute()
    if not file.is_file():
        raise UsageError(f"there is no configuration {arguments.config}")
    return file


def registry_here(arguments: argparse.Namespace) -> Registry:
    """Give the rules that a check in the working directory would have."""
    config = named_config(arguments)
    return workspaces(["."], config_file=config, isolated=arguments.isolated)[0].config.registry


def known_name(name: str, registry: Registry) -> str:
    """Give the present name of a rule or category that the command line names."""
    try:
        return registry.current_name(name)
    except KeyError:
        known = (*registry.names, *registry.categories)
        raise UsageError(f"there is no rule `{name}`{suggestion(name, known)}") from None


def rule_named(name: str, registry: Registry) -> str:
    """Give the present name of a rule, and of nothing else, that the command line names."""
    name = ALIASES.get(name, name)
    if name not in registry.names:
        raise UsageError(f"there is no rule `{name}`{_meant(name, registry)}")
    return name


def _meant(name: str, registry: Registry) -> str:
    """Say what a name that is no rule stands for, or may have been meant for."""
    for kind, names in (("category", registry.categories), ("profile", PROFILES)):
        if name in names:
            return f": it is a {kind} (`stacklint rules` lists the rules of each)"
    meant = suggestion(name, (*registry.names, *registry.categories))
    return meant or " (`stacklint rules` lists them)"
