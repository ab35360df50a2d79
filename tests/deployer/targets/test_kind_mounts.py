"""Directories of the host and of a kind node, one for the other."""

from __future__ import annotations

import json

import pytest

from deployer.targets.kind.mounts import Mount, below, read_mounts

# As docker 26.1 says it of a node, `/var` included.
RECORDED = [
    {
        "Type": "bind",
        "Source": "/lib/modules",
        "Destination": "/lib/modules",
        "Mode": "ro",
        "RW": False,
        "Propagation": "rprivate",
    },
    {
        "Type": "volume",
        "Name": "259a5e3e",
        "Source": "/var/lib/docker/volumes/259a5e3e/_data",
        "Destination": "/var",
        "Driver": "local",
        "Mode": "",
        "RW": True,
        "Propagation": "",
    },
    {
        "Type": "bind",
        "Source": "/srv/link",
        "Destination": "/mnt",
        "Mode": "",
        "RW": True,
        "Propagation": "rslave",
    },
    {
        "Type": "bind",
        "Source": "/home/dep/data/db",
        "Destination": "/mnt/db",
        "Mode": "",
        "RW": True,
        "Propagation": "rslave",
    },
]


def real(path: str) -> str:
    """Follow the one symlink that there is."""
    rest = below(path, "/srv/link")
    return path if rest is None else f"/srv/kind/{rest}".rstrip("/")


MOUNTS = read_mounts(json.dumps(RECORDED), real)


@pytest.mark.parametrize(
    ("node", "host"),
    [
        ("/mnt", "/srv/link"),
        ("/mnt/", "/srv/link"),
        ("/mnt/app/x", "/srv/link/app/x"),
        ("/mnt/db", "/home/dep/data/db"),
        ("/mnt/db/base/1", "/home/dep/data/db/base/1"),
        ("/mnt/db2", "/srv/link/db2"),
        ("/mnt/app/../db", "/home/dep/data/db"),
        ("/mnt2/db", None),
        ("/opt", None),
        ("/var", None),
        ("/var/local-path-provisioner/pvc-1", None),
    ],
)
def test_host_directory_of_a_node_directory(node: str, host: str | None) -> None:
    assert MOUNTS.host_path(node) == host


@pytest.mark.parametrize(
    ("host", "node"),
    [
        ("/srv/kind", "/mnt"),
        ("/srv/link", "/mnt"),
        ("/srv/kind/app", "/mnt/app"),
        ("/srv/link/app", "/mnt/app"),
        ("/home/dep/data/db/x", "/mnt/db/x"),
        ("/srv/kind/db", None),
        ("/srv/kind2", None),
        ("/var/lib/docker/volumes/259a5e3e/_data", None),
        ("/srv", None),
    ],
)
def test_node_directory_of_a_host_directory(host: str, node: str | None) -> None:
    assert MOUNTS.node_path(host) == node


def test_mount_says_how_it_spreads() -> None:
    assert MOUNTS.covering("/mnt/db/x") == Mount("/home/dep/data/db", "/mnt/db", True, "rslave")  # noqa: FBT003 -- a recorded value
    assert MOUNTS.covering("/opt") is None


def test_node_without_mounts() -> None:
    assert read_mounts("null", real).host_path("/mnt") is None


@pytest.mark.parametrize(
    ("path", "root", "rest"),
    [("/a/b", "/", "a/b"), ("/", "/", ""), ("/a//b/", "/a", "b"), ("/ab", "/a", None)],
)
def test_path_below_another(path: str, root: str, rest: str | None) -> None:
    assert below(path, root) == rest
