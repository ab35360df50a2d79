"""What the system says no to while files are read and written, as an error of ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.errors import StepFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def on_disk(place: Path) -> Iterator[None]:
    """Turn what the system says (full, read-only, not allowed) into StepFailed, with the path."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        why = (error.strerror or "the system said no").lower()
        raise StepFailed(str(error.filename or place), why) from error
