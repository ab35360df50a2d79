"""What terminals that nobody looks at are told to run: tmux, screen, and many at once."""

from __future__ import annotations

import re
from itertools import takewhile

from stacklint.model.scripts.command import in_braces
from stacklint.model.scripts.shell.options import behind_options

_OF_TMUX = ("-L", "-S", "-T", "-c", "-f")
_RUNNING = re.compile(
    r"new(?:-session|-window|w)?|split(?:-window|w)|respawn(?:-pane|-window|p|w)|popup|display-popup"
    r"|run(?:-shell)?|neww|splitw"
)
_VALUED = ("-F", "-c", "-d", "-e", "-f", "-h", "-l", "-n", "-p", "-s", "-t", "-w", "-x", "-y")
# Of these, letters that have a value elsewhere have none.
_ALONE = {"split": ("-d", "-f", "-h"), "new": ("-d",), "neww": ("-d",), "respawn": ("-d",)}
_TYPED = frozenset({"send", "send-keys"})
_ENTER = frozenset({"C-m", "C-j", "Enter", "KPEnter", "^M"})
_OF_SCREEN = ("-Logfile", "-S", "-T", "-c", "-e", "-h", "-p", "-s", "-t")
_LINE_END = re.compile(r"(?:\\n|\\r|\\015|\\012|\^M|\n|\r|\$\(printf [^)]*\))+$")
_OF_PARALLEL = (
    *("-I", "-P", "-S", "-a", "-d", "-j", "-n", "-N", "--arg-file", "--colsep", "--delay"),
    *("--jobs", "--joblog", "--max-args", "--max-procs", "--results", "--retries"),
    *("--sshlogin", "--sshloginfile", "--tagstring", "--timeout", "--tmpdir", "--workdir"),
)


def of_tmux(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what `tmux` has a window run, or types into one."""
    told = behind_options(words, _OF_TMUX)
    verb = told[:1]
    if not verb:
        return ()
    if verb[0] in _TYPED:
        keys = behind_options(told[1:], ("-N", "-t"))
        return _script("".join("\n" if key in _ENTER else key for key in keys))
    if _RUNNING.fullmatch(verb[0]) is None:
        return ()
    alone = next((x for name, x in _ALONE.items() if verb[0].startswith(name)), ())
    return behind_options(told[1:], tuple(x for x in _VALUED if x not in alone))


def of_screen(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what `screen` runs in a window, or types into one."""
    if "-X" not in words:
        return behind_options(words, _OF_SCREEN)
    verb, *told = (*words[words.index("-X") + 1 :], "")[:-1] or ("",)
    if verb == "stuff":
        return _script(_LINE_END.sub("", "".join(told)))
    return tuple(told) if verb in {"exec", "screen"} else ()


def of_parallel(words: tuple[str, ...]) -> tuple[str, ...]:
    """Give what `parallel` runs, for all of the words that it is told at once."""
    told = behind_options(words, _OF_PARALLEL)
    command = tuple(takewhile(lambda word: not word.startswith(":::"), told))
    behind = told[len(command) + 1 :]
    each = tuple(takewhile(lambda word: not word.startswith(":::"), behind))
    if not command:
        return _script("\n".join(each))
    script, items = " ".join(command), in_braces(each) if each else ""
    return _script(script.replace("{}", items or "{}") if "{}" in script else f"{script} {items}")


def _script(text: str) -> tuple[str, ...]:
    return ("sh", "-c", text) if text.strip() else ()
