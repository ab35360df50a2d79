"""Which rules are worth asking of a spec, told once for all specs that are alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.engine.subject import can_run
from stacklint.model.bundle import Stack
from stacklint.model.likeness import Part, part_named, texts_of
from stacklint.model.named import NamedTuple
from stacklint.model.revision import Revision
from stacklint.rules import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from stacklint.engine.subject import Inputs, Subject
    from stacklint.model.dialect import Dialect
    from stacklint.model.likeness import Texts
    from stacklint.model.spec import Spec
    from stacklint.model.targets import Target
    from stacklint.outcome import Unseen
    from stacklint.rule import Rule
    from stacklint.rules import Listed
    from stacklint.select import Chosen


class Likeness(NamedTuple):
    """What the specs of one repository have in common: they are judged by the same rules.

    Besides, all that a rule may read of a spec that names the sections it reads.
    `chosen` and `stack` are identities: both live as long as the run.
    """

    chosen: int
    target: Target | None
    names: tuple[str, ...]
    stack: int
    stack_text: str | None
    touched: frozenset[str] | None
    is_remounted: bool
    has_gaps: bool
    is_test: bool
    dialect: Dialect
    signs: tuple[bool, ...]


class Asked(NamedTuple):
    """A rule, and what it saw where it looked at the same texts before, if none of it was shown."""

    rule: Rule
    unseen: tuple[Unseen, ...] = ()


class Group(NamedTuple):
    """The rules that read the same sections alone.

    `asked` has, by the texts of these sections, the rules that had something to say of them.
    """

    parts: tuple[Part, ...]
    rules: list[Asked]
    asked: dict[Texts, list[Asked]]


class Fitting(NamedTuple):
    """The rules for specs that are alike: those that read anything, and groups of the others.

    `parts` are those of all groups, and `asked` has, by their texts, what all groups have: of
    most specs it is all that is looked up.
    """

    rules: list[Rule]
    groups: list[Group]
    parts: tuple[Part, ...]
    asked: dict[Texts, list[Asked]]

    def anew(self) -> Fitting:
        """Give the same rules for specs of another stack, of which nothing was asked yet."""
        groups = [Group(group.parts, group.rules, {}) for group in self.groups]
        return Fitting(self.rules, groups, self.parts, {})

    def of_sections(self, spec: Spec, ask: Callable[[Iterable[Asked]], list[Asked]]) -> None:
        """Ask the rules that read some sections, those alone that have anything to say of them."""
        texts = texts_of(spec, self.parts)
        if texts is None:
            for group in self.groups:
                ask(group.rules)
        elif texts in self.asked:
            ask(self.asked[texts])
        else:
            by_part = dict(zip(self.parts, texts, strict=True))
            self.asked[texts] = spoke = []
            for group in self.groups:
                own = tuple([by_part[part] for part in group.parts])
                group.asked[own] = ask(group.asked.get(own, group.rules))
                spoke += group.asked[own]


class Fittings:
    """The rules for each kind of spec that a run has met."""

    __slots__ = ("_found", "_kinds", "_laid_out")

    def __init__(self) -> None:
        self._found: dict[Likeness, Fitting] = {}
        # Stacks are many, and most ask for the same rules: which these are is told once.
        self._kinds: dict[Likeness, list[Listed]] = {}
        self._laid_out: dict[tuple[Likeness, tuple[str, ...]], Fitting] = {}

    def fitting(
        self, chosen: Chosen, subject: Subject, inputs: Inputs, load: Callable[[Listed], Rule]
    ) -> Fitting:
        """Give the rules that can have anything to say of a spec like this one."""
        likeness = _likeness(chosen, subject, inputs)
        found = self._found.get(likeness)
        if found is None:
            laid_out = self._layout(likeness, chosen, subject.bundle.spec, inputs, load)
            found = self._found[likeness] = laid_out.anew()
        return found

    def _layout(
        self,
        likeness: Likeness,
        chosen: Chosen,
        spec: Spec,
        inputs: Inputs,
        load: Callable[[Listed], Rule],
    ) -> Fitting:
        stack = inputs["Stack"]
        kind = likeness._replace(stack=int(stack is not None), stack_text=None)
        if kind not in self._kinds:
            self._kinds[kind] = [x for x in chosen.of("spec") if _may_fire(x, spec, inputs)]
        listed = self._kinds[kind]
        if isinstance(stack, Stack):
            listed = [x for x in listed if stack.holds(x.words)]
        at = kind, tuple([x.name for x in listed])
        if at not in self._laid_out:
            rules = ((x, load(x)) for x in listed)
            able = (x for x in rules if can_run(x[1], likeness.target, inputs))
            self._laid_out[at] = _grouped(able, likeness)
        return self._laid_out[at]


def _likeness(chosen: Chosen, subject: Subject, inputs: Inputs) -> Likeness:
    spec = subject.bundle.spec
    revision = inputs["Revision"]
    return Likeness(
        chosen=id(chosen),
        target=spec.target,
        names=tuple(spec.root.merged),
        stack=id(inputs["Stack"]),
        stack_text=spec.stack,
        touched=revision.touched if isinstance(revision, Revision) else None,
        is_remounted=inputs["PodsRevision"] is not None,
        has_gaps=spec.has_gaps,
        is_test=spec.is_test,
        dialect=spec.dialect,
        signs=spec.document.holding(SIGNS),
    )


def _may_fire(listed: Listed, spec: Spec, inputs: Inputs) -> bool:
    """Tell without loading a rule whether it can have anything to say of a spec like this one.

    That is of any stack; its words are another question.
    """
    revision = inputs["Revision"]
    if listed.only not in {None, spec.target}:
        return False
    if listed.on and not any(map(spec.root.entry, listed.on)):
        return False
    if (
        listed.on_change
        and isinstance(revision, Revision)
        and not revision.touches(listed.on_change)
    ):
        return False
    if listed.on_remount and inputs["PodsRevision"] is None:
        return False
    return not listed.signs or any(map(spec.document.text.__contains__, listed.signs))


def _grouped(rules: Iterable[tuple[Listed, Rule]], likeness: Likeness) -> Fitting:
    """Put together the rules that read the same sections alone, of those that are there."""
    others: list[Rule] = []
    reading: list[tuple[Rule, list[Part]]] = []
    for listed, rule in rules:
        sections = listed.reads(likeness.target)
        if sections is None:
            others.append(rule)
        else:
            known = map(part_named, sections)
            reading.append((rule, [part for part in known if part.path[0] in likeness.names]))
    # Where all of a section is looked up for one rule, the next need not have its keys besides.
    whole = {part.path for _, parts in reading for part in parts if not part.keys_alone}
    groups: dict[tuple[Part, ...], Group] = {}
    for rule, parts in reading:
        own = tuple(Part(path, alone and path not in whole) for path, alone in parts)
        groups.setdefault(own, Group(own, [], {})).rules.append(Asked(rule))
    every = tuple(dict.fromkeys(part for parts in groups for part in parts))
    return Fitting(others, list(groups.values()), every, {})
