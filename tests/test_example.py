"""The example repository has the nine faults that it is there for, and no more."""

from __future__ import annotations

from pathlib import Path

from tests.running import stacklint

EXAMPLE = Path(__file__).parents[1] / "examples" / "operator-repo"

FAULTS = [
    "envs/prod.yml:14:5: warning[unknown-service-in-spec]",
    "envs/prod.yml:19:3: error[empty-volume-holds-data]",
    "envs/prod.yml:20:16: error[string-prefix-of-mount-root]",
    "envs/remote.yml:6:1: error[null-section]",
    "envs/remote.yml:10:13: error[relative-path-off-kind]",
    "envs/staging.yml:4:1: warning[unknown-key]",
    "envs/staging.yml:7:15: error[wrong-value-type]",
    "envs/staging.yml:9:1: error[volume-missing-from-spec]",
    "envs/staging.yml:11:13: error[unexpanded-home]",
]


def test_readme_shows_what_the_example_says() -> None:
    readme = (EXAMPLE.parents[1] / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("$ stacklint check\n")[2].partition("```")[0]
    told = stacklint(EXAMPLE, "check", "--format", "full", env={"COLUMNS": "100"}).out
    assert shown in told


def test_volumes_page_shows_what_the_example_says() -> None:
    page = (EXAMPLE.parents[1] / "docs/volumes.md").read_text(encoding="utf-8")
    shown = page.partition("$ stacklint volumes envs/prod.yml\n")[2].partition("```")[0]
    assert stacklint(EXAMPLE, "volumes", "envs/prod.yml", env={"COLUMNS": "100"}).out == shown


def test_example_has_nine_faults() -> None:
    done = stacklint(EXAMPLE, "check", "--format", "concise")
    assert done.code == 1
    assert [line.partition("] ")[0] + "]" for line in done.out.splitlines()] == FAULTS
