"""What hooks do when a deployment is brought up, as steps of its plan."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from deployer.hooks.defined import OPTION, hooks_in
from deployer.plan import Action, Plan, Step, plan_from
from deployer.wanted.resource import Key, Resource, Role
from stacklint.model.targets import ABILITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.directory.content import Content
    from deployer.revisions.candidate import Candidate

_KIND = "hook"
_ABOUT = f"start(), code of the stack ({OPTION})"


def with_starts(plan: Plan, one: Candidate, *, has_run: bool) -> Plan:
    """Add what hooks do at a start; nothing where nothing else is done, and these have run.

    Only what laconic-so runs is run: hooks of deployments on a cluster.
    """
    if not ABILITIES[one.target].makes_objects or (has_run and not plan.changes):
        return plan
    steps = tuple(_steps(one.content))
    return plan_from((*plan.steps, *steps), plan.notes) if steps else plan


def hooks_of(plan: Plan) -> tuple[str, ...]:
    """Give the paths of the hooks that a plan runs, from the deployment directory."""
    return tuple(x.resource.title for x in plan.steps if x.action is Action.RUN)


def _steps(content: Content) -> Iterator[Step]:
    data = {file.path: file.data for file in content.files}
    for hook in hooks_in(content):
        if "start" in hook.functions:
            body = {"sha256": hashlib.sha256(data[hook.path]).hexdigest()}
            key = Key(_KIND, "", hook.path)
            resource = Resource(key, {**body}, Role.HOOK, hook.path, _ABOUT, None)
            yield Step(Action.RUN, resource, _ABOUT)
