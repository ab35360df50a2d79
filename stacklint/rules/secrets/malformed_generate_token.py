"""The rule `malformed-generate-token`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.secrets.generate import MARK, fault_of, is_generated
from stacklint.rule import Deployer, Hit, Label, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits


@rule(category="secrets", severity=Severity.ERROR, harm=Harm.MEANING)
def malformed_generate_token(spec: Spec, stack: Stack | None, deployer: Deployer) -> Hits:
    """Token for a generated value that does not give one."""
    if MARK not in spec.document.text or spec.dialect is Dialect.FORK:
        return
    entries = spec.section("config").entries
    for entry in entries:
        if fault := fault_of(entry.value):
            yield Hit(spec.at("config", entry.name).value, f"`{entry.name}`: {fault}")
    if stack is not None and spec.makes_objects and deployer is Deployer.STACKLINT:
        names = frozenset(entry.name for entry in entries if is_generated(entry.value))
        yield from _written_out(spec, stack, names)


def _written_out(spec: Spec, stack: Stack, names: frozenset[str]) -> Hits:
    """Give what stacklint, which keeps the value in a Secret, would have to write down."""
    # Imported late: laconic-so fills in none of it.
    from stacklint.model.compose.pod_texts import written_out  # noqa: PLC0415
    from stacklint.model.compose.replaced import is_below, replaced_by  # noqa: PLC0415
    from stacklint.model.compose.served import probed  # noqa: PLC0415

    replaced = replaced_by(spec)
    checked = frozenset(service for service, _ in probed(spec, stack))
    for name, at in written_out(stack, names, checked):
        if not is_below(at.path, replaced):
            path = ".".join(map(str, at.path[:3]))
            yield Hit(
                spec.at("config", name).value,
                f"`{name}` is generated, and `{path}` takes it: a Secret fills in an environment,"
                " a command and an entrypoint alone",
                also=(Label(at, "taken here"),),
                value=path,
            )
