"""What a rule is: a function from what was read to hits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from stacklint.finding import Confidence, Harm, Profile, Safety, Severity
from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.targets import EVERY_TARGET, Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from stacklint.finding import Fix
    from stacklint.model.allow import Allow
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.place import Place


class Label(NamedTuple):
    """A second place of a hit, with the words that belong there."""

    at: Place
    words: str


class Hit(NamedTuple):
    """What a rule sees at a place.

    `words` stand under the primary place, `notes` below the frame as pairs of a head and a text.
    `severity`, `confidence` and `profile` lower (or raise) what the rule declares; `value` is set
    where the value counts for the fingerprint, and is never one of a secret. `of_laconic_so` says
    otherwise than the rule whose defect the consequence is; `is_refused`, that stacklint's own
    deployer refuses the spec for it, which laconic-so does not. `mirrors` are the other sides of a
    clash, where the finding might as well stand: what is accepted at all of them is accepted here.
    """

    at: Place
    message: str
    fix: Fix | None = None
    also: tuple[Label, ...] = ()
    words: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    severity: Severity | None = None
    confidence: Confidence | None = None
    profile: Profile | None = None
    value: str = ""
    of_laconic_so: bool | None = None
    is_refused: bool = False
    mirrors: tuple[Place, ...] = ()

    def guessed(self, severity: Severity) -> Hit:
        """Give the same with a lower severity, and not before `strict`: it stands on a guess."""
        return self._replace(severity=severity, profile=Profile.STRICT)


class Deployer(Enum):
    """Who makes a deployment of a spec; the values are those of `deployer`."""

    LACONIC_SO = "laconic-so"
    STACKLINT = "stacklint"


class Role(Enum):
    """What a file is to a spec, or to those who deploy it."""

    SPEC = "spec"
    STACK = "stack"
    COMPOSE = "compose file"
    SCRIPT = "script"
    UNKNOWN = "file"


class Source(NamedTuple):
    """A file that a spec consists of, read by rules that look at any file alike."""

    document: Document
    role: Role


class Settings(NamedTuple):
    """What a repository says about itself, for the rules that ask; see the configuration.

    `volume_root` is the host directory for volumes on a target without a mount root;
    `known_keys` are keys of a spec or a stack that something else reads; `shared_volumes` may be
    used by several programs; `shared_specs` serve several stacks; `filled_later` are ConfigMaps,
    and names below `config`, whose content comes from elsewhere; `runtime_classes` exist on the
    cluster, which gives away the host ports `node_ports`, the first and the last;
    `template_tokens` are filled in before a deployer reads the file; a node has `node_memory` (in
    megabytes) and `node_cpus`.
    """

    volume_root: str | None = None
    known_keys: tuple[str, ...] = ()
    shared_volumes: tuple[str, ...] = ()
    shared_specs: bool = False
    filled_later: tuple[str, ...] = ()
    runtime_classes: tuple[str, ...] = ()
    deployments_outside_mount_root: bool = False
    template_tokens: tuple[str, ...] = ()
    node_memory: float | None = None
    node_cpus: float | None = None
    node_ports: tuple[int, int] = (30000, 32767)


class AllowUse(NamedTuple):
    """A suppression comment, and what became of it in this run.

    `used` are the rules that it silenced something of; `judged` those of its rules that ran with
    all that they read. `aliases` maps old names of rules to new ones, `known` are all names;
    `profile` is the one in force for the file.
    """

    document: Document
    allow: Allow
    used: frozenset[str]
    judged: frozenset[str]
    known: tuple[str, ...]
    aliases: Mapping[str, str]
    profile: Profile
    today: date


class StaleEntry(NamedTuple):
    """An entry of the baseline that matches no finding any more."""

    document: Document
    at: Place
    rule: str
    file: str
    path: str


Hits: TypeAlias = Iterator[Hit]
Reads: TypeAlias = Callable[..., Hits]  # type: ignore[explicit-any]  # each rule reads other things


class Rule(NamedTuple):
    """A rule as declared; `reads` are the types of its function's parameters, by name.

    The consequence of one `of_laconic_so` is a defect that stacklint's own deployer does not have.
    """

    name: str
    category: str
    summary: str
    severity: Severity
    confidence: Confidence
    profile: Profile
    harm: Harm
    targets: frozenset[Target]
    fix: Safety | None
    reads: tuple[str, ...]
    function: Reads
    of_laconic_so: bool = False


def rule(  # noqa: PLR0913 -- a declaration is a table row, each cell named
    *,
    category: str,
    severity: Severity,
    harm: Harm,
    confidence: Confidence = Confidence.HIGH,
    profile: Profile = Profile.RECOMMENDED,
    targets: frozenset[Target] = EVERY_TARGET,
    fix: Safety | None = None,
    of_laconic_so: bool = False,
) -> Callable[[Reads], Rule]:
    """Declare a function to be a rule: its name is the rule's, its docstring the summary."""

    def declare(function: Reads) -> Rule:
        hints = function.__annotations__
        return Rule(
            name=function.__name__.replace("_", "-"),
            category=category,
            summary=_summary(function),
            severity=severity,
            confidence=confidence,
            profile=profile,
            harm=harm,
            targets=targets,
            fix=fix,
            reads=tuple(_named(hints[name]) for name in hints if name != "return"),
            function=function,
            of_laconic_so=of_laconic_so,
        )

    return declare


def _summary(function: Reads) -> str:
    """Give the first line of a docstring, or the name in words: `python -OO` takes them away."""
    name = function.__name__.replace("_", " ")
    return ((function.__doc__ or "").strip() or name).splitlines()[0]


def _named(hint: object) -> str:
    """Give the name of a type, written or already looked up."""
    return str(getattr(hint, "__name__", hint))
