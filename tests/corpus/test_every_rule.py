"""All rules together over the whole corpus: each finding is in the table, with what to think of it.

The other tables of this directory say of single stacks and specs what is found there, and hold it
against what laconic-so was seen to do. This one says that there is nothing else.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from stacklint.rules import NAMES
from tests.corpus.real import CORPUS
from tests.running import commit_all, git, stacklint, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


pytestmark = [
    pytest.mark.untraced,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}"),
]

# How often each rule fires in agave-stack, in the stacks alone, and in the specs that `deploy init`
# wrote for them: in `recommended` without a letter, what `strict` adds with an s, and `audit` with
# an a.
FOUND = {
    # Host names of the corpus are examples, since the real ones were taken out.
    "placeholder-value": ("3", "", "1"),
    # Lines of the operator that say what the compose file's default is.
    "config-without-effect": ("12a", "", "1a"),
    # The older nested copy has Grafana without a volume.
    "data-path-without-volume": ("1s", "", "6s"),
    "exposed-datastore-port": ("2s", "", "22s"),
    "healthcheck-ignored": ("2a", "55a", "55a"),
    "host-network-spreads": ("2s", "", ""),
    "missing-acme-email": ("2s", "", "1s"),
    "mutable-image-tag": ("2s", "", "4s"),
    # What anybody would try first, which is no secret.
    "plaintext-secret": ("6s", "17s", "18s"),
    "privileged-for-every-container": ("4s", "", ""),
    # 1.28 TB of memory for five containers.
    "requests-multiplied-by-containers": ("4s", "", ""),
    # On purpose: the second of the two is for websockets.
    "shadowed-proxy-path": ("2a", "", "1a"),
    "unnamed-compose-file": ("4a", "", ""),
    # Measured: what laconic-so dies of, or passes over, on Kubernetes.
    "depends-on-ignored": ("", "53a", "44s 9a"),
    "environment-list": ("", "14s", "14"),
    "environment-not-a-string": ("", "25s", "25"),
    "ignored-compose-key": ("", "58s 6a", "64s"),
    "interpolation-left-literal": ("", "5s", "5"),
    "name-invalid-on-kubernetes": ("", "", "90"),
    "node-port-out-of-range": ("", "", "10s"),
    "port-with-host-ip": ("", "", "58"),
    "sidecar-name-rewritten": ("", "", "12"),
    "stack-config-hangs": ("", "1s", "1"),
    "string-command-misread": ("", "7s", "7"),
    "unsupported-mount-form": ("", "1s", "1"),
    "unusable-host-bind": ("", "9s", "9"),
    # Services that run once, and are kept going.
    "one-shot-becomes-deployment": ("", "6s", "6"),
    # Nobody has touched what `init` wrote: no path, in one way or another.
    "empty-volume-holds-data": ("", "", "100 12s"),
    "regenerated-spec": ("", "", "63s"),
    "relative-path-off-kind": ("", "", "58s"),
    # On k8s, the images that the stack builds itself are on nobody's registry.
    "local-image-off-kind": ("", "", "19"),
    # The folders of the corpus are called like the stacks.
    "stack-path-not-found": ("", "", "72s"),
    # Two stacks are given their files by a hook, which the corpus has not.
    "configmap-source-missing": ("", "", "4s"),
    # One file for two programs, of which one only reads it.
    "overlapping-volume-paths": ("", "", "1a"),
    # Variables that somebody has to set, and addresses and volumes across pods.
    "required-variable-unset": ("", "", "75s 33a"),
    "service-name-unresolvable": ("", "", "18s"),
    "volume-with-two-writers": ("", "", "6s"),
}
FOLDERS = ("agave-stack", "stack-orchestrator", "expected")


def _counted(place: Path, folder: str, config: Mapping[str, str]) -> dict[str, str]:
    """Say how often each rule fires in a folder of the corpus, in a repository of its own."""
    root = place / folder
    shutil.copytree(CORPUS / folder, root)
    git(root, "init", "--quiet")
    write(root, config)
    commit_all(root)
    done = stacklint(root, "check", "--profile", "audit", "--format", "json")
    assert done.code in {0, 1}, done.err
    found = json.loads(done.out)["findings"]
    counts = Counter((x["rule"], x["profile"]) for x in found)
    letters = {"recommended": "", "strict": "s", "audit": "a"}
    said = {
        rule: " ".join(
            f"{counts[rule, profile]}{letter}"
            for profile, letter in letters.items()
            if counts[rule, profile]
        )
        for rule in NAMES
    }
    return {rule: words for rule, words in said.items() if words}


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_finding_of_the_corpus_is_explained(folder: str, tmp_path: Path) -> None:
    config = {}
    if folder == "expected":
        config = {"stacklint.toml": f'stack-roots = ["{CORPUS / "stack-orchestrator"}"]\n'}
    column = FOLDERS.index(folder)
    explained = {rule: row[column] for rule, row in FOUND.items() if row[column]}
    assert _counted(tmp_path, folder, config) == explained


def test_fork_has_only_passwords_that_anybody_would_try(tmp_path: Path) -> None:
    assert _counted(tmp_path, "fork-examples", {}) == {"plaintext-secret": "2s"}


def test_table_has_only_rules_that_there_are() -> None:
    assert set(FOUND) <= set(NAMES)
