"""Files that are no YAML, or hold a key twice: edge cases beyond the pages."""

from __future__ import annotations

from itertools import pairwise

import pytest

from stacklint.finding import Finding, Profile, Safety
from stacklint.model.yaml.document import MAX_BYTES
from tests.memory import World, lint

HEAD = "stack: so/stacks/web\ndeploy-to: k8s-kind\n"


def _found(text: str | bytes, rule: str, file: str = "spec.yml") -> list[Finding]:
    world = World(templates=(".j2",))
    return lint({file: text}, rule, profile=Profile.AUDIT, world=world).findings


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        (HEAD + "a: [1\n", (3, 6), "did not find expected"),
        (HEAD + "a: 'x\n", (3, 6), "unexpected end of stream"),
        (HEAD + "a: b: c\n", (3, 5), "mapping values are not allowed"),
        (HEAD + "\ta: b\n", (3, 1), "a tab"),
        (HEAD + "a: *b\n", (3, 4), "the alias *b"),
        (HEAD + "a: &b [*b]\n", (3, 8), "the alias *b"),
        (HEAD + "a: \x07\n", (3, 4), "U+0007"),
        (HEAD + "a:\t1\n", (3, 3), "a tab, where YAML takes only spaces"),
        (HEAD + "a: {<<: 5}\n", (3, 9), "expected a mapping"),
        (HEAD + "a: !!int x\n", (1, 1), "invalid literal"),
        (HEAD + "config: {A: 1234-56-78}\n", (1, 1), "month must be in 1..12"),
        (HEAD + "config:\n  - 2026-02-30\n", (1, 1), "day "),
        (HEAD + "a: 2026-01-01T25:00:00Z\n", (1, 1), "hour must be in 0..23"),
        (HEAD + "---\n", (3, 1), "2 YAML documents"),
        (HEAD + "a: |\n  ---\n---\nb: 1\n--- \n", (5, 1), "3 YAML documents"),
        (HEAD + "...\n---\nb: 1\n", (3, 1), "2 YAML documents"),
        (HEAD + "a: " + "[" * 101 + "]" * 101, (3, 104), "nested more than 100 levels"),
        (b"\xff\xfe" + HEAD.encode("utf-16-le"), (1, 1), "UTF-16"),
        (HEAD.encode() + b"a: \xff\n", (3, 4), "the file is not UTF-8"),
    ],
)
def test_unparsable(text: str | bytes, at: tuple[int, int], said: str) -> None:
    (finding,) = _found(text, "unparsable-yaml")
    assert (finding.at.line, finding.at.column) == at
    assert said in finding.message


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        "---\n" + HEAD,
        HEAD + "...\n",
        "%YAML 1.2\n---\n" + HEAD,
        "\ufeff" + HEAD.replace("\n", "\r\n"),
        HEAD + "a: &x 1\nb: &x 2\n",
        HEAD + "a: !mine 1\n",
        HEAD + "a: 2026-01-29\nb: '2026-13-01'\nc: 2026-99\nd: 2026-13-01-rc1\n",
        HEAD + "a: &x {b: 1}\nc: {<<: *x, b: 2}\n",
        HEAD + "a: 'x\ty' #\tz\n",
        HEAD + "volumes: {}\nvolumes: {}\n",
        HEAD + "a:\t1\n" + "#" * 300_000,
    ],
)
def test_readable(text: str) -> None:
    assert _found(text, "unparsable-yaml") == []


@pytest.mark.parametrize(
    ("file", "text", "count"),
    [
        ("spec.yml.j2", HEAD + "{% if a %}\nb: 1\n{% endif %}\n", 0),
        ("spec.yml.j2", HEAD + "a: [1\n{{ b }}\n", 0),
        ("spec.yml.j2", HEAD + "a: [1\n", 1),
        ("spec.yml", HEAD + "{% if a %}\nb: 1\n{% endif %}\n", 1),
    ],
)
def test_a_template_is_not_judged_before_it_is_filled(file: str, text: str, count: int) -> None:
    assert len(_found(text, "unparsable-yaml", file)) == count


def test_a_template_that_is_not_named_as_one_gets_a_hint() -> None:
    (finding,) = _found(HEAD + "{% if a %}\nb: 1\n", "unparsable-yaml")
    assert any("`templates`" in text for _, text in finding.notes)


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n", "~\n", "null\n"])
@pytest.mark.parametrize("file", ["so/stacks/web/stack.yml", "so/compose/docker-compose-web.yml"])
def test_an_empty_file_of_the_stack(file: str, text: str) -> None:
    files = {
        "spec.yml": HEAD,
        "so/stacks/web/stack.yml": "pods: [web]\n",
        "so/compose/docker-compose-web.yml": "services: {}\n",
        file: text,
    }
    (finding,) = lint(files, "unparsable-yaml", profile=Profile.AUDIT).findings
    assert (finding.file, finding.at.line) == (file, 1)
    assert "it is empty" in finding.message


def test_an_empty_file_that_a_renderer_fills() -> None:
    files = {"spec.yml": HEAD, "so/stacks/web/stack.yml": "# __STACK__\n"}
    assert lint(files, "unparsable-yaml", profile=Profile.AUDIT).findings == []


def test_a_huge_file_of_the_stack() -> None:
    files = {"spec.yml": HEAD.encode(), "so/stacks/web/stack.yml": b"#" * (MAX_BYTES + 1)}
    (finding,) = lint(files, "unparsable-yaml", profile=Profile.AUDIT).findings
    assert "8 MB" in finding.message
    assert finding.notes == ()


def test_an_alias_bomb() -> None:
    names = "abcdefgh"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{y}: &{y} [{', '.join([f'*{x}'] * 9)}]" for x, y in pairwise(names)]
    (finding,) = _found(HEAD + "\n".join(lines) + "\n", "unparsable-yaml")
    assert "its aliases stand for more than" in finding.message


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a: 1\na: 2\n", [("a#1", 4)]),
        ("a: 1\na: 2\na: 3\n", [("a#1", 4), ("a#2", 5)]),
        ("a: {b: 1, b: 2}\n", [("a.b#1", 3)]),
        ("a: [{b: 1, b: 2}]\n", [("a.[0].b#1", 3)]),
        ("a: {b: 1}\na: {c: 1, c: 2}\n", [("a#1", 4), ("a.c#1", 4)]),
        ("1: a\n1: b\n", [("1#1", 4)]),
        ("1: a\n'1': b\n", []),
        ("1: a\n01: b\n", [("01", 4)]),
        ("1: a\n1.0: b\n", [("1.0", 4)]),
        ("true: a\nTrue: b\n", [("True", 4)]),
        ("true: a\n'true': b\n", []),
        ("1: a\ntrue: b\n", [("true", 4)]),
        ("~: a\nnull: b\n", [("null", 4)]),
        ("2026-01-01: a\n'2026-01-01': b\n", []),
        ("yes: a\nno: b\n", []),
        ("a: 1\nA: 2\n", []),
        ("'a': 1\na: 2\n", [("a#1", 4)]),
        ("? [x]\n: 1\n? [x]\n: 2\n", []),
        ("a: &a {x: 1}\nb: {<<: *a, x: 2}\n", []),
        ("a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", [("b.<<#1", 4)]),
        ("a: &a {x: 1}\nb: {<<: [*a, *a]}\n", []),
        ("__A__: 1\n__A__: 2\n", []),
        ("a: &a b\n*a : 1\nb: 2\n", [("b#1", 5)]),
    ],
)
def test_duplicate_keys(text: str, at: list[tuple[str, int]]) -> None:
    found = _found(HEAD + text, "duplicate-key")
    assert [(x.key[2], x.at.line) for x in found] == at
    for finding in found:
        assert "first here" in [region.words for region in finding.also]


@pytest.mark.parametrize(
    ("text", "is_fixed"),
    [
        ("a: 1\na: 1\n", True),
        ("a: x\na: 'x'\n", True),
        ("a: {b: [1, 2]}\na: {b: [1, 2]}\n", True),
        ("a: &x 1\na: *x\n", True),
        ("a: 1\na: 1\na: 1\n", True),
        ("a: 1\na: '1'\n", False),
        ("a: 1\na: true\n", False),
        ("a: 1\na: 1.0\n", False),
        ("a: 1\na: 2\n", False),
        ("a: [1]\na: [1, 2]\n", False),
        ("a: {b: 1}\na: {b: 1, c: 2}\n", False),
        ("a: 1\na: &x 1\nb: *x\n", False),
        ("a: !x 1\na: 1\n", False),
        ("1: a\n01: a\n", False),
        ("a: {b: 1}\na: {c: 1, c: 1}\n", False),
    ],
)
def test_only_equal_entries_are_removed(text: str, is_fixed: bool) -> None:
    found = _found(HEAD + text, "duplicate-key")
    fixes = [finding.fix for finding in found]
    assert all((fix is not None) == is_fixed for fix in fixes)
    assert {fix.safety for fix in fixes if fix is not None} <= {Safety.SAFE}
