"""Which files are specs: by what they hold, never by their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.spec import Spec
from stacklint.model.spec_shape import SPEC_KEYS, is_spec
from stacklint.model.yaml.document import read_document, text_document
from stacklint.repo.discover import Shape, look_at
from tests.corpus.real import CORPUS
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from pathlib import Path

SPECS = {
    "stack and target": "stack: web\ndeploy-to: k8s\n",
    "a target alone": "deploy-to: compose\n",
    "a target of which nothing is written": "deploy-to:\n",
    "a target and much that nobody knows": "deploy-to: k8s\nx: 1\ny: 2\n",
    "a stack and volumes": "stack: web\nvolumes:\n",
    "in flow style": "{stack: web, deploy-to: k8s}\n",
    "in flow style, as JSON": '{"stack": "web", "deploy-to": "k8s"}\n',
    "with quoted keys": "'stack': web\n\"deploy-to\": k8s\n",
    "behind a mark": "%YAML 1.2\n---\nstack: web\ndeploy-to: k8s\n",
    "first of two documents": "stack: web\ndeploy-to: k8s\n---\na: 1\n",
    "of the fork: a list": "- {stack: a, deploy-to: k8s}\n- {stack: b, config: {}}\n",
    "with a list of stacks": "stack: [a, b]\ndeploy-to: k8s\n",
    "with the key of an API, but no kind": "apiVersion: 1\nstack: web\ndeploy-to: k8s\n",
    "with a template's tokens": "stack: __STACK__\ndeploy-to: {{ target }}\n",
    "with an anchor": "x: &x 1\nstack: web\nconfig: {a: *x}\n",
}

OTHERS = {
    "nothing": ("", Shape.OTHER),
    "comments": ("# stack: web\n# deploy-to: k8s\n", Shape.OTHER),
    "text": ("stack: web deploy-to: k8s", Shape.OTHER),
    "a stack alone": ("stack: web\n", Shape.OTHER),
    "a stack and keys of something else": ("stack: web\nstages: []\n", Shape.OTHER),
    "keys of a spec without a stack": ("volumes:\n  db:\nnetwork: {}\n", Shape.OTHER),
    "an empty list": ("[]\n", Shape.OTHER),
    "a list with something else": ("- {stack: a, deploy-to: k8s}\n- text\n", Shape.OTHER),
    "a target further down": ("x:\n  stack: web\n  deploy-to: k8s\n", Shape.OTHER),
    "a stack's own file": ("version: '1.2'\nname: web\npods: [web]\n", Shape.OTHER),
    "a compose file": ("services:\n  web: {image: nginx}\nvolumes:\n  db:\n", Shape.OTHER),
    "a compose file with a stack": (
        "name: x\nservices:\n  stack: {image: a}\nnetworks:\n  a:\n",
        Shape.OTHER,
    ),
    "a workflow": (
        "name: stack\non: push\njobs:\n  stack:\n    steps: []\n",
        Shape.OTHER,
    ),
    "a manifest": ("apiVersion: v1\nkind: Pod\nmetadata: {}\n", Shape.MANIFEST),
    "a manifest that names a stack": (
        "apiVersion: a/v1\nkind: Web\nstack: web\nconfig: {}\n",
        Shape.MANIFEST,
    ),
    "a manifest that says where to deploy": (
        "apiVersion: a/v1\nkind: Web\ndeploy-to: k8s\n",
        Shape.MANIFEST,
    ),
    "a manifest in flow style": (
        "{apiVersion: v1, kind: Pod, stack: web, config: {}}\n",
        Shape.OTHER,
    ),
    "several manifests": (
        "---\napiVersion: v1\nkind: Namespace\n---\napiVersion: v1\nkind: Pod\nstack: x\n",
        Shape.MANIFEST,
    ),
    "Kustomize": (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: stack\n",
        Shape.MANIFEST,
    ),
    "Kustomize without a kind": ("resources: [a.yml]\nnamespace: x\nlabels: []\n", Shape.OTHER),
    "an ansible playbook": ("- hosts: all\n  vars: {stack: web}\n", Shape.PLAYBOOK),
    "jobs of a pipeline": ("x:\n  stage: y\n  script: [a]\n", Shape.PIPELINE),
    "jobs of a pipeline, behind inputs": (
        "spec: {inputs: {x: }}\n---\nx:\n  rules: []\n  script: [a]\n",
        Shape.PIPELINE,
    ),
    "a recipe with a script": ("build:\n  script: a\n", Shape.OTHER),
    "values of Helm": ("image: a\nreplicas: 1\nresources: {}\n", Shape.OTHER),
}

BROKEN = {
    "a spec with a tab": ("stack: web\ndeploy-to: k8s\nvolumes:\n\tdb:\n", Shape.SPEC),
    "a spec with an open quote": ("stack: web\nvolumes:\n  db: 'x\n", Shape.SPEC),
    "a spec with Latin-1": ("stack: web\nconfig: {}\n# ö\n".encode("latin-1"), Shape.SPEC),
    "a spec in UTF-16": ("stack: web\ndeploy-to: k8s\n".encode("utf-16"), Shape.SPEC),
    "a broken stack alone": ("stack: [\n", Shape.OTHER),
    "a broken compose file": ("services:\n  stack: [\n", Shape.OTHER),
    "a broken manifest": ("apiVersion: v1\nkind: Pod\nstack: [\nconfig: {}\n", Shape.OTHER),
    "a spec in UTF-32": ("stack: web\ndeploy-to: k8s\n".encode("utf-32"), Shape.SPEC),
    "a spec in UTF-32, big end first": (
        "stack: web\ndeploy-to: k8s\n".encode("utf-32-be"),
        Shape.SPEC,
    ),
    "a spec in UTF-32 without a mark": (
        "stack: web\ndeploy-to: k8s\n".encode("utf-32-le"),
        Shape.SPEC,
    ),
    "something else in UTF-32": ("a: 1\n".encode("utf-32"), Shape.OTHER),
    "something else in UTF-16": ("a: 1\n".encode("utf-16"), Shape.OTHER),
    "something else in UTF-16 without a mark": ("a: 1\n".encode("utf-16-le"), Shape.OTHER),
    "nothing but NUL": (b"\0\0\0\0", Shape.OTHER),
    "one byte": (b"\0", Shape.OTHER),
}


def look(text: str | bytes, name: str = "some/file.yml", **beside: str) -> Shape:
    files = {name: text if isinstance(text, bytes) else text.encode()}
    files |= {path: content.encode() for path, content in beside.items()}
    found = look_at(MemoryTree(files), name)
    assert (found.document is not None) is (found.shape in {Shape.SPEC, Shape.COPY})
    return found.shape


@pytest.mark.parametrize("text", list(SPECS.values()), ids=list(SPECS))
def test_spec(text: str) -> None:
    assert look(text) is Shape.SPEC
    if "{{" not in text:
        assert is_spec(text_document("x.yml", text))


@pytest.mark.parametrize(("text", "shape"), list(OTHERS.values()), ids=list(OTHERS))
def test_no_spec(text: str, shape: Shape) -> None:
    assert look(text) is shape
    assert not is_spec(text_document("x.yml", text))


@pytest.mark.parametrize(("text", "shape"), list(BROKEN.values()), ids=list(BROKEN))
def test_what_cannot_be_parsed_is_told_by_its_margin(text: str | bytes, shape: Shape) -> None:
    assert look(text) is shape


@pytest.mark.parametrize("key", sorted(SPEC_KEYS))
def test_stack_with_one_more_key_of_a_spec_is_one(key: str) -> None:
    assert look(f"{key}:\nstack: web\n") is Shape.SPEC


@pytest.mark.parametrize("name", ["spec.yml", "a/spec-prod.yaml", "kustomization.yml", "x.j2"])
def test_name_does_not_matter(name: str) -> None:
    assert look(SPECS["stack and target"], name) is Shape.SPEC
    assert look(OTHERS["a manifest"][0], name) is Shape.MANIFEST


@pytest.mark.parametrize(
    ("name", "beside", "shape"),
    [
        ("spec.yml", "deployment.yml", Shape.COPY),
        ("a/b/spec.yml", "a/b/deployment.yml", Shape.COPY),
        ("a/b/spec.yml", "a/deployment.yml", Shape.SPEC),
        ("a/prod.yml", "a/deployment.yml", Shape.SPEC),
    ],
)
def test_copy_in_a_deployment_directory(name: str, beside: str, shape: Shape) -> None:
    assert look(SPECS["stack and target"], name, **{beside: "cluster-id: x\n"}) is shape


@pytest.mark.parametrize(
    ("path", "is_test"),
    [
        ("spec.yml", False),
        ("deployment/prod/spec.yml", False),
        ("tests/spec.yml", True),
        ("a/e2e/b/spec.yml", True),
        ("fixtures/spec.yml", True),
        ("test/x/spec.yml", True),
        ("test-spec-kind.yml", True),
        ("a/test-spec-kind.yml", True),
        ("a/spec-test.yml", False),
        ("contest/spec.yml", False),
        ("a/tests", False),
    ],
)
def test_spec_of_tests(path: str, *, is_test: bool) -> None:
    assert Spec(text_document(path, SPECS["stack and target"])).is_test is is_test


def test_corpus_is_told_apart() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; STACKLINT_CORPUS names it")
    paths = sorted(x for x in CORPUS.rglob("*") if x.suffix in {".yml", ".yaml"})
    found = {x.relative_to(CORPUS).as_posix() for x in paths if is_spec_file(x)}
    expected = {x.relative_to(CORPUS).as_posix() for x in paths if x.name == "spec.yml"}
    assert found == expected


def is_spec_file(path: Path) -> bool:
    return is_spec(read_document(path.name, path.read_bytes()))
