"""Whether a script comes from one of its commands to another in one run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.scripts.script import ScriptKind

if TYPE_CHECKING:
    from stacklint.model.scripts.command import Command, Guard
    from stacklint.model.scripts.script import Script, Task

# What stands between two commands of which somebody runs one, or the other.
_APART = {
    ScriptKind.CRONTAB: re.compile(r"\n"),
    ScriptKind.MAKEFILE: re.compile(r"\n[^\s#]"),
    ScriptKind.MARKDOWN: re.compile(r"\n[ \t]*(?:```|~~~)"),
    ScriptKind.PACKAGE: re.compile(r"\n"),
    ScriptKind.SHELL: re.compile(r"\n\}|;;|\n(?:function[ \t]+[\w-]+|[\w-]+[ \t]*\(\))"),
    ScriptKind.TASKFILE: re.compile(r"\bcmds?:"),
    ScriptKind.WORKFLOW: re.compile(r"\n {0,2}[^\s#-]"),
}
# What asks a question; the word of a case asks none.
_QUESTION = re.compile(r"^(?:\[|\(\(|test\s|!)|\w\s")
# A function that is named when the script is called.
_DISPATCHED = re.compile(r"^[ \t]*\"?\$[@*1{]", re.MULTILINE)


def is_one_course(one: Command | Task, other: Command | Task, script: Script) -> bool:
    """Tell whether two pieces of a script may be run one after the other."""
    apart = _APART.get(script.kind)
    first, last = sorted((one.start, other.start))
    if apart is None or apart.search(script.document.text, first, last) is None:
        return True
    if script.kind is not ScriptKind.SHELL:
        return False
    is_chosen = any(_is_of_case(guard) for guard in one.guards if guard in other.guards)
    return not is_chosen and _DISPATCHED.search(script.document.text) is None


def _is_of_case(guard: Guard) -> bool:
    return _QUESTION.search(guard.text) is None
