"""The rule `named-user`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Fix, Harm, Safety, Severity
from stacklint.model.change import SetValue
from stacklint.model.targets import KUBERNETES
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import is_own
from stacklint.model.yaml.scalars import text_of
from stacklint.rule import Hit, rule

if TYPE_CHECKING:
    from stacklint.model.bundle import Stack
    from stacklint.model.yaml.place import Place
    from stacklint.rule import Hits


@rule(
    category="compose",
    severity=Severity.ERROR,
    harm=Harm.START,
    targets=KUBERNETES,
    fix=Safety.UNSAFE,
    of_laconic_so=True,
)
def named_user(stack: Stack) -> Hits:
    """User of a container that is more than a number."""
    for service in stack.every_service:
        user = text_of(service.node.get("user"))
        if (
            user is not None
            and not (user.isascii() and user.isdecimal())
            and not _is_rendered(user)
        ):
            at = service.at.below("user")
            yield Hit(
                at.value,
                f"`user: {user}` of `{service.name}` is no number: on Kubernetes, `start` stops"
                " there with a ValueError",
                _fix(at, user),
                of_laconic_so=_is_known(user),
            )


def _is_known(user: str) -> bool:
    """Tell whether every part is a number, or becomes one: compose fills in `${UID}`."""
    return all(part == "root" or part.isdecimal() or "$" in part for part in user.split(":"))


def _is_rendered(user: str) -> bool:
    """A renderer puts the user in; `${UID}` would be left to compose, and reaches nobody here."""
    return has_token(user) and "${" not in user


def _fix(at: Place, user: str) -> Fix | None:
    name, _, group = user.partition(":")
    number = "0" if name == "root" else name
    if not (number.isascii() and number.isdecimal()) or not is_own(at.document.root, at.path):
        return None
    why = f"the group {group} is not set" if group else "the number stands for the name everywhere"
    change = SetValue(at.path, number, quote=True)
    return Fix(f"{user} → {number}", Safety.UNSAFE, (change,), why)
