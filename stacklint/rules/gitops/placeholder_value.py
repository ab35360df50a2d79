"""The rule `placeholder-value`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.examples import is_example
from stacklint.model.secrets.placeholders import (
    Kind,
    may_hold_placeholder,
    placeholder_in,
    placeholders,
)
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import has_value
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.wiring import Setting
    from stacklint.model.secrets.placeholders import Placeholder
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits

_CONSEQUENCES = {
    Kind.HOST: "points to an example ({quote}): nothing answers there",
    Kind.GAP: "is still {quote}: nobody filled it in",
    Kind.CHANGE_ME: "says change me: whoever knows the example can use it",
    Kind.TODO: "is still a {quote}: nobody filled it in",
}
_ROUTED = "the host name {quote} is an example: no DNS, no certificate, and nobody gets in"
_MAILED = (
    "{quote} is an example: the certificate authority refuses it, and nobody gets a certificate"
)


@rule(category="gitops", severity=Severity.ERROR, harm=Harm.START)
def placeholder_value(spec: Spec, stack: Stack | None) -> Hits:
    """Value that is an example, and was never filled in."""
    hits = [*_in_spec(spec), *_in_defaults(spec, stack)]
    is_unreal = bool(hits) and is_example(spec.file)
    for hit in hits:
        yield hit.guessed(Severity.INFO) if is_unreal else hit


def _in_spec(spec: Spec) -> Iterator[Hit]:
    document = spec.document
    if document.root is None or not may_hold_placeholder(document.said):
        return
    for path, found in placeholders(document.root):
        yield Hit(Place(document, path).value, _message(path, found))


def _message(path: KeyPath, found: Placeholder) -> str:
    key = next((part for part in reversed(path) if isinstance(part, str)), "the spec")
    if found.kind is Kind.HOST and key == "host-name":
        return _ROUTED.format(quote=found.quote)
    if found.kind is Kind.HOST and key == "acme-email":
        return _MAILED.format(quote=found.quote)
    # A path, or the name of an image, is no password: whoever knows it can do nothing with it.
    if found.kind is Kind.CHANGE_ME and path[:1] != ("config",):
        return f"`{key}` says change me: nobody did"
    return f"`{key}` {_CONSEQUENCES[found.kind].format(quote=found.quote)}"


def _in_defaults(spec: Spec, stack: Stack | None) -> Iterator[Hit]:
    """Give what the compose file puts in where the spec sets nothing."""
    unset = () if stack is None else _examples(stack, spec.makes_objects)
    if not unset or not spec.section("config").is_complete or _has_files(spec):
        return
    known = config_of(spec).named
    at = spec.at("config" if spec.node("config") is not None else "stack")
    for name, setting, found in unset:
        # On Kubernetes `config` replaces what a service sets, too.
        if name not in known and not (spec.makes_objects and setting.name in known):
            words = _CONSEQUENCES[found.kind].format(quote=found.quote)
            yield Hit(
                at,
                f"`{name}` is not set, and its default {words}",
                also=(Label(setting.at, "the default"),),
                confidence=Confidence.MEDIUM,
                severity=Severity.WARNING,
                profile=Profile.STRICT,
                value=name,
            )


def _has_files(spec: Spec) -> bool:
    """Values may come from files that nobody reads here."""
    return has_value(spec.node("credentials-files"))


# Many specs share a stack.
@lru_cache(maxsize=256)
def _examples(
    stack: Stack,
    makes_objects: bool,  # noqa: FBT001 -- a part of the key
) -> tuple[tuple[str, Setting, Placeholder], ...]:
    """Give the variables of a stack whose value is a placeholder until a spec sets them."""
    found: dict[str, tuple[str, Setting, Placeholder]] = {}
    for setting in wiring_of(stack).settings:
        for name, default in _defaults(setting, makes_objects=makes_objects):
            placeholder = placeholder_in(default)
            # A service may be called like an example, and answers there all the same.
            if placeholder is not None and placeholder.quote not in stack.services:
                found.setdefault(name, (name, setting, placeholder))
    return tuple(found.values())


def _defaults(setting: Setting, *, makes_objects: bool) -> Iterator[tuple[str, str]]:
    """Give what the target puts in where a spec sets nothing."""
    if makes_objects:
        whole = setting.whole
        if whole is not None and whole.default is not None:
            yield whole.name, whole.default
        elif setting.is_literal:
            yield setting.name, setting.value
        return
    end = 0
    for variable in setting.variables:
        # One that stands in the default of another is asked only where that is unset.
        if variable.start >= end:
            end = variable.end
            if variable.default is not None:
                yield variable.name, variable.default
