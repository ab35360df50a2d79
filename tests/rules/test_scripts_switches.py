"""Specs that a script writes again where somebody asks for it, or takes away first."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

RULE = "spec-regenerated-by-script"
FILES = {"envs/prod.yml": "stack: stacks/shop\ndeploy-to: compose\n"}
SPEC, MADE = "envs/prod.yml", "laconic-so deploy init --output envs/prod.yml"


def _severities(text: str, file: str = "deploy.sh") -> list[str]:
    found = lint({**FILES, file: text + "\n"}, RULE, profile=Profile.AUDIT).findings
    return [x.severity.word for x in found]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ('[ "$FORCE" = 1 ] || [ ! -f {s} ] && {m}', "warning"),
        ('if [ "$FORCE" = 1 ] || [ ! -f {s} ]; then {m}; fi', "warning"),
        ('if [ ! -f {s} -o -n "$FORCE" ]; then {m}; fi', "warning"),
        ('if [[ ! -f {s} || -n "$FORCE" ]]; then {m}; fi', "warning"),
        ('if [ -f {s} ] && [ -z "$FORCE" ]; then exit 0; fi\n{m}', "warning"),
        ('if [ -f {s} -a -z "$FORCE" ]; then exit 0; fi\n{m}', "warning"),
        ('[ "$FORCE" = 1 ] && {m}', "warning"),
        ('FORCE=${{FORCE:-0}}\n[ ! -f {s} ] || [ "$FORCE" = 1 ] && {m}', "warning"),
        ('if [ ! -f {s} ] && [ -n "$INIT" ]; then {m}; fi', ""),
        ('[ -f {s} ] || [ -n "$CI" ] || {m}', ""),
        ("[ ! -f {s} ] && [ -d envs ] && {m}", ""),
        ('[ ! -f {s} ] || [ "$KEEP" != 1 ] && {m}', "error"),
        ("[ ! -f {s} ] || [ ! -f other.yml ] && {m}", "error"),
        ("[ -f other.yml ] && [ -f {s} ] || {m}", "error"),
        ('[ "$(hostname)" = alpha ] || [ ! -f other ] && {m}', "error"),
        ("rm -f {s}\n[ -f {s} ] || {m}", "error"),
        ("git rm -q {s}; [ -f {s} ] || {m}", "error"),
        ("mv {s} {s}.bak\n[ -f {s} ] || {m}", "error"),
        ("cd envs; rm prod.yml; cd ..; [ -f {s} ] || {m}", "error"),
        ("f() {{\n  rm -f {s}\n  [ -f {s} ] || {m}\n}}\nf", "error"),
        ('[ -n "$FORCE" ] && rm -f {s}\n[ -f {s} ] || {m}', "warning"),
        ('if [ "$1" = --force ]; then rm -f {s}; fi\n[ -f {s} ] || {m}', "warning"),
        ("read -rp 'Really? '; rm -f {s}; [ -f {s} ] || {m}", ""),
        ("case $1 in clean) rm -f {s};; *) ;; esac\n[ -f {s} ] || {m}", "warning"),
        ("case $1 in clean) rm -f {s};; init) [ -f {s} ] || {m};; esac", ""),
        ('clean() {{\n  rm -f {s}\n}}\ninit() {{\n  [ -f {s} ] || {m}\n}}\n"$@"', ""),
        ("[ -f {s} ] || {m}\nrm -f {s}", ""),
        ("rm -f other.yml; [ -f {s} ] || {m}", ""),
        ("rm -f {s}.bak; [ -f {s} ] || {m}", ""),
    ],
)
def test_what_is_a_choice_and_what_is_no_guard(text: str, severity: str) -> None:
    assert "".join(_severities(text.format(s=SPEC, m=MADE))) == severity


@pytest.mark.parametrize(
    ("tasks", "severity"),
    [
        (["file: {{path: {s}, state: absent}}", "command: {m}\n  args: {{creates: {s}}}"], "error"),
        (["command: {m}\n  args: {{creates: {s}}}", "file: {{path: {s}, state: absent}}"], ""),
        (
            [
                "file: {{path: {s}, state: absent}}\n  when: force | default(false) | bool",
                "command: {m}\n  args: {{creates: {s}}}",
            ],
            "warning",
        ),
        (
            [
                "stat: {{path: {s}}}\n  register: spec",
                "command: {m}\n  when: not spec.stat.exists or force | default(false) | bool",
            ],
            "warning",
        ),
        (
            [
                "stat: {{path: {s}}}\n  register: spec",
                "command: {m}\n  when: not spec.stat.exists and inventory_hostname == 'a'",
            ],
            "",
        ),
    ],
)
def test_a_playbook_asks_as_a_script_does(tasks: list[str], severity: str) -> None:
    text = "\n".join(f"- {task}" for task in tasks).format(s=SPEC, m=MADE)
    assert "".join(_severities(text, file="play.yml")) == severity


STEP = f"step: {{script: [{MADE}]}}"
MANUAL = "step: {trigger: manual, script: [ls]}"
SHARED = f"definitions: {{steps: [step: &a {{script: [{MADE}]}}]}}\n"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"pipelines: {{custom: {{again: [{STEP}]}}}}", "warning"),
        (f"pipelines: {{branches: {{main: [{STEP}]}}}}", "error"),
        (f"pipelines: {{branches: {{custom: [{STEP}]}}}}", "error"),
        (f"pipelines: {{default: [{MANUAL}, {STEP}]}}", "warning"),
        (f"pipelines: {{default: [{STEP}, {MANUAL}]}}", "error"),
        (f"pipelines: {{default: [{MANUAL}, parallel: [{STEP}]]}}", "warning"),
        (f"pipelines: {{default: [stage: {{trigger: manual, steps: [{STEP}]}}]}}", "warning"),
        (f"pipelines: {{default: [stage: {{steps: [{STEP}]}}]}}", "error"),
        (SHARED + "pipelines: {custom: {again: [step: *a]}}", "warning"),
        (SHARED + "pipelines: {custom: {again: [step: *a]}, default: [step: *a]}", "error"),
        (SHARED + "pipelines: {custom: {again: [step: {<<: *a, name: x}]}}", "warning"),
        (SHARED + "pipelines: {default: [step: {<<: *a, name: x}]}", "error"),
    ],
)
def test_what_bitbucket_waits_for(text: str, severity: str) -> None:
    assert "".join(_severities(text, file="bitbucket-pipelines.yml")) == severity


SCRIPT = f"steps: [script: {MADE}]"
REASON = "condition: \"eq(variables['Build.Reason'], 'Manual')\""
NO_REASON = "condition: \"or(eq(variables['Build.Reason'], 'Manual'), always())\""
SURE = "{job: sure, pool: server, steps: [task: ManualValidation@1]}"

ASKS = f"{{stage: b, jobs: [{SURE}]}}"
ONCE = f"strategy: {{runOnce: {{deploy: {{{SCRIPT}}}}}}}"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"trigger: none\n{SCRIPT}", "warning"),
        (f"trigger: none\npr: none\n{SCRIPT}", "warning"),
        (f"trigger: none\npr: [main]\n{SCRIPT}", "error"),
        (f"trigger: none\nschedules: [cron: 0 0 * * *]\n{SCRIPT}", "error"),
        (f"trigger: none\nresources: {{pipelines: [{{trigger: true}}]}}\n{SCRIPT}", "error"),
        (f"trigger: [main]\n{SCRIPT}", "error"),
        (f"pr: none\n{SCRIPT}", "error"),
        (f"jobs: [{{job: a, {REASON}, {SCRIPT}}}]", "warning"),
        (f"jobs: [{{job: a, {NO_REASON}, {SCRIPT}}}]", "error"),
        (f"steps: [{{script: {MADE}, {REASON}}}]", "warning"),
        (f"jobs: [{SURE}, {{job: a, dependsOn: sure, {SCRIPT}}}]", "warning"),
        (f"jobs: [{SURE}, {{job: a, {SCRIPT}}}]", "error"),
        (
            f"jobs: [{SURE}, {{job: b, dependsOn: sure}}, {{deployment: a, dependsOn: b, {ONCE}}}]",
            "warning",
        ),
        (f"stages: [{{stage: a, trigger: manual, jobs: [{{job: a, {SCRIPT}}}]}}]", "warning"),
        (f"stages: [{ASKS}, {{stage: a, jobs: [{{{SCRIPT}}}]}}]", "warning"),
        (f"stages: [{ASKS}, {{stage: a, dependsOn: [], jobs: [{{{SCRIPT}}}]}}]", "error"),
        (f"stages: [{{jobs: [{{job: x, {REASON}}}]}}, {{jobs: [{{{SCRIPT}}}]}}]", "error"),
    ],
)
def test_what_azure_waits_for(text: str, severity: str) -> None:
    assert "".join(_severities(text, file="azure-pipelines.yml")) == severity


HAND = "rules: [{when: manual}]"
LATER = f"stage: deploy, script: [{MADE}]"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"a: {{{HAND}, script: ls}}\nx: {{{LATER}}}", "warning"),
        (f"a: {{when: manual, allow_failure: false, script: ls}}\nx: {{{LATER}}}", "warning"),
        (f"a: {{when: manual, script: ls}}\nx: {{{LATER}}}", "error"),
        (f"a: {{{HAND}, allow_failure: true, script: ls}}\nx: {{{LATER}}}", "error"),
        (f"a: {{{HAND}, stage: deploy, script: ls}}\nx: {{{LATER}}}", "error"),
        (f"a: {{{HAND}, script: ls}}\nx: {{needs: [], {LATER}}}", "error"),
        (f".a: {{{HAND}, script: ls}}\nx: {{{LATER}}}", "error"),
        (f"a: {{rules: [{{if: $A, when: manual}}, {{if: $B}}]}}\nx: {{{LATER}}}", "error"),
        (f"stages: [deploy, test]\na: {{{HAND}, script: ls}}\nx: {{{LATER}}}", "error"),
        (f"stages: [ok, deploy]\na: {{stage: ok, {HAND}, script: ls}}\nx: {{{LATER}}}", "warning"),
    ],
)
def test_a_stage_of_gitlab_waits_for_a_manual_job(text: str, severity: str) -> None:
    assert "".join(_severities(text, file=".gitlab-ci.yml")) == severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"spec:\n\trm -f {SPEC}\n\ttest -f {SPEC} || {MADE}", "error"),
        (f"clean:\n\trm -f {SPEC}\nspec:\n\ttest -f {SPEC} || {MADE}", ""),
        (f"spec:\n\ttest -f {SPEC} || {MADE}\nclean:\n\trm -f {SPEC}", ""),
    ],
)
def test_a_recipe_takes_its_spec_away(text: str, severity: str) -> None:
    assert "".join(_severities(text, file="Makefile")) == severity
