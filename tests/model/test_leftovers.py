"""Tokens that are left in a spec: which wait for a renderer, and how they are named."""

from __future__ import annotations

import pytest

from stacklint.model.leftovers import Leftover, Waits, leftovers
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document

HEAD = "stack: a/b\ndeploy-to: {target}\n"


def _found(text: str, target: str = "k8s-kind") -> list[tuple[str, str, Waits]]:
    spec = Spec(text_document("spec.yml", HEAD.format(target=target) + text))
    text = spec.document.text
    found = list(leftovers(spec))
    assert all(text[x.start : x.end] == x.text for x in found)
    return [(".".join(map(str, x.path)), x.text, x.waits) for x in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("namespace: __NS__\n", [("namespace", "__NS__", Waits.SURELY)]),
        ("namespace: '__A__-__B__'\n", [("namespace", "__A__", Waits.SURELY)]),
        ("config: {A: __B__}\n", [("config.A", "__B__", Waits.SURELY)]),
        ("config: {A: '${B}'}\n", [("config.A", "${B}", Waits.NEVER)]),
        ("config: {A: '{{ b }}'}\n", [("config.A", "{{ b }}", Waits.PERHAPS)]),
        ("labels: {a: '{{ b }}'}\n", [("labels.a", "{{ b }}", Waits.PERHAPS)]),
        ("namespace: '{{ b }}'\n", [("namespace", "{{ b }}", Waits.SURELY)]),
        ("namespace: {{ b }}\n", [("namespace", "{{ b }}", Waits.SURELY)]),
        ("namespace: ${B}\n", [("namespace", "${B}", Waits.SURELY)]),
        ("volumes: {__V__: /a}\n", [("volumes.__V__", "__V__", Waits.SURELY)]),
        ("namespace: |\n  a\n  __B__\n", [("namespace", "__B__", Waits.SURELY)]),
        ("x: &a __B__\nnamespace: *a\n", [("x", "__B__", Waits.SURELY)]),
        ("# __A__\nnamespace: b # __C__\n", []),
        ("namespace: __name__\n", []),
        ("volumes: {a: {b: {c: d}}}\n", []),
    ],
)
def test_tokens_of_a_spec(text: str, found: list[tuple[str, str, Waits]]) -> None:
    assert _found(text) == found


@pytest.mark.parametrize(
    ("target", "waits"), [("compose", Waits.NEVER), ("k8s", Waits.SURELY), ("x", Waits.SURELY)]
)
def test_docker_compose_fills_in_ports(target: str, waits: Waits) -> None:
    text = "network: {ports: {web: ['${PORT}:80']}}\n"
    assert _found(text, target) == [("network.ports.web.0", "${PORT}", waits)]


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("__A__", "__A__"),
        ("REPLACE_A", "REPLACE_A"),
        ("${A}", "${A}"),
        ("${A:-hunter2}", "${A...}"),
        ("{{a}}", "{{ a }}"),
        ("{{- a.b -}}", "{{ a.b... }}"),
        ("{{ a | default('hunter2') }}", "{{ a... }}"),
        ("{{ 'hunter2' }}", "{{ ... }}"),
        ("${}", "${}"),
    ],
)
def test_token_is_shown_by_its_name_alone(token: str, shown: str) -> None:
    assert Leftover((), 0, 0, token, Waits.SURELY).shown == shown


@pytest.mark.parametrize(
    ("token", "declared", "known"),
    [
        ("__A__", "__A__", True),
        ("__A__", "__AB__", False),
        ("{{a}}", "{{ a }}", True),
        ("{{ a }}", "{{a}}", True),
        ("{{ a | lower }}", "{{ a }}", True),
        ("{{ a | lower }}", "{{ a|lower }}", True),
        ("{{ a }}", "{{ a | lower }}", False),
        ("${A:-b}", "${A}", True),
        ("${A}", "{{ A }}", False),
        ("${AB}", "${A}", False),
    ],
)
def test_token_is_declared_by_its_name_or_whole(token: str, declared: str, *, known: bool) -> None:
    assert Leftover((), 0, 0, token, Waits.SURELY).is_declared(("x", declared)) is known
