"""Stacks by the name that a spec gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.git import Git
from stacklint.repo.library import Library
from stacklint.repo.trees import GitTree, WorkTree
from tests.gitrepo import Repo, repo
from tests.memory import MemoryTree
from tests.running import commit_all, git, repository

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stacklint.model.bundle import Bundle

STACK = "name: web\npods: [web]\n"
POD = "services:\n  web: {image: nginx}\nvolumes:\n  db:\n"


def layout(base: str = "") -> dict[str, str]:
    """Give the files of a stack with one pod."""
    return {
        f"{base}stacks/web/stack.yml": STACK,
        f"{base}compose/docker-compose-web.yml": POD,
    }


def bundle(
    named: str, files: Mapping[str, str], *, at: str = "spec.yml", roots: tuple[str, ...] = ()
) -> Bundle:
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    spec = Spec(text_document(at, f"stack: {named}\ndeploy-to: k8s\n"))
    return Library(tree, roots).bundle(spec)


HERE = layout()
NESTED = {**layout(), **layout("inner/")}

# The name in the spec, where the spec lies, other checkouts, and the directory that is found.
FOUND: dict[str, tuple[str, dict[str, str], str, tuple[str, ...], str]] = {
    "relative": ("stacks/web", HERE, "spec.yml", (), "stacks/web"),
    "relative, from below": ("stacks/web", HERE, "envs/prod/spec.yml", (), "stacks/web"),
    "relative, with a dot": ("./stacks/web", HERE, "spec.yml", (), "stacks/web"),
    "relative, with a slash at its end": ("stacks/web/", HERE, "spec.yml", (), "stacks/web"),
    "relative, roundabout": ("stacks/x/../web", HERE, "spec.yml", (), "stacks/web"),
    "a bare name that is a directory": ("web", {"web/stack.yml": STACK}, "spec.yml", (), "web"),
    "below the directory of a checkout": (
        *("repo/stacks/web", HERE, "spec.yml", (), "stacks/web"),
    ),
    "absolute, by its tail": ("/srv/x/repo/stacks/web", HERE, "spec.yml", (), "stacks/web"),
    "absolute, by a long tail": (
        *("/srv/a/b/stacks/web", layout("b/"), "spec.yml", (), "b/stacks/web"),
    ),
    "relative to another directory": ("../stacks/web", HERE, "spec.yml", (), "stacks/web"),
    "below home": ("~/repo/stacks/web", HERE, "spec.yml", (), "stacks/web"),
    "the copy that holds the spec": (
        *("/srv/stacks/web", NESTED, "inner/envs/spec.yml", (), "inner/stacks/web"),
    ),
    "the one at the top": ("/srv/stacks/web", NESTED, "envs/spec.yml", (), "stacks/web"),
    "in another checkout": (
        *("stacks/web", layout("../other/"), "spec.yml", ("../other",), "../other/stacks/web"),
    ),
    "in another checkout, absolute": (
        *("/srv/y/stacks/web", layout("../other/"), "s.yml", ("../other",), "../other/stacks/web"),
    ),
    "in the second of two checkouts": (
        *("stacks/web", layout("../b/"), "spec.yml", ("../a", "../b"), "../b/stacks/web"),
    ),
    "here before another checkout": (
        *("stacks/web", {**HERE, **layout("../b/")}, "spec.yml", ("../b",), "stacks/web"),
    ),
    "a built-in name": (
        *("web", layout("../so/data/"), "spec.yml", ("../so/data",), "../so/data/stacks/web"),
    ),
}


@pytest.mark.parametrize("case", list(FOUND.values()), ids=list(FOUND))
def test_stack_is_found(case: tuple[str, dict[str, str], str, tuple[str, ...], str]) -> None:
    named, files, at, roots, directory = case
    found = bundle(named, files, at=at, roots=roots)
    assert found.stack is not None
    assert (found.stack.file.directory, found.missing) == (directory, "")


REPOSITORY = "{} is not in this repository (stack-roots)"
SLIP = "{} is not in this repository (stack-roots; did you mean stacks/web?)"
COUNTERPART = "{} has no counterpart in this repository (stack-roots)"

MISSING: dict[str, tuple[str, dict[str, str], str]] = {
    "relative": ("stacks/other", HERE, REPOSITORY.format("stacks/other")),
    "a slip": ("./stacks/wbe/", HERE, SLIP.format("./stacks/wbe/")),
    "relative to another directory": ("../stacks/x", HERE, REPOSITORY.format("../stacks/x")),
    "absolute": ("/srv/stacks/other", HERE, COUNTERPART.format("/srv/stacks/other")),
    "absolute, too short a tail": ("/web", {"web/stack.yml": STACK}, COUNTERPART.format("/web")),
    "absolute, the last part alone": (
        *("/srv/web", {"web/stack.yml": STACK}, COUNTERPART.format("/srv/web")),
    ),
    "below home": ("~/stacks/other", HERE, COUNTERPART.format("~/stacks/other")),
    "a bare name": ("other", HERE, "`other` is a stack of laconic-so's own (stack-roots)"),
    "a folder without a stack.yml": (
        *("stacks/web", {"stacks/web/x": ""}, REPOSITORY.format("stacks/web")),
    ),
    "a template": ("stacks/__STACK__", HERE, "a template names its stack"),
    "a template, in front": ("/srv/__REPO__/stacks/web", HERE, "a template names its stack"),
    "a list": ("[stacks/web]", HERE, "it merges several stacks"),
    "nothing": ("", HERE, "it names no stack"),
    "a mapping": ("{a: b}", HERE, "it names no stack"),
    "a name with a NUL": (*('"stacks/\\0web"', HERE, SLIP.format("stacks/\0web")),),
}


@pytest.mark.parametrize(("named", "files", "why"), list(MISSING.values()), ids=list(MISSING))
def test_stack_that_is_missing_says_why(named: str, files: dict[str, str], why: str) -> None:
    found = bundle(named, files)
    assert (found.stack, found.missing) == (None, why)


@pytest.mark.parametrize(
    ("named", "roots", "hint"),
    [
        ("stacks/other", ("stacks",), "stack-roots"),
        ("stacks/other", ("stacks", "gone"), "stack-roots: there is no gone"),
        ("other", ("gone",), "stack-roots: there is no gone"),
        ("/srv/x/other", ("gone", "lost"), "stack-roots: there is no gone nor lost"),
        ("stacks/wbe", ("gone",), "stack-roots: there is no gone; did you mean stacks/web?"),
    ],
)
def test_root_that_is_not_there_is_told(named: str, roots: tuple[str, ...], hint: str) -> None:
    assert bundle(named, HERE, roots=roots).missing.endswith(f" ({hint})")


@pytest.mark.parametrize(
    ("take", "named", "why"),
    [
        (
            ("submodule", "deinit", "--quiet", "--force", "inner"),
            "inner/stacks/other",
            "lies in a submodule that is empty here (git submodule update --init inner)",
        ),
        (
            ("sparse-checkout", "set", "envs"),
            "stacks/notes",
            "is in git, and not on the disk (deleted, or left out of a sparse checkout)",
        ),
    ],
)
def test_stack_that_git_has_and_the_disk_has_not(
    tmp_path: Path, take: tuple[str, ...], named: str, why: str
) -> None:
    inner = repository(tmp_path / "inner")
    root = repository(tmp_path / "outer")
    allowed = ("-c", "protocol.file.allow=always", "submodule", "--quiet")
    git(root, *allowed, "add", inner.as_uri(), "inner")
    commit_all(root)
    git(root, *take)
    spec = Spec(text_document("envs/prod.yml", f"stack: {named}\ndeploy-to: compose\n"))
    made = Git(root)
    found = Library(WorkTree(root, made)).bundle(spec)
    made.close()
    assert found.missing == f"{named} {why}"


def test_spec_that_cannot_be_read_names_no_stack() -> None:
    spec = Spec(text_document("spec.yml", "stack: stacks/web\nx: [\n"))
    assert Library(MemoryTree({})).bundle(spec).missing == "it cannot be read"


def test_list_of_specs_merges_stacks() -> None:
    spec = Spec(text_document("spec.yml", "- {stack: a, deploy-to: k8s}\n"))
    assert Library(MemoryTree({})).bundle(spec).missing == "it merges several stacks"


@pytest.mark.parametrize("kind", ["working tree", "index"])
@pytest.mark.parametrize(
    "named",
    ["x" * 300, "a/" * 3000 + "b", '"a\\0/b"', "/" + "x" * 5000, "../../../../../../../x/y"],
)
def test_name_that_can_be_no_path_is_missing(tmp_path: Path, kind: str, named: str) -> None:
    made = repo(tmp_path / "home", HERE)
    disk = WorkTree(made.root, made.git)
    tree = disk if kind == "working tree" else GitTree(made.git, made.git.index(), disk)
    spec = Spec(text_document("spec.yml", f"stack: {named}\ndeploy-to: k8s\n"))
    assert Library(tree).bundle(spec).stack is None


BROKEN = "services: [\n"
REMOTE = "[{name: p, repository: x.test/org/pods@v1, path: deploy}]"

# The pods of a stack, its files, other checkouts; the files that are found, and whether all are.
PODS: dict[str, tuple[str, dict[str, str], tuple[str, ...], list[str], bool]] = {
    "by name": ("[a]", {"compose/docker-compose-a.yml": POD}, (), ["a"], True),
    "two": (
        "[a, b]",
        {"compose/docker-compose-a.yml": POD, "compose/docker-compose-b.yml": POD},
        (),
        ["a", "b"],
        True,
    ),
    "one of two is missing": (
        *("[a, b]", {"compose/docker-compose-b.yml": POD}, (), ["b"], False),
    ),
    "one that cannot be read": (
        *("[a]", {"compose/docker-compose-a.yml": BROKEN}, (), ["a"], False),
    ),
    "none": ("[]", {}, (), [], True),
    "of the fork": (
        *("[{name: a, path: ./}]", {"stacks/web/composefile.yml": POD}, (), [], False),
    ),
    "of the fork, from the root": (
        *("[{name: a, path: pods/a}]", {"pods/a/composefile.yml": POD}, (), ["a"], True),
    ),
    "of the fork, from the folder of stacks": (
        *("[{name: a, path: a}]", {"stacks/a/composefile.yml": POD}, (), ["a"], True),
    ),
    "of the fork, missing": ("[{name: a, path: pods/a}]", {}, (), [], False),
    "in another repository, which is a root": (
        *(REMOTE, {"../pods/deploy/docker-compose.yml": POD}, ("../pods",), ["p"], True),
    ),
    "in another repository, elsewhere": (
        *(REMOTE, {"../../pods/deploy/docker-compose.yml": POD}, ("../pods",), [], False),
    ),
    "in another repository, below a root": (
        *(REMOTE, {"../all/pods/deploy/docker-compose.yml": POD}, ("../all",), ["p"], True),
    ),
    "in another repository, beside a root": (
        *(REMOTE, {"../pods/deploy/docker-compose.yml": POD}, ("../so",), ["p"], True),
    ),
    "in another repository, without a path": (
        "[{name: p, repository: x.test/org/pods}]",
        {"../all/pods/docker-compose.yml": POD},
        ("../all",),
        ["p"],
        True,
    ),
    "in another repository, no roots": (REMOTE, {}, (), [], False),
}


@pytest.mark.parametrize("case", list(PODS.values()), ids=list(PODS))
def test_pods_of_a_stack(
    case: tuple[str, dict[str, str], tuple[str, ...], list[str], bool],
) -> None:
    pods, files, roots, names, is_whole = case
    found = bundle(
        "stacks/web", {"stacks/web/stack.yml": f"pods: {pods}\n", **files}, roots=roots
    ).stack
    assert found is not None
    assert ([pod.name for pod in found.pods], found.is_whole) == (names, is_whole)


@pytest.mark.parametrize(
    ("files", "jobs", "is_whole"),
    [
        ({"compose-jobs/docker-compose-a.yml": POD}, ["a"], True),
        ({"compose/docker-compose-a.yml": POD}, [], False),
        ({}, [], False),
    ],
)
def test_jobs_lie_in_a_folder_of_their_own(
    files: dict[str, str], jobs: list[str], *, is_whole: bool
) -> None:
    found = bundle("stacks/web", {"stacks/web/stack.yml": "jobs: [a]\n", **files}).stack
    assert found is not None
    assert ([job.name for job in found.jobs], found.is_whole) == (jobs, is_whole)


def test_stack_that_cannot_be_read_is_not_whole() -> None:
    found = bundle("stacks/web", {"stacks/web/stack.yml": "pods: [\n"}).stack
    assert found is not None
    assert (found.pods, found.is_whole) == ((), False)


def test_stack_in_a_folder_at_the_top_has_its_pods_above() -> None:
    files = {"web/stack.yml": STACK, "../compose/docker-compose-web.yml": POD}
    found = bundle("web", files).stack
    assert found is not None
    assert [pod.compose.file for pod in found.pods] == ["../compose/docker-compose-web.yml"]


def test_stack_is_read_once_for_many_specs() -> None:
    tree = MemoryTree({path: text.encode() for path, text in HERE.items()})
    library = Library(tree)
    specs = [
        Spec(text_document(f"{n}.yml", f"stack: {name}\ndeploy-to: k8s\n"))
        for n, name in enumerate(("stacks/web", "/srv/stacks/web", "./stacks/web"))
    ]
    stacks = {id(library.bundle(spec).stack) for spec in specs}
    assert len(stacks) == 1


def test_checkouts_beside_a_repository_are_read_from_the_disk(tmp_path: Path) -> None:
    Repo(tmp_path / "other").write(layout())
    made = repo(tmp_path / "home", {"spec.yml": "stack: stacks/web\ndeploy-to: k8s\n"})
    disk = WorkTree(made.root, made.git)
    spec = Spec(text_document("spec.yml", "stack: stacks/web\ndeploy-to: k8s\n"))
    for tree in (disk, GitTree(made.git, made.git.index(), disk)):
        found = Library(tree, ("../other",)).bundle(spec).stack
        assert found is not None
        assert (found.file.file, found.is_whole) == ("../other/stacks/web/stack.yml", True)
