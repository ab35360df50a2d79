"""Conditions that ask for a variable: whether they hold while nobody has set it."""

from __future__ import annotations

import re

# Nobody asks for a switch in more words.
_LONGEST = 400
_DEFAULT = re.compile(r"\$\{\w+:?-([^{}$`]*)\}")
_VARIABLE = re.compile(r"\$(?:\{\w+(?::?[-?=+]\w*)?\}|\w+)")
_TEST = re.compile(r"(?P<not>!\s+)?(?:\[\[?|test)\s+(?P<told>.*?)(?:\s+\]\]?)?", re.DOTALL)
_ARITHMETIC = re.compile(r"\(\(\s*(?P<told>.*?)\s*\)\)")
_NAME = re.compile(r"\b[A-Za-z_]\w*")
_COMPARED = re.compile(
    r"(?P<one>.*?)\s+(?P<sign>==?|!=)\s+(?P<other>.*)|(?P<of>-[nz])\s+(?P<text>.*)"
)
_PLAIN = re.compile(r"(\"?)([\w.:/@+-]*)\1|'([\w.:/@+-]*)'")
_OF_ANSIBLE = re.compile(
    r"(?!.*\.(?:changed|failed|rc|results|skipped|stat|stderr|stdout)\b)"
    r"(?P<not>not\s+)?(?P<name>\w+(?:\.\w+)*)(?:\s*\|\s*(?:bool|default\([^)]*\)))*"
    r"(?:\s+is\s+(?P<un>not\s+|un)?defined|\s*(?P<sign>[=!]=)\s*(?:'\w*'|\"\w*\"|\w+))?"
)
_FACT = re.compile(r"ansible_|inventory_|group_|host|play_|item$")


def holds_by_default(text: str) -> bool | None:
    """Tell whether a condition of shell holds while no variable is set but to its default.

    None where it asks for something else, or for several things at once.
    """
    if len(text) > _LONGEST:
        return None
    filled = _VARIABLE.sub("", _DEFAULT.sub(r"\1", text)).strip()
    negated, filled = filled.startswith("! "), filled.removeprefix("! ").strip()
    found = _ARITHMETIC.fullmatch(filled)
    if found is not None:
        # There, a name without a mark is a variable too.
        told = _plain(_NAME.sub("0", found["told"]))
        return None if told is None else (told not in {"", "0"}) != negated
    test = _TEST.fullmatch(filled)
    if test is None:
        told = _plain(filled)
        return None if told is None or told not in _SWITCHES else (told == "true") != negated
    value = _tested(test["told"].removeprefix("! ").strip())
    is_odd = negated != test["told"].startswith("! ")
    return None if value is None else value != is_odd


def is_chosen_in_playbook(text: str, *, holds: bool) -> bool:
    """Tell whether a condition of Ansible asks for a variable that somebody has to set."""
    found = _OF_ANSIBLE.fullmatch(text)
    if found is None or _FACT.match(found["name"]):
        return False
    is_true = found["un"] is not None or found["sign"] == "!="
    return (is_true != (found["not"] is not None)) != holds


def _tested(told: str) -> bool | None:
    found = _COMPARED.fullmatch(told)
    if found is None:
        alone = _plain(told)
        return None if alone is None else alone != ""
    if found["of"] is not None:
        text = _plain(found["text"])
        return None if text is None else (text == "") == (found["of"] == "-z")
    one, other = _plain(found["one"]), _plain(found["other"])
    if one is None or other is None:
        return None
    return (one == other) == (found["sign"] != "!=")


def _plain(word: str) -> str | None:
    """Give a word without its quotes; None where it is more than one, or no text."""
    found = _PLAIN.fullmatch(word.strip())
    return None if found is None else found[2] or found[3] or ""


_SWITCHES = frozenset({"", "false", "true"})
