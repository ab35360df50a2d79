"""Paths and the mount root: one rule for each fault, and none that falls over its input."""

from __future__ import annotations

import pytest

from stacklint.finding import Finding, Profile
from stacklint.rule import Settings
from tests.memory import World, lint

OF_ONE_PATH = (
    "string-prefix-of-mount-root",
    "path-escapes-mount-root",
    "relative-path-under-mount-root",
    "volume-outside-mount-root",
    "unusable-mount-root",
    "unexpanded-home",
)
RULES = (*OF_ONE_PATH, "two-volumes-one-node-path", "overlapping-volume-paths")


def _lint(text: str, *rules: str, settings: Settings | None = None) -> list[Finding]:
    world = None if settings is None else World(settings=settings)
    return lint({"spec.yml": text}, *rules, profile=Profile.AUDIT, world=world).findings


def _kind(root: str, *volumes: str) -> str:
    lines = [f"  v{number}: {path}" for number, path in enumerate(volumes)]
    return "\n".join(
        ["stack: s/web", "deploy-to: k8s-kind", f"kind-mount-root: {root}", "volumes:", *lines, ""]
    )


@pytest.mark.parametrize(
    ("root", "path", "rules"),
    [
        ("/srv/kind", "/srv/kind/v", ()),
        ("/srv/kind", "/srv/kind//v/", ()),
        ("/srv/kind", "/srv/kind/a/../v", ()),
        ("/srv/kind", "", ()),
        ("/srv/kind", "~", ()),
        ("/srv/kind", "/srv/kind-old/v", ("string-prefix-of-mount-root",)),
        ("/srv/kind", "/srv/kind/../v", ("path-escapes-mount-root",)),
        ("/srv/kind", "/srv/kind/", ("path-escapes-mount-root",)),
        ("/srv/kind", "/data/v", ("volume-outside-mount-root",)),
        ("/srv/kind", "/srv//kind/v", ("volume-outside-mount-root",)),
        ("/srv/kind", "./v", ("relative-path-under-mount-root",)),
        ("/srv/kind", "../v", ("relative-path-under-mount-root",)),
        ("/srv/kind", "~/v", ("unexpanded-home",)),
        ("/srv/kind", "'~'", ("unexpanded-home",)),
        ("./kind", "./kind/v", ("unusable-mount-root",)),
        ("./kind/", "/data/v", ("unusable-mount-root",)),
        ("kind", "~/v", ("unusable-mount-root", "unexpanded-home")),
        ("~/kind", "~/kind/v", ("unexpanded-home", "unexpanded-home")),
        ("~/kind", "/srv/v", ("unexpanded-home",)),
        ("/srv/kind/", "/srv/kind/v", ("unusable-mount-root",)),
        ("/srv/kind/", "/data/v", ("unusable-mount-root", "volume-outside-mount-root")),
        ("/", "/srv/v", ()),
        ("__ROOT__", "/srv/v", ()),
        ("__ROOT__/", "./v", ()),
        ("/srv/{{ host }}", "/srv/kind", ()),
        ("/srv/kind", "__DISK__/v", ()),
        ("/srv/kind", "/srv/kind-${X}/v", ()),
        ("", "./v", ()),
        ("5", "./v", ()),
        ("/srv/kind", "5", ()),
        ("/srv/kind", "[/srv/kind]", ()),
    ],
)
def test_a_path_is_the_business_of_one_rule(root: str, path: str, rules: tuple[str, ...]) -> None:
    found = _lint(_kind(root, path), *OF_ONE_PATH)
    assert [finding.rule for finding in found] == list(rules)


@pytest.mark.parametrize("target", ["compose", "k8s", "kind", "__TARGET__", ""])
def test_only_kind_has_a_mount_root(target: str) -> None:
    paths = ("/srv/kind-old/v", "/srv/kind", "./v", "/data/v")
    text = _kind("/srv/kind/", *paths).replace("k8s-kind", target)
    assert _lint(text, *OF_ONE_PATH) == []


def test_the_fork_has_no_mount_root() -> None:
    text = _kind("./kind", "/srv/kind-old/v", "~/v", "./v") + "backup: {}\n"
    assert _lint(text, *OF_ONE_PATH) == []


@pytest.mark.parametrize(
    ("root", "paths", "fixed"),
    [
        ("/srv/kind/", ["/srv/kind/v"], "/srv/kind"),
        ("/srv/kind//", ["/srv/kind//v"], "/srv/kind"),
        ("/srv/kind/", ["/srv/kind", "/srv/kind/.."], "/srv/kind"),
        ("//", [], "/"),
        ("/srv/kind/", ["/srv/kind/v", "/srv/kind2/v"], None),
        ("/srv/kind//", ["/srv/kind/v"], None),
    ],
)
def test_slash_is_dropped_where_no_volume_moves(
    root: str, paths: list[str], fixed: str | None
) -> None:
    [found] = _lint(_kind(root, *paths), "unusable-mount-root")
    assert (found.fix and found.fix.title) == (fixed and f"kind-mount-root: {fixed}")


@pytest.mark.parametrize(
    ("volumes", "found"),
    [
        ({"v": "/data/v", "w": "/srv/kind/v"}, ["volumes.w"]),
        ({"w": "/srv/kind/v/", "v": "/data/v"}, ["volumes.w"]),
        ({"v": "./v", "w": "/srv/kind/v"}, ["volumes.w"]),
        ({"v": "./v", "w": "/srv/kind/v/w", "x": "/srv/kind/v/x"}, ["volumes.w", "volumes.x"]),
        ({"v": "/srv/kind/w", "w": "/srv/kind/v"}, []),
        ({"v": "/srv//kind/v", "w": "/srv/kind/v/w"}, []),
        ({"v": "/data/v", "w": "/srv/kind/vv"}, []),
        ({"v": "/data/v", "w": "/srv/kind/x/v"}, []),
        ({"v": "/data/v", "w": "./v"}, []),
        ({"v": "", "w": "/srv/kind/v"}, []),
        ({"v": "~/v", "w": "/srv/kind/v"}, []),
        ({"v": "__X__/v", "w": "/srv/kind/v"}, []),
        ({"v": "/data/v", "w": "/srv/kind/__X__"}, []),
    ],
)
def test_a_mount_over_the_directory_of_another(volumes: dict[str, str], found: list[str]) -> None:
    lines = "".join(f"  {name}: {path}\n" for name, path in volumes.items())
    findings = _lint(_kind("/srv/kind") + lines, "two-volumes-one-node-path")
    assert [finding.key[2] for finding in findings] == found


def test_root_that_covers_everything_hides_nothing_by_its_slash() -> None:
    assert _lint(_kind("/", "/v1", "./v"), "two-volumes-one-node-path") != []
    assert _lint(_kind("/", "/v2", "./v"), "two-volumes-one-node-path") == []


@pytest.mark.parametrize(
    ("directories", "severity", "profile"),
    [
        ((), "warning", "strict"),
        (("/srv/deployments/web",), "warning", "strict"),
        (("/srv/kind/chat",), "warning", "strict"),
        (("/srv/deployments/web", "/srv/kind/web"), "error", "recommended"),
    ],
)
def test_deployment_that_is_seen_below_the_root(
    directories: tuple[str, ...], severity: str, profile: str
) -> None:
    world = World(deployed_in=directories)
    rule = "relative-path-under-mount-root"
    files = {"spec.yml": _kind("/srv/kind", "./v", "/srv/kind/w")}
    [found] = lint(files, rule, profile=Profile.AUDIT, world=world).findings
    assert (found.severity.word, found.profile.word) == (severity, profile)
    assert ("/srv/kind/web" in found.message) is (severity == "error")


def test_setting_says_that_no_deployment_lies_below_the_root() -> None:
    settings = Settings(deployments_outside_mount_root=True)
    text = _kind("/srv/kind", "./v")
    assert _lint(text, "relative-path-under-mount-root", settings=settings) == []


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("compose", "docker is told to use `.~/v`"),
        ("k8s-kind", "a directory `~/v` in the deployment directory"),
        ("k8s", "refuses"),
        ("elsewhere", "no target expands it"),
    ],
)
def test_home_on_every_target(target: str, words: str) -> None:
    [found] = _lint(f"deploy-to: {target}\nvolumes: {{v: ~/v}}\n", "unexpanded-home")
    assert words in found.message


VALUES = (
    "",
    "~",
    "[]",
    "{}",
    "[a, {b: c}]",
    "{a: [b]}",
    "7",
    "true",
    "''",
    "__TOKEN__",
    "{{ token }}",
    "*known",
    "{<<: *known}",
    "{<<: [*known, *list]}",
    "{? [a] : b, ? {c: d} : /x, 5: /y, : /z}",
    "{v: *known, w: *list, x: 2026-11-22, y: .inf, z: !!binary aGk=}",
    '"\\u0000/\\n# x"',
    "/" + "../" * 40,
)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("key", ["stack", "deploy-to", "kind-mount-root", "volumes", "kube-config"])
def test_any_value_anywhere_is_survived(key: str, value: str) -> None:
    known = {
        "stack": "s/web",
        "deploy-to": "k8s-kind",
        "kind-mount-root": "/srv/kind",
        "volumes": "{v: ./v, w: /srv/kind/v, x: /srv/kind2, y: /srv/kind, z: /data}",
        "kube-config": "~/.kube",
    }
    lines = [f"{name}: {value if name == key else text}" for name, text in known.items()]
    text = "\n".join(["x-known: &known {v: /a, w: }", "x-list: &list [a]", *lines, ""])
    for target in ("k8s-kind", "k8s", "compose"):
        _lint(text.replace("deploy-to: k8s-kind", f"deploy-to: {target}"), *RULES)
