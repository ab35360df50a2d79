"""Logins of registries: how they reach the cluster, and that no plan shows them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

import pytest

from deployer.errors import Unreachable
from deployer.found import NOTHING
from deployer.plan import plan_of
from deployer.plan.data import plan_data
from deployer.plan.text import Heading, plan_text
from deployer.targets.cluster_secrets import absent, completed, with_untold
from deployer.targets.untrusted import rows
from deployer.wanted.resource import CannotRender, Key
from deployer.wanted.secret_sources import sources
from stacklint.model.targets import Target
from tests.deployer.wanted.made import Case, at, body, made, spec_of

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


KEYS = """secrets:
  web-db:
    keys:
      DB_PASSWORD: {env: WEB_DB_PASSWORD}
      DB_USER: {file: ~/user}
      DB_NOTE: {env: NOTE, optional: true}
  by-hand: [TOKEN]
"""
DB = """services:
  web:
    image: nginx
    environment:
      DB_PASSWORD: ${DB_PASSWORD:-none}
      DB_USER: theirs
      URL: postgres://${DB_USER}:${DB_PASSWORD}@db/web
"""
AT_HAND = {("web-db", "DB_PASSWORD"): "a b", ("web-db", "DB_USER"): "web"}

NO_VARIABLE = (
    "secrets.web-db.keys.DB_PASSWORD is read from WEB_DB_PASSWORD, which is not set:"
    " `export WEB_DB_PASSWORD=…`"
)
NO_FILE = (
    "secrets.web-db.keys.DB_USER is read from ~/user, which is no file with a text:"
    " put one into ~/user"
)

IN_DOUBT = (
    "secret web-db may have DB_NOTE, which is not at hand, and its cluster cannot be asked:"
    " start that first, or `export NOTE=…`"
)


@pytest.mark.parametrize("target", ["k8s", "k8s-kind"])
def test_secrets_that_the_spec_describes_are_made(target: str) -> None:
    """Source: newer builds of laconic-so; what they leave to people stays with them."""
    found = made(Case(compose=DB, spec=KEYS, target=target, secrets=AT_HAND))
    secrets = [x for x in found.resources if x.key.kind == "Secret"]
    assert [x.key.name for x in secrets] == ["web-db"]
    values = {"DB_PASSWORD": "YSBi", "DB_USER": "d2Vi", "DB_NOTE": None}
    assert secrets[0].body["data"] == values


def test_their_entries_are_filled_in_by_the_kubelet() -> None:
    """What a stack writes out hides the one of the Secret, as at laconic-so."""
    found = made(Case(compose=DB, spec=KEYS, secrets=AT_HAND))
    (web,) = [x for x in found.resources if x.key.kind == "Deployment"]
    (container,) = rows(at(web.body, "spec.template.spec"), "containers")
    url = {"name": "URL", "value": "postgres://$(DB_USER):$(DB_PASSWORD)@db/web"}
    assert container["env"] == [{"name": "DB_USER", "value": "theirs"}, url]


@pytest.mark.parametrize("source", ["{}", "{env: A, file: b}", "text"])
def test_an_entry_has_one_source(source: str) -> None:
    keys = f"secrets: {{web-db: {{keys: {{A: {source}}}}}}}\n"
    with pytest.raises(
        CannotRender, match=r"secrets\.web-db\.keys\.A needs either `env` or `file`"
    ):
        made(Case(spec=keys))


def test_no_plan_shows_their_values() -> None:
    told = dict.fromkeys(AT_HAND, TOKEN)
    plan = plan_of(made(Case(spec=KEYS, secrets=told)), NOTHING)
    heading = Heading("web", Target.KIND, "main")
    text = plan_text(plan, heading, 80) + json.dumps(plan_data(plan, heading))
    encoded = b64encode(TOKEN.encode()).decode()
    assert "read by who deploys: DB_PASSWORD, DB_USER, DB_NOTE" in text
    assert [x for x in (TOKEN, encoded) if x in text] == []


@pytest.mark.parametrize(
    ("cluster", "told", "troubles", "notes"),
    [
        ({}, AT_HAND, [], []),
        (
            {},
            {},
            [NO_VARIABLE, NO_FILE],
            [],
        ),
        (
            {"DB_PASSWORD": "old", "DB_USER": "web"},
            {},
            [],
            ["secret web-db keeps what is not at hand: DB_PASSWORD, DB_USER"],
        ),
    ],
)
def test_what_nobody_has_is_told_or_left_to_the_cluster(
    cluster: dict[str, str],
    told: dict[tuple[str, str], str],
    troubles: list[str],
    notes: list[str],
) -> None:
    """A restart from a shell without the variables changes nothing."""
    case = Case(spec=KEYS, secrets=told)
    wanted = completed(made(case), lambda key: cluster if key.name == "web-db" else {})
    untold = tuple(x for x in sources(spec_of(case)) if (x.secret, x.entry) not in told)
    found = with_untold(NOTHING, untold, wanted)
    assert (list(found.troubles), list(found.notes)) == (troubles, notes)
    (secret,) = [x for x in wanted.resources if x.key.kind == "Secret"]
    texts = {**cluster, **{name: text for (_, name), text in told.items()}}
    assert secret.body["data"] == {x: b64encode(y.encode()).decode() for x, y in texts.items()}


def test_what_a_stopped_cluster_may_have_is_not_taken_from_it() -> None:
    """An entry that is applied no more goes from the Secret, also one that is optional."""

    def secret(key: Key) -> dict[str, str]:
        raise Unreachable(key.name, "it is stopped")

    case = Case(spec=KEYS, secrets=AT_HAND)
    untold = tuple(x for x in sources(spec_of(case)) if x.is_optional)
    found = with_untold(NOTHING, untold, completed(made(case), secret))
    assert found.troubles == (IN_DOUBT,)


@pytest.mark.parametrize(
    ("cluster", "said"),
    [
        ({}, ["by-hand"]),
        ({"by-hand": {"TOKEN": "t"}}, []),
        (None, []),
    ],
)
def test_a_secret_that_people_make_and_have_not_is_told(
    cluster: dict[str, dict[str, str]] | None, said: list[str]
) -> None:
    """A container starts without it, and nobody else says a word."""

    def secret(key: Key) -> dict[str, str]:
        if cluster is None:
            raise Unreachable(key.name, "it is stopped")
        return cluster.get(key.name, {})

    words = (
        "secret {} is not in namespace laconic-web, or is empty: containers run without it, until"
        " you make it and they start again"
    )
    assert list(absent(made(Case(spec=KEYS)), secret)) == [words.format(x) for x in said]
