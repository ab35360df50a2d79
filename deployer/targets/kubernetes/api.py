"""An API server, as one client asks it: no default of the process, no cache, no endless wait."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from deployer.errors import Unreachable
from deployer.targets.kubernetes.again import (
    APPLY_TYPE,
    asked_for,
    is_repeatable,
    pause_after,
    pause_before,
)
from deployer.targets.kubernetes.answers import ABSENT, CONFLICT, Answer, answer_of
from deployer.targets.kubernetes.kinds import path_of, version_of
from deployer.targets.kubernetes.ownership import MANAGER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kubernetes.client.exceptions import ApiException
    from kubernetes.dynamic import DynamicClient
    from urllib3.exceptions import HTTPError

    from deployer.targets.kubernetes.fields import Object
    from deployer.wanted.resource import Key
    from stacklint.model.change import Data

CONNECT, READ = 5, 30
"""Seconds until a server has to listen, and to answer."""

_DRY = "All"
_UNAUTHORIZED = 401
_BUSY = {429, 502, 503, 504}


class Api:
    """An API server; every method may raise Unreachable, and Answer where the server says no.

    `now` is its time, as it was when it last answered.
    """

    __slots__ = ("_client", "_has_answered", "_sleep", "now", "server")

    def __init__(
        self, client: DynamicClient, server: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = client
        self._sleep = sleep
        self._has_answered = False
        self.server = server
        self.now = datetime.now(tz=UTC)
        self._asked("get", "/version", {})

    def get(self, key: Key) -> Object | None:
        """Give an object; None where there is none."""
        try:
            return self._data("get", path_of(*key))
        except Answer as answer:
            if answer.status == ABSENT:
                return None
            raise

    def items(self, kind: str, namespace: str = "", labels: str = "") -> list[Object]:
        """Give the objects of a kind, of all namespaces where none is given."""
        options: dict[str, Data] = {"label_selector": labels} if labels else {}
        found = self._data("get", path_of(kind, namespace), options)
        listed = found.get("items")
        mark: Object = {"kind": kind, "apiVersion": version_of(kind)}
        rows = listed if isinstance(listed, list) else []
        return [{**mark, **x} for x in rows if isinstance(x, dict)]

    def events(self, namespace: str, name: str) -> list[Object]:
        """Give the events about an object."""
        options: dict[str, Data] = {"field_selector": f"involvedObject.name={name}"}
        listed = self._data("get", path_of("Event", namespace), options).get("items")
        return [x for x in listed if isinstance(x, dict)] if isinstance(listed, list) else []

    def apply(
        self, key: Key, body: Object, *, is_dry: bool = False, is_forced: bool = False
    ) -> Object:
        """Apply an object as its manager; a dry run gives what would come of it."""
        options: dict[str, Data] = {"content_type": APPLY_TYPE}
        if is_dry:
            options["dry_run"] = _DRY
        if is_forced:
            options["force_conflicts"] = True
        return self._data("patch", path_of(*key), {**options, "body": body})

    def create(self, key: Key, body: Object) -> bool:
        """Make an object; tell whether it was made, which it is not where one is there."""
        try:
            self._data("post", path_of(key.kind, key.namespace), {"body": body})
        except Answer as answer:
            if answer.status == CONFLICT:
                return False
            raise
        return True

    def patch(self, key: Key, *operations: Object) -> Object:
        """Change some fields of an object that is there."""
        options: dict[str, Data] = {"content_type": "application/json-patch+json"}
        return self._data("patch", path_of(*key), {**options, "body": [*operations]})

    def delete(self, key: Key, *, is_waited: bool = False) -> None:
        """Ask for the end of an object; `is_waited` keeps it until what it owns is gone."""
        policy = "Foreground" if is_waited else "Background"
        try:
            self._data("delete", path_of(*key), {"body": {"propagationPolicy": policy}})
        except Answer as answer:
            if answer.status != ABSENT:
                raise

    def log(self, namespace: str, pod: str, container: str, *, is_previous: bool = False) -> str:
        """Give the last lines of a container, or of the one before it."""
        asked: list[Data] = [["container", container], ["tailLines", "100"]]
        if is_previous:
            asked.append(["previous", "true"])
        path = f"{path_of('Pod', namespace, pod)}/log"
        return self._asked("get", path, {"query_params": asked}).decode("utf-8", "replace")

    def _data(self, method: str, path: str, options: Mapping[str, Data] | None = None) -> Object:
        found: Object = json.loads(self._asked(method, path, options or {}))
        return found

    def _asked(self, method: str, path: str, options: Mapping[str, Data]) -> bytes:
        """Ask; and again where what went wrong may pass, and asking twice does no harm."""
        from kubernetes.client import exceptions  # noqa: PLC0415 -- slow to import
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 -- comes with it

        can_repeat, attempt = is_repeatable(method, options), 0
        while True:
            try:
                return self._answered(method, path, options)
            except exceptions.ApiException as error:
                pause = pause_said(error, attempt, can_repeat=can_repeat)
                if pause is None:
                    raise self._refused(error) from error
            except HTTPError as error:
                pause = pause_before(attempt) if can_repeat and self._may_pass(error) else None
                if pause is None:
                    raise Unreachable(self.server, why_silent(error)) from error
            self._sleep(pause)
            attempt += 1

    def _may_pass(self, error: HTTPError) -> bool:
        """Tell whether a connection may come back: of a server that was there a moment ago."""
        from urllib3 import exceptions  # noqa: PLC0415 -- comes with the client

        cause = cause_of(error)
        if isinstance(cause, exceptions.NewConnectionError):
            return self._has_answered
        return isinstance(cause, exceptions.ProtocolError)

    def _answered(self, method: str, path: str, options: Mapping[str, Data]) -> bytes:
        manager = {} if method in {"get", "delete"} else {"field_manager": MANAGER}
        answer = self._client.request(
            method,
            path,
            serialize=False,
            _request_timeout=(CONNECT, READ),
            **manager,
            **options,
        )
        self._has_answered = True
        content: bytes = answer.data
        written = answer.headers.get("Date")
        self.now = parsedate_to_datetime(written) if written else self.now
        return content

    def _refused(self, error: ApiException) -> Answer | Unreachable:
        status = error.status or 0
        if status == 0:
            return Unreachable(self.server, why_unsafe(error.reason or ""))
        if status == _UNAUTHORIZED:
            why = "it does not take the login of the kubeconfig: get a new one"
            return Unreachable(self.server, why)
        answer = answer_of(status, error.reason or "", error.body or "")
        return Unreachable(self.server, answer.words) if status in _BUSY else answer


def pause_said(error: ApiException, attempt: int, *, can_repeat: bool) -> float | None:
    """Give the seconds until a question is asked again that got this answer; None for never."""
    body, headers = error.body or "", error.headers or {}
    pause = pause_after(error.status or 0, str(body), attempt, can_repeat=can_repeat)
    return None if pause is None else asked_for(pause, str(headers.get("Retry-After", "")))


def cause_of(error: Exception) -> object:
    """Give what lies behind an error of the transport."""
    return getattr(error, "reason", None) or error


def why_silent(error: Exception) -> str:
    """Say why nobody answers, by the error of the transport."""
    from urllib3 import exceptions  # noqa: PLC0415 -- comes with the client

    cause = cause_of(error)
    if isinstance(cause, exceptions.SSLError):
        return why_unsafe(str(cause))
    if isinstance(cause, exceptions.NameResolutionError):
        return "its name is not known: look at `server` in the kubeconfig"
    if isinstance(cause, exceptions.NewConnectionError):
        return "nobody listens there: is the cluster running?"
    if isinstance(cause, exceptions.ConnectTimeoutError):
        return f"it does not answer within {CONNECT} s"
    if isinstance(cause, exceptions.ReadTimeoutError):
        return "it takes connections and does not answer"
    return "the connection broke off"


def why_unsafe(words: str) -> str:
    """Say why there is no safe connection, by the words of the library."""
    if "certificate has expired" in words:
        return "its certificate has expired: have the cluster renew it"
    if "VERIFY_FAILED" in words:
        return "its certificate is not one that the kubeconfig trusts"
    if any(x in words for x in ("PEM", "KEY_VALUES_MISMATCH", "NO_START_LINE")):
        return "the certificate and key of the kubeconfig's login do not fit: get new ones"
    return "it does not speak TLS as a cluster does: look at `server` in the kubeconfig"
