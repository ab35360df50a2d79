"""A stack that no spec leads to, judged in its own right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine.subject import has_all, sources_of
from stacklint.finding import Confidence, Profile, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.named import NamedTuple
from stacklint.model.targets import EVERY_TARGET, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stacklint.engine import Engine
    from stacklint.engine.subject import Inputs
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.rule import Hit, Rule, Settings, Source
    from stacklint.rules import Listed
    from stacklint.select import Chosen

_NOTE = "counts", "on Kubernetes; no spec of this run says that the stack goes there"


class Alone(NamedTuple):
    """A stack whose target nobody has told, with all that rules may read of it.

    `dialect` is the one that is configured; else the stack shows whom it is written for.
    """

    stack: Stack
    tree: Tree
    settings: Settings
    dialect: Dialect | None = None

    @property
    def targets(self) -> frozenset[Target]:
        """The targets of which it is known what becomes of a stack there: of the fork, compose."""
        looks_like = Dialect.FORK if self.stack.file.is_of_fork else Dialect.LACONIC_SO
        is_of_fork = (self.dialect or looks_like) is Dialect.FORK
        return frozenset({Target.COMPOSE}) if is_of_fork else EVERY_TARGET

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its files."""
        return sources_of(self.stack)

    def inputs(self, chosen: Chosen) -> Inputs:
        """Give what rules may read."""
        return {
            "Deployer": chosen.deployer,
            "Spec | None": None,
            "Stack": self.stack,
            "Stack | None": self.stack,
            "Tree": self.tree,
            "Settings": self.settings,
        }

    def rules(self, chosen: Chosen, load: Callable[[Listed], Rule]) -> list[Rule]:
        """Give the rules that have something to say of it; none where a file cannot be read."""
        if any(source.document.fault is not None for source in self.sources):
            return []
        of_spec = (listed for listed in chosen.of("spec") if listed.without_spec)
        listed = (x for x in (*chosen.of("stack"), *of_spec) if self.stack.holds(x.words))
        rules = map(load, listed)
        inputs, targets = self.inputs(chosen), self.targets
        return [x for x in rules if has_all(x, inputs) and not x.targets.isdisjoint(targets)]


def look_at_alone(engine: Engine, alone: Alone) -> None:
    """Run the rules about a stack: what holds on each target, and what holds on some."""
    file, sources = alone.stack.file.file, alone.sources
    chosen = engine.selection.for_file(file)
    inputs = alone.inputs(chosen)
    rules = alone.rules(chosen, engine.load)
    names = {*(x.name for x in rules), *(x.name for x in chosen.of("file"))}
    engine.judge(engine.note_allows(sources), frozenset(names))
    engine.look_at_files(sources, alone.tree)
    # A compose file is first of all what compose takes it for.
    asked = [x if Target.COMPOSE in x.targets else _where_nobody_says_so(x) for x in rules]
    engine.ask(asked, file, inputs, chosen)


def _where_nobody_says_so(rule: Rule) -> Rule:
    """Give a rule about Kubernetes as it counts for a stack that no spec brings there."""

    def lowered(*inputs: object) -> Iterator[Hit]:
        return (_lowered(rule, hit) for hit in rule.function(*inputs))

    return rule._replace(function=lowered)


def _lowered(rule: Rule, hit: Hit) -> Hit:
    """Lower a hit by one severity, and show it in `strict`; what cannot be lower, in an audit."""
    severity, profile = hit.severity or rule.severity, hit.profile or rule.profile
    is_lowest = severity is Severity.INFO
    return hit._replace(
        severity=severity if is_lowest else Severity(severity - 1),
        profile=max(profile, Profile.AUDIT if is_lowest else Profile.STRICT),
        confidence=min(hit.confidence or rule.confidence, Confidence.MEDIUM),
        notes=(*hit.notes, _NOTE),
    )
