"""The traits of a spec that `deploy init` wrote.

Source: the fingerprint of what `init` writes, reference `dialect.md` (a).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.operator_keys import OPERATOR_SECTIONS
from stacklint.model.targets import Target
from stacklint.model.yaml.nodes import Mapping, Sequence, names_of, resolved, walk

if TYPE_CHECKING:
    from stacklint.model.spec import Spec, Volume
    from stacklint.model.yaml.nodes import KeyPath

OPERATOR_KEYS: tuple[KeyPath, ...] = (
    *((key,) for key in OPERATOR_SECTIONS),
    ("network", "acme-email"),
    ("network", "http-proxy"),
)
"""What `init` never writes, so that only an operator can have put it there."""

_INIT_FIRST = ("stack", "deploy-to", "kube-config", "image-registry")
_INIT_LAST = ("network", "volumes", "configmaps", "secrets")


def is_untouched_init_output(spec: Spec) -> bool:
    """Tell whether a spec is as `deploy init` writes it: nothing an operator could lose."""
    return (
        not spec.document.comments
        and has_init_layout(spec)
        and has_init_order(spec)
        and (not spec.makes_objects or has_empty_secrets(spec))
        and all(_is_init_path(volume) for volume in spec.volumes)
        and not any(_is_operators(spec, path) for path in OPERATOR_KEYS[:-2])
    )


def _is_operators(spec: Spec, path: KeyPath) -> bool:
    # For a remote cluster `init` writes the registry that it was given.
    by_init = spec.target is Target.K8S and path == ("image-registry",)
    return not by_init and spec.node(*map(str, path)) is not None


def _is_init_path(volume: Volume) -> bool:
    return volume.is_empty or (
        volume.path is not None and volume.path.text == f"./data/{volume.name}"
    )


def has_init_layout(spec: Spec) -> bool:
    """Tell whether each block sequence stands one column right of its key, and there is one."""
    document = spec.document
    columns = [
        document.position(_dash(document.text, value.start)).column
        - document.position(entry.key.start).column
        for _, node in walk(spec.root)
        if isinstance(node, Mapping)
        for entry in node.entries
        if isinstance(value := resolved(entry.value), Sequence) and not value.flow
    ]
    return bool(columns) and all(column == 1 for column in columns)


def _dash(text: str, start: int) -> int:
    return start if text[start : start + 1] == "-" else text.rfind("-", 0, start)


def has_empty_secrets(spec: Spec) -> bool:
    """Tell whether `secrets: {}` is there."""
    node = spec.node("secrets")
    return isinstance(node, Mapping) and not node.entries


def has_init_order(spec: Spec) -> bool:
    """Tell whether the keys stand in the order of `init`, and no line is blank."""
    names = names_of(spec.root.entries)
    known = [name for name in (*_INIT_FIRST, *_INIT_LAST) if name in names]
    in_order = [name for name in names if name in known] == known
    tail = [name for name in names if name in _INIT_LAST[1:]]
    ends_so = names[len(names) - len(tail) :] == tail
    return names[:2] == ["stack", "deploy-to"] and in_order and ends_so and _has_no_blank_line(spec)


def _has_no_blank_line(spec: Spec) -> bool:
    return re.search(r"\n[ \t]*\r?\n", spec.document.text.rstrip()) is None
