"""How docker compose reads a command in one line; measured with 2.26."""

from __future__ import annotations

import pytest

from stacklint.model.compose.command_line import LINE, end_of, is_read_as_by_a_shell


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("a b", ""),
        ("a && b", "&&"),
        ("a; b", ";"),
        ("a | b", "|"),
        ("a 2>&1 b", ">&1"),
        ("a http://h/?x=1&y=2", "&"),
        ("a b;", ""),
        ("a &", ""),
        ("a '&& b'", ""),
        ('a "b; c" | d', "|"),
        ("a \\; b", ""),
        ("a `b; c`", ""),
        ("a $(b; c)", ""),
        ("a $$(b; c) ; d", ";"),
        ("a ${B:-c; d}", ""),
        ("a ${B:-${C:-;}} d", ""),
        ("a ${B} && c", "&&"),
        ("a 'b && c", ""),
        ("", ""),
    ],
)
def test_where_a_line_ends(line: str, end: str) -> None:
    assert end_of(line) == end


@pytest.mark.parametrize(
    ("line", "is_read"),
    [
        ("a 'b' \"c\" `d`", True),
        ("it's", False),
        ('a "b', False),
        ("a `b", False),
        ("a \\", False),
        ("a (b", False),
        ("a b)", False),
        ("a '(' \"(\" `(` \\(", True),
        ("a; (b 'c", True),
        ("a\nb", True),
    ],
)
def test_lines_that_are_refused(line: str, is_read: bool) -> None:
    assert (LINE.fullmatch(line) is not None) == is_read


@pytest.mark.parametrize(
    ("line", "is_alike"),
    [
        ('a "b c"', True),
        ('a "b\\"c\\\\d"', True),
        ('a "b\\.c"', False),
        ('a "b\\nc"', False),
        ("a 'b\\.c' d\\.e", True),
        ("a && b", False),
        ("a b;", False),
    ],
)
def test_lines_that_a_shell_reads_alike(line: str, is_alike: bool) -> None:
    assert is_read_as_by_a_shell(line) == is_alike
