"""The Secrets whose entries `secrets.NAME.keys` describes, under the names that it gives.

What nobody has told yet is there without a value: a plan may be made before.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.resource import Key, Resource, Role
from deployer.wanted.secret_sources import SECTION, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data


def described_secrets(frame: Frame) -> Iterator[Resource]:
    """Give the Secrets."""
    entries: dict[str, dict[str, Data]] = {}
    for source in sources(frame.spec):
        told = frame.surroundings.told.secrets.get((source.secret, source.entry))
        text = None if told is None else b64encode(told.encode()).decode()
        entries.setdefault(source.secret, {})[source.entry] = text
    for name, data in entries.items():
        body: dict[str, Data] = {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "Opaque",
            "metadata": {"name": name, "labels": frame.labels},
            "data": data,
        }
        about = f"read by who deploys: {', '.join(data)}"
        key, at = Key("Secret", frame.namespace, name), frame.spec.at(SECTION, name)
        yield Resource(key, body, Role.SECRET, name, about, at)
