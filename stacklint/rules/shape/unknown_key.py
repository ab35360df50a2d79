"""The rule `unknown-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import MoveEntry, RenameKey
from stacklint.model.fit import fit_of
from stacklint.model.hooks import hook_text, is_read_by
from stacklint.model.keys import ENTRY, ITEM, known_keys, places_of
from stacklint.model.spelling import closest
from stacklint.model.yaml.nodes import Mapping, is_own, resolved
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Settings

# Words that people write for a key of another name.
_MEANT = {"env": "config", "environment": "config"}

# Keys whose names are too common to tell where they belong.
_COMMON = frozenset(
    {
        "command",
        "commands",
        "containers",
        "default",
        "exclude",
        "host",
        "ip",
        "key",
        "keys",
        "label",
        "path",
        "port",
        "selector",
        "server",
        "services",
        "username",
        "value",
    }
)


@rule(
    category="shape",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    confidence=Confidence.MEDIUM,
    fix=Safety.UNSAFE,
)
def unknown_key(spec: Spec, stack: Stack | None, tree: Tree, settings: Settings) -> Hits:
    """Key that nobody reads at its place."""
    unknown = fit_of(spec).unknown
    if not unknown:
        return
    hooks = hook_text(stack, tree)
    for path in unknown:
        name, dotted = str(path[-1]), ".".join(map(str, path))
        known = name in settings.known_keys or dotted in settings.known_keys
        if not known and not is_read_by(hooks, name):
            yield _hit(spec, path)


def _hit(spec: Spec, path: KeyPath) -> Hit:
    name = str(path[-1])
    belongs = _belongs(spec, path)
    if belongs is not None:
        message = f"nobody reads `{name}` {_where(path)}: it belongs {_where(belongs)}"
        return Hit(spec.at(*path), message, _move(spec, path, belongs), words="not read here")
    right = _MEANT.get(name) if len(path) == 1 else None
    right = right or closest(name, known_keys(path[:-1], spec.dialect))
    if right is not None:
        message = f"nobody reads `{name}`: the key is called `{right}`"
        return Hit(spec.at(*path), message, _rename(spec, path, right), words=f"`{right}`?")
    return Hit(
        spec.at(*path),
        f"nobody reads `{name}` {_where(path)}: it changes nothing",
        words="no key of this place",
        profile=Profile.STRICT,
    )


def _belongs(spec: Spec, path: KeyPath) -> tuple[str, ...] | None:
    """Give the place where a key of that very name is read, one that looks like its own first."""
    name = str(path[-1])
    found = () if name in _COMMON else places_of(name, spec.dialect)
    places = [place for place in found if place != path]
    beside = {x[-2]: x for x in places if len(path) == len(x) > 1 and x[:-2] == path[:-2]}
    meant = closest(str(path[-2]), beside) if beside else None
    return next(iter(places), None) if meant is None else beside[meant]


def _where(path: KeyPath) -> str:
    above = ".".join(f"{part}" for part in path[:-1] if part != ITEM)
    return f"below `{above}`" if above else "at the top level"


def _rename(spec: Spec, path: KeyPath, right: str) -> Fix | None:
    parent = resolved(spec.document.find(path[:-1])[1])
    if not isinstance(parent, Mapping) or parent.entry(right) is not None:
        return None
    if not is_own(spec.document.root, path):
        return None
    why = "the setting begins to count"
    return Fix(f"{path[-1]} → {right}", Safety.UNSAFE, (RenameKey(path, right),), why)


def _move(spec: Spec, path: KeyPath, to: tuple[str, ...]) -> Fix | None:
    """Show the move, where there is one place to move to and nothing stands there."""
    if ENTRY in to or ITEM in to or spec.node(*to) is not None:
        return None
    parents = [spec.node(*to[:depth]) for depth in range(1, len(to))]
    if any(parent is not None and not isinstance(parent, Mapping) for parent in parents):
        return None
    return Fix(f"move it to {'.'.join(to)}", Safety.DISPLAY, (MoveEntry(path, to),))
