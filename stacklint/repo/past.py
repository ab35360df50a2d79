"""What the commits of a repository had of one spec: data may lie where it once said."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from stacklint.model.lazy import cached_property
from stacklint.model.revision import Once
from stacklint.repo.touches import followed
from stacklint.repo.versions import spec_in

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.repo.git import Git

# Whoever changed a spec more often is not asked about the years before.
_MOST = 200


class Commits:
    """The versions of a spec that were committed, the latest first."""

    def __init__(self, git: Git, now: Spec) -> None:
        self.git = git
        self.now = now

    @cached_property
    def _versions(self) -> list[tuple[str, str, bytes]]:
        """Give the name of each version, its path then, and its content."""
        touches = list(islice(followed(self.git, self.now.file), _MOST))
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
