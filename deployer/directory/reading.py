"""A deployment directory as `wanted` takes it: what is to run is computed from what is in there.

    directory = read_directory(WorkTree(place, None), place)
    wanted(*directory)

Directories of laconic-so are read as well as ours; those hold no copies of `ca-certificates`, which
are read from where the spec says. What a spec reads where it is deployed is in no directory:
`directory.surroundings._replace(told=...)`.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from deployer.directory.files.config_env import read_config_env
from deployer.directory.files.copies import copied
from deployer.directory.state import kept_values, state_of
from deployer.errors import BadInput, Damaged
from deployer.source import guard_spec
from deployer.wanted.certificates import KEPT, certificate_paths, file_name
from deployer.wanted.resource import Identity, Surroundings
from stacklint.model.bundle import Bundle, Pod, Stack
from stacklint.model.compose.file import Compose
from stacklint.model.named import NamedTuple
from stacklint.model.secrets.generate import is_generated
from stacklint.model.spec import Spec
from stacklint.model.stack import StackFile
from stacklint.model.targets import ABILITIES
from stacklint.model.yaml.nodes import resolved
from stacklint.model.yaml.scalars import has_value, text_of
from stacklint.repo.discover import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stacklint.model.stack import PodName
    from stacklint.model.tree import Tree
    from stacklint.model.yaml.document import Document

_AS_IT_IS: Mapping[str, str] = MappingProxyType({})
_NONE = "this is no deployment directory"


class Directory(NamedTuple):
    """The three arguments of `wanted`; files are named by their paths in the directory."""

    bundle: Bundle
    identity: Identity
    surroundings: Surroundings


def read_directory(tree: Tree, place: Path, names: Mapping[str, str] = _AS_IT_IS) -> Directory:
    """Read a deployment directory by a tree that is rooted there; `place` is its absolute path.

    The tree may be of what is about to be written (`ContentTree`). `names` are what its author
    calls `spec.yml` and `stack.yml`, which are copies to the byte. Raises BadInput where a file is
    not right, Damaged where it is missing or cannot be read.
    """
    if tree.is_dir("chart") and not tree.is_dir("compose"):
        raise BadInput("chart", "is a Helm chart, and directories of those are not read")
    spec = Spec(_document(tree, "spec.yml", _NONE, names))
    guard_spec(spec)
    bundle = Bundle(spec, _stack(tree, names))
    return Directory(bundle, identity_of(tree, place), _surroundings(tree, spec))


def identity_of(tree: Tree, place: Path) -> Identity:
    """Give the ids that `deployment.yml` holds, or those that laconic-so gives without one."""
    real = str(place.resolve())
    data = tree.read("deployment.yml")
    if data is None:
        legacy = _legacy_id(place)
        return Identity(legacy, legacy, real)
    root = _readable("deployment.yml", data).mapping
    cluster = None if root is None else text_of(root.get("cluster-id"))
    if root is None or not cluster:
        raise Damaged("deployment.yml", "has no `cluster-id`: put the file back as it was made")
    return Identity(text_of(root.get("deployment-id")) or cluster, cluster, real)


def _legacy_id(place: Path) -> str:
    """Give the name of a deployment from before there was a `deployment.yml`.

    Source: reference on deployment directories, section 1.
    """
    text = f"{(place / 'compose').resolve()},{place}/stack.yml,None,None"
    return "laconic-" + hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]


def values_in_use(tree: Tree) -> dict[str, str]:
    """Give what `$generate` stands for: what was made, else what is in `config.env` by hand."""
    spec = Spec(_document(tree, "spec.yml", _NONE))
    entries = spec.section("config").entries
    names = [x.name for x in entries if is_generated(resolved(x.value))]
    lines, files = read_config_env((tree.read("config.env") or b"").decode("utf-8", "replace"))
    for file in files:
        # What somebody added at the end stands below the last credentials file.
        lines |= read_config_env(file.text or "")[0]
    return {name: lines[name] for name in names if lines.get(name)} | kept_values(tree)


def _stack(tree: Tree, names: Mapping[str, str]) -> Stack:
    document = _document(tree, "stack.yml", "it says which pods there are", names)
    if document.mapping is None:
        raise Damaged(document.name, "is not one YAML mapping, and a stack is")
    file = StackFile(document, "")
    pods = tuple(_pods(tree, "compose", file.pods))
    jobs = tuple(_pods(tree, "compose-jobs", file.jobs))
    return Stack(file, pods, jobs, is_whole=True)


def _pods(tree: Tree, folder: str, named: tuple[PodName, ...]) -> Iterator[Pod]:
    for pod in named:
        path = f"{folder}/docker-compose-{pod.name}.yml"
        document = _document(tree, path, "stack.yml names it")
        if document.mapping is None and has_value(document.root):
            raise Damaged(path, "is not one YAML mapping, and a compose file is")
        yield Pod(pod.name, Compose(document))


def _surroundings(tree: Tree, spec: Spec) -> Surroundings:
    data = tree.read("config.env")
    if data is None:
        raise Damaged("config.env", "is not there, and holds the variables of the deployment")
    lines, credentials = read_config_env(data.decode("utf-8", "replace"))
    return Surroundings(
        tree,
        kept_values(tree),
        credentials,
        has_decimal_sizes=state_of(tree).has_decimal_sizes,
        config_env=lines,
        certificates=_certificates(tree, spec),
    )


def _certificates(tree: Tree, spec: Spec) -> dict[str, bytes]:
    if spec.target is None or not ABILITIES[spec.target].makes_objects:
        return {}
    found: dict[str, bytes] = {}
    for index, path in enumerate(certificate_paths(spec)):
        copy = tree.read(f"{KEPT}/{file_name(index)}")
        found[path] = _of_host(path, spec.file) if copy is None else copy
    return found


def _of_host(path: str, spec: str) -> bytes:
    """Read a file of the host, as laconic-so does at each start."""
    file = Path(os.path.expanduser(path))  # noqa: PTH111 -- `Path` fails for who has no home
    if not file.is_absolute() or not file.is_file():
        why = f"names {path}, which is no file of this host: put it there, or write the whole path"
        raise BadInput(spec, why)
    return copied(file, path).files[0].data


def _document(tree: Tree, path: str, why: str, names: Mapping[str, str] = _AS_IT_IS) -> Document:
    data = tree.read(path)
    if data is None:
        raise Damaged(path, f"is not there, and {why}")
    return _readable(names.get(path, path), data)


def _readable(path: str, data: bytes) -> Document:
    document = parsed(path, data)
    if document.fault is not None:
        line = document.position(document.fault.offset).line
        raise Damaged(path, f"cannot be read: {document.fault.words} (line {line})")
    return document
