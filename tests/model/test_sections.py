"""Which sections a change touches, told from the text."""

from __future__ import annotations

from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.sections import EVERY, changed_sections

TEXT = "stack: a\nvolumes:\n  b: /x\n  c: /y\n# note\nconfig:\n  D: e\n  F: g\n"
INDENTED = indent(TEXT, "  ")
ASKED = TEXT.replace("stack:", "? stack\n:").replace("volumes:", "? volumes\n:")


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (TEXT, TEXT.replace("/x", "/z"), {"volumes"}),
        (TEXT, TEXT.replace("D: e", "D: eee"), {"config"}),
        (TEXT, TEXT.replace("stack: a", "stack: ab"), {"stack"}),
        (TEXT, TEXT.replace("# note", "# other"), {"volumes"}),
        (TEXT, TEXT.replace("/x\n  c: /y", "/z\n  c: /zz"), {"volumes"}),
        (TEXT, TEXT.replace("/x", "/z").replace("F: g", "F: h"), {"volumes", "config"}),
        (TEXT, TEXT.replace("  c: /y\n", ""), {"volumes"}),
        (TEXT, TEXT + "namespace: n\n", {"config", "namespace"}),
        (TEXT + "namespace: n\n", TEXT, {"config", "namespace"}),
        (TEXT, TEXT.removesuffix("\n"), {"config"}),
        (TEXT, "", {"stack", "volumes", "config"}),
        ("", TEXT, {"stack", "volumes", "config"}),
        (TEXT, TEXT.replace("volumes", "configmaps"), {"stack", "volumes", "configmaps"}),
        (TEXT, TEXT.replace("/x", "&x /x"), EVERY),
        (TEXT, "{stack: a}", EVERY),
        (TEXT, "# note\n{stack: a}", EVERY),
        (INDENTED, INDENTED.replace("/x", "/z"), EVERY),
        (ASKED, ASKED.replace("/x", "/z"), EVERY),
        (TEXT, TEXT.replace("config:", "? config\n:"), EVERY),
    ],
)
def test_changed_sections(before: str, after: str, names: set[str]) -> None:
    assert changed_sections(before, after) >= names
    assert changed_sections(before, after) - names <= {"", "stack", "volumes", "config"}


def _sections(text: str) -> dict[str, str]:
    root = text_document("x.yml", text).root
    if not isinstance(root, Mapping):
        return {}
    return {x.name: text[x.key.start : max(x.key.end, x.value.end)] for x in root.entries}


VALUES = st.sampled_from(
    ["1", "\n  a: b", "\n  a: b\n  c: d", "\n  - x\n  - y", "|\n  t\n  u", "''"]
)
SPECS = st.dictionaries(st.sampled_from(["a", "b", "cc", "d-e"]), VALUES).map(
    lambda entries: "".join(f"{name}: {value}\n" for name, value in entries.items())
)


@given(SPECS, SPECS)
def test_no_section_that_differs_is_left_out(before: str, after: str) -> None:
    found = changed_sections(before, after)
    one, other = _sections(before), _sections(after)
    differ = {name for name in {*one, *other} if one.get(name) != other.get(name)}
    assert found == EVERY or differ <= found
