"""What docker compose takes at places of one kind: texts, durations, sizes, pairs.

Source: measured with docker compose 2.26, which refuses the whole file for anything else. Paths in
containers, their names and restarts, docker refuses, before the first container is started.
"""

from __future__ import annotations

import re

from stacklint.model.compose.capabilities import TO_DOCKER
from stacklint.model.compose.command_line import LINE
from stacklint.model.compose.shape import Shape, Wording
from stacklint.model.keys import BOOL, FLOAT, INT, LIST, MAP, NULL, TEXT
from stacklint.model.pattern import Pattern

SOME = INT | FLOAT | TEXT
SCALAR = BOOL | FLOAT | INT | TEXT | NULL

BOOLEAN = Wording(Pattern(r"(?i)true|false|yes|no|y|n|on|off"), "`true` or `false`")
DURATION = Wording(
    Pattern(r"[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)"),
    "a duration such as `90s` or `1h30m`",
)
SIZE = Wording(Pattern(r"(?i)[\d.]+ ?(?:[kmgtp]?i?b?)"), "a size such as `512m`")
_SMALL = (
    r"-.*|\d{1,6}(?:\.\d*)? ?b?|[1-5]\d{6} ?b?"
    r"|(?:[1-5]?\d{1,3}(?:\.\d*)? ?k|[0-5]?(?:\.\d*)? ?m)i?b?"
)
# Nothing is no limit; between 6,000 and 6,144 KB the smallest one lies.
MEMORY = SIZE._replace(
    then=Wording(
        Pattern(rf"(?i)[0.]* ?[kmgtp]?i?b?|(?!(?:{_SMALL})$).*"),
        "6 MB or more, such as `512m`",
        late=True,
    ),
)
INTEGER = Wording(Pattern(r"[-+]?\d+"), "a whole number")
DECIMAL = Wording(Pattern(r"(?i)[-+]?[\d._]*(?:\d|inf|nan)\.?(?:e[-+]?\d+)?"), "a number")
MOUNT = Wording(
    Pattern(
        r"((?:[A-Za-z]:[\\/])?[^:]+:)?(?:/+[^/:]|[A-Za-z]:[\\/])[^:]*(?(1)(?::[^:]+)?)",
    ),
    "a mount at an absolute path such as `data:/data:ro`",
    late=True,
)
_AT_ROOT = r"(?:/|[A-Za-z]:[\\/])"
PATH = Wording(Pattern(rf"(?:{_AT_ROOT}.*)?"), "an absolute path", late=True)
# Where something is mounted, and docker mounts nothing in the place of its root.
PLACE = Wording(Pattern(rf"{_AT_ROOT}.*[^/:].*"), "an absolute path, and not `/`", late=True)
NAMED = Wording(Pattern(r"(?s).+"), "a name", late=True)
_PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
IMAGE = Wording(
    Pattern(
        rf"(?:(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?/|\[[0-9a-fA-F:]+\](?::\d+)?/)?{_PART}"
        rf"(?:/{_PART})*(?::\w[\w.-]{{0,127}})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[0-9a-fA-F]{{32,}})?)?",
        re.ASCII,
    ),
    "the name of an image, in small letters, such as `vendor/app:1.2`",
    late=True,
)
MOUNTED = Wording(
    Pattern(r"bind|volume|tmpfs|cluster|npipe|image"),
    "`bind`, `volume`, `tmpfs` or `image`",
    late=True,
)
CONTAINER = Wording(
    Pattern(r"(?:[A-Za-z0-9][A-Za-z0-9_.-]+)?"),
    "a name of two or more letters, digits, `.`, `_` and `-`",
    late=True,
)
RESTART = Wording(
    Pattern(r"(?:no|none|always|unless-stopped|on-failure(?::(?!-).*)?)?"),
    "`no`, `always`, `on-failure` or `unless-stopped`",
    late=True,
)
READABLE = Wording(LINE, "a line whose quotes are closed, with no bare parenthesis")
CALL = Wording(Pattern(r"CMD|CMD-SHELL|NONE"), "`CMD`, `CMD-SHELL` or `NONE`", late=True)
SIGNAL = Wording(
    Pattern(
        r"(?i)|0*[1-9]\d*|(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL"
        r"|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR[12]|VTALRM|WINCH|XCPU"
        r"|XFSZ|RTMIN(?:\+(?:\d|1[0-5]))?|RTMAX(?:-(?:\d|1[0-4]))?)",
    ),
    "a signal such as `SIGTERM`",
    late=True,
)
CONDITION = Wording(
    Pattern(r"service_(?:started|healthy|completed_successfully)"),
    "`service_started`, `service_healthy` or `service_completed_successfully`",
)
PULLS = Wording(
    Pattern(r".*(?:always|never|build|if_not_present|missing|refresh|daily|weekly|every_).*"),
    "`always`, `never`, `missing` or `build`",
)
CGROUPS = Wording(Pattern("host|private"), "`host` or `private`")
# What else it has to be, `invalid-port` tells.
PORT = Wording(Pattern(r"(?s).+"), "a port")
ORDER = Wording(Pattern(r"start-first|stop-first"), "`start-first` or `stop-first`")
CAPABILITY = Wording(TO_DOCKER, "a capability of Linux such as `NET_ADMIN`", late=True)
ACTION = Wording(
    Pattern(r"rebuild|restart|sync(?:\+(?:restart|exec))?"),
    "`rebuild`, `sync`, `restart`, `sync+restart` or `sync+exec`",
)

A_TEXT = Shape(TEXT)
A_NAME = Shape(TEXT, reads=NAMED)
NAMES = Shape(LIST, items=A_NAME, different=True)
TEXTS = Shape(LIST, items=A_TEXT)
DIFFERENT_TEXTS = TEXTS._replace(different=True)
CAPABILITIES = Shape(LIST, items=Shape(TEXT, reads=CAPABILITY))
TEXT_OR_TEXTS = Shape(TEXT | LIST, items=A_TEXT)
FLAG = Shape(BOOL | TEXT, reads=BOOLEAN)
TIME = Shape(TEXT, reads=DURATION)
BYTES = Shape(SOME, reads=SIZE)
COUNT = Shape(INT | TEXT, reads=INTEGER)
ROUNDED = Shape(SOME, reads=INTEGER)
NUMBER = Shape(SOME, reads=DECIMAL)
PAIRS = Shape(LIST | MAP, rest=Shape(SCALAR), items=A_TEXT)
OPTIONS = Shape(MAP, rest=Shape(SOME))
COMMAND = Shape(TEXT | LIST | NULL, items=A_TEXT, reads=READABLE)
EXTERNAL = Shape(BOOL | TEXT | MAP, reads=BOOLEAN)


def each(shape: Shape, names: str) -> dict[str, Shape]:
    """Give several keys one shape."""
    return dict.fromkeys(names.split(), shape)
