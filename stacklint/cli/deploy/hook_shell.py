"""Whether the program of a stack may run, and by what."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from deployer.shell import Shell


def hook_shell(arguments: argparse.Namespace) -> Shell | None:
    """Give what runs hooks; None where the operator did not say that they may."""
    if not getattr(arguments, "run_hooks", False):
        return None
    from deployer.shell import Shell  # noqa: PLC0415 -- brings subprocess

    return Shell(os.environ)
