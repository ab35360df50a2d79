"""Where the entries of a Secret are read from that `secrets` of a spec describes.

Source: newer builds of laconic-so. `secrets.NAME.keys` is `{VARIABLE: {env: NAME}}`, or
`{file: PATH}` for the entry; a list, or anything else, says that people make the Secret themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.resource import CannotRender
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place

SECTION = "secrets"


class Source(NamedTuple):
    """Where an entry of a Secret comes from: a variable of who deploys, or a file of this host."""

    secret: str
    entry: str
    variable: str
    file: str
    is_optional: bool
    at: Place

    @property
    def lack(self) -> str:
        """Say what it would take."""
        return f"{self._where}: {self._remedy}"

    @property
    def doubt(self) -> str:
        """Say that nobody knows whether the cluster has it."""
        may = f"secret {self.secret} may have {self.entry}, which is not at hand, and its cluster"
        return f"{may} cannot be asked: start that first, or {self._remedy}"

    @property
    def _where(self) -> str:
        where = f"secrets.{self.secret}.keys.{self.entry}"
        if self.file:
            return f"{where} is read from {self.file}, which is no file with a text"
        return f"{where} is read from {self.variable}, which is not set"

    @property
    def _remedy(self) -> str:
        return f"put one into {self.file}" if self.file else f"`export {self.variable}=…`"


def sources(spec: Spec) -> Iterator[Source]:
    """Give the source of each entry that is described; CannotRender where one has none."""
    for secret in spec.section(SECTION).names():
        keys = spec.node(SECTION, secret, "keys")
        for entry in keys.entries if isinstance(keys, Mapping) else ():
            yield _source(spec, secret, entry.name)


def _source(spec: Spec, secret: str, entry: str) -> Source:
    path = (SECTION, secret, "keys", entry)
    variable, file = (spec.text(*path, name) or "" for name in ("env", "file"))
    if bool(variable) == bool(file):
        words = f"{'.'.join(path)} needs either `env` or `file`, to read its value from"
        raise CannotRender(words, spec.at(*path))
    is_optional = spec.text(*path, "optional") == "true"
    return Source(secret, entry, variable, file, is_optional, spec.at(*path))
