"""Everything that keeps us from a cluster is one sentence, and nothing hangs."""

from __future__ import annotations

import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.errors import Unreachable
from deployer.targets.kubernetes.connection import connect
from tests.deployer.targets.kubernetes.faulty import Reply, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.change import Data

pytestmark = pytest.mark.slow

TEXT = """\
apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "SERVER"}}]
contexts: [{name: one, context: {cluster: c, user: u}}, {name: two, context: {cluster: c, user: u}}]
users: [{name: u, user: {token: t}}]
current-context: one
"""


@pytest.fixture
def port() -> Iterator[int]:
    """A port at which somebody listens and says nothing."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def written(folder: Path, text: str) -> Path:
    file = folder / "kubeconfig"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "context", "words"),
    [
        ("", None, "it is no kubeconfig that works: `kubectl --kubeconfig "),
        ("[1, 2", None, "it is no kubeconfig that works: `kubectl --kubeconfig "),
        ("just words", None, "it is no kubeconfig that works: `kubectl --kubeconfig "),
        ("apiVersion: v1\nkind: Secret\n", None, "it is no kubeconfig that works"),
        (TEXT, "three", "it has no context three, but one, two"),
        (
            TEXT.replace("current-context: one\n", ""),
            None,
            "it has no current-context, but one, two: `kubectl --kubeconfig ",
        ),
        (
            TEXT.replace("-context: one", "-context: main"),
            None,
            "its current-context is main, which it does not have, but one, two: `kubectl ",
        ),
        (
            TEXT.replace("cluster: c, user", "cluster: gone, user"),
            None,
            "it is no kubeconfig that works",
        ),
        (TEXT.replace("SERVER", "https://127.0.0.1:1"), "two", "nobody listens there"),
        (TEXT.replace("SERVER", "https://nowhere.invalid"), None, "its name is not known"),
        (TEXT.replace("SERVER", ""), None, "`server` is no address that begins with https://"),
    ],
)
def test_a_kubeconfig_that_leads_nowhere(
    tmp_path: Path, text: str, context: str | None, words: str
) -> None:
    with pytest.raises(Unreachable) as caught:
        connect(written(tmp_path, text), context)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_kubeconfig_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="kubeconfig: no such file or directory"):
        connect(tmp_path / "kubeconfig")


def test_a_server_that_says_nothing(tmp_path: Path, port: int) -> None:
    start = time.monotonic()
    with pytest.raises(Unreachable, match="it takes connections and does not answer"):
        connect(written(tmp_path, TEXT.replace("SERVER", f"https://127.0.0.1:{port}")))
    assert time.monotonic() - start < 15


def test_a_login_that_is_no_certificate(tmp_path: Path, port: int) -> None:
    login = "client-certificate-data: eA==, client-key-data: eA=="
    text = TEXT.replace("SERVER", f"https://127.0.0.1:{port}").replace("token: t", login)
    with pytest.raises(Unreachable, match="the certificate and key of the kubeconfig's login do"):
        connect(written(tmp_path, text))


def test_a_server_that_speaks_without_tls(tmp_path: Path) -> None:
    with served(lambda request, body: Reply(200, body + request.path.encode())) as server:
        text = TEXT.replace("SERVER", server.address.replace("http:", "https:"))
        with pytest.raises(Unreachable, match="it does not speak TLS as a cluster does"):
            connect(written(tmp_path, text))


@pytest.mark.kind
@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        (
            "users",
            {"user": {"token": "expired"}},
            "it does not take the login of the kubeconfig: get a new one",
        ),
        (
            "clusters",
            {},
            "its certificate is not one that the kubeconfig trusts",
        ),
    ],
)
def test_a_cluster_that_does_not_know_us(
    kubeconfig: Path, tmp_path: Path, part: str, values: dict[str, Data], words: str
) -> None:
    found = yaml.safe_load(kubeconfig.read_text(encoding="utf-8"))
    one = found[part][0]
    if part == "clusters":
        one["cluster"] = {"server": one["cluster"]["server"]}
    one.update(values)
    with pytest.raises(Unreachable) as caught:
        connect(written(tmp_path, yaml.safe_dump(found)))
    assert str(caught.value).endswith(words)


@pytest.mark.kind
def test_nothing_is_kept_where_others_could_change_it(kubeconfig: Path) -> None:
    shared = Path(tempfile.gettempdir())
    before = set(shared.glob("osrcp-*"))
    assert connect(kubeconfig).items("Node")
    assert set(shared.glob("osrcp-*")) == before
