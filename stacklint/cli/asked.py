"""What a command line asks for, as values: a configuration, rules by name, sessions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from stacklint.cli.errors import UsageError
from stacklint.config import suggestion
from stacklint.finding import Severity
from stacklint.pin import PROFILES, BadPin, Pin, pin_of
from stacklint.rules import ALIASES
from stacklint.run.scope import Asked
from stacklint.run.workspace import workspaces
from stacklint.select import Choice

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from stacklint.registry import Registry
    from stacklint.run.session import Session


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


def sessions(arguments: argparse.Namespace, started: float) -> list[Session]:
    """Make a session for each repository, and configuration, that the paths lie in."""
    # Imported late: what shows a configuration, or a map of volumes, has no use for a linter.
    from stacklint.run.session import session_of  # noqa: PLC0415

    asked = _asked(arguments)
    paths = getattr(arguments, "paths", None) or ["."]
    found = workspaces(paths, config_file=named_config(arguments), isolated=arguments.isolated)
    return [
        session_of(one, asked._replace(choice=_choice(arguments, one.config.registry)), started)
        for one in found
    ]


def _asked(arguments: argparse.Namespace) -> Asked:
    """Read what does not depend on a configuration; not every command has every option."""
    fail_on: str | None = getattr(arguments, "fail_on", None)
    return Asked(
        staged=getattr(arguments, "staged", False),
        since=getattr(arguments, "since", None),
        new=getattr(arguments, "new", False),
        unsaved=getattr(arguments, "is_unsaved", False),
        env=dict(os.environ),
        baseline=arguments.baseline,
        fail_on=Severity[fail_on.upper()] if fail_on else None,
        timings=getattr(arguments, "timings", False),
    )


def _choice(arguments: argparse.Namespace, registry: Registry) -> Choice:
    return Choice(
        select=tuple(_known_name(name, registry) for name in arguments.select),
        ignore=tuple(_known_name(name, registry) for name in arguments.ignore),
        profile=_pin(arguments.profile) if arguments.profile else None,
    )


def _pin(text: str) -> Pin:
    try:
        return pin_of(text)
    except BadPin as error:
        raise UsageError(str(error)) from None


def _known_name(name: str, registry: Registry) -> str:
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
