"""A tree of files in memory, and the linter over it: for tests that need no disk and no git."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

from stacklint.alone import Alone, look_at_alone
from stacklint.baseline import read_baseline
from stacklint.config import BASELINE
from stacklint.engine import Engine
from stacklint.engine.subject import Subject, sources_of
from stacklint.model.claims import Claimant
from stacklint.model.compose.file import Compose
from stacklint.model.deployment import Copy, fits
from stacklint.model.fleet import Fleet, Host
from stacklint.model.rendering import Rendering
from stacklint.model.revision import (
    ComposeRevision,
    NoPast,
    Revision,
    StackRevision,
    pods_revision,
)
from stacklint.model.scripts.script import Scripts
from stacklint.model.secrets.files import may_be_secret
from stacklint.model.secrets.kept import kept_of
from stacklint.model.spec import Spec
from stacklint.model.stack import StackFile, is_stack
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.sections import changed_sections
from stacklint.pin import Pin
from stacklint.registry import BUILT_IN, Registry
from stacklint.repo.discover import (
    Shape,
    candidates,
    is_named_like_stack,
    look_at,
    script_candidates,
)
from stacklint.repo.library import Library
from stacklint.repo.scripts import read_scripts
from stacklint.rule import Deployer, Settings
from stacklint.select import Choice, Selection
from stacklint.suppress import Allows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from stacklint.finding import Profile
    from stacklint.model.bundle import Bundle, Stack
    from stacklint.model.revision import PodsRevision
    from stacklint.outcome import Outcome
    from stacklint.rule import StaleEntry

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class MemoryTree:
    """Files by path; a directory is there when a file lies below it."""

    contents: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        return self.contents.get(posixpath.normpath(path))

    def tracked(self, path: str) -> bytes | None:
        return self.contents.get(path)

    def is_file(self, path: str) -> bool:
        return posixpath.normpath(path) in self.contents

    def is_dir(self, path: str) -> bool:
        return bool(self.names(path))

    def is_at_hand(self, path: str) -> bool:
        return self.is_file(path) or self.is_dir(path)

    def names(self, path: str) -> Sequence[str]:
        start = "" if path in {"", "."} else posixpath.normpath(path) + "/"
        below = (name[len(start) :] for name in self.contents if name.startswith(start))
        return sorted({name.split("/")[0] for name in below})

    def size(self, path: str) -> int:
        return len(self.read(path) or b"")

    def files(self) -> Sequence[str]:
        return sorted(self.contents)

    def targets_of(self, paths: Collection[str]) -> Mapping[str, str]:
        del paths
        return {}


@dataclass(frozen=True)
class NamedVolumes:
    """What a test says of deployment directories.

    The volumes that they have, where on the host they lie, and copies of specs among the files.
    """

    names: frozenset[str] = frozenset()
    directories: tuple[str, ...] = ()
    copies: tuple[Copy, ...] = ()

    def has_volume(self, name: str) -> bool:
        return name in self.names

    def directory_below(self, root: str, stack: str) -> str | None:
        below = (path for path in self.directories if path.startswith(f"{root}/{stack}"))
        return next(below, None)

    def copy_of(self, spec: Spec) -> Copy | None:
        found = [copy for copy in self.copies if fits(copy, spec)]
        return found[0] if len(found) == 1 else None


def _copies(tree: MemoryTree) -> tuple[Copy, ...]:
    found = (look_at(tree, path) for path in tree.files() if path.endswith("/spec.yml"))
    return tuple(
        Copy(posixpath.dirname(x.path), "", Spec(x.document))
        for x in found
        if x.shape is Shape.COPY and x.document is not None
    )


@dataclass(frozen=True)
class World:
    """What a test says about the world around the files.

    `others` are the versions of a file in the other parents of a merge; `hosts` are groups of
    files, `ages` the seconds of their last commits.
    """

    head: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    deployed: frozenset[str] = frozenset()
    deployed_in: tuple[str, ...] = ()
    is_settled: bool = False
    is_restored: bool = False
    roots: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    rendered: tuple[str, ...] = ()
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ages: Mapping[str, int] = field(default_factory=dict)
    registry: Registry = BUILT_IN
    deployer: Deployer = Deployer.LACONIC_SO


@dataclass(frozen=True)
class _Around:
    """The hosts and the ages that a test tells."""

    world: World
    bundles: Mapping[str, Bundle]

    def host_of(self, file: str) -> Host:
        told = [name for name, files in self.world.hosts.items() if file in files]
        return Host(told[0], is_told=True) if told else Host(posixpath.dirname(file), is_told=False)

    def spec(self, file: str) -> Spec:
        return self.bundles[file].spec

    def changed_at(self, file: str) -> int | None:
        return self.world.ages.get(file)


def lint(
    files: Mapping[str, str | bytes],
    *rules: str,
    profile: Profile | None = None,
    world: World | None = None,
) -> Outcome:
    """Lint every spec among files, and every stack without one; with names, only by these rules."""
    around = world or World()
    tree = MemoryTree(
        {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    )
    choice = Choice(select=rules, profile=None if profile is None else Pin(profile))
    selection = Selection(choice, registry=around.registry, deployer=around.deployer)
    allows = Allows(lambda: TODAY)
    engine = Engine(selection, allows)
    library = Library(tree, around.roots)
    specs: dict[str, Bundle] = {}
    playbooks: list[str] = []
    deployed = NamedVolumes(around.deployed, around.deployed_in, _copies(tree))

    def is_template(path: str) -> bool:
        return path.endswith(around.templates) if around.templates else False

    for path in candidates(tree, ["."], is_template):
        found = look_at(tree, path, is_template=is_template(path))
        if found.shape is Shape.SPEC and found.document is not None:
            spec = Spec(found.document)
            bundle = library.bundle(spec)
            specs[path] = bundle
            engine.look_at(
                Subject(
                    bundle=bundle,
                    revision=partial(_revision, spec, around),
                    stack_revision=partial(_stack_revision, bundle, around),
                    pods_revision=partial(_pods_revision, around),
                    tree=tree,
                    deployed=deployed,
                    past=NoPast(),
                    settings=around.settings,
                    rendering=_rendering(path, around, is_template=is_template(path)),
                )
            )
        elif found.may_have_commands:
            playbooks.append(path)
    _look_at_stacks(engine, library, specs, around.settings)
    _look_at_all(engine, tree, around, specs, playbooks)
    stale = _apply_baseline(tree, engine)
    engine.look_at_allows(allows.uses(selection.profile_of, around.registry.names), stale)
    return engine.finish()


def _look_at_stacks(
    engine: Engine, library: Library, specs: Mapping[str, Bundle], settings: Settings
) -> None:
    reached = {x.stack.file.file for x in specs.values() if x.stack is not None}
    left = [x for x in library.tree.files() if is_named_like_stack(x) and x not in reached]
    seen = {y.document.name for x in specs.values() if x.stack for y in sources_of(x.stack)}
    alone = Engine(engine.selection, engine.allows, engine.outcome, seen=seen)
    for stack in (library.stack(posixpath.dirname(path)) for path in left):
        if stack is not None and is_stack(stack.file.document):
            look_at_alone(alone, Alone(stack, library.tree, settings))


def _look_at_all(
    engine: Engine,
    tree: MemoryTree,
    world: World,
    specs: Mapping[str, Bundle],
    playbooks: list[str],
) -> None:
    claimant = Claimant()
    claims = [claimant.claims_of(x) for x in specs.values() if x.spec.document.fault is None]
    fleet = Fleet(claims, specs.__contains__, _Around(world, specs))
    paths = {*script_candidates(tree, ["."], lambda _path: False), *playbooks}
    scripts = Scripts(read_scripts(tree, sorted(paths)).scripts)
    engine.look_at_scripts(scripts, fleet, tree, lambda _file: True)
    engine.note_scripts(scripts)
    engine.look_at_fleet(fleet, world.settings, specs.__contains__)
    engine.look_at_kept(kept_of(tree, filter(may_be_secret, tree.files()), fleet), lambda _: True)
    engine.note_fleet(specs)


def _stack_revision(bundle: Bundle, world: World) -> StackRevision | None:
    stack = bundle.stack
    text = None if stack is None else world.head.get(stack.file.file)
    if stack is None or text is None or text == stack.file.document.text:
        return None
    now = stack.file

    def earlier(said: str) -> StackFile:
        return StackFile(text_document(now.file, said), now.directory)

    return StackRevision(
        after=now,
        base="HEAD",
        is_settled=world.is_settled,
        read_before=lambda: earlier(text),
        read_others=lambda: tuple(map(earlier, world.others.get(now.file, ()))),
    )


def _pods_revision(world: World, stack: Stack) -> PodsRevision | None:
    return pods_revision(_compose_revision(pod.compose, world) for pod in stack.pods)


def _compose_revision(now: Compose, world: World) -> ComposeRevision | None:
    text = world.head.get(now.file)
    if text is None or text == now.document.text:
        return None

    def earlier(said: str) -> Compose:
        return Compose(text_document(now.file, said))

    return ComposeRevision(
        after=now,
        text_before=text,
        base="HEAD",
        is_settled=world.is_settled,
        read_before=lambda: earlier(text),
        read_others=lambda: tuple(map(earlier, world.others.get(now.file, ()))),
    )


def _rendering(path: str, world: World, *, is_template: bool) -> Rendering:
    if is_template:
        return Rendering.TEMPLATE
    if not world.rendered:
        return Rendering.UNSAID
    is_rendered = GitIgnoreSpec.from_lines(world.rendered).match_file(path)
    return Rendering.RENDERED if is_rendered else Rendering.UNSAID


def _apply_baseline(tree: MemoryTree, engine: Engine) -> list[StaleEntry]:
    data = tree.read(BASELINE)
    if data is None:
        return []
    baseline = read_baseline(BASELINE, data.decode())
    engine.outcome.findings, stale = baseline.apply(engine.outcome.findings, {})
    return stale


def _revision(spec: Spec, world: World) -> Revision | None:
    text = world.head.get(spec.file)
    if text is None:
        return None
    found = look_at(MemoryTree({spec.file: text.encode()}), spec.file)
    if found.document is None:
        return None
    before = Spec(found.document)
    return Revision(
        after=spec,
        base="HEAD",
        change="index",
        is_settled=world.is_settled,
        touched=changed_sections(before.document.text, spec.document.text),
        read_before=lambda: before,
        read_others=lambda: tuple(
            Spec(text_document(spec.file, other)) for other in world.others.get(spec.file, ())
        ),
        is_restored=lambda: world.is_restored,
    )
