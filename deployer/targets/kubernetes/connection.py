"""From a kubeconfig to an API server that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.targets.kubernetes.answers import Answer
from deployer.targets.kubernetes.api import Api
from deployer.targets.kubernetes.fields import rows, text

if TYPE_CHECKING:
    from pathlib import Path

    from kubernetes.client import Configuration
    from kubernetes.dynamic import DynamicClient

    from stacklint.model.change import Data


def connect(kubeconfig: Path, context: str | None = None) -> Api:
    """Connect to the cluster of a context, the current one where none is named.

    Raises Unreachable, with what is wrong with the file or with the server.
    """
    dynamic, server = client_of(kubeconfig, context)
    try:
        return Api(dynamic, server)
    except Answer as answer:
        raise Unreachable(server, answer.words) from answer


def client_of(kubeconfig: Path, context: str | None = None) -> tuple[DynamicClient, str]:
    """Give a client that repeats nothing by itself, and the address of its server."""
    from kubernetes import client  # noqa: PLC0415 -- slow to import
    from urllib3 import Retry  # noqa: PLC0415 -- comes with it

    settings = _settings(kubeconfig, context)
    # Its retries would be told on stderr; who asks decides what is asked twice.
    settings.retries = Retry(
        connect=0, read=0, redirect=0, status=0, other=0, respect_retry_after_header=False
    )
    return _dynamic(client.ApiClient(settings)), str(settings.host)


def _settings(kubeconfig: Path, context: str | None) -> Configuration:
    """Read a kubeconfig; what the client says of a broken one is not said on: it quotes tokens."""
    import yaml  # noqa: PLC0415 -- only here
    from kubernetes import client, config  # noqa: PLC0415 -- slow to import

    settings, name = client.Configuration(), str(kubeconfig)
    try:
        with kubeconfig.open("rb"):
            pass
        found = config.list_kube_config_contexts(name)  # type: ignore[no-untyped-call]  # no types
        _guard_context(name, [str(x["name"]) for x in found[0]], context)
        config.load_kube_config(  # type: ignore[no-untyped-call]  # no types
            name, context, client_configuration=settings, persist_config=False
        )
    except OSError as error:
        raise Unreachable(name, (error.strerror or "cannot be read").lower()) from error
    except (config.ConfigException, yaml.YAMLError, LookupError, TypeError, ValueError) as error:
        raise Unreachable(name, _why_broken(kubeconfig)) from error
    if not str(settings.host).startswith(("https://", "http://")):
        raise Unreachable(name, "`server` is no address that begins with https://")
    return settings


def _why_broken(kubeconfig: Path) -> str:
    """Say what is wrong with a kubeconfig: with its context, or else whom to ask."""
    found, kubectl = _loaded(kubeconfig), f"kubectl --kubeconfig {kubeconfig}"
    names = [x for row in rows(found, "contexts") if (x := text(row, "name"))]
    current, have = text(found, "current-context"), ", ".join(names)
    if not names or current in names:
        return f"it is no kubeconfig that works: `{kubectl} get nodes` says why"
    has = f"its current-context is {current}, which it does not have" if current else ""
    words = has or "it has no current-context"
    return f"{words}, but {have}: `{kubectl} config use-context {names[0]}` chooses one"


def _loaded(kubeconfig: Path) -> Data:
    """Give what a file says; nothing where that is no YAML."""
    import yaml  # noqa: PLC0415 -- only here

    try:
        found: Data = yaml.safe_load(kubeconfig.read_bytes())
    except yaml.YAMLError:
        return None
    return found


def _guard_context(name: str, contexts: list[str], context: str | None) -> None:
    if context is not None and context not in contexts:
        have = ", ".join(contexts) or "none"
        raise Unreachable(name, f"it has no context {context}, but {have}")


def _dynamic(client: object) -> DynamicClient:
    """Give a client that discovers nothing, and so keeps nothing in a file."""
    from kubernetes.dynamic import DynamicClient  # noqa: PLC0415 -- slow to import

    return DynamicClient(client, discoverer=_Nothing)  # type: ignore[no-untyped-call]  # no types


class _Nothing:
    """What stands where the client would discover the kinds of a cluster."""

    def __init__(self, _client: object, _cache_file: object) -> None:
        """Ask nobody, and write nothing."""
