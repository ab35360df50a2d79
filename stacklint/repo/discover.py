"""Specs among files: found by their shape, not by their name."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from stacklint.model.enums import Enum
from stacklint.model.named import NamedTuple
from stacklint.model.pattern import Pattern
from stacklint.model.scripts.script import YAML, ScriptKind, kind_of
from stacklint.model.spec_shape import OWN_KEYS, is_spec
from stacklint.model.tokens import mask_template
from stacklint.model.yaml.document import (
    BOM,
    Document,
    read_document,
    text_document,
    wide_encoding_of,
)
from stacklint.model.yaml.parse import LFS_POINTER, SEALED, Fault, FaultKind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from stacklint.model.tree import Tree

_ESCAPED_KEY = rb"(?m)^\"[\w-]*\\[xuU]"
_STACK_KEY = rb"stack[\"']?[ \t]*:|\?[ \t]+[\"']?stack\b"
# Nobody knows what a line behind a tab belongs to: YAML does not indent by tabs.
_AT_TOP = Pattern(r"^(?: *\t[ \t]*)?[\"']?([a-z][a-z-]*)[\"']?[ \t]*:", re.MULTILINE)
_IN_BRACES = Pattern(r"[{,\s][\"']?([A-Za-z][A-Za-z-]*)[\"']?[ \t]*:")
_ANYWHERE = Pattern(r"^[ \t]*[\"']?([a-z][a-z-]*)[\"']?[ \t]*:", re.MULTILINE)
_BESIDE_STACK = OWN_KEYS - {"stack"}
_NO_KEY = ("#", "---", "%")
_OF_MANIFEST = frozenset({"apiVersion", "kind"})
_MANIFEST = Pattern(r"^(?:apiVersion|kind)[ \t]*:", re.MULTILINE)
_PLAYBOOK = Pattern(
    r"(?:^[ \t-]+|[{,][ \t]*)[\"']?"
    r"(?:ansible\.(?:builtin|legacy|posix)\.|kubernetes\.core\.|community\.docker\.)?"
    r"(?:hosts|block|command|shell|raw|script|copy|cron|file|template|replace|lineinfile|blockinfile|k8s"
    r"|synchronize|unarchive|docker_(?:volume|prune|compose|compose_v2))[\"']?[ \t]*:",
    re.MULTILINE,
)
_SCRIPT = Pattern(r"^[ \t]+[\"']?script[\"']?[ \t]*:", re.MULTILINE)
_OF_JOB = Pattern(
    r"^[ \t]+[\"']?(?:allow_failure|before_script|extends|needs|only|rules|stage|tags)[\"']?"
    r"[ \t]*:",
    re.MULTILINE,
)
_STACK_NAME = "stack.yml"
_SPEC_NAME = Pattern(r"(?:^|[-/])spec(?:[-.][^/]*)?\.ya?ml$")


class Shape(Enum):
    """What a file turned out to be."""

    SPEC = "spec"
    COPY = "copy in a deployment directory"
    MANIFEST = "Kubernetes manifest"
    PLAYBOOK = "list that may be a playbook"
    PIPELINE = "jobs that a pipeline may include"
    POINTER = "what Git LFS leaves in the place of a spec"
    SEALED = "encrypted"
    OTHER = "something else"
    MISSING = "missing"


class Found(NamedTuple):
    """A file that was looked at; `document` is set for specs, and for what stands in their place.

    `may_be_left` is set for something else that has no key but those of a spec: what a spec was
    reduced to may look so.
    """

    path: str
    shape: Shape
    document: Document | None = None
    may_be_left: bool = False

    @property
    def may_have_commands(self) -> bool:
        """Tell whether it is a script by what is in it, whatever its name."""
        return self.shape in {Shape.PLAYBOOK, Shape.PIPELINE}


def candidates(tree: Tree, below: Iterable[str], is_template: Callable[[str], bool]) -> list[str]:
    """List the files below some directories that may hold a spec."""
    prefixes = tuple("" if path in {"", "."} else path.rstrip("/") + "/" for path in below)
    return [
        path
        for path in tree.files()
        if (path.endswith(YAML) or is_template(path)) and path.startswith(prefixes)
    ]


def once(paths: Iterable[str], tree: Tree) -> list[str]:
    """Leave out each file that is among the others under a name of its own."""
    found = list(paths)
    known, targets = frozenset(found), tree.targets_of(found)
    return [path for path in found if targets.get(path) not in known]


def script_candidates(
    tree: Tree,
    named: Iterable[str],
    is_excluded: Callable[[str], bool],
    specs: Container[str] = (),
) -> list[str]:
    """List the files that are scripts by their name: those that are named, or lie below.

    `specs` are known to be none: names are looked at in many ways, and most files are specs.
    """
    named = set(named)
    folders = tuple("" if path == "." else path + "/" for path in named if tree.is_dir(path))
    found = {path for path in named if _is_named_like_script(path) and not tree.is_dir(path)}
    if folders:
        others = (x for x in tree.files() if x.startswith(folders) and x not in specs)
        below = (path for path in others if _is_named_like_script(path))
        found.update(once((path for path in below if not is_excluded(path)), tree))
    return sorted(found)


def _is_named_like_script(path: str) -> bool:
    """Playbooks have no name of their own; they are found among the YAML files that are read."""
    kind = kind_of(path)
    return kind is not None and not (kind is ScriptKind.ANSIBLE and path.endswith(YAML))


def look_at(tree: Tree, path: str, *, is_template: bool = False) -> Found:
    """Read one file and tell what it is."""
    data = tree.read(path)
    if data is None:
        return Found(path, Shape.MISSING)
    if not _may_be_spec(data) and not wide_encoding_of(data):
        return _other(path, _shape_of_other(data), data)
    document = parsed(path, data, is_template=is_template)
    shape = _shape(document, data)
    if shape is not Shape.SPEC:
        return _other(path, shape, data)
    return Found(path, Shape.COPY if _has_deployment_beside(tree, path) else shape, document)


def _may_be_spec(data: bytes) -> bool:
    """Tell, cheaply and widely, what need not be parsed."""
    if b"deploy-to" in data:
        return True
    if b"stack" in data and re.search(_STACK_KEY, data) is not None:
        return True
    return b"\\" in data and re.search(_ESCAPED_KEY, data) is not None


def _other(path: str, shape: Shape, data: bytes) -> Found:
    """Tell what may still be of a spec."""
    if data.startswith(SEALED):
        fault = Fault(FaultKind.SEALED, "it is encrypted, and this clone does not decrypt it", 0)
        return Found(path, Shape.SEALED, Document(path, "", None, fault, 0))
    if data.startswith(LFS_POINTER.encode()) and is_named_like_spec(path):
        fault = Fault(FaultKind.LOST, "Git LFS has left its pointer here", 0)
        text = data.decode("utf-8", "replace")
        return Found(path, Shape.POINTER, Document(path, text, None, fault, 0))
    keys = _AT_TOP.findall(data[:100_000].decode("utf-8", "replace"))
    return Found(path, shape, may_be_left=shape is Shape.OTHER and OWN_KEYS.issuperset(keys))


def _shape_of_other(data: bytes) -> Shape:
    """Tell what a file is that can be no spec."""
    text = data[:100_000].decode("utf-8", "replace").removeprefix(BOM)
    if _MANIFEST.search(text):
        return Shape.MANIFEST
    if text.lstrip().startswith(("-", "#", "[")) and _PLAYBOOK.search(text):
        return Shape.PLAYBOOK
    # Most files are told by that word alone.
    is_pipeline = "script" in text and _SCRIPT.search(text) and _OF_JOB.search(text)
    return Shape.PIPELINE if is_pipeline else Shape.OTHER


def parsed(path: str, data: bytes, *, is_template: bool = False) -> Document:
    """Parse a file; what Jinja puts into a template is parsed as tokens of the same length."""
    document = read_document(path, data)
    if not is_template or (document.fault is not None and not document.text):
        return document
    masked = mask_template(document.text)
    if masked is None:
        return document
    template = text_document(path, document.text, masked)
    template.bom = document.bom
    return template


def _shape(document: Document, data: bytes) -> Shape:
    if document.fault is not None:
        # Of a file that is too large, no text was kept.
        text = document.text or data[:100_000].decode("utf-8", "replace")
        return Shape.SPEC if _looks_like_spec(text) else Shape.OTHER
    return Shape.SPEC if is_spec(document) else _shape_of_other(data)


def _looks_like_spec(text: str) -> bool:
    """Recognise a spec that cannot be parsed, by what stands at the left margin, or in braces."""
    written = _from_margin(text)
    keys = set((_IN_BRACES if written.startswith("{") else _AT_TOP).findall(written))
    if keys >= _OF_MANIFEST or _MANIFEST.search(text) is not None:
        return False
    if "deploy-to" in keys:
        return True
    # What stands a blank too far right may be just what nobody can parse.
    return "stack" in keys and not _BESIDE_STACK.isdisjoint(keys.union(_ANYWHERE.findall(written)))


def _from_margin(text: str) -> str:
    """Give the lines that say something, without the margin that all of them have."""
    lines = [x for x in text.splitlines() if x.strip() and not x.lstrip().startswith(_NO_KEY)]
    margin = min((len(x) - len(x.lstrip()) for x in lines), default=0)
    return "\n".join(x[margin:] for x in lines)


def _has_deployment_beside(tree: Tree, path: str) -> bool:
    folder, name = posixpath.split(path)
    return name == "spec.yml" and tree.is_file(posixpath.join(folder, "deployment.yml"))


def is_named_like_spec(path: str) -> bool:
    """Tell whether people would take a file for a spec by its name."""
    return _SPEC_NAME.search(path) is not None


def is_named_like_stack(path: str) -> bool:
    """Tell whether a file has the one name under which stacks are read."""
    return path.endswith(_STACK_NAME) and posixpath.basename(path) == _STACK_NAME
