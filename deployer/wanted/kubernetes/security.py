"""Who a container runs as, and what it may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.interpolation import filled
from deployer.wanted.resource import CannotRender
from stacklint.model.yaml.nodes import Sequence, resolved
from stacklint.model.yaml.scalars import text_of

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service
    from stacklint.model.spec import Spec

HIGH_MEMLOCK = "high-memlock"
"""The runtime of pods without a limit of locked memory, and its RuntimeClass."""

# Any other word counts as false to laconic-so; of these, that is what their author means.
_FALSE = frozenset({"false", "no", "n", "off", "0", ""})


def security_context(service: Service, frame: Frame) -> dict[str, Data]:
    """Give the security context: the spec's for all containers, and the user of the service."""
    found: dict[str, Data] = {
        "privileged": is_set(frame.spec, "privileged"),
        **_user(service, frame),
    }
    node = frame.spec.node("security", "capabilities")
    if isinstance(node, Sequence) and node.items:
        # A cluster takes `CAP_NET_ADMIN`, and gives nothing (measured).
        names: list[Data] = [
            (text_of(resolved(x)) or "").upper().removeprefix("CAP_") for x in node.items
        ]
        found["capabilities"] = {"add": names}
    return found


def is_set(spec: Spec, key: str) -> bool:
    """Tell whether a switch of `security` is on."""
    text = spec.text("security", key)
    word = (text or "").lower()
    if word != "true" and word not in _FALSE:
        words = f"security.{key}: `{text}` is neither true nor false to laconic-so: write `true`"
        raise CannotRender(words, spec.at("security", key))
    return word == "true"


def _user(service: Service, frame: Frame) -> dict[str, Data]:
    text = text_of(service.node.get("user"))
    if text is None:
        return {}
    at = service.at.below("user")
    user, _, group = filled(text, frame.values, at).partition(":")
    ids = ["0" if name == "root" else name for name in (user, group)]
    odd = next((name for name in ids if name and not name.isdecimal()), None)
    if odd is not None:
        words = f"user {odd} of {service.name} is a name, and a cluster takes numbers alone"
        raise CannotRender(f"{words}: write its id", at)
    found: dict[str, Data] = {"runAsUser": int(ids[0])} if ids[0] else {}
    return {**found, "runAsGroup": int(ids[1])} if ids[1] else found
