"""Text that comes from files, made harmless: the one place that escapes.

Whatever a key or a file name holds, it stays text to who reads the report: it starts no terminal
sequence, no annotation or group of GitHub, no section of GitLab, no tag and no link.
"""

from __future__ import annotations

from stacklint.model.pattern import Pattern

# GitHub takes `::command::` at the start of a line, and `##[command]` anywhere in it; Azure and
# TeamCity take `##vso[` and `##teamcity[`.
_COMMAND = Pattern(r"(?<!\S)::(?=[A-Za-z])|##(?=\w*\[)")
_COMMAND_SHOWN = {"::": r":\x3a", "##": r"#\x23"}

_MARKDOWN = Pattern(r"[\\`*_{}\[\]<>()#|~!&@$]|:(?=[/:]|[\w+-]+:)|(?<=www)\.|(?<=WWW)\.")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_CODE = Pattern(r"`([^`]+)`")


def visible(text: str, *, unicode: bool = True) -> str:
    """Give a text for a terminal or a log, each character that could do something shown by name."""
    if not text.isprintable() or not (unicode or text.isascii()):
        text = "".join(visible_character(one, unicode=unicode) for one in text)
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(lambda found: _COMMAND_SHOWN[found.group()], text)


def visible_character(one: str, *, unicode: bool) -> str:
    """Give a character as it is, or its name where it shows nothing or steers the terminal."""
    if one.isprintable() and (unicode or one.isascii()):
        return one
    code = ord(one)
    if code <= 0xFF:  # noqa: PLR2004 -- C0 and C1, as every language writes them
        return f"\\x{code:02x}"
    return f"\u2039U+{code:04X}\u203a" if unicode else f"<U+{code:04X}>"


def command_marks(line: str) -> frozenset[int]:
    """Give the offsets of characters that begin a command for the log of a CI inside a line."""
    if "##" not in line:
        return frozenset()
    return frozenset(found.start() for found in _COMMAND.finditer(line) if found.group() == "##")


def github_message(text: str) -> str:
    """Escape a message of a workflow command; its line ends are kept as such."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Escape a property of a workflow command."""
    return github_message(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """Give a text for a cell or paragraph of Markdown, a pair of backticks in it as code."""
    shown = visible(text)
    parts: list[str] = []
    at = 0
    for found in _CODE.finditer(shown):
        parts += (_entities(shown[at : found.start()]), _as_code(found[1]))
        at = found.end()
    return "".join((*parts, _entities(shown[at:])))


def markdown_code(text: str) -> str:
    """Give a text as code in Markdown."""
    return _as_code(visible(text))


def _as_code(text: str) -> str:
    return f"<code>{_entities(text)}</code>"


def _entities(text: str) -> str:
    # An `@` followed by a name notifies somebody, entity or not; a space of no width ends that.
    return _MARKDOWN.sub(
        lambda found: f"&#{ord(found.group())};" + "&#8203;" * (found.group() == "@"), text
    )


def xml(*lines: str) -> str:
    """Give lines of text for an element or attribute of XML, without what XML cannot hold."""
    return "&#10;".join(visible(line).translate(_HTML) for line in lines)


def json_text(text: str) -> str:
    """Give written JSON in which no string can be taken for HTML or for a command of a CI."""
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.replace("##", "#\\u0023").replace("::", ":\\u003a")
