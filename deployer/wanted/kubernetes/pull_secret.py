"""The Secret of `image-pull-secret`: the login that images are pulled with.

Its token is not known to a plan that is made before somebody reads it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender, Resource, Role
from stacklint.model.yaml.scalars import has_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data

SECTION = "image-pull-secret"


def pull_secrets(frame: Frame) -> Iterator[Resource]:
    """Give the Secret, which has no labels at laconic-so's."""
    spec = frame.spec
    if not has_value(spec.node(SECTION)):
        return
    server, user = spec.text(SECTION, "server"), spec.text(SECTION, "username")
    token = spec.text(SECTION, "token-file") or spec.text(SECTION, "token-env")
    if not server or not user or not token:
        words = f"{SECTION} needs `server`, `username`, and `token-env` or `token-file`"
        raise CannotRender(words, spec.at(SECTION))
    body: dict[str, Data] = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/dockerconfigjson",
        "metadata": {"name": frame.name(SECTION)},
        "data": _docker_config(server, user, _password(token, frame)),
    }
    about = f"pulls from {server} as {user}, token of {token}"
    key, at = frame.key("Secret", SECTION), spec.at(SECTION)
    yield Resource(key, body, Role.SECRET, SECTION, about, at)


def _password(token: str, frame: Frame) -> str | None:
    """Give what was read, without the line break that ends a file."""
    read = frame.surroundings.told.pull_token
    if read is None:
        return None
    if not read.strip():
        words = f"{SECTION}: the token of {token} is empty, and no image could be pulled by it"
        raise CannotRender(words, frame.spec.at(SECTION))
    return read.strip()


def _docker_config(server: str, user: str, token: str | None) -> dict[str, Data]:
    if token is None:
        return {}
    login = b64encode(f"{user}:{token}".encode()).decode()
    auths = {"auths": {server: {"username": user, "password": token, "auth": login}}}
    return {".dockerconfigjson": b64encode(json.dumps(auths).encode()).decode()}
