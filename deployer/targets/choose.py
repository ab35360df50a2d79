"""The target of a revision: a table, whose entries are imported when they are needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployer.revisions.candidate import Candidate
    from deployer.shell import Shell
    from deployer.targets.protocol import Chosen


class Options(NamedTuple):
    """What a target needs that is in no file.

    `run` names a run, in what it leaves behind; `node_image` is what a kind node is made of that
    has to be made, empty for kind's own.
    """

    shell: Shell
    run: str
    node_image: str


_CHOOSERS = {
    Target.COMPOSE: "deployer.targets.compose.chosen",
    Target.KIND: "deployer.targets.kind.chosen",
    Target.K8S: "deployer.targets.kubernetes.chosen",
}


def choose(one: Candidate, options: Options) -> Chosen:
    """Give the target of a revision, ready to be asked; raises Unreachable where nobody answers."""
    chosen: Callable[[Candidate, Options], Chosen] = import_module(_CHOOSERS[one.target]).chosen
    return chosen(one, options)
