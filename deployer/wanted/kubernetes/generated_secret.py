"""The Secret of values that are generated once.

What is not generated yet is not in it: a plan may be made before.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from deployer.wanted.kubernetes.container import GENERATED
from deployer.wanted.resource import Resource, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data


def generated_secrets(frame: Frame) -> Iterator[Resource]:
    """Give the Secret, under the name that pods look for."""
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
