"""What a table of a configuration says, with the rules that it brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint import __version__
from stacklint.config import DEPLOYERS, DIALECTS, SEVERITIES, Config, PathChoice, suggestion
from stacklint.finding import Severity
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.pin import PROFILES, BadPin, Pin, pin_of
from stacklint.registry import BUILT_IN, Registry
from stacklint.rule import Deployer, Settings
from stacklint.rules import ALIASES
from stacklint.select import Choice

if TYPE_CHECKING:
    from pathlib import Path

    from stacklint.config.table import Table

_KEYS = (
    "required-version",
    "profile",
    "select",
    "ignore",
    "severity",
    "fail-on",
    "dialect",
    "deployer",
    "stack-roots",
    "templates",
    "rendered",
    "exclude",
    "baseline",
    "hosts",
    "per-path",
    "options",
    "plugins",
    "rules",
)
_PATH_KEYS = ("paths", "profile", "select", "ignore", "severity")
_OPTION_KEYS = (
    "volume-root",
    "known-keys",
    "shared-volumes",
    "shared-specs",
    "filled-later",
    "runtime-classes",
    "deployments-outside-mount-root",
    "node-ports",
    "template-tokens",
    "node-memory",
    "node-cpus",
)


def config_of(file: Path, table: Table) -> Config:
    """Give the settings of a file; BadConfig for a key, rule or value that is not known."""
    table.known(_KEYS)
    required = _required_version(table)
    registry = _with_rules_from_outside(table)
    naming = _Naming(registry)
    defaults = Config()
    hosts, options = table.table("hosts"), table.table("options")
    return Config(
        file=file,
        required_version=required,
        choice=naming.choice(table),
        fail_on=table.word("fail-on", _severity, SEVERITIES) or defaults.fail_on,
        dialect=table.word("dialect", Dialect, DIALECTS),
        deployer=table.word("deployer", Deployer, DEPLOYERS) or defaults.deployer,
        stack_roots=table.texts("stack-roots"),
        templates=table.texts("templates") if "templates" in table.values else defaults.templates,
        rendered=table.texts("rendered"),
        exclude=table.texts("exclude"),
        baseline=table.text("baseline") or defaults.baseline,
        hosts={name: hosts.texts(name) for name in hosts.values},
        per_path=tuple(map(naming.path_choice, table.tables("per-path"))),
        registry=registry,
        plugins=table.texts("plugins"),
        settings=_settings(options),
        written=frozenset(table.values),
        written_options=frozenset(options.values),
    )


def _required_version(table: Table) -> str | None:
    """Give the version that a repository asks for; refuse where this is another one."""
    wanted = table.text("required-version")
    if wanted is None:
        return None
    if not wanted.strip():
        table.refuse("`required-version` is empty: leave it out, or name one")
    # Imported late: 10 ms that repositories without the setting need not pay.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415

    try:
        fits = SpecifierSet(wanted).contains(__version__, prereleases=True)
    except InvalidSpecifier:
        table.refuse(f"`required-version` is `{wanted}`: write it as in `>=0.1,<0.2`")
    if not fits:
        table.refuse(f"this repository wants stacklint {wanted}, and this is {__version__}")
    return wanted


def _with_rules_from_outside(table: Table) -> Registry:
    """Add the rules that the configuration declares, and those of packages that it names."""
    rules, plugins = table.tables("rules"), table.texts("plugins")
    if not rules and not plugins:
        return BUILT_IN
    # Imported late: most repositories have no rules of their own.
    from stacklint.outside.fault import BadRule  # noqa: PLC0415
    from stacklint.outside.gather import registry_of  # noqa: PLC0415

    try:
        return registry_of([dict(rule.values) for rule in rules], plugins, table.file)
    except BadRule as error:
        table.refuse(str(error))


class _Naming(NamedTuple):
    """Reads what may name any rule there is."""

    registry: Registry

    def choice(self, table: Table) -> Choice:
        severities = table.table("severity")
        return Choice(
            select=tuple(self.rule_or_category(table, x) for x in table.texts("select")),
            ignore=tuple(self.rule_or_category(table, x) for x in table.texts("ignore")),
            profile=_pin(table),
            severities={
                self.rule(severities, name): _severity_of(severities, name, str(value))
                for name, value in severities.values.items()
            },
        )

    def path_choice(self, table: Table) -> PathChoice:
        table.known(_PATH_KEYS)
        paths = table.texts("paths")
        if not paths:
            table.refuse("per-path without `paths`")
        return PathChoice(paths, self.choice(table))

    def rule(self, table: Table, name: str) -> str:
        if name in self.registry.categories:
            table.refuse(f"`{name}` is a category, and a severity is of one rule")
        return _known(table, name, self.registry.names)

    def rule_or_category(self, table: Table, name: str) -> str:
        return _known(table, name, (*self.registry.names, *self.registry.categories))


def _known(table: Table, name: str, known: tuple[str, ...]) -> str:
    found = ALIASES.get(name, name)
    if found not in known:
        table.refuse(f"unknown rule `{name}`{suggestion(name, known)}")
    return found


def _severity_of(table: Table, name: str, text: str) -> Severity:
    if text in {"off", "none", "ignore"}:
        table.refuse(f"`severity.{name}` is `{text}`: `ignore` leaves a rule out")
    return table.meaning(f"severity.{name}", text, _severity, SEVERITIES)


def _pin(table: Table) -> Pin | None:
    text = table.text("profile")
    if text is None:
        return None
    table.meaning("profile", text.partition("@")[0], str, PROFILES)
    try:
        return pin_of(text)
    except BadPin as error:
        table.refuse(f"`profile`: {error}")


def _settings(table: Table) -> Settings:
    table.known(_OPTION_KEYS)
    return Settings(
        volume_root=table.text("volume-root"),
        known_keys=table.texts("known-keys"),
        shared_volumes=table.texts("shared-volumes"),
        shared_specs=table.flag("shared-specs"),
        filled_later=table.texts("filled-later"),
        runtime_classes=table.texts("runtime-classes"),
        deployments_outside_mount_root=table.flag("deployments-outside-mount-root"),
        node_memory=_node_memory(table),
        node_cpus=table.number("node-cpus"),
        template_tokens=table.texts("template-tokens"),
        node_ports=_node_ports(table),
    )


def _node_ports(table: Table) -> tuple[int, int]:
    text = table.text("node-ports")
    if text is None:
        return Settings().node_ports
    first, dash, last = text.partition("-")
    if dash and first.isdecimal() and last.isdecimal() and int(first) <= int(last):
        return int(first), int(last)
    return table.refuse(f"`node-ports` is `{text}`: write it as in `30000-32767`")


def _node_memory(table: Table) -> float | None:
    text = table.text("node-memory")
    if text is None:
        return None
    # Imported late: repositories without the setting need not pay for it.
    from stacklint.model.quantity import megabytes_of  # noqa: PLC0415

    found = megabytes_of(text)
    if found is None:
        table.refuse(f"`node-memory` is `{text}`: write it as in `256G`")
    return found


def _severity(text: str) -> Severity:
    return Severity[text.upper()]
