"""Rules over inputs: findings in the order of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.engine.fitting import Asked, Fittings
from stacklint.engine.subject import can_run
from stacklint.finding import Finding, Profile, Severity, Standing, named_path, region_of
from stacklint.model.allow import is_marked
from stacklint.model.bundle import Stack
from stacklint.outcome import Outcome, Unseen
from stacklint.rule import AllowUse, Hit, Role, Rule, Settings, Source, StaleEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stacklint.engine.subject import Inputs, Subject
    from stacklint.model.fleet import Fleet
    from stacklint.model.kept import Kept
    from stacklint.model.script import Script, Scripts
    from stacklint.model.spec import Spec
    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree
    from stacklint.rules import Listed
    from stacklint.rules import Subject as Kind
    from stacklint.select import Chosen, Selection
    from stacklint.suppress import Allows

Judged: TypeAlias = "Callable[[str], bool]"

_OF_ONE_SPEC: tuple[Kind, ...] = ("file", "spec", "stack")
_OF_ALL: tuple[Kind, ...] = ("fleet", "kept")
_SPARED = ("holds", "for laconic-so; stacklint's own deployer does not have this defect")
OF_HISTORY = frozenset({"Revision", "StackRevision"})
"""What a rule reads that is about a change alone."""


class RuleFailed(Exception):
    """A rule raised an exception: a fault of ours, or of the package that brought it."""

    def __init__(self, rule: str, file: str, author: str) -> None:
        self.rule = rule
        self.file = file
        self.author = author

    def __str__(self) -> str:
        """Say which rule and which file."""
        return f"the rule {self.rule} failed on {self.file}"


class Engine:
    """One run over subjects; a file that several specs share is looked at once.

    `clock` gives seconds; with one, the time of each rule is taken. `seen` are files that another
    engine has looked at for what any file is asked.
    """

    __slots__ = (
        "_fittings",
        "_noted",
        "_seen",
        "_stacks",
        "allows",
        "clock",
        "outcome",
        "selection",
    )

    def __init__(
        self,
        selection: Selection,
        allows: Allows,
        outcome: Outcome | None = None,
        clock: Callable[[], float] | None = None,
        seen: Iterable[str] = (),
    ) -> None:
        self.selection = selection
        self.allows = allows
        self.outcome: Outcome = Outcome() if outcome is None else outcome
        self.clock = clock
        self._seen: set[str] = set(seen)
        self._noted: set[str] = set()
        self._stacks: set[tuple[str, Target | None]] = set()
        self._fittings = Fittings()

    def anew(self, allows: Allows) -> Engine:
        """Give an engine that goes on where this one is, and tells apart what it finds."""
        other = Engine(self.selection, allows, clock=self.clock)
        other._seen, other._stacks, other._fittings = self._seen, self._stacks, self._fittings
        return other

    def look_at(self, subject: Subject) -> None:
        """Run every rule that is chosen for a spec."""
        spec = subject.bundle.spec
        chosen = self.selection.for_file(spec.file)
        sources = subject.sources()
        broken = any(source.document.fault is not None for source in sources)
        self.note_allows(sources, lambda: _judged(chosen, subject, self.load))
        self.look_at_files(sources, subject.tree)
        if spec.document.fault is not None:
            return
        inputs = subject.inputs(can_read_stack=not broken)
        self._look_at_stack(subject, inputs)
        fitting = self._fittings.fitting(chosen, subject, inputs, self.load)
        self._ask(fitting.rules, spec, inputs, chosen)
        fitting.of_sections(spec, lambda asked: self._ask(asked, spec, inputs, chosen))

    def _ask(
        self, asked: Iterable[Asked], spec: Spec, inputs: Inputs, chosen: Chosen
    ) -> list[Asked]:
        """Run rules, but for those that looked at the same texts in vain; give those that spoke."""
        spoke: list[Asked] = []
        for one in asked:
            listed, rule, unseen = one
            if unseen and not self.allows.covers(spec.document):
                for hit in unseen:
                    self.outcome.pass_over(hit, spec.file)
                spoke.append(one)
            elif hits := self._hits(rule, spec.file, inputs):
                self._take_up(rule, hits, chosen)
                spoke.append(Asked(listed, rule, self._unseen(rule, hits, spec, chosen)))
        return spoke

    def _unseen(
        self, rule: Rule, hits: list[Hit], spec: Spec, chosen: Chosen
    ) -> tuple[Unseen, ...]:
        """Give hits of which none is shown; nothing where one is, or a comment may speak of it."""
        is_seen = any(
            chosen.shows(rule, x.profile or rule.profile) or self.allows.covers(x.at.document)
            for x in hits
        )
        return () if is_seen else tuple(_unseen(rule, x, spec.file) for x in hits)

    def _look_at_stack(self, subject: Subject, inputs: Inputs) -> None:
        """Run the rules about a stack alone, once for all specs of it that have a target."""
        stack, target = inputs["Stack"], subject.bundle.spec.target
        if not isinstance(stack, Stack) or (stack.file.file, target) in self._stacks:
            return
        self._stacks.add((stack.file.file, target))
        chosen = self.selection.for_file(stack.file.file)
        for listed in chosen.of("stack"):
            if listed.only not in {None, target} or not stack.holds(listed.words):
                continue
            rule = self.load(listed)
            if "StackRevision" in rule.reads and target in rule.targets:
                inputs = {**inputs, "StackRevision": subject.stack_revision()}
            if can_run(rule, target, inputs):
                self.call(rule, stack.file.file, inputs, chosen)

    def look_at_files(self, sources: Iterable[Source], tree: Tree) -> None:
        """Run the rules that look at any file alike, once for each."""
        for source in sources:
            if source.document.name not in self._seen:
                self._seen.add(source.document.name)
                self.look_at_file(source, tree)

    def look_at_file(self, source: Source, tree: Tree) -> None:
        """Run the rules that look at any file alike."""
        document = source.document
        chosen = self.selection.for_file(document.name)
        inputs: Inputs = {"Source": source, "Tree": tree}
        for listed in chosen.of("file"):
            self.call(self.load(listed), document.name, inputs, chosen)

    def look_at_fleet(self, fleet: Fleet, settings: Settings, judged: Judged) -> None:
        """Run the rules about all specs together, for what concerns the files that are judged."""
        self._look_at_several("fleet", {"Fleet": fleet, "Settings": settings}, judged)

    def look_at_kept(self, kept: Kept, judged: Judged) -> None:
        """Run the rules about what git keeps, for what concerns the files that are judged."""
        self._look_at_several("kept", {"Kept": kept}, judged)

    def look_at_scripts(self, scripts: Scripts, fleet: Fleet, tree: Tree, judged: Judged) -> None:
        """Run the rules about scripts, each and all together, for what concerns what is judged."""
        for script in scripts.all:
            self.allows.note(script.document, frozenset())
            source = Source(script.document, Role.SCRIPT)
            inputs: Inputs = {"Script": script, "Source": source, "Fleet": fleet, "Tree": tree}
            self._look_at_several("script", inputs, judged, script)
        self._look_at_several("scripts", {"Scripts": scripts, "Fleet": fleet}, judged)

    def _look_at_several(
        self, kind: Kind, inputs: Inputs, judged: Judged, script: Script | None = None
    ) -> None:
        """Run rules whose findings may stand in any file, or in one script."""
        file = "" if script is None else script.file
        for listed in self.selection.for_file(file).of(kind):
            rule = self.load(listed)
            hits = self._hits(rule, file or "all files together", inputs)
            for hit in hits if script is None or not script.is_prose else _to_read(hits, rule):
                chosen = self.selection.for_file(hit.at.document.name)
                places = (hit.at, *(label.at for label in hit.also))
                if listed in chosen.of(kind) and any(judged(x.document.name) for x in places):
                    self.allows.note(hit.at.document, frozenset())
                    self._take(rule, hit, chosen)

    def note_fleet(self, files: Iterable[str]) -> None:
        """Say that the rules about all specs, and what git keeps, have seen all there is."""
        for file in files:
            chosen = self.selection.for_file(file)
            names = (listed.name for kind in _OF_ALL for listed in chosen.of(kind))
            self.allows.judge(file, frozenset(names))

    def note_scripts(self, scripts: Scripts) -> None:
        """Say that the rules about scripts have seen all specs that there are."""
        for script in scripts.all:
            names = (x.name for x in self.selection.for_file(script.file).of("script"))
            self.allows.judge(script.file, frozenset(names))

    def look_at_allows(self, uses: Iterable[AllowUse], stale: Iterable[StaleEntry] = ()) -> None:
        """Run the rules about suppressions, when everything else has been said."""
        spoken: list[AllowUse | StaleEntry] = [*uses, *stale]
        for late in spoken:
            chosen = self.selection.for_file(late.document.name)
            name = type(late).__name__
            for listed in chosen.of("comment"):
                if name in self.load(listed).reads:
                    self.call(self.load(listed), late.document.name, {name: late}, chosen)

    def finish(self) -> Outcome:
        """Give the findings in order."""
        self.outcome.findings.sort(key=lambda finding: finding.order)
        return self.outcome

    def call(self, rule: Rule, file: str, inputs: Inputs, chosen: Chosen) -> None:
        """Ask a rule what it sees, and take that up."""
        self._take_up(rule, self._hits(rule, file, inputs), chosen)

    def _hits(self, rule: Rule, file: str, inputs: Inputs) -> list[Hit]:
        started = 0.0 if self.clock is None else self.clock()
        try:
            return list(rule.function(*map(inputs.__getitem__, rule.reads)))
        except Exception as error:
            author = self.selection.registry.author_of(rule.name)
            raise RuleFailed(rule.name, file, author) from error
        finally:
            if self.clock is not None:
                seconds = self.outcome.seconds
                seconds[rule.name] = seconds.get(rule.name, 0.0) + self.clock() - started

    def _take_up(self, rule: Rule, hits: Iterable[Hit], chosen: Chosen) -> None:
        for hit in hits:
            self._take(rule, hit, chosen)

    def _take(self, rule: Rule, hit: Hit, chosen: Chosen) -> None:
        profile = hit.profile or rule.profile
        if hit.at.document.name not in self._noted:
            # A rule about a stack may speak of a file that is no part of it.
            self._noted.add(hit.at.document.name)
            self.allows.note(hit.at.document, frozenset())
        is_shown = chosen.shows(rule, profile)
        if not is_shown and not self.allows.covers(hit.at.document):
            self.outcome.pass_over(_unseen(rule, hit), "")
            return
        finding = self.allows.apply(_finding(rule, hit, chosen))
        if not is_shown:
            if finding.standing is Standing.OPEN:
                self.outcome.pass_over(_unseen(rule, hit), "")
            return
        self.outcome.add(finding)
        for place in (hit.at, *(label.at for label in hit.also)):
            self.outcome.documents[place.document.name] = place.document

    def load(self, listed: Listed) -> Rule:
        """Give a rule of this run, whoever brought it."""
        return self.selection.registry.load(listed)

    def note_allows(self, sources: Iterable[Source], judged: Callable[[], frozenset[str]]) -> None:
        """Take up the comments of files that suppress, with the names of the rules that judge."""
        marked = [source.document for source in sources if is_marked(source.document.text)]
        names = judged() if marked else frozenset()
        for document in marked:
            self.allows.note(document, names)


def _to_read(hits: Iterable[Hit], rule: Rule) -> Iterator[Hit]:
    """Give hits in a page as less: people read it, and run what they choose."""
    for hit in hits:
        severity = Severity(max(Severity.INFO, (hit.severity or rule.severity) - 1))
        profile = max(hit.profile or rule.profile, Profile.STRICT)
        yield hit._replace(severity=severity, profile=profile)


def _unseen(rule: Rule, hit: Hit, own: str = "") -> Unseen:
    at, profile = hit.at, hit.profile or rule.profile
    file = "" if at.document.name == own else at.document.name
    return Unseen(profile, rule.name, file, at.path, at.occurrence, at.range, hit.message)


def _judged(chosen: Chosen, subject: Subject, load: Callable[[Listed], Rule]) -> frozenset[str]:
    """Name the rules that look at this spec with all that they read.

    History never counts, and a change at hand may silence what would be there without it.
    """
    lacking = set(OF_HISTORY)
    if subject.revision is not None and not subject.revision.is_settled:
        lacking.add("Revision | None")
    if subject.bundle.stack is None:
        lacking |= {"Stack", "Stack | None"}
    rules = map(load, (x for kind in _OF_ONE_SPEC for x in chosen.of(kind)))
    seeing = (rule for rule in rules if lacking.isdisjoint(rule.reads))
    return frozenset(rule.name for rule in seeing if not _is_of_history(rule))


def _is_of_history(rule: Rule) -> bool:
    return rule.category == "gitops" and "Revision | None" in rule.reads


def _finding(rule: Rule, hit: Hit, chosen: Chosen) -> Finding:
    region = region_of(hit.at, hit.words)
    return Finding(
        rule=rule.name,
        category=rule.category,
        severity=chosen.severity(rule, hit),
        confidence=hit.confidence or rule.confidence,
        profile=hit.profile or rule.profile,
        harm=rule.harm,
        message=hit.message,
        at=region,
        also=tuple(region_of(label.at, label.words) for label in hit.also),
        notes=(*hit.notes, _SPARED) if chosen.is_spared(rule, hit) else hit.notes,
        fix=hit.fix,
        key=(rule.name, hit.at.document.name, named_path(hit.at), hit.value),
    )
