"""Secrets in plain text: values that can be used by whoever reads the file.

What must never be printed is wider than this (see `patterns`): here a false alarm costs an
operator's trust, there a miss costs a rotation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stacklint.model.enums import IntEnum
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.patterns import (
    EVERYBODYS,
    is_secret_key,
    is_secret_value,
    tells_about,
)
from stacklint.model.tokens import has_token
from stacklint.model.yaml.nodes import Scalar, resolved, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.model.yaml.nodes import KeyPath, Node

__all__ = ["Kind", "Plain", "plaintext", "plaintext_in_text"]


class Kind(IntEnum):
    """How sure it is: a password anybody would try, perhaps a secret, or surely one."""

    GUESSED = 0
    LIKELY = 1
    SURE = 2


class Plain(NamedTuple):
    """A value that is a secret; `words` name it, and never quote it."""

    path: KeyPath
    node: Node
    kind: Kind
    words: str

    @property
    def is_guessed(self) -> bool:
        """Anybody would try it: no secret worth the name."""
        return self.kind is Kind.GUESSED

    @property
    def is_sure(self) -> bool:
        """It can be nothing else."""
        return self.kind is Kind.SURE


_SURE_KEY = re.compile(
    r"(?i)(?:password|passwd|secret|secret(?:[_-]?access)?[_-]?key|secret[_-]?key[_-]?base"
    r"|private[_-]?key|api[_-]?key)$"
)
_PRIVATE_KEY = re.compile(r"(?i)private[_-]?key")
_LIKELY_KEY = re.compile(
    r"(?i)(?:^|[_.-])(?:token|pass|pwd|mnemonic|passphrase|seed[_-]?phrase"
    r"|(?:password|private[_-]?key|api[_-]?key)s)$"
)
# What a program seals or signs with, often written as a hash is.
_SEALING_KEY = re.compile(r"(?i)(?:^|[_.-])(?:encryption|signing|master)[_-]?key$")
_NO_SECRET_KEY = re.compile(r"(?i)public|pubkey|address|identity|validator|hash|_id$|fingerprint")
# These say of themselves that somebody has to put the secret in, and have a rule of their own.
_PLACEHOLDER = re.compile(
    r"(?i)change[-_ ]?(?:me|this|it)(?![a-z])|replace[-_ ]?(?:me|this)(?![a-z])|placeholder"
    r"|(?:^|[-_ ])your[-_ ]|[-_ ]here$|^(?:example|todo|tbd|fixme|redacted|x{3,})$"
)
# An address on a chain; of the length of a hash is a private key as well.
_ADDRESS, _HASH = re.compile(r"0x[0-9a-fA-F]{40}"), re.compile(r"(?:0x)?[0-9a-fA-F]{64}")
# Where a store keeps it, in a spelling of its own: it opens nothing without the store. A URL of the
# web is none, since its path may be the secret.
_IN_STORE = re.compile(
    r"(?!(?:http|ws)s?:)[a-z][a-z0-9+.-]*://[\w. -]+(?:[/#][\w. -]*)*"
    r"|(?:bao|vault):[\w-]+(?:/[\w.-]+)+(?:#[\w.-]+)?"
    r"|arn:aws[\w-]*:(?:secretsmanager|ssm):[\w:/.+=-]+"
    r"|projects/[\w-]+/secrets/[\w-]+(?:/versions/\w+)?"
)
_PATH = re.compile(r"(?:~|\.{0,2})/[\w./-]+")
# What people read and follow: words, as keys and hooks are not.
_PAGE = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[a-z]{1,15}(?:-[a-z]{1,15})*)*/?")
_NAMES = (_ADDRESS, _IN_STORE, _PATH, _PAGE)
_SHAPES = (
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), "a private key"),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "an access key of AWS"),
    (re.compile(r"\bgh[oprsu]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}"), "a token of GitHub"),
    (re.compile(r"\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas)-[\w-]{16,}"), "a token of GitLab"),
    (re.compile(r"\bxox[abeoprs]-[\w-]{8,}"), "a token of Slack"),
    (re.compile(r"\bhooks\.slack\.com/services/T\w+/B\w+/(?!X+\b)\w{20,}"), "a webhook of Slack"),
    (re.compile(r"\bdiscord(?:app)?\.com/api/webhooks/\d+/[\w-]{30,}"), "a webhook of Discord"),
    (re.compile(r"\bnpm_\w{30,}"), "a token of npm"),
    (re.compile(r"\b[rs]k_live_[A-Za-z0-9]{16,}"), "a key of Stripe"),
    (re.compile(r"\bAIza[\w-]{35}(?![\w-])"), "a key of Google"),
    (re.compile(r"\bhf_[A-Za-z0-9]{30,}"), "a token of Hugging Face"),
    (re.compile(r"\bsk-[\w-]{20,}"), "a secret key"),
)
# Read from `://` on: tried from each letter of a long text, a scheme takes the square of it.
_IN_URL = re.compile(r"(?<=[A-Za-z0-9+.-])://[^\s/:@'\"]*:(?P<secret>[^\s/@'\"]+)@")
# In a URL, and in a list of what a connection takes.
_IN_QUERY = re.compile(
    r"(?i)(?:[?&;,](?:api[-_]?key|token|p|pass|password)|(?:^|\s)(?:password|pwd))="
    r"(?P<secret>[^\s&,;'\"]+)"
)
_IN_ADDRESSES = (
    (_IN_URL, Kind.SURE, "a password"),
    (_IN_QUERY, Kind.LIKELY, "a secret"),
)
# What a command is told.
_OPTION = re.compile(
    r"(?<![\w-])--(?P<key>[a-z][\w-]{0,80})="
    r"(?P<secret>\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&\"'`]+)"
)
_DEFAULT = re.compile(r"\$\{\w+:?-(?P<secret>[^}$]*)\}")
# A word of a script, with the name that it is given to where there is one.
_WORDS = re.compile(
    r"(?<![\w-])(?P<key>[A-Za-z_][\w-]{0,80})"
    r"(?:[ \t]*[:?]=[ \t]*|=|[\"']?:[ \t]+(?:[&!]\S+[ \t]+)?|[\"'][ \t]*:[ \t]*)"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s;|&\"'`{\[][^\s;|&\"'`]*)"
    r"|(?P<alone>-----BEGIN [A-Z ]*PRIVATE KEY|[^\s;|`{\[,\"'][^\s;|`]{7,})"
)
# A password that is shorter is soon tried out; one of letters alone, below the second number too.
_SHORT, _LONG = 6, 12
# What is shorter stands in many words by chance.
_WORD = 4
_REFERENCES = ("$", "<", "*", "file:", "env:", "%", "!vault", "ENC[")


def plaintext(root: Node) -> Iterator[Plain]:
    """Give the secrets among the scalars of a document; each once, however often it is used."""
    told: set[int] = set()
    for path, node in walk(root):
        scalar = resolved(node)
        if isinstance(scalar, Scalar) and path and len(scalar.value) > 1 and id(scalar) not in told:
            found = _of_scalar(str(path[-1]), scalar.value) or _of_variable(path, scalar.value)
            if found is not None:
                told.add(id(scalar))
                yield Plain(path, node, *found)


def plaintext_in_text(text: str) -> Iterator[Plain]:
    """Give the secrets in the text of a script: what is assigned, and what any text may hold."""
    for found in _WORDS.finditer(text):
        key, value = found["key"] or "", (found["value"] or found["alone"]).strip("'\"")
        judged = _of_scalar(key, value) if len(value) > 1 else None
        if judged is not None:
            yield Plain((), Scalar(found.start(), found.end(), value, ""), *judged)


def _of_scalar(key: str, text: str) -> tuple[Kind, str] | None:
    name, equals, value = text.partition("=")
    if equals and key.isdecimal() and re.fullmatch(r"\w+", name):
        key, text = name, value
    for shape, words in _SHAPES:
        if shape.search(text):
            return Kind.SURE, f"{_called(key)} holds {words}"
    return _of_key(key, text) or _of_url(key, text) or _of_options(text)


def _of_variable(path: KeyPath, text: str) -> tuple[Kind, str] | None:
    """Judge what stands below a value of `config` by its name: the variable gets all of it."""
    inner = path[2:]
    if path[0] != "config" or not inner or any(tells_about(str(part)) for part in inner):
        return None
    judged = _of_key(str(path[1]), text)
    if judged is None or all(isinstance(part, int) for part in inner):
        return judged
    return min(judged[0], Kind.LIKELY), judged[1]


def _called(key: str) -> str:
    """An item of a list, and a word of a script, has no name that says anything."""
    return "this" if not key or key.isdecimal() else f"`{key}`"


def _of_key(key: str, text: str) -> tuple[Kind, str] | None:
    default = _DEFAULT.fullmatch(text)
    value = text if default is None else default["secret"]
    kind = _kind_of_key(key, is_hash=_HASH.fullmatch(value) is not None)
    if kind is None or not _is_literal(value) or not is_secret_key(key):
        return None
    return _judged(kind, value, f"{_called(key)} is written out", is_default=default is not None)


def _kind_of_key(key: str, *, is_hash: bool) -> Kind | None:
    """Say how sure a name is that its value is a secret; a hash may be a key, and much else."""
    if _NO_SECRET_KEY.search(key):
        return None
    if _SURE_KEY.search(key) or (is_hash and _PRIVATE_KEY.search(key)):
        return Kind.SURE
    is_likely = _SEALING_KEY.search(key) or (_LIKELY_KEY.search(key) and not is_hash)
    return Kind.LIKELY if is_likely else None


def _of_url(key: str, text: str) -> tuple[Kind, str] | None:
    for pattern, kind, what in _IN_ADDRESSES:
        found = pattern.search(text)
        if found is not None and _is_literal(found["secret"]):
            return _judged(kind, found["secret"], f"{_called(key)} holds {what}", is_default=False)
    return None


def _of_options(text: str) -> tuple[Kind, str] | None:
    for found in _OPTION.finditer(text):
        judged = _of_key(found["key"], found["secret"].strip("'\""))
        if judged is not None:
            return min(judged[0], Kind.LIKELY), judged[1].replace("`", "`--", 1)
    return None


def _judged(kind: Kind, value: str, words: str, *, is_default: bool) -> tuple[Kind, str]:
    if _is_tried_first(value.lower().strip("'\"")):
        return Kind.GUESSED, f"{words}, and anybody would try it"
    return (Kind.LIKELY if is_default else kind), words


def _is_tried_first(value: str) -> bool:
    """Tell whether a password is short, or made of words that anybody would try."""
    if value in EVERYBODYS or len(value) < _SHORT:
        return True
    has_word = any(word in value for word in EVERYBODYS if len(word) >= _WORD)
    return value.isalpha() and (has_word or len(value) < _LONG)


def _is_literal(value: str) -> bool:
    """Tell whether a value can be used as it stands."""
    value = value.strip()
    if not value or has_token(value) or value.startswith(_REFERENCES):
        return False
    if _PLACEHOLDER.search(value):
        return False
    return is_secret_value(value) and not any(x.fullmatch(value) for x in _NAMES)
