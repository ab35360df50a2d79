"""The rule `required-variable-unset`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.compose.interpolation import OF_THE_HOST
from stacklint.model.compose.replaced import is_below, replaced_by
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.targets import Target, starts_nothing
from stacklint.model.yaml.nodes import Mapping, Sequence
from stacklint.rule import Deployer, Hit, Label, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.configenv import Config
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

    # Where a variable is asked for, and the key of `config` that makes it needless there.
    _Place = tuple[Place, str]

# Who leaves these out wants them off.
_OPTIONAL = Pattern(r"(?:.*_)?(?:DEBUG|VERBOSE|TRACE|LOG_LEVEL|OPTS|FLAGS|ARGS)")
_DEMANDS = frozenset({"", "?", ":?"})
_REFUSES = "docker compose refuses the file"
_NOTHING_STARTS = starts_nothing(Target.COMPOSE)


class _Lack(NamedTuple):
    """A place that asks for a variable without a value, and what `happens` to who deploys."""

    name: str
    at: Place
    happens: str = ""
    is_refused: bool = False


@rule(
    category="config",
    severity=Severity.WARNING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
    harm=Harm.MEANING,
)
def required_variable_unset(spec: Spec, stack: Stack, deployer: Deployer) -> Hits:
    """Variable of a compose file that nothing gives a value to."""
    is_ours = deployer is Deployer.STACKLINT
    demanded = (_on_kubernetes if spec.makes_objects else _by_compose)(stack)
    if spec.makes_objects and not (demanded or is_ours):
        return
    is_known = spec.section("config").is_complete and not _has_other_sources(spec)
    found: dict[str, list[_Lack]] = {}
    for lack in _lacks(spec, stack, demanded, is_ours=is_ours) if is_known else ():
        found.setdefault(lack.name, []).append(lack)
    for name, lacks in found.items():
        yield _hit(spec, name, lacks)


def _lacks(
    spec: Spec, stack: Stack, demanded: dict[str, tuple[_Place, ...]], *, is_ours: bool
) -> Iterator[_Lack]:
    set_here = config_of(spec).named
    replaced = replaced_by(spec)
    for lack in _stopping(spec, stack, is_ours=is_ours):
        if not is_below(lack.at.path, replaced):
            yield lack
    for name, uses in demanded.items():
        for at, overridden_by in () if name in set_here else uses:
            if overridden_by not in set_here and not is_below(at.path, replaced):
                yield _Lack(name, at)


def _stopping(spec: Spec, stack: Stack, *, is_ours: bool) -> Iterator[_Lack]:
    """Give what stops docker compose; on Kubernetes, stacklint's own deployer, or moves a mount."""
    if not spec.makes_objects:
        yield from _insisted_on(stack, config_of(spec))
        yield from _felt(spec, stack)
    elif is_ours:
        # Imported late: laconic-so fills in none of it.
        from stacklint.model.compose.pod_texts import lacking  # noqa: PLC0415

        for name, at, words, is_refused in lacking(spec, stack):
            happens = f"{words}: {starts_nothing(spec.target)}" if is_refused else words
            yield _Lack(name, at, happens, is_refused)


def _insisted_on(stack: Stack, config: Config) -> Iterator[_Lack]:
    """Give the variables without which the stack says that it does not want to be started."""
    for variable, at in _insistent(stack):
        if variable.name in OF_THE_HOST:
            continue
        value = config.scalar(variable.name)
        # What is not written at all becomes `None`, which is a text.
        is_empty = value is not None and bool(value.style) and not value.value
        if variable.name not in config.named or (is_empty and variable.sign == ":?"):
            yield _Lack(variable.name, at, f"the stack demands one: {_REFUSES}")
    for taken in wiring_of(stack).taken:
        if taken.is_needed and taken.name not in {*config.named, *OF_THE_HOST}:
            kind = str(taken.at.path[0]).removesuffix("s")
            yield _Lack(taken.name, taken.at, f"a {kind} is made of it: {_NOTHING_STARTS}")


def _felt(spec: Spec, stack: Stack) -> Iterator[_Lack]:
    """Give the variables without which docker compose refuses a file, or mounts another place."""
    # Imported late: most stacks have no such text.
    from stacklint.model.compose import blanks  # noqa: PLC0415

    values = blanks.values_of(spec, stack)
    for text in blanks.unfit(stack, values):
        for name in text.made.empty:
            yield _Lack(name, text.at, f"{text.words}: {_NOTHING_STARTS}")
    for moved in blanks.misplaced(stack, values):
        for name in moved.lost:
            yield _Lack(name, moved.mount.at, f"`{moved.service.name}` mounts {moved.words}")


def _hit(spec: Spec, name: str, lacks: list[_Lack]) -> Hit:
    config = spec.section("config")
    is_empty = name in config.names()
    section = (
        ("config", name)
        if is_empty
        else ("config" if spec.node("config") is not None else "stack",)
    )
    is_refused = any(lack.is_refused for lack in lacks)
    telling = (x.happens for x in lacks if x.happens and x.is_refused is is_refused)
    happens = next(telling, "")
    start = f"`{name}` {'is empty' if is_empty else 'has no value'}"
    hit = Hit(
        spec.at(*section),
        f"{start}: the stack asks for it without a default",
        also=tuple(Label(at, "asked for here") for at in dict.fromkeys(x.at for x in lacks)),
        value=name,
    )
    if happens:
        hit = hit._replace(message=f"{start}, and {happens}", profile=Profile.RECOMMENDED)
        return hit._replace(is_refused=is_refused)
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
def _on_kubernetes(stack: Stack) -> dict[str, tuple[_Place, ...]]:
    """Give the variables that need a value where laconic-so makes objects, with their places."""
    whole = ((x.whole, x) for x in wiring_of(stack).settings)
    # A key of `config` takes the place of what a service sets.
    return _demanded((variable, (x.at, x.name)) for variable, x in whole if variable is not None)


@lru_cache(maxsize=256)
def _by_compose(stack: Stack) -> dict[str, tuple[_Place, ...]]:
    """Give the variables that need a value for docker compose, with their places."""
    return _demanded(_filled_in(stack))


def _demanded(uses: Iterable[tuple[Variable, _Place]]) -> dict[str, tuple[_Place, ...]]:
    found: dict[str, tuple[_Place, ...]] = {}
    for variable, place in uses:
        if _is_demand(variable):
            found[variable.name] = (*found.get(variable.name, ()), place)
    return found


def _is_demand(variable: Variable) -> bool:
    """Compose refuses `${A:?}` wherever it stands; `${A}` may be read only where it is set."""
    if variable.sign not in _DEMANDS or variable.name in OF_THE_HOST:
        return False
    return bool(variable.sign) or not variable.is_spared


@lru_cache(maxsize=256)
def _insistent(stack: Stack) -> tuple[tuple[Variable, Place], ...]:
    """Give the variables without which docker compose stops, where the stack says so."""
    return tuple((x, at) for x, (at, _) in _filled_in(stack) if x.is_demand)


def _filled_in(stack: Stack) -> Iterator[tuple[Variable, _Place]]:
    """Give the variables that docker compose fills in."""
    wiring = wiring_of(stack)
    for setting in wiring.settings:
        for variable in setting.variables:
            yield variable, (setting.at, "")
    for place in wiring.elsewhere:
        yield place.variable, (place.at, "")
    for at, variable in wiring.around:
        # What nobody reads may be empty; compose fills it in all the same.
        if variable.is_demand or not str(at.path[0]).startswith("x-"):
            yield variable, (at, "")
