"""What a package needs that brings rules along: these names stay what they are.

An entry point in the group `stacklint.rules` gives a `Plugin`. A configuration that lists the
package in `plugins` has its rules. They see frozen values, name places by path, and must neither
read files nor ask for the time; see docs/own-rules.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.bundle import Bundle, Stack
from stacklint.model.change import (
    AddEntry,
    MapItems,
    MoveEntry,
    RemoveEntry,
    RenameKey,
    SetValue,
)
from stacklint.model.compose.file import Compose, Service
from stacklint.model.fleet import Fleet
from stacklint.model.named import NamedTuple
from stacklint.model.revision import Revision
from stacklint.model.spec import Spec, Volume
from stacklint.model.targets import EVERY_TARGET, KUBERNETES, Target
from stacklint.model.tree import Deployed, Tree
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, Label, Rule, Settings, Source, rule

if TYPE_CHECKING:
    from os import PathLike

    from stacklint.rules import Subject

__all__ = [
    "EVERY_TARGET",
    "KUBERNETES",
    "READS",
    "AddEntry",
    "Bundle",
    "Compose",
    "Confidence",
    "Deployed",
    "Fix",
    "Fleet",
    "Harm",
    "Hit",
    "Label",
    "MapItems",
    "MoveEntry",
    "Offer",
    "Place",
    "Plugin",
    "Profile",
    "RemoveEntry",
    "RenameKey",
    "Revision",
    "Rule",
    "Safety",
    "Service",
    "SetValue",
    "Settings",
    "Severity",
    "Source",
    "Spec",
    "Stack",
    "Target",
    "Tree",
    "Volume",
    "rule",
]

READS: dict[Subject, frozenset[str]] = {
    "spec": frozenset(
        {
            *("Spec", "Bundle", "Stack", "Stack | None", "Revision", "Revision | None"),
            *("Tree", "Deployed", "Settings"),
        }
    ),
    "file": frozenset({"Source", "Tree"}),
    "fleet": frozenset({"Fleet", "Settings"}),
}
READS["stack"] = READS["spec"]
"""The types of parameters that a rule may have, by what it looks at."""


class Offer(NamedTuple):
    """A rule with what it takes to be worth running.

    It looks at one spec with its stack (`spec`), at a stack whatever spec it is of (`stack`), at
    any file alike (`file`), or at all specs together (`fleet`). It can only fire where the spec has
    one of the keys `on`; one about a change, where the change touches a section of `on_change`.
    """

    rule: Rule
    of: Subject = "spec"
    on: tuple[str, ...] = ()
    on_change: tuple[str, ...] = ()


class Plugin(NamedTuple):
    """The rules of a package; `pages` is the directory that holds a page `<rule>.md` for each."""

    rules: tuple[Rule | Offer, ...]
    pages: str | PathLike[str] = ""
