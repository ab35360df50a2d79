"""The rule `unknown-stack-key`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Confidence, Fix, Harm, Profile, Safety, Severity
from stacklint.model.change import RenameKey
from stacklint.model.hooks import hook_text, is_read_by
from stacklint.model.spelling import closest
from stacklint.model.yaml.nodes import Mapping, is_own, resolved
from stacklint.model.yaml.place import Place
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document
    from stacklint.model.yaml.nodes import KeyPath
    from stacklint.rule import Hits, Settings


@rule(
    category="shape",
    severity=Severity.WARNING,
    harm=Harm.MEANING,
    confidence=Confidence.MEDIUM,
    fix=Safety.UNSAFE,
)
def unknown_stack_key(stack: Stack, tree: Tree, settings: Settings) -> Hits:
    """Key of a `stack.yml` that nobody reads."""
    if stack.file.is_plain:
        return
    # Imported late: it reads the schema, which a plain stack need not pay for.
    from stacklint.model.stackfit import stack_fit  # noqa: PLC0415

    unknown = stack_fit(stack.file).unknown
    hooks = hook_text(stack, tree) if unknown else ""
    for path in unknown:
        name = str(path[-1])
        if name not in settings.known_keys and not is_read_by(hooks, name):
            yield _hit(stack.file.document, path)


def _hit(document: Document, path: KeyPath) -> Hit:
    from stacklint.model.stackfit import keys_beside  # noqa: PLC0415 -- as above

    name, at = str(path[-1]), Place(document, path)
    right = closest(name, keys_beside(path))
    if right is None:
        words = f"nobody reads `{name}` in a stack.yml: it changes nothing"
        return Hit(at, words, words="no key of this place", profile=Profile.STRICT)
    words = f"nobody reads `{name}`: the key is called `{right}`"
    return Hit(at, words, _rename(document, path, right), words=f"`{right}`?")


def _rename(document: Document, path: KeyPath, right: str) -> Fix | None:
    parent = resolved(document.find(path[:-1])[1])
    if not isinstance(parent, Mapping) or parent.entry(right) is not None:
        return None
    if not is_own(document.root, path):
        return None
    why = "the entry begins to count"
    return Fix(f"{path[-1]} → {right}", Safety.UNSAFE, (RenameKey(path, right),), why)
