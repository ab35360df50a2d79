"""Certificates that the containers of pods trust: a Secret, its mounts, and Node.js's variable.

Source: laconic-so gives them to the services of pods; not to jobs, nor to what a label makes an
init container.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.certificates import SECTION, certificate_paths, file_name, is_certificate
from deployer.wanted.resource import CannotRender, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.bundle import Pod
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service

_VOLUME = "laconic-ca-certs"
_DIRECTORY = "/etc/ssl/certs"


def certificate_secrets(frame: Frame) -> Iterator[Resource]:
    """Give the Secret; a file that nobody read yet is not in it."""
    paths = certificate_paths(frame.spec)
    if not paths:
        return
    read = frame.surroundings.certificates
    data: dict[str, Data] = {
        file_name(index): _encoded(path, read[path], frame)
        for index, path in enumerate(paths)
        if path in read
    }
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": frame.metadata(SECTION),
        "data": data,
    }
    key, at = frame.key("Secret", SECTION), frame.spec.at(SECTION)
    yield Resource(key, body, Role.SECRET, SECTION, ", ".join(paths), at)


def _encoded(path: str, data: bytes, frame: Frame) -> str:
    if not is_certificate(data):
        words = f"{path} is no certificate in PEM form, and nothing would trust it"
        raise CannotRender(words, frame.spec.at(SECTION))
    return b64encode(data).decode()


def certificate_volumes(pod: Pod, frame: Frame) -> Iterator[dict[str, Data]]:
    """Give the volume of a pod that holds them."""
    if certificate_paths(frame.spec) and pod not in frame.stack.jobs:
        yield {"name": _VOLUME, "secret": {"secretName": frame.name(SECTION)}}


def certificate_mounts(pod: Pod, service: Service, frame: Frame) -> Iterator[dict[str, Data]]:
    """Give the mounts of a container, one for each file, so that its own stay."""
    for name in _names(pod, service, frame):
        path = f"{_DIRECTORY}/{name}"
        yield {"name": _VOLUME, "mountPath": path, "subPath": name, "readOnly": True}


def certificate_variables(pod: Pod, service: Service, frame: Frame) -> dict[str, str]:
    """Give the variable by which Node.js takes the first of them; it takes no more."""
    names = _names(pod, service, frame)
    return {"NODE_EXTRA_CA_CERTS": f"{_DIRECTORY}/{names[0]}"} if names else {}


def _names(pod: Pod, service: Service, frame: Frame) -> list[str]:
    if service.is_init or pod in frame.stack.jobs:
        return []
    return [file_name(index) for index, _ in enumerate(certificate_paths(frame.spec))]
