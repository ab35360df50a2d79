"""What passes by itself is asked again, and nothing that would then be done twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.errors import DeployError, Unreachable
from deployer.targets.kubernetes.again import PAUSES
from deployer.targets.kubernetes.answers import Answer
from deployer.targets.kubernetes.api import Api
from deployer.targets.kubernetes.connection import client_of, connect
from deployer.wanted.resource import Key
from tests.deployer.targets.kubernetes.faulty import (
    FOR_GOOD,
    RESET,
    Fault,
    Faulty,
    Reply,
    kubeconfig_for,
    served,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from stacklint.model.change import Data

pytestmark = pytest.mark.slow

KEY = Key("ConfigMap", "n", "a")
ADD: dict[str, Data] = {"op": "add", "path": "/spec/replicas", "value": 0}
REMOVE: dict[str, Data] = {"op": "remove", "path": "/spec/claimRef"}
ASKED: dict[str, Callable[[Api], object]] = {
    "get": lambda api: api.get(KEY),
    "list": lambda api: api.items("Pod", "n"),
    "apply": lambda api: api.apply(KEY, {"kind": "ConfigMap"}),
    "add": lambda api: api.patch(KEY, ADD),
    "remove": lambda api: api.patch(KEY, REMOVE),
    "delete": lambda api: api.delete(KEY),
    "log": lambda api: api.log("n", "p", "c"),
}


def well(request: BaseHTTPRequestHandler, body: bytes) -> Reply:
    del request, body
    return Reply(200, b'{"kind": "Thing", "items": []}')


@pytest.fixture
def server() -> Iterator[Faulty]:
    with served(well) as faulty:
        yield faulty


class Asker:
    """An API as it is asked, with the pauses that it would have made."""

    def __init__(self, server: Faulty, folder: Path) -> None:
        file = folder / "kubeconfig"
        file.write_text(kubeconfig_for(server.address), encoding="utf-8")
        self.pauses: list[float] = []
        self.api = Api(*client_of(file), self.pauses.append)


@pytest.fixture
def asker(server: Faulty, tmp_path: Path) -> Asker:
    return Asker(server, tmp_path)


@pytest.mark.parametrize("question", ["get", "list", "apply", "add", "delete", "log"])
@pytest.mark.parametrize("status", [RESET, 429, 500])
def test_what_goes_wrong_once_is_asked_again(
    server: Faulty, asker: Asker, question: str, status: int
) -> None:
    server.arm(Fault(status))
    ASKED[question](asker.api)
    assert len(server.seen) == 2
    assert asker.pauses == [1.0 if status == 429 else PAUSES[0]]


@pytest.mark.parametrize(
    ("question", "status", "end"),
    [
        ("get", RESET, (1 + len(PAUSES), "the connection broke off")),
        ("apply", RESET, (1 + len(PAUSES), "the connection broke off")),
        ("get", 429, (1 + len(PAUSES), "too many requests")),
        ("apply", 500, (3, "leader changed")),
        ("apply", 409, (3, "has been modified")),
        ("get", 403, (1, "somebody took the right away")),
        ("apply", 403, (1, "somebody took the right away")),
        ("remove", RESET, (1, "the connection broke off")),
        ("remove", 500, (1, "leader changed")),
        ("remove", 429, (1 + len(PAUSES), "too many requests")),
    ],
)
def test_what_goes_wrong_for_good_ends(
    server: Faulty, asker: Asker, question: str, status: int, end: tuple[int, str]
) -> None:
    count, words = end
    server.arm(Fault(status, times=FOR_GOOD))
    with pytest.raises(DeployError, match=words) as caught:
        ASKED[question](asker.api)
    assert isinstance(caught.value, Answer if status in {403, 409, 500} else Unreachable)
    assert len(server.seen) == count
    assert "\n" not in str(caught.value)


def test_a_server_that_goes_away_is_waited_for(tmp_path: Path) -> None:
    with served(well) as server:
        asker = Asker(server, tmp_path)
    with pytest.raises(Unreachable, match="nobody listens there"):
        asker.api.get(KEY)
    assert asker.pauses == [*PAUSES]


@pytest.mark.parametrize("status", [403, 500])
def test_a_server_that_says_no_at_once(server: Faulty, tmp_path: Path, status: int) -> None:
    file = tmp_path / "kubeconfig"
    file.write_text(kubeconfig_for(server.address), encoding="utf-8")
    server.arm(Fault(status, times=FOR_GOOD))
    with pytest.raises(Unreachable):
        connect(file)
