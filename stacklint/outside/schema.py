"""What a table `[[rules]]` may hold, as JSON Schema: editors read it, and so do we.

Beside what JSON Schema says, `x-form` says in words what a value has to be, and `x-hint` what may
have been meant by a key that is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Harm, Profile, Severity
from stacklint.outside.predicate import NAMES, TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacklint.model.schema import Json, Table

NAME = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$(?!\n)"
"""What the name of a rule looks like; to Python, a `$` may have one more line end behind it."""

_TEXT: Table = {"type": "string"}
_WRITTEN: Table = {"type": "string", "pattern": r"\S", "x-form": "a text that is not empty"}
_NUMBER_OR_SIZE: Table = {"type": ["number", "string"], "x-form": "a number or a size"}
_SCALAR: Table = {
    "type": ["string", "number", "boolean"],
    "x-form": "a text, a number, true or false",
}
_SCALARS: Table = {
    "type": "array",
    "items": _SCALAR,
    "minItems": 1,
    "x-form": "a list of values that is not empty",
}


def _table(properties: Table, *, required: tuple[str, ...], one_of: tuple[str, ...]) -> Table:
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "required": list(required),
        "oneOf": [{"required": [name]} for name in one_of],
    }


def _words(kinds: Iterable[Severity | Profile]) -> Json:
    return [one.word for one in kinds]


PREDICATES: Table = {
    "required": {
        "description": "The entry has to be there, and not be empty.",
        "type": "boolean",
        "const": True,
    },
    "forbidden": {
        "description": "There must be no such entry.",
        "type": "boolean",
        "const": True,
    },
    "matches": {
        "description": "A regular expression that has to fit somewhere in the text; `^` and `$`"
        " are its ends.",
        **_TEXT,
    },
    "not-matches": {
        "description": "A regular expression that must not fit anywhere in the text.",
        **_TEXT,
    },
    "one-of": {"description": "All the values that there may be.", **_SCALARS},
    "none-of": {"description": "Values that there must not be.", **_SCALARS},
    "type": {"description": "What the value has to be.", "enum": list(TYPES)},
    "at-least": {
        "description": "The least that a number may be; a text such as `4G` compares sizes.",
        **_NUMBER_OR_SIZE,
    },
    "at-most": {
        "description": "The most that a number may be; a text such as `4G` compares sizes.",
        **_NUMBER_OR_SIZE,
    },
}

_CONDITION: Table = {
    **_table(PREDICATES, required=(), one_of=NAMES),
    "x-hint": ": a path with dots goes in quotes",
}

_FIX = _table(
    {
        "set": {
            "description": "Another value; a text may hold `{value}`, `{path}` and `{name}`.",
            "type": ["string", "number", "boolean", "array", "object"],
            "x-form": "a value that YAML can hold",
        },
        "remove": {"description": "Take the entry out.", "type": "boolean", "const": True},
        "rename": {"description": "Another name for the key.", **_WRITTEN},
        "safety": {
            "description": "`safe` is done by `--fix`, `unsafe` (the default) only by the rule's"
            " name.",
            "enum": ["safe", "unsafe"],
        },
        "why": {"description": "Why the fix is unsafe, behind the word `since`.", **_TEXT},
    },
    required=(),
    one_of=("set", "remove", "rename"),
)

RULE = _table(
    {
        "name": {
            "description": "The fault, in words with dashes: it is what is allowed and ignored.",
            "type": "string",
            "pattern": NAME,
            "x-form": "small letters and digits with dashes, as in `no-latest-tag`",
        },
        "files": {
            "description": "The specs that it is about, as patterns from this file's directory.",
            "type": "array",
            "items": _TEXT,
            "minItems": 1,
            "x-form": "a list of patterns that is not empty",
        },
        "of": {
            "description": "Where it looks: in the spec (the default), in its stack.yml, or in the"
            " compose files of its stack.",
            "enum": ["spec", "stack", "compose"],
        },
        "path": {
            "description": "The entries, such as `network.http-proxy[*].host-name` or"
            " `services.*.image`; `**` is any number of steps.",
            **_WRITTEN,
        },
        **PREDICATES,
        "when": {
            "description": "What has to be so in the spec, path by path: a value, a list of which"
            " it is one, or a table with a predicate.",
            "type": "object",
            "additionalProperties": {
                "anyOf": [_SCALAR, _SCALARS, _CONDITION],
                "x-form": "a value, a list of values, or a table with a predicate",
            },
        },
        "message": {
            "description": "What is wrong, and what comes of it; may hold `{value}`, `{path}` and"
            " `{name}`.",
            "type": "string",
            "pattern": r"^[^\n]*\S[^\n]*$",
            "x-form": "one line of text",
        },
        "severity": {"description": "`error` by default.", "enum": _words(reversed(Severity))},
        "profile": {"description": "`recommended` by default.", "enum": _words(Profile)},
        "harm": {
            "description": "What happens when nobody looks, which heads the group in a report:"
            f" {', '.join(f'`{one.name.lower()}` ({one.value})' for one in Harm)}. `order` by"
            " default.",
            "enum": [one.name.lower() for one in Harm],
        },
        "why": {"description": "What `stacklint explain` says, as Markdown.", **_TEXT},
        "fix": {"description": "The change that ends the finding.", **_FIX},
    },
    required=("name", "path", "message"),
    one_of=NAMES,
)
