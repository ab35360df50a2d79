"""Words of shell: the text of a node, with what a script gave names to put in."""

from __future__ import annotations

import re
from collections import ChainMap
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import THROW_AWAY, in_braces, written_out
from stacklint.model.secrets.patterns import is_secret_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tree_sitter import Node

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTED = re.compile(r'\\([\\"$`])')
_MADE_UP = re.compile(r"(?:\$\(|`)\s*mktemp\b")
# `${X:-y}`, `${X:?y}` and `${X%/}` are X where that is set.
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::?[-=?][^{}$`]*|%%?/)?\}|(\w+))")
# What nobody sets is its default, and a default is text.
_DEFAULT = re.compile(r"\$\{(\w+):?[-=]([^{}$`]+)\}")
_LIST = re.compile(r'"?\$(?:\{(\w+)\[[@*]\]\}|(@))"?')
_ALL_GIVEN = "@"
# Nobody sets a variable to more, and one that is put into itself grows.
_LONGEST = 1000
_ALONE = re.compile(r"\$(?:\w+|\{[^{}]*\})")
# What stands between braces as it is; a variable alone tells nothing.
_PLAIN = re.compile(r"(?!\$\w+$)[^\s{},*?\[\]`()]+")
_CUT = frozenset({"simple_expansion", "expansion"})


class Names(NamedTuple):
    """What a script gives names to.

    `texts` are variables, `lists` are arrays, and `runners` are functions that run what they are
    told, with the words that they put before it. `leavers` are functions that end the script.
    `given` is what a function was called with, by its position. `changing` are variables that are
    set more than once, and `local` those that a function has for itself; `now` is what they are at
    one place of the script.
    """

    texts: Mapping[str, str] = {}
    lists: Mapping[str, tuple[str, ...]] = {}
    runners: Mapping[str, tuple[str, ...]] = {}
    leavers: frozenset[str] = frozenset()
    given: Mapping[str, str] = {}
    changing: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    now: Mapping[str, str] = {}

    def elsewhere(self) -> Names:
        """Give what another script knows of it: not what a function here was given."""
        lists = {name: items for name, items in self.lists.items() if name != _ALL_GIVEN}
        texts = {**self.texts, **self.now}
        return Names(texts, lists, self.runners, self.leavers)

    def within(self, own: Mapping[str, str], given: tuple[str, ...], *, is_all: bool) -> Names:
        """Give what a function knows with variables of its own, and with words that it is given.

        `is_all` tells whether `$@` means all of them.
        """
        texts = self.texts
        told = {str(index): word for index, word in enumerate(given, 1)}
        lists = {**self.lists, _ALL_GIVEN: given} if given and is_all else self.lists
        names = self._replace(lists=lists, given=told)
        for _ in range(2):
            filled = {name: Words(b"", names).filled(text) for name, text in own.items()}
            names = names._replace(texts=ChainMap(filled, texts))  # type: ignore[arg-type]
        return names

    def text(self, name: str) -> str | None:
        """Give the text of a variable, or of what a function was given; None if unknown."""
        if name.isdecimal():
            return self.given.get(name)
        text = self.now.get(name)
        if text is None:
            return self.texts.get(name)
        return None if text == unknown(name) else text

    def told(self, name: str, text: str) -> Names:
        """Give the names from where a variable is set on; a secret stays in its variable."""
        is_unknown = is_secret_key(name) or _ALONE.fullmatch(text) or len(text) > _LONGEST
        text = unknown(name) if is_unknown else text
        return self._replace(now={**self.now, name: text})

    def set_since(self, before: Names, text: str) -> bool:
        """Tell whether a variable that a text holds has another value than before."""
        return any(self.text(name) != before.text(name) for name in variables_in(text))

    def lost(self, names: frozenset[str]) -> Names:
        """Give the names where some of them were set to what nobody can tell."""
        lost = {name: unknown(name) for name in names & self.changing}
        return self._replace(now={**self.now, **lost}) if lost else self

    def behind(self, function: Names) -> Names:
        """Give the names behind a call of a function: what it sets for all is set."""
        shared = self.changing - self.local
        return self._replace(
            now={**self.now, **{x: y for x, y in function.now.items() if x in shared}}
        )

    def after_one_of(self, ways: Sequence[Names]) -> Names:
        """Give the names where the script has come by one of several ways from here."""
        now = {
            name: _one_of(name, [text for way in ways if (text := way.now.get(name)) is not None])
            for name in self.changing
            if any(name in way.now for way in ways)
        }
        return self._replace(now={**self.now, **now})


def unknown(name: str) -> str:
    """Give the text of a variable that may have any."""
    return f"${name}"


def _one_of(name: str, texts: Sequence[str]) -> str:
    """Give the texts that a variable may have as one, `{one,other}`, as far as they are told."""
    each = list(dict.fromkeys(one for text in texts for one in written_out(text)))
    if len(each) == 1:
        return each[0]
    plain = [text for text in each if _PLAIN.fullmatch(text)]
    return in_braces(plain) if plain else unknown(name)


class Words:
    """Reads words off a tree."""

    def __init__(self, data: bytes, names: Names) -> None:
        self.data = data
        self.names = names

    def source(self, node: Node) -> str:
        """Give a node as it is written."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def last_of(self, node: Node) -> str:
        """Give the name of the last command of a node."""
        while node.type != "command" and node.named_children:
            node = node.named_children[-1]
        name = node.child_by_field_name("name")
        return "" if name is None else self.source(name)

    def words(self, node: Node) -> tuple[str, ...]:
        """Give the words that one is: what stands in a variable without quotes is cut at blanks."""
        word = node.named_children[0] if node.type == "command_name" else node
        listed = _LIST.fullmatch(self.source(word))
        if listed is not None and (name := listed[1] or listed[2]) in self.names.lists:
            return self.names.lists[name]
        text = self.text(word)
        is_cut = word.type in _CUT and "$" not in text
        return tuple(text.split()) if is_cut else (text,)

    def text(self, node: Node) -> str:
        """Give the text of a word, with the variables that are known."""
        source = self.source(node)
        match node.type:
            case "word":
                return _ESCAPED.sub(r"\1", source)
            case "string_content":
                return _QUOTED.sub(r"\1", source)
            case "raw_string":
                return source[1:-1]
            case "simple_expansion" | "expansion":
                return _DEFAULT.sub(_default, self.filled(source))
            case "string" | "concatenation":
                quote = int(node.type == "string")
                return self.joined(node, node.start_byte + quote, node.end_byte - quote)
            case _:
                return THROW_AWAY if _MADE_UP.match(source) else source

    def joined(self, node: Node, start: int, end: int) -> str:
        """Give the text of the parts of a node, and of what stands between them."""
        pieces: list[str] = []
        for child in node.named_children:
            pieces += (
                self.data[start : child.start_byte].decode("utf-8", "replace"),
                self.text(child),
            )
            start = child.end_byte
        return "".join((*pieces, self.data[start:end].decode("utf-8", "replace")))

    def filled(self, text: str) -> str:
        """Put in the variables that are known."""
        return _VARIABLE.sub(self._known, text)

    def with_defaults(self, text: str, names: Iterable[str]) -> str:
        """Write variables of some names with what they are at first: `${X:-no}`."""
        told = {name: self.names.text(name) or "" for name in names if self.is_set_first(name)}
        first = {
            name: "" if self.is_empty_first(name) else next(written_out(text))
            for name, text in told.items()
        }

        def known(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            return f"${{{name}:-{first[name]}}}" if name in first else found[0]

        return _VARIABLE.sub(known, text)

    def is_empty_first(self, name: str) -> bool:
        """Tell whether a variable is set to nothing before it is set to something."""
        begins = rb"^(?:(?:declare|export|readonly|typeset)[ \t]+)?%s=(?:\"\"|'')?(?=[\s;#]|$)"
        return re.search(begins % name.encode(), self.data, re.MULTILINE) is not None

    def is_set_first(self, name: str) -> bool:
        """Tell whether a variable has a text before anything asks for it, and not in a branch."""
        begins = rb"^(?:(?:declare|export|readonly|typeset)[ \t]+(?:-\w+[ \t]+)*)?%s="
        is_at_top = re.search(begins % name.encode(), self.data, re.MULTILINE) is not None
        return is_at_top or name in self.names.changing

    def _known(self, found: re.Match[str]) -> str:
        text = self.names.text(found[1] or found[2])
        return found[0] if text is None else text


def variables_in(text: str) -> set[str]:
    """Name the variables that a text holds."""
    return {found[1] or found[2] for found in _VARIABLE.finditer(text)}


def _default(found: re.Match[str]) -> str:
    """Give the default of a variable; that of a secret stays where it is."""
    return found[0] if is_secret_key(found[1]) else found[2]
