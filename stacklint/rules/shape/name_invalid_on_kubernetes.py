"""The rule `name-invalid-on-kubernetes`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.names import (
    MAX_JOB,
    MAX_LABEL,
    MAX_POD,
    MAX_VOLUME,
    as_label,
    why_no_cluster,
    why_no_key,
    why_no_label,
    why_no_label_value,
    why_no_service_name,
)
from stacklint.model.targets import KUBERNETES, Target
from stacklint.model.tokens import has_token
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


class _Doubt(NamedTuple):
    """A name of a stack that breaks the strictest limit for its kind."""

    kind: str
    name: str
    at: Place


@rule(
    category="shape",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def name_invalid_on_kubernetes(spec: Spec, stack: Stack | None) -> Hits:
    """Name that Kubernetes does not take, or not at that length."""
    if spec.dialect is not Dialect.FORK:
        yield from _namespace(spec)
    yield from _cluster(spec)
    yield from _external_services(spec)
    yield from _of_pods(spec)
    yield from _volumes_of_spec(spec, stack)
    for doubt in () if stack is None else _doubts(stack):
        yield from _judge(spec, doubt)


def _namespace(spec: Spec) -> Iterator[Hit]:
    written, stack = spec.text("namespace"), spec.stack_name
    if written:
        why = "" if has_token(written) else why_no_label(written)
        if why:
            hit = _hit(spec.at("namespace").value, "namespace", written, why)
            # What an operator names is never called otherwise by anybody.
            yield hit._replace(of_laconic_so=False)
        value = why_no_label_value(stack)
        if value:
            yield _hit(spec.at("stack").value, "stack", stack, value)
    elif stack:
        why = why_no_label(f"laconic-{stack}")
        if why and not spec.has_gaps:
            hit = _hit(spec.at("stack").value, "namespace", f"laconic-{stack}", why)
            better = as_label(f"laconic-{stack}")
            yield hit._replace(notes=(("hint", f"set `namespace: {better}`"),))


def _cluster(spec: Spec) -> Iterator[Hit]:
    name = spec.text("kind-cluster-name") if spec.target is Target.KIND else None
    why = "" if name is None or has_token(name) else why_no_cluster(name)
    if why:
        words = f"kind cluster `{name}` cannot be made: {why}"
        yield Hit(spec.at("kind-cluster-name").value, words, of_laconic_so=False)


def _external_services(spec: Spec) -> Iterator[Hit]:
    if spec.root.entry("external-services") is None:
        return
    for name in spec.section("external-services").names():
        why = why_no_service_name(name)
        if why:
            hit = _hit(spec.at("external-services", name), "external service", name, why)
            yield hit._replace(of_laconic_so=False)


def _of_pods(spec: Spec) -> Iterator[Hit]:
    """Judge what a spec puts on its pods; `{name}` is put in for each service."""
    for section, kind in (("labels", "label"), ("annotations", "annotation")):
        for entry in spec.section(section).entries if spec.root.entry(section) else ():
            value = text_of(entry.value)
            # What is null, nobody writes.
            words = "" if value is None else _why_not_on_a_pod(kind, entry.name, value)
            if words:
                at = spec.at(section, entry.name)
                yield Hit(at, words, words="refused by the API", of_laconic_so=False)


def _why_not_on_a_pod(kind: str, key: str, value: str) -> str:
    is_label = kind == "label"
    if is_label and key == "app":
        return "label `app` is the one by which a Deployment finds its pods, and no other is taken"
    # The API takes capitals before the `/` of an annotation.
    why = "" if _is_left_open(key) else why_no_key(_filled_in(key if is_label else key.lower()))
    if why:
        return f"{kind} `{key}` is none for Kubernetes: {why}"
    why = "" if not is_label or _is_left_open(value) else why_no_label_value(_filled_in(value))
    return f"value `{value}` of label `{key}` is none for Kubernetes: {why}" if why else ""


def _is_left_open(text: str) -> bool:
    return has_token(_filled_in(text))


def _filled_in(text: str) -> str:
    return text.replace("{name}", "x")


def _volumes_of_spec(spec: Spec, stack: Stack | None) -> Iterator[Hit]:
    """Judge the volumes of which nobody can tell whether a service mounts them."""
    if stack is not None and stack.names_are_known:
        return
    for section, most in (("volumes", _most(spec)), ("configmaps", MAX_LABEL)):
        for name in spec.section(section).names():
            why = why_no_label(name, most)
            if why and (stack is None or name not in stack.volumes):
                hit = _hit(spec.at(section, name), "volume", name, why)
                yield hit._replace(severity=Severity.WARNING, confidence=Confidence.MEDIUM)


def _most(spec: Spec) -> int:
    return MAX_LABEL if spec.dialect is Dialect.FORK else MAX_VOLUME


# Many specs share a stack; most stacks have no such name at all.
@lru_cache(maxsize=64)
def _doubts(stack: Stack) -> tuple[_Doubt, ...]:
    return tuple(doubt for doubt in _names(stack) if not has_token(doubt.name) and _breaks(doubt))


def _names(stack: Stack) -> Iterator[_Doubt]:
    for name, compose in stack.volumes.items():
        if stack.uses(name):
            yield _Doubt("volume", name, compose.at_volume(name))
    for part in (*stack.pods, *stack.jobs):
        for service in part.compose.services:
            yield _Doubt("service", service.name, service.at)
    pods = stack.file.pods
    for pod in pods if len(pods) > 1 else ():
        yield _Doubt("pod", pod.name, pod.at)
    for job in stack.file.jobs:
        yield _Doubt("job", job.name, job.at)


_LIMITS = {"volume": MAX_VOLUME, "service": MAX_LABEL, "pod": MAX_POD, "job": MAX_JOB}
# Their names become names of objects, in which dots are allowed.
_WITH_DOTS = frozenset({"job", "pod"})


def _breaks(doubt: _Doubt) -> bool:
    return bool(why_no_label(doubt.name, _LIMITS[doubt.kind]))


def _judge(spec: Spec, doubt: _Doubt) -> Iterator[Hit]:
    kind, name, at = doubt
    if kind == "volume":
        yield from _volume(spec, doubt)
        return
    is_proxied = kind == "pod" and spec.node("network", "http-proxy") is not None
    most = MAX_LABEL if kind == "pod" and not is_proxied else _LIMITS[kind]
    has_dots = kind in _WITH_DOTS and not is_proxied
    why = why_no_label(name.replace(".", "-") if has_dots else name, most)
    if why:
        yield _hit(at, kind, name, why)


def _volume(spec: Spec, doubt: _Doubt) -> Iterator[Hit]:
    name = doubt.name
    is_configmap = spec.node("configmaps", name) is not None
    why = why_no_label(name, MAX_LABEL if is_configmap else _most(spec))
    if not why:
        return
    section = "configmaps" if is_configmap else "volumes"
    if spec.node(section, name) is None:
        yield _hit(doubt.at, "volume", name, why)
    else:
        hit = _hit(spec.at(section, name), "volume", name, why)
        yield hit._replace(also=(Label(doubt.at, "declared here"),))


def _hit(at: Place, kind: str, name: str, why: str) -> Hit:
    better = as_label(name)
    hint = f"call it `{better}`, " if better and better != name else "rename it "
    moves = "; later, its data would have to move" if kind == "volume" else ""
    return Hit(
        at,
        f"{kind} `{name}` is no name for Kubernetes: {why}",
        words="refused by the API",
        notes=(("hint", f"{hint}wherever it stands, before the first start{moves}"),),
    )
