"""Routes of a spec on each target: the Ingress, its issuers, and what the plan says of them."""

from __future__ import annotations

import pytest

from deployer.wanted.resource import CannotRender
from tests.deployer.wanted.made import Case, at, made

HOSTS = """\
network:
  http-proxy:
    - host-name: a.example.com
      {first}
      routes: [{{path: /, proxy-to: 'web:80'}}, {{path: /api/v1, proxy-to: 'web:8080'}}]
    - host-name: b.example.com
      routes: [{{path: /, proxy-to: 'web:80'}}, {{path: {path}, proxy-to: 'web:81', {more}}}]
"""
ISSUER = "cert-manager.io/cluster-issuer"
PROXY = "the routes need the Caddy ingress controller in the cluster"


def hosts(first: str = "", path: str = "/ws", more: str = "websocket: true", end: str = "") -> str:
    return HOSTS.format(first=first, path=path, more=more) + end


def ingresses(spec: str, target: str) -> list[tuple[str, object, list[str]]]:
    """Each Ingress: its name, its issuer, and its hosts with a certificate."""
    found = (x for x in made(Case(spec=spec, target=target)).resources if x.key.kind == "Ingress")
    rows: list[tuple[str, object, list[str]]] = []
    for one in found:
        tls = at(one.body, "spec.tls")
        names = [str(at(x, "hosts.0")) for x in tls] if isinstance(tls, list) else []
        annotations = at(one.body, "metadata.annotations")
        assert isinstance(annotations, dict)
        assert annotations["kubernetes.io/ingress.class"] == "caddy"
        rows.append((one.title, annotations[ISSUER], names))
    return rows


A, B, PROD = "a.example.com", "b.example.com", "letsencrypt-prod"
OWN = "cluster-issuer: own-ca"


@pytest.mark.parametrize(
    ("spec", "target", "expected"),
    [
        (hosts(), "k8s", [("ingress", PROD, [A, B])]),
        (hosts(), "k8s-kind", [("ingress", PROD, [])]),
        (hosts(end=f"{OWN}\n"), "k8s", [("ingress", "own-ca", [A, B])]),
        (hosts(OWN), "k8s", [("ingress", "own-ca", [A]), (f"ingress-{PROD}", PROD, [B])]),
        (hosts(OWN), "k8s-kind", [("ingress", PROD, [])]),
        (hosts(OWN), "compose", []),
    ],
)
def test_each_issuer_has_an_ingress(
    spec: str, target: str, expected: list[tuple[str, object, list[str]]]
) -> None:
    assert ingresses(spec, target) == expected


def test_a_path_below_another_is_a_prefix_of_its_own() -> None:
    found = next(x for x in made(Case(spec=hosts(), target="k8s")).resources if "tls" in str(x))
    paths = at(found.body, "spec.rules.0.http.paths")
    assert isinstance(paths, list)
    ports = [
        (at(x, "path"), at(x, "pathType"), at(x, "backend.service.port.number")) for x in paths
    ]
    assert ports == [("/", "Prefix", 80), ("/api/v1", "Prefix", 8080)]


def test_a_host_with_two_issuers_is_refused() -> None:
    spec = hosts(OWN).replace(B, A)
    with pytest.raises(CannotRender, match=r"a\.example\.com has two issuers, own-ca and lets"):
        made(Case(spec=spec, target="k8s"))


NOTES = [
    (hosts(), "compose", "put a proxy of your own in front, for a.example.com, b.example.com"),
    (hosts(), "k8s", PROXY),
    (hosts(), "k8s", f"cert-manager in the cluster with the issuer {PROD}"),
    (hosts(OWN), "k8s", f"with the issuer own-ca, {PROD}, which is not part of this plan"),
    (hosts(OWN), "k8s-kind", "cluster-issuer of a.example.com is not read on kind"),
    (hosts(end=f"{OWN}\n"), "k8s-kind", "cluster-issuer is not read on kind"),
    (hosts(), "k8s-kind", "without a `kind-mount-root`, certificates are lost with the cluster"),
    (hosts(path="/"), "k8s", "path / of b.example.com stands twice, and the first one is served"),
    (
        hosts(more="", end=f"{OWN}\n"),
        "k8s",
        "/api/v1 of a.example.com reaches web as it is: the fork takes",
    ),
]


@pytest.mark.parametrize(("spec", "target", "says"), NOTES)
def test_what_is_not_served_as_it_reads_is_said(spec: str, target: str, says: str) -> None:
    assert [x for x in made(Case(spec=spec, target=target)).notes if says in x.words]


ROOT = "kind-mount-root: /srv/kind\n"


@pytest.mark.parametrize("case", [Case(spec=hosts(end=ROOT)), Case(spec=ROOT)])
def test_what_is_served_as_it_reads_needs_no_words(case: Case) -> None:
    """A route for websockets among it: Caddy carries them on every route."""
    assert made(case).notes == ()
