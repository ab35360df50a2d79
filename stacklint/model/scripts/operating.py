"""What the commands of a script do to deployments: laconic-so's own, and those of the tools below.

Source: the commands and flags of laconic-so (reference on restart and on deployment directories).
"""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple
from stacklint.model.scripts.command import TEMPORARY, THROW_AWAY, thrown_away, written_out
from stacklint.model.scripts.shell.wrappers import DEPLOYERS, GROUPS
from stacklint.model.secrets.masks import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stacklint.model.fleet import Claims
    from stacklint.model.scripts.command import Command
    from stacklint.model.scripts.script import Task
    from stacklint.model.tree import Tree

_VERBS = frozenset(
    {
        *(
            "create",
            "init",
            "logs",
            "port",
            "prepare",
            "ps",
            "restart",
            "run-job",
            "start",
            "status",
        ),
        *("stop", "up", "down", "update", "update-envs", "exec", "push-images"),
    }
)
_TEST_FOLDERS = frozenset({"test", "tests", "e2e", "fixtures"})
_TEARDOWN = re.compile(r"clean-?_?up|teardown|tear-down|destroy|uninstall|reset")
_OF_DIALOG = frozenset({"--inputbox", "--menu", "--radiolist", "--yesno"})
_QUESTIONS = {
    "dialog": _OF_DIALOG,
    "gum": frozenset({"choose", "confirm", "input"}),
    "vared": frozenset({"-p"}),
    "whiptail": _OF_DIALOG,
    "zenity": frozenset({"--entry", "--question"}),
}
_ANSWER = re.compile(
    r"a(?:ns(?:wer)?)?|choice|confirm\w*|cont\w*|go|input|ok|proceed|repl(?:y|ies)|resp\w*|sure|yes\w*|yn|_+",
    re.IGNORECASE,
)
_TIMES = re.compile(r"-[A-Za-z]*t[\d.]*")
_PROMPTS = re.compile(r"-[A-Za-z]*p")
_VALUE = re.compile(
    r"^\W*(?:please\s+)?(?:enter|input|provide|specify|what|which)\b"
    r"|\b(?:address|branch|cluster|directory|domain|e-?mail|env(?:ironment)?|folder|host(?:name)?|moniker"
    r"|name(?:space)?|node|passphrase|password|path|port|secret|tag|token|user(?:name)?|version)\W*$",
    re.IGNORECASE,
)
_CONFIRMS = re.compile(
    r"\by/n\b|\byes\b|abort|confirm|continue|delete|deleti|destroy|eras|proceed|really|remov|\bsure\b|wip",
    re.IGNORECASE,
)
_EDITORS = frozenset({"sed", "yq", "perl"})
_IN_PLACE = ("-i", "--inplace", "--in-place", "-pi")
_JINJA_OR_VARIABLE = re.compile(r"\{\{.*?\}\}|\$\{?\w+\}?")


class Driving(NamedTuple):
    """A command of laconic-so: `group` is `deploy` or `deployment`, `verb` what it is to do."""

    group: str
    verb: str


def driving(command: Command) -> Driving | None:
    """Tell what a command has laconic-so do; None where it is another program."""
    words = command.words
    if command.program not in DEPLOYERS and "$" not in words[0] and "{{" not in words[0]:
        return None
    at = next((i for i, word in enumerate(words) if i and word in GROUPS), None)
    if at is None or "--help" in words:
        return None
    verb = next((word for word in words[at + 1 :] if word in _VERBS), None)
    return None if verb is None else Driving(words[at], verb)


def is_applied_as(file: str, default: str, tree: Tree) -> bool:
    """Tell whether a spec is also what a path leads to that no spec of its own has."""
    found = tree.read(default)
    return found is not None and found == tree.read(file)


def is_for_tests(path: str) -> bool:
    """Tell whether a script lies where tests lie: what it deletes was made to be."""
    return not _TEST_FOLDERS.isdisjoint(path.split("/")[:-1])


def is_teardown(path: str) -> bool:
    """Tell whether a script is there to take things down, by its name."""
    return _TEARDOWN.search(posixpath.basename(path).lower()) is not None


def asks(command: Command) -> bool:
    """Tell whether a command waits for a person."""
    words = command.words[1:]
    if command.program == "read":
        is_plain = not any(word.startswith("-") for word in words)
        # What is asked was said before; what the answer is called tells what it is for.
        return all(map(_ANSWER.fullmatch, words)) if is_plain else not _is_for_a_value(words)
    return not _QUESTIONS.get(command.program, frozenset()).isdisjoint(words)


def answered_in_time(command: Command) -> frozenset[str]:
    """Name the answers to a question that waits for some seconds; none where it waits for ever."""
    if command.program != "read" or not any(map(_TIMES.fullmatch, command.words[1:])):
        return frozenset()
    return frozenset({"REPLY", *filter(str.isidentifier, command.words[1:])})


def _is_for_a_value(words: tuple[str, ...]) -> bool:
    """Tell whether `read` wants a name or a password, and says nothing of what will be done."""
    pairs = pairwise(words)
    prompt = next((text for option, text in pairs if _PROMPTS.fullmatch(option)), "")
    return _VALUE.search(prompt) is not None and _CONFIRMS.search(prompt) is None


def told(command: Command) -> str:
    """Give a command as a finding may name it: without what looks like a secret."""
    return masked(" ".join(map(_quoted, command.words)))


def _quoted(word: str) -> str:
    """In quotes, a secret of several words is one."""
    if len(word.split()) <= 1:
        return word
    name, equals, value = word.partition("=")
    is_set = equals and len(name.split()) == 1
    return f'{name}="{value}"' if is_set else f'"{word}"'


def is_throw_away(path: str) -> bool:
    """Tell whether a path was made by `mktemp`."""
    return THROW_AWAY in path


def is_temporary(path: str) -> bool:
    """Tell whether a path is where a machine keeps nothing for long."""
    return thrown_away(path).startswith(TEMPORARY)


def written_by(command: Command) -> tuple[str, ...]:
    """Give the files that a command writes or edits in place, as they are written."""
    words = command.words
    files = list(command.writes)
    if command.program in {"tee", "sponge"}:
        files += [word for word in words[1:] if not word.startswith("-")]
    is_editing = command.program in _EDITORS and any(x.startswith(_IN_PLACE) for x in words[1:])
    is_moving = command.program in {"cp", "mv", "install"} and len(words) > 2  # noqa: PLR2004 -- from, to
    if is_editing and command.program != "yq":
        files += [word for word in words[1:] if not word.startswith("-")]
    elif is_editing or is_moving:
        files += words[-1:]
    return tuple(one for file in files for one in written_out(file))


def edited_by(task: Task) -> tuple[str, ...]:
    """Give the files that a task writes or edits."""
    if task.module in {"k8s", "file"}:
        return ()
    path = task.arguments.get("path") or task.arguments.get("dest") or ""
    return tuple(written_out(path)) if path else ()


def meant_spec(path: str, command: Command | None, specs: Iterable[Claims]) -> Claims | None:
    """Find the first spec that a path in a script means."""
    return next(meant_specs(path, command, specs), None)


def meant_specs(path: str, command: Command | None, specs: Iterable[Claims]) -> Iterator[Claims]:
    """Find the specs that a path in a script means: from its directory, or by the path's end."""
    known = command.path(path) if command is not None else None
    if is_temporary(known or path):
        return
    if known is not None and not known.startswith("/"):
        # Where the script is known to be, a relative path means no file of another directory.
        yield from (spec for spec in specs if _fits(spec.file, known))
        return
    bare = known or _JINJA_OR_VARIABLE.sub("", path)
    is_rooted = bare.startswith("/") or path.startswith(("$", "{{", "~"))
    if command is not None and command.beneath and not is_rooted:
        bare, is_rooted = f"/{command.beneath}/{bare}", True
    bare = posixpath.normpath(bare) if bare else ""
    meant = bare.lstrip("/")
    for spec in specs:
        end = "/".join(meant.split("/")[-1 - spec.file.count("/") :])
        if _fits(spec.file, meant) or (is_rooted and _fits(spec.file, end)):
            yield spec


def _fits(file: str, path: str) -> bool:
    """Tell whether a path is a file's; as in a shell, `*` stands for no `/`."""
    if "*" not in path:
        return file == path
    is_as_deep = file.count("/") == path.count("/")
    return is_as_deep and all(map(fnmatchcase, file.split("/"), path.split("/")))
