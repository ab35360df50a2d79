"""What keys and values look like that are secrets.

Whatever is printed is judged by this, so it errs towards hiding: a placeholder that is shown as
`****` costs a look into the file, a password in the log of a CI costs a rotation. Every pattern
takes time that grows with the text and no faster.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stacklint.model.tokens import TOKEN

# A shorter value is in too many words to be looked for; a longer one is judged by its beginning.
SHORTEST, _LONGEST = 4, 4096

_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET_KEY = re.compile(
    r"passw(?:or)?d|passphrase|mnemonic|seed-phrase|credential|secret|bearer"
    r"|(?:^|-)(?:[a-z]*pwd|pass|creds|[a-z]*token|(?:access|api|auth|bot|refresh)-tokens)(?:-|$)"
    r"|(?:api|private|access|signing|encryption|master|auth)-?keys?(?:-|$)"
)
# A key that ends like this says where a secret is, or something about it.
_ABOUT = re.compile(
    r"-(?:address|algorithm|class|contract|count|days|decimals|dir|directory|enabled|endpoint|envs?"
    r"|expir(?:es|y|ation)|files?|from|header|hours|ids?|length|lifetime|limit|minutes|mode|mount"
    r"|names?|namespace|paths?|policy|provider|refs?|required|rotation|seconds|size|store|symbol"
    r"|through|ttl|type|ur[il]|var|variable|version)$"
    r"|(?:^|-)(?:image-pull|pull|existing)-secrets?$|^proxy-pass$"
)
_LISTS_OF_SECRETS = re.compile(r"passw|passphrase|mnemonic|(?:api|private)-keys")
# A mapping below a key that ends like this: `token-service` may well be a service.
_HOLDERS = re.compile(
    r"(?:passw(?:or)?d|pwd|passphrase|mnemonic|seed-phrase|credential|secret)s?$|(?:^|-)creds$"
    r"|(?:access|api|auth|bot|bearer|refresh)-tokens?$|^string-data$"
    r"|(?:api|private|access|signing|encryption|master|auth)-?keys?$"
)
# Beside a secret these say whose it is, or where it is used.
_BESIDE = frozenset(
    {
        *("user", "username", "login", "email", "host", "hostname", "server", "registry", "port"),
        *("database", "source", "target", "uid", "gid", "environment", "external", "driver"),
        *("description", "comment", "region", "realm", "domain", "labels", "annotations"),
    }
)
KEYS_OF_SECRETS = frozenset({"secret", "secrets"})
"""Below these stand the names of secrets, in a spec and to compose."""

NAMED_THINGS = frozenset(
    {
        *("services", "volumes", "networks", "configs", "configmaps", "containers", "ports"),
        *("depends_on", "image-overrides", "external-services", "jobs", "hosts"),
    }
)
"""The keys below these are names that somebody gave, be it `api-key` for a service."""

_PLAIN_WORDS = frozenset({"", "~", "false", "no", "none", "null", "off", "on", "true", "yes"})
EVERYBODYS = frozenset(
    {
        *("admin", "adminpass", "default", "demo", "dev", "foo", "guest"),
        *("letmein", "minioadmin", "mysql", "none", "pass", "passwd", "password", "postgres"),
        *("root", "secret", "test", "testing", "user"),
    }
)
"""Passwords that anybody would try, and words of any message as well."""
_REFERENCE = re.compile(
    r"(?:\./|\.\./|/)[a-z0-9_-][a-z0-9_.-]*(?:/[a-z0-9_.-]+)*"  # a file that holds it
    r"|\$[A-Z_][A-Z0-9_]*|\$\(\w+\)|<[^<>]+>|\*\w+"
    r"|generate|external|(?:env|file|env-file|exec):\S.*"
)
DEFAULT = re.compile(r"\$\{\w+:?[-=](?P<secret>[^}\s]*)\}")

ASSIGNED = r"(?P<key>[A-Za-z][\w.-]{0,80})"
ASSIGNMENTS = (
    re.compile(
        rf"(?m)^[ \t#>-]*['\"]?{ASSIGNED}['\"]?[ \t]*:[ \t]+"
        r"(?!&\S+[ \t]+[{\[])(?P<secret>[^\s#|>{\[][^\n]*)"
    ),
    re.compile(
        rf"[`'\"{{,\[(][ \t]*['\"]?{ASSIGNED}(?:['\"][ \t]*:|[ \t]*:[ \t])[ \t]*"
        r"(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|[^\s,;'\"`{}\[\]#][^\s,;'\"`}\]]*)"
    ),
    re.compile(
        rf"(?<![\w.-])[-_]*{ASSIGNED}="
        r"(?!\()(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`|(?:\$\{[^{}\s]*\}|[^\s,;&'\"`}\]])+)"
    ),
    # As yq and settings files write it.
    re.compile(
        rf"(?<![\w-])\\?['\"]?{ASSIGNED}(?:\\?['\"]\])?[ \t]*=[ \t]*"
        r"(?P<secret>\\\"[^\"\n]*\\\"|\"[^\"\n]*\"|'[^'\n]*')"
    ),
    # As make, just and settings files write it; a shell has no blank there.
    re.compile(
        rf"(?m)^[ \t]*(?:(?:export|override)[ \t]+)?{ASSIGNED}(?:[ \t]+[:?+]{{0,3}}|[:?+]{{1,3}})="
        r"[ \t]*(?!\$\([^()\n]*\)[ \t]*$)(?P<secret>[^\s=~'\"(\[{][^\n]*)"
    ),
    # As sed puts it in.
    re.compile(
        rf"[/|#@,!][ \t]*{ASSIGNED}:[ \t]*(?P<secret>(?![ \t{{\[])[^/|#@,!'\"\n]+)(?=[/|#@,!])"
    ),
)
COMMENT = re.compile(r"[ \t]#")
IN_COMMENT = re.compile(rf"(?<![\w.-]){ASSIGNED}['\"]?[ \t]*:[ \t]*(?P<secret>[^\s\[{{]\S*)")
ITEM = re.compile(rf"['\"]?{ASSIGNED}=(?P<secret>.+?)['\"]?", re.DOTALL)
SHAPES = tuple(
    map(
        re.compile,
        (
            r"(?<=[A-Za-z0-9+.-])://[^\s/:@'\"]*:(?P<secret>[^\s/'\"]+)@",
            r"(?<=[A-Za-z0-9+.-])://(?P<secret>[\w-]{20,})@",
            r"\b(?:u|user(?:name)?)=[^\s,;&'\"]{0,99}[,;& ]p(?:w|ass\w*)?=(?P<secret>[^\s,;&'\"]+)",
            r"\b(?P<secret>(?:AKIA|ASIA)[A-Z0-9]{16}|AIza[\w-]{35})(?![\w-])",
            r"\b(?P<secret>gh[oprsu]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|npm_\w{30,}|sk-[\w-]{20,})",
            r"\b(?P<secret>gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[\w-]{16,})",
            r"\b(?P<secret>xox[abeoprs]-[\w-]{8,})",
            r"\b(?P<secret>[rs]k_live_[A-Za-z0-9]{16,}|hf_[A-Za-z0-9]{30,})",
            r"\bhooks\.slack\.com/services/(?P<secret>[\w/]+)",
            r"\bdiscord(?:app)?\.com/api/webhooks/(?P<secret>\d+/[\w-]+)",
            r"(?<![\w-])(?P<secret>eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*)",
            r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----(?P<secret>[\s\S]*?)(?:-----END|\Z)",
            r"(?P<secret>\$\$?(?:apr1|2[abxy]|[156y])\$\$?[\w./$,=]{16,})",
            r"\b(?:[Bb]earer|[Bb]asic)[ \t]+(?=[a-z]*[^a-z\s])(?P<secret>[\w.~+/-]{8,}=*)",
        ),
    )
)
# What a command is told behind an option, one key at a time and then whatever the key.
OPTION = re.compile(
    r"(?<![\w-])--(?P<key>[a-z][\w-]{0,80})['\"]?(?:,[ \t]*|[ \t]+)"
    r"(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|[^\s,;&'\"`\]-][^\s,;&'\"`\]]*)"
)
TOLD = (
    re.compile(r"(?<![\w-])(?:-u|--user)[ \t=]*['\"]?[^\s:'\"]{1,99}:(?P<secret>[^\s'\"]+)"),
    re.compile(
        r"(?<![\w-])(?:mysql\w*|mariadb\w*|sshpass|login)\b[^\n|;&]{0,100}?[ \t]-p[ \t]*"
        r"(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|[^\s;&|]+)"
    ),
    re.compile(
        r"\b(?:echo|printf)[ \t]+(?P<secret>[^|\n]{1,80}?)[ \t]*\|[^|\n]{0,80}--password-stdin"
    ),
    re.compile(r"\bAuthorization:[ \t]*\w{1,20}[ \t]+(?P<secret>[^\s'\"]+)"),
)
# Without one of these, in small letters, no pattern and no key above matches: most texts have none.
_HINTS = (
    *("pass", "pwd", "secret", "token", "key", "credential", "mnemonic", "seed", "bearer", "basic"),
    *("creds", "stringdata"),
    *("://", "p=", "akia", "asia", "aiza", "npm_", "sk-", "k_live_", "hf_", "xox", "eyj", "hooks."),
    *(" -u", "--user", " -p", "authorization"),
    *("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_", "glpat-", "gldt-", "glrt-"),
    *("$apr1$", "$2a$", "$2b$", "$2x$", "$2y$", "$1$", "$5$", "$6$", "$y$"),
    *("glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "gloas-"),
)


@lru_cache(maxsize=4096)
def is_secret_key(name: str) -> bool:
    """Tell whether a key names a secret, and neither a place where one is nor a fact about one."""
    words = _words(name)
    return _SECRET_KEY.search(words) is not None and _ABOUT.search(words) is None


def _words(name: str) -> str:
    return "-".join(_CAMEL.findall(name)).lower()


def is_secret_value(text: str) -> bool:
    """Tell whether a text could be a secret: no plain word, no token, no name of a file."""
    text = text.strip()[:_LONGEST]
    if text.lower() in _PLAIN_WORDS or text.startswith("$generate:"):
        return False
    if TOKEN.search(text) is not None:
        return len(TOKEN.sub("", text).strip()) >= SHORTEST
    return _REFERENCE.fullmatch(text) is None


def maps_secrets(name: str) -> bool:
    """Tell whether a mapping below a key holds secrets."""
    words = _words(name)
    return _HOLDERS.search(words) is not None and _ABOUT.search(words) is None


def lists_secrets(name: str) -> bool:
    """Tell whether a list below a key holds secrets."""
    return maps_secrets(name) or (
        is_secret_key(name) and _LISTS_OF_SECRETS.search(_words(name)) is not None
    )


def tells_about(name: str) -> bool:
    """Tell whether a key beside a secret, or below its name, says something about it."""
    words = _words(name)
    return words in _BESIDE or _ABOUT.search(f"-{words}") is not None


def may_hold_any(text: str) -> bool:
    """Tell whether a text is worth a closer look; most are not."""
    return any(map(text.lower().__contains__, _HINTS))
