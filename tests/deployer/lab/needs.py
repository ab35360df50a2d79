"""What tests of the lab need of this machine, and how they type."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

IMAGE = os.environ.get("STACKLINT_KIND_NODE_IMAGE", "")
QUICK = ("--yes", "--settle", "3", "--timeout", "240")
PSQL = ("psql", "-h", "127.0.0.1", "-U", "postgres", "-tA", "-c")


def has_docker() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


needs_docker = pytest.mark.skipif(not has_docker(), reason="needs a docker daemon")
needs_kind = pytest.mark.skipif(
    not (has_docker() and IMAGE and shutil.which("kind") and shutil.which("kubectl")),
    reason="needs docker, kind, kubectl and STACKLINT_KIND_NODE_IMAGE",
)
