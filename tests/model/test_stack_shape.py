"""What a stack.yml is told by, and for whom it is written."""

from __future__ import annotations

import pytest

from stacklint.model.keys import stack_form
from stacklint.model.stack import StackFile, is_stack
from stacklint.model.stackfit import stack_fit
from stacklint.model.yaml.document import text_document


def _file(text: str) -> StackFile:
    return StackFile(text_document("stacks/web/stack.yml", text), "stacks/web")


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("name: web\npods: [web]\n", True),
        ("version: '1.0'\ncontainers: [vendor/web]\n", True),
        ("name: web\nrepos:\n", True),
        ("name: web\nnpms: [a]\n", True),
        ("name: web\njobs: [once]\n", True),
        ("name: web\npods: web\n", True),
        ("'name': web\n\"pods\": [web]\n", True),
        ("name: web\njobs: {build: {}}\n", False),
        ("name: web\n", False),
        ("pods: [web]\n", False),
        ("name: web\npods: [web]\ndeploy-to: compose\n", False),
        ("name: web\npods: [web]\napiVersion: v1\n", False),
        ("name: web\nrepos: [a]\nservices: {}\n", False),
        ("name: ci\non: push\njobs: [a]\n", False),
        ("- name: web\n  pods: [web]\n", False),
        ("", False),
        ("name: web\npods: [web\n", True),
        ("name: web\n\tpods: [web]\n", False),
        ("name: ci\njobs: {a: [\n", False),
    ],
)
def test_stack_is_told_by_its_shape(text: str, *, is_one: bool) -> None:
    assert is_stack(text_document("stack.yml", text)) is is_one


@pytest.mark.parametrize(
    ("text", "is_of_fork"),
    [
        ("name: web\npods: [web]\n", False),
        ("pods: [{name: web, path: ./web}]\n", True),
        ("pods: [{name: web, path: ./web, repository: a.test/b}]\n", False),
        ("pods: [{name: web}]\n", False),
        ("containers: [vendor/web]\n", False),
        ("containers: [{name: vendor/web}]\n", True),
        ("secrets: {A: }\n", True),
        ("requires: {stacks: []}\n", True),
        ("http-proxy-prefix: /a\n", True),
        ("- pods\n", False),
    ],
)
def test_fork_is_told_by_what_only_it_reads(text: str, *, is_of_fork: bool) -> None:
    assert _file(text).is_of_fork is is_of_fork


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("version: 1.0\nname: web\ndescription: a\npods: [web]\njobs: []\nrepos:\n", True),
        ("containers: ['5', yes]\nnpms: [a]\n", True),
        ("pods: web\n", False),
        ("pods: [5]\n", False),
        ("pods: [~]\n", False),
        ("pods: [true]\n", False),
        ("pods: ['true', Null-pod, 'null']\n", True),
        ("pods: [NULL]\n", False),
        ("pods: [{name: web}]\n", False),
        ("name: {a: b}\n", False),
        ("config: {}\n", False),
        ("pod: [web]\n", False),
        ("x-a: b\n", False),
        ("[]\n", False),
    ],
)
def test_plain_stack_need_not_be_held_against_the_schema(text: str, *, is_plain: bool) -> None:
    file = _file(text)
    assert file.is_plain is is_plain
    if is_plain:
        assert stack_fit(file) == ((), ())


@pytest.mark.parametrize("name", sorted(stack_form().keys))
def test_every_key_of_the_schema_is_known(name: str) -> None:
    assert stack_fit(_file(f"{name}:\n")).unknown == ()


@pytest.mark.parametrize(
    ("text", "unknown", "mistyped"),
    [
        ("pods: [{name: a, pth: b}]\n", [("pods", 0, "pth")], []),
        ("containers: [{name: a, x-b: c, d: e}]\n", [("containers", 0, "d")], []),
        ("requires: {stack: a}\n", [("requires", "stack")], []),
        ("requires: {stacks: [{reff: b}]}\n", [("requires", "stacks", 0, "reff")], []),
        ("secrets: {A: {extern: true}}\n", [("secrets", "A", "extern")], []),
        ("config: {web: {A: b.c}}\nconfigmaps: [a]\n", [], []),
        ("pods: [~, 5, [a]]\n", [], [("pods", 0), ("pods", 1), ("pods", 2)]),
        ("jobs: {a: b}\nconfig: []\n", [], [("jobs",), ("config",)]),
        ("pods: __PODS__\n__KEY__: 5\n", [], []),
    ],
)
def test_stack_against_the_schema(
    text: str, unknown: list[tuple[str | int, ...]], mistyped: list[tuple[str | int, ...]]
) -> None:
    fit = stack_fit(_file(text))
    assert list(fit.unknown) == unknown
    assert [path for path, _ in fit.mistyped] == mistyped
