"""The one loop with effects: the steps of a plan, in order, then waiting until all is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from deployer.errors import DeployError, NotReady, StepFailed
from deployer.found import Begun, Binding, Condition
from deployer.plan import Action
from deployer.plan.moves import Way
from deployer.revisions.journal import Phase
from deployer.wanted.resource import Role
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from deployer.found import Readiness
    from deployer.plan import Plan, Step
    from deployer.revisions.journal import Journal
    from deployer.targets.protocol import LiveTarget
    from deployer.wanted.resource import Key, Resource


class Pace(NamedTuple):
    """How long to wait, in seconds, and how time passes.

    `timeout` is for a workload to get ready, `settle` for how long it has to stay so.
    """

    timeout: float
    settle: float
    now: Callable[[], float]
    sleep: Callable[[float], None]


class Act(NamedTuple):
    """Something that takes a while: the step of a run (`S13`), its words, what is acted upon."""

    step: str
    words: str
    key: Key | None = None
    action: str = ""


class Watcher(Protocol):
    """Who is told what happens, while it happens; times are in seconds."""

    def note(self, words: str) -> None:
        """Hear something that is good to know."""

    def begin(self, act: Act, words: str) -> None:
        """Hear that something begins, and why."""

    def progress(self, act: Act, words: str) -> None:
        """Hear what it waits for."""

    def end(self, act: Act, words: str, seconds: float) -> None:
        """Hear that it is done, and how long it took."""

    def failed(self, act: Act, words: str, seconds: float) -> None:
        """Hear that it did not work, and why."""


def _no_hook(step: Step) -> None:
    raise StepFailed(step.resource.title, "nobody said that hooks may run")


class Hands(NamedTuple):
    """What is needed to act: the target, the journal, who watches, the pace, and who runs hooks."""

    target: LiveTarget
    journal: Journal
    watcher: Watcher
    pace: Pace
    run: Callable[[Step], None] = _no_hook


_RUNS = {Role.WORKLOAD, Role.JOB}
_NAMED = {Way.ADOPT, Way.FRESH, Way.MIGRATE}
_POLL = 1.0
_STABLE = Act("S14", "stable")
_STARTS = {Action.CREATE, Action.ROLL, Action.UPDATE, Action.REPLACE}


def apply(plan: Plan, hands: Hands) -> None:
    """Take the steps of a plan; raises what stopped it, NotReady with the evidence among it."""
    running = [x.resource for x in plan.steps if x.resource.role in _RUNS and _is_up(x)]
    for step in plan.changes:
        _take(step, hands)
    started = awaited(plan)
    if started:
        _wait(started, hands)
        _settle([x for x in running if x in started or _is_ready(x, hands)], hands)


def awaited(plan: Plan) -> tuple[Resource, ...]:
    """Give what has to get ready: what the plan starts, and all that runs where it does nothing.

    The second is for files alone, and for a run that was killed while it waited.
    """
    steps = [x for x in plan.steps if x.resource.role in _RUNS and _is_up(x)]
    return tuple(x.resource for x in steps if x.action in _STARTS or not plan.changes)


def unready(resources: Sequence[Resource], hands: Hands) -> tuple[tuple[str, str], ...]:
    """Give what is not ready, and why, as soon as nothing is on its way any more."""
    start, said = hands.pace.now(), dict.fromkeys((x.key for x in resources), "")
    while True:
        found = [(x, hands.target.readiness(x.key)) for x in resources]
        waiting = [(x, y.words) for x, y in found if y.condition is Condition.WAITING]
        if not waiting or hands.pace.now() - start > hands.pace.timeout:
            return tuple((x.title, y.words) for x, y in found if y.condition is not Condition.READY)
        for resource, words in waiting:
            if words != said[resource.key]:
                said[resource.key] = words
                hands.watcher.progress(_ready(resource), words)
        hands.pace.sleep(_POLL)


def _is_up(step: Step) -> bool:
    return step.action in _STARTS or step.action is Action.KEEP


def _is_ready(resource: Resource, hands: Hands) -> bool:
    """Tell whether it is ready; what was not before this run is no fault of this run."""
    return hands.target.readiness(resource.key).condition is Condition.READY


def _take(step: Step, hands: Hands) -> None:
    key, action = step.resource.key, step.action.value
    act = Act("S13", f"{action} {step.resource.title}", key, action)
    words = f"{act.words} ({key.kind})"
    hands.journal.begin(Phase.APPLY, words, _placed(step), tuple(_begun(step)))
    words = step.resource.about if step.action is Action.CREATE else step.reason
    execute = hands.run if step.action is Action.RUN else hands.target.execute
    hands.watcher.begin(act, words)
    start = hands.pace.now()
    try:
        execute(step)
    except Exception as error:
        hands.watcher.failed(act, str(error), hands.pace.now() - start)
        raise
    hands.watcher.end(act, words, hands.pace.now() - start)


def _placed(step: Step) -> Binding | None:
    """Give where a volume is that a step lets go, so that it comes again in another place."""
    move = step.move
    if step.action is not Action.REPLACE or move is None or move.goal is None:
        return None
    # A copy takes the place of an empty directory, which had another number.
    goal = move.goal._replace(inode="") if move.way is Way.MIGRATE else move.goal
    return Binding(move.volume, goal, "")


def _begun(step: Step) -> Iterator[Begun]:
    """Give what a step does with volumes that the operator named for it."""
    move = step.move
    if step.action is not Action.KEEP and move is not None and move.way in _NAMED:
        yield Begun(move.volume, move.way.value, "" if move.goal is None else move.goal.path)
    for title in step.let_go:
        yield Begun(title, Way.FRESH.value, "")


def _wait(resources: Sequence[Resource], hands: Hands) -> None:
    """Return when all are ready; the first that fails ends the wait for the others."""
    start, said = hands.pace.now(), dict.fromkeys((x.key for x in resources), "")
    pending = list(resources)
    for resource in resources:
        hands.watcher.begin(_ready(resource), "")
    while pending:
        for resource in list(pending):
            found = hands.target.readiness(resource.key)
            _judge(resource, found, hands, start)
            if found.condition is Condition.READY:
                hands.watcher.end(_ready(resource), found.words, hands.pace.now() - start)
                pending.remove(resource)
            elif found.words != said[resource.key]:
                said[resource.key] = found.words
                hands.watcher.progress(_ready(resource), found.words)
        if pending:
            hands.pace.sleep(_POLL)


def _ready(resource: Resource) -> Act:
    return Act("S14", f"ready {resource.title}", resource.key)


def _judge(resource: Resource, found: Readiness, hands: Hands, start: float) -> None:
    waited = hands.pace.now() - start
    if found.condition is Condition.FAILED:
        raise _not_ready(resource, found.words, hands, waited)
    if found.condition is Condition.WAITING and waited > hands.pace.timeout:
        words = f"not ready after {hands.pace.timeout:.0f} s: {found.words}"
        raise _not_ready(resource, words, hands, waited)


def _not_ready(resource: Resource, words: str, hands: Hands, waited: float) -> NotReady:
    hands.watcher.failed(_ready(resource), words, waited)
    return NotReady(resource.title, words, _evidence(resource, hands))


def _evidence(resource: Resource, hands: Hands) -> str:
    """Give what tells why; where nobody answers any more, what went wrong first is still said."""
    try:
        return hands.target.evidence(resource.key)
    except DeployError as error:
        return f"(there is none: {error})"


def _settle(running: Sequence[Resource], hands: Hands) -> None:
    """See that all stays ready, and that nothing is started again and again."""
    pace, start = hands.pace, hands.pace.now()
    first = {x.key: hands.target.readiness(x.key).restarts for x in running}
    hands.watcher.begin(_STABLE, f"watched for {pace.settle:.0f} s")
    while True:
        for resource in running:
            found = hands.target.readiness(resource.key)
            waited = pace.now() - start
            if found.restarts > first[resource.key]:
                words = f"it was ready, and then it was started again: {found.words}"
                raise _not_ready(resource, words, hands, waited)
            if found.condition is not Condition.READY:
                words = f"it was ready, and then it was not: {found.words}"
                raise _not_ready(resource, words, hands, waited)
        if pace.now() - start >= pace.settle:
            hands.watcher.end(_STABLE, "all stayed ready", pace.now() - start)
            return
        pace.sleep(_POLL)
