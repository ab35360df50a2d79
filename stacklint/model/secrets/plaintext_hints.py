"""Whether a text is worth a closer look for secrets in it; most are not.

Apart from what looks closer, which few runs import.
"""

from __future__ import annotations

from functools import lru_cache

from stacklint.model.pattern import Pattern, holds_any

_KEYS = ("pass", "secret", "token", "key", "pwd", "mnemonic", "seed", "credential", "bearer")
_HINTS = (
    *("pass", "secret", "token", "key", "pwd", "phrase", "mnemonic", "://", "-----begin"),
    *("akia", "asia", "sk-"),
)
# Sought only where the sign is there that they have in common.
_SIGNED = (
    ("=", ("p=",)),
    ("x", ("xox",)),
    ("z", ("aiza",)),
    ("_", ("github_pat_", "npm_", "k_live_", "hf_")),
    ("gh", ("ghp_", "gho_", "ghr_", "ghs_", "ghu_")),
    (
        "gl",
        ("glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-", "gloas-"),
    ),
)
# Of a text in small letters: a key above with a value behind it, a shape, or a password in a URL.
_MAYBE = Pattern(
    r"(?:passw(?:or)?ds?|secret|keys?|key[_-]?base|token|pass|pwd|mnemonic|phrase"
    r"|private[_-]?key[\w.-]*)"
    r"[\"']?[ \t]*\??[:=]"
    r"|:[^\s/@]+@|-----begin|(?:akia|asia)[a-z0-9]{16}|gh[oprsu]_|github_pat_|xox|npm_|sk-|aiza"
    r"|gl[a-z]{2,5}-|[rs]k_live_|hf_|[?&;,]p=|/services/t|/webhooks/"
)


def may_hold_plaintext(text: str) -> bool:
    """Tell whether a text in small letters may hold a secret in plain text."""
    hinted = holds_any(text, _HINTS) or any(x in text and holds_any(text, of) for x, of in _SIGNED)
    return hinted and _MAYBE.search(text) is not None


# Many specs have the same keys.
@lru_cache(maxsize=256)
def may_keys_hold_plaintext(names: tuple[str, ...]) -> bool:
    """Tell the same of the keys of a file, with a colon behind each."""
    return may_hold_plaintext(": ".join([*names, ""]).lower())


def may_name_secret(names: str) -> bool:
    """Tell whether one of some keys may name a secret."""
    low = names.lower()
    return holds_any(low, _KEYS)
