"""Template tokens: what counts as one, and Jinja put out of the parser's way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.tokens import TOKEN, has_marker, has_token, is_opaque, mask_template, unmasked
from stacklint.model.yaml.document import Part, text_document

TOKENS = {
    "__NAME__": ["__NAME__"],
    "relayer.__DNS_ZONE__": ["__DNS_ZONE__"],
    "__A____B__": ["__A__", "__B__"],
    "__A1_B__x": ["__A1_B__"],
    "REPLACE_WITH_HOST": ["REPLACE_WITH_HOST"],
    "REPLACE_KIND_MOUNT_ROOT/bridge": ["REPLACE_KIND_MOUNT_ROOT"],
    "x-REPLACE_IP": ["REPLACE_IP"],
    "{{ name }}": ["{{ name }}"],
    "{{a}}/{{b}}": ["{{a}}", "{{b}}"],
    "{{ '{{' }}x{{ '}}' }}": ["{{ '{{' }}", "{{ '}}' }}"],
    '{{ d["}}"] }}': ['{{ d["}}"] }}'],
    "${NAME}": ["${NAME}"],
    "${NAME:-80}:80": ["${NAME:-80}"],
    "${A:-${B}}/x": ["${A:-${B}}"],
    "${A$B}": ["${A$B}"],
    "${}": ["${}"],
    "": [],
    "__name__": [],
    "____": [],
    "__NAME_": [],
    "_NAME__": [],
    "REPLACE": [],
    "IRREPLACE_X": [],
    "replace_with": [],
    "{ name }": [],
    "{{ name }": [],
    "{{ a\nb }}": [],
    "$NAME": [],
    "${NAME": [],
    "${A B}": [],
    "$generate:hex:32$": [],
}


@pytest.mark.parametrize(("text", "tokens"), list(TOKENS.items()), ids=list(TOKENS))
def test_tokens_of_a_text(text: str, tokens: list[str]) -> None:
    assert [found.group() for found in TOKEN.finditer(text)] == tokens
    assert has_token(text) is bool(tokens)


@pytest.mark.parametrize(
    ("value", "opaque"),
    [
        ("__X__", True),
        ("'a/__X__'", True),
        ("{{ x }}", True),
        ("{{ x }}/a", False),  # no YAML: see the masks below
        ("'{{ x }}'", True),
        ("${X}", True),
        ("&a __X__", True),
        ("*t", True),
        ("*u", False),
        ("x", False),
        ("", False),
        ("{x: 1}", False),
        ("{ {x: 1}: 2}", False),
        ("[__X__]", False),
    ],
)
def test_opaque_value(value: str, *, opaque: bool) -> None:
    document = text_document("x.yml", f"t: &t __T__\nu: &u u\na: {value}\n")
    mapping = document.mapping
    assert is_opaque(document, None if mapping is None else mapping.get("a")) is opaque


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("volumes:\n  #  __MORE_VOLUMES__\n", True),
        ("volumes:\n#REPLACE_VOLUMES\n", True),
        ("volumes:\n  # {{ volumes }}\n", True),
        ("volumes:\n  # {% for x in y %}\n", True),
        ("## __X__  \r\na: 1\r\n", True),
        ("volumes: # __MORE_VOLUMES__\n", False),
        ("# see __X__\n", False),
        ("# __X__ is put here\n", False),
        ("a: __X__\n", False),
        ("# a comment\n", False),
        ("", False),
    ],
)
def test_comment_that_is_nothing_but_a_token_marks_a_gap(text: str, *, marked: bool) -> None:
    assert has_marker(text_document("x.yml", text)) is marked


# What a template says, and what is parsed in its place: the same length, line by line.
MASKS = {
    "an expression": (
        "stack: {{ stack }}\n",
        "stack: __XXXXXXX__\n",
    ),
    "the shortest expression": (
        "a: {{}}\nb: {{c}}\n",
        "a: ____\nb: __X__\n",
    ),
    "a part of a value": (
        "path: /srv/{{ name }}/db\n",
        "path: /srv/__XXXXXX__/db\n",
    ),
    "a key": (
        "{{ name }}: 1\n",
        "__XXXXXX__: 1\n",
    ),
    "an expression over lines": (
        "a: {{ b\n  | c }}\n",
        "a: ____\n  __XX__\n",
    ),
    "a statement on its own line": (
        "{% if a %}\nb: 1\n{% endif %}\n",
        "#~~~~~~~~~\nb: 1\n#~~~~~~~~~~\n",
    ),
    "an indented statement": (
        "v:\n  {%- for x in y %}\n  a: 1\n",
        "v:\n  #~~~~~~~~~~~~~~~~\n  a: 1\n",
    ),
    "a statement behind a value": (
        "a: 1 {% if b %}\n",
        "a: 1           \n",
    ),
    "a statement over lines": (
        "{% set a =\n  1 %}\nb: 1\n",
        "#~~~~~~~~~\n#~~~~~\nb: 1\n",
    ),
    "a comment of the template": (
        "{# not for\n   you #}\na: 1\n",
        "#~~~~~~~~~\n#~~~~~~~~\na: 1\n",
    ),
    "braces in quotes within": (
        "a: {{ '{{' }}{{ '}}' }}\n",
        "a: __XXXXXX____XXXXXX__\n",
    ),
    "CRLF": (
        "a: {{ b }}\r\n{% c %}\r\n",
        "a: __XXX__\r\n#~~~~~~\r\n",
    ),
}


@pytest.mark.parametrize(("text", "masked"), list(MASKS.values()), ids=list(MASKS))
def test_mask(text: str, masked: str) -> None:
    assert mask_template(text) == masked
    assert len(text) == len(masked)


@pytest.mark.parametrize(
    ("read", "written", "told"),
    [
        ("__XXXXXX__/notes", "{{ root }}/notes", "{{ root }}/notes"),
        ("__X__/__X__", '"{{ a }}/{{ b }}"'.replace(" ", ""), "{{a}}/{{b}}"),
        ("/mnt/__X__", "{{a}}/{{b}}", "/mnt/{{b}}"),
        ("<deployment>/__X__", "./{{a}}", "<deployment>/{{a}}"),
        ("__NAME__/x", "__NAME__/x", "__NAME__/x"),
        ("/srv/   x", "/srv/{%%}x", "/srv/   x"),
        ("", "", ""),
    ],
)
def test_expressions_are_put_back(read: str, written: str, told: str) -> None:
    assert unmasked(read, written) == told


@pytest.mark.parametrize("text", ["", "a: 1\n", "a: { b: 1 }\n", "a: ${B}\n", "a: {{ b\n", "{%\n"])
def test_nothing_is_masked_where_there_is_no_jinja(text: str) -> None:
    assert mask_template(text) is None


PIECES = st.sampled_from(
    (
        *("{{", "}}", "{%", "%}", "{#", "#}", "{", "}", "'", '"', "%", "#", " ", "\n", "\r\n"),
        *("a", "a: ", "- ", "😀", "__X__", "${X}", "\t"),
    )
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_mask_keeps_length_and_lines(text: str) -> None:
    masked = mask_template(text)
    if masked is None:
        return
    assert [len(row) for row in masked.split("\n")] == [len(row) for row in text.split("\n")]
    assert len(masked) == len(text)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_places_in_a_template_are_those_of_its_text(text: str) -> None:
    template = f"{text}\nstack: web\n"
    masked = mask_template(template)
    document = text_document("x.j2", template, masked)
    assert document.masked is (masked is not None)
    if document.mapping is not None and document.mapping.get("stack") is not None:
        start, end = document.span(("stack",), Part.KEY)
        assert template[start:end] == "stack"
