"""The rule `null-section`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import RemoveEntry, SetValue
from stacklint.model.tokens import has_marker
from stacklint.model.yaml.nodes import Scalar, is_own
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_null
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Compose
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits

_VOLUMES = ("volumes",)
# The ports are put into the compose files, whoever reads these then.
_EVERYWHERE = (("network",), ("volumes",), ("network", "ports"))
_ON_KUBERNETES = (
    *_EVERYWHERE,
    ("secrets",),
    ("configmaps",),
    ("resources",),
    ("security",),
)


@rule(
    category="shape",
    severity=Severity.ERROR,
    harm=Harm.START,
    fix=Safety.SAFE,
    of_laconic_so=True,
)
def null_section(spec: Spec | None, stack: Stack | None) -> Hits:
    """Section that is there and holds nothing, not even `{}`."""
    if spec is not None:
        yield from _of_spec(spec)
    for hit in () if stack is None else _of_stack(stack):
        if hit.at.path == _VOLUMES or (spec is not None and spec.makes_objects):
            yield hit
        elif spec is None and stack is not None and not stack.file.is_of_fork:
            yield hit.guessed(Severity.WARNING)


def _of_spec(spec: Spec) -> Iterator[Hit]:
    for path in _ON_KUBERNETES if spec.makes_objects else _EVERYWHERE:
        if spec.root.entry(path[0]) and is_null(spec.node(*path)) and not spec.has_gaps:
            yield Hit(
                spec.at(*path),
                f"`{'.'.join(path)}` is there and empty: laconic-so stops with a traceback",
                _fix(spec, path),
                words="nothing here, not even `{}`",
            )


def _fix(spec: Spec, path: tuple[str, ...]) -> Fix | None:
    node = spec.node(*path)
    is_tagged = isinstance(node, Scalar) and node.tag is not None
    if is_tagged or not is_own(spec.document.root, path):
        return None
    return Fix(f"{path[-1]}: {{}}", Safety.SAFE, (SetValue(path, {}),))


# Many specs share a stack, and its files say the same to each.
@lru_cache(maxsize=64)
def _of_stack(stack: Stack) -> tuple[Hit, ...]:
    pods = (*stack.pods, *stack.jobs)
    return tuple(hit for pod in pods for hit in _of_compose(pod.compose))


def _of_compose(compose: Compose) -> Iterator[Hit]:
    document = compose.document
    root = document.mapping
    if root is None or document.masked or has_marker(document):
        return
    if is_null(root.get("volumes")):
        words = "`volumes` is there and empty: docker compose refuses the file, laconic-so stops"
        fix = _removal(document, _VOLUMES)
        yield Hit(Place(document, _VOLUMES), words, fix, of_laconic_so=False)
    for service in compose.services:
        if is_null(service.node.get("command")):
            at = service.at.below("command")
            words = f"`command` of `{service.name}` is empty: on Kubernetes, `start` stops there"
            yield Hit(at, words, _removal(document, at.path))


def _removal(document: Document, path: KeyPath) -> Fix | None:
    if not is_own(document.root, path):
        return None
    why = "docker compose reads this file too"
    return Fix(f"remove `{path[-1]}:`", Safety.UNSAFE, (RemoveEntry(path),), why)
