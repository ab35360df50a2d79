"""All that goes into a deployment directory."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from deployer.directory.content import SECRET, Content, File
from deployer.directory.files.compose_text import fitted
from deployer.directory.files.config_env import config_env, generated_values, written_values
from deployer.directory.files.config_files import config_files, configmaps, host_file, notes_on
from deployer.directory.files.guards import used_volumes
from deployer.directory.files.kind_config import MEMLOCK_FILE, kind_config
from deployer.directory.files.memlock import memlock_spec
from deployer.directory.state import generated_file, state_file
from deployer.errors import BadInput, CannotDo
from deployer.wanted.certificates import KEPT, certificate_paths, file_name, is_certificate
from deployer.wanted.data import data_of
from deployer.yaml_text import scalar
from stacklint.model.compose.ports import spec_ports
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import KUBECONFIG
from stacklint.model.targets import ABILITIES, Target
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from deployer.directory.ids import Identity
    from deployer.source import Source
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data

IGNORED = """\
# What holds secrets or data must not get into git.
/.stacklint/
/config.env*
/kubeconfig.yml*
/data/
"""


class Setting(NamedTuple):
    """What the world adds to a source: the place, the names, random bytes, home, our state.

    `kept` are the values that `$generate` was given in this deployment before.
    """

    place: Path
    identity: Identity
    make: Callable[[int], bytes]
    home: Path
    state: Mapping[str, str | bool]
    kept: Mapping[str, str] = {}


def assembled(source: Source, setting: Setting) -> Content:
    """Give the content of the deployment directory of a source; raises where it cannot be right."""
    stack = source.stack
    copies = [*config_files(source), *configmaps(source, setting.home)]
    pods = [*_pods(source, "compose", stack.pods), *_pods(source, "compose-jobs", stack.jobs)]
    files = [*_own(source, setting), *pods, *_of_target(source, setting)]
    return Content(
        files=(*files, *(file for copy in copies for file in copy.files)),
        folders=(
            *(f"pods/{pod.name}" for pod in stack.pods),
            "pods",
            "compose",
            *_data(source),
            *(folder for copy in copies for folder in copy.folders),
        ),
        notes=(*notes_on(source), *(note for copy in copies for note in copy.notes)),
    )


def _own(source: Source, setting: Setting) -> Iterator[File]:
    identity = setting.identity
    yield File(
        "deployment.yml",
        f"cluster-id: {identity.cluster}\n"
        f"deployment-id: {identity.deployment}\n"
        f"stack-source: {scalar(source.spec.stack or '')}\n".encode(),
    )
    yield File("spec.yml", source.data)
    yield File("stack.yml", _bytes_of(source, source.stack.file.file))
    yield File(".gitignore", IGNORED.encode())
    yield state_file(setting.state)
    yield from _config(source, setting)


def _config(source: Source, setting: Setting) -> Iterator[File]:
    values = written_values(source.spec)
    made = generated_values(source.spec, setting.make, setting.kept)
    # What no token stands for any more may be all that opens a database: it is kept as well.
    kept = {**setting.kept, **made}
    if kept:
        yield generated_file(kept)
    # On a cluster every container gets what is in config.env; these reach pods by a Secret.
    if not ABILITIES[source.target].makes_objects:
        values |= made
    names = [entry.name for entry in source.spec.section("config").entries]
    ordered = {name: values[name] for name in names if name in values}
    text = config_env(ordered, _credentials(source, setting.home))
    yield File("config.env", text.encode("utf-8", "surrogateescape"), SECRET)


def _credentials(source: Source, home: Path) -> Iterator[tuple[str, str]]:
    listed = source.spec.node("credentials-files")
    for item in listed.items if isinstance(listed, Sequence) else []:
        path = text_of(resolved(item)) or ""
        found = host_file(source, path, home)
        yield path, found.decode("utf-8", "surrogateescape")


def _of_target(source: Source, setting: Setting) -> Iterator[File]:
    spec = source.spec
    if ABILITIES[source.target].makes_objects:
        yield from _certificates(source, setting.home)
    if source.target is Target.K8S:
        named = spec.text("kube-config")
        if not named:
            raise BadInput(spec.file, "needs `kube-config`, the file that says how to reach it")
        yield File(KUBECONFIG, host_file(source, named, setting.home), SECRET)
    if source.target is Target.KIND:
        memlock = (spec.text("security", "unlimited-memlock") or "").lower() == "true"
        text = kind_config(spec, source.stack, str(setting.place), memlock=memlock)
        yield File("kind-config.yml", text.encode())
        if memlock:
            yield File(MEMLOCK_FILE, memlock_spec().encode())


def _certificates(source: Source, home: Path) -> Iterator[File]:
    for index, path in enumerate(certificate_paths(source.spec)):
        data = host_file(source, path, home)
        if not is_certificate(data):
            raise BadInput(path, "is no certificate in PEM form, and nothing would trust it")
        yield File(f"{KEPT}/{file_name(index)}", data)


def _pods(source: Source, folder: str, pods: tuple[Pod, ...]) -> Iterator[File]:
    ports, devices = _spec_ports(source), _devices(source)
    for pod in pods:
        text = fitted(pod.compose, ports, devices)
        bom = "\ufeff" if pod.compose.document.bom else ""
        yield File(f"{folder}/docker-compose-{pod.name}.yml", (bom + text).encode())


def _spec_ports(source: Source) -> dict[str, list[Data]]:
    """Give the ports of each service as compose takes them: texts, and mappings as they are."""
    found: dict[str, list[Data]] = {}
    for ports in spec_ports(source.spec):
        listed = source.spec.node("network", "ports", ports.service)
        items = map(data_of, listed.items) if isinstance(listed, Sequence) else ()
        texts = (text for _, text in ports.texts())
        written: list[Data] = [
            x if isinstance(x, dict) else y for x, y in zip(items, texts, strict=True)
        ]
        if not isinstance(listed, Sequence) or not all(written):
            raise CannotDo(f"network.ports.{ports.service}", "it has to be a list of ports")
        found[ports.service] = written
    return found


def _devices(source: Source) -> dict[str, str]:
    """Give the host directory behind each volume, as seen from `compose/`."""
    if source.target is not Target.COMPOSE:
        return {}
    paths = {volume.name: volume.path for volume in used_volumes(source)}
    return {
        name: path.text if path.is_absolute else posixpath.join("..", path.clean)
        for name, path in paths.items()
        if path is not None
    }


def _data(source: Source) -> Iterator[str]:
    for volume in used_volumes(source):
        if volume.path is not None and volume.path.is_relative:
            yield volume.path.clean


def _bytes_of(source: Source, path: str) -> bytes:
    data = source.repository.tree.read(path)
    if data is None:
        raise BadInput(path, "is not there any more")
    return data
