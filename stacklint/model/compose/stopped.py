"""What becomes of a stack when a part of its compose files cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stacklint.model.spec import Spec


def starts_nothing(spec: Spec | None) -> str:
    """Say who stops: of what laconic-so passes over on Kubernetes, stacklint makes objects."""
    if spec is not None and spec.makes_objects:
        return "stacklint deploys nothing of the stack"
    return "docker compose starts nothing of the stack"
