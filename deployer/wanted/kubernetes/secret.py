"""Secrets: what images are pulled with, and the values that are generated once.

What is not known yet is not in them: a plan is made before somebody generates or reads it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.container import GENERATED
from deployer.wanted.resource import CannotRender, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data


def secrets(frame: Frame) -> Iterator[Resource]:
    """Give the Secrets, under the names that pods look for."""
    yield from _pull_secret(frame)
    yield from _generated(frame)


def _pull_secret(frame: Frame) -> Iterator[Resource]:
    """Give the Secret of `image-pull-secret`, which has no labels at laconic-so's."""
    spec, section = frame.spec, "image-pull-secret"
    if spec.node(section) is None:
        return
    server, user = spec.text(section, "server"), spec.text(section, "username")
    token = spec.text(section, "token-file") or spec.text(section, "token-env")
    if not server or not user or not token:
        words = f"{section} needs `server`, `username`, and `token-env` or `token-file`"
        raise CannotRender(words, spec.at(section))
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/dockerconfigjson",
        "metadata": {"name": frame.name(section)},
        "data": _docker_config(server, user, frame.surroundings.pull_token),
    }
    about = f"pulls from {server} as {user}, token of {token}"
    yield Resource(
        frame.key("Secret", section), body, Role.SECRET, section, about, spec.at(section)
    )


def _docker_config(server: str, user: str, token: str | None) -> dict[str, Data]:
    if token is None:
        return {}
    login = b64encode(f"{user}:{token}".encode()).decode()
    auths = {"auths": {server: {"username": user, "password": token, "auth": login}}}
    return {".dockerconfigjson": b64encode(json.dumps(auths).encode()).decode()}


def _generated(frame: Frame) -> Iterator[Resource]:
    names = sorted(frame.values.generated)
    if not names:
        return
    made = frame.surroundings.generated
    data: dict[str, Data] = {
        name: b64encode(made[name].encode()).decode() for name in names if name in made
    }
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "Opaque",
        "metadata": frame.metadata(GENERATED),
        "data": data,
    }
    about = f"generated once: {', '.join(names)}"
    key, at = frame.key("Secret", GENERATED), frame.spec.at("config", names[0])
    yield Resource(key, body, Role.SECRET, GENERATED, about, at)
