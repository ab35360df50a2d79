"""The variables of a deployment: what `config` and the credentials files set.

Source: reference on dialects, section f. A value is the text that is written, not what YAML
readers make of it (`true`, `1.10`); quotes around the whole are those of `config.env`, and go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from deployer.wanted.secret_sources import sources
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.generate import fault_of, is_generated
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deployer.wanted.resource import Surroundings
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec

_LINE = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(.*?)[ \t]*")
_BREAK = re.compile(r"\r\n?|\n")
_COMMENT = re.compile(r"[ \t]+#")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}
_SHORTEST_QUOTED = 2


class Variables(NamedTuple):
    """Texts by name, and the names whose values are never written down.

    `generated` are made once, `told` are read by who deploys, into a Secret.
    """

    texts: dict[str, str]
    generated: frozenset[str]
    told: frozenset[str] = frozenset()

    @property
    def unwritten(self) -> frozenset[str]:
        """What the kubelet alone fills in, of Secrets."""
        return self.generated | self.told


def variables_of(spec: Spec, surroundings: Surroundings) -> Variables:
    """Read what reaches the containers; a credentials file sets over `config`."""
    config = config_of(spec)
    values = [config.value(name) for name in config.named]
    generated = {value.name for value in values if is_generated(value.scalar)}
    for value in values:
        _refuse(value)
    texts = {x.name: text_of(x) for x in values if x.name not in generated}
    if surroundings.config_env is not None:
        texts = dict(_settled(values, texts, surroundings))
    for file in surroundings.credentials:
        texts |= env_lines(file.text or "")
    told = {x.entry for x in sources(spec) if not x.is_optional} if spec.makes_objects else set()
    names = (frozenset(found - texts.keys()) for found in (generated, told))
    return Variables(texts, *names)


def _settled(
    values: list[ConfigValue], texts: dict[str, str], surroundings: Surroundings
) -> Iterator[tuple[str, str]]:
    """Give what `config.env` sets; what it has as the spec does is what the spec means by it."""
    made = surroundings.generated
    written = {x.name: x.written if x.name in texts else made.get(x.name) for x in values}
    for name, line in (surroundings.config_env or {}).items():
        if written.get(name) != line:
            yield name, _text_of_line(line)
        elif name in texts:
            yield name, texts[name]


def text_of(value: ConfigValue) -> str:
    """Give the text that a value stands for."""
    return "" if is_null(value.scalar) else unquoted(value.text.rstrip("\n"))


def unquoted(text: str) -> str:
    """Take off the quotes around a whole text; in double ones a backslash escapes."""
    if len(text) < _SHORTEST_QUOTED or text[0] != text[-1] or text[0] not in "'\"":
        return text
    inner = text[1:-1]
    if text[0] in inner.replace(f"\\{text[0]}", ""):
        return text
    if text[0] == "'":
        return inner
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), inner)


def env_lines(text: str) -> dict[str, str]:
    """Read a file of variables."""
    return dict(_pairs(text))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in _BREAK.split(text):
        found = _LINE.fullmatch(line)
        if found is not None:
            yield found[1], _text_of_line(found[2])


def _text_of_line(text: str) -> str:
    """Give the value that stands behind the `=` of a line."""
    text = text.strip()
    if text[:1] in {"'", '"'}:
        return unquoted(text)
    return _COMMENT.split(f" {text}")[0].strip()


def _refuse(value: ConfigValue) -> None:
    if value.scalar is None:
        words = f"config {value.name} is a list or a mapping, and a variable is text"
        raise CannotRender(words, value.at)
    fault = fault_of(value.scalar)
    if fault:
        raise CannotRender(f"config {value.name}: {fault}", value.at)
    if value.host_variables and not value.text.startswith("'"):
        words = f"config {value.name} holds {value.host_variables[0]}, which is filled by whoever"
        raise CannotRender(f"{words} deploys: write the value itself", value.at)
