"""The rule `interpolation-left-literal`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.commands import COMMANDS, runs_a_shell
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.resources import overridden_in
from stacklint.model.targets import KUBERNETES
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.compose.wiring import Occurrence, Setting
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

# Where nothing at all is filled in; ports have a rule of their own, a healthcheck is not read.
_NEVER_FILLED = frozenset({"command", "entrypoint", "image", "volumes"})
_EMPTIED = frozenset({":?", "?", ":+", "+"})


class _Left(NamedTuple):
    """A text with a variable that stays.

    `overridden_by` is the key of `config` that settles it; `image_of` the service whose image it
    is, which the spec may replace.
    """

    at: Place
    words: str
    is_sure: bool
    overridden_by: str = ""
    image_of: Service | None = None


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.MEANING,
    targets=KUBERNETES,
    of_laconic_so=True,
)
def interpolation_left_literal(spec: Spec | None, stack: Stack) -> Hits:
    """Variable in a compose file that Kubernetes targets do not fill in."""
    found = () if stack.is_for_fork(spec) else _left(stack)
    set_by_spec = config_of(spec).named if found and spec is not None else {}
    replaced = overridden_in(spec, stack) if found and spec is not None else frozenset()
    for left in found:
        if left.overridden_by not in set_by_spec and left.image_of not in replaced:
            hit = Hit(left.at.value, left.words)
            yield hit if left.is_sure else hit.guessed(Severity.WARNING)


# Many specs share a stack.
@lru_cache(maxsize=256)
def _left(stack: Stack) -> tuple[_Left, ...]:
    wiring = wiring_of(stack)
    found = [left for setting in wiring.settings for left in _of_setting(setting)]
    seen: set[tuple[object, ...]] = set()
    for place in wiring.elsewhere:
        own = _own(place)
        if own not in seen and _is_filled_by_nobody(place):
            found.append(_of_occurrence(place))
            # The first variable of a text speaks for all.
            seen.add(own)
    return tuple(found)


def _own(place: Occurrence) -> tuple[object, ...]:
    """Give what a text is told apart by: one that services share is mended once for all."""
    if place.path[0] == "image":
        # The spec may put another in its place, service by service.
        return id(place.service), place.path
    return place.service.at.document.name, place.at.value.span


def _is_filled_by_nobody(place: Occurrence) -> bool:
    key = place.path[0]
    if key in COMMANDS and runs_a_shell(place.service):
        return False
    return key in _NEVER_FILLED


def _of_occurrence(place: Occurrence) -> _Left:
    key, variable = str(place.path[0]), place.variable
    words = f"`{key}` of `{place.service.name}` keeps `{_written(variable)}` as it stands"
    return _Left(
        place.at,
        f"{words}: nothing is filled in",
        variable.has_braces,
        image_of=place.service if key == "image" else None,
    )


def _of_setting(setting: Setting) -> Iterator[_Left]:
    if not setting.variables:
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
            f"{_name(setting)} keeps {_shown(setting, first)} as it stands: only a whole value is"
            " filled in"
        )
    yield _Left(setting.at, words, is_sure=first.has_braces, overridden_by=setting.name)


def _name(setting: Setting) -> str:
    return f"`{setting.name}` of `{setting.service.name}`"


def _shown(setting: Setting, variable: Variable) -> str:
    # Imported late: most values never come here, and its many patterns cost a clean run.
    from stacklint.model.secrets.masks import is_shown  # noqa: PLC0415

    written = _written(variable)
    # What stands behind the dollar of a password is a part of it.
    if variable.has_braces or is_shown(written, setting.name, setting.value):
        return f"`{written}`"
    return "what a `$` begins"


def _written(variable: Variable) -> str:
    return f"${{{variable.name}}}" if variable.has_braces else f"${variable.name}"
