"""What stacklint's deployer makes on Kubernetes of texts with variables.

It fills them in as docker compose does, but of `config` alone, where laconic-so leaves them as they
are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.compose.blanks import Values, misplaced, unfit
from stacklint.model.compose.interpolation import filled
from stacklint.model.compose.wiring import wiring_of
from stacklint.model.configenv import config_of
from stacklint.model.named import NamedTuple
from stacklint.model.yaml.scalars import is_null

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.bundle import Stack
    from stacklint.model.compose.blanks import Misplaced, Unfit
    from stacklint.model.compose.file import Service
    from stacklint.model.compose.interpolation import Variable
    from stacklint.model.configenv import ConfigValue
    from stacklint.model.spec import Spec
    from stacklint.model.yaml.place import Place

# The keys of a service in which variables are filled in, beside its environment.
_READ = frozenset(
    {
        *("command", "entrypoint", "env_file", "image", "ports", "user", "volumes"),
        "working_dir",
    }
)
# In these, and in an environment, the kubelet fills in what is in a Secret.
_OF_KUBELET = ("command", "entrypoint")
# Those where a text has to be of some form.
_FORMED = ("image", "ports")


class Lack(NamedTuple):
    """A variable without a value, and what comes of it; `is_refused` where nothing is deployed."""

    name: str
    at: Place
    words: str
    is_refused: bool = True


def pod_values(spec: Spec) -> Values:
    """Give the values of `config`; what is generated, or left to a template, nobody knows here."""
    config = config_of(spec)
    values = [config.value(name) for name in config.named]
    unknown = frozenset(x.name for x in values if _is_unknown(x))
    known = [(x.name, x.text if x.is_read_as_written else "") for x in values]
    return Values(tuple(x for x in known if x[0] not in unknown), unknown)


def _is_unknown(value: ConfigValue) -> bool:
    is_empty = value.scalar is not None and is_null(value.scalar)
    return not (is_empty or value.is_read_as_written)


def lacking(spec: Spec, stack: Stack) -> Iterator[Lack]:
    """Give the variables without a value of which nothing can be made, or another thing."""
    values = pod_values(spec)
    yield from _demanded(stack, values)
    for text in unfit_in_pods(stack, values):
        for name in text.made.empty:
            yield Lack(name, text.at, text.words)
    for moved in misplaced(stack, values):
        for name in moved.lost:
            words = f"`{moved.service.name}` mounts {moved.words}"
            yield Lack(name, moved.mount.at, words, is_refused=_is_refused(moved))


def unfit_in_pods(stack: Stack, values: Values) -> Iterator[Unfit]:
    """Give the texts that no container can be made of when they are filled in."""
    asleep = {service.name for service in stack.every_service if service.has_profiles}
    for text in unfit(stack, values):
        if text.at.path[2:3] and text.at.path[2] in _FORMED and text.at.path[1] not in asleep:
            yield text


def written_out(
    stack: Stack, names: frozenset[str], checked: frozenset[Service]
) -> Iterator[tuple[str, Place]]:
    """Give the places that take one of some variables, and where no Secret can fill it in.

    The healthchecks of those in `checked` become probes.
    """
    for service, path, _, variable in wiring_of(stack).elsewhere:
        is_probe = path[0] == "healthcheck" and service in checked
        is_read = is_probe or (path[0] in _READ and path[0] not in _OF_KUBELET)
        is_taken = variable.name in names and not variable.sign.endswith("+")
        if is_read and is_taken and not service.has_profiles:
            yield variable.name, service.at.below(*path)


def _is_refused(moved: Misplaced) -> bool:
    """Tell whether nothing is mounted in the place of it: a node's directory is, to be read."""
    is_node = not moved.is_target and moved.made.text.startswith("/")
    return not moved.made.text or (is_node and not moved.mount.is_read_only)


def _demanded(stack: Stack, values: Values) -> Iterator[Lack]:
    """Give the variables without which the stack says that it does not want to be started."""
    wiring, own = wiring_of(stack), values.texts.keys() | values.unknown
    # A key of `config` takes the place of what a service sets.
    texts = [(x.service, x.value, x.at) for x in wiring.settings if x.name not in own]
    texts += [(x.service, x.text, x.at) for x in wiring.elsewhere if x.path[0] in _READ]
    for service, text, at in texts:
        for name in () if service.has_profiles else _stops(text, values):
            yield Lack(name, at, "the stack demands one")


def _stops(text: str, values: Values) -> tuple[str, ...]:
    """Give the variables at which filling in a text stops."""
    texts, found = values.texts, dict[str, None]()

    def value(variable: Variable) -> str:
        text = texts.get(variable.name)
        if variable.name in values.unknown or not variable.takes_rest(text):
            return text or ""
        if variable.is_demand:
            found[variable.name] = None
            return ""
        return filled(variable.rest, value)

    filled(text, value)
    return tuple(found)
