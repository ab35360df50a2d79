"""A small stack in a real cluster, and what a run does with it."""

from __future__ import annotations

import subprocess
import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

import yaml

from deployer.found import Condition, Earlier
from deployer.guard import judge
from deployer.plan import plan_of
from deployer.plan.moves import Asked
from deployer.targets.kubernetes.connection import connect
from deployer.targets.kubernetes.ground import Unseen
from deployer.targets.kubernetes.target import KubernetesTarget
from deployer.targets.pod_stamps import stamped
from deployer.wanted.resource import Identity, Key, Surroundings, Told
from tests.deployer.wanted.made import of_text
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from deployer.found import Found, Readiness
    from deployer.plan import Plan, Step
    from deployer.targets.kubernetes.api import Api
    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Wanted

SMALL = (
    "deploy: {resources: {reservations: {cpus: '0.02', memory: 16M},"
    " limits: {cpus: '0.5', memory: 64M}}}"
)
WEB = f"""\
services:
  web:
    image: lab/web:1
    ports: ["80"]
    environment: {{COLOUR: red, SHAPE: round}}
    volumes: ["data:/data", "conf:/etc/web:ro"]
    {SMALL}
volumes: {{data: , conf: }}
"""
SEED = f"""\
services:
  seed:
    image: lab/busybox:1
    command: [sh, -c, "exit 0"]
    {SMALL}
"""
SPEC = "volumes: {data: }\nconfigmaps: {conf: ./configmaps/conf}\n"
_PATIENCE = 120


class Stack(NamedTuple):
    """What a deployment is made from; `spec` stands below the head, `secrets` are at hand."""

    pods: Mapping[str, str] = {"web": WEB}
    jobs: Mapping[str, str] = {}
    spec: str = SPEC
    conf: Mapping[str, str] = {"a.conf": "one", "b.conf": "two"}
    secrets: Mapping[tuple[str, str], str] = {}


class World(NamedTuple):
    """A deployment in a cluster."""

    kubeconfig: Path
    api: Api
    target: KubernetesTarget
    identity: Identity

    @staticmethod
    def of(kubeconfig: Path, title: str) -> World:
        """Give the deployment of a test."""
        name = f"laconic-{zlib.crc32(title.encode()):08x}"
        api = connect(kubeconfig)
        return World(
            kubeconfig, api, KubernetesTarget(api, Unseen()), Identity(name, name, f"/srv/{name}")
        )

    def as_user(self, file: Path, token: str) -> World:
        """Give the same deployment as somebody else sees it."""
        found = yaml.safe_load(self.kubeconfig.read_text(encoding="utf-8"))
        found["users"][0]["user"] = {"token": token}
        file.write_text(yaml.safe_dump(found), encoding="utf-8")
        api = connect(file)
        return self._replace(kubeconfig=file, api=api, target=KubernetesTarget(api, Unseen()))

    @property
    def name(self) -> str:
        """The deployment id, which is also the name of the namespace here."""
        return self.identity.deployment_id

    def wanted(self, stack: Stack = Stack(), images: Mapping[str, str] | None = None) -> Wanted:  # noqa: B008 -- frozen
        head = f"stack: stacks/s\ndeploy-to: k8s\nkube-config: k\nnamespace: {self.name}\n"
        pods = "".join(f"  - {name}\n" for name in stack.pods)
        jobs = "".join(f"  - {name}\n" for name in stack.jobs)
        files = {
            "spec.yml": f"{head}image-pull-policy: IfNotPresent\n{stack.spec}",
            "stacks/s/stack.yml": f"name: s\npods:\n{pods}" + (f"jobs:\n{jobs}" if jobs else ""),
            **{f"compose/docker-compose-{x}.yml": text for x, text in stack.pods.items()},
            **{f"compose-jobs/docker-compose-{x}.yml": text for x, text in stack.jobs.items()},
            **{f"config/conf/{name}": text for name, text in stack.conf.items()},
        }
        tree = MemoryTree({path: text.encode() for path, text in files.items()})
        around = Surroundings(tree, {})._replace(told=Told(secrets=stack.secrets))
        found = of_text(files["spec.yml"], "spec.yml", around, self.identity)
        return stamped(found, images or {})

    def found(self, stack: Stack = Stack(), earlier: Earlier = Earlier()) -> Found:  # noqa: B008 -- frozen
        return self.target.observe(self.wanted(stack), earlier)

    def plan(self, stack: Stack = Stack(), asked: Asked = Asked()) -> Plan:  # noqa: B008 -- frozen
        wanted, found = self.wanted(stack), self.found(stack)
        assert found.troubles == ()
        return plan_of(wanted, found, judge(wanted, found, asked, can_copy=False))

    def run(self, stack: Stack = Stack(), asked: Asked = Asked()) -> tuple[Step, ...]:  # noqa: B008 -- frozen
        """Take the steps of a plan, wait until all is ready, and give the steps."""
        steps = self.plan(stack, asked).changes
        for step in steps:
            self.target.execute(step)
        for resource in self.wanted(stack).resources:
            said = self.waited(resource.key)
            assert said.condition is Condition.READY, (resource.title, said)
        return steps

    def waited(self, key: Key) -> Readiness:
        """Wait until a workload is ready or has failed."""
        end = time.monotonic() + _PATIENCE
        while (said := self.target.readiness(key)).condition is Condition.WAITING:
            assert time.monotonic() < end, said
            time.sleep(0.5)
        return said

    def key(self, kind: str, end: str) -> Key:
        namespace = "" if kind == "PersistentVolume" else self.name
        return Key(kind, namespace, f"{self.name}-{end}")

    def live(self, kind: str, end: str) -> Object:
        found = self.api.get(self.key(kind, end))
        assert found is not None, (kind, end)
        return found

    def versions(self, stack: Stack = Stack()) -> dict[Key, tuple[object, object]]:  # noqa: B008 -- frozen
        """Give the version and the generation of every object that is wanted."""
        found = ((x.key, self.api.get(x.key) or {}) for x in self.wanted(stack).resources)
        return {key: _version(one) for key, one in found}

    def kubectl(self, *arguments: str, told: str | None = None) -> str:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), "-n", self.name, *arguments]
        done = subprocess.run(command, input=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def shell(self, deployment: str, script: str) -> str:
        """Run a script in a pod of a Deployment."""
        return self.kubectl("exec", f"deploy/{self.name}-{deployment}", "--", "sh", "-c", script)

    def remove(self) -> None:
        place = Key("Namespace", "", self.name)
        self.api.delete(place)
        for volume in self.api.items("PersistentVolume", "", f"app={self.name}"):
            metadata = volume["metadata"]
            assert isinstance(metadata, dict)
            self.api.delete(Key("PersistentVolume", "", str(metadata["name"])))


def _version(found: Object) -> tuple[object, object]:
    metadata = found.get("metadata")
    assert isinstance(metadata, dict)
    kind = found.get("kind")
    # A Deployment, a Job and a claim get a new version with each change of their state.
    has_state = kind in {"Deployment", "Job", "PersistentVolumeClaim", "PersistentVolume"}
    return (None if has_state else metadata["resourceVersion"], metadata.get("generation"))
