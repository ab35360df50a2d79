"""Files into scripts: which pieces of them are shell, and where each command stands."""

from __future__ import annotations

import pytest

from stacklint.model.scripts.command import HOME
from stacklint.model.scripts.script import Script, ScriptKind, kind_of
from stacklint.model.scripts.script_files import read_script


def _read(name: str, text: str) -> Script:
    script = read_script(name, text)
    assert script is not None
    return script


def _told(name: str, text: str) -> list[tuple[int, str]]:
    script = _read(name, text)
    return [(script.document.position(x.start).line, " ".join(x.words)) for x in script.commands]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("deploy.sh", ScriptKind.SHELL),
        ("bin/x.bash", ScriptKind.SHELL),
        ("Makefile", ScriptKind.MAKEFILE),
        ("mk/x.mk", ScriptKind.MAKEFILE),
        ("justfile", ScriptKind.MAKEFILE),
        ("Justfile", ScriptKind.MAKEFILE),
        ("x.markdown", ScriptKind.MARKDOWN),
        ("docs/x.md", ScriptKind.MARKDOWN),
        ("Dockerfile", ScriptKind.DOCKERFILE),
        ("x/Dockerfile.dev", ScriptKind.DOCKERFILE),
        (".github/workflows/x.yml", ScriptKind.WORKFLOW),
        (".github/actions/up/action.yaml", ScriptKind.WORKFLOW),
        (".github/actions/up/spec.yml", ScriptKind.ANSIBLE),
        ("deploy/action.yml", ScriptKind.ANSIBLE),
        ("action.yml", ScriptKind.WORKFLOW),
        ("azure-pipelines.yml", ScriptKind.WORKFLOW),
        (".azuredevops/deploy.yaml", ScriptKind.WORKFLOW),
        ("bitbucket-pipelines.yml", ScriptKind.WORKFLOW),
        (".travis.yml", ScriptKind.WORKFLOW),
        (".buildkite/pipeline.yml", ScriptKind.WORKFLOW),
        ("Jenkinsfile", ScriptKind.JENKINSFILE),
        ("ci/Jenkinsfile.deploy", ScriptKind.JENKINSFILE),
        ("ops/Taskfile.yml", ScriptKind.TASKFILE),
        (".envrc", ScriptKind.SHELL),
        ("templates/deploy.sh.j2", ScriptKind.SHELL),
        ("templates/nginx.conf.j2", None),
        (".gitlab-ci.yml", ScriptKind.WORKFLOW),
        ("ci/shop.gitlab-ci.yml", ScriptKind.WORKFLOW),
        ("ansible/x.yaml", ScriptKind.ANSIBLE),
        ("x.py", None),
        ("x.txt", None),
        ("LICENSE", None),
        (".gitignore", None),
        ("bin/deploy", ScriptKind.SHELL),
        (".githooks/post-receive", ScriptKind.SHELL),
        ("x.zsh", ScriptKind.SHELL),
        ("x.just", ScriptKind.MAKEFILE),
        ("Containerfile", ScriptKind.DOCKERFILE),
        ("web/package.json", ScriptKind.PACKAGE),
        ("etc/cron.d/notes", ScriptKind.CRONTAB),
        ("notes.cron", ScriptKind.CRONTAB),
        ("notes.service", ScriptKind.UNIT),
        (".forgejo/workflows/x.yml", ScriptKind.WORKFLOW),
        (".gitea/workflows/x.yaml", ScriptKind.WORKFLOW),
        (".forgejo/actions/up/action.yml", ScriptKind.WORKFLOW),
        ("actions/up/action.yml", ScriptKind.WORKFLOW),
        (".gitlab/ci/deploy.yml", ScriptKind.WORKFLOW),
        (".circleci/config.yml", ScriptKind.WORKFLOW),
        (".woodpecker.yml", ScriptKind.WORKFLOW),
        (".woodpecker/deploy.yaml", ScriptKind.WORKFLOW),
    ],
)
def test_kinds_are_told_by_name(name: str, kind: ScriptKind | None) -> None:
    assert kind_of(name) is kind


WORKFLOW = """\
on: push
jobs:
  deploy:
    steps:
      - uses: actions/checkout@v4
      - run: one two
      - working-directory: envs
        run: |
          three
          four five
      - run: >
          six
          seven
"""
GITLAB = """\
image: x
deploy:
  before_script: [one]
  script:
    - two three
    - |
      four
      five
  allow_failure: true
"""
MAKEFILE = """\
SPEC := envs/prod.yml
deploy: x
\t@echo $(SPEC)
\t-one $(SPEC) \\
\t  two
other:
\tthree $(OTHER)
"""
DOCKERFILE = """\
FROM x
RUN one && \\
    two
COPY . .
RUN three
"""
PAGE = """\
# Title

```bash
$ laconic-so one
laconic-so two
```

```yaml
laconic-so: three
```

- step:

  ```console
  laconic-so four
  ```
"""
PLAYBOOK = """\
- hosts: all
  vars:
    repo: /srv/repo
  tasks:
    - name: One
      ansible.builtin.command: one {{ repo }} {{ other }}
    - shell:
        cmd: two
        chdir: /x
    - command:
        argv: [three, four]
    - block:
        - name: Five
          shell: |
            five
            six
          when: wanted
    - debug: {msg: x}
    - lineinfile: path=/etc/x line=y
"""


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        (
            ".github/workflows/x.yml",
            WORKFLOW,
            [(6, "one two"), (9, "three"), (10, "four five"), (11, "six seven")],
        ),
        (".gitlab-ci.yml", GITLAB, [(3, "one"), (5, "two three"), (7, "four"), (8, "five")]),
        (
            "Makefile",
            MAKEFILE,
            [(3, "echo envs/prod.yml"), (4, "one envs/prod.yml two"), (7, "three ${OTHER}")],
        ),
        ("Dockerfile", DOCKERFILE, [(2, "one"), (3, "two"), (5, "three")]),
        ("x.md", PAGE, [(4, "laconic-so one"), (5, "laconic-so two"), (15, "laconic-so four")]),
        (
            "x.yml",
            PLAYBOOK,
            [
                (6, "one /srv/repo ${other}"),
                (8, "two"),
                (11, "three four"),
                (15, "five"),
                (16, "six"),
            ],
        ),
    ],
)
def test_commands_stand_at_their_lines(name: str, text: str, told: list[tuple[int, str]]) -> None:
    assert _told(name, text) == told


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_places_hold_for_any_line_end(end: str) -> None:
    script = _read("x.yml", PLAYBOOK.replace("\n", end))
    text = script.document.text
    assert [text[x.start : x.end].strip() for x in script.commands if x.program == "six"] == ["six"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("x.yml", "- {shell: one two, when: x}\n- {shell: three}\n", ["one two", "three"]),
        ("x.yml", "- shell: 'one'  # note\n- shell: >-\n    two\n", ["'one'", ">-"]),
        ("x.yml", "- shell: |\n    one\n    two\n", ["one", "two"]),
        ("x.yml", "- command: {argv: [one, two]}\n", ["[one, two]"]),
        (".gitlab-ci.yml", "a: {script: [one two, 'three']}\n", ["one two", "'three'"]),
        (".gitlab-ci.yml", "a:\n  script:\n    - one  # note\n", ["one"]),
    ],
)
def test_a_command_ends_where_its_text_does(
    name: str, text: str, shown: list[str], end: str
) -> None:
    script = _read(name, text.replace("\n", end))
    assert [script.document.text[x.start : x.end] for x in script.commands] == shown


def test_directories_guards_and_failures_of_tasks() -> None:
    script = _read("x.yml", PLAYBOOK)
    by_name = {x.program: x for x in script.commands}
    assert by_name["two"].directory == "/x"
    assert by_name["five"].guards[-1] == ("wanted", True)
    assert [task.module for task in script.tasks] == ["lineinfile"]
    assert script.tasks[0].arguments["path"] == "/etc/x"


def test_steps_and_recipes_that_may_fail() -> None:
    assert [x.ignores_failure for x in _read(".gitlab-ci.yml", GITLAB).commands] == [True] * 4
    assert [x.ignores_failure for x in _read("Makefile", MAKEFILE).commands] == [False, True, False]


def test_a_playbook_that_asks_is_confirmed_from_there() -> None:
    text = "- command: one\n- pause: {prompt: sure}\n- command: two\n"
    assert [x.is_confirmed for x in _read("x.yml", text).commands] == [False, True]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.yml", ""),
        ("x.yml", "a: b\n"),
        ("x.yml", "- a\n- b\n"),
        ("x.yml", "- a: b\n  c: ["),
        ("x.yml", "- hosts: all\n  tasks: 5\n- 7\n"),
        (".github/workflows/x.yml", "jobs: [a]\n"),
        (".github/workflows/x.yml", "jobs: {a: {steps: {b: c}}}\n"),
        (".gitlab-ci.yml", "a: {script: {b: c}}\n"),
        ("Makefile", ""),
        ("x.md", "```bash\nls\n```\n"),
        ("x.md", "```bash\nnot closed\n"),
        ("x.py", "import os\n"),
    ],
)
def test_what_holds_no_command_is_no_script(name: str, text: str) -> None:
    script = read_script(name, text)
    assert script is None or script.commands == ()


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("$ kind a \\\n> b \\\n> c\n", ["kind a b c"]),
        ("  $ kind a \\\n  > b\n", ["kind a b"]),
        ("kind a \\\n> b\n", ["kind a"]),
        ("$ kind a\n> b.log\n", ["kind a"]),
        ("# kind a\n", []),
        ("$ kind a\n# kind b\n", ["kind a"]),
        ("$ kind a\nkind b\n\n$ kind c\n", ["kind a", "kind c"]),
        ("kind a\nkind b\n", ["kind a", "kind b"]),
        ("$ kind a |\n  kind b\nkind c\n", ["kind a", "kind b"]),
        ("$ for x in y; do\n> kind $x\n> done\nkind c\n", ["kind y"]),
        ("$ kind a \\\n  b\nkind c\n", ["kind a b"]),
        ("$ sh <<E\nkind a\nE\nkind b\n", ["sh", "kind a"]),
        ("ops@alpha:~/x$ kind a\nkind b\n", ["kind a"]),
        ("root@alpha:/# kind a\nkind b\n", ["kind a"]),
        ("(venv) ops@alpha:~$ kind a\nkind b\n", ["kind a"]),
        ("[ops@alpha x]$ kind a\nkind b\n", ["kind a"]),
    ],
)
def test_prompts_of_a_page_are_no_part_of_a_command(lines: str, words: list[str]) -> None:
    script = read_script("README.md", f"```console\n{lines}```\n")
    found = () if script is None else script.commands
    assert [" ".join(x.words) for x in found] == words


def test_templates_of_jinja_are_read_around_their_blocks() -> None:
    text = "- hosts: all\n  tasks:\n{% if x %}\n    - command: one {{ a.b }}\n{% endif %}\n"
    assert _told("x.yml", text) == [(4, "one {{ a.b }}")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Makefile", " " * 130_000 + "\\"),
        ("Makefile", "A=" + " " * 130_000 + "#"),
        ("x.md", "```sh x\n" * 16_000),
        ("justfile", "x:\n  #!\n" + " \n" * 40_000 + " \0"),
        ("Makefile", "define x\n" * 12_000),
    ],
)
def test_what_never_ends_ends_at_once(name: str, text: str) -> None:
    assert read_script(name, text) is None


BLOCKS = """\
- hosts: all
  ignore_errors: true
  tasks:
    - block:
        - command: one
          when: first
        - block:
            - ansible.legacy.command: two
      when: [outer, other]
    - shell: three {{ item }}/x
      loop: [a, b]
      args: {chdir: "/{{ item }}", creates: /f}
    - file: {path: "/srv/{{ path }}", state: absent}
      with_items: [c]
      loop_control: {loop_var: path}
    - command: four {{ item }}
      loop: "{{ all }}"
    - command: {argv: [bash, -c, 'five "six seven"']}
"""


def test_what_stands_around_a_task_holds_for_it() -> None:
    script = _read("x.yml", BLOCKS)
    by_name = {x.program: x for x in script.commands}
    assert by_name["one"].guards == (("first", True), ("outer", True), ("other", True))
    assert by_name["two"].guards == (("outer", True), ("other", True))
    assert by_name["three"].guards == (("test -f /f", False),)
    assert all(x.ignores_failure for x in script.commands)


@pytest.mark.parametrize(
    ("text", "places", "goes_on"),
    [
        ("x:\n\tcd y\n\trm z\n", ["", ""], [False, False]),
        (".ONESHELL:\nx:\n\tcd y\n\trm z\n", ["", "y"], [False, False]),
        (".ONESHELL :\nx:\n\tcd y\nw:\n\trm z\n", ["", ""], [False, False]),
        (".ONESHELL:\nx:\n\t-cd y\n\trm z\n", ["", "y"], [True, True]),
        (".ONESHELL:\nx:\n\tcd y\n\t-rm z\n", ["", "y"], [False, False]),
    ],
)
def test_one_shell_goes_on_where_the_line_before_has_led(
    text: str, places: list[str], goes_on: list[bool]
) -> None:
    commands = _read("Makefile", text).commands
    assert [x.directory for x in commands] == places
    assert [x.ignores_failure for x in commands] == goes_on


def test_a_task_does_its_work_for_each_item() -> None:
    script = _read("x.yml", BLOCKS)
    words = {x.program: x.words[1:] for x in script.commands}
    assert words["three"] == ("{a,b}/x",)
    assert words["four"] == ("${item}",)
    assert words["five"] == ("six seven",)
    assert [x.arguments["path"] for x in script.tasks] == ["/srv/c"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Makefile", "x:\n\tfor d in a b; do one $$d; done\n", [(2, "one {a,b}")]),
        ("Makefile", "X=1\nx:\n\tone $(X) $$Y $${X}\n", [(3, "one 1 $Y 1")]),
        ("Makefile", "export X := 1\nY ::= $(X)/2\nx:\n\tone ${Y}\n", [(4, "one 1/2")]),
        ("Makefile", "Y = $(X)/2\nX = 1\nx:\n\t$(RM) -r $(Y)\n", [(4, "rm -f -r ${Y}")]),
        ("Makefile", "x: ; one\ny:; @two \\\n  three\n", [(1, "one"), (2, "two three")]),
        (
            "Makefile",
            "define x\none\n\ttwo\nendef\n# define\ndefine y\n",
            [(2, "one"), (3, "two")],
        ),
        (
            "Makefile",
            ".ONESHELL:\nx:\n\t@cd y\n\tone $$D\nz: x\n\ttwo \\\n\t  three\n\n\tfour\n",
            [(3, "cd y"), (4, "one $D"), (6, "two three"), (9, "four")],
        ),
        (
            "justfile",
            "x:\n    #!/bin/sh\n    cd y\n\n    one {{z}}\ny:\n    two\n",
            [(3, "cd y"), (5, "one ${z}"), (7, "two")],
        ),
        ("x.md", "~~~sh\nlaconic-so one\n~~~\n", [(2, "laconic-so one")]),
        ("x.md", "````sh\nlaconic-so one\n```\n````\n", [(2, "laconic-so one")]),
        (
            ".github/workflows/x.yml",
            (
                "env: {A: a, B: b}\njobs:\n  x:\n    env: {B: c}\n    steps:\n"
                "    - run: one ${{ env.A }} $B ${{ inputs.c }} $D\n"
                "      env: {D: '${{ matrix.d }}'}\n"
            ),
            [(6, "one a c ${inputs_c} $D")],
        ),
        (
            ".github/workflows/x.yml",
            (
                "jobs:\n  x:\n    steps:\n    - uses: some/ssh-action@v1\n"
                "      with:\n        script: |\n          cd y\n          one\n"
                "    - uses: some/other@v1\n      with: {script: two}\n"
            ),
            [(7, "cd y"), (8, "one")],
        ),
        (
            ".github/actions/up/action.yml",
            (
                "name: up\nruns:\n  using: composite\n  steps:\n    - shell: bash\n"
                "      run: |\n        one ${{ inputs.a }}\n    - {shell: pwsh, run: two}\n"
            ),
            [(7, "one ${inputs_a}")],
        ),
        (
            ".gitlab-ci.yml",
            "variables: {A: a, B: {value: b}}\nx:\n  script: one $A $B\n",
            [(3, "one a $B")],
        ),
    ],
)
def test_what_a_file_sets_is_known(name: str, text: str, told: list[tuple[int, str]]) -> None:
    assert _told(name, text) == told


@pytest.mark.parametrize(
    ("script", "directory", "beneath"),
    [("one", HOME, ""), ("cd x; one", None, "x"), ("cd /x; one", "/x", "")],
)
def test_a_script_that_another_host_runs_begins_in_a_home(
    script: str, directory: str | None, beneath: str
) -> None:
    text = f"jobs: {{x: {{steps: [{{uses: ssh-action, with: {{script: {script}}}}}]}}}}\n"
    last = _read(".github/workflows/x.yml", text).commands[-1]
    assert (last.directory, last.beneath) == (directory, beneath)


def test_the_workspace_is_where_a_job_starts() -> None:
    step = "{run: one, working-directory: '${{ github.workspace }}/envs'}"
    text = f"jobs: {{x: {{steps: [{step}]}}}}\n"
    assert _read(".github/workflows/x.yml", text).commands[0].directory == "envs"


@pytest.mark.parametrize("value", ["{{ repo }}", "{{repo}}", "{{  repo }}"])
def test_variables_of_a_play_are_put_in_however_they_are_spaced(value: str) -> None:
    text = f"- hosts: all\n  vars: {{repo: /srv/r}}\n  tasks:\n  - command: one {value}\n"
    assert _told("x.yml", text) == [(4, "one /srv/r")]


def test_a_step_of_an_action_may_be_left_to_fail() -> None:
    text = "runs: {using: composite, steps: [{shell: sh, run: one, continue-on-error: true}]}\n"
    assert _read(".github/actions/up/action.yml", text).commands[0].ignores_failure


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("bin/up", "#!/usr/bin/env bash\none\n", [(2, "one")]),
        ("bin/up", "#!/bin/sh -e\none\n", [(2, "one")]),
        (
            "package.json",
            '{\n\t"name": "x",\n\t"scripts": {\n\t\t"up": "cd x && one \\"a b\\""\n\t}\n}\n',
            [(4, "cd x"), (4, "one a b")],
        ),
        (
            "cron.d/x",
            "MAILTO=x\n# 1 2 3 4 5 no\n*/5 0 * jan-mar 1,2 root one two\n@daily me three\n",
            [(3, "one two"), (4, "three")],
        ),
        ("crontab", "0 3 * * * cd /x && one\n", [(1, "cd /x"), (1, "one")]),
        (
            "x.service",
            "[Service]\nExecStart=-/bin/sh -c 'one; \\\n  two'\nExecStop=+three\nUser=x\n",
            [(2, "one"), (2, "two"), (4, "three")],
        ),
        (
            ".woodpecker.yml",
            "steps:\n- name: x\n  commands:\n  - cd y\n  - one\n- image: z\n",
            [(4, "cd y"), (5, "one")],
        ),
        (".woodpecker/x.yml", "steps:\n  x:\n    commands: one\n", [(3, "one")]),
        (
            ".circleci/config.yml",
            "version: 2.1\njobs: {x: {steps: [checkout, {run: one}, {run: {command: two}}]}}\n",
            [(2, "one"), (2, "two")],
        ),
    ],
)
def test_programs_packages_and_what_a_host_runs(
    name: str, text: str, told: list[tuple[int, str]]
) -> None:
    assert _told(name, text) == told


@pytest.mark.parametrize("text", ["one\n", "#!/usr/bin/python3\none\n", "#!/usr/bin/env fish\n"])
def test_what_has_no_ending_says_what_it_is_written_in(text: str) -> None:
    assert read_script("bin/up", text) is None


def test_a_unit_says_where_it_runs_and_what_may_fail() -> None:
    text = "[Service]\nExecStart=-one\nExecStart=two\nWorkingDirectory=/x\n"
    commands = _read("x.service", text).commands
    assert [(x.directory, x.ignores_failure) for x in commands] == [("/x", True), ("/x", False)]


def test_nobody_knows_where_cron_starts() -> None:
    first, last = _read("crontab", "@daily one; cd /x; two\n").commands[::2]
    assert (first.directory, last.directory) == (None, "/x")


@pytest.mark.parametrize(
    ("name", "text", "confirmed"),
    [
        ("Makefile", "x:\n\tread -p sure a && test $$a\n\tone\n", True),
        ("Makefile", "ask:\n\t@read -p sure a\nx: y ask\n\tone\n", True),
        ("Makefile", "ask:\n\t@echo sure && read a && [ $$a = y ]\nx: ask\n\tone\n", True),
        ("Makefile", "ask:\n\t@echo you read a page\nx: ask\n\tone\n", False),
        ("Makefile", "x: y ask\n\tone\nask:\n\tgum confirm sure\n", True),
        ("Makefile", "ask:\n\tread -p sure a\nx: y\n\tone\n", False),
        ("Makefile", "x:\n\tone\n\tread -p sure a\n", False),
        ("Makefile", "y:\n\tread -p sure a\nx:\n\tone\n", False),
        ("justfile", "[confirm]\nx:\n    one\n", True),
        ("justfile", "[confirm('sure?')]\nx a='b':\n    one\n", True),
        ("justfile", "[confirm]\ny:\n    two\nx:\n    one\n", False),
        ("justfile", "[confirm]\ny:\nx: y\n    one\n", True),
    ],
)
def test_a_recipe_waits_for_the_person_whom_it_asks(
    name: str,
    text: str,
    confirmed: bool,
) -> None:
    found = [x for x in _read(name, text).commands if x.program == "one"]
    assert [x.is_confirmed for x in found] == [confirmed]
