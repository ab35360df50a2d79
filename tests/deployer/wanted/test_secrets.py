"""Logins of registries: how they reach the cluster, and that no plan shows them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

from deployer.found import NOTHING
from deployer.plan import plan_of
from deployer.plan_data import plan_data
from deployer.plan_text import Heading, plan_text
from deployer.wanted.resource import CannotRender
from stacklint.model.targets import Target
from tests.deployer.wanted.made import Case, at, body, made

TOKEN = "sekrit-4f9a-sekrit"  # noqa: S105 -- stands for one
HEAD = "image-pull-secret: {server: r.test, username: ci, "
BY_ENV, BY_FILE = HEAD + "token-env: TOKEN}\n", HEAD + "token-file: ~/t}\n"
LOGIN = {
    "auths": {
        "r.test": {
            "username": "ci",
            "password": TOKEN,
            "auth": b64encode(f"ci:{TOKEN}".encode()).decode(),
        }
    }
}


@pytest.mark.parametrize("target", ["k8s", "k8s-kind"])
@pytest.mark.parametrize("spec", [BY_ENV, BY_FILE])
@pytest.mark.parametrize("token", [TOKEN, f"{TOKEN}\n"])
def test_the_token_reaches_its_secret(target: str, spec: str, token: str) -> None:
    """Without the line break that ends a file."""
    found = made(Case(spec=spec, target=target, pull_token=token))
    secret = body(found, "Secret")
    assert at(secret, "type") == "kubernetes.io/dockerconfigjson"
    assert at(secret, "metadata.name") == "laconic-f3m6b6j4-image-pull-secret"
    data = at(secret, "data")
    assert isinstance(data, dict)
    assert json.loads(b64decode(str(data[".dockerconfigjson"]))) == LOGIN
    pod = at(body(found, "Deployment"), "spec.template.spec.imagePullSecrets")
    assert pod == [{"name": "laconic-f3m6b6j4-image-pull-secret"}]


@pytest.mark.parametrize("spec", [BY_ENV, BY_FILE])
def test_no_plan_shows_it(spec: str) -> None:
    plan = plan_of(made(Case(spec=spec, pull_token=TOKEN)), NOTHING)
    heading = Heading("web", Target.KIND, "main")
    text = plan_text(plan, heading, 80) + json.dumps(plan_data(plan, heading))
    encoded = [b64encode(x).decode() for x in (TOKEN.encode(), f"ci:{TOKEN}".encode())]
    assert "pulls from r.test as ci" in text
    assert [x for x in (TOKEN, *encoded) if x in text] == []


def test_an_empty_token_is_none() -> None:
    with pytest.raises(CannotRender, match="image-pull-secret: the token of TOKEN is empty"):
        made(Case(spec=BY_ENV, pull_token="\n"))  # noqa: S106 -- stands for one
