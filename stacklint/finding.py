"""Findings: what a rule sees, at a place, and the change that would end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.enums import Enum, IntEnum
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.change import Change
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.model.yaml.place import Place

# What tells an item from the others of its list; ports and mounts in the long form have a target.
_NAMING = ("name", "host-name", "path", "label", "key", "target")


class Severity(IntEnum):
    """How bad: data loss, outage or refusal; silently other than written; worth knowing."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word that people read and type."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure: a weak hint, a heuristic, certain from the files that were read."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The word that people read and type."""
        return self.name.lower()


class Profile(IntEnum):
    """What is shown: each profile holds the ones before it."""

    RECOMMENDED = 1
    STRICT = 2
    AUDIT = 3

    @property
    def word(self) -> str:
        """The word that people read and type."""
        return self.name.lower()


class Harm(Enum):
    """What happens when nobody looks; the value heads the group in a report."""

    DATA = "can lose data"
    LEAK = "shows a secret"
    START = "does not start"
    MEANING = "not what is written"
    ORDER = "worth tidying"


class Safety(Enum):
    """Who applies a fix: `--fix`, `--unsafe-fixes` with the name of its rule, or nobody."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    DISPLAY = "display"


class Elsewhere(NamedTuple):
    """Changes of another file than the one that a finding stands in."""

    file: str
    changes: tuple[Change, ...]


class Fix(NamedTuple):
    """The changes that end a finding, made in all of its files or in none; `why` it is unsafe.

    `changes` are those of the file of the primary place. Of each file `elsewhere`, the finding
    shows a place too.
    """

    title: str
    safety: Safety
    changes: tuple[Change, ...]
    why: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()

    def by_file(self, own: str) -> dict[str, tuple[Change, ...]]:
        """Give the changes of each file; `own` is the one that the finding stands in."""
        found = {own: self.changes} if self.changes else {}
        for file, changes in self.elsewhere:
            found[file] = (*found.get(file, ()), *changes)
        return found


class Region(NamedTuple):
    """A piece of a file: offsets into its text, lines and columns from 1, and words about it."""

    file: str
    path: KeyPath
    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int
    words: str = ""


class Standing(Enum):
    """Whether a finding counts."""

    OPEN = "open"
    ALLOWED = "allowed"
    BASELINED = "baselined"
    KNOWN = "known"


Key: TypeAlias = tuple[str, str, str, str]
"""Rule, file, path and value: what a finding keeps when lines move."""

Order: TypeAlias = tuple[str, int, int, str, str]
"""File, start, end, rule and message: what sorts findings, and tells them apart."""


class Finding(NamedTuple):
    """A fault of one rule at one place.

    `key` is what stays the same when lines move: rule, file, path with list items by name, and
    the value where the rule says that it counts. `reason` belongs to a finding that is allowed.
    `mirrors` are the other sides of a clash with their keys: it stands there when those are judged.
    """

    rule: str
    category: str
    severity: Severity
    confidence: Confidence
    profile: Profile
    harm: Harm
    message: str
    at: Region
    also: tuple[Region, ...]
    notes: tuple[tuple[str, str], ...]
    fix: Fix | None
    key: Key
    standing: Standing = Standing.OPEN
    reason: str = ""
    mirrors: tuple[tuple[Region, Key], ...] = ()

    @property
    def file(self) -> str:
        """The file of the primary place, below the root of its tree."""
        return self.at.file

    @property
    def fixed_files(self) -> tuple[str, ...]:
        """The files that its fix changes."""
        return () if self.fix is None else tuple(self.fix.by_file(self.file))

    @property
    def files(self) -> frozenset[str]:
        """The file that it stands in, and those that its fix changes."""
        return frozenset((self.file, *self.fixed_files))

    @property
    def identity(self) -> tuple[object, ...]:
        """What two findings have in common that are one fault: of two specs, of two calls."""
        return (self.rule, self.file, self.key[2], self.at.start, self.message)

    def joined(self, other: Finding) -> Finding:
        """Give the worse of both, with what its fix changes in further files as either sees it."""
        worse, less = (self, other) if self.severity >= other.severity else (other, self)
        mine, theirs = worse.fix, less.fix
        if mine is None or theirs is None or not theirs.elsewhere or mine.changes != theirs.changes:
            return worse
        more = (x for x in theirs.elsewhere if x not in mine.elsewhere)
        fix = mine._replace(elsewhere=(*mine.elsewhere, *more))
        return worse._replace(fix=fix, also=tuple(dict.fromkeys((*worse.also, *less.also))))

    @property
    def counts(self) -> bool:
        """It is neither allowed, nor in the baseline, nor older than the change that is judged."""
        return self.standing is Standing.OPEN

    @property
    def is_fixable(self) -> bool:
        """Nobody said that it is to stay: it is neither allowed nor in the baseline."""
        return self.standing in {Standing.OPEN, Standing.KNOWN}

    @property
    def order(self) -> Order:
        """Sorts findings as they stand in the files."""
        return self.at.file, self.at.start, self.at.end, self.rule, self.message

    @property
    def fingerprint(self) -> str:
        """The key as 32 hex digits."""
        # Imported late: hashlib costs 2 ms that a clean run need not pay.
        from hashlib import sha256  # noqa: PLC0415

        return sha256("\0".join(self.key).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def region_of(place: Place, words: str = "") -> Region:
    """Turn a place into characters, lines and columns."""
    document, (start, end) = place.document, place.span
    line, column = document.position(start)
    end_line, end_column = document.position(end)
    return Region(document.name, place.path, start, end, line, column, end_line, end_column, words)


def named_path(place: Place) -> str:
    """Give a path with list items by name, so that it outlives another order of the list."""
    names = [
        _step_name(place.document, place.path[: depth + 1]) for depth in range(len(place.path))
    ]
    twice = f"#{place.occurrence}" if place.occurrence else ""
    return ".".join(names) + twice


def _step_name(document: Document, path: KeyPath) -> str:
    # Imported late: a clean run names no place. Baselines and fingerprints are published.
    from stacklint.model.secrets.hidden import shown_value  # noqa: PLC0415
    from stacklint.model.secrets.masks import masked  # noqa: PLC0415

    last = path[-1]
    if isinstance(last, str):
        return masked(last)
    node = resolved(document.find(path)[1])
    if isinstance(node, Scalar) and node.value:
        return f"[{shown_value(document, node)}]"
    return f"[{masked(_item_name(node) or str(last))}]"


def _item_name(node: Node | None) -> str | None:
    if isinstance(node, Mapping):
        names = (text_of(node.get(key)) for key in _NAMING)
        return next((name for name in names if name), None)
    return None
