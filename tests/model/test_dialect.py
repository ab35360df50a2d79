"""For which program a spec is written, told from its keys."""

from __future__ import annotations

import pytest

from stacklint.model.dialect import Dialect, guessed_dialect, hinted_dialects
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document

LACONIC, NEWER, FORK = Dialect.LACONIC_SO, Dialect.NEWER, Dialect.FORK

PROXY = "network:\n  http-proxy:\n  - host-name: a.test\n    routes:\n    - path: /\n      "

HINTS: dict[str, tuple[str, set[Dialect]]] = {
    "none": ("volumes:\n  db: /srv/db\n", set()),
    "empty sections": ("volumes:\nsecrets: {}\nsecurity:\nnetwork:\n", set()),
    "runtime-class": ("runtime-class: {default: gvisor}\n", {FORK}),
    "backup": ("backup: {exclude: []}\n", {FORK}),
    "cluster-issuer": ("cluster-issuer: letsencrypt\n", {FORK}),
    "a list of stacks": ("stack: [a, b]\n", {FORK}),
    "a volume with a path": ("volumes:\n  db: {path: /srv/db}\n", {FORK}),
    "a volume with anything else": ("volumes:\n  db: {driver: local}\n", set()),
    "security by service": ("security:\n  web: {privileged: true}\n", {FORK}),
    "security of all": ("security:\n  privileged: true\n  runtime-class: a\n", set()),
    "security by an alias": ("x: &x {privileged: true}\nsecurity:\n  web: *x\n", {FORK}),
    "a mapping below a known key of security": ("security:\n  capabilities: {a: 1}\n", set()),
    "a secret that is generated": ("secrets:\n  KEY: generate\n", {FORK}),
    "a secret from the environment": ("secrets:\n  KEY: env:KEY\n", {FORK}),
    "a secret from a file": ("secrets:\n  KEY: 'file:./key'\n", {FORK}),
    "a secret from an env file": ("secrets:\n  KEY: env-file:./env\n", {FORK}),
    "a secret of a program": ("secrets:\n  KEY: exec:pass key\n", {FORK}),
    "a secret with other text": ("secrets:\n  key: something\n", set()),
    "a secret without a value": ("secrets:\n  key:\n", set()),
    "a secret with keys": ("secrets:\n  key: {keys: {A: {env: A}}}\n", {NEWER}),
    "a route with websocket": (PROXY + "websocket: true\n", {NEWER}),
    "a route without": (PROXY + "proxy-to: web:80\n", set()),
    "a proxy that is a mapping": ("network:\n  http-proxy: {routes: []}\n", set()),
    "a network that is a list": ("network: []\n", set()),
    "two that disagree": ("backup: {}\n" + PROXY + "websocket: true\n", {FORK, NEWER}),
    "merged in": ("x: &x {db: {path: /a}}\nvolumes:\n  <<: *x\n", {FORK}),
}


@pytest.mark.parametrize(("rows", "hints"), list(HINTS.values()), ids=list(HINTS))
def test_hints(rows: str, hints: set[Dialect]) -> None:
    head = "" if "stack:" in rows else "stack: web\n"
    assert hinted_dialects(text_document("x.yml", f"{head}deploy-to: k8s\n{rows}")) == hints


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("- {stack: a, deploy-to: k8s}\n", {FORK}),
        ("[]\n", {FORK}),
        ("just text\n", set()),
        ("", set()),
        ("a: [\n", set()),
    ],
)
def test_hints_of_what_is_no_mapping(text: str, hints: set[Dialect]) -> None:
    assert hinted_dialects(text_document("x.yml", text)) == hints


@pytest.mark.parametrize(
    ("hints", "guess"),
    [
        (set(), LACONIC),
        ({FORK}, FORK),
        ({NEWER}, NEWER),
        ({FORK, NEWER}, LACONIC),
    ],
)
def test_guess(hints: set[Dialect], guess: Dialect) -> None:
    assert guessed_dialect(frozenset(hints)) is guess


@pytest.mark.parametrize("wanted", list(Dialect))
def test_configured_dialect_wins_over_the_guess(wanted: Dialect) -> None:
    document = text_document("x.yml", "stack: web\ndeploy-to: k8s\nbackup: {}\n")
    assert (Spec(document, wanted).dialect, Spec(document).dialect) == (wanted, FORK)
