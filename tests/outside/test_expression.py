"""Regular expressions: what they find is what `re` finds, and no text makes them slow."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.outside.expression import BadExpression, expression_of
from stacklint.outside.search import Expression


def as_re(source: str) -> re.Pattern[str]:
    """Give the same to `re`, to which a `$` may stand before a last line end."""
    return re.compile(re.sub(r"(?<!\\)\$", r"\\Z", source), re.ASCII)


@pytest.mark.parametrize(
    ("source", "fits", "others"),
    [
        ("", ["", "a"], []),
        ("^$", [""], ["a", "\n"]),
        ("^/srv/kind/", ["/srv/kind/a"], ["/srv/kind", "x/srv/kind/a", "/srv/kindred/a"]),
        (r"^/srv/kind(/|$)", ["/srv/kind", "/srv/kind/a"], ["/srv/kindred"]),
        (r":latest$", ["a:latest"], ["a:latest-1", "latest", "a:latest\n"]),
        (r"^registry\.acme\.test/", ["registry.acme.test/a"], ["registryxacme.test/a"]),
        (r"@sha256:[0-9a-f]{64}$", ["a@sha256:" + 32 * "a1"], ["a@sha256:" + 31 * "a1"]),
        (r"^(a|bc)+$", ["abca"], ["", "b", "abx"]),
        (r"^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
        (r"^a{,2}$", ["", "a", "aa"], ["aaa"]),
        (r"^a{2,}$", ["aa", "aaaaa"], ["a"]),
        (r"^a{0}b$", ["b"], ["ab"]),
        (r"^x{$", ["x{"], ["x"]),
        (r"^\$\{\w+\}$", ["${A_1}"], ["${}", "$A"]),
        (r"^[^/]+$", ["a b", "é"], ["", "a/b"]),
        (r"^[]a]$", ["]", "a"], ["[]"]),
        (r"^[^]a]$", ["b"], ["]", "a"]),
        (r"^[a-]$", ["a", "-"], ["b"]),
        (r"^[\w.-]+$", ["a-b.c_1"], ["a b"]),
        (r"^[\D]$", ["a"], ["1"]),
        (r"^[^\D]$", ["1"], ["a"]),
        (r"^\S+\s\d$", ["ab 1", "ab\t1"], ["ab1", "é é 1"]),
        (r"^.$", ["a", "\t", "€"], ["\n", ""]),
        (r"^\t\n$", ["\t\n"], ["tn"]),
        (r"(^|[^a-z])db($|[^a-z])", ["db", "my-db", "db 1", "a db b"], ["dbs", "mydb"]),
        (r"^a*?b??$", ["aab", ""], ["bb"]),
        (r"^(?:ab)?$", ["ab", ""], ["a"]),
        ("a|b$", ["ax", "xb"], ["bx"]),
        ("^(a|)+b$", ["b", "aab"], ["a"]),
    ],
)
def test_what_fits_and_what_does_not(source: str, fits: list[str], others: list[str]) -> None:
    expression, judge = Expression(source), as_re(source)
    assert [expression.is_in(text) for text in fits] == [True] * len(fits)
    assert [expression.is_in(text) for text in others] == [False] * len(others)
    assert all(judge.search(text) for text in fits)
    assert not any(judge.search(text) for text in others)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("*a", "there is nothing before `*` that it could repeat"),
        ("a|+", "there is nothing before `+` that it could repeat"),
        ("^*", "there is nothing before the quantifier behind `^`"),
        ("a**", "a quantifier stands behind another"),
        ("a*{2}", "a quantifier stands behind another"),
        ("a*+", "a `+` behind another quantifier means nothing here"),
        ("a{3,2}", "a quantifier begins with more than it ends with"),
        ("(a", "a `(` has no `)` behind it"),
        ("a)", "a `)` has no `(` before it"),
        ("[a", "a `[` has no `]` behind it"),
        ("[]", "a `[` has no `]` behind it"),
        ("[a-", "a `[` has no `]` behind it"),
        ("[b-a]", "a range between brackets goes from one character to a later one"),
        (r"[a-\d]", "a range between brackets goes from one character to a later one"),
        ("a\\", "`\\` means nothing here"),
        (r"\bdb\b", r"`\b` means nothing here: write the characters that may stand there"),
        (r"\Aa", r"`\A` means nothing here: write `^`"),
        (r"a\Z", r"`\Z` means nothing here: write `$`"),
        (r"(a)\1", r"`\1` means nothing here"),
        (r"\x41", r"`\x` means nothing here"),
        ("(?!a)b", "only `(?:` is read: what must not be there is said with `not-matches`"),
        ("(?i)a", "only `(?:` is read"),
        ("(?P<n>a)", "only `(?:` is read"),
        ("a" * 501, "it is longer than 500 characters"),
        ("a{501}", "written out, it is longer than 500 characters"),
        ("((a{20}){20}){20}", "written out, it is longer than 500 characters"),
        ("a{99999999999999999999}", "written out, it is longer than 500 characters"),
        ("(){9999}", "written out, it is longer than 500 characters"),
        ("(" * 40 + ")" * 40, "its groups are nested more than 30 levels deep"),
    ],
)
def test_what_cannot_be_read_is_refused(source: str, words: str) -> None:
    with pytest.raises(BadExpression) as error:
        expression_of(source)
    assert words in str(error.value)


# Each keeps `re` busy for hours, or for a power of the length.
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("^(a+)+$", "a" * 50_000 + "!"),
        ("^(a|a)*$", "a" * 50_000 + "!"),
        ("^(a|aa)+$", "a" * 50_000 + "!"),
        ("(.*a){12}x", "a" * 50_000),
        ("a*a*a*a*a*b", "a" * 50_000),
        ("^((((a*)*)*)*)*$", "a" * 50_000 + "!"),
        ("(a?){200}a{200}b", "a" * 50_000),
        ("[ab]*a[ab]{400}c", "aabab" * 600),
    ],
)
def test_no_text_takes_more_than_its_length(source: str, text: str) -> None:
    assert not Expression(source).is_in(text)


def test_states_that_are_given_up_are_made_again() -> None:
    expression = Expression("[^ab]x$")
    text = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))
    assert not expression.is_in(text)
    assert expression.is_in(text + "x")
    assert not expression.is_in(text + "ax")


SIGNS = st.sampled_from(
    [*"abc/.-", r"\.", r"\d", r"\W", ".", "[ab]", "[^ab]", "[a-c-]", r"[\w/]", r"[^\W]", "^", "$"]
)
COUNTS = st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{,2}", "{0,1}", "*?"])
SOURCES = st.recursive(
    SIGNS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda ways: f"({'|'.join(ways)})"),
        st.tuples(inner, COUNTS).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
    ),
    max_leaves=10,
)


@given(SOURCES, st.lists(st.text("abc/.-1 \né", max_size=8), max_size=5))
def test_what_is_found_is_what_re_finds(source: str, texts: list[str]) -> None:
    try:
        expression = Expression(source)
    except BadExpression:
        # A quantifier behind a lone `^` or `$`, which `re` takes within a group.
        assert "^" in source or "$" in source
        return
    judge = as_re(source)
    for text in texts:
        assert expression.is_in(text) is (judge.search(text) is not None), text
