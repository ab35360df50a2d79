"""The files of the directory become those of the next revision, or stay as they were.

Whatever needs room on the disk has it before the first file is touched. Source: the reference on
`restart`, S10 and S12.
"""

from __future__ import annotations

from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

from deployer.directory.disk import on_disk
from deployer.directory.present import present
from deployer.directory.replace import clear_aside, lay_aside, replace_files, swap_in
from deployer.errors import DeployError, LeftBroken, PreflightFailed
from deployer.revisions import drop, lay_files

if TYPE_CHECKING:
    from deployer.directory.content import Content
    from deployer.revisions.candidate import Candidate
    from deployer.revisions.journal import Journal

_BLOCK = 4096
_SLACK = 32 * _BLOCK
"""Bytes for the journal, the record of the revision, and evidence."""


def swap_files(one: Candidate, old: Content, number: int, journal: Journal) -> None:
    """Swap the files of a directory; PreflightFailed where that does not work, with none touched.

    The journal holds room for the way back until the run has come to its end.
    """
    try:
        with on_disk(one.place):
            lay_files(one.place, number, one.content)
            journal.begin_swap(old, one.content)
            lay_aside(one.place, old, one.content)
            journal.reserve(_SLACK + _room(old))
    except DeployError as error:
        raise _as_it_was(error, one, number, journal) from error
    try:
        with on_disk(one.place):
            swap_in(one.place, old, one.content)
    except DeployError as error:
        _put_back(error, one, old, journal)
        raise _as_it_was(error, one, number, journal) from error


def _room(content: Content) -> int:
    """Give the bytes that files take, each in blocks of its own, and a directory beside it."""
    return sum(len(file.data) // _BLOCK * _BLOCK + 2 * _BLOCK for file in content.files)


def _as_it_was(
    error: DeployError, one: Candidate, number: int, journal: Journal
) -> PreflightFailed:
    # A disk that takes no change is what is told already.
    with suppress(OSError):
        clear_aside(one.place)
        drop(one.place, number)
        journal.close()
    return PreflightFailed((f"{error}; the files of the deployment are as they were",))


def _put_back(error: DeployError, one: Candidate, old: Content, journal: Journal) -> None:
    journal.release()
    try:
        with on_disk(one.place):
            replace_files(one.place, present(one.place), old)
    except DeployError as second:
        state = f"Its files could not be put back: {second}. The next run tries that first."
        again = f"stacklint deploy start --dir {quote(str(one.place))}"
        raise LeftBroken(str(error), state, (again,)) from error
