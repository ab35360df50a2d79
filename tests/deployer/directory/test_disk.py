"""What the system says no to, with what to do where that is known."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from deployer.directory.disk import on_disk
from deployer.errors import DeployError, PreflightFailed, StepFailed


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EACCES, StepFailed, "permission denied: run this as the user whose it is"),
        (errno.EROFS, StepFailed, "read-only file system: mount it so that it can be written to"),
        (errno.EIO, StepFailed, "input/output error"),
        (errno.ENOSPC, PreflightFailed, "no space left on device: make room there"),
    ],
)
def test_what_the_system_says_no_to(number: int, kind: type[DeployError], words: str) -> None:
    with pytest.raises(kind) as caught, on_disk(Path("/place")):
        raise OSError(number, os.strerror(number), "/place/file")
    assert str(caught.value) == f"/place/file: {words}"
