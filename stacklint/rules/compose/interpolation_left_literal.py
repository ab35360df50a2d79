"""The rule `interpolation-left-literal`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.targets import KUBERNETES
from stacklint.model.wiring import wiring_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.interpolation import Variable
    from stacklint.model.place import Place
    from stacklint.model.spec import Spec
    from stacklint.model.wiring import Setting
    from stacklint.rule import Hits

# Where nothing at all is filled in; ports have a rule of their own, a healthcheck is not read.
_NEVER_FILLED = frozenset({"command", "entrypoint", "image", "labels", "volumes"})
_EMPTIED = frozenset({":?", "?", ":+", "+"})


class _Left(NamedTuple):
    """A text with a variable that stays; `overridden_by` is the key of `config` that settles it."""

    at: Place
    words: str
    is_sure: bool
    overridden_by: str


@rule(category="compose", severity=Severity.ERROR, harm=Harm.MEANING, targets=KUBERNETES)
def interpolation_left_literal(spec: Spec, stack: Stack) -> Hits:
    """Variable in a compose file that Kubernetes targets do not fill in."""
    found = _left(stack)
    set_by_spec = config_of(spec).scalars if found else {}
    for left in found:
        if left.overridden_by not in set_by_spec:
            hit = Hit(left.at.value, left.words)
            yield hit if left.is_sure else hit.guessed(Severity.WARNING)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _left(stack: Stack) -> tuple[_Left, ...]:
    wiring = wiring_of(stack)
    found = [left for setting in wiring.settings for left in _of_setting(setting)]
    seen: set[tuple[object, ...]] = set()
    for place in wiring.elsewhere:
        key = str(place.path[0])
        is_sure = place.variable.has_braces
        if key in _NEVER_FILLED and (id(place.service), place.path) not in seen:
            seen.add((id(place.service), place.path))
            words = f"`{key}` of `{place.service.name}` keeps `{_written(place.variable)}`"
            found.append(
                _Left(place.at, f"{words} as it stands: nothing is filled in", is_sure, "")
            )
    return tuple(found)


def _of_setting(setting: Setting) -> Iterator[_Left]:
    if not setting.variables:
        if "$$" in setting.value:
            words = f"{_name(setting)} keeps both dollars of `$$`"
            yield _Left(setting.at, words, is_sure=False, overridden_by=setting.name)
        return
    first, *more = setting.variables
    whole = setting.whole
    if whole is not None and whole.has_braces:
        if whole.sign in _EMPTIED:
            words = f"{_name(setting)} becomes empty, or the wrong text: `{whole.sign}` is not read"
        elif more:
            words = f"{_name(setting)} gets the text of its default, `{_written(more[0])}`"
        else:
            return
    else:
        words = (
            f"{_name(setting)} keeps `{_written(first)}` as it stands: only a whole value is"
            " filled in"
        )
    yield _Left(setting.at, words, is_sure=first.has_braces, overridden_by=setting.name)


def _name(setting: Setting) -> str:
    return f"`{setting.name}` of `{setting.service.name}`"


def _written(variable: Variable) -> str:
    return f"${{{variable.name}}}" if variable.has_braces else f"${variable.name}"
