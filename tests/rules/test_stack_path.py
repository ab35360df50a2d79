"""Paths of stacks: edge cases beyond the page, and trees that do not hold all that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

RULE = "stack-path-not-found"
STACKS = dict.fromkeys(
    ("a/stacks/web/stack.yml", "a/stacks/db/stack.yml", "b/stacks/db/stack.yml"), "pods: []\n"
)


def _said(stack: str, file: str = "envs/prod.yml") -> tuple[str, str, str] | None:
    files = {**STACKS, file: f"stack: {stack}\ndeploy-to: k8s\nvolumes: {{}}\n"}
    found = lint(files, RULE, profile=Profile.AUDIT).findings
    if not found:
        return None
    fix = "" if found[0].fix is None else found[0].fix.title
    return found[0].severity.word, found[0].profile.word, fix


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        ("stacks/web", ("warning", "recommended", "stack: a/stacks/web")),
        ("./stacks//web/", ("warning", "recommended", "stack: a/stacks/web")),
        ("stacks/db", ("warning", "strict", "")),
        ("acks/web", ("warning", "strict", "")),
        ("x/../stacks/web", ("warning", "recommended", "stack: a/stacks/web")),
        ("../a/stacks/web", ("warning", "recommended", "stack: a/stacks/web")),
        ("../stacks/web", None),
        ("../../a/stacks/web", None),
        ("a/stacks/web", None),
        ("a", ("warning", "recommended", "")),
        ("a/stacks/db/stack.yml", ("warning", "recommended", "stack: a/stacks/db")),
        ("./a/stacks/db//stack.yml", ("warning", "recommended", "stack: a/stacks/db")),
        ("stacks/web/stack.yml", ("warning", "recommended", "stack: a/stacks/web")),
        ("../a/stacks/web/stack.yml", ("warning", "recommended", "stack: a/stacks/web")),
        ("stacks/db/stack.yml", ("warning", "strict", "")),
        ("envs/prod.yml", ("warning", "strict", "")),
        ("web", None),
        (".", None),
        ("", None),
        ("~", None),
        ("5", None),
        ("{a: b}", None),
        ("'a\\0/b'", ("warning", "strict", "")),
    ],
)
def test_path(stack: str, said: tuple[str, str, str] | None) -> None:
    assert _said(stack) == said


@pytest.mark.parametrize(
    ("roots", "profile"), [((), "recommended"), (("b",), "recommended"), (("a",), "strict")]
)
def test_folder_hides_less_where_the_stack_is_found_elsewhere(
    roots: tuple[str, ...], profile: str
) -> None:
    files = {**STACKS, "web/prod/spec.yml": "stack: web\ndeploy-to: k8s\nvolumes: {}\n"}
    (found,) = lint(files, RULE, profile=Profile.AUDIT, world=World(roots=roots)).findings
    assert (found.severity.word, found.profile.word) == ("warning", profile)


def test_test_is_started_from_a_folder_of_its_own() -> None:
    found = ("info", "strict", "stack: a/stacks/web")
    assert _said("stacks/web", "tests/spec.yml") == found


def test_several_that_fit_are_named() -> None:
    files = {**STACKS, "prod.yml": "stack: stacks/db\ndeploy-to: k8s\n"}
    [finding] = lint(files, RULE, profile=Profile.STRICT).findings
    meant = [("hint", f"did you mean {directory}?") for directory in ("a/stacks/db", "b/stacks/db")]
    assert finding.notes == tuple(meant)


@pytest.mark.parametrize(
    ("stack", "meant"),
    [
        ("checkout/a/stacks/web", "a/stacks/web"),
        ("x/web", "a/stacks/web"),
        ("a/stacks/wbe", "a/stacks/web"),
    ],
)
def test_stack_of_the_same_name_or_a_like_one_is_named(stack: str, meant: str) -> None:
    files = {**STACKS, "prod.yml": f"stack: {stack}\ndeploy-to: k8s\n"}
    [finding] = lint(files, RULE, profile=Profile.STRICT).findings
    assert (finding.fix, finding.notes) == (None, (("hint", f"did you mean {meant}?"),))


def test_stack_that_the_working_tree_has_lost_is_none_of_two(tmp_path: Path) -> None:
    root = repository(tmp_path / "home", "stack: stacks/web\ndeploy-to: k8s\nvolumes: {}\n")
    write(root, dict.fromkeys(("old/stacks/web/stack.yml", "new/stacks/web/stack.yml"), "a: b\n"))
    commit_all(root)
    assert "fix" not in stacklint(root, "check", "--select", RULE, "--format", "full").out
    (root / "old/stacks/web/stack.yml").unlink()
    assert "stack: new/stacks/web" in stacklint(root, "check", "--format", "full").out


def test_stack_that_git_ignores_is_there_in_the_hook_too(tmp_path: Path) -> None:
    root = repository(tmp_path / "home")
    git(root, "rm", "--quiet", "-r", "--cached", "stacks")
    write(root, {".gitignore": "/stacks\n", "vendor/stacks/notes/stack.yml": "pods: []\n"})
    git(root, "add", "--all")
    assert RULE not in stacklint(root, "check", "--staged").out
    (root / "stacks/notes/stack.yml").unlink()
    (root / "stacks/notes").rmdir()
    assert RULE in stacklint(root, "check", "--staged").out


def test_stack_of_a_submodule_is_there_in_the_hook_too(tmp_path: Path) -> None:
    inner = repository(tmp_path / "inner")
    root = repository(tmp_path / "home")
    source = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add")
    git(root, *source, inner.as_uri(), "inner")
    text = (root / "envs/prod.yml").read_text().replace("stacks/notes", "inner/stacks/notes")
    copy = {f"old/inner/{path}": data for path, data in STACK.items()}
    write(root, {"envs/prod.yml": text, **copy})
    commit_all(root)
    write(root, {"envs/prod.yml": text + "# more\n"})
    git(root, "add", "--all")
    assert RULE not in stacklint(root, "check", "--staged").out
