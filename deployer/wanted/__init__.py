"""From a bundle to what is wanted, purely: the same arguments give the same resources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender, Wanted
from stacklint.model.targets import ABILITIES

if TYPE_CHECKING:
    from deployer.wanted.resource import Identity, Surroundings
    from stacklint.model.bundle import Bundle


def wanted(bundle: Bundle, identity: Identity, surroundings: Surroundings) -> Wanted:
    """Give what a deployment is to consist of; raises CannotRender where it cannot be right."""
    spec, stack = bundle.spec, bundle.stack
    if spec.document.count > 1:
        words = "several documents stand in one file, and a spec is one: make files of them"
        raise CannotRender(words, spec.at())
    if stack is None:
        raise CannotRender(f"the stack is not there: {bundle.missing}", spec.at("stack"))
    if spec.target is None:
        words = f"`deploy-to: {spec.deploy_to}` is no target: compose, k8s-kind or k8s"
        raise CannotRender(words, spec.at("deploy-to"))
    if not stack.is_whole:
        words = f"stack {spec.stack} names a pod or job whose compose file is missing or broken"
        raise CannotRender(words, spec.at("stack"))
    # The half that is not deployed to need not be loaded.
    if ABILITIES[spec.target].makes_objects:
        from deployer.wanted.kubernetes import objects  # noqa: PLC0415

        return objects(spec, stack, identity, surroundings)
    from deployer.wanted.compose import project  # noqa: PLC0415

    return project(spec, stack, identity, surroundings)
