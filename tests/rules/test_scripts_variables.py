"""Paths that a file sets beside its commands, and has them deleted by a variable."""

from __future__ import annotations

import pytest

from tests.rules.test_scripts_deleting import DB, severities_of

CALL = (
    "on:\n  workflow_call:\n    inputs:\n      data-dir: {{type: string, default: {d}}}\n"
    "jobs:\n  a:\n    runs-on: [self-hosted]\n    steps:\n"
)
ACTION = "inputs:\n  dir: {{default: {d}}}\nruns:\n  using: composite\n  steps:\n"
X, HAND = (
    ".github/workflows/x.yml",
    "on: {{workflow_dispatch: {{inputs: {{dir: {{default: {d}}}}}}}}}\n",
)
JOB = "jobs: {{a: {{runs-on: [self-hosted], steps: [{{run: 'rm -rf {w}'}}]}}}}\n"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (X, CALL + "      - run: rm -rf ${{{{ inputs.data-dir }}}}"),
        (X, CALL + "      - env: {{D: '${{{{ inputs.data-dir }}}}'}}\n        run: rm -rf \"$D\""),
        (X, HAND + JOB.replace("{w}", "${{{{ github.event.inputs.dir }}}}")),
        ("action.yml", ACTION + "    - {{shell: bash, run: 'rm -rf \"${{{{ inputs.dir }}}}\"'}}"),
        (
            ".gitlab-ci.yml",
            "variables: {{D: {{value: {d}, description: x}}}}\nx:\n  script:\n    - rm -rf $D",
        ),
        ("x.service", "[Service]\nEnvironment=D={d}\nExecStartPre=/bin/rm -rf ${{D}}"),
        ("x.service", '[Service]\nEnvironment=A=b "D={d}"\nExecStop=/bin/rm -rf $D'),
        ("crontab", "D={d}\n0 3 * * * rm -rf $D/*"),
        ("etc/cron.d/x", 'D="{d}"\n0 3 * * * root rm -rf $D'),
    ],
)
def test_a_path_is_set_beside_the_command(file: str, text: str) -> None:
    found = severities_of(text.format(d=DB), file=file)
    assert len(found) == 1
    assert severities_of(text.format(d="/srv/other"), file=file) == []
