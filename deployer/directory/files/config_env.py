"""`config.env`: the values of `config`, as laconic-so writes them for its readers.

Source: reference on dialects, section f. A line is `KEY=VALUE` without quotes, so that a line break
would bring in another variable.
"""

from __future__ import annotations

from binascii import b2a_base64
from typing import TYPE_CHECKING

from deployer.errors import CannotDo
from deployer.wanted.resource import Credentials
from stacklint.model.configenv import ConfigValue, is_name
from stacklint.model.pattern import Pattern
from stacklint.model.secrets.generate import is_generated
from stacklint.model.yaml.nodes import Scalar, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from re import Match

    from stacklint.model.spec import Spec

_HEAD = """\
# AUTO-GENERATED from `config` and `credentials-files` of spec.yml.
# Edit the spec in its repository, never this file: it is written anew from there.
# Compose fills these values in where its files name them; on Kubernetes every container gets them.
# Values that `$generate` stands for are made once, and not again.
"""
_CREDENTIALS = "# From credentials file: "
_LINE = Pattern(r"[ \t]*(?:export[ \t]+)?([^\s=#'\"]+)[ \t]*=(.*?)\r?")
_TOKEN = Pattern(r"\$generate:(\w+):(\d+)\$")
_MOST_BYTES = 4096


def written_values(spec: Spec) -> dict[str, str]:
    """Give what is written for each key of `config`, without those whose value is to be made."""
    found: dict[str, str] = {}
    for entry in spec.section("config").entries:
        node = resolved(entry.value)
        if not isinstance(node, Scalar):
            raise CannotDo(f"config.{entry.name}", "a list or mapping is no value of a variable")
        if not is_generated(node):
            value = ConfigValue(entry.name, node, spec.at("config", entry.name))
            found[entry.name] = _line_of(entry.name, value.written)
    return found


def _line_of(name: str, value: str) -> str:
    if not is_name(name):
        raise CannotDo(f"config.{name}", "this is no name of a variable")
    if "\n" in value or "\r" in value:
        raise CannotDo(f"config.{name}", "it has a line break, and config.env holds one line each")
    return value


def generated_values(
    spec: Spec, make: Callable[[int], bytes], kept: Mapping[str, str]
) -> dict[str, str]:
    """Give the values that `$generate` stands for: those that are kept, and new ones for the rest.

    `make` gives so many random bytes.
    """
    found: dict[str, str] = {}
    for entry in spec.section("config").entries:
        node = resolved(entry.value)
        token = _TOKEN.search(node.value) if isinstance(node, Scalar) else None
        if token is not None:
            value = kept.get(entry.name)
            found[entry.name] = _made(entry.name, token, make) if value is None else value
    return found


def _made(name: str, token: Match[str], make: Callable[[int], bytes]) -> str:
    size = int(token[2][:9])
    if not 0 < size <= _MOST_BYTES:
        raise CannotDo(f"config.{name}", f"a length is from 1 to {_MOST_BYTES} bytes")
    data = make(size)
    return b2a_base64(data, newline=False).decode() if token[1] == "base64" else data.hex()


def config_env(values: Mapping[str, str], credentials: Iterable[tuple[str, str]]) -> str:
    """Write `config.env`; credentials are paths with their texts, as they stand."""
    lines = (f"{name}={value}\n" for name, value in values.items())
    return _HEAD + "".join(lines) + "".join(_credentials(credentials))


def _credentials(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    for path, text in files:
        end = "" if text.endswith("\n") or not text else "\n"
        yield f"{_CREDENTIALS}{path}\n{text}{end}"


def read_config_env(text: str) -> tuple[dict[str, str], tuple[Credentials, ...]]:
    """Give what stands behind `KEY=` in the lines of `config`, and the files behind them."""
    own, *files = f"\n{text}".split(f"\n{_CREDENTIALS}")
    found = (_LINE.fullmatch(line) for line in own.split("\n"))
    parts = (file.partition("\n") for file in files)
    lines = {line[1]: line[2] for line in found if line is not None}
    return lines, tuple(Credentials(path.rstrip("\r"), content) for path, _, content in parts)
