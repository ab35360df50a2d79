"""What the commits of a repository had of one spec: data may lie where it once said."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.revision import Once
from stacklint.repo.root import shallow_ends
from stacklint.repo.traced import followed
from stacklint.repo.versions import spec_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.spec import Spec
    from stacklint.repo.git import Git
    from stacklint.repo.git_output import Touch

# Whoever changed a spec more often is not asked about the years before.
_MOST = 200


class Commits:
    """The versions of a spec that were committed, the latest first.

    `find_old_path` tells what a change that is not committed calls it otherwise.
    """

    def __init__(self, git: Git, now: Spec, find_old_path: Callable[[], str]) -> None:
        self.git = git
        self.now = now
        self.find_old_path = find_old_path

    @property
    def is_cut_off(self) -> bool:
        """Older versions are not at hand: in a shallow clone, its first commits add all files."""
        ends = shallow_ends(self.git.root)
        return bool(ends) and any(touch.commit in ends for touch in self._touches)

    @cached_property
    def _touches(self) -> list[Touch]:
        names = dict.fromkeys((self.now.file, self.find_old_path()))
        return list(islice(chain.from_iterable(followed(self.git, x) for x in names), _MOST))

    @cached_property
    def _versions(self) -> list[tuple[str, str, bytes]]:
        """Give the name of each version, its path then, and its content."""
        touches = self._touches
        texts = self.git.fetch(x.raw.before for x in touches if x.raw.before is not None)
        return [
            (
                f"{touch.commit[:9]}^",
                touch.raw.old_path,
                self.git.checked_out(self.now.file, touch.raw.before, texts[touch.raw.before]),
            )
            for touch in touches
            if touch.raw.before in texts
        ]

    def volume(self, name: str) -> Once | None:
        """Give a volume as the last version had it that gave it a path; None where none did."""
        for version, path, data in self._versions:
            if name.encode() in data:
                found = spec_in(data, path, self.now).volume(name)
                if found is not None and found.directory:
                    return Once(found, version)
        return None
