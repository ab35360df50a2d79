"""A spec as typed, frozen values; other spellings die at this door.

Source of the facts: what laconic-so reads, and what each of its targets does with it.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.model.dialect import Dialect, guessed_dialect, hinted_dialects
from stacklint.model.hostpath import HostPath
from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.targets import ABILITIES, Target, target_named
from stacklint.model.tokens import has_marker, has_token, is_opaque
from stacklint.model.yaml.nodes import Mapping, Node, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import Kind, is_null, kind_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry, KeyPath


class Volume(NamedTuple):
    """A named volume of a spec, and the host directory behind it if one is named.

    `path` is None for a volume that is empty and for a value no reader can use (a number, a
    list); only the first has `is_empty`. `path_at` is where a path is written: the fork has a form
    with more beside it.
    """

    name: str
    path: HostPath | None
    is_empty: bool
    at: Place
    path_at: KeyPath

    @property
    def directory(self) -> str | None:
        """Where the data lies, empty without a path; None where it is open, as in a template."""
        if self.is_empty:
            return ""
        return None if self.path is None or self.path.is_opaque else self.path.clean


class ConfigMap(NamedTuple):
    """A named ConfigMap of a spec; `source` is None where no path is written."""

    name: str
    source: HostPath | None
    at: Place


class Section:
    """A mapping of a spec, by name; empty where the spec has none.

    `has_gaps` is set where a template may put in more than is written.
    """

    def __init__(self, entries: tuple[Entry, ...], has_gaps: bool) -> None:
        self.entries = entries
        self.has_gaps = has_gaps

    @cached_property
    def is_complete(self) -> bool:
        """All there will be is written: something may be said about what is missing."""
        return not self.has_gaps and not any(
            has_token(entry.name) or not entry.name for entry in self.entries
        )

    def names(self) -> tuple[str, ...]:
        """Names of its entries, without those that hold a template token."""
        return tuple(entry.name for entry in self.entries if not has_token(entry.name))


class Spec:
    """One deployment: its stack, its target, and what the operator set."""

    def __init__(self, document: Document, wanted_dialect: Dialect | None = None) -> None:
        self.document = document
        self.file = document.name
        """Path of the spec below the root of its tree."""
        self.wanted_dialect = wanted_dialect

    @cached_property
    def root(self) -> Mapping:
        """The top level; an empty mapping for the fork's list of specs."""
        found = resolved(self.document.root)
        return found if isinstance(found, Mapping) else Mapping(0, 0, [], flow=False)

    @cached_property
    def hints(self) -> frozenset[Dialect]:
        """The dialects, other than laconic-so's own, that the spec shows traits of."""
        return hinted_dialects(self.document)

    @cached_property
    def dialect(self) -> Dialect:
        """The dialect that was configured, or else the one the spec looks like."""
        return self.wanted_dialect or guessed_dialect(self.hints)

    @cached_property
    def is_merged(self) -> bool:
        """A list at the top level: several specs in one, which only the fork reads."""
        return isinstance(resolved(self.document.root), Sequence)

    @cached_property
    def is_test(self) -> bool:
        """The spec serves tests: its data is made to be thrown away."""
        *folders, name = self.file.split("/")
        return name.startswith("test-spec-") or not _TEST_FOLDERS.isdisjoint(folders)

    @cached_property
    def has_gaps(self) -> bool:
        """A renderer will put more into this file than is written."""
        return self.document.masked or has_marker(self.document)

    @cached_property
    def deploy_to(self) -> str | None:
        """The text of `deploy-to`."""
        return self.text("deploy-to")

    @cached_property
    def target(self) -> Target | None:
        """The target, or None where `deploy-to` is missing, opaque or unknown."""
        return target_named(self.deploy_to)

    @cached_property
    def makes_objects(self) -> bool:
        """The target is one where compose files become Kubernetes objects."""
        return self.target is not None and ABILITIES[self.target].makes_objects

    @cached_property
    def stack(self) -> str | None:
        """The text of `stack`; None where it is a list or missing."""
        return self.text("stack")

    @cached_property
    def stack_name(self) -> str:
        """The last component of `stack`; empty where that is unknown."""
        stack = self.stack
        if stack is None or has_token(stack):
            return ""
        return posixpath.basename(stack.rstrip("/"))

    @cached_property
    def mount_root(self) -> HostPath | None:
        """`kind-mount-root`."""
        node = self.node("kind-mount-root")
        return _path_of(node) if isinstance(node, Scalar) else None

    @cached_property
    def volumes(self) -> tuple[Volume, ...]:
        """The volumes in the order of the file."""
        return tuple(self._volumes())

    @cached_property
    def configmaps(self) -> tuple[ConfigMap, ...]:
        """The ConfigMaps in the order of the file."""
        return tuple(
            ConfigMap(entry.name, _path_of(entry.value), self.at("configmaps", entry.name))
            for entry in self.section("configmaps").entries
        )

    def volume(self, name: str) -> Volume | None:
        """Give the volume of that name."""
        return next((volume for volume in self.volumes if volume.name == name), None)

    def at(self, *path: str | int) -> Place:
        """Give the place of a path, at its key."""
        return Place(self.document, path)

    def node(self, *path: str) -> Node | None:
        """Give the value at a path of keys, aliases followed."""
        node: Node | None = self.root
        for part in path:
            node = node.get(part) if type(node) is Mapping else None
        return node

    def text(self, *path: str) -> str | None:
        """Give the text of the scalar at a path; None where it is null or no scalar."""
        return text_of(self.node(*path))

    def is_opaque(self, *path: str) -> bool:
        """Tell whether the value at a path might be anything."""
        return is_opaque(self.document, self.node(*path))

    def named(self, *path: str) -> dict[str, Entry]:
        """Give the entries of the mapping at a path by name, as `section` has them."""
        node = self.node(*path)
        if type(node) is not Mapping or is_opaque(self.document, node):
            return {}
        return node.merged

    def section(self, *path: str) -> Section:
        """Give the mapping at a path, entries that are merged in by `<<` included."""
        node = self.node(*path)
        if isinstance(node, Mapping) and not is_opaque(self.document, node):
            return Section(tuple(merged_entries(node)), self.has_gaps)
        return Section((), self.has_gaps or is_opaque(self.document, node))

    def _volumes(self) -> Iterator[Volume]:
        for entry in self.section("volumes").entries:
            at = self.at("volumes", entry.name)
            value, path_at = resolved(entry.value), at.path
            if isinstance(value, Mapping) and value.entry("path") is not None:
                value, path_at = resolved(value.get("path")), (*at.path, "path")
            empty = is_null(value) or (isinstance(value, Scalar) and not value.value)
            yield Volume(entry.name, _path_of(value), empty, at, path_at)


_TEST_FOLDERS = frozenset({"test", "tests", "e2e", "fixtures"})


def _path_of(node: Node | None) -> HostPath | None:
    node = resolved(node)
    if isinstance(node, Mapping):
        node = node.get("path")
    if not isinstance(node, Scalar) or not node.value or kind_of(node) is not Kind.STR:
        return None
    return HostPath(node.value)
