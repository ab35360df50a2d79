"""A rule that a configuration declares: what it looks at, what it asks, and what it says."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.named import NamedTuple
from stacklint.model.targets import EVERY_TARGET
from stacklint.model.tokens import is_opaque
from stacklint.model.yaml.document import Part
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_null
from stacklint.outside.missing import missing
from stacklint.outside.route import path_text
from stacklint.outside.shown import key_of, shown_node
from stacklint.rule import Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node
    from stacklint.outside.predicate import Predicate
    from stacklint.outside.repair import Repair
    from stacklint.outside.route import Route, Spot
    from stacklint.outside.words import Words
    from stacklint.rule import Hits, Reads

CATEGORY = "own"
"""The category of every rule that a configuration declares."""

Of: TypeAlias = Literal["spec", "stack", "compose"]


class Condition(NamedTuple):
    """Something that has to be so in a spec, or a rule says nothing about it."""

    route: Route
    predicate: Predicate

    def holds(self, document: Document) -> bool:
        """Tell whether it is so for sure, of one entry at least."""
        spots = list(self.route.spots(document.root))
        if self.predicate.name == "forbidden":
            return not spots and any(missing(document, self.route))
        if self.predicate.name == "required":
            return any(not is_null(spot.node) for spot in spots)
        known = (spot.node for spot in spots if not is_opaque(document, spot.node))
        return any(map(self.predicate.test, known))


class Declared(NamedTuple):
    """A rule as a configuration declares it; `why` is for those who ask."""

    name: str
    route: Route
    predicate: Predicate
    message: Words
    of: Of = "spec"
    when: tuple[Condition, ...] = ()
    severity: Severity = Severity.ERROR
    profile: Profile = Profile.RECOMMENDED
    harm: Harm = Harm.ORDER
    why: str = ""
    repair: Repair | None = None

    @property
    def summary(self) -> str:
        """What it asks, in a sentence."""
        where = "" if self.of == "spec" else f" of the {_FILES[self.of]}"
        return f"`{self.route.text}`{where} {self.predicate.demand}."

    def rule(self) -> Rule:
        """Give the rule itself."""
        return Rule(
            name=self.name,
            category=CATEGORY,
            summary=self.summary,
            severity=self.severity,
            confidence=Confidence.HIGH,
            profile=self.profile,
            harm=self.harm,
            targets=EVERY_TARGET,
            fix=None if self.repair is None else self.repair.safety,
            reads=("Spec",) if self.of == "spec" else ("Spec", "Stack"),
            function=self._function(),
        )

    def hits(self, document: Document) -> Iterator[Hit]:
        """Give what the rule sees in one file."""
        if self.predicate.name == "required":
            yield from self._of_missing(document)
            return
        for spot in self.route.spots(document.root):
            is_known = self.predicate.name == "forbidden" or not is_opaque(document, spot.node)
            if is_known and not self.predicate.test(spot.node):
                yield self._of_entry(document, spot)

    def concerns(self, spec: Spec) -> bool:
        """Tell whether the conditions hold; the parts of a list of specs are not looked at."""
        return not spec.is_merged and all(one.holds(spec.document) for one in self.when)

    def _function(self) -> Reads:
        if self.of == "spec":
            return self._look_at_spec

        # Many specs share a stack.
        @lru_cache(maxsize=256)
        def hits_of(stack: Stack) -> tuple[Hit, ...]:
            return tuple(
                hit for document in _FILES_OF[self.of](stack) for hit in self.hits(document)
            )

        def look(spec: Spec, stack: Stack) -> Hits:
            if self.concerns(spec):
                yield from hits_of(stack)

        return look

    def _look_at_spec(self, spec: Spec) -> Hits:
        if self.concerns(spec):
            yield from self.hits(spec.document)

    def _of_missing(self, document: Document) -> Iterator[Hit]:
        for path, closest in missing(document, self.route):
            fix = self.repair and self.repair.of_missing(document, path, closest)
            yield Hit(Place(document, closest), self._said(path, None), fix)

    def _of_entry(self, document: Document, spot: Spot) -> Hit:
        part = Part.KEY if self.predicate.is_about_presence else Part.VALUE
        at = Place(document, spot.path, part, spot.occurrence)
        fix = self.repair and self.repair.of_entry(document, spot, self.predicate)
        return Hit(at, self._said(spot.path, spot.node), fix)

    def _said(self, path: KeyPath, node: Node | None) -> str:
        key = key_of(path)
        value = shown_node(node, key)
        return self.message.filled({"value": value, "path": path_text(path), "name": key})


_FILES = {"stack": "stack file", "compose": "compose files"}


def _stack_file(stack: Stack) -> list[Document]:
    return [stack.file.document]


def _compose_files(stack: Stack) -> list[Document]:
    found = (pod.compose.document for pod in (*stack.pods, *stack.jobs))
    return list({document.name: document for document in found}.values())


_FILES_OF: dict[str, Callable[[Stack], list[Document]]] = {
    "stack": _stack_file,
    "compose": _compose_files,
}
