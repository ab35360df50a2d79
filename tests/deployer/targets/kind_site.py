"""What tests of kind share: its configuration, volumes as wanted, and a target that only notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.found import Binding, Condition, Found, Home, Readiness, Running
from deployer.plan import Action
from deployer.targets.kind.unseen import path_of
from deployer.wanted.resource import Key, Resource, Role, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from deployer.found import Earlier
    from deployer.plan import Step
    from deployer.targets.kubernetes.ground import Ground
    from stacklint.model.change import Data

HEAD = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n"


def config_of(mounts: Mapping[Path, str], *ports: int) -> str:
    """A kind-config.yml with mounts of the host, and ports that are the same on both sides."""
    text = HEAD + "  extraPortMappings:\n" * bool(ports)
    text += "".join(f"  - containerPort: {x}\n    hostPort: {x}\n" for x in ports)
    text += "  extraMounts:\n" * bool(mounts)
    for host, node in mounts.items():
        text += f"  - hostPath: {host}\n    containerPath: {node}\n"
        text += "    propagation: HostToContainer\n"
    return text


def volume(name: str, path: str = "") -> Resource:
    """A PersistentVolume at a directory of the node; the claim alone without one."""
    kind = "PersistentVolume" if path else "PersistentVolumeClaim"
    body: dict[str, Data] = {"spec": {"hostPath": {"path": path}}} if path else {}
    return Resource(Key(kind, "", f"a-{name}"), body, Role.VOLUME, name, "", None)


def pod(name: str, image: str, **more: Data) -> Resource:
    """A Deployment of one container."""
    container: Data = {"name": name, "image": image, "imagePullPolicy": "IfNotPresent"}
    spec: dict[str, Data] = {"containers": [container], **more}
    body: dict[str, Data] = {"spec": {"template": {"spec": spec}}}
    return Resource(Key("Deployment", "n", name), body, Role.WORKLOAD, name, "", None)


def wants(*resources: Resource) -> Wanted:
    return Wanted(resources, ())


class Notebook:
    """Stands for the API server: knows what was made, and asks the ground for the rest."""

    def __init__(self) -> None:
        self.made: dict[str, str] = {}
        self.kubeconfigs: list[str] = []
        self.added: dict[Key, Resource] = {}
        self.ground: Ground | None = None

    def connect(self, kubeconfig: Path, ground: Ground) -> Notebook:
        self.kubeconfigs.append(kubeconfig.read_text(encoding="utf-8"))
        self.ground = ground
        return self

    def images(self, names: Sequence[str]) -> Mapping[str, str]:
        return dict.fromkeys(names, "")

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        assert self.ground is not None
        ground, bindings = self.ground, dict(earlier.bindings)
        for name, path in self.made.items():
            place = ground.place(path, Home.NODE)
            bindings[name] = Binding(name, place, "it was made", ground.trouble(path))
        goals = {
            x.title: ground.prospect(x.title, path)
            for x in wanted.resources
            if (path := path_of(x.body))
        }
        return Found({}, bindings, goals)

    def execute(self, step: Step) -> None:
        assert self.ground is not None
        if step.action is Action.MOVE and step.move is not None:
            self.ground.copy(step.move)
        elif path := path_of(step.resource.body):
            self.ground.make(path)
            self.made[step.resource.title] = path

    def readiness(self, key: Key) -> Readiness:
        return Readiness(Condition.READY, f"{key.name} runs")

    def running(self, namespace: str, app: str) -> tuple[Running, ...]:
        return (Running(app, namespace, "web", Condition.READY, "running", ""),)

    def secret(self, key: Key) -> Mapping[str, str]:
        return {"of": key.name}

    def add(self, resource: Resource) -> bool:
        is_new = resource.key not in self.added
        self.added.setdefault(resource.key, resource)
        return is_new

    def evidence(self, key: Key) -> str:
        return key.name
