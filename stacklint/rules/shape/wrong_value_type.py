"""The rule `wrong-value-type`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.dialect import Dialect
from stacklint.model.fit import fit_of
from stacklint.model.keys import LIST, MAP, TEXT, either, forms_along, types_in_words
from stacklint.model.pattern import Pattern
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, Sequence, is_own, resolved
from stacklint.model.yaml.scalars import value_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.change import Data
    from stacklint.model.misfits import Misfit
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits

_FEW = Pattern(r"[0-9]{1,6}")

_SWITCHES = ("privileged", "unlimited-memlock")
_MEAN_TRUE = frozenset({"yes", "y", "on", "1"})
_MEAN_FALSE = frozenset({"no", "n", "off", "0", ""})

# Sections whose values go to the Kubernetes API as they are.
_OF_API = ("annotations", "labels", "node-affinities", "node-tolerations")

_OF_PATHS = ("volumes", "configmaps", "credentials-files", "ca-certificates")

_PORTS = ("network", "ports")
_PROXY = ("network", "http-proxy")

_MORE_RIGHTS = "the containers get rights that they do not have now"
_UNUSABLE = "laconic-so cannot use it"
_API_REFUSES = "the Kubernetes API refuses the Deployment"
_HAPPENS = {
    "replicas": _API_REFUSES,
    "image-pull-policy": _API_REFUSES,
    "volumes": "`create` stops with a TypeError",
    "configmaps": "`create` stops with a TypeError",
    **dict.fromkeys(_OF_API, _API_REFUSES),
}


@rule(category="shape", severity=Severity.ERROR, harm=Harm.START, fix=Safety.SAFE)
def wrong_value_type(spec: Spec) -> Hits:
    """Value of a type that its reader cannot use."""
    yield from _capabilities(spec)
    yield from _replicas(spec)
    if fit_of(spec).is_typed:
        return
    from stacklint.model.misfits import misfits  # noqa: PLC0415 -- most specs fit

    for misfit in misfits(spec):
        if _counts(spec, misfit):
            yield _hit(spec, misfit)


def _replicas(spec: Spec) -> Hits:
    """Give a number that is one, and too small."""
    node = spec.node("replicas") if spec.makes_objects else None
    count = value_of(node) if isinstance(node, Scalar) else None
    if isinstance(count, int) and count < 0:
        words = f"`replicas` is {count}, and has to be 0 or more: {_API_REFUSES}"
        yield Hit(spec.at("replicas").value, words, words="0 or more belongs here")


def _capabilities(spec: Spec) -> Hits:
    """Give the words that a cluster takes for capabilities, and gives nothing for (measured)."""
    node = spec.node("security", "capabilities") if spec.makes_objects else None
    for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        found = resolved(item)
        name = value_of(found) if isinstance(found, Scalar) else None
        if isinstance(name, str) and name and not (_is_capability(name.upper()) or has_token(name)):
            yield _no_capability(spec.at("security", "capabilities", index), name)


# Many specs name the same.
@lru_cache(maxsize=64)
def _is_capability(name: str) -> bool:
    # Imported late: few repositories name one.
    from stacklint.model.compose.capabilities import is_capability  # noqa: PLC0415

    return is_capability(name)


def _no_capability(at: Place, name: str) -> Hit:
    wanted, fix = "a capability such as `NET_ADMIN`", None
    bare = name.upper().removeprefix("CAP_")
    if _is_capability(bare):
        wanted = f"`{bare}`"
        is_plain = is_own(at.document.root, at.path)
        change = SetValue(at.path, bare)
        fix = Fix(f"{name} → {bare}", Safety.UNSAFE, (change,), _MORE_RIGHTS) if is_plain else None
    return Hit(
        at.value,
        f"`security.capabilities` has `{name}`, which has to be {wanted}: the containers run"
        " without it",
        fix,
        words=f"{wanted} belongs here",
        severity=Severity.WARNING,
        of_laconic_so=_is_capability(bare),
    )


def _counts(spec: Spec, misfit: Misfit) -> bool:
    """Leave out what the target never reads, and what other rules say better."""
    path, value = misfit.path, misfit.value
    target = spec.target
    for form in forms_along(path, spec.dialect):
        if target is not None and form.targets is not None and target.value not in form.targets:
            return False
    # On compose, most that is empty changes nothing; ports are put into the file as they are.
    is_open = not spec.makes_objects and path[:2] != _PORTS
    if value is None and (path in {("stack",), ("kube-config",)} or is_open):
        return False
    if path[-1] in _SWITCHES and str(value).lower() in _MEAN_FALSE:
        return False
    if path == _PROXY or (path[:2] == _PROXY and path[-1] == "routes" and isinstance(value, dict)):
        return False
    return not (path[0] == "volumes" and isinstance(value, dict) and is_of_fork(value, spec))


def is_of_fork(value: dict[str, Data], spec: Spec) -> bool:
    """Tell whether a volume has the form that only the fork reads."""
    return spec.dialect is not Dialect.FORK and "path" in value


def _hit(spec: Spec, misfit: Misfit) -> Hit:
    path, value = misfit.path, misfit.value
    name = ".".join(map(str, path))
    wanted = _wanted(misfit)
    is_word = misfit.form.choices is not None and isinstance(value, str)
    return Hit(
        spec.at(*path).value,
        f"`{name}` is {f'`{value}`' if is_word else misfit.kind},"
        f" and has to be {wanted}: {_happens(misfit)}",
        _fix(spec, misfit),
        words=f"{wanted} belongs here",
    )


def _wanted(misfit: Misfit) -> str:
    form = misfit.form
    if form.choices is not None:
        words = [f"`{choice}`" for choice in form.choices if isinstance(choice, str)]
        return "`true` or `false`" if True in form.choices else either(words)
    if misfit.path[0] in _OF_PATHS and len(misfit.path) == 2:  # noqa: PLR2004 -- an entry of it
        return "a path"
    return types_in_words(form.types)


def _happens(misfit: Misfit) -> str:
    if misfit.path[-1] in _SWITCHES:
        return "any other word counts as false"
    if misfit.form.types & (MAP | LIST) and misfit.path[0] in _OF_API:
        return _UNUSABLE
    # What stands deeper in a volume is the fork's, which stops elsewhere.
    is_deep = misfit.path[0] == "volumes" and len(misfit.path) > 2  # noqa: PLR2004 -- below an entry
    return _UNUSABLE if is_deep else _HAPPENS.get(str(misfit.path[0]), _UNUSABLE)


def _fix(spec: Spec, misfit: Misfit) -> Fix | None:
    path, value = misfit.path, misfit.value
    _, node = spec.document.find(path)
    if not isinstance(node, Scalar) or not is_own(spec.document.root, path):
        return None
    is_text = misfit.form.types & TEXT and isinstance(value, (bool, int, float))
    if path[0] in _OF_API and is_text:
        change = SetValue(path, node.value, quote=True)
        return Fix(f"'{node.value}'", Safety.SAFE, (change,))
    if path == ("replicas",) and _FEW.fullmatch(node.value):
        count = int(node.value)
        return Fix(f"replicas: {count}", Safety.SAFE, (SetValue(path, count),))
    if path[-1] in _SWITCHES and node.value.lower() in _MEAN_TRUE:
        change = SetValue(path, value=True)
        return Fix(f"{path[-1]}: true", Safety.UNSAFE, (change,), _MORE_RIGHTS)
    return None
