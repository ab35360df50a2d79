"""An API server that has a bad day: what stands between a client and the real one, on one port."""

from __future__ import annotations

import http.client
import json
import re
import socket
import ssl
import struct
import tempfile
import threading
from base64 import b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RESET = 0
FOR_GOOD = 1_000_000
LINGER = struct.pack("ii", 1, 0)
_WORDS = {
    403: "deployments is forbidden: somebody took the right away",
    409: "Operation cannot be fulfilled: the object has been modified; please try again",
    429: "too many requests, please try again later",
    500: "etcdserver: leader changed",
}


class Fault(NamedTuple):
    """What goes wrong with the requests that a pattern finds in `PATCH /apis/…?…`.

    It waits until a request that fits `since` was seen; `is_late` does what is asked before.
    """

    status: int
    pattern: str = ""
    times: int = 1
    since: str = ""
    is_late: bool = False


class Reply(NamedTuple):
    """What a server answers."""

    status: int
    body: bytes
    kind: str = "application/json"


class Faulty:
    """Answers by `upstream`, but for the faults that are armed; `seen` is what it was asked."""

    def __init__(self, upstream: Callable[[BaseHTTPRequestHandler, bytes], Reply]) -> None:
        self.upstream = upstream
        self.seen: list[str] = []
        self.address = ""
        self._faults: tuple[Fault, ...] = ()
        self._fired: list[Fault] = []
        self._lock = threading.Lock()

    def arm(self, *faults: Fault) -> None:
        """Let things go wrong from now on, and forget what was asked before."""
        with self._lock:
            self._faults, self._fired, self.seen = faults, [], []

    def next_fault(self, line: str) -> Fault | None:
        """Note a request; give what goes wrong with it."""
        with self._lock:
            found = next((x for x in self._faults if self._fits(x, line)), None)
            self.seen.append(line)
            self._fired += [] if found is None else [found]
            return found

    def _fits(self, fault: Fault, line: str) -> bool:
        if self._fired.count(fault) >= fault.times or not re.search(fault.pattern, line):
            return False
        return not fault.since or any(re.search(fault.since, x) for x in self.seen)

    @property
    def has_fired(self) -> bool:
        """Tell whether each fault that is armed was met."""
        return {*self._fired} == {*self._faults}


@contextmanager
def served(upstream: Callable[[BaseHTTPRequestHandler, bytes], Reply]) -> Iterator[Faulty]:
    """Listen on a free port of this machine."""
    faulty = Faulty(upstream)
    handler = type("Bound", (_Handler,), {"faulty": faulty})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        faulty.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield faulty
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faulty: Faulty

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name there
        """Say nothing."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.faulty.next_fault(f"{self.command} {self.path}")
        if fault is None:
            self._reply(self.faulty.upstream(self, body))
            return
        if fault.is_late:
            self.faulty.upstream(self, body)
        if fault.status == RESET:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER)
            self.close_connection = True
            self.rfile.close()
            self.connection.close()
            return
        said = {"kind": "Status", "code": fault.status, "message": _WORDS[fault.status]}
        self._reply(Reply(fault.status, json.dumps(said).encode()))

    do_GET = do_PATCH = do_DELETE = do_POST = do_PUT = answer  # noqa: N815 -- the names it looks for

    def _reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(reply.body)))
        # A connection that is kept would outlive the server.
        self.send_header("Connection", "close")
        if reply.status == http.HTTPStatus.TOO_MANY_REQUESTS:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(reply.body)


class Cluster:
    """The real API server of a kubeconfig of kind, as the one behind."""

    def __init__(self, kubeconfig: Path) -> None:
        found = yaml.safe_load(kubeconfig.read_text(encoding="utf-8"))
        where, user = found["clusters"][0]["cluster"], found["users"][0]["user"]
        self._place = urlsplit(where["server"]).netloc
        authority = b64decode(where["certificate-authority-data"]).decode()
        self._context = ssl.create_default_context(cadata=authority)
        names = ("client-certificate-data", "client-key-data")
        with tempfile.TemporaryDirectory() as folder:
            login = Path(folder) / "login.pem"
            login.write_bytes(b"".join(b64decode(user[name]) for name in names))
            self._context.load_cert_chain(login)

    def __call__(self, request: BaseHTTPRequestHandler, body: bytes) -> Reply:
        kept = ("Content-Type", "Accept")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        connection = http.client.HTTPSConnection(self._place, context=self._context, timeout=60)
        try:
            connection.request(request.command, request.path, body, headers)
            answer = connection.getresponse()
            kind = answer.headers.get("Content-Type", "")
            return Reply(answer.status, answer.read(), kind)
        finally:
            connection.close()


def kubeconfig_for(address: str) -> str:
    """Give a kubeconfig that leads to an address."""
    found = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": address}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
        "current-context": "c",
    }
    return yaml.safe_dump(found)
