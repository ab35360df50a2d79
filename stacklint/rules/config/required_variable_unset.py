"""The rule `required-variable-unset`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.pattern import Pattern
from stacklint.model.yaml.nodes import Mapping, Sequence
from stacklint.rule import Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

    # Where a variable is asked for, and the key of `config` that makes it needless there.
    _Place = tuple[Place, str]

# What the host or compose itself has.
_ALWAYS_SET = frozenset({"HOME", "PATH", "PWD", "UID", "USER", "COMPOSE_PROJECT_NAME"})
# Who leaves these out wants them off.
_OPTIONAL = Pattern(r"(?:.*_)?(?:DEBUG|VERBOSE|TRACE|LOG_LEVEL|OPTS|FLAGS|ARGS)")
_DEMANDS = frozenset({"", "?", ":?"})
_REFUSES = "docker compose refuses the file"
_NONE: dict[str, bool] = {}


@rule(
    category="config",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def required_variable_unset(spec: Spec, stack: Stack) -> Hits:
    """Variable of a compose file that nothing gives a value to."""
    demanded = _demanded(stack, spec.makes_objects)
    if not demanded or not spec.section("config").is_complete or _has_other_sources(spec):
        return
    set_here = config_of(spec).scalars
    insisted = _NONE if spec.makes_objects else _insisted(stack)
    for name, uses in demanded.items():
        places = [at for at, overridden_by in uses if overridden_by not in set_here]
        if name not in set_here and places:
            yield _hit(spec, name, places, is_insisted=name in insisted)
    for name in (x for x, takes_empty in insisted.items() if not takes_empty):
        # What is not written at all becomes `None`, which is a text.
        value = set_here.get(name)
        if value is not None and value.style and not value.value:
            words = f"`{name}` is empty, and the stack demands a value: {_REFUSES}"
            yield Hit(spec.at("config", name), words, profile=Profile.RECOMMENDED)


def _hit(spec: Spec, name: str, places: list[Place], *, is_insisted: bool) -> Hit:
    hit = Hit(
        spec.at("config" if spec.node("config") is not None else "stack"),
        f"`{name}` has no value: the stack asks for it without a default",
        also=tuple(Label(at, "asked for here") for at in dict.fromkeys(places)),
        value=name,
    )
    if is_insisted:
        words = f"`{name}` has no value, and the stack demands one: {_REFUSES}"
        return hit._replace(message=words, profile=Profile.RECOMMENDED)
    if _OPTIONAL.fullmatch(name):
        return hit._replace(severity=Severity.INFO, profile=Profile.AUDIT)
    return hit


def _has_other_sources(spec: Spec) -> bool:
    """Values may come from files and Secrets, which nobody reads here."""
    found = spec.node("credentials-files"), spec.node("secrets")
    return any(
        bool(x.items if isinstance(x, Sequence) else x.entries)
        for x in found
        if isinstance(x, Sequence | Mapping)
    )


# Many specs share a stack.
@lru_cache(maxsize=256)
def _demanded(stack: Stack, makes_objects: bool) -> dict[str, tuple[_Place, ...]]:  # noqa: FBT001
    """Give the variables that need a value, as the target reads them, each with its places."""
    found: dict[str, tuple[_Place, ...]] = {}
    for variable, place in _uses(stack, makes_objects=makes_objects):
        if _is_demand(variable):
            found[variable.name] = (*found.get(variable.name, ()), place)
    return found


def _is_demand(variable: Variable) -> bool:
    """Compose refuses `${A:?}` wherever it stands; `${A}` may be read only where it is set."""
    if variable.sign not in _DEMANDS or variable.name in _ALWAYS_SET:
        return False
    return bool(variable.sign) or not variable.is_spared


@lru_cache(maxsize=256)
def _insisted(stack: Stack) -> dict[str, bool]:
    """Give the variables without which docker compose stops, and whether an empty one will do."""
    found: dict[str, bool] = {}
    for variable, _ in _uses(stack, makes_objects=False):
        if variable.sign in {"?", ":?"}:
            found[variable.name] = found.get(variable.name, True) and variable.sign == "?"
    return found


def _uses(stack: Stack, *, makes_objects: bool) -> Iterator[tuple[Variable, _Place]]:
    wiring = wiring_of(stack)
    for setting in wiring.settings:
        # On Kubernetes, a key of `config` takes the place of what a service sets.
        overridden_by = setting.name if makes_objects else ""
        for variable in [setting.whole] if makes_objects else setting.variables:
            if variable is not None:
                yield variable, (setting.at, overridden_by)
    for place in () if makes_objects else wiring.elsewhere:
        yield place.variable, (place.at, "")
