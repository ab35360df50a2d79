"""What a rule finds in the examples of its page does not depend on how their YAML is written."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest
import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from stacklint.fix.rounds import Seen, fix_files
from tests.pages import all_cases
from tests.test_rule_pages import is_applied, lint_case, whole_text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from stacklint.finding import Finding
    from stacklint.model.yaml.document import Document
    from tests.pages import Case

# PyYAML drops comments, and some rules read them: each way is held against blocks without them.
AGAIN = [case for case in all_cases() if any(name.endswith(".yml") for name in case.files)]


def _keys(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    for one in _nodes(node):
        for key, _ in one.value if isinstance(one, yaml.MappingNode) else ():
            if isinstance(key, yaml.ScalarNode):
                yield key


def _nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    yield node
    if isinstance(node, yaml.CollectionNode):
        for child in node.value:
            for one in child if isinstance(child, tuple) else (child,):
                yield from _nodes(one)


def _in_blocks(node: yaml.Node) -> str:
    for one in _nodes(node):
        if isinstance(one, yaml.CollectionNode):
            one.flow_style = False
        elif isinstance(one, yaml.ScalarNode) and not one.value and not one.style:
            one.value = "~"
    return _text(node)


def _in_braces(node: yaml.Node) -> str:
    _in_blocks(node)
    for one in _nodes(node):
        if isinstance(one, yaml.CollectionNode):
            one.flow_style = True
    return _without_tags(node)


def _in_braces_within(node: yaml.Node) -> str:
    _in_braces(node)
    assert isinstance(node, yaml.CollectionNode)
    node.flow_style = False
    return _without_tags(node)


def _without_tags(node: yaml.Node) -> str:
    """Leave in blocks what PyYAML puts a tag to in braces: a time, and all else with a colon."""
    text = _text(node)
    return _in_blocks(node) if "!!" in text else text


def _with_quoted_keys(node: yaml.Node) -> str:
    _in_blocks(node)
    for key in _keys(node):
        if key.tag == "tag:yaml.org,2002:str":
            key.style = '"'
    return _text(node)


def _shifted(node: yaml.Node) -> str:
    """Indent by four, and all of it by two more; a comment at its head does not."""
    lines = _in_blocks_by(node, 4).splitlines(keepends=True)
    return "# note\n" + "".join("  " + line if line.strip() else line for line in lines)


def _in_blocks_by(node: yaml.Node, indent: int) -> str:
    _in_blocks(node)
    return _text(node, indent)


def _text(node: yaml.Node, indent: int = 2) -> str:
    return str(yaml.serialize(node, width=4096, indent=indent, allow_unicode=True))


BLOCKS = "in blocks"
WAYS: dict[str, Callable[[yaml.Node], str]] = {
    BLOCKS: _in_blocks,
    "in braces": _in_braces,
    "in braces, section by section": _in_braces_within,
    "with quoted keys": _with_quoted_keys,
    "indented as a whole": _shifted,
}


def _written(case: Case, way: str) -> Case:
    files = {
        name: _rewritten(text, way) if name.endswith(".yml") else text
        for name, text in case.files.items()
    }
    head = None if case.head is None else _rewritten(case.head, way)
    return replace(case, shared=files, text=files[case.file], head=head)


@cache
def _rewritten(text: str, way: str) -> str:
    """Leave alone what is no single document, or none at all: there the writing is the fault."""
    try:
        roots = list(yaml.compose_all(text, yaml.SafeLoader))
    except yaml.YAMLError:
        return text
    is_one = len(roots) == 1 and isinstance(roots[0], yaml.CollectionNode)
    return WAYS[way](roots[0]) if is_one else text


def _told(findings: list[Finding]) -> list[tuple[object, ...]]:
    return sorted(
        (x.rule, x.severity.word, x.profile.word, x.file, x.key[2] if x.at.path else "")
        for x in findings
    )


@pytest.mark.slow
@pytest.mark.parametrize("case", AGAIN, ids=str)
def test_finding_is_the_same_however_it_is_written(case: Case, tmp_path: Path) -> None:
    told = {way: _told(lint_case(_written(case, way), tmp_path).findings) for way in WAYS}
    assert told == dict.fromkeys(WAYS, told[BLOCKS])


@pytest.mark.slow
@pytest.mark.parametrize("case", [x for x in AGAIN if x.fixed], ids=str)
def test_fix_makes_the_same_of_it_or_is_refused(case: Case, tmp_path: Path) -> None:
    made = {way: _fixed(_written(case, way), tmp_path) for way in WAYS}
    assert made[BLOCKS] is not None
    assert {way: x for way, x in made.items() if x not in (made[BLOCKS], None)} == {}


def _fixed(case: Case, tmp_path: Path) -> dict[str, object] | None:
    """Give what the files hold after their fixes; None where one was refused."""

    def relint(_: Collection[str], texts: Mapping[str, Document]) -> Seen:
        outcome = lint_case(case, tmp_path, {file: whole_text(x) for file, x in texts.items()})
        return Seen(outcome.findings, {*case.files})

    outcome = lint_case(case, tmp_path)
    fixed = fix_files(outcome.documents, outcome.findings, relint, is_applied)
    if fixed.refused:
        return None
    after, _ = relint((), fixed.documents)
    assert [finding.message for finding in after if is_applied(finding)] == []
    changed = {file: whole_text(x) for file, x in fixed.documents.items()}
    return {file: _held(text) for file, text in {**case.files, **changed}.items()}


def _held(text: str) -> object:
    reader = YAML(typ="safe")
    reader.allow_duplicate_keys = True
    try:
        return list(reader.load_all(text))
    except YAMLError:
        return text
