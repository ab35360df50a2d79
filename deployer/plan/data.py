"""A plan as data; contents of resources are left out, since they hold secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.plan.text import place_of
from stacklint.model.secrets.masks import masked

if TYPE_CHECKING:
    from deployer.plan import Plan, Step
    from deployer.plan.text import Heading
    from stacklint.model.change import Data

VERSION = 1


def plan_data(plan: Plan, heading: Heading) -> dict[str, Data]:
    """Give what the text says, and the name of each object."""
    return {
        "version": VERSION,
        "plan": plan.name,
        "stack": heading.stack,
        "target": heading.target.value,
        "steps": [_step(step) for step in plan.steps],
        "notes": [{"words": masked(x.words), "source": place_of(x.source)} for x in plan.notes],
    }


def _step(step: Step) -> dict[str, Data]:
    key = step.resource.key
    return {
        "action": step.action.value,
        "role": step.resource.role.value,
        "title": step.resource.title,
        "kind": key.kind,
        "namespace": key.namespace,
        "name": key.name,
        "about": masked(step.resource.about),
        "reason": step.reason,
        "serves": [*step.serves],
        "source": place_of(step.resource.source),
    }
