"""The rule `foreign-dialect-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Harm, Profile, Severity
from stacklint.model.dialect import Dialect
from stacklint.model.fit import fit_of
from stacklint.model.hooks import hook_text, is_read_by
from stacklint.model.keys import forms_along
from stacklint.model.spec import Spec
from stacklint.model.yaml.nodes import Mapping, resolved
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Settings

_CALLED = {
    Dialect.LACONIC_SO: "laconic-so",
    Dialect.NEWER: "newer builds of laconic-so",
    Dialect.FORK: "the fork (`stack`)",
}


@rule(
    category="shape",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    confidence=Confidence.MEDIUM,
    profile=Profile.STRICT,
)
def foreign_dialect_key(spec: Spec, stack: Stack | None, tree: Tree, settings: Settings) -> Hits:
    """Key that only another program, or another build of it, reads."""
    reader = _as_read(spec)
    hits = [*_keys(reader), *_volumes(reader, is_sure=spec.wanted_dialect is not None)]
    hooks = hook_text(stack, tree) if hits else ""
    for hit in hits:
        name = str(hit.at.path[-1])
        if name not in settings.known_keys and not is_read_by(hooks, name):
            yield hit


def _as_read(spec: Spec) -> Spec:
    """Read the spec as laconic-so would, where a guess for the fork meets keys that it lacks."""
    is_guess = spec.wanted_dialect is None and spec.dialect is Dialect.FORK
    if is_guess and fit_of(spec).foreign:
        return Spec(spec.document, Dialect.LACONIC_SO)
    return spec


def _keys(spec: Spec) -> Iterator[Hit]:
    for path in fit_of(spec).foreign:
        name = ".".join(map(str, path))
        owners = _owners(spec, path)
        is_build = spec.dialect is Dialect.LACONIC_SO and Dialect.NEWER in owners
        reader = "an older one" if is_build else _CALLED[spec.dialect]
        is_secret = path[0] == "secrets"
        yield Hit(
            spec.at(*path),
            f"`{name}` is a key of {' and '.join(_CALLED[owner] for owner in owners)}:"
            f" {reader} {'makes no Secret of it' if is_secret else 'ignores it'}",
            words=f"not read by {reader}",
            notes=tuple(map(_hint, owners)),
        )


def _owners(spec: Spec, path: KeyPath) -> tuple[Dialect, ...]:
    *_, form = forms_along(path, spec.dialect)
    return tuple(Dialect(name) for name in form.dialects or ())


def _hint(owner: Dialect) -> tuple[str, str]:
    return ("hint", f'where that is what deploys this spec, set `dialect = "{owner.value}"`')


def _volumes(spec: Spec, *, is_sure: bool) -> Iterator[Hit]:
    """Find volumes in the form of the fork: whoever else reads them dies of it."""
    if spec.dialect is Dialect.FORK or fit_of(spec).is_typed:
        return
    for entry in spec.section("volumes").entries:
        value = resolved(entry.value)
        if isinstance(value, Mapping) and value.entry("path"):
            yield Hit(
                spec.at("volumes", entry.name, "path"),
                f"volume `{entry.name}` has the form of {_CALLED[Dialect.FORK]}:"
                f" {_CALLED[spec.dialect]} stops with a TypeError",
                severity=Severity.ERROR if is_sure else None,
                profile=Profile.RECOMMENDED if is_sure else None,
            )
