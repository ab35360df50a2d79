"""The configuration of a repository: `stacklint.toml`, or `[tool.stacklint]`."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from stacklint import __version__
from stacklint.finding import Severity
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.pin import PROFILES, BadPin, Pin, pin_of
from stacklint.registry import BUILT_IN, Registry
from stacklint.repo.git import upwards
from stacklint.rule import Deployer, Settings
from stacklint.rules import ALIASES
from stacklint.select import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

T = TypeVar("T")

FILE_NAME = "stacklint.toml"
PYPROJECT = "pyproject.toml"


class BadConfig(Exception):
    """The configuration says something that is not known here."""

    def __init__(self, file: str, words: str) -> None:
        self.file = file
        self.words = words

    def __str__(self) -> str:
        """Say where, and what."""
        return f"{self.file}: {self.words}"


class PathChoice(NamedTuple):
    """What is different for some paths (patterns as in `.gitignore`)."""

    paths: tuple[str, ...]
    choice: Choice


class Config(NamedTuple):
    """The settings in force; `file` is where they were read, None for the defaults.

    `templates`, `rendered` and `exclude` are patterns as in `.gitignore`, from the directory of
    the file. `stack_roots` are directories, from the same place. `hosts` has the patterns of the
    specs that are deployed from each machine. `registry` has the rules of a run, `plugins`
    the packages that some come from. `written` names the settings that the file holds, and
    `written_options` those of its table `options`.
    """

    file: Path | None = None
    choice: Choice = Choice()
    fail_on: Severity = Severity.ERROR
    dialect: Dialect | None = None
    deployer: Deployer = Deployer.LACONIC_SO
    stack_roots: tuple[str, ...] = ()
    templates: tuple[str, ...] = ("*.j2",)
    rendered: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str | None = None
    hosts: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    per_path: tuple[PathChoice, ...] = ()
    registry: Registry = BUILT_IN
    plugins: tuple[str, ...] = ()
    settings: Settings = Settings()
    written: frozenset[str] = frozenset()
    written_options: frozenset[str] = frozenset()


def find_config(start: str, root: str) -> str | None:
    """Look for a configuration from a directory upwards, the root included and no further."""
    for directory in upwards(start):
        own = os.path.join(directory, FILE_NAME)
        if os.path.isfile(own):
            return own
        shared = os.path.join(directory, PYPROJECT)
        if os.path.isfile(shared) and _holds_our_table(shared):
            return shared
        if directory == root:
            break
    return None


def _holds_our_table(pyproject: str) -> bool:
    """Tell from the text: parsing every file on the way up would cost more than it is worth."""
    with open(pyproject, "rb") as file:
        text = file.read()
    lines = (
        line.split(b"#")[0].strip(b" \t[]")
        for line in text.splitlines()
        if line.lstrip().startswith(b"[")
    )
    return any(line == b"tool.stacklint" or line.startswith(b"tool.stacklint.") for line in lines)


def read_config(file: Path) -> Config:
    """Read a configuration; BadConfig for a key, rule or value that is not known."""
    import tomllib  # noqa: PLC0415 -- 3 ms that a repository without configuration need not pay

    try:
        table: dict[str, object] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadConfig(file.name, f"it cannot be read: {error}") from error
    if file.name == PYPROJECT:
        tool = table.get("tool")
        found = tool.get("stacklint") if isinstance(tool, dict) else None
        table = found if isinstance(found, dict) else {}
    return _Reader(file.name).config(file, table)


def suggestion(name: str, known: Sequence[str]) -> str:
    """Give ` (did you mean x?)` where a known name is close."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only for mistakes

    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""


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


class _Reader(NamedTuple):
    """Turns tables into values; names the file in what it refuses."""

    file: str
    registry: Registry = BUILT_IN

    def config(self, file: Path, table: Mapping[str, object]) -> Config:
        self.known(table, _KEYS, "")
        self.required_version(self.text(table, "required-version"))
        return self._replace(registry=self.outside(table)).settled(file, table)

    def outside(self, table: Mapping[str, object]) -> Registry:
        """Add the rules that the configuration declares, and those of packages that it names."""
        rules, plugins = self.tables(table, "rules"), self.texts(table, "plugins")
        if not rules and not plugins:
            return BUILT_IN
        # Imported late: most repositories have no rules of their own.
        from stacklint.outside.fault import BadRule  # noqa: PLC0415
        from stacklint.outside.gather import registry_of  # noqa: PLC0415

        try:
            return registry_of(rules, plugins, self.file)
        except BadRule as error:
            raise BadConfig(self.file, str(error)) from error

    def settled(self, file: Path, table: Mapping[str, object]) -> Config:
        """Read the rest, which may name any rule there is."""
        hosts = self.table(table, "hosts")
        fail_on, dialect = self.text(table, "fail-on"), self.text(table, "dialect")
        return Config(
            file=file,
            choice=self.choice(table),
            fail_on=self.word("fail-on", fail_on, _severity, SEVERITIES)
            if fail_on is not None
            else Severity.ERROR,
            dialect=self.word("dialect", dialect, _dialect, DIALECTS)
            if dialect is not None
            else None,
            deployer=self.deployer(self.text(table, "deployer")),
            stack_roots=self.texts(table, "stack-roots"),
            templates=self.texts(table, "templates") if "templates" in table else ("*.j2",),
            rendered=self.texts(table, "rendered"),
            exclude=self.texts(table, "exclude"),
            baseline=self.text(table, "baseline"),
            hosts={name: self.texts(hosts, name) for name in hosts},
            per_path=tuple(self.path_choice(part) for part in self.tables(table, "per-path")),
            registry=self.registry,
            plugins=self.texts(table, "plugins"),
            settings=self.settings(self.table(table, "options")),
            written=frozenset(table),
            written_options=frozenset(self.table(table, "options")),
        )

    def deployer(self, text: str | None) -> Deployer:
        if text is None:
            return Deployer.LACONIC_SO
        return self.word("deployer", text, Deployer, DEPLOYERS)

    def required_version(self, wanted: str | None) -> None:
        """Refuse to judge a repository that asks for another version of this program."""
        if wanted is None:
            return
        # Imported late: 10 ms that repositories without the setting need not pay.
        from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415

        try:
            fits = SpecifierSet(wanted).contains(__version__, prereleases=True)
        except InvalidSpecifier:
            words = f"`required-version` is `{wanted}`: write it as in `>=0.1,<0.2`"
            raise BadConfig(self.file, words) from None
        if not fits:
            words = f"this repository wants stacklint {wanted}, and this is {__version__}"
            raise BadConfig(self.file, words)

    def choice(self, table: Mapping[str, object]) -> Choice:
        profile = self.text(table, "profile")
        severities = {
            self.rule(name): self.word(f"severity.{name}", str(value), _severity, SEVERITIES)
            for name, value in self.table(table, "severity").items()
        }
        return Choice(
            select=tuple(map(self.rule_or_category, self.texts(table, "select"))),
            ignore=tuple(map(self.rule_or_category, self.texts(table, "ignore"))),
            profile=None if profile is None else self.pin(profile),
            severities=severities,
        )

    def pin(self, text: str) -> Pin:
        self.word("profile", text.partition("@")[0], str, PROFILES)
        try:
            return pin_of(text)
        except BadPin as error:
            raise BadConfig(self.file, f"`profile`: {error}") from None

    def path_choice(self, table: Mapping[str, object]) -> PathChoice:
        self.known(table, _PATH_KEYS, "per-path.")
        paths = self.texts(table, "paths")
        if not paths:
            raise BadConfig(self.file, "per-path without `paths`")
        return PathChoice(paths, self.choice(table))

    def settings(self, table: Mapping[str, object]) -> Settings:
        self.known(table, _OPTION_KEYS, "options.")
        return Settings(
            volume_root=self.text(table, "volume-root"),
            known_keys=self.texts(table, "known-keys"),
            shared_volumes=self.texts(table, "shared-volumes"),
            shared_specs=self.flag(table, "shared-specs"),
            filled_later=self.texts(table, "filled-later"),
            runtime_classes=self.texts(table, "runtime-classes"),
            deployments_outside_mount_root=self.flag(table, "deployments-outside-mount-root"),
            node_memory=self.node_memory(self.text(table, "node-memory")),
            node_cpus=self.number(table, "node-cpus"),
            template_tokens=self.texts(table, "template-tokens"),
            node_ports=self.node_ports(self.text(table, "node-ports")),
        )

    def node_ports(self, text: str | None) -> tuple[int, int]:
        if text is None:
            return Settings().node_ports
        first, dash, last = text.partition("-")
        if dash and first.isdecimal() and last.isdecimal() and int(first) <= int(last):
            return int(first), int(last)
        raise BadConfig(self.file, f"`node-ports` is `{text}`: write it as in `30000-32767`")

    def node_memory(self, text: str | None) -> float | None:
        if text is None:
            return None
        # Imported late: repositories without the setting need not pay for it.
        from stacklint.model.quantity import megabytes_of  # noqa: PLC0415

        found = megabytes_of(text)
        if found is None:
            raise BadConfig(self.file, f"`node-memory` is `{text}`: write it as in `256G`")
        return found

    def number(self, table: Mapping[str, object], key: str) -> float | None:
        value = table.get(key)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        raise BadConfig(self.file, f"`{key}` has to be a number")

    def known(self, table: Mapping[str, object], keys: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in keys:
                words = f"unknown key `{where}{key}`{suggestion(key, keys)}"
                raise BadConfig(self.file, words)

    def rule(self, name: str) -> str:
        return self._named(name, self.registry.names)

    def rule_or_category(self, name: str) -> str:
        return self._named(name, (*self.registry.names, *self.registry.categories))

    def _named(self, name: str, known: tuple[str, ...]) -> str:
        found = ALIASES.get(name, name)
        if found not in known:
            raise BadConfig(self.file, f"unknown rule `{name}`{suggestion(name, known)}")
        return found

    def word(self, key: str, text: str, read: Callable[[str], T], known: tuple[str, ...]) -> T:
        if text not in known:
            words = f"`{key}` is `{text}`, and has to be one of {', '.join(known)}"
            raise BadConfig(self.file, words + suggestion(text, known))
        return read(text)

    def text(self, table: Mapping[str, object], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value
        raise BadConfig(self.file, f"`{key}` has to be text")

    def flag(self, table: Mapping[str, object], key: str) -> bool:
        value = table.get(key, False)
        if isinstance(value, bool):
            return value
        raise BadConfig(self.file, f"`{key}` has to be true or false")

    def texts(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise BadConfig(self.file, f"`{key}` has to be a list of texts")

    def table(self, table: Mapping[str, object], key: str) -> dict[str, object]:
        value = table.get(key, {})
        if isinstance(value, dict):
            return value
        raise BadConfig(self.file, f"`{key}` has to be a table")

    def tables(self, table: Mapping[str, object], key: str) -> list[dict[str, object]]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return value
        raise BadConfig(self.file, f"`{key}` has to be a list of tables: [[{key}]]")


SEVERITIES = tuple(severity.word for severity in reversed(Severity))
DIALECTS = tuple(dialect.value for dialect in Dialect)
DEPLOYERS = tuple(deployer.value for deployer in Deployer)


def _dialect(text: str) -> Dialect:
    return Dialect(text)


def _severity(text: str) -> Severity:
    return Severity[text.upper()]
