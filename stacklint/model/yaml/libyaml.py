"""libyaml's parser, without the rest of PyYAML.

`import yaml` takes as long as two starts of the interpreter: it compiles the patterns of loaders
that nobody here asks for. The one module in C that is wanted takes a few names from it, and the
events that it makes are ours. So PyYAML is loaded in part; whoever imports it afterwards, a rule
from outside or the client of a cluster, gets all of it, its events too (decision 0030).
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, cast

from stacklint.model.yaml.events import MAKERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ModuleSpec
    from typing import Protocol

    from stacklint.model.yaml.events import Event, Maker

    class Loader(Protocol):
        """What reads a text."""

        def get_event(self) -> object:
            """Give the next event."""


# What the module in C takes errors, tokens, nodes and events from.
_SIBLINGS = (
    "events",
    *("reader", "scanner", "parser", "composer", "constructor"),
    *("emitter", "serializer", "representer", "tokens", "nodes"),
)


class _StandIn:
    """A module of PyYAML that is not loaded; what is taken from it is an event or an error."""

    def __init__(self, name: str, base: type[Exception]) -> None:
        self.name = name
        self.base = base
        self.taken: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.taken.append(name)
        return MAKERS.get(name) or type(name, (self.base,), {})


class _Part(ModuleType):
    """PyYAML with its parser alone, until somebody asks for more."""

    stand_ins: list[_StandIn]

    def __getattr__(self, name: str) -> object:
        self.__class__ = ModuleType  # type: ignore[assignment]  # all of it from here on
        fast, stand_ins = sys.modules["yaml._yaml"], self.__dict__.pop("stand_ins")
        spec = self.__spec__
        assert spec is not None and spec.loader is not None  # noqa: PT018, S101 -- it was found
        spec.loader.exec_module(self)
        for stand_in in stand_ins:
            real = sys.modules[f"yaml.{stand_in.name}"]
            for taken in stand_in.taken:
                setattr(fast, taken, getattr(real, taken))
        return getattr(self, name)


def _load_part(spec: ModuleSpec) -> None:
    """Import the errors and the parser; PyYAML's own module is not run."""
    part = sys.modules["yaml"] = ModuleType("yaml")
    # As `importlib.util` would, whose import takes a tenth of a start.
    part.__spec__, part.__loader__, part.__package__ = spec, spec.loader, "yaml"
    part.__file__, part.__path__ = spec.origin, spec.submodule_search_locations or []
    errors = import_module("yaml.error")
    # Of a character that YAML forbids, there is another error than of all else.
    bases = {"reader": errors.YAMLError}
    stand_ins = [_StandIn(name, bases.get(name, errors.MarkedYAMLError)) for name in _SIBLINGS]
    part.__dict__.update({stand_in.name: stand_in for stand_in in stand_ins})
    import_module("yaml._yaml")
    for name in _SIBLINGS:
        del part.__dict__[name]
    part.__dict__["stand_ins"] = stand_ins
    part.__class__ = _Part


def _parser() -> Callable[[str], Loader]:
    """Give what reads a text: libyaml, or PyYAML's own parser where that is missing."""
    spec = None if "yaml" in sys.modules else PathFinder.find_spec("yaml")
    if spec is not None:
        try:
            _load_part(spec)
        except (ImportError, AttributeError):
            # Without libyaml, or not as we know it: all of it, then.
            for name in ("yaml", "yaml.error"):
                sys.modules.pop(name, None)
        else:
            return cast("Callable[[str], Loader]", sys.modules["yaml._yaml"].CParser)
    whole = import_module("yaml")
    return cast("Callable[[str], Loader]", getattr(whole, "CSafeLoader", whole.SafeLoader))


_new_loader = _parser()
_fast = sys.modules.get("yaml._yaml")

IS_FAST = _fast is not None
"""Tells whether libyaml is there."""


def events_of(text: str) -> Callable[[], Event]:
    """Give what gives the events of a text, one after the other."""
    next_event = _new_loader(text).get_event
    if getattr(_fast, "ScalarEvent", None) is MAKERS["ScalarEvent"]:
        return cast("Callable[[], Event]", next_event)
    return lambda: _as_ours(next_event())


def _as_ours(event: object) -> Event:
    """Turn an event of PyYAML into ours, where all of it was imported."""
    made = cast("Maker", MAKERS[type(event).__name__])
    said = dict(vars(event))
    if "style" in said:
        # Of plain text, PyYAML's own parser says None, where libyaml says nothing.
        said["style"] = said["style"] or ""
    return made(**said)


# Not at the top: there, this would run all of PyYAML.
from yaml.error import MarkedYAMLError as MarkedYAMLError  # noqa: E402, PLC0414
from yaml.error import YAMLError as YAMLError  # noqa: E402, PLC0414
