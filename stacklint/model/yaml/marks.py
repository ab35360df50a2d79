"""Where the text of a node begins and ends, where the marks of libyaml do not say it.

A mark counts `&anchor` and `!tag` to the node, and the blank lines behind a block scalar; a value
of which nothing is written stands at the next token.
"""

from __future__ import annotations

from stacklint.model.pattern import Pattern

# A comment ends where YAML 1.1 ends a line.
_GAP = r"(?:\s|#[^\r\n\x85\u2028\u2029]*+)*+"
_COLON = Pattern(_GAP + ":")
_PROPERTIES = Pattern(rf"(?:(?:!<[^>\s]*>|[&!][^\s,\[\]{{}}]*){_GAP})+")


def after_properties(text: str, start: int, end: int) -> int:
    """Give the offset behind anchor and tag, and what stands between them and the node."""
    found = _PROPERTIES.match(text, start, end)
    return start if found is None else found.end()


def behind_colon(text: str, offset: int) -> int:
    """Give the offset behind the colon that follows; the offset itself where none does."""
    # Nearly always it stands right there, and the pattern takes 0.4 ms to compile.
    if text.startswith(":", offset):
        return offset + 1
    found = _COLON.match(text, offset)
    return offset if found is None else found.end()


def block_text(text: str) -> str:
    """Take the blank lines off a block scalar, except where its header keeps them (`+`).

    The last line goes without its line end.
    """
    first, *lines = text.split("\n")
    header = first.split("#")[0]
    if "+" in header:
        return text.removesuffix("\n").removesuffix("\r")
    indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    if any(map(header.count, "123456789")):
        # Blanks beyond the indent that is written there are text, whatever the other lines have.
        indent = 0
    while lines and not lines[-1].strip() and len(lines[-1].rstrip("\r")) <= indent:
        lines.pop()
    return "\n".join((first, *lines)).rstrip("\r")
