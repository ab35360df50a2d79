"""A path on the host, as written in a spec."""

from __future__ import annotations

import posixpath
from functools import lru_cache

from stacklint.model.named import NamedTuple
from stacklint.model.tokens import TOKEN, has_token, may_hold_token


class HostPath(NamedTuple):
    """Path of a volume or of the mount root; nothing is expanded and nothing is looked up.

    A path that begins with a template token is neither absolute nor relative.
    """

    text: str

    @property
    def is_opaque(self) -> bool:
        """It holds a template token."""
        return has_token(self.text)

    @property
    def begins_with_token(self) -> bool:
        """A template decides even whether it is absolute."""
        return may_hold_token(self.text) and TOKEN.match(self.text) is not None

    @property
    def is_absolute(self) -> bool:
        """It begins with a slash."""
        return self.text.startswith("/")

    @property
    def is_home(self) -> bool:
        """It begins with `~`, which nobody expands for a volume."""
        return self.text.startswith("~")

    @property
    def is_relative(self) -> bool:
        """It is relative to the deployment directory."""
        return not (self.is_absolute or self.is_home or self.begins_with_token)

    @property
    def begins_with_blank(self) -> bool:
        """It looks like another path, and is relative: nobody takes the blank away."""
        return self.text[:1].isspace()

    @property
    def clean(self) -> str:
        """Without `.`, `..`, doubled and trailing slashes."""
        return cleaned(self.text)

    @property
    def leads_out(self) -> bool:
        """It is relative, and outside of the deployment directory."""
        return self.clean == ".." or self.clean.startswith("../")

    def is_below(self, root: HostPath) -> bool:
        """Tell whether it lies strictly below another path, both taken clean."""
        return self.clean != root.clean and (self.clean + "/").startswith(_with_slash(root.clean))

    def is_at_or_below(self, root: HostPath) -> bool:
        """Tell whether it is another path or lies below it, both taken clean."""
        return self.clean == root.clean or self.is_below(root)


# Paths are compared many times, and specs share them.
@lru_cache(maxsize=4096)
def cleaned(path: str) -> str:
    """Give a path without what says nothing: `.`, `..` that is undone, slashes that stand twice."""
    return posixpath.normpath(path).replace("//", "/")


def is_at_or_below(path: str, root: str) -> bool:
    """Tell whether a clean path is a directory or lies in it, of a host or of a container."""
    return f"{path.rstrip('/')}/".startswith(f"{root.rstrip('/')}/")


def _with_slash(path: str) -> str:
    return path if path.endswith("/") else path + "/"
