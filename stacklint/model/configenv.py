"""The values of `config` on their way through `config.env` to a container.

Source: what laconic-so writes for each value, and how compose and python-dotenv read the lines
(reference on dialects, section f).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, resolved
from stacklint.model.yaml.scalars import Kind, OldText, is_null, kind_of, value_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import Entry
    from stacklint.model.yaml.place import Place

# Text that arrives as it stands, whoever reads it: most values, told at a glance.
_PLAIN = Pattern(r"(?:[A-Za-z/][\w./:@%+,=-]*+(?: [\w./:@%+,=-]++)*+|[1-9]\d{0,15}|0)")
# Many at once, of letters that take half the time to tell.
_IN_ASCII = r"(?:[A-Za-z/][A-Za-z0-9_./:@%+,=-]*+(?: [A-Za-z0-9_./:@%+,=-]++)*+|[1-9][0-9]{0,15}|0)"
_ALL_PLAIN = Pattern(rf"{_IN_ASCII}(?:\n{_IN_ASCII})*+")
_WORDS = frozenset({"true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"})
_WRAPPED = Pattern(r"'[^'\n\r]*'|\"(?:[^\"\\\n\r]|\\.)*\"")
# A date, and a time in a zone that nobody names: Python writes both so.
_AS_PYTHON = Pattern(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?")
# No reader of a line does anything to these.
_READ_AS_WRITTEN = Pattern(r"[\w./:@%+,=-]*")
_NAME = Pattern(r"[^\s=#'\"]+")
_HOST_VARIABLE = Pattern(r"\$\{[^}]*\}")


class ConfigValue(NamedTuple):
    """One entry of `config`; `scalar` is None where the value is a list or a mapping."""

    name: str
    scalar: Scalar | None
    at: Place

    @property
    def text(self) -> str:
        """The text as YAML gives it, before anybody made a number of it."""
        return "" if self.scalar is None else self.scalar.value

    @property
    def written(self) -> str:
        """What laconic-so writes behind `KEY=`; line breaks at the end reach no reader."""
        if self.scalar is None:
            return ""
        value = value_of(self.scalar)
        return value.rstrip("\n") if isinstance(value, str) else str(value)

    @property
    def is_time(self) -> bool:
        """It is a time to laconic-so, which releases of its reader write in different ways.

        `written` leaves it as it is.
        """
        if self.scalar is None or kind_of(self.scalar) is not Kind.DATE:
            return False
        return _AS_PYTHON.fullmatch(self.text) is None

    @property
    def is_changed(self) -> bool:
        """It is no text, and arrives as another one."""
        if self.scalar is None:
            return True
        if kind_of(self.scalar) is Kind.STR:
            return False
        return self.written != self.text or self.is_time

    @property
    def is_wrapped(self) -> bool:
        """It brings quotes of its own, which are those of the lines of `config.env`."""
        return _WRAPPED.fullmatch(self.text.rstrip("\n")) is not None

    @property
    def is_read_as_written(self) -> bool:
        """It is a text that no reader of its line makes another one of."""
        if self.scalar is None or self.is_time or is_null(self.scalar) or has_token(self.text):
            return False
        return _READ_AS_WRITTEN.fullmatch(self.written) is not None

    @property
    def host_variables(self) -> list[str]:
        """The `${NAME}` in it, which every reader fills from the host that deploys."""
        # Behind the last brace nothing is closed, and each `${` would be followed to the end.
        return _HOST_VARIABLE.findall(self.text[: self.text.rfind("}") + 1])


class Config(NamedTuple):
    """The entries of `config` by name, and the odd ones: what may not arrive as it is written."""

    spec: Spec
    named: dict[str, Entry]
    odd: tuple[ConfigValue, ...]

    @property
    def no_names(self) -> list[str]:
        """The names that no line can have; most have letters, digits and `_` alone."""
        if "".join(self.named).replace("_", "").isalnum():
            return []
        return [name for name in self.named if name and not is_name(name)]

    def scalar(self, name: str) -> Scalar | None:
        """Give the value of a name; None where there is none, and for what is no scalar."""
        entry = self.named.get(name)
        node = None if entry is None else resolved(entry.value)
        return node if isinstance(node, Scalar) else None

    def value(self, name: str) -> ConfigValue:
        """Give the entry of a name that is there."""
        return ConfigValue(name, self.scalar(name), self.spec.at("config", name))


def is_name(text: str) -> bool:
    """Tell whether a line of `config.env` can set a variable of that name."""
    return _NAME.fullmatch(text) is not None


# The rules ask for the same spec one after the other.
@lru_cache(maxsize=2)
def config_of(spec: Spec) -> Config:
    """Read the section `config`; empty where there is none."""
    config = Config(spec, spec.named("config"), ())
    if _are_plain(spec.document, config.named.values()):
        return config
    scalars = ((name, config.scalar(name)) for name in config.named)
    odd = [name for name, scalar in scalars if scalar is None or not _is_plain(scalar)]
    return config._replace(odd=tuple(map(config.value, odd)))


def _are_plain(document: Document, entries: Collection[Entry]) -> bool:
    """Tell of all values at once whether they are plain: quickly, and never wrongly so."""
    values = [v.value for x in entries if type(v := x.value) is Scalar and v.tag is None]
    text = "\n".join(values)
    if len(values) < len(entries) or text.count("\n") != len(values) - 1:
        return not entries
    # Most files have none of them without quotes anywhere.
    has_words = not (_WORDS.isdisjoint(document.plain) or _WORDS.isdisjoint(values))
    return not (has_words or document.is_old) and _ALL_PLAIN.fullmatch(text) is not None


def _is_plain(scalar: Scalar) -> bool:
    text = scalar.value
    if scalar.tag is not None or _PLAIN.fullmatch(text) is None:
        return False
    return bool(scalar.style) or (text not in _WORDS and type(text) is not OldText)
