"""The token for generated values."""

from __future__ import annotations

import pytest

from stacklint.model.secrets.generate import fault_of, is_generated
from stacklint.model.yaml.document import text_document


@pytest.mark.parametrize(
    ("text", "word", "is_one"),
    [
        ("$generate:hex:32$", "", True),
        ("$generate:base64:16$", "", True),
        ("'  $generate:hex:32$ '", "", True),
        ("$generate:hex$", "no type and length", False),
        ("$generate$", "no type and length", False),
        ("$generate:hex:x$", "no type and length", False),
        ("pre-$generate:hex:4$", "whole value", True),
        ("$generate:uuid:4$", "no type (hex, base64)", True),
        ("$generate:hex:0$", "a length of 0", True),
        ("[$generate:hex:4$]", "list or mapping", False),
        ("{a: $generate:hex:4$}", "list or mapping", False),
        ("plain", "", False),
        ("", "", False),
    ],
)
def test_tokens(text: str, word: str, is_one: bool) -> None:
    root = text_document("s.yml", f"a: {text}\n").mapping
    assert root is not None
    fault = fault_of(root.get("a"))
    assert word in fault
    assert bool(fault) is bool(word)
    assert is_generated(root.get("a")) is is_one
