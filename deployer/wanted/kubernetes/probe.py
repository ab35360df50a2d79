"""When a container counts as ready: a route's port answers, or its `healthcheck` does."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from deployer.wanted.interpolation import filled
from deployer.wanted.resource import CannotRender
from stacklint.model.compose.durations import A_DURATION, seconds_in
from stacklint.model.proxy import every_route
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence
from stacklint.model.yaml.scalars import is_yes, text_of

if TYPE_CHECKING:
    from deployer.wanted.kubernetes.frame import Frame
    from stacklint.model.change import Data
    from stacklint.model.compose.file import Service

# What docker takes where nothing is written, or `0s`.
_DEFAULT = 30


def readiness(service: Service, frame: Frame) -> dict[str, Data] | None:
    """Give the readiness probe of a container; None where nothing says when it is ready."""
    routes = every_route(frame.spec)
    port = next((x.port for x in routes if x.service == service.name), "")
    if port.isdecimal():
        return {
            "tcpSocket": {"port": int(port)},
            "initialDelaySeconds": 5,
            "periodSeconds": 10,
            "failureThreshold": 3,
        }
    return _checked(service, frame)


def startup(service: Service, frame: Frame) -> dict[str, Data] | None:
    """Give the startup probe of a container that others wait for; None without `healthcheck`.

    One that is not healthy after `start_period` and its retries is started again, where compose
    would give up.
    """
    probe, check = _checked(service, frame), service.node.get("healthcheck")
    if probe is None or not isinstance(check, Mapping):
        return None
    period = _seconds("interval", service, frame)
    grace = _duration("start_period", service, frame)
    return {**probe, "failureThreshold": _retries(service, frame) + ceil(grace / period)}


def _checked(service: Service, frame: Frame) -> dict[str, Data] | None:
    check = service.node.get("healthcheck")
    command = _command(check, service, frame) if isinstance(check, Mapping) else []
    if not command or not isinstance(check, Mapping):
        return None
    # `start_period` only forgives failures, and one that is not ready yet needs no pardon.
    return {
        "exec": {"command": [*command]},
        "periodSeconds": _seconds("interval", service, frame),
        "timeoutSeconds": _seconds("timeout", service, frame),
        "failureThreshold": _retries(service, frame),
    }


def _command(check: Mapping, service: Service, frame: Frame) -> list[str]:
    node, at = check.get("test"), service.at.below("healthcheck", "test")
    if is_yes(check.get("disable")):
        return []
    if isinstance(node, Scalar):
        return ["/bin/sh", "-c", filled(node.value, frame.values, at)]
    items = node.items if isinstance(node, Sequence) else []
    words = [filled(text_of(item) or "", frame.values, at) for item in items]
    if words[:1] == ["CMD-SHELL"]:
        return ["/bin/sh", "-c", *words[1:]]
    return words[1:] if words[:1] == ["CMD"] else []


def _said(key: str, service: Service, frame: Frame) -> str:
    """Give what the healthcheck says of a key, variables filled in."""
    check, at = service.node.get("healthcheck"), service.at.below("healthcheck", key)
    node = check.get(key) if isinstance(check, Mapping) else None
    return filled(text_of(node) or "", frame.values, at)


def _retries(service: Service, frame: Frame) -> int:
    text = _said("retries", service, frame)
    return max(1, int(text)) if text.isdecimal() else 3


def _seconds(key: str, service: Service, frame: Frame) -> int:
    """Give whole seconds, which is all that a probe takes."""
    found = _duration(key, service, frame)
    return max(1, round(found)) if found else _DEFAULT


def _duration(key: str, service: Service, frame: Frame) -> float:
    text = _said(key, service, frame)
    found = seconds_in(text) if text else 0
    if found is None:
        words = f"healthcheck of {service.name}: {key} `{text}` is no duration: write {A_DURATION}"
        raise CannotRender(words, service.at.below("healthcheck", key))
    return found
