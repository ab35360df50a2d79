"""The rule `second-pod-renames-deployment`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.mount import MountKind
from stacklint.model.named import NamedTuple
from stacklint.model.targets import KUBERNETES
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.bundle import Stack
    from stacklint.model.revision import StackRevision
    from stacklint.model.stack import PodName, StackFile
    from stacklint.rule import Hits


class _Turn(NamedTuple):
    """From one pod to several, or back: the pod that is alone in one of the versions."""

    alone: PodName
    many: tuple[PodName, ...]
    is_back: bool


@rule(
    category="gitops",
    severity=Severity.ERROR,
    harm=Harm.DATA,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def second_pod_renames_deployment(stack: Stack, revision: StackRevision) -> Hits:
    """Stack that goes from one pod to several, or back, and leaves the old Deployment running."""
    turn = _turn(revision.before, stack.file)
    if turn is None:
        yield from _of_names(stack, revision)
        return
    same = (_turn(other, stack.file) for other in revision.others)
    if not all(other is not None and other.is_back is turn.is_back for other in same):
        return
    severity = Severity.ERROR if _writes(stack, turn.alone.name) else Severity.WARNING
    yield Hit(
        Place(stack.file.document, ("pods",)),
        _message(turn, has_data=severity is Severity.ERROR),
        words=_counted(len(revision.before.pods)) + f" in {revision.base}",
        notes=(("hint", f"before the restart: {_by_hand(turn)}"),),
        severity=Severity.INFO if revision.is_settled else severity,
        value=f"{len(revision.before.pods)} -> {len(stack.file.pods)}",
    )


def _of_names(stack: Stack, revision: StackRevision) -> Hits:
    """Tell of a pod among several that has another name: the old one is not taken away."""
    olds, news = _renamed(revision.before, stack.file)
    if not (olds and any(_writes(stack, name) for name in news)):
        return
    if not all(_renamed(other, stack.file)[0] for other in revision.others):
        return
    gone, come = (", ".join(f"`<id>-{x}-deployment`" for x in names) for names in (olds, news))
    yield Hit(
        Place(stack.file.document, ("pods",)),
        f"{gone} of the pod that is gone runs on beside {come}: what both mount, both write to",
        words=f"{', '.join(olds)} in {revision.base}",
        notes=(("hint", f"before the restart: {_scale(f'<id>-{x}-deployment' for x in olds)}"),),
        severity=Severity.INFO if revision.is_settled else Severity.WARNING,
        value=f"{', '.join(olds)} -> {', '.join(news)}",
    )


def _renamed(before: StackFile, after: StackFile) -> tuple[list[str], list[str]]:
    """Give the pods of one version alone, where both have several and neither list is empty."""
    olds, news = ([pod.name for pod in x.pods] for x in (before, after))
    gone, come = [x for x in olds if x not in news], [x for x in news if x not in olds]
    is_rename = bool(gone and come) and min(len(olds), len(news)) > 1
    return (gone, come) if is_rename else ([], [])


def _turn(before: StackFile, after: StackFile) -> _Turn | None:
    few, many = sorted((before.pods, after.pods), key=len)
    if len(few) == 1 and len(many) > 1:
        return _Turn(few[0], many, is_back=few is after.pods)
    return None


def _writes(stack: Stack, name: str) -> bool:
    """The pod writes to a volume, or nobody can say any more."""
    pod = next((pod for pod in stack.pods if pod.name == name), None)
    if pod is None:
        return True
    mounts = (mount for service in pod.compose.services for mount in service.mounts)
    return any(x.kind is MountKind.VOLUME and not x.is_read_only for x in mounts)


def _message(turn: _Turn, *, has_data: bool) -> str:
    writers = ", and both write to the volumes of `{}`" if has_data else ""
    harm = writers.format(turn.alone.name)
    if turn.is_back:
        return (
            f"with `{turn.alone.name}` alone, its Deployment is called `<id>-deployment`:"
            f" those of all {len(turn.many)} pods run on beside it{harm}"
        )
    return (
        f"with a second pod, the Deployment of `{turn.alone.name}` is called"
        f" `<id>-{turn.alone.name}-deployment`: the old one, `<id>-deployment`, runs on beside it"
        + harm
    )


def _by_hand(turn: _Turn) -> str:
    names = [f"<id>-{pod.name}-deployment" for pod in turn.many] if turn.is_back else []
    return _scale(names or ["<id>-deployment"])


def _scale(names: Iterable[str]) -> str:
    olds = " ".join(f"deployment/{name}" for name in names)
    return f"kubectl scale --namespace <namespace> --replicas=0 {olds}"


def _counted(number: int) -> str:
    return "one pod" if number == 1 else f"{number} pods"
