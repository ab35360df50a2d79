"""What CIs and those who run tasks have a shell run: Jenkins, Azure, Bitbucket, Taskfiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.script_files import read_script

if TYPE_CHECKING:
    from stacklint.model.scripts.script import Script


def _read(name: str, text: str) -> Script:
    script = read_script(name, text)
    assert script is not None
    return script


JENKINSFILE = r'''
pipeline {
  environment {
    SPEC = 'envs/prod.yml'
  }
  stages {
    stage('one') { steps { sh 'one $SPEC' } }
    stage('two') {
      steps {
        // sh 'nothing'
        dir('envs') {
          sh label: 'a', script: """two ${env.SPEC} \$X
            three"""
        }
        input message: 'Sure?'
        sh(script: "four", returnStdout: true)
      }
    }
  }
}
'''


def test_steps_of_jenkins() -> None:
    found = _read("Jenkinsfile", JENKINSFILE).commands
    assert [(" ".join(x.words), x.directory, x.is_confirmed) for x in found] == [
        ("one envs/prod.yml", "", False),
        ("two envs/prod.yml $X", "envs", False),
        ("three", "envs", False),
        ("four", "", True),
    ]
    lines = [_read("Jenkinsfile", JENKINSFILE).document.position(x.start).line for x in found]
    assert lines == [7, 12, 13, 16]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("""echo "now sh 'one'" """, []),
        ("""echo 'now sh "one"'""", []),
        ("""println("sh 'one'")""", []),
        ("""echo \"\"\"run\nsh 'one'\n\"\"\" """, []),
        ("""writeFile file: 'x', text: \'\'\'a\nsh "one"\n\'\'\'""", []),
        ("""echo "}"; dir('a') { echo '{' }; sh 'one'""", ["one"]),
        ("""echo 'a'; sh 'one'; echo "b" """, ["one"]),
        ("""echo "it's"; sh 'one' // it's""", ["one"]),
        ("""foo() // don't\nsh 'one'""", ["one"]),
        ("""echo "${sh(script: 'one', returnStdout: true)}" """, ["one"]),
        ("""def x = "a ${env.B}"; sh "one" """, ["one"]),
        ("""withCredentials([string(credentialsId: 'x')]) { sh 'one' }""", ["one"]),
    ],
)
def test_a_text_of_jenkins_is_no_step(line: str, words: list[str]) -> None:
    script = read_script("Jenkinsfile", f"node {{ {line}\n}}\n")
    found = () if script is None else script.commands
    assert [(*x.words, x.directory) for x in found] == [(word, "") for word in words]


AZURE = """\
variables:
  - {name: SPEC, value: envs/prod.yml}
stages:
  - stage: x
    jobs:
      - job: y
        steps:
          - checkout: self
          - script: one $(SPEC) $(Build.SourcesDirectory) $(date)
            workingDirectory: $(System.DefaultWorkingDirectory)/envs
          - bash: |
              two
            continueOnError: true
          - task: Bash@3
            inputs: {targetType: inline, script: three}
          - task: SSH@0
            inputs: {runOptions: inline, inline: four}
"""
BITBUCKET = """\
definitions:
  steps:
    - step: &deploy
        script: [one, cd x, two]
pipelines:
  branches:
    main:
      - step: *deploy
      - parallel:
          - step: {script: [three], after-script: [four]}
          - step:
              script:
                - pipe: atlassian/ssh-run:0.8.1
                  variables: {SSH_USER: ops, COMMAND: five}
"""
TASKFILE = """\
version: '3'
vars: {SPEC: envs/prod.yml}
tasks:
  spec:
    status: ['test -f {{.SPEC}}']
    dir: '{{.ROOT_DIR}}/envs'
    cmds:
      - one {{.SPEC}}
      - {cmd: two, ignore_error: true}
      - task: other
  wipe:
    prompt: Sure?
    cmd: three
  short: four
  list: [five]
  sure:
    preconditions: ['[ "$SURE" = 1 ]', {sh: test -d x, msg: no}]
    cmd: six
"""


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        (
            "azure-pipelines.yml",
            AZURE,
            [
                ("one envs/prod.yml ${Build_SourcesDirectory} $(date)", "envs", False),
                ("date", "envs", False),
                ("two", "", True),
                ("three", "", False),
                ("four", HOME, False),
            ],
        ),
        (
            "bitbucket-pipelines.yml",
            BITBUCKET,
            [
                ("one", "", False),
                ("cd x", "", False),
                ("two", "x", False),
                ("three", "", False),
                ("four", "", False),
                ("five", HOME, False),
            ],
        ),
        (
            "Taskfile.yml",
            TASKFILE,
            [
                ("one envs/prod.yml", "envs", False),
                ("two", "envs", True),
                ("three", "", False),
                ("four", "", False),
                ("five", "", False),
                ("six", "", False),
            ],
        ),
        (
            ".travis.yml",
            "script: one\ndeploy: {script: two}\n",
            [("one", "", False), ("two", "", False)],
        ),
        (".buildkite/x.yml", "steps: [{command: one}, wait]\n", [("one", "", False)]),
        (
            "action.yml",
            "runs:\n  using: composite\n  steps: [{run: one, shell: bash}]\n",
            [("one", "", False)],
        ),
        (
            "x.sh.j2",
            "{% if x %}\none {{ spec }} {{ y | z }}\n{% endif %}\n",
            [("one ${spec} ${y}", "", False)],
        ),
        (".envrc", "one\n", [("one", "", False)]),
    ],
)
def test_what_others_run(name: str, text: str, found: list[tuple[str, str, bool]]) -> None:
    commands = _read(name, text).commands
    assert sorted((" ".join(x.words), x.directory, x.ignores_failure) for x in commands) == sorted(
        found
    )


def test_a_task_waits_for_its_status_and_for_a_person() -> None:
    one, _, wipe, *_, six = _read("Taskfile.yml", TASKFILE).commands
    assert [tuple(x) for x in one.guards] == [("test -f envs/prod.yml", False)]
    assert [tuple(x) for x in six.guards] == [('[ "$SURE" = 1 ]', True), ("test -d x", True)]
    assert (one.is_confirmed, wipe.is_confirmed) == (False, True)


@pytest.mark.parametrize(
    "name",
    ["Jenkinsfile", "Taskfile.yml", "azure-pipelines.yml", "bitbucket-pipelines.yml", "x.sh.j2"],
)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "sh '",
        "sh ''' ",
        "/*" * 30_000,
        "dir('a') {\n" * 9000,
        "tasks: x",
        "steps: [x]",
        "pipelines: x",
        "{{",
        "tasks: {a: {cmds: [{}]}}",
    ],
)
def test_what_others_run_may_be_anything(name: str, text: str) -> None:
    script = read_script(name, text)
    assert script is None or not script.commands or name == "x.sh.j2"
