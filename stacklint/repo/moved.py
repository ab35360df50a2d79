"""Specs that a change moves and writes again, where git sees one that goes and one that comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.spec import Spec
from stacklint.repo.discover import look_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree


def moved_specs(base: Tree, now: Tree, gone: Iterable[str], new: Iterable[str]) -> dict[str, str]:
    """Lead from new paths to old ones: of one stack and target, one spec goes and one comes.

    Where several do, nobody can say which became which.
    """
    before, after = _alone(base, gone), _alone(now, new)
    return {path: before[of] for of, path in after.items() if of in before}


def _alone(tree: Tree, paths: Iterable[str]) -> dict[tuple[str, Target | None], str]:
    """Give the specs that are the only one of their stack and target."""
    found: dict[tuple[str, Target | None], list[str]] = {}
    for path in paths:
        document = look_at(tree, path).document
        if document is not None and document.fault is None:
            spec = Spec(document)
            found.setdefault((spec.stack_name, spec.target), []).append(path)
    return {of: only for of, (only, *others) in found.items() if of[0] and not others}
