"""A spec together with the stack and the compose files that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.mount import Mount, MountKind
from stacklint.model.dialect import Dialect
from stacklint.model.lazy import cached_property
from stacklint.model.named import NamedTuple
from stacklint.model.targets import Target
from stacklint.model.tokens import TOKEN, has_token
from stacklint.model.volumes.evidence import Evidence, volume_evidence
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from stacklint.model.compose.file import Compose, Service
    from stacklint.model.spec import Spec
    from stacklint.model.stack import StackFile


class Pod(NamedTuple):
    """A pod or job of a stack, with its compose file."""

    name: str
    compose: Compose


class Use(NamedTuple):
    """One mount of a volume, with who mounts it; `by_job` where that is a job."""

    pod: str
    service: Service
    mount: Mount
    by_job: bool

    @property
    def is_read_only(self) -> bool:
        """The program cannot write to the volume."""
        return self.mount.is_read_only


class Stack:
    """A stack whose files were found.

    `is_whole` is false where a pod's compose file was not found: then nothing may be said about
    what the stack does not have. `config_directory` holds the sources of its ConfigMaps.
    """

    def __init__(
        self, file: StackFile, pods: tuple[Pod, ...], jobs: tuple[Pod, ...], is_whole: bool
    ) -> None:
        self.file = file
        self.pods = pods
        self.jobs = jobs
        self.is_whole = is_whole
        self._evidence: dict[tuple[str, bool], Evidence] = {}

    def is_for_fork(self, spec: Spec | None = None) -> bool:
        """Tell by its own shape, or by that of a spec, whether the fork deploys it.

        The fork reads an environment of any form, with `env_file` and every `${...}` in it, gives
        each service a pod of its own, and makes a probe of a healthcheck: read in
        bozemanpass/stack (`deploy/k8s`), not executed. What it does with a command is not known.
        """
        return self.file.is_of_fork or (spec is not None and spec.dialect is Dialect.FORK)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of its `stack.yml` and of the compose files of its pods."""
        return (self.file.file, *(pod.compose.file for pod in self.pods))

    def holds(self, words: tuple[str, ...]) -> bool:
        """Tell whether one of some words stands in its files; of none, that nobody asks."""
        return not words or any(word in text for text in self._texts for word in words)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        pods = (*self.pods, *self.jobs)
        return (self.file.document.text, *(pod.compose.document.text for pod in pods))

    @cached_property
    def volumes(self) -> dict[str, Compose]:
        """The declared volumes of pods and jobs, each with the first file that declares it."""
        found: dict[str, Compose] = {}
        for pod in (*self.pods, *self.jobs):
            for name in pod.compose.volumes:
                found.setdefault(name, pod.compose)
        return found

    @cached_property
    def every_service(self) -> tuple[Service, ...]:
        """The services of pods and jobs."""
        return tuple(x for pod in (*self.pods, *self.jobs) for x in pod.compose.services)

    @cached_property
    def on_host_network(self) -> tuple[Service, ...]:
        """The services of pods that ask for the network of the host."""
        services = (service for pod in self.pods for service in pod.compose.services)
        return tuple(x for x in services if text_of(x.node.get("network_mode")) == "host")

    @cached_property
    def pod_volumes(self) -> dict[str, Compose]:
        """The declared volumes of pods alone."""
        return {name: pod.compose for pod in reversed(self.pods) for name in pod.compose.volumes}

    @cached_property
    def names_are_known(self) -> bool:
        """Every compose file was found, and no volume name is left to a template."""
        return self.is_whole and all(
            pod.compose.names_are_known for pod in (*self.pods, *self.jobs)
        )

    @cached_property
    def is_closed(self) -> bool:
        """All that its files may refer to is written in them."""
        pods = (*self.pods, *self.jobs)
        return self.names_are_known and all(pod.compose.is_closed for pod in pods)

    @cached_property
    def services(self) -> dict[str, Service]:
        """The services of pods and jobs, by name."""
        return {
            service.name: service
            for pod in (*self.jobs, *self.pods)
            for service in pod.compose.services
        }

    @cached_property
    def asleep(self) -> dict[str, tuple[str, ...]]:
        """The services of pods that docker compose starts for a profile alone, with those."""
        services = (service for pod in self.pods for service in pod.compose.services)
        return {service.name: service.profiles for service in services if service.has_profiles}

    @cached_property
    def _uses(self) -> dict[str, tuple[Use, ...]]:
        found: dict[str, tuple[Use, ...]] = {}
        for pod, by_job in [(x, False) for x in self.pods] + [(x, True) for x in self.jobs]:
            for service in pod.compose.services:
                for mount in service.mounts:
                    if mount.kind is MountKind.VOLUME:
                        use = Use(pod.name, service, mount, by_job)
                        found[mount.source] = (*found.get(mount.source, ()), use)
        return found

    def knows_mounts(self, target: Target | None) -> bool:
        """Tell whether all mounts are read: Kubernetes takes none from other services."""
        if not self.names_are_known or any(map(_hides_a_volume, self.every_service)):
            return False
        taken = any(service.takes_mounts for service in self.every_service)
        return target is not Target.COMPOSE or not (taken or self._includes)

    @cached_property
    def _includes(self) -> bool:
        files = (pod.compose.document.mapping for pod in (*self.pods, *self.jobs))
        return any(root is not None and root.entry("include") is not None for root in files)

    def evidence(self, volume: str, *, has_size: bool) -> Evidence:
        """Judge whether a volume holds data; many specs ask it of one stack."""
        key = volume, has_size
        found = self._evidence.get(key)
        if found is None:
            found = volume_evidence(volume, self.uses(volume), has_size=has_size)
            self._evidence[key] = found
        return found

    def uses(self, volume: str) -> tuple[Use, ...]:
        """Give every mount of a volume, pods first."""
        return self._uses.get(volume, ())

    def writers(self, volume: str) -> tuple[Use, ...]:
        """Give every mount of a volume through which it can be written."""
        return self._writers.get(volume, ())

    def is_kept_elsewhere(self, volume: str, target: Target | None) -> bool:
        """Tell whether docker makes no place of its own for a volume, so that none is deleted.

        Only compose reads what its files say of that.
        """
        compose = self.volumes.get(volume)
        if compose is None or target is not Target.COMPOSE:
            return False
        return compose.is_external(volume) or compose.device(volume) is not None

    def is_only_read(self, volume: str) -> bool:
        """Tell whether somebody mounts a volume, and nobody so that it can be written."""
        return bool(self.uses(volume)) and not self.writers(volume)

    @cached_property
    def _writers(self) -> dict[str, tuple[Use, ...]]:
        return {
            volume: tuple(use for use in uses if not use.is_read_only)
            for volume, uses in self._uses.items()
        }


def _hides_a_volume(service: Service) -> bool:
    """Tell whether a variable or a template may name a volume that it mounts."""
    return any(
        mount.kind is not MountKind.BIND
        and has_token(mount.source)
        and "/" not in TOKEN.sub("", mount.source)
        for mount in service.mounts
    )


class Bundle:
    """A spec with its stack, or without where the stack was not found (`missing` says why).

    `roots` are the other checkouts that hold stacks, as paths from the root of the tree.
    """

    def __init__(
        self, spec: Spec, stack: Stack | None, missing: str = "", roots: tuple[str, ...] = ()
    ) -> None:
        self.spec = spec
        self.stack = stack
        self.missing = missing
        self.roots = roots
