"""Two versions of one spec, or of a file of its stack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.sections import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacklint.model.compose.file import Compose
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.stack import StackFile


class Once(NamedTuple):
    """A volume as an earlier version had it, and what git calls that version."""

    volume: Volume
    version: str


def once_notes(once: Once | None) -> tuple[tuple[str, str], ...]:
    """Say where a volume was, as notes of a finding."""
    path = None if once is None else once.volume.path
    if once is None or path is None:
        return ()
    return (("was", f"{once.volume.name}: {path.text} in {once.version}"),)


class Past(Protocol):
    """The versions of a spec before its last change, whatever is compared now."""

    def volume(self, name: str) -> Once | None:
        """Give a volume as the last version had it that gave it a path; None if none did."""

    @property
    def is_cut_off(self) -> bool:
        """Older versions are not at hand: in a shallow clone, nobody can say what they had."""


class NoPast:
    """Nothing was ever committed."""

    is_cut_off = False

    def volume(self, name: str) -> None:
        """Give nothing."""
        del name


class Revision:
    """A spec before and after a change.

    `base` names the earlier version in words of git (`HEAD`, a commit), `change` what was made of
    it (`index`, `working tree`, a commit). `is_settled` marks a change that was committed before
    and is only looked back at. `touched` names the top-level sections whose text differs.
    `is_restored` asks git whether an ancestor had the very text of `after`, and `read_before` and
    `read_others` parse earlier versions: questions, since the answers cost time and most rules
    never need them.
    """

    def __init__(
        self,
        after: Spec,
        base: str,
        change: str,
        is_settled: bool,
        touched: frozenset[str],
        read_before: Callable[[], Spec],
        read_others: Callable[[], tuple[Spec, ...]],
        is_restored: Callable[[], bool],
    ) -> None:
        self.after = after
        self.base = base
        self.change = change
        self.is_settled = is_settled
        self.touched = touched
        self.read_before = read_before
        self.read_others = read_others
        self.is_restored = is_restored

    @cached_property
    def before(self) -> Spec:
        """The spec as it was; an empty one where the file was no spec then."""
        return self.read_before()

    @cached_property
    def others(self) -> tuple[Spec, ...]:
        """The versions of the other parents of a merge: a fault must hold against them too."""
        return self.read_others()

    def touches(self, sections: tuple[str, ...]) -> bool:
        """Tell whether the change may concern one of some top-level sections."""
        return self.touched == EVERY or not self.touched.isdisjoint(sections)

    def volume_before(self, name: str) -> Once | None:
        """Give a volume as it was; None where it was not there."""
        found = (self.before if self.touches(("volumes",)) else self.after).volume(name)
        return None if found is None else Once(found, self.base)


def volume_once(name: str, revision: Revision | None, past: Past) -> Once | None:
    """Give a volume as the last version had it that gave it a path, else as it was before.

    None where no version had it. Git is asked for every commit that changed the spec.
    """
    before = None if revision is None else revision.volume_before(name)
    if before is not None and before.volume.path is not None:
        return before
    return past.volume(name) or before


class StackRevision:
    """A `stack.yml` before and after a change; the words are those of `Revision`."""

    def __init__(
        self,
        after: StackFile,
        base: str,
        is_settled: bool,
        read_before: Callable[[], StackFile],
        read_others: Callable[[], tuple[StackFile, ...]],
    ) -> None:
        self.after = after
        self.base = base
        self.is_settled = is_settled
        self.read_before = read_before
        self.read_others = read_others

    @cached_property
    def before(self) -> StackFile:
        """The stack as it was; an empty one where the file could not be read."""
        return self.read_before()

    @cached_property
    def others(self) -> tuple[StackFile, ...]:
        """The versions of the other parents of a merge."""
        return self.read_others()


class ComposeRevision:
    """A compose file before and after a change; the words are those of `Revision`.

    `text_before` is there without parsing.
    """

    def __init__(
        self,
        after: Compose,
        text_before: str,
        base: str,
        is_settled: bool,
        read_before: Callable[[], Compose],
        read_others: Callable[[], tuple[Compose, ...]],
    ) -> None:
        self.after = after
        self.text_before = text_before
        self.base = base
        self.is_settled = is_settled
        self.read_before = read_before
        self.read_others = read_others

    @cached_property
    def before(self) -> Compose:
        """The file as it was; one without services where it could not be read."""
        return self.read_before()

    @cached_property
    def others(self) -> tuple[Compose, ...]:
        """The versions of the other parents of a merge."""
        return self.read_others()

    @cached_property
    def takes_mounts_away(self) -> bool:
        """A mount that a service had is not there any more: what is only added loses nothing."""
        if _differ_in_images(self.text_before, self.after.document.text):
            return False
        return not self.before.mounted <= self.after.mounted


def _differ_in_images(before: str, after: str) -> bool:
    """Tell whether two texts name other images alone, as most changes do."""
    olds, news = before.split("\n"), after.split("\n")
    if len(olds) != len(news):
        return False
    pairs = [pair for pair in zip(olds, news, strict=True) if pair[0] != pair[1]]
    return all(line.lstrip().startswith("image: ") for pair in pairs for line in pair)


class PodsRevision(NamedTuple):
    """The compose files of a stack from which a change takes mounts away: one at least."""

    changed: tuple[ComposeRevision, ...]


def pods_revision(found: Iterable[ComposeRevision | None]) -> PodsRevision | None:
    """Keep of the compose files of a stack what a change takes mounts away from."""
    changed = tuple([x for x in found if x is not None and x.takes_mounts_away])
    return PodsRevision(changed) if changed else None
