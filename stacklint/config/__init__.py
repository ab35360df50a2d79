"""The configuration of a repository: `stacklint.toml`, or `[tool.stacklint]`."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING

from stacklint.finding import Severity
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.registry import BUILT_IN, Registry
from stacklint.repo.root import upwards
from stacklint.repo.said import why_of
from stacklint.rule import Deployer, Settings
from stacklint.select import Choice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

FILE_NAME = "stacklint.toml"
PYPROJECT = "pyproject.toml"
BASELINE = ".stacklint-baseline.json"

# A key of this name, however it is quoted, dotted or nested; not a requirement that begins so.
_OUR_KEY = Pattern(r"""(?:^|[.{,\[\s])(["']?)stacklint\1\s*(?:[.\]]|=(?!=))""")

SEVERITIES = tuple(severity.word for severity in reversed(Severity))
DIALECTS = tuple(dialect.value for dialect in Dialect)
DEPLOYERS = tuple(deployer.value for deployer in Deployer)


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
    required_version: str | None = None
    choice: Choice = Choice()
    fail_on: Severity = Severity.ERROR
    dialect: Dialect | None = None
    deployer: Deployer = Deployer.LACONIC_SO
    stack_roots: tuple[str, ...] = ()
    templates: tuple[str, ...] = ("*.j2",)
    rendered: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: str = BASELINE
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
        # A directory, or a link to nothing, is refused where it is read: somebody meant it.
        if os.path.lexists(own):
            return own
        shared = os.path.join(directory, PYPROJECT)
        if os.path.isfile(shared) and _holds_our_table(shared):
            return shared
        if directory == root:
            break
    return None


def _holds_our_table(pyproject: str) -> bool:
    """Tell from the text where it can: parsing every file on the way up would cost too much."""
    with open(pyproject, "rb") as file:
        text = file.read()
    if b"stacklint" not in text:
        return False
    lines = (
        line.split(b"#")[0].strip(b" \t[]")
        for line in text.splitlines()
        if line.lstrip().startswith(b"[")
    )
    if any(line == b"tool.stacklint" or line.startswith(b"tool.stacklint.") for line in lines):
        return True
    written = text.decode("utf-8-sig", "replace")
    return _OUR_KEY.search(written) is not None and _has_our_table(written)


def _has_our_table(text: str) -> bool:
    """Tell by reading it; what cannot be read is taken for ours, and refused where it is read."""
    import tomllib  # noqa: PLC0415 -- few files write the table in another way than as its header

    try:
        tool = tomllib.loads(text).get("tool")
    except tomllib.TOMLDecodeError:
        return True
    return isinstance(tool, dict) and "stacklint" in tool


def read_config(file: Path) -> Config:
    """Read a configuration; BadConfig for a key, rule or value that is not known."""
    # Imported late: 3 ms that a repository without configuration need not pay.
    import tomllib  # noqa: PLC0415

    from stacklint.config.reading import config_of  # noqa: PLC0415
    from stacklint.config.table import Table  # noqa: PLC0415

    if file.exists() and not file.is_file():
        raise BadConfig(file.name, "it cannot be read: it is no file")
    try:
        # Some editors begin a file with a byte order mark, which TOML has no word for.
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadConfig(file.name, "it cannot be read: it is not UTF-8") from error
    except OSError as error:
        raise BadConfig(file.name, f"it cannot be read: {why_of(error)}") from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(file.name, f"it cannot be read: {error}") from error
    table = Table(file.name, values)
    if file.name == PYPROJECT:
        table = Table(file.name, table.table("tool").table("stacklint").values)
    return config_of(file, table)


def suggestion(name: str, known: Sequence[str]) -> str:
    """Give ` (did you mean x?)` where a known name is close."""
    from difflib import get_close_matches  # noqa: PLC0415 -- only for mistakes

    close = get_close_matches(name, known, n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""
