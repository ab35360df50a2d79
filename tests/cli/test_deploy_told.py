"""What a spec reads where it is deployed, as whoever deploys has it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from stacklint.cli.deploy.told import told
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document

if TYPE_CHECKING:
    from pathlib import Path

HOME = os.environ["HOME"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{env: HOME}", HOME),
        ("{env: NOBODY_SETS_THIS}", None),
        ("{file: FOLDER/key}", "line\n"),
        ("{file: FOLDER/none}", None),
        ("{file: FOLDER}", None),
        ("{file: FOLDER/bytes}", None),
    ],
)
def test_an_entry_is_read_of_its_source(tmp_path: Path, source: str, text: str | None) -> None:
    """A file is taken as it is; one that is no text is nothing that a variable could hold."""
    (tmp_path / "key").write_text("line\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    spec = f"stack: s\ndeploy-to: k8s\nsecrets: {{a: {{keys: {{B: {source}}}}}, hand: [C]}}\n"
    heard = told(Spec(text_document("spec.yml", spec.replace("FOLDER", str(tmp_path)))))
    assert heard.secrets == ({} if text is None else {("a", "B"): text})


def test_compose_reads_none() -> None:
    spec = "stack: s\ndeploy-to: compose\nsecrets: {a: {keys: {B: {env: HOME}}}}\n"
    assert told(Spec(text_document("spec.yml", spec))).secrets == {}
