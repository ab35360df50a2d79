"""Bundles in memory and from the corpus, and what is wanted of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from deployer.wanted import wanted
from deployer.wanted.resource import Identity, Surroundings, Told
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from stacklint.repo.trees import WorkTree
from tests.corpus.real import CORPUS
from tests.memory import MemoryTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deployer.wanted.resource import Credentials, Wanted
    from stacklint.model.change import Data
    from stacklint.model.tree import Tree

EXPECTED = CORPUS / "expected"

# What the recorded objects have in the place of an id, a cluster and a directory.
RECORDED = Identity("DEPLOYMENT-ID", "CLUSTER-ID", "DEPLOYMENT-DIR")
OURS = Identity("laconic-f3m6b6j4", "laconic-f3m6b6cn", "/srv/deployments/web")
HEADS = {
    "compose": "stack: stacks/web\ndeploy-to: compose\n",
    "k8s": "stack: stacks/web\ndeploy-to: k8s\nkube-config: kc.yml\n",
    "k8s-kind": "stack: stacks/web\ndeploy-to: k8s-kind\n",
}


class Case(NamedTuple):
    """A stack of one or several pods, and a spec for it; `spec` stands below the head."""

    compose: str = "services: {web: {image: nginx}}\n"
    spec: str = ""
    target: str = "k8s-kind"
    files: Mapping[str, str] = {}
    pods: Mapping[str, str] = {}
    generated: Mapping[str, str] = {}
    credentials: tuple[Credentials, ...] = ()
    pull_token: str | None = None
    secrets: Mapping[tuple[str, str], str] = {}
    has_decimal_sizes: bool = False
    certificates: Mapping[str, bytes] = {}


def files_of(case: Case) -> dict[str, str]:
    """Give the files of a case."""
    pods = {"web": case.compose, **case.pods}
    return {
        "spec.yml": HEADS[case.target] + case.spec,
        "stacks/web/stack.yml": "name: web\npods:\n" + "".join(f"  - {pod}\n" for pod in pods),
        **{f"compose/docker-compose-{pod}.yml": text for pod, text in pods.items()},
        **case.files,
    }


def made(case: Case) -> Wanted:
    """Give what is wanted of a case."""
    files = files_of(case)
    tree = MemoryTree({path: text.encode() for path, text in files.items()})
    around = Surroundings(
        tree,
        case.generated,
        case.credentials,
        Told(case.pull_token, case.secrets),
        case.has_decimal_sizes,
        certificates=case.certificates,
    )
    return of_text(files["spec.yml"], "spec.yml", around, OURS)


def spec_of(case: Case) -> Spec:
    """Give the spec of a case."""
    return Spec(text_document("spec.yml", HEADS[case.target] + case.spec))


def of_text(text: str, name: str, around: Surroundings, identity: Identity) -> Wanted:
    """Give what is wanted of the text of a spec."""
    spec = Spec(text_document(name, text))
    return wanted(Library(around.tree).bundle(spec), identity, around)


def recorded_spec(stack: str, target: str) -> tuple[str, str, Tree]:
    """Give the name and text of a spec of the corpus, and the tree around it."""
    if stack == "agave-stack":
        folder = CORPUS / "agave-stack"
        text = (folder / "deployment" / "spec.yml").read_text(encoding="utf-8")
        return "deployment/spec.yml", text, WorkTree(folder, None)
    text = (EXPECTED / stack / target / "spec.yml").read_text(encoding="utf-8")
    tree = WorkTree(CORPUS / "stack-orchestrator", None)
    return "spec.yml", text.replace("stack: ", "stack: stacks/", 1), tree


def of_corpus(stack: str, target: str) -> Wanted:
    """Give what is wanted of a spec of the corpus."""
    name, text, tree = recorded_spec(stack, target)
    return of_text(text, name, Surroundings(tree, {}), RECORDED)


def stacks_of_corpus(*targets: str) -> list[tuple[str, str]]:
    """Give the stacks that have a spec for a target."""
    if not EXPECTED.is_dir():
        return []
    names = sorted(path.name for path in EXPECTED.iterdir())
    return [(x, t) for x in names for t in targets if (EXPECTED / x / t / "spec.yml").is_file()]


def body(wanted: Wanted, kind: str, name: str = "") -> Data:
    """Give the body of the resource of a kind whose name ends so; None where there is none."""
    found = (x for x in wanted.resources if x.key.kind == kind and x.key.name.endswith(name))
    one = next(found, None)
    return None if one is None else one.body


def at(data: Data, path: str) -> Data:
    """Follow a path with dots into data; None where it ends."""
    for part in path.split(".") if path else ():
        if isinstance(data, list):
            data = data[int(part)] if int(part) < len(data) else None
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data
