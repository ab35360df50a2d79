"""How far stacklint gets with each stack of the corpus: a spec, its objects, its directory."""

from __future__ import annotations

import argparse
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from deployer.commands.create import create
from deployer.commands.init import Asked, init
from deployer.errors import DeployError, SpecHasErrors
from deployer.source import Repository
from deployer.wanted.resource import Surroundings
from stacklint.cli.deploy.gate import refuse_errors
from stacklint.model.targets import target_named
from tests.corpus.real import CORPUS
from tests.deployer.wanted.made import OURS, of_text
from tests.deployer.worlds import world
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Iterator

# The stack that comes with a spec of its own, which its operators keep, and those of the fork.
KEPT = "agave-stack"
OF_THE_FORK = {"example-todo-list": "stacks/todo", "skillfixture": "stack"}
_KEPT_SPEC = "deployment/spec.yml"


class Reached(NamedTuple):
    """What came of a stack: how many objects a plan has, and what the linter has against it.

    `errors` are rules, one for each finding; `stop` is the sentence that ends it before that.
    """

    objects: int = 0
    errors: tuple[str, ...] = ()
    stop: str = ""


def stacks(target: str) -> list[str]:
    """Name the stacks of the corpus that can be deployed to a target."""
    found = {path.name for path in (CORPUS / "stack-orchestrator" / "stacks").iterdir()}
    kept = {KEPT} if target == "k8s-kind" else set()
    return sorted({*found, *OF_THE_FORK, *kept})


@contextmanager
def repositories() -> Iterator[Path]:
    """Lay the stacks out as their operators have them, each repository in a folder."""
    folders = ["stack-orchestrator", KEPT, *(f"fork-examples/{x}" for x in OF_THE_FORK)]
    with TemporaryDirectory() as place:
        root = Path(place).resolve()
        for folder in folders:
            copy = shutil.copytree(CORPUS / folder, root / Path(folder).name)
            write(copy, {"kubeconfig.yml": "apiVersion: v1\n"})
        yield root


def reached(root: Path, stack: str, target: str) -> Reached:
    """Write a spec, plan it and make its directory, as far as it goes."""
    has_own = stack == KEPT or stack in OF_THE_FORK
    repository = Repository(root / (stack if has_own else "stack-orchestrator"), ())
    spec = _KEPT_SPEC if stack == KEPT else f"{stack}-{target}.yml"
    try:
        if stack != KEPT:
            write(repository.root, {spec: _first_spec(repository, spec, stack, target)})
        text = (repository.root / spec).read_text(encoding="utf-8")
        objects = of_text(text, spec, Surroundings(repository.tree, {}), OURS).resources
        return Reached(len(objects), tuple(_errors(repository, spec)))
    except DeployError as error:
        return Reached(stop=str(error))


def _first_spec(repository: Repository, spec: str, stack: str, target: str) -> str:
    named = target_named(target)
    assert named is not None, target
    folder = OF_THE_FORK.get(stack, f"stacks/{stack}")
    root = "/srv/data" if target == "k8s" else ""
    first, _ = init(repository, spec, Asked(repository.root, folder, named, root, ""))
    return first.text


def _errors(repository: Repository, spec: str) -> list[str]:
    """Make the directory as if all errors were allowed; give the rules that have one."""
    found: list[str] = []
    asked = argparse.Namespace(config=None, isolated=True, baseline=None)

    def lint() -> None:
        try:
            refuse_errors(str(repository.root / spec), asked)
        except SpecHasErrors as error:
            found.extend(rule for rule, _ in error.findings)

    directory = repository.root.parent / f"{spec.replace('/', '-')}-deployment"
    create(repository, spec, directory, world()._replace(lint=lint))
    return found
