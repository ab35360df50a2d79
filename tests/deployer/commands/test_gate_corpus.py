"""Which real stacks, with the spec that `deploy init` writes, the gate lets through."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from deployer.errors import SpecHasErrors
from stacklint.cli import main
from stacklint.cli.deploy.gate import refuse_errors
from tests.corpus.real import CORPUS
from tests.deployer.worlds import NO_CORPUS
from tests.running import git

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS),
]

ROOTS = ("stack-orchestrator", "agave-stack/stack-orchestrator")
STACKS = sorted(
    folder.relative_to(CORPUS).as_posix()
    for root in ROOTS
    for folder in (CORPUS / root).glob("stacks/*")
)
ASKED = argparse.Namespace(config=None, isolated=False, baseline=None)

# What is refused, by target: no cluster of another host has an image that was built on this one.
REFUSED = {"compose": {}, "k8s-kind": {}, "k8s": {"local-image-off-kind": 20}}


def _refusals(spec: str) -> set[str]:
    try:
        refuse_errors(spec, ASKED)
    except SpecHasErrors as error:
        return {rule for rule, _ in error.findings}
    return set()


@pytest.mark.parametrize("target", REFUSED)
def test_stacks_are_refused_for_what_we_cannot_do_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    git(tmp_path, "init", "--quiet")
    monkeypatch.chdir(tmp_path)
    for root in ROOTS:
        (tmp_path / root).parent.mkdir(exist_ok=True)
        (tmp_path / root).symlink_to(CORPUS / root)
    more = ("--volume-root", "/srv/data") if target == "k8s" else ()
    made: list[str] = []
    for number, stack in enumerate(STACKS):
        words = ("--stack", stack, "--deploy-to", target, "--output", f"{number}.yml", *more)
        # Some name compose files that no checkout here has.
        if main(["deploy", "init", *words]) == 0:
            made.append(f"{number}.yml")
    assert len(made) == 25
    assert Counter(rule for spec in made for rule in _refusals(spec)) == REFUSED[target]
