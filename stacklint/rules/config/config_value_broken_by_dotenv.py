"""The rule `config-value-broken-by-dotenv`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.configenv import config_of
from stacklint.model.tokens import TOKEN, has_token
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_BREAKS = frozenset("\n\r")


@rule(category="config", severity=Severity.ERROR, harm=Harm.MEANING)
def config_value_broken_by_dotenv(spec: Spec) -> Hits:
    """Value, or name, that a line of `config.env` cannot hold."""
    config = config_of(spec)
    for name in config.no_names:
        if not has_token(name):
            words = f"`{name}` is no name that a line can have: no container gets its value"
            yield Hit(spec.at("config", name), words, words="neither blank, quote, `=` nor `#`")
    for value in config.odd:
        if value.scalar is not None and not value.is_wrapped and (why := _why(value, spec)):
            # Only compose has to read the value from a line.
            is_spared = spec.makes_objects and not _BREAKS.intersection(value.text.rstrip("\n"))
            yield Hit(value.at.value, f"`{value.name}` {why}", of_laconic_so=is_spared)


def _why(value: ConfigValue, spec: Spec) -> str:
    """Say what becomes of it; empty where it survives."""
    text = value.text.rstrip("\n")
    if "\n" in text:
        return "has several lines: each after the first is taken for a variable of its own"
    if "\r" in text:
        return "holds a carriage return: compose keeps it, and for laconic-so the line ends there"
    if text.startswith(("'", '"')) and not has_token(text):
        return "begins with a quote that its line does not end with: the line is refused"
    mark = _comment_in(text, spec)
    if mark:
        return f"holds {mark}: what stands behind it is cut off as a comment"
    return "begins or ends with blanks, which are taken away" if text != text.strip() else ""


def _comment_in(text: str, spec: Spec) -> str:
    """Say what begins a comment: behind a tab, laconic-so alone sees one, on Kubernetes."""
    if "#" not in text:
        return ""
    bare = TOKEN.sub("", text)
    if " #" in bare:
        return "` #`"
    return "a tab before `#`" if "\t#" in bare and spec.makes_objects else ""
