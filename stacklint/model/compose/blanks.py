"""What docker compose makes of the texts of compose files that hold variables.

Measured with docker compose 2.26: it fills in variables before all else. What has no value is
nothing; where a number, a path or a name has to be, it then refuses the file, or mounts another
place.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.compose.atoms import IMAGE, PORT
from stacklint.model.compose.docker_ports import why_refused
from stacklint.model.compose.interpolation import OF_THE_HOST, filled, variables
from stacklint.model.compose.kinds import blanks_in
from stacklint.model.compose.mount import MountKind
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.compose.kinds import Blank
    from stacklint.model.compose.mount import Mount
    from stacklint.model.spec import Spec


class Made(NamedTuple):
    """What becomes of a text, and which of its variables are nothing then."""

    text: str
    empty: tuple[str, ...]


class Values(NamedTuple):
    """The values of variables, by name; of those in `unknown`, nobody knows it here."""

    known: tuple[tuple[str, str], ...]
    unknown: frozenset[str]

    @property
    def texts(self) -> dict[str, str]:
        """The values that are known."""
        return dict(self.known)

    def made_of(self, text: str) -> Made | None:
        """Fill in a text; None where nobody knows how, or compose stops there anyway."""
        texts, empty = self.texts, list[str]()
        for variable in variables(text):
            stops = variable.is_demand and variable.takes_rest(texts.get(variable.name))
            if stops or variable.name in self.unknown:
                return None
        return Made(filled(text, lambda x: _value(x, texts, empty)), tuple(dict.fromkeys(empty)))


def _value(variable: Variable, texts: dict[str, str], empty: list[str]) -> str:
    text = texts.get(variable.name)
    if variable.takes_rest(text):
        text = filled(variable.rest, lambda x: _value(x, texts, empty))
    if not text:
        empty.append(variable.name)
    return text or ""


def values_of(spec: Spec | None, stack: Stack) -> Values:
    """Give what a spec sets of all that the texts of a stack ask for."""
    if spec is None:
        return Values((), OF_THE_HOST)
    config = config_of(spec)
    values = [config.value(name) for name in config.named if name in _asked(stack)]
    known = tuple((x.name, x.written) for x in values if x.is_read_as_written)
    unknown = {x.name for x in values if not x.is_read_as_written}
    return Values(known, OF_THE_HOST.union(unknown))


# Many specs share a stack.
@lru_cache(maxsize=64)
def _asked(stack: Stack) -> frozenset[str]:
    """Give the variables of the texts that are looked at."""
    texts = [blank.text for _, blank in blanks_in(stack)]
    for _, mount, is_target in _open_mounts(stack):
        texts.append(mount.target if is_target else mount.source)
    return frozenset(x.name for text in texts for x in variables(text))


class Unfit(NamedTuple):
    """A text that docker compose refuses when it is filled in, and what it `wanted`."""

    at: Place
    text: str
    made: Made
    wanted: str

    @property
    def words(self) -> str:
        """What it has to be, in words."""
        return f"`{'.'.join(map(str, self.at.path))}` has to be {self.wanted}"


# Most specs set the same of what is asked for.
@lru_cache(maxsize=256)
def unfit(stack: Stack, values: Values) -> tuple[Unfit, ...]:
    """Give the texts of a stack that do not fit; what a profile alone starts, docker never sees."""
    return tuple(_unfit(stack, values))


def _unfit(stack: Stack, values: Values) -> Iterator[Unfit]:
    for document, blank in blanks_in(stack):
        made = values.made_of(blank.text)
        wanted = "" if made is None else _wanted(stack, blank, made.text)
        if made is not None and wanted:
            yield Unfit(Place(document, blank.path), blank.text, made, wanted)


def _wanted(stack: Stack, blank: Blank, text: str) -> str:
    wanted, is_asleep = blank.wanted, blank.path[1] in stack.asleep
    if wanted is PORT:
        return wanted.words if not text or why_refused(text) else ""
    if wanted is IMAGE and not (text or is_asleep):
        service = stack.services.get(str(blank.path[1]))
        return wanted.words if service is not None and service.node.get("build") is None else ""
    missed = wanted.missed_by(text)
    return "" if missed is None or (missed.late and is_asleep) else missed.words


class Misplaced(NamedTuple):
    """A mount that is made elsewhere, since variables that are `lost` were parts of its path."""

    service: Service
    mount: Mount
    made: Made
    is_target: bool
    lost: tuple[str, ...]

    @property
    def words(self) -> str:
        """What is mounted where, in words."""
        source, text = self.mount.source, self.made.text
        if self.is_target:
            return f"`{source}` at `{text}` in place of `{self.mount.target}`"
        if text:
            return f"`{text}` in place of `{source}`"
        if self.mount.kind is MountKind.BIND:
            return f"the directory of the compose file in place of `{source}`"
        return f"a volume without a name in place of `{source}`, and it goes with the container"


@lru_cache(maxsize=256)
def misplaced(stack: Stack, values: Values) -> tuple[Misplaced, ...]:
    """Give the mounts of a stack that lose a part of a path."""
    return tuple(_misplaced(stack, values))


def _misplaced(stack: Stack, values: Values) -> Iterator[Misplaced]:
    for service, mount, is_target in _open_mounts(stack):
        text = mount.target if is_target else mount.source
        made = values.made_of(text)
        lost = () if made is None else _lost(text, made)
        if made is not None and lost:
            yield Misplaced(service, mount, made, is_target, lost)


# Many specs share a stack.
@lru_cache(maxsize=64)
def _open_mounts(stack: Stack) -> tuple[tuple[Service, Mount, bool], ...]:
    """Give the mounts that have variables in their sources, and in their targets."""
    starting = (x for x in stack.every_service if not x.has_profiles)
    mounts = [(service, mount) for service in starting for mount in service.mounts]
    return (
        *((service, mount, False) for service, mount in mounts if "$" in mount.source),
        *((service, mount, True) for service, mount in mounts if "$" in mount.target),
    )


def _lost(text: str, made: Made) -> tuple[str, ...]:
    """Give the variables that are nothing, and stand alone between slashes, or all there is."""
    if not made.text:
        return made.empty
    ends = {"", "/"}
    found = (x for x in variables(text) if x.name in made.empty)
    alone = [x for x in found if text[: x.start][-1:] in ends and text[x.end :][:1] in ends]
    return tuple(x.name for x in alone)
