"""Hooks are run: in a process of their own, and with no cluster but that of the deployment.

Source: upstream defects 38 and 65: laconic-so runs them with whatever context is the current one.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deployer.directory.content import Content, File
from deployer.directory.files.copies import copied
from deployer.directory.present import present
from deployer.directory.replace import replace_files
from deployer.errors import PreflightFailed, StepFailed
from deployer.shell import last_words
from stacklint.model.named import NamedTuple
from stacklint.model.own_files import OWN
from stacklint.model.secrets.masks import masked

if TYPE_CHECKING:
    from deployer.shell import Shell
    from stacklint.model.change import Data

_CHILD = str(Path(__file__).with_name("child.py"))
_NOWHERE = "/dev/null"
"""A kubeconfig that names no cluster."""


class Made(NamedTuple):
    """What `create` of a hook left: files of the deployment, and others that it put beside them."""

    content: Content
    beside: Content


class Call(NamedTuple):
    """A function of a hook by its path, the file of its code, and the kubeconfig it is given."""

    path: str
    function: str
    code: Path
    kubeconfig: Path | None = None

    @property
    def words(self) -> str:
        """Name it."""
        return f"{self.function}() of {self.path}"


def run_create(call: Call, content: Content, place: Path, folder: Path, shell: Shell) -> Made:
    """Let a hook change the content of a deployment directory, in an empty folder.

    Raises PreflightFailed where it fails. A path of that folder in a file comes to be the one of
    the deployment; what only stacklint keeps stays as it was.
    """
    replace_files(folder, Content((), ()), content)
    said = _run(call, folder, "", shell)
    there, kept = _all(folder), {x.path for x in present(folder).files}
    here, goal = str(folder).encode(), str(place).encode()
    files = [x._replace(data=x.data.replace(here, goal)) for x in there.files if not _is_own(x)]
    own = (x for x in content.files if _is_own(x))
    inside = (*(x for x in files if x.path in kept), *own)
    folders = tuple(x for x in there.folders if x and not x.startswith(OWN))
    ran = f"{call.words} has run, and what it made is among the files"
    notes = (*content.notes, ran, *(f"{call.words} says: {line}" for line in said))
    beside = tuple(x for x in files if x.path not in kept)
    return Made(Content(inside, folders, notes), Content(beside, ()))


def run_init(call: Call, shell: Shell) -> dict[str, Data]:
    """Give the settings that a hook would have in a first spec; PreflightFailed where it fails."""
    with tempfile.NamedTemporaryFile(suffix=".json") as result:
        _run(call, None, result.name, shell)
        made = json.loads(Path(result.name).read_text(encoding="utf-8"))
    if not isinstance(made, dict):
        raise PreflightFailed((f"{call.words} gives no mapping of settings",))
    return made


def run_start(call: Call, place: Path, shell: Shell) -> None:
    """Let a hook add what it has to a deployment that was brought up; StepFailed where it fails."""
    try:
        _run(call, place, "", shell)
    except PreflightFailed as error:
        raise StepFailed(call.path, str(error)) from error


def _run(call: Call, folder: Path | None, result: str, shell: Shell) -> list[str]:
    """Call it, and give the lines that it printed."""
    kubeconfig = str(call.kubeconfig or _NOWHERE)
    ran = shell.knowing(KUBECONFIG=kubeconfig).ask(
        *(sys.executable, "-P", _CHILD, call.function, str(call.code), str(folder or ""), result),
        within=None if folder is None else str(folder),
    )
    if ran.code:
        raise PreflightFailed((f"{call.words} failed: {masked(last_words(ran))}",))
    return [masked(line) for line in ran.out.splitlines() if line.strip()]


def _all(folder: Path) -> Content:
    """Read all that is in a folder, by the paths from there."""
    found = copied(folder, "")
    files = tuple(x._replace(path=x.path.lstrip("/")) for x in found.files)
    return Content(files, tuple(x.lstrip("/") for x in found.folders))


def _is_own(file: File) -> bool:
    return file.path.startswith(f"{OWN}/")
