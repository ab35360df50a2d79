"""The rule `incomplete-pull-secret`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Severity
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import is_opaque
from stacklint.model.yaml.nodes import Mapping
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.spec import Spec
    from stacklint.rule import Hits

_KEY = "image-pull-secret"
_SOURCES = ("token-env", "token-file")
_LITERALS = ("token", "password", "auth")


@rule(category="images", severity=Severity.ERROR, harm=Harm.START, targets=KUBERNETES)
def incomplete_pull_secret(spec: Spec) -> Hits:
    """Credentials of a registry that no Secret is made of."""
    node = spec.node(_KEY)
    if not isinstance(node, Mapping) or is_opaque(spec.document, node) or spec.has_gaps:
        return
    lacking = [f"`{key}`" for key in ("server", "username") if not spec.text(_KEY, key)]
    if not any(spec.text(_KEY, key) for key in _SOURCES):
        lacking.append("`token-env` or `token-file`")
    literal = next((key for key in _LITERALS if node.get(key) is not None), None)
    if lacking:
        extra = f"; `{literal}` is not read" if literal else ""
        yield Hit(
            spec.at(_KEY),
            f"`{_KEY}` lacks {' and '.join(lacking)}{extra}: no Secret is made, and pods that name"
            " it cannot pull their image",
        )
    elif literal:
        yield Hit(spec.at(_KEY, literal), f"`{_KEY}.{literal}` is not read, and stands in git")
    elif _is_token(spec.text(_KEY, "token-env")):
        yield Hit(
            spec.at(_KEY, "token-env"),
            "`token-env` holds a token, and has to name a variable that does: no Secret is made,"
            " and pods that name it cannot pull their image",
        )


def _is_token(text: str | None) -> bool:
    # Imported late: few specs have the section, and its many patterns cost a clean run.
    from stacklint.model.secrets.masks import masked  # noqa: PLC0415

    return text is not None and masked(text) != text
