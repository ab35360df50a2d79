"""Conditions taken apart: what must hold, and of what one part is enough."""

from __future__ import annotations

import re

from stacklint.model.scripts.command import Guard

# Nobody asks in more words, and alternatives multiply.
_LONGEST = 400
_MOST = 16
# What is put in may be any text, and what stands in brackets of its own has another order.
_WHOLE = re.compile(r"\$\(|`|(?<!\w)\(")
_TEST = re.compile(
    r"(?P<open>\[\[)(?P<told>\s(?:(?!\]\]).)*?)(?P<close>\s\]\])\s*"
    r"|(?P<one>\[|test)(?P<of>\s(?:(?!\]|\|\||&&).)*?)(?P<end>\s\])?\s*",
    re.DOTALL,
)
_IN_SHELL = re.compile(r"\[\[.*?\]\]|\"[^\"]*\"|'[^']*'|(?P<sign>\|\||&&)", re.DOTALL)
_ORS, _ANDS = re.compile(r"\s+(?:\|\||-o)\s+"), re.compile(r"\s+(?:&&|-a)\s+")
_OR, _AND = re.compile(r"\s+or\s+"), re.compile(r"\s+and\s+")
_OF_SHELL = re.compile(r"[$\[]|\|\||&&|^(?:test|!)\s")


def clauses_of(guard: Guard) -> list[tuple[Guard, ...]]:
    """Give all that must hold for a command to run; of each, one condition is enough."""
    found = _split(guard.text)
    if found is None:
        return [(guard,)]
    left, is_or, right = found
    one, other = (clauses_of(Guard(text, guard.holds)) for text in (left, right))
    if is_or is guard.holds:
        return [(*a, *b) for a in one for b in other][:_MOST]
    return [*one, *other]


def _split(text: str) -> tuple[str, bool, str] | None:
    """Cut a condition in two, where it is one of two, or both; None where it is asked at once."""
    if len(text) > _LONGEST or _WHOLE.search(text) is not None:
        return None
    test = _TEST.fullmatch(text)
    if test is not None:
        begin, told, end = (*filter(None, test.groups()), "")[:3]
        found = _at_first(told, _ORS, _ANDS)
        return found and (f"{begin} {found[0]}{end}", found[1], f"{begin} {found[2]}{end}")
    if _OF_SHELL.search(text) is None:
        return _at_first(text, _OR, _AND)
    # Outside of a test, what comes last is asked last.
    signs = [x for x in _IN_SHELL.finditer(text) if x["sign"]]
    if not signs:
        return None
    last = signs[-1]
    return text[: last.start()].strip(), last["sign"] == "||", text[last.end() :].strip()


def _at_first(
    text: str, either: re.Pattern[str], both: re.Pattern[str]
) -> tuple[str, bool, str] | None:
    """Cut a text where it says `or`; where it does not, where it says `and`."""
    for sign in (either, both):
        found = sign.search(text)
        if found is not None:
            return text[: found.start()].strip(), sign is either, text[found.end() :].strip()
    return None
