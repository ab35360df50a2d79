"""Rules over inputs: findings in the order of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from stacklint.engine.fitting import Asked, Fittings
from stacklint.engine.hearing import Hearing
from stacklint.engine.subject import can_run
from stacklint.finding import Profile, Severity
from stacklint.model.allow import is_marked
from stacklint.model.bundle import Stack
from stacklint.rule import AllowUse, Hit, Role, Rule, Settings, Source, StaleEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stacklint.engine.subject import Inputs, Subject
    from stacklint.model.fleet import Fleet
    from stacklint.model.revision import Revision
    from stacklint.model.scripts.script import Script, Scripts
    from stacklint.model.secrets.kept import Kept
    from stacklint.model.spec import Spec
    from stacklint.model.targets import Target
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document
    from stacklint.outcome import Outcome
    from stacklint.rules import Listed
    from stacklint.rules import Subject as Kind
    from stacklint.select import Chosen, Selection
    from stacklint.suppress import Allows

Judged: TypeAlias = "Callable[[str], bool]"

_OF_ONE_SPEC: tuple[Kind, ...] = ("file", "spec", "stack")
_OF_ALL: tuple[Kind, ...] = ("fleet", "kept")
OF_HISTORY = frozenset({"Revision", "StackRevision", "PodsRevision"})
"""What a rule reads that is about a change alone."""


class Engine:
    """One run over subjects; a file that several specs share is looked at once.

    `clock` gives seconds; with one, the time of each rule is taken. `seen` are files that another
    engine has looked at for what any file is asked.
    """

    __slots__ = (
        "_any_file",
        "_fittings",
        "_hearing",
        "_marked",
        "_seen",
        "_stacks",
        "allows",
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
        self._hearing = Hearing(selection.registry, allows, outcome, clock)
        self.outcome = self._hearing.outcome
        self._seen: set[str] = set(seen)
        self._stacks: set[tuple[str, Target | None]] = set()
        self._fittings = Fittings()
        # Whether a file has comments that may suppress: many specs share those of their stack.
        self._marked: dict[str, bool] = {}
        # By the identity of what was chosen, which lives as long as the run.
        self._any_file: dict[int, list[Rule]] = {}

    def anew(self, allows: Allows) -> Engine:
        """Give an engine that goes on where this one is, and tells apart what it finds."""
        other = Engine(self.selection, allows, clock=self._hearing.clock)
        other._seen, other._stacks, other._fittings = self._seen, self._stacks, self._fittings
        other._marked, other._any_file = self._marked, self._any_file
        return other

    def look_at(self, subject: Subject) -> None:
        """Run every rule that is chosen for a spec."""
        spec = subject.bundle.spec
        chosen = self.selection.for_file(spec.file)
        sources = subject.sources()
        marked = self.note_allows(sources)
        self.look_at_files(sources, subject.tree)
        inputs = subject.inputs(can_read_stack=subject.can_read_all())
        inputs["Deployer"] = chosen.deployer
        if spec.document.fault is None:
            self._look_at_stack(subject, inputs)
        # As late as can be: git looks for it meanwhile.
        revision = subject.revision()
        if marked:
            self.judge(marked, _judged(chosen, subject, revision, self.load))
        if spec.document.fault is not None:
            return
        stack = inputs["Stack"]
        pods = subject.pods_revision(stack) if isinstance(stack, Stack) else None
        inputs |= {"Revision": revision, "Revision | None": revision, "PodsRevision": pods}
        fitting = self._fittings.fitting(chosen, subject, inputs, self.load)
        self.ask(fitting.rules, spec.file, inputs, chosen)
        fitting.of_sections(spec, lambda asked: self._ask_anew(asked, spec, inputs, chosen))

    def ask(self, rules: Iterable[Rule], file: str, inputs: Inputs, chosen: Chosen) -> None:
        """Ask rules what they see, and take that up."""
        for rule, hits in self._hearing.heard(rules, file, inputs):
            self._hearing.take_all(rule, hits, chosen)

    def _ask_anew(
        self, asked: Iterable[Asked], spec: Spec, inputs: Inputs, chosen: Chosen
    ) -> list[Asked]:
        """Run rules, but for those that looked at the same texts in vain; give those that spoke."""
        spoke: list[Asked] = []
        anew: list[Rule] = []
        for one in asked:
            if one.unseen and not self.allows.covers(spec.document):
                for hit in one.unseen:
                    self.outcome.pass_over(hit, spec.file)
                spoke.append(one)
            else:
                anew.append(one.rule)
        for rule, hits in self._hearing.heard(anew, spec.file, inputs):
            self._hearing.take_all(rule, hits, chosen)
            spoke.append(Asked(rule, self._hearing.unseen(rule, hits, spec, chosen)))
        return spoke

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
            if target in rule.targets:
                inputs = inputs | subject.history_for(rule)
            if can_run(rule, target, inputs):
                self.ask([rule], stack.file.file, inputs, chosen)

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
        self.ask(self._of_files(chosen), document.name, inputs, chosen)

    def _of_files(self, chosen: Chosen) -> list[Rule]:
        """Give the rules that look at any file alike: most files are looked at by the same."""
        found = self._any_file.get(id(chosen))
        if found is None:
            found = self._any_file[id(chosen)] = list(map(self.load, chosen.of("file")))
        return found

    def look_at_fleet(self, fleet: Fleet, settings: Settings, judged: Judged) -> None:
        """Run the rules about all specs together, for what concerns the files that are judged."""
        self._look_at_several("fleet", {"Fleet": fleet, "Settings": settings}, judged)

    def look_at_kept(self, kept: Kept, judged: Judged) -> None:
        """Run the rules about what git keeps, for what concerns the files that are judged."""
        self._look_at_several("kept", {"Kept": kept}, judged)

    def look_at_scripts(self, scripts: Scripts, fleet: Fleet, tree: Tree, judged: Judged) -> None:
        """Run the rules about scripts, each and all together, for what concerns what is judged."""
        for script in scripts.all:
            self.allows.note(script.document)
            source = Source(script.document, Role.SCRIPT)
            inputs: Inputs = {"Script": script, "Source": source, "Fleet": fleet, "Tree": tree}
            self._look_at_several("script", inputs, judged, script)
        together: Inputs = {"Scripts": scripts, "Fleet": fleet, "Tree": tree}
        self._look_at_several("scripts", together, judged)

    def _look_at_several(
        self, kind: Kind, inputs: Inputs, judged: Judged, script: Script | None = None
    ) -> None:
        """Run rules whose findings may stand in any file, or in one script."""
        file = "" if script is None else script.file
        rules = list(map(self.load, self.selection.for_file(file).of(kind)))
        for rule, hits in self._hearing.heard(rules, file or "all files together", inputs):
            is_prose = script is not None and script.is_prose
            for hit in _to_read(hits, rule) if is_prose else hits:
                chosen = self.selection.for_file(hit.at.document.name)
                places = (hit.at, *(label.at for label in hit.also))
                is_chosen = any(listed.name == rule.name for listed in chosen.of(kind))
                if is_chosen and any(judged(x.document.name) for x in places):
                    self._hearing.take(rule, hit, chosen)

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
                rule = self.load(listed)
                if name in rule.reads:
                    self.ask([rule], late.document.name, {name: late}, chosen)

    def finish(self) -> Outcome:
        """Give the findings in order."""
        self.outcome.findings.sort(key=lambda finding: finding.order)
        return self.outcome

    def load(self, listed: Listed) -> Rule:
        """Give a rule of this run, whoever brought it."""
        return self.selection.registry.load(listed)

    def note_allows(self, sources: Iterable[Source]) -> list[str]:
        """Take up the comments of files that suppress; give the files that have any."""
        documents = (source.document for source in sources)
        marked = [document for document in documents if self._is_marked(document)]
        for document in marked:
            self.allows.note(document)
        return [document.name for document in marked]

    def _is_marked(self, document: Document) -> bool:
        found = self._marked.get(document.name)
        if found is None:
            found = self._marked[document.name] = is_marked(document.text)
        return found

    def judge(self, files: Iterable[str], rules: frozenset[str]) -> None:
        """Say which rules have looked at files with all that they read."""
        for file in files:
            self.allows.judge(file, rules)


def _to_read(hits: Iterable[Hit], rule: Rule) -> Iterator[Hit]:
    """Give hits in a page as less: people read it, and run what they choose."""
    for hit in hits:
        severity = Severity(max(Severity.INFO, (hit.severity or rule.severity) - 1))
        profile = max(hit.profile or rule.profile, Profile.STRICT)
        yield hit._replace(severity=severity, profile=profile)


def _judged(
    chosen: Chosen, subject: Subject, revision: Revision | None, load: Callable[[Listed], Rule]
) -> frozenset[str]:
    """Name the rules that look at this spec with all that they read.

    History never counts, and a change at hand may silence what would be there without it.
    """
    lacking = set(OF_HISTORY)
    if revision is not None and not revision.is_settled:
        lacking.add("Revision | None")
    if subject.bundle.stack is None:
        lacking |= {"Stack", "Stack | None"}
    rules = map(load, (x for kind in _OF_ONE_SPEC for x in chosen.of(kind)))
    seeing = (rule for rule in rules if lacking.isdisjoint(rule.reads))
    return frozenset(rule.name for rule in seeing if not _is_of_history(rule))


def _is_of_history(rule: Rule) -> bool:
    return rule.category == "gitops" and "Revision | None" in rule.reads
