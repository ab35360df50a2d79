"""What to type next: the only place where a report names a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Profile, Safety

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.finding import Finding

PROGRAM = "stacklint"

COMMANDS = (
    "check",
    "allow",
    "explain",
    "rules",
    "schema",
    "config",
    "suppressions",
    "baseline",
    "init",
    "volumes",
    "lsp",
    "deploy",
)
"""The commands that a hint may name; every one of them exists."""

UNSAFE_OPTION = "--unsafe-fixes"

_HIDING = ("empty-volume-holds-data", "volume-path-changed")
"""The rules whose edit leads a volume elsewhere, and leaves its data where it was."""


class NoSuchCommandError(ValueError):
    """A hint names a command that does not exist: a fault of ours."""

    def __init__(self, command: str) -> None:
        super().__init__(f"{command} is no command of {PROGRAM}")


def command(name: str, *arguments: str) -> str:
    """Give the line to type."""
    if name not in COMMANDS:
        raise NoSuchCommandError(name)
    return " ".join((PROGRAM, name, *arguments))


def explain(rule: str) -> str:
    """Give the command that prints the page of a rule."""
    return command("explain", rule)


def fix(finding: Finding) -> str | None:
    """Give the command that applies the fix of a finding; None where nothing applies it."""
    if finding.fix is None or finding.fix.safety is Safety.DISPLAY:
        return None
    is_unsafe = finding.fix.safety is not Safety.SAFE
    named = (UNSAFE_OPTION, finding.rule) if is_unsafe else ()
    # What is not shown is not fixed.
    shown = () if finding.profile is Profile.RECOMMENDED else ("--profile", finding.profile.word)
    return command("check", "--fix", *named, *shown)


def moving_data(finding: Finding) -> str | None:
    """Give the command that takes the data along, where the edit alone would hide it."""
    section, _, name = finding.key[2].partition(".")
    is_about_data = finding.rule in _HIDING and section == "volumes" and name
    if not is_about_data or finding.fix is None or finding.fix.safety is Safety.SAFE:
        return None
    volume = _word(name)
    return command("deploy", "restart", "--migrate", volume)


def unsafe_fixes(rules: Iterable[str]) -> str:
    """Give the option that applies unsafe fixes of rules by name."""
    return f"{UNSAFE_OPTION} {','.join(sorted(set(rules)))}"


def check(file: str) -> str:
    """Give the command that checks one file."""
    return command("check", _word(file))


def volumes(file: str) -> str:
    """Give the command that shows where the volumes of a spec lie."""
    return command("volumes", _word(file))


def retyped(line: str, file: str, typed: str) -> str:
    """Give a command of git about a file as it is typed where the caller is."""
    start = line.removesuffix(f" {_word(file)}")
    return line if start == line else f"{start} {_word(typed)}"


def _word(file: str) -> str:
    """Write the path of a file as a shell takes it."""
    word = f"./{file}" if file.startswith("-") else file
    if all(character.isalnum() or character in "/._-+@%=:," for character in word):
        return word
    # Imported late: hardly any name needs it.
    from shlex import quote  # noqa: PLC0415

    return quote(word)


def after_groups(first: str) -> tuple[str, ...]:
    """Give what leads from the groups on: the first step, to all of it, to a clean start."""
    return (
        f"first: {first}",
        f"all of it: {command('check', '--format', 'full')}",
        f"start clean: {command('init')}",
    )
