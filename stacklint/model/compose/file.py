"""A compose file as typed, frozen values.

Short and long forms, `<<`, anchors and lists of `KEY=value` are read into one form here.
"""

from __future__ import annotations

from posixpath import normpath
from typing import TYPE_CHECKING

from stacklint.model.compose.mount import read_mount
from stacklint.model.lazy import cached_property
from stacklint.model.tokens import has_marker, has_token
from stacklint.model.yaml.nodes import Mapping, Node, Sequence, merged_entries, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_null, is_yes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.compose.mount import Mount
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry

INIT_LABEL = "laconic.init-container"


class Service:
    """A service of a compose file."""

    def __init__(self, name: str, node: Mapping, at: Place) -> None:
        self.name = name
        self.node = node
        self.at = at

    @cached_property
    def image(self) -> str | None:
        """The image, as written."""
        return text_of(self.node.get("image"))

    @cached_property
    def mounts(self) -> tuple[Mount, ...]:
        """The mounts in the order of the file."""
        found = self.node.get("volumes")
        items = found.items if isinstance(found, Sequence) else []
        read = (
            read_mount(resolved(item), self.at.below("volumes", i)) for i, item in enumerate(items)
        )
        return tuple(mount for mount in read if mount is not None)

    @cached_property
    def left_out(self) -> tuple[Mount, ...]:
        """The mounts that docker compose leaves out: of several at one place it takes the last.

        Measured with 2.26, for volumes with and without a name and for directories.
        """
        placed = [mount for mount in self.mounts if mount.target]
        taken = {normpath(mount.target): mount.source for mount in placed}
        return tuple(x for x in placed if x.source != taken[normpath(x.target)])

    @property
    def takes_mounts(self) -> bool:
        """Compose gives it the mounts of other services too."""
        return any(self.node.get(key) is not None for key in ("extends", "volumes_from"))

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels, of either form."""
        return dict(_pairs(self.node.get("labels")))

    @cached_property
    def environment(self) -> dict[str, str]:
        """The environment, of either form; null values are left out."""
        return dict(_pairs(self.node.get("environment")))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of its entrypoint and command, of either form."""
        nodes = (resolved(self.node.get(key)) for key in ("entrypoint", "command"))
        lines = (x.items if isinstance(x, Sequence) else [x] for x in nodes)
        texts = (text_of(item) or "" for line in lines for item in line)
        return tuple(word for text in texts for word in text.split())

    @property
    def is_init(self) -> bool:
        """It becomes an init container."""
        return self.labels.get(INIT_LABEL) == "true"

    @property
    def has_profiles(self) -> bool:
        """Compose starts it only when one of its profiles is asked for.

        Who asks for none asks for the empty one, and so starts what names that among its own.
        """
        return bool(self.profiles) and "" not in self.profiles

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that start it, where it has any."""
        found = self.node.get("profiles")
        items = found.items if isinstance(found, Sequence) else []
        return tuple(text_of(resolved(item)) or "" for item in items)


class Compose:
    """One compose file: a pod of the stack, or one of its jobs."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @property
    def file(self) -> str:
        """Path of the file below the root of the tree."""
        return self.document.name

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """The services in the order of the file."""
        return tuple(
            Service(name, node, Place(self.document, ("services", name)))
            for name, node in self.parts_of("services")
        )

    @cached_property
    def mounted(self) -> frozenset[tuple[str, str, str, str]]:
        """The mounts of all services: service, source, part of it, place in the container."""
        return frozenset(
            (service.name, mount.source, mount.part, mount.inside)
            for service in self.services
            for mount in service.mounts
        )

    @cached_property
    def volumes(self) -> tuple[str, ...]:
        """Names of the volumes that the file declares."""
        return tuple(entry.name for entry in self._section("volumes"))

    def names_in(self, section: str) -> tuple[str, ...]:
        """Give the names that a section at the top level declares."""
        return tuple(entry.name for entry in self._section(section))

    def parts_of(self, section: str) -> Iterator[tuple[str, Mapping]]:
        """Give what a section at the top level says of its names, where it says something."""
        for entry in self._section(section):
            node = resolved(entry.value)
            if isinstance(node, Mapping):
                yield entry.name, node

    @cached_property
    def is_closed(self) -> bool:
        """What it declares is written in it: nothing is included, or left to a template."""
        root = self.document.mapping
        includes = root is not None and root.entry("include") is not None
        return self.is_rendered and not includes

    @cached_property
    def is_rendered(self) -> bool:
        """Nothing is left to a template."""
        return not (self.document.masked or has_marker(self.document))

    @cached_property
    def names_are_known(self) -> bool:
        """No volume name is left to interpolation or a template."""
        return not any(has_token(name) for name in self.volumes)

    def is_external(self, name: str, section: str = "volumes") -> bool:
        """Tell whether what is declared exists already, made by somebody else."""
        _, node = self.document.find((section, name))
        declared = resolved(node)
        external = declared.get("external") if isinstance(declared, Mapping) else None
        return isinstance(external, Mapping) or is_yes(external)

    def device(self, name: str) -> str | None:
        """Give what docker mounts as a declared volume, and does not delete with it."""
        _, node = self.document.find(("volumes", name))
        declared = resolved(node)
        options = declared.get("driver_opts") if isinstance(declared, Mapping) else None
        if not isinstance(options, Mapping) or text_of(options.get("type")) == "tmpfs":
            return None
        return text_of(options.get("device"))

    def called(self, name: str) -> str | None:
        """Give what docker mounts as a declared volume, or calls it, where the file says that."""
        _, node = self.document.find(("volumes", name))
        declared = resolved(node)
        own = text_of(declared.get("name")) if isinstance(declared, Mapping) else None
        return self.device(name) or own

    def is_placed(self, name: str) -> bool:
        """Tell whether a declared volume is to lie elsewhere than docker puts one by itself."""
        _, node = self.document.find(("volumes", name))
        declared = resolved(node)
        if not isinstance(declared, Mapping):
            return False
        options = declared.get("driver_opts")
        has_options = isinstance(options, Mapping) and bool(options.entries)
        return has_options or (text_of(declared.get("driver")) or "local") != "local"

    def at_volume(self, name: str) -> Place:
        """Give the place where a volume is declared."""
        return Place(self.document, ("volumes", name))

    def _section(self, name: str) -> list[Entry]:
        root = self.document.mapping
        found = None if root is None else root.get(name)
        return merged_entries(found) if isinstance(found, Mapping) else []


def _pairs(node: Node | None) -> Iterator[tuple[str, str]]:
    if isinstance(node, Mapping):
        for entry in merged_entries(node):
            text = text_of(entry.value)
            if text is not None:
                yield entry.name, text
    elif isinstance(node, Sequence):
        for item in node.items:
            name, equals, value = (text_of(item) or "").partition("=")
            if equals:
                yield name, value


def is_compose(document: Document) -> bool:
    """Recognise a compose file by its shape."""
    root = document.mapping
    return root is not None and (
        isinstance(root.get("services"), Mapping) or is_null(root.get("services") or root)
    )
