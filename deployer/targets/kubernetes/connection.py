"""From a kubeconfig to an API server that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.targets.kubernetes.api import Api

if TYPE_CHECKING:
    from pathlib import Path

    from kubernetes.dynamic import DynamicClient

_AGAIN = 1


def connect(kubeconfig: Path, context: str | None = None) -> Api:
    """Connect to the cluster of a context, the current one where none is named.

    Raises Unreachable, with what is wrong with the file or with the server.
    """
    import yaml  # noqa: PLC0415 -- only here
    from kubernetes import client, config  # noqa: PLC0415 -- slow to import
    from kubernetes.config import ConfigException  # noqa: PLC0415 -- slow to import
    from urllib3 import Retry  # noqa: PLC0415 -- comes with it

    settings = client.Configuration()
    try:
        _guard_context(kubeconfig, context)
        config.load_kube_config(  # type: ignore[no-untyped-call]  # no types
            str(kubeconfig), context, client_configuration=settings, persist_config=False
        )
    except ConfigException as error:
        raise Unreachable(str(kubeconfig), f"it is no kubeconfig: {_last(error)}") from error
    except OSError as error:
        why = (error.strerror or "cannot be read").lower()
        raise Unreachable(str(kubeconfig), why) from error
    except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
        why = "it is no kubeconfig: take the one that the cluster gives"
        raise Unreachable(str(kubeconfig), why) from error
    settings.retries = Retry(connect=_AGAIN, read=_AGAIN, redirect=0, status=0, other=0)
    return Api(_dynamic(client.ApiClient(settings)), str(settings.host))


def _guard_context(kubeconfig: Path, context: str | None) -> None:
    from kubernetes import config  # noqa: PLC0415 -- slow to import

    with kubeconfig.open("rb"):
        pass
    found = config.list_kube_config_contexts(str(kubeconfig))  # type: ignore[no-untyped-call]  # no types
    names = [str(x["name"]) for x in found[0]]
    if context is not None and context not in names:
        have = ", ".join(names) or "none"
        raise Unreachable(str(kubeconfig), f"it has no context {context}, but {have}")


def _last(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[-1].strip() if lines else "it is empty"


def _dynamic(client: object) -> DynamicClient:
    """Give a client that discovers nothing, and so keeps nothing in a file."""
    from kubernetes.dynamic import DynamicClient  # noqa: PLC0415 -- slow to import

    return DynamicClient(client, discoverer=_Nothing)  # type: ignore[no-untyped-call]  # no types


class _Nothing:
    """What stands where the client would discover the kinds of a cluster."""

    def __init__(self, _client: object, _cache_file: object) -> None:
        """Ask nobody, and write nothing."""
