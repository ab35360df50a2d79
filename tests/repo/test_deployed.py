"""Copies of specs in deployment directories: which spec each was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.deployment import Copy, fits
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.deployed import DeploymentDirectories, MadeFrom
from stacklint.repo.trees import WorkTree
from tests.gitrepo import Repo, repo

if TYPE_CHECKING:
    from pathlib import Path

DEPLOYMENT = "cluster-id: laconic-a\ndeployment-id: laconic-b\nstack-source: stacks/web\n"


def spec(data: str, more: str = "namespace: web\n") -> str:
    return f"stack: stacks/web\ndeploy-to: k8s\n{more}volumes: {{db: {data}}}\n"


def copied(made: Repo, path: str = "envs/prod.yml", *, with_git: bool = True) -> str | None:
    """Give the path of the volume in the copy of a spec, with the directory that it is in."""
    tree = WorkTree(made.root, made.git if with_git else None)
    deployed = DeploymentDirectories(made.root, MadeFrom(tree, made.git if with_git else None))
    data = tree.read(path)
    assert data is not None
    found = deployed.copy_of(Spec(text_document(path, data.decode())))
    if found is None:
        return None
    volume = found.spec.volume("db")
    assert volume is not None
    assert volume.path is not None
    return f"{found.directory} {volume.path.text}"


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    return repo(tmp_path / "home", {"envs/prod.yml": spec("/a"), ".gitignore": "live/\n"})


def deploy(made: Repo, text: str, directory: str = "live", deployment: str = DEPLOYMENT) -> None:
    made.write({f"{directory}/spec.yml": text, f"{directory}/deployment.yml": deployment})


@pytest.mark.parametrize(
    ("directory", "found"),
    [
        ("live", "live /b"),
        ("a/b/live", "a/b/live /b"),
        ("../live", "../live /b"),
        ("a/b/c/live", None),
        ("../a/live", None),
        (".venv/live", None),
    ],
)
def test_copy_lies_below_the_repository_or_beside_it(
    home: Repo, directory: str, found: str | None
) -> None:
    deploy(home, spec("/b"), directory)
    assert copied(home) == found


def test_nothing_is_said_where_nobody_knows_what_it_was_made_from(home: Repo) -> None:
    deploy(home, spec("/b"))
    found = DeploymentDirectories(home.root)
    assert found.has_volume("db")
    assert found.copy_of(Spec(text_document("envs/prod.yml", spec("/a")))) is None


def test_two_copies_that_fit_are_none(home: Repo) -> None:
    deploy(home, spec("/b"))
    deploy(home, spec("/c"), "../live")
    assert copied(home) is None


def test_copy_of_several_specs_belongs_to_the_one_it_was_copied_from(home: Repo) -> None:
    home.write({"envs/staging.yml": spec("/b")})
    deploy(home, spec("/b"))
    assert copied(home) is None
    home.commit()
    assert copied(home) is None
    assert copied(home, "envs/staging.yml") == "live /b"
    home.commit({"envs/staging.yml": spec("/c")})
    assert copied(home, "envs/staging.yml") == "live /b"
    home.move("envs/staging.yml", "envs/test.yml")
    home.commit()
    assert copied(home, "envs/test.yml") == "live /b"
    assert copied(home, "envs/test.yml", with_git=False) is None


def test_copy_that_was_changed_by_hand_belongs_to_the_only_spec_that_fits(home: Repo) -> None:
    home.commit({"envs/other.yml": spec("/a", "namespace: other\n"), "notes.yml": "web: 1\n"})
    deploy(home, spec("/changed"))
    assert copied(home) == "live /changed"
    assert copied(home, "envs/other.yml") is None


@pytest.mark.parametrize(
    ("theirs", "directory", "found"),
    [
        (spec("/a"), "../live", None),
        (spec("/theirs"), "../live", None),
        (spec("/a", "namespace: other\n"), "../live", "../live /b"),
        (spec("/a"), "live", "live /b"),
    ],
)
def test_copy_beside_two_repositories_may_be_of_the_other(
    home: Repo, theirs: str, directory: str, found: str | None
) -> None:
    repo(home.root.parent / "theirs", {"envs/prod.yml": theirs})
    deploy(home, spec("/b"), directory)
    assert copied(home) == found


def test_copy_beside_two_repositories_is_of_the_one_that_had_its_text(home: Repo) -> None:
    repo(home.root.parent / "theirs", {"envs/prod.yml": spec("/a")})
    home.commit({"envs/prod.yml": spec("/b")})
    home.commit({"envs/prod.yml": spec("/c")})
    deploy(home, spec("/b"), "../live")
    assert copied(home) == "../live /b"


@pytest.mark.parametrize("text", ["", "[", "stack: *x\n", "\0", "a: 1\n", "- a\n"])
def test_copy_that_is_no_spec_belongs_to_none(home: Repo, text: str) -> None:
    deploy(home, text)
    assert copied(home) is None
    deploy(home, spec("/b"), deployment=text)
    assert copied(home) == "live /b"


@pytest.mark.parametrize(
    ("own", "other", "fit"),
    [
        ("", "", True),
        ("namespace: a", "namespace: a", True),
        ("namespace: a", "namespace: b", False),
        ("namespace: a", "", False),
        ("namespace: laconic-web", "", True),
        ("namespace: __A__", "namespace: a", False),
        ("kind-cluster-name: a", "kind-cluster-name: a", True),
        ("kind-cluster-name: a", "kind-cluster-name: b", False),
        ("kind-cluster-name: a", "", True),
        ("network: {http-proxy: [{host-name: a.test}]}", "", True),
        (
            "network: {http-proxy: [{host-name: a.test}]}",
            "network: {http-proxy: [{host-name: b.test}]}",
            False,
        ),
        (
            "network: {http-proxy: [{host-name: A.test}, {host-name: c.test}]}",
            "network: {http-proxy: [{host-name: a.test}]}",
            True,
        ),
        (
            "network: {http-proxy: [{host-name: __A__}]}",
            "network: {http-proxy: [{host-name: a.test}]}",
            True,
        ),
    ],
)
def test_what_tells_deployments_apart(own: str, other: str, *, fit: bool) -> None:
    head = "stack: stacks/web\ndeploy-to: k8s-kind\n"
    one, two = (Spec(text_document("spec.yml", f"{head}{text}\n")) for text in (own, other))
    assert fits(Copy("live", "", one), two) is fit
    assert fits(Copy("live", "", two), one) is fit


@pytest.mark.parametrize(
    ("own", "other", "source", "fit"),
    [
        (("stacks/web", "k8s"), ("vendor/web/", "k8s"), "", True),
        (("stacks/web", "k8s"), ("stacks/web", "k8s-kind"), "", False),
        (("stacks/web", "compose"), ("stacks/web", "compose"), "", True),
        (("stacks/web", "k8s"), ("stacks/db", "k8s"), "", False),
        (("stacks/web", "k8s"), ("__S__", "k8s"), "", False),
        (("stacks/web", "x"), ("stacks/web", "x"), "", False),
        (("stacks/web", "k8s"), ("stacks/web", "k8s"), "/srv/stacks/web/", True),
        (("stacks/web", "k8s"), ("stacks/web", "k8s"), "stacks/db", False),
    ],
)
def test_stack_and_target(
    own: tuple[str, str], other: tuple[str, str], source: str, *, fit: bool
) -> None:
    one, two = (
        Spec(text_document("spec.yml", f"stack: {stack}\ndeploy-to: {target}\n"))
        for stack, target in (own, other)
    )
    assert fits(Copy("live", source, one), two) is fit
