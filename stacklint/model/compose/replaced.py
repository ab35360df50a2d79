"""What a spec puts in the place of parts of the compose files, before docker compose reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath

T = TypeVar("T")


def replaced_by(spec: Spec | None) -> frozenset[KeyPath] | None:
    """Give the values that a spec replaces; None where nobody knows the spec.

    They are ports, on compose the volumes that it binds, and on Kubernetes images.
    """
    if spec is None:
        return None
    ports = {("services", name, "ports") for name in spec.section("network", "ports").names()}
    bound = spec.volumes if spec.target is Target.COMPOSE else ()
    volumes = {("volumes", x.name) for x in bound if x.path is not None}
    overridden = spec.section("image-overrides").names() if spec.makes_objects else ()
    return frozenset({*ports, *volumes, *(("services", name, "image") for name in overridden)})


def is_below(path: KeyPath, replaced: frozenset[KeyPath] | None) -> bool:
    """Tell whether a place stands in one of those values, or may do so."""
    if replaced is None:
        return path[2:3] == ("ports",) or (path[:1] == ("volumes",) and len(path) > 1)
    return path[:2] in replaced or path[:3] in replaced


def unreplaced(
    spec: Spec | None, found: Sequence[T], path_of: Callable[[T], KeyPath]
) -> Iterator[T]:
    """Give what is found at places where a spec surely puts nothing else."""
    # Most stacks have nothing, and then the spec need not be read for it.
    replaced = replaced_by(spec) if found else None
    return (one for one in found if not is_below(path_of(one), replaced))
