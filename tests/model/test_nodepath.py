"""What a volume's path becomes in the kind node: the measured rows, and what lies between them."""

from __future__ import annotations

import pytest

from stacklint.model.hostpath import HostPath
from stacklint.model.spec import Spec
from stacklint.model.volumes.nodepath import (
    Whereabouts,
    is_covered,
    node_path,
    usable_root,
    usual_path,
    whereabouts,
)
from stacklint.model.yaml.document import text_document

W = Whereabouts

_ROOTED = "stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: /a\n"


@pytest.mark.parametrize(
    ("root", "path", "directory", "inside", "covered"),
    [
        # As measured.
        ("/srv/kind", "/srv/kind/v", "/dep", "/mnt/v", True),
        ("/srv/kind", "./data/v", "/dep", "/mnt/v", False),
        ("/srv/kind", "/srv/kind2/x", "/dep", "/mnt/../kind2/x", True),
        ("/srv/kind", "/srv/kind/../etc/v", "/dep", "/mnt/../etc/v", True),
        ("/srv/kind", "/data/v", "/dep", "/mnt/v", False),
        ("/srv/kind/", "/srv/kind/v", "/dep", "/mnt/v", True),
        ("/srv/kind", "/srv/kind", "/dep", "/mnt/.", True),
        ("~/kind", "~/kind/v", "/dep", "/mnt/v", False),
        ("./kind", "./kind/v", "/dep", "/mnt/v", False),
        ("/srv/kind", "./data/v", "/srv/kind/dep", "/mnt/v", True),
        ("/srv/kind", "/srv/kind/v", "", "/mnt/v", True),
        # As it follows.
        (None, "/data/v", "/dep", "/mnt/v", False),
        (None, "./data/v", "/dep", "/mnt/v", False),
        ("/srv/kind", "/srv/kind/notes/db/", "/dep", "/mnt/notes/db", True),
        ("/srv/kind", "/srv//kind/v", "/dep", "/mnt/v", False),
        ("/srv/kind", "./data/v", "", "/mnt/v", False),
        ("/srv/kind", "../kind-2/v", "/srv/dep", "/mnt/v", True),
        ("/", "/srv/notes", "/dep", "/mnt/srv/notes", True),
    ],
)
def test_volume_in_the_node(
    root: str | None, path: str, directory: str, inside: str, *, covered: bool
) -> None:
    mount_root = None if root is None else HostPath(root)
    assert node_path("v", HostPath(path), mount_root) == inside
    assert is_covered(HostPath(path), mount_root, directory) is covered


@pytest.mark.parametrize(
    ("root", "path", "where"),
    [
        ("/srv/kind", "/srv/kind/v", W.BELOW),
        ("/srv/kind", "/srv/kind//v/", W.BELOW),
        ("/srv/kind", "/srv/kind/a/../v", W.BELOW),
        ("/srv/kind", "/srv/kind2/../kind/v", W.BELOW),
        ("/srv/kind/", "/srv/kind/v", W.BELOW),
        ("/", "/srv", W.BELOW),
        ("/srv/kind", "/srv/kind", W.AT_ROOT),
        ("/srv/kind", "/srv/kind/", W.AT_ROOT),
        ("/srv/kind/", "/srv/kind", W.AT_ROOT),
        ("/srv/kind", "/srv//kind/.", W.AT_ROOT),
        ("/srv/kind", "/data/../srv/kind", W.AT_ROOT),
        ("/", "/", W.AT_ROOT),
        ("/srv/kind", "/srv/kind/../v", W.ESCAPED),
        ("/srv/kind", "/srv/kind/..", W.ESCAPED),
        ("/srv/kind", "/srv/kind/../kind-old/v", W.ESCAPED),
        ("/srv/kind/", "/srv/kind/../v", W.ESCAPED),
        ("/srv/kind", "/srv/kind-old/v", W.SAME_PREFIX),
        ("/srv/kind", "/srv/kind2", W.SAME_PREFIX),
        ("/srv/kind", "/srv/kind2/../v", W.SAME_PREFIX),
        ("/srv/kind/", "/srv/kind-old/v", W.OUTSIDE),
        ("/srv/kind", "/data/v", W.OUTSIDE),
        ("/srv/kind", "/srv", W.OUTSIDE),
        ("/srv/kind", "/srv//kind/v", W.OUTSIDE),
        ("/srv/kind", "./v", W.RELATIVE),
        ("/srv/kind", "v", W.RELATIVE),
        ("/srv/kind", "../v", W.RELATIVE),
        ("/srv/kind", "./__NAME__/v", W.RELATIVE),
        ("/srv/kind", "~/v", W.HOME),
        ("~/kind", "~/kind/v", W.HOME),
        ("__ROOT__", "~/v", W.HOME),
        ("/srv/kind", "__DISK__/v", W.UNKNOWN),
        ("/srv/kind", "/srv/kind__X__/v", W.UNKNOWN),
        ("__ROOT__", "__ROOT__/v", W.UNKNOWN),
        ("/srv/__HOST__", "/srv/kind", W.UNKNOWN),
        ("./kind", "./kind/v", W.UNKNOWN),
        ("./kind", "/srv/v", W.UNKNOWN),
        ("~/kind", "/srv/v", W.UNKNOWN),
    ],
)
def test_where_a_path_lies(root: str, path: str, where: Whereabouts) -> None:
    assert whereabouts(HostPath(path), HostPath(root)) is where


@pytest.mark.parametrize(
    ("text", "root", "usual"),
    [
        ("stack: s/web\ndeploy-to: k8s-kind\n", None, "./data/v"),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root:\n", None, "./data/v"),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: /a/\n", "/a/", "/a/web/v"),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: /\n", "/", "/web/v"),
        # Two deployments of one stack on one cluster differ by their namespace.
        (_ROOTED + "namespace: web-two\n", "/a", "/a/web-two/v"),
        (_ROOTED + "namespace: laconic-web\n", "/a", "/a/web/v"),
        (_ROOTED + "namespace: __NAMESPACE__\n", "/a", None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: ./a\n", None, None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: ~/a\n", None, None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: __A__\n", None, None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: [/a]\n", None, None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: {path: /a}\n", None, None),
        ("stack: s/web\ndeploy-to: k8s-kind\nkind-mount-root: 5\n", None, None),
        ("stack: __S__\ndeploy-to: k8s-kind\nkind-mount-root: /a\n", "/a", None),
        ("stack: [s/a, s/b]\ndeploy-to: k8s-kind\nkind-mount-root: /a\n", None, None),
        ("stack: s/web\ndeploy-to: k8s\nkind-mount-root: /a\n", None, None),
        ("stack: s/web\ndeploy-to: compose\nkind-mount-root: /a\n", None, None),
        ("stack: s/web\ndeploy-to: kind\nkind-mount-root: /a\n", None, None),
        ("- stack: s/web\n  deploy-to: k8s-kind\n", None, None),
    ],
)
def test_root_and_usual_path_of_a_spec(text: str, root: str | None, usual: str | None) -> None:
    spec = Spec(text_document("spec.yml", text))
    found = usable_root(spec)
    assert (None if found is None else found.text) == root
    assert usual_path(spec, "v") == usual
