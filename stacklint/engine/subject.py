"""One spec with all that rules may read of it, and what each of them needs."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from stacklint.model.named import NamedTuple
from stacklint.model.rendering import Rendering
from stacklint.model.targets import EVERY_TARGET
from stacklint.rule import Role, Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.revision import Past, PodsRevision, Revision, StackRevision
    from stacklint.model.targets import Target
    from stacklint.model.tree import Deployed, Tree
    from stacklint.rule import Rule, Settings

Inputs: TypeAlias = "dict[str, object]"


class Subject(NamedTuple):
    """One spec with all that rules may read of it.

    `revision` asks git for the earlier version of the spec, `stack_revision` and `pods_revision`
    for those of the stack, which many specs share: late, since git may have been told to look for
    them already.
    """

    bundle: Bundle
    revision: Callable[[], Revision | None]
    stack_revision: Callable[[], StackRevision | None]
    pods_revision: Callable[[Stack], PodsRevision | None]
    tree: Tree
    deployed: Deployed
    past: Past
    settings: Settings
    rendering: Rendering = Rendering.UNSAID

    def sources(self) -> tuple[Source, ...]:
        """Give the files of the spec, the spec itself first."""
        own = Source(self.bundle.spec.document, Role.SPEC)
        return (own,) if self.bundle.stack is None else (own, *sources_of(self.bundle.stack))

    def can_read_all(self) -> bool:
        """Tell whether no file of the spec has a fault."""
        spec, stack = self.bundle.spec, self.bundle.stack
        return spec.document.fault is None and (stack is None or _can_read(stack))

    def inputs(self, *, can_read_stack: bool) -> Inputs:
        """Give what rules may read but for history, by the names of the types."""
        stack = self.bundle.stack if can_read_stack else None
        return {
            "Spec": self.bundle.spec,
            "Spec | None": self.bundle.spec,
            "Bundle": self.bundle,
            "Stack": stack,
            "Stack | None": stack,
            "Tree": self.tree,
            "Deployed": self.deployed,
            "Past": self.past,
            "Settings": self.settings,
            "Rendering": self.rendering,
        }

    def history_for(self, rule: Rule) -> Inputs:
        """Give the earlier versions that a rule about the stack reads, if it reads any."""
        found: Inputs = {}
        if "StackRevision" in rule.reads:
            found["StackRevision"] = self.stack_revision()
        if "Revision" in rule.reads or "Revision | None" in rule.reads:
            found["Revision"] = found["Revision | None"] = self.revision()
        return found


# Many specs share a stack.
@lru_cache(maxsize=256)
def sources_of(stack: Stack) -> tuple[Source, ...]:
    """Give the files of a stack, its `stack.yml` first."""
    pods = [Source(pod.compose.document, Role.COMPOSE) for pod in (*stack.pods, *stack.jobs)]
    return (Source(stack.file.document, Role.STACK), *pods)


@lru_cache(maxsize=256)
def _can_read(stack: Stack) -> bool:
    return all(source.document.fault is None for source in sources_of(stack))


def can_run(rule: Rule, target: Target | None, inputs: Inputs) -> bool:
    """Tell whether the target is the rule's, and every input is there."""
    if rule.targets != EVERY_TARGET and target not in rule.targets:
        return False
    return has_all(rule, inputs)


def has_all(rule: Rule, inputs: Inputs) -> bool:
    """Tell whether all that a rule reads is there, or can be done without (`| None`)."""
    return all(
        name in inputs and (inputs[name] is not None or name.endswith("| None"))
        for name in rule.reads
    )
