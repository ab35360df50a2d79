"""Where the files of ConfigMaps come from: edge cases beyond the pages."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.model.volumes.configmaps import MAX_CONFIGMAP_BYTES
from stacklint.rule import Settings
from tests.memory import World, lint

STACK = {
    "so/stacks/web/stack.yml": "name: web\npods: [web]\n",
    "so/compose/docker-compose-web.yml": (
        "services:\n"
        "  web:\n"
        "    image: vendor/web:v1\n"
        "    volumes: ['cm:/etc/web:ro', 'rw:/srv']\n"
        "volumes: {cm: , rw: }\n"
    ),
}
SPEC = "stack: {stack}\ndeploy-to: k8s-kind\nconfigmaps:\n  cm: {source}\n"


def _lint(
    rule: str,
    source: str,
    files: dict[str, str | bytes],
    *,
    stack: str = "so/stacks/web",
    world: World | None = None,
) -> list[tuple[str, str]]:
    spec = SPEC.format(stack=stack, source=source)
    found = lint({"spec.yml": spec, **STACK, **files}, rule, profile=Profile.AUDIT, world=world)
    return [(x.severity.word, "" if x.fix is None else x.fix.title) for x in found.findings]


@pytest.mark.parametrize(
    ("source", "files", "expected"),
    [
        # Of the repository.
        ("etc/web", ["etc/web/a.conf"], []),
        ("etc/web/", ["etc/web/a.conf"], []),
        ("etc/./web", ["etc/web/a.conf"], []),
        ("etc/web", ["so/etc/web/a.conf"], [("error", "cm: so/etc/web")]),
        ("etc/web/", ["so/etc/web/sub/a.conf"], [("error", "cm: so/etc/web")]),
        ("etc/web", ["x/etc/web/a.conf", "y/etc/web/a.conf"], [("error", "")]),
        ("etc/web", ["x/etc/webs/a.conf", "x/etc/web"], [("error", "")]),
        ("etc/web", ["etc/web/etc/web/a.conf"], []),
        ("etc/web", [], [("error", "")]),
        ("etc/web/a.conf", ["etc/web/a.conf"], [("error", "")]),
        # Of the stack.
        ("./configmaps/cm", ["so/config/cm/a.conf"], []),
        ("./configmaps/cm/", ["so/config/cm/a.conf"], []),
        ("./configmaps/cm", [], [("warning", "")]),
        ("./configmaps/cm", ["config/cm/a.conf"], [("warning", "")]),
        ("./configmaps/cm", ["so/config/cm"], [("warning", "")]),
        ("./so/config/cm", ["so/config/cm/a.conf"], []),
        ("./etc/web", ["so/config/cm/a.conf", "etc/web/a.conf"], [("warning", "")]),
        ("./configmaps/web", ["so/config/cm/a.conf"], [("warning", "")]),
        ("./etc/web", ["etc/web/a.conf"], [("error", "cm: etc/web")]),
        ("./etc/web", [], [("error", "")]),
        # Of the host, of somebody else, of a template, of no type that is read.
        ("/srv/web", [], []),
        ("~/web", [], []),
        ("../web", [], []),
        ("etc/__ENV__", [], []),
        ("./{{ dir }}/web", [], []),
        ("REPLACE_CONFIG", [], []),
        ("", [], []),
        ("[a]", [], []),
        ("7", [], []),
    ],
)
def test_configmap_source_missing(
    source: str, files: list[str], expected: list[tuple[str, str]]
) -> None:
    tree: dict[str, str | bytes] = dict.fromkeys(files, "text\n")
    assert _lint("configmap-source-missing", source, tree) == expected


@pytest.mark.parametrize(
    ("stack", "roots", "file", "expected"),
    [
        ("so/stacks/web", (), "etc/web/a.conf", []),
        # An absolute stack is found by its tail, and `restart` runs in the root of the repository.
        ("/srv/checkout/so/stacks/web", (), "etc/web/a.conf", []),
        ("/srv/checkout/so/stacks/web", (), "so/etc/web/a.conf", [("error", "cm: so/etc/web")]),
        # `stacks/web` is found from `so`, so that is where laconic-so runs.
        ("stacks/web", ("so",), "so/etc/web/a.conf", []),
        ("web", ("so",), "etc/web/a.conf", []),
        # Nothing is known of a stack that is not here.
        ("other/stacks/web", (), "so/etc/web/a.conf", []),
    ],
)
def test_where_a_path_of_the_repository_begins(
    stack: str, roots: tuple[str, ...], file: str, expected: list[tuple[str, str]]
) -> None:
    found = _lint(
        "configmap-source-missing",
        "etc/web",
        {file: "text\n"},
        stack=stack,
        world=World(roots=roots),
    )
    assert found == expected


@pytest.mark.parametrize("place", ["../checkout/etc/web", "../checkout/so/etc/web"])
def test_stack_of_another_checkout_has_a_root_of_its_own(place: str) -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": SPEC.format(stack="so/stacks/web", source="etc/web"),
        f"{place}/a.conf": "text\n",
        **{f"../checkout/{path}": text for path, text in STACK.items()},
    }
    world = World(roots=("../checkout",))
    rule = "configmap-source-missing"
    assert lint(files, rule, profile=Profile.AUDIT, world=world).findings == []
    del files[f"{place}/a.conf"]
    assert len(lint(files, rule, profile=Profile.AUDIT, world=world).findings) == 1


def test_stack_of_another_checkout_has_config_there() -> None:
    files: dict[str, str | bytes] = {
        "spec.yml": SPEC.format(stack="so/stacks/web", source="./configmaps/cm"),
        "../checkout/so/config/cm/sub/a.conf": "text\n",
        **{f"../checkout/{path}": text for path, text in STACK.items()},
    }
    world = World(roots=("../checkout",))
    rules = ("configmap-source-missing", "configmap-content-dropped")
    found = lint(files, *rules, profile=Profile.AUDIT, world=world).findings
    assert [x.rule for x in found] == ["configmap-content-dropped"]


@pytest.mark.parametrize("source", ["./configmaps/cm", "etc/web", "./etc/web"])
def test_what_is_filled_later_is_not_missed(source: str) -> None:
    world = World(settings=Settings(filled_later=("cm",)))
    assert _lint("configmap-source-missing", source, {}, world=world) == []
    assert _lint("configmap-source-missing", source, {})


@pytest.mark.parametrize("rule", ["configmap-source-missing", "configmap-content-dropped"])
def test_name_that_no_compose_file_declares_is_passed_over(rule: str) -> None:
    files: dict[str, str | bytes] = {"etc/web/sub/a.conf": "text\n"}
    spec = "stack: so/stacks/web\ndeploy-to: k8s-kind\nconfigmaps: {zz: etc/web, yy: nowhere}\n"
    found = lint({"spec.yml": spec, **STACK, **files}, rule, profile=Profile.AUDIT).findings
    assert found == []
    # A pod that was not found may declare it.
    part = {"so/stacks/web/stack.yml": "name: web\npods: [web, gone]\n"}
    found = lint({"spec.yml": spec, **STACK, **files, **part}, rule, profile=Profile.AUDIT).findings
    assert len(found) == 1


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"etc/web/a": 10}, []),
        ({"etc/web/a": MAX_CONFIGMAP_BYTES}, []),
        ({"etc/web/a": MAX_CONFIGMAP_BYTES - 5, "etc/web/b": 5}, []),
        ({"etc/web/a": MAX_CONFIGMAP_BYTES - 5, "etc/web/b": 6}, ["bytes"]),
        ({"etc/web/a": MAX_CONFIGMAP_BYTES + 1}, ["bytes"]),
        ({"etc/web/a": 1, "etc/web/sub/b": MAX_CONFIGMAP_BYTES}, ["sub-directories"]),
        ({"etc/web/a": 2 * MAX_CONFIGMAP_BYTES, "etc/web/x/y/b": 1}, ["bytes", "sub-directories"]),
        ({"etc/web/sub/.gitkeep": 0}, []),
        ({"etc/web/a": 1, "etc/web/.git/HEAD": 20}, []),
        ({"etc/web/a": 1, "etc/web/.hidden/b": 20}, ["sub-directories"]),
        ({"etc/web/two words.conf": 1}, ["no file called `two words.conf`"]),
        ({"etc/web/..data": 1}, ["no file called `..data`"]),
        ({"etc/web/sub/two words.conf": 1}, ["sub-directories"]),
        ({"etc/website/sub/b": 20, "etc/web/a": 1}, []),
    ],
)
def test_configmap_content_dropped(files: dict[str, int], expected: list[str]) -> None:
    tree: dict[str, str | bytes] = {path: b"x" * size for path, size in files.items()}
    spec = SPEC.format(stack="so/stacks/web", source="etc/web")
    found = lint(
        {"spec.yml": spec, **STACK, **tree}, "configmap-content-dropped", profile=Profile.AUDIT
    ).findings
    assert len(found) == len(expected)
    assert all(word in x.message for x, word in zip(found, expected, strict=True))


def test_the_root_itself_can_be_a_source() -> None:
    assert _lint("configmap-content-dropped", "so/..", {"so/a": "text\n"}) == [("error", "")]
