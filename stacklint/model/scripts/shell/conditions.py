"""Conditions of a script, as they are asked, and whether it goes on behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.scripts.command import written_out
from stacklint.model.scripts.guards import asks_for_file
from stacklint.model.scripts.shell.branches import ends_in_leaving
from stacklint.model.scripts.shell.words import Names, Words, variables_in

if TYPE_CHECKING:
    from tree_sitter import Node

_SWITCHED = frozenset({"", "0", "1", "false", "no", "off", "on", "true", "y", "yes"})
# Functions that scripts take from elsewhere.
_LEAVERS = frozenset({"die", "fatal"})


class Conditions(Words):
    """Reads conditions off a tree, with what a script gave names to."""

    def leaves(self, node: Node) -> bool:
        """Tell whether nothing runs behind a node: an `exit`, or what exits, is the last of it."""
        return ends_in_leaving(self.source(node)) or self.last_of(node) in self.leavers

    @property
    def leavers(self) -> frozenset[str]:
        """The functions that end the script."""
        return self.names.leavers or _LEAVERS

    def gives_way(self, condition: Node | None, before: Names) -> bool:
        """Tell whether the name of what a condition found on the disk is another from here on."""
        source = "" if condition is None else self.source(condition)
        return asks_for_file(source) and self.names.set_since(before, source)

    def condition(self, node: Node) -> str:
        """Give a condition as it is written, with its paths; a switch somebody has to turn."""
        source = self.source(node)
        told = {name: self.names.text(name) for name in variables_in(source)}
        each = {
            name: set(map(str.lower, written_out(text)))
            for name, text in told.items()
            if text is not None
        }
        switched = [name for name, texts in each.items() if _SWITCHED.issuperset(texts)]
        if switched:
            return self.with_defaults(source, switched)
        filled = self.filled(source)
        # What is set again, in one branch or another, was chosen.
        is_choice = not self.names.changing.isdisjoint(each)
        return f"{source} {filled}" if is_choice else filled
