"""Volumes that a change moves or takes away: edge cases beyond the pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile, Safety, Severity
from tests.memory import World, lint

if TYPE_CHECKING:
    from stacklint.finding import Finding

HEAD = "stack: so/stacks/web\ndeploy-to: {target}\n"
STACK = {
    "so/stacks/web/stack.yml": "name: web\npods: [web]\njobs: [load]\n",
    "so/compose/docker-compose-web.yml": (
        "services:\n"
        "  web:\n"
        "    image: vendor/web:v1\n"
        "    volumes: ['db:/srv/db', 'files:/srv/files']\n"
        "volumes: {db: , files: , idle: }\n"
    ),
    "so/compose-jobs/docker-compose-load.yml": (
        "services: {load: {image: vendor/load:v1, volumes: ['seed:/seed']}}\nvolumes: {seed: }\n"
    ),
}


@dataclass(frozen=True)
class Around:
    """What is not the change itself."""

    target: str = "k8s-kind"
    file: str = "envs/prod.yml"
    is_settled: bool = False
    stack: dict[str, str] = field(default_factory=lambda: STACK)


USUAL = Around()
MISSING, EMPTY = "volume-missing-from-spec", "empty-volume-holds-data"


def _change(rule: str, before: str, after: str, around: Around = USUAL) -> list[Finding]:
    head = HEAD.format(target=around.target)
    world = World(head={around.file: head + before}, is_settled=around.is_settled)
    files = {around.file: head + after, **around.stack}
    return lint(files, rule, profile=Profile.AUDIT, world=world).findings


def _severities(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(x.severity.word, x.key[2]) for x in findings]


def _volumes(text: str) -> str:
    return f"volumes: {text}\n"


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [
        ("{db: /a}", "{db: /b}", "error"),
        ("{db: /a}", "{db: ./a}", "error"),
        ("{db: /a}", "{db: }", "error"),
        ("{db: /a}", "{db: ''}", "error"),
        ("{db: }", "{db: /a}", "warning"),
        ("{db: ''}", "{db: ./data/db}", "warning"),
        ("{db: /a}", "{db: {path: /b}}", "error"),
        ("{db: {path: /a}}", "{db: {path: /b, affinity: {label: x, value: y}}}", "error"),
        ("{db: {path: /a}}", "{db: /a}", ""),
        ("{db: /a}", "{db: '/a'}", ""),
        ("{db: /a}", "{db: /a/}", ""),
        ("{db: /a/b}", "{db: //a/./c/../b}", ""),
        ("{db: ./data/db}", "{db: data/db}", ""),
        ("{db: }", "{db: ''}", ""),
        ("{db: /a}", "{files: /b, db: /a}", ""),
        ("{files: /a}", "{db: /b}", ""),
        ("{db: __DB__}", "{db: /a}", ""),
        ("{db: /a}", "{db: '{{ root }}/db'}", ""),
        ("{db: /a}", "{db: /srv/REPLACE_HOST/db}", ""),
        ("{__DB__: /a}", "{__DB__: /b}", ""),
        ("{db: 5}", "{db: /a}", ""),
        ("{db: /a}", "{db: 5}", ""),
        ("{db: /a}", "{db: [/a]}", ""),
        ("{db: /a}", "[db]", ""),
        ("[db]", "{db: /a}", ""),
        ("", "{db: /a}", ""),
    ],
)
def test_volume_path_changed(before: str, after: str, severity: str) -> None:
    found = _change("volume-path-changed", _volumes(before), _volumes(after))
    assert _severities(found) == ([(severity, "volumes.db")] if severity else [])


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("compose", "docker compose keeps the old volume"),
        ("k8s-kind", "the running pod stays on the old data"),
        ("k8s", "the running pod stays on the old data"),
    ],
)
def test_what_happens_depends_on_the_target(target: str, words: str) -> None:
    [found] = _change(
        "volume-path-changed", _volumes("{db: /a}"), _volumes("{db: /b}"), Around(target)
    )
    assert words in found.message
    assert ("was", "db: /a") in found.notes
    assert found.key[3] == "/a -> /b"
    assert found.fix is not None
    assert found.fix.title == "db: /a"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("db: /a", "db: /b", "moves from /a to /b: what ran on `k8s-kind` keeps the data, and on"),
        ("db: /a", "db: ", "loses its path /a: what ran on `k8s-kind` keeps the data, and on"),
        ("db: ", "db: /b", "and on `compose` it starts without that data"),
    ],
)
def test_another_target_has_none_of_the_data(before: str, after: str, words: str) -> None:
    world = World(head={"spec.yml": f"stack: a\ndeploy-to: k8s-kind\nvolumes: {{{before}}}\n"})
    files = {"spec.yml": f"stack: a\ndeploy-to: compose\nvolumes: {{{after}}}\n"}
    [found] = lint(files, "volume-path-changed", world=world).findings
    assert words in found.message


def test_path_through_an_anchor_is_followed() -> None:
    before = "x-root: &root /a\nvolumes: {db: *root}\n"
    after = "x-root: &root /b\nvolumes: {db: *root}\n"
    assert _severities(_change("volume-path-changed", before, after)) == [("error", "volumes.db")]
    assert _change("volume-path-changed", before, _volumes("{db: /a}")) == []


@pytest.mark.parametrize("rule", ["volume-path-changed", "volume-removed-from-spec"])
@pytest.mark.parametrize(
    ("file", "is_settled", "severity"),
    [
        ("envs/prod.yml", False, "error"),
        ("envs/prod.yml", True, "info"),
        ("tests/spec.yml", False, "info"),
        ("test-spec-small.yml", False, "info"),
    ],
)
def test_old_changes_and_tests_are_worth_knowing(
    rule: str, file: str, *, is_settled: bool, severity: str
) -> None:
    after = "{db: /b}" if rule == "volume-path-changed" else "{}"
    found = _change(
        rule, _volumes("{db: /a}"), _volumes(after), Around(file=file, is_settled=is_settled)
    )
    assert [x.severity.word for x in found] == [severity]


@pytest.mark.parametrize("rule", ["volume-path-changed", "volume-removed-from-spec"])
def test_nothing_is_said_without_an_earlier_version(rule: str) -> None:
    files = {"envs/prod.yml": HEAD.format(target="k8s") + _volumes("{db: /a}"), **STACK}
    assert lint(files, rule, profile=Profile.AUDIT).findings == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("volumes: {db: /a}\n", "volumes: {}\n", ["error"]),
        ("volumes: {db: /a}\n", "volumes:\n", ["error"]),
        ("volumes: {db: /a}\n", "", ["error"]),
        ("volumes: {db: }\n", "volumes: {files: /f}\n", ["error"]),
        ("volumes: {db: /a, files: /f}\n", "volumes: {}\n", ["error", "error"]),
        ("volumes: {seed: /a}\n", "volumes: {}\n", ["error"]),
        # Declared and not mounted, or not even declared.
        ("volumes: {idle: /a}\n", "volumes: {}\n", ["warning"]),
        ("volumes: {gone: /a, db: /d}\n", "volumes: {db: /d}\n", ["warning"]),
        # Another name.
        ("volumes: {gone: /a}\n", "volumes: {db: /a/}\n", ["info"]),
        ("volumes: {gone: /a}\n", "volumes: {db: /b}\n", ["warning"]),
        ("volumes: {gone: }\n", "volumes: {db: }\n", ["warning"]),
        ("volumes: {gone: /a, gone-too: /b}\n", "volumes: {db: /c}\n", ["warning", "warning"]),
        # Moved, made by a template, or unreadable.
        ("volumes: {db: /a}\n", "configmaps: {db: ./configmaps/db}\n", []),
        ("volumes: {db: /a}\n", "volumes: {__NAME__: /a}\n", []),
        ("volumes: {db: /a}\n", "configmaps: {__NAME__: /a}\n", []),
        ("volumes: {db: /a}\n", "volumes: __VOLUMES__\n", []),
        ("volumes: {db: /a}\n", "# __VOLUMES__\n", []),
        ("volumes: {__NAME__: /a}\n", "volumes: {}\n", []),
        ("volumes: {db: /a}\n", "volumes: [db]\n", []),
        ("volumes: {db: /a}\n", "volumes: db\n", []),
        ("volumes: {[db]: /a}\n", "volumes: {}\n", []),
        ("volumes: [db]\n", "volumes: {}\n", []),
        ("x: &v {db: /a}\nvolumes: {<<: *v}\n", "volumes: {db: /a}\n", []),
        ("volumes: {db: /a}\n", "x: &v {db: /a}\nvolumes: {<<: *v}\n", []),
    ],
)
def test_volume_removed_from_spec(before: str, after: str, expected: list[str]) -> None:
    found = _change("volume-removed-from-spec", before, after)
    assert [x.severity.word for x in found] == expected
    assert {x.key[2] for x in found} <= {"volumes"}
    assert len({x.fingerprint for x in found}) == len(found)


def test_stack_that_is_not_found_is_no_ground_for_an_error() -> None:
    [found] = _change(
        "volume-removed-from-spec", _volumes("{db: /a}"), _volumes("{}"), Around(stack={})
    )
    assert found.severity is Severity.WARNING
    assert "the stack" not in found.message


def test_new_name_is_not_guessed_without_the_stack() -> None:
    [found] = _change(
        "volume-removed-from-spec", _volumes("{gone: }"), _volumes("{db: }"), Around(stack={})
    )
    assert "is called" not in found.message


def test_waiting_pod_and_empty_volume_are_told_apart() -> None:
    rule, before, after = "volume-removed-from-spec", _volumes("{db: /a}"), _volumes("{}")
    [kind] = _change(rule, before, after)
    [compose] = _change(rule, before, after, Around("compose"))
    assert "waits for it for ever" in kind.message
    assert "docker makes an empty one" in compose.message


def test_losing_a_path_again_is_no_way_back() -> None:
    [found] = _change("volume-path-changed", _volumes("{db: }"), _volumes("{db: /a}"))
    assert found.fix is None


@pytest.mark.parametrize(
    ("target", "before", "severity"),
    [
        ("k8s", "./data/db", ""),
        ("k8s", "~/db", ""),
        ("k8s", "/data/db", "error"),
        ("k8s-kind", "./data/db", "error"),
        ("compose", "./data/db", "error"),
    ],
)
def test_a_path_that_create_refused_holds_no_data(target: str, before: str, severity: str) -> None:
    found = _change(
        "volume-path-changed",
        _volumes(f"{{db: {before}}}"),
        _volumes("{db: /srv/db}"),
        Around(target=target),
    )
    assert [x.severity.word for x in found] == [severity] * bool(severity)


@pytest.mark.parametrize(
    ("target", "before", "severity"),
    [
        ("compose", "", ""),
        ("compose", "''", ""),
        ("compose", "/srv/db", "error"),
        ("k8s-kind", "", "error"),
        ("k8s", "", "error"),
    ],
)
def test_docker_keeps_what_had_no_path_and_is_not_listed(
    target: str, before: str, severity: str
) -> None:
    found = _change(
        "volume-removed-from-spec",
        _volumes(f"{{db: {before}, files: /srv/files}}"),
        _volumes("{files: /srv/files}"),
        Around(target=target),
    )
    assert [x.severity.word for x in found] == [severity] * bool(severity)


SETTLED = Around(is_settled=True)


@pytest.mark.parametrize(
    ("rule", "before", "after", "around", "title"),
    [
        (MISSING, "{db: /srv/old, files: /f}", "{files: /f}", SETTLED, "db: /srv/old"),
        (MISSING, "{db: ./data/old, files: /f}", "{files: /f}", SETTLED, "db: ./data/old"),
        (MISSING, "{db: , files: /f}", "{files: /f}", SETTLED, "db: ./data/db"),
        (EMPTY, "{db: ./data/old}", "{db: }", SETTLED, "db: ./data/old"),
        (EMPTY, "{db: ./data/old}", "{db: }", USUAL, "db: ./data/old"),
        (EMPTY, "{db: __DISK__/db}", "{db: }", USUAL, "db: ./data/db"),
        (EMPTY, "{db: /srv/old}", "{db: }", Around("k8s"), "db: /srv/old"),
        (EMPTY, "{db: ./data/old}", "{db: }", Around("k8s"), ""),
        (EMPTY, "{db: /f/db, files: /f}", "{db: , files: /f}", USUAL, ""),
    ],
)
def test_what_was_there_before_is_given_its_old_path_and_only_by_name(
    rule: str, before: str, after: str, around: Around, title: str
) -> None:
    [finding] = [
        x for x in _change(rule, _volumes(before), _volumes(after), around) if "`db`" in x.message
    ]
    assert (finding.fix.title if finding.fix else "") == title
    assert finding.fix is None or finding.fix.safety is Safety.UNSAFE


def test_what_was_never_in_the_spec_is_given_a_path_at_once() -> None:
    found = _change(MISSING, _volumes("{files: /f}"), _volumes("{files: /g}"), SETTLED)
    [finding] = [x for x in found if "`db`" in x.message]
    assert finding.fix is not None
    assert (finding.fix.title, finding.fix.safety) == ("db: ./data/db", Safety.SAFE)
