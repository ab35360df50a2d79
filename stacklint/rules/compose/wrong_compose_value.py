"""The rule `wrong-compose-value`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.compose.interpolation import variables
from stacklint.model.compose.kinds import Fault, blanks_in, refused_in, unreadable_in
from stacklint.model.compose.replaced import is_below, replaced_by
from stacklint.model.targets import Target, starts_nothing
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Sequence
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Deployer, Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.blanks import Unfit
    from stacklint.model.compose.kinds import Refused
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits

_VALUES = (Fault.EMPTY, Fault.KIND)
_OF_NAMES = (Fault.KEY, Fault.NAME)


@rule(category="compose", severity=Severity.ERROR, harm=Harm.START)
def wrong_compose_value(spec: Spec | None, stack: Stack, deployer: Deployer) -> Hits:
    """Part of a compose file that is empty, or not what it has to be."""
    if spec is None or spec.target is Target.COMPOSE:
        yield from _refused(spec, stack)
    elif spec.makes_objects:
        for document, refused in unreadable_in(stack):
            if refused.fault in _VALUES:
                yield _hit(Place(document, refused.path), refused, "`start` stops there")
        if not stack.is_for_fork(spec):
            yield from _labels(stack)
        if deployer is Deployer.STACKLINT:
            yield from _unusable(spec, stack)


def _unusable(spec: Spec, stack: Stack) -> Iterator[Hit]:
    """Give what stacklint's own deployer makes probes and an order of."""
    # Imported late: laconic-so passes all of it over.
    from stacklint.model.compose.pod_texts import pod_values, unfit_in_pods  # noqa: PLC0415
    from stacklint.model.compose.served import unusable_in  # noqa: PLC0415

    for at, text, wanted in unusable_in(spec, stack):
        name = ".".join(map(str, at.path))
        words = f"`{name}` is `{text}`, and has to be {wanted}: {starts_nothing(spec.target)}"
        yield Hit(at, words, words=f"{wanted} belongs here")
    values = pod_values(spec)
    for place, words in _filled_in(spec, unfit_in_pods(stack, values)):
        yield Hit(place, f"{words}: {starts_nothing(spec.target)}")


def _labels(stack: Stack) -> Iterator[Hit]:
    """Give the labels without a value, which laconic-so cannot split (reference on dialects, e)."""
    for service in (service for pod in stack.pods for service in pod.compose.services):
        labels = service.node.get("labels")
        for index, item in enumerate(labels.items if isinstance(labels, Sequence) else ()):
            text = text_of(item)
            if text is not None and "=" not in text and not has_token(text):
                at = service.at.below("labels", index).value
                yield Hit(at, f"label `{text}` of `{service.name}` has no `=`: `start` stops there")


def _refused(spec: Spec | None, stack: Stack) -> Hits:
    found = refused_in(stack)
    replaced = replaced_by(spec) if found else None
    for document, refused in found:
        if not (_is_silent(refused, stack) or _is_replaced(refused, replaced)):
            yield _hit(Place(document, refused.path), refused, starts_nothing(Target.COMPOSE))
    for place, words in _filled_in(spec, _unfit(spec, stack)) if blanks_in(stack) else ():
        yield Hit(place, f"{words}: {starts_nothing(Target.COMPOSE)}")


def _unfit(spec: Spec | None, stack: Stack) -> tuple[Unfit, ...]:
    # Imported late: most stacks have no such text.
    from stacklint.model.compose.blanks import unfit, values_of  # noqa: PLC0415

    return unfit(stack, values_of(spec, stack))


def _filled_in(spec: Spec | None, texts: Iterable[Unfit]) -> Iterator[tuple[Place, str]]:
    """Give the places of what a spec, or a default, puts where it does not fit."""
    replaced = replaced_by(spec)
    set_here = () if spec is None else spec.section("config").names()
    for text in texts:
        # What is nothing then is `required-variable-unset`.
        if text.made.empty or is_below(text.at.path, replaced):
            continue
        name = next((x.name for x in variables(text.text) if x.name in set_here), None)
        if spec is None or name is None:
            yield text.at.value, f"{text.words}, and the default is not"
        else:
            yield spec.at("config", name).value, f"`{name}` does not fit, since {text.words}"


def _is_silent(refused: Refused, stack: Stack) -> bool:
    """Tell whether docker compose takes it, or another rule tells of it."""
    is_late = refused.fault is Fault.LATE and refused.path[1] in stack.asleep
    return is_late or refused.fault is Fault.UNKNOWN


def _is_replaced(refused: Refused, replaced: frozenset[KeyPath] | None) -> bool:
    """Tell whether a spec puts something else there; the name of a volume stays."""
    return refused.fault not in _OF_NAMES and is_below(refused.path, replaced)


def _hit(at: Place, refused: Refused, happens: str) -> Hit:
    fault, wanted = refused.fault, refused.wanted
    words = f"{_words(refused)}: {happens}"
    if fault in {Fault.KEY, Fault.NAME, Fault.LACK, Fault.TWICE}:
        return Hit(at, words)
    place = at if fault is Fault.EMPTY else at.value
    return Hit(place, words, words=f"{wanted} belongs here")


def _words(refused: Refused) -> str:
    name, wanted = ".".join(map(str, refused.path)), refused.wanted
    match refused.fault:
        case Fault.EMPTY:
            return f"`{name}` has to be {wanted}, and is empty"
        case Fault.KEY:
            return f"the key of `{name}` is no text, and needs quotes"
        case Fault.NAME:
            return f"the name of `{name}` has to be of letters, digits, `.`, `_` and `-`"
        case Fault.TWICE:
            return f"`{name}` stands in the list before"
        case Fault.LACK:
            return f"`{name}` lacks {wanted}"
        case _:
            return f"`{name}` has to be {wanted}, and is not"
