"""The rule `missing-env-file`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.envfile import host_files_of
from stacklint.model.compose.stackfiles import (
    KEPT_IN_CONFIG,
    NAMED_LATER,
    absent,
    elsewhere,
    env_files,
    left_behind,
)
from stacklint.model.targets import KUBERNETES, starts_nothing
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.compose.stackfiles import Named
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits, Settings


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def missing_env_file(spec: Spec | None, stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """File of variables that the stack does not have, or the deployment will not."""
    target = None if spec is None else spec.target
    is_of_cluster = target in KUBERNETES
    for hit in (
        *_absent(stack, tree, settings, is_of_cluster=is_of_cluster),
        *_outside(stack, tree, settings),
        *(_of_host(stack) if is_of_cluster else ()),
    ):
        yield hit._replace(message=f"{hit.message}: {starts_nothing(target)}")


def _absent(stack: Stack, tree: Tree, settings: Settings, *, is_of_cluster: bool) -> Hits:
    """Give what is not there; pods are made of what is, so that there nobody can add it later."""
    for gap in absent(env_files(stack), stack, tree, settings.filled_later):
        hit = _hit(gap.named, f"not there{gap.hint}", NAMED_LATER)
        is_sure = gap.near is not None
        # What holds secrets is often put there by hand.
        lesser = hit.guessed(Severity.WARNING)._replace(is_refused=is_of_cluster)
        yield hit if is_sure else lesser


def _outside(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """Give what no deployment takes along; stacklint makes none that would be without it."""
    named = list(env_files(stack))
    for find in (left_behind, elsewhere):
        for left in find(named, stack, tree, settings.filled_later):
            hit = _hit(left, "not copied into the deployment", KEPT_IN_CONFIG)
            is_sure = tree.is_file(left.path)
            yield hit if is_sure else hit.guessed(Severity.WARNING)._replace(is_refused=True)


def _of_host(stack: Stack) -> Hits:
    for service in (x for x in stack.every_service if not x.has_profiles):
        for file in (x for x in host_files_of(service) if x.is_needed):
            words = f"`env_file` of `{service.name}` is {file.written}, a file of the host"
            yield Hit(file.at, words, notes=(("hint", KEPT_IN_CONFIG),))


def _hit(named: Named, why: str, hint: str) -> Hit:
    return Hit(
        named.at,
        f"`env_file` of `{named.by}` is {named.written}, which is {why}",
        notes=(("hint", hint),),
    )
