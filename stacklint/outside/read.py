"""A table `[[rules]]` of a configuration, read into the rule that it declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from stacklint.finding import Harm, Profile, Safety, Severity
from stacklint.outside.declared import CATEGORY, Condition, Declared
from stacklint.outside.fault import BadRule
from stacklint.outside.fitting import is_short, misfit
from stacklint.outside.page import page_of
from stacklint.outside.predicate import NAMES, BadPredicate, predicate_of
from stacklint.outside.repair import Remove, Rename, Repair, Set, node_of
from stacklint.outside.route import BadRoute, Kind, route_of
from stacklint.outside.schema import RULE
from stacklint.outside.words import BadWords, Words, words_of
from stacklint.registry import Own
from stacklint.rules import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stacklint.model.change import Data
    from stacklint.outside.declared import Of
    from stacklint.outside.predicate import Predicate
    from stacklint.outside.route import Route

T = TypeVar("T")


def own_rule(table: dict[str, object], number: int, origin: str) -> Own:
    """Read one table, the `number`th; BadRule names the rule, the key, and what is wrong."""
    name = table.get("name")
    called = f"rule `{name}`" if isinstance(name, str) and is_short(name) else f"rule {number}"
    try:
        _guard_shape(table)
        declared = _Reader(table).declared()
    except BadRule as error:
        raise BadRule(f"{called}: {error}") from None
    files = cast("list[str]", table.get("files", []))
    return Own(
        listed=Listed(CATEGORY, declared.name, on=_needed(declared), since=""),
        rule=declared.rule(),
        origin=origin,
        page=lambda: page_of(declared, tuple(files)),
        files=tuple(files),
    )


def _guard_shape(table: dict[str, object]) -> None:
    words = misfit(table, RULE)
    if words is not None:
        raise BadRule(words)


def _needed(declared: Declared) -> tuple[str, ...]:
    """Give the key without which a spec has nothing that the rule could be about."""
    first = declared.route.steps[0]
    is_about_spec = declared.of == "spec" and declared.predicate.name != "required"
    return (first.key,) if is_about_spec and first.kind is Kind.KEY else ()


_EACH_HAS_VALUE = 'that each has a value is `not-matches = "^$"`'


class _Reader:
    """One table of the right shape."""

    def __init__(self, table: dict[str, object]) -> None:
        self.table = table

    def declared(self) -> Declared:
        """Read it; BadRule where what it says makes no sense."""
        route = self.route("path", self.text("path"))
        (name,) = (name for name in NAMES if name in self.table)
        predicate = self.predicate(name, name, self.table[name])
        if name == "required":
            _guard_single(route, "path", f"names none that could be missing ({_EACH_HAS_VALUE})")
        return Declared(
            name=self.text("name"),
            route=route,
            predicate=predicate,
            message=self.message(predicate),
            of=cast("Of", self.text("of") or "spec"),
            when=tuple(self.conditions()),
            severity=Severity[(self.text("severity") or "error").upper()],
            profile=Profile[(self.text("profile") or "recommended").upper()],
            harm=Harm[(self.text("harm") or "order").upper()],
            why=self.text("why").strip(),
            repair=self.repair(route, predicate),
        )

    def text(self, key: str) -> str:
        return str(self.table.get(key, ""))

    def route(self, key: str, text: str) -> Route:
        return _told(key, lambda: route_of(text), BadRoute)

    def predicate(self, key: str, name: str, wanted: object) -> Predicate:
        return _told(key, lambda: predicate_of(name, _data(wanted, key)), BadPredicate)

    def words(self, key: str, text: str) -> Words:
        return _told(key, lambda: words_of(text), BadWords)

    def message(self, predicate: Predicate) -> Words:
        words = self.words("message", self.text("message").strip())
        if predicate.name == "required" and "value" in words.places:
            raise BadRule("`message` has the place `{value}`, and what is missing has no value")
        return words

    def conditions(self) -> Iterator[Condition]:
        when = self.table.get("when", {})
        for path, wanted in when.items() if isinstance(when, dict) else ():
            yield self.condition(f"when.{path}", path, _asked(wanted))

    def condition(self, key: str, path: str, asked: dict[str, object]) -> Condition:
        ((name, wanted),) = asked.items()
        route = self.route(key, path)
        if name == "forbidden":
            _guard_single(route, key, "names none that could be absent")
        return Condition(route, self.predicate(key, name, wanted))

    def repair(self, route: Route, predicate: Predicate) -> Repair | None:
        fix = self.table.get("fix")
        if not isinstance(fix, dict):
            return None
        act = self.act(fix)
        _guard_act(act, route, predicate)
        safety = Safety(fix.get("safety", "unsafe"))
        return Repair(act, safety, str(fix.get("why", "")))

    def act(self, fix: dict[str, object]) -> Set | Remove | Rename:
        if "remove" in fix:
            return Remove()
        if "rename" in fix:
            return Rename(str(fix["rename"]))
        value = fix["set"]
        if isinstance(value, str):
            words = self.words("fix.set", value)
            return Set(words if words.places else words.filled({}))
        return Set(_data(value, "fix.set"))


def _asked(wanted: object) -> dict[str, object]:
    """Give a condition with its predicate: a value, or a list, is what has to be there."""
    if isinstance(wanted, dict):
        return wanted
    return {"one-of": wanted if isinstance(wanted, list) else [wanted]}


def _told(key: str, read: Callable[[], T], fault: type[Exception]) -> T:
    try:
        return read()
    except fault as error:
        raise BadRule(f"`{key}`: {error}") from None


def _data(value: object, key: str) -> Data:
    """Give a value of TOML as one of YAML; BadRule for a date."""
    if isinstance(value, list):
        return [_data(item, key) for item in value]
    if isinstance(value, dict):
        return {str(name): _data(item, key) for name, item in value.items()}
    if isinstance(value, str | int | float | bool):
        return value
    raise BadRule(f"`{key}` holds a date or a time: put it in quotes")


def _guard_single(route: Route, key: str, words: str) -> None:
    """Refuse a pattern that does not end in the name of an entry."""
    if not route.steps[-1].is_single:
        raise BadRule(f"`{key}` ends in a pattern, which {words}: end it with a key")


def _guard_act(act: Set | Remove | Rename, route: Route, predicate: Predicate) -> None:
    """Refuse a change that could never end what the rule finds."""
    if isinstance(act, Set):
        _guard_set(act, predicate)
    elif predicate.name == "required":
        raise BadRule("`fix` can only `set` what is missing")
    elif isinstance(act, Rename):
        last = route.steps[-1]
        if last.kind in {Kind.ITEM, Kind.ITEMS}:
            raise BadRule("`fix.rename` needs a key, and `path` ends in an item")
        if last.kind is Kind.MANY or last.fits(act.name):
            raise BadRule(f"`fix.rename`: `path` would lead to `{act.name}` as well")


def _guard_set(act: Set, predicate: Predicate) -> None:
    if predicate.name == "required":
        if isinstance(act.value, Words) and "value" in act.value.places:
            raise BadRule("`fix.set` has the place `{value}`, and what is missing has no value")
        return
    if predicate.name == "forbidden":
        raise BadRule("`fix.set` leaves the entry where it must not be: `remove` or `rename` it")
    if not isinstance(act.value, Words) and not predicate.test(node_of(act.value)):
        raise BadRule("`fix.set` is a value that the rule would find again")
