"""What the services of a stack do with the keys of an environment: computed once per stack."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.compose.interpolation import Variable, variables
from stacklint.model.compose.references import SECTIONS, references_of
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping, Scalar, Sequence, merged_entries, resolved
from stacklint.model.yaml.place import Place
from stacklint.model.yaml.scalars import is_null, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.file import Service
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath, Node


class Setting(NamedTuple):
    """An environment variable that a service sets; `variables` are those in its value."""

    service: Service
    name: str
    value: str
    variables: tuple[Variable, ...]

    @property
    def is_literal(self) -> bool:
        """Nothing is put in."""
        return not self.variables

    @property
    def whole(self) -> Variable | None:
        """The variable that the value is, with nothing before or behind it."""
        first = self.variables[0] if self.variables else None
        return first if first is not None and first.is_whole else None

    @property
    def at(self) -> Place:
        """Where it is set."""
        node = self.service.node.get("environment")
        items = node.items if isinstance(node, Sequence) else []
        start = f"{self.name}="
        index = next((i for i, x in enumerate(items) if (text_of(x) or "").startswith(start)), None)
        return self.service.at.below("environment", self.name if index is None else index)


class Occurrence(NamedTuple):
    """A variable in a text of a service that is none of its environment; `path` is below it."""

    service: Service
    path: KeyPath
    text: str
    variable: Variable

    @property
    def at(self) -> Place:
        """The place of the text."""
        return self.service.at.below(*self.path)


class Taken(NamedTuple):
    """A variable that a file takes by its bare name; `is_needed` where docker compose stops else.

    Measured with 2.26: it has to be there for a secret or a config, and may be empty.
    """

    name: str
    at: Place
    is_needed: bool


class Wiring(NamedTuple):
    """The settings of the services of pods and jobs, all and by name, and variables elsewhere.

    `defaults` are those of all the places in services that use a variable, by its name; None is for
    none. `around` are the variables beside the services: in volumes, networks, configs. `taken` are
    those that are handed on as they are.
    """

    settings: tuple[Setting, ...]
    by_name: dict[str, tuple[Setting, ...]]
    elsewhere: tuple[Occurrence, ...]
    defaults: dict[str, set[str | None]]
    around: tuple[tuple[Place, Variable], ...]
    taken: tuple[Taken, ...]


# Many specs share a stack.
@lru_cache(maxsize=256)
def wiring_of(stack: Stack) -> Wiring:
    """Read the environments of a stack."""
    services = [x for pod in (*stack.pods, *stack.jobs) for x in pod.compose.services]
    settings = tuple(setting for service in services for setting in _settings(service))
    by_name: dict[str, tuple[Setting, ...]] = {}
    for setting in settings:
        by_name[setting.name] = (*by_name.get(setting.name, ()), setting)
    elsewhere = tuple(found for service in services for found in _elsewhere(service))
    defaults: dict[str, set[str | None]] = {}
    used = [x for setting in settings for x in setting.variables]
    for variable in (*used, *(x.variable for x in elsewhere)):
        defaults.setdefault(variable.name, set()).add(variable.default)
    files = (pod.compose.document for pod in (*stack.pods, *stack.jobs))
    around = tuple(found for file in files for found in _around(file))
    bare = (found for service in services for found in _bare(service))
    return Wiring(settings, by_name, elsewhere, defaults, around, (*bare, *_handed_on(stack)))


def _settings(service: Service) -> Iterator[Setting]:
    for name, value in service.environment.items():
        yield Setting(service, name, value, tuple(variables(value)))


def _elsewhere(service: Service) -> Iterator[Occurrence]:
    for path, text in _texts_of(service.node, ()):
        if path[:1] != ("environment",) and "$" in text:
            for variable in variables(text):
                yield Occurrence(service, path, text, variable)


def _around(document: Document) -> Iterator[tuple[Place, Variable]]:
    root = document.mapping
    for entry in () if root is None or document.masked else merged_entries(root):
        parts = () if entry.name == "services" else _texts_of(entry.value, (entry.name,))
        for path, text in parts:
            yield from ((Place(document, path), x) for x in variables(text))


def _bare(service: Service) -> Iterator[Taken]:
    node, at = resolved(service.node.get("environment")), service.at.below("environment")
    for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        name = text_of(item) or ""
        if name and "=" not in name:
            yield Taken(name, at.below(index), is_needed=False)
    for entry in merged_entries(node) if isinstance(node, Mapping) else ():
        if is_null(entry.value):
            yield Taken(entry.name, at.below(entry.name), is_needed=False)


def _handed_on(stack: Stack) -> Iterator[Taken]:
    starting = (x for x in stack.every_service if not x.has_profiles)
    used = {(x.kind, x.name) for service in starting for x in references_of(service)}
    for compose in (pod.compose for pod in (*stack.pods, *stack.jobs)):
        for kind in ("secret", "config"):
            section = SECTIONS[kind]
            for name, node in compose.parts_of(section):
                variable = text_of(node.get("environment")) if (kind, name) in used else None
                if variable:
                    at = Place(compose.document, (section, name, "environment"))
                    yield Taken(variable, at, is_needed=True)


def _texts_of(node: Node, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Give the texts below a node as who reads it sees them, through aliases and `<<` too."""
    found = resolved(node)
    if isinstance(found, Scalar):
        yield path, found.value
    elif isinstance(found, Mapping):
        for entry in merged_entries(found):
            yield from _texts_of(entry.value, (*path, entry.name))
    elif found is not None:
        for index, item in enumerate(found.items):
            yield from _texts_of(item, (*path, index))
