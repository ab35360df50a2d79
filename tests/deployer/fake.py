"""A target in memory: what it holds is what its steps made, and volumes are places with text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from deployer.commands.start import start
from deployer.errors import StepFailed
from deployer.found import (
    Binding,
    Condition,
    Found,
    Home,
    Place,
    Prospect,
    Readiness,
    SetAside,
    Sighting,
)
from deployer.plan import Action
from deployer.plan.moves import Asked
from deployer.revisions.lock import Holder
from deployer.run.apply import Pace
from deployer.run.world import World
from deployer.shell import Shell
from deployer.targets.exec_and_logs import docker_door
from deployer.targets.protocol import Chosen
from deployer.wanted.resource import Role, Told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from deployer.found import Earlier
    from deployer.migration.route import Route
    from deployer.plan import Step
    from deployer.revisions.candidate import Candidate
    from deployer.run.apply import Act
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.wanted.resource import Key, Resource, Wanted

HOLDER = Holder(7, "here", "2026-01-01T00:00:00Z", "stacklint deploy start")
_RUNS = {Role.WORKLOAD, Role.JOB}
_GONE = {Role.PLACE, Role.VOLUME, Role.SECRET}


class Fake:
    """A running system.

    `broken` images and what `sick` names never get ready; steps on what `fails` names fail. Where
    an `unmounted` volume is, only the record tells.
    """

    def __init__(self) -> None:
        self.objects: dict[Key, Resource] = {}
        self.places: dict[str, Place] = {}
        self.taken: list[str] = []
        self.broken: set[str] = set()
        self.fails: set[str] = set()
        self.sick: set[str] = set()
        self.troubles: tuple[str, ...] = ()
        self.set_aside: tuple[SetAside, ...] = ()
        self.stopped: set[Key] = set()
        self.external: set[str] = set()
        self.unmounted: set[str] = set()
        self.full: set[str] = set()
        self.sharers: Mapping[str, tuple[str, ...]] = {}
        self.copying: tuple[Route, ...] = ()

    def images(self, names: Sequence[str]) -> Mapping[str, str]:
        return dict.fromkeys(names, "sha256:0")

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        keys = {x.key for x in wanted.resources}
        recorded = {x: y for x, y in earlier.bindings.items() if x in self.unmounted}
        seen = {name: self._binding(name, place) for name, place in self.places.items()}
        return Found(
            {x.key: self._seen(x) for x in wanted.resources if x.key in self.objects},
            {**recorded, **seen},
            {x.title: self._prospect(x) for x in wanted.resources if x.role is Role.VOLUME},
            tuple(x for k, x in self.objects.items() if k not in keys and x.role not in _GONE),
            self.troubles,
            set_aside=self.set_aside,
            sharers=self.sharers,
        )

    def _seen(self, resource: Resource) -> Sighting:
        if resource.key in self.stopped:
            return Sighting(("replicas",), is_stopped=True)
        same = self.objects[resource.key].body == resource.body
        return Sighting(() if same else ("its configuration",), is_down=not same)

    def _prospect(self, resource: Resource) -> Prospect:
        found = _prospect(resource)._replace(is_external=resource.title in self.external)
        if found.place is not None and found.place.path in self.full:
            return found._replace(exists=True, is_empty=False)
        return found

    def _binding(self, name: str, place: Place) -> Binding:
        users = tuple(key for key, x in self.objects.items() if x.role in _RUNS)
        return Binding(name, place, "seen", users=users)

    def execute(self, step: Step) -> None:
        resource = step.resource
        self.taken.append(f"{step.action.value} {resource.title}")
        if resource.title in self.fails:
            raise StepFailed(resource.title, "the disk is full")
        if step.action in {Action.REMOVE, Action.ERASE}:
            del self.objects[resource.key]
            if step.action is Action.ERASE:
                del self.places[resource.title]
        elif step.action is Action.STOP:
            self.stopped.add(resource.key)
        elif step.action is Action.MOVE:
            self._copy(step)
        else:
            self._make(resource, step)

    def _copy(self, step: Step) -> None:
        if step.move is not None and step.move.goal is not None:
            self.full.add(step.move.goal.path)

    def _make(self, resource: Resource, step: Step) -> None:
        self.objects[resource.key] = resource
        self.stopped.discard(resource.key)
        if resource.role is Role.VOLUME:
            goal = None if step.move is None else step.move.goal
            self.places[resource.title] = goal or Place(Home.DOCKER, "/docker/x", size=3)

    def readiness(self, key: Key) -> Readiness:
        if key.name in self.sick:
            return Readiness(Condition.FAILED, f"{key.name} is sick")
        text = str(self.objects[key].body)
        bad = next((image for image in self.broken if image in text), None)
        if bad is None:
            return Readiness(Condition.READY, "running")
        return Readiness(Condition.FAILED, f"{bad} exits 1")

    def evidence(self, key: Key) -> str:
        return f"the last words of {key.name}"


def _prospect(resource: Resource) -> Prospect:
    options = resource.body.get("driver_opts")
    path = options.get("device") if isinstance(options, dict) else None
    place = Place(Home.HOST, str(path)) if path else None
    return Prospect(resource.title, place, exists=False, is_empty=None)


class Quiet:
    """Hears everything, and remembers it in one list."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def note(self, words: str) -> None:
        self.heard.append(words)

    def begin(self, act: Act, words: str) -> None:
        del words
        self.heard.append(f"begin {act.words}")

    def progress(self, act: Act, words: str) -> None:
        self.heard.append(f"{act.words}: {words}")

    def end(self, act: Act, words: str, seconds: float) -> None:
        del words, seconds
        self.heard.append(f"end {act.words}")

    def failed(self, act: Act, words: str, seconds: float) -> None:
        del seconds
        self.heard.append(f"failed {act.words}: {words}")


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def world_of(target: Fake, watcher: Quiet | None = None) -> World:
    """Give a world in which no program runs and no time passes by itself."""
    clock = Clock()

    def choose(one: Candidate) -> Chosen:
        return Chosen(
            target,
            one.wanted,
            can_copy=True,
            door=docker_door,
            copies=lambda plan: target.copying,  # noqa: ARG005 -- whatever is planned
        )

    return World(
        shell=Shell({"PATH": str(Path("/nowhere"))}),
        choose=choose,
        told=lambda spec: Told(),  # noqa: ARG005 -- no case here reads any
        time=lambda: "2026-01-01T00:00:00Z",
        pace=Pace(30.0, 3.0, lambda: clock.now, clock.sleep),
        watcher=watcher or Quiet(),
        holder=HOLDER,
        resolves=lambda name: KNOWN[name],
    )


NOBODY = Asked()
KNOWN = {"new.example.com": True, "lost.example.com": False, "odd.example.com": None}
"""Host names, and whether they have an address."""


def approve(judged: Judged) -> None:
    """Let everything happen."""
    assert judged.plan.name


def begin(
    place: Path, target: Fake, asked: Asked = NOBODY, watcher: Quiet | None = None
) -> Outcome:
    """Start a deployment directory on a target in memory."""
    return start(place, asked, world_of(target, watcher), approve)
