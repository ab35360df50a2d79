"""Options that nobody can mean: refused with 2, and nothing is looked at."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest

from tests.running import stacklint

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

EMPTY = "is empty: write what it stands for, or leave it out"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("start --dir . --timeout -1", "--timeout -1: write how many seconds, more than 0"),
        ("restart --dir . --timeout nan", "--timeout nan: write how many seconds, more than 0"),
        ("stop --dir . --timeout inf", "--timeout inf: write how many seconds, more than 0"),
        ("destroy --dir . --timeout 0", "--timeout 0: write how many seconds, more than 0"),
        ("start --dir . --settle -0.5", "--settle -0.5: write how many seconds, 0 or more"),
        ("start --dir . --settle nan", "--settle nan: write how many seconds, 0 or more"),
        ("logs --dir . db --tail -3", "--tail -3: write how many lines, 0 or more"),
        *(
            (f"{action} --dir ''", f"--dir {EMPTY}")
            for action in ("start", "restart", "stop", "destroy", "plan", "status", "volumes")
        ),
        ("ps --dir ' '", f"--dir {EMPTY}"),
        ("restart --dir . --spec-file ''", f"--spec-file {EMPTY}"),
        ("restart --dir . --rev ''", f"--rev {EMPTY}"),
        ("restart --dir . --plan ''", f"--plan {EMPTY}"),
        ("restart --dir . --baseline ''", f"--baseline {EMPTY}"),
        ("start --dir . --kind-node-image ''", f"--kind-node-image {EMPTY}"),
        ("start --dir . --migrate a --migrate ''", f"--migrate {EMPTY}"),
        ("destroy --dir . --volumes ''", f"--volumes {EMPTY}"),
        ("plan --spec-file ''", f"--spec-file {EMPTY}"),
        ("adopt --dir . --spec-file ''", f"--spec-file {EMPTY}"),
        ("create --spec-file a --deployment-dir ''", f"--deployment-dir {EMPTY}"),
        ("init --stack a --deploy-to k8s --output ''", f"--output {EMPTY}"),
        ("init --stack a --deploy-to k8s --output b --volume-root ''", f"--volume-root {EMPTY}"),
        ("logs --dir . ''", f"SERVICE {EMPTY}"),
        ("exec --dir . '' -- true", f"SERVICE {EMPTY}"),
        ("start --dir . --migrate a --migrate b --migrate a", "--migrate names a twice: write it"),
        ("plan --dir . --fresh a --fresh a", "--fresh names a twice: write it once"),
        ("destroy --dir . --volumes a a", "--volumes names a twice: write it once"),
        ("destroy --dir . --volumes a --volumes b a", "--volumes names a twice: write it once"),
    ],
)
def test_what_nobody_can_mean_is_refused(tmp_path: Path, line: str, words: str) -> None:
    done = stacklint(tmp_path, "deploy", *shlex.split(line))
    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    "line",
    [
        "start --dir . --settle 0 --timeout 0.5",
        "logs --dir . db --tail 0",
        "exec --dir . db -- sh -c ''",
        "start --dir . --migrate a --migrate b",
    ],
)
def test_what_makes_sense_goes_on(tmp_path: Path, line: str) -> None:
    done = stacklint(tmp_path, "deploy", *shlex.split(line))
    assert (done.code, "is no deployment directory" in done.err) == (1, True), done.err


def test_whoever_reads_events_is_told_too(tmp_path: Path) -> None:
    done = stacklint(tmp_path, "deploy", "stop", "--dir", "", "--format", "json")
    assert json.loads(done.out)["exit"] == done.code == 2
