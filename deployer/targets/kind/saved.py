"""Caddy's certificates, as the copy on this host has them, put back before the controller starts.

What is read holds private keys: no message and no error has any of it.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.errors import DeployError, StepFailed
from deployer.found import Sighting
from deployer.targets.kind.mounts import Mount, Mounts
from deployer.targets.kind.nodes import ask_inside
from deployer.wanted.kubernetes.caddy.backup import DIRECTORY, FILE
from deployer.wanted.kubernetes.caddy.controller import CONTROLLER
from deployer.wanted.kubernetes.caddy.parts import NAMESPACE
from deployer.wanted.resource import Key, Resource, Role
from stacklint.model.volumes.nodepath import NODE_ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from deployer.directory.files.kind_config import HostMount
    from deployer.found import Found
    from deployer.shell import Shell
    from deployer.targets.kind.host import Host
    from deployer.targets.kind.nodes import Node
    from deployer.wanted.resource import Wanted
    from stacklint.model.change import Data

CERTIFICATES = "Certificates"
TITLE = "caddy certificates"
IN_NODE = f"{NODE_ROOT}/{DIRECTORY}/{FILE}"

_WAY_OUT = "move it away, and new ones are asked for"
_OTHERS = 0o077
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class NoCertificates(DeployError):
    """A file is no copy of Caddy's Secrets; it says what is wrong, and nothing of the content."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        """Say what is wrong with it."""
        return self.why


def saved_file(mounts: Iterable[HostMount], host: Host) -> str:
    """Give the file of this host that they are saved in; empty where there is none."""
    asked = Mounts(tuple(Mount(x.host, x.node) for x in mounts), host.real)
    file = asked.host_path(IN_NODE)
    # What only root may look at may be there.
    return "" if file is None or host.is_there(file) is False else file


def with_certificates(wanted: Wanted, file: str) -> Wanted:
    """Put the step that brings them back before the controller, where that is wanted."""
    made: list[Resource] = []
    for one in wanted.resources:
        if one.key == CONTROLLER:
            about = f"those saved in {file}, before Caddy asks for new ones: an authority gives "
            words = f"{about}only so many a week"
            key, body = Key(CERTIFICATES, NAMESPACE, FILE), _body(file)
            made.append(Resource(key, body, Role.CLUSTER, TITLE, words, one.source))
        made.append(one)
    return wanted._replace(resources=tuple(made))


def _body(file: str) -> dict[str, Data]:
    return {"file": file}


def file_of(resource: Resource) -> str:
    """Give the file of this host that they are saved in."""
    return str(resource.body["file"])


def with_saved(found: Found, wanted: Wanted) -> Found:
    """Add what is to be said of them; a controller that is there has them, or better ones."""
    one = next((x for x in wanted.resources if x.key.kind == CERTIFICATES), None)
    if one is None:
        return found
    file = file_of(one)
    notes = (*found.notes, *filter(None, (note_of(file),)))
    if CONTROLLER in found.sightings:
        sightings = {**found.sightings, one.key: Sighting()}
        return found._replace(sightings=sightings, notes=notes)
    troubles = (*found.troubles, *filter(None, (trouble_of(file),)))
    return found._replace(troubles=troubles, notes=notes)


def trouble_of(file: str) -> str:
    """Say what is wrong with the file; empty where nothing is, or only root may read it."""
    try:
        text = Path(file).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    try:
        secrets_of(text)
    except NoCertificates as error:
        return f"{file} has no certificates that could be put back ({error}): {_WAY_OUT}"
    return ""


def note_of(file: str) -> str:
    """Say that others may read the private keys; empty where they may not."""
    try:
        mode = Path(file).stat().st_mode
    except OSError:
        return ""
    if not mode & _OTHERS:
        return ""
    return f"others on this host may read the private keys in {file}: `chmod 600 {file}`"


def saved_in(shell: Shell, node: Node, file: str) -> tuple[Resource, ...]:
    """Read them in a node, as root; StepFailed where there is nothing that makes sense."""
    ran = ask_inside(shell, node, 'cat -- "$1"', IN_NODE)
    if ran.code:
        why = f"{node.name} does not have {file} at {IN_NODE}: {_WAY_OUT}"
        raise StepFailed(TITLE, why)
    try:
        return secrets_of(ran.out)
    except NoCertificates as error:
        raise StepFailed(TITLE, f"{file} cannot be put back ({error}): {_WAY_OUT}") from None


def secrets_of(text: str) -> tuple[Resource, ...]:
    """Read the Secrets of a copy, each as it can be made; NoCertificates where one cannot."""
    import yaml  # noqa: PLC0415 -- only where something is put back

    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError:
        # Its words quote lines of the file.
        raise NoCertificates("it is no YAML") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or not items:
        raise NoCertificates("it is no list of Secrets")
    return tuple(_secret(item, number) for number, item in enumerate(items, 1))


def _secret(item: object, number: int) -> Resource:
    body = item if isinstance(item, dict) else {}
    metadata = body.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    name, data = about.get("name"), body.get("data")
    if body.get("kind") != "Secret" or not isinstance(name, str):
        raise NoCertificates(f"entry {number} is no Secret with a name")
    if about.get("namespace", NAMESPACE) != NAMESPACE:
        raise NoCertificates(f"entry {number} is not of namespace {NAMESPACE}")
    if not isinstance(data, dict) or not all(map(_is_encoded, data.values())):
        raise NoCertificates(f"the data of entry {number} is not in base64")
    made: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": name, "namespace": NAMESPACE, **dict(_kept(about))},
        "type": str(body.get("type", "Opaque")),
        "data": data,
    }
    return Resource(Key("Secret", NAMESPACE, name), made, Role.SECRET, TITLE, "", None)


def _kept(about: dict[str, object]) -> Iterator[tuple[str, Data]]:
    """Give what Caddy finds a Secret by; the rest is of the server that is gone."""
    for part in ("labels", "annotations"):
        found = about.get(part)
        if isinstance(found, dict):
            yield part, {str(x): str(y) for x, y in found.items() if x != _LAST_APPLIED}


def _is_encoded(value: object) -> bool:
    try:
        return isinstance(value, str) and b64decode(value, validate=True) is not None
    except (binascii.Error, ValueError):
        return False
