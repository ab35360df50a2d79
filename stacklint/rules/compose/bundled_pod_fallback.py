"""The rule `bundled-pod-fallback`."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.spelling import closest
from stacklint.model.tokens import has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.stack import PodName
    from stacklint.model.tree import Tree
    from stacklint.rule import Hits

_START, _END = "docker-compose-", ".yml"


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def bundled_pod_fallback(stack: Stack, tree: Tree) -> Hits:
    """Pod without a compose file in the repository of its stack."""
    found = {pod.name for pod in stack.pods}, {job.name for job in stack.jobs}
    named = (stack.file.pods, found[0], "compose"), (stack.file.jobs, found[1], "compose-jobs")
    for names, here, folder in named:
        for pod in names:
            is_plain = pod.repository is None and pod.path is None
            if is_plain and pod.name not in here and not has_token(pod.name):
                yield _hit(stack, pod, folder, tree)


def _hit(stack: Stack, pod: PodName, folder: str, tree: Tree) -> Hit:
    base = posixpath.normpath(posixpath.join(stack.file.directory, "..", "..", folder))
    file = f"{base}/{_START}{pod.name}{_END}"
    if file in tree.files():
        return Hit(
            pod.at,
            f"`{pod.name}`: {file} is in git, and not on the disk (deleted, or left out of a sparse"
            " checkout): what it says is not looked at",
            severity=Severity.WARNING,
            value=pod.name,
        )
    present = [
        name.removeprefix(_START).removesuffix(_END)
        for name in tree.names(base)
        if name.startswith(_START) and name.endswith(_END)
    ]
    right = closest(pod.name, present)
    hint = "" if right is None else f" (there is {_START}{right}{_END})"
    return Hit(
        pod.at,
        f"`{pod.name}` has no {file}{hint}: one that comes with laconic-so"
        " under that name is deployed, or `create` fails",
        value=pod.name,
    )
