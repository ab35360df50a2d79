"""Paths that a file sets beside its commands, and has them deleted by a variable."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint
from tests.rules.test_scripts_deleting import DB, FILES, severities_of

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


GONE = "- ansible.builtin.file: {path: '{{ db_dir }}', state: absent}\n"
PLAY = "- hosts: all\n  tasks:\n  " + GONE
ROLE = "roles/notes/tasks/main.yml"
LISTED = "- hosts: all\n  vars_files:\n    - v.yml\n"
IN_TEXT = "- hosts: all\n  tasks:\n  - file: path={{ d }} state=absent\n    vars: "
SET = f"db_dir: {DB}\n"


@pytest.mark.parametrize(
    ("file", "text", "beside", "count"),
    [
        (ROLE, GONE, {"roles/notes/defaults/main.yml": SET}, 1),
        (ROLE, GONE, {"roles/notes/vars/main.yaml": SET}, 1),
        ("roles/notes/handlers/main.yml", GONE, {"roles/notes/defaults/main.yml": SET}, 1),
        (ROLE, GONE, {"roles/other/defaults/main.yml": SET}, 0),
        (ROLE, GONE, {"roles/notes/defaults/main.yml": SET, "group_vars/all.yml": "db_dir: /x"}, 0),
        (ROLE, GONE, {"group_vars/all.yml": SET, "roles/notes/defaults/main.yml": "db_dir: /x"}, 1),
        (ROLE, GONE, {"roles/notes/defaults/main.yml": f"r: {DB}\ndb_dir: '{{{{ r }}}}/'\n"}, 1),
        ("a/site.yml", PLAY, {"a/group_vars/all.yml": SET}, 1),
        ("a/site.yml", PLAY, {"group_vars/all/paths.yml": SET}, 1),
        ("a/site.yml", PLAY, {"a/inventories/prod/group_vars/notes.yml": SET}, 1),
        (
            "a/site.yml",
            PLAY,
            {"a/group_vars/x.yml": SET, "a/group_vars/y.yml": "db_dir: /srv/other\n"},
            0,
        ),
        ("site.yml", f"- hosts: all\n  vars_files: [v.yml]\n{PLAY[13:]}", {"v.yml": SET}, 1),
        (
            "a/site.yml",
            f"- hosts: all\n  vars_files:\n    - v.yml\n{PLAY[13:]}",
            {"a/v.yml": SET},
            1,
        ),
        ("site.yml", PLAY, {"v.yml": SET}, 0),
        ("site.yml", PLAY, {"group_vars/all.yml": "$ANSIBLE_VAULT;1.1;AES256\n3132\n"}, 0),
        ("site.yml", PLAY.replace("db_dir", f'db_dir | default("{DB}")'), {}, 1),
        ("site.yml", PLAY.replace("db_dir", f'db_dir | default("{DB}", true)'), {}, 1),
        ("site.yml", PLAY.replace("db_dir", 'db_dir | default("/srv/other")'), {}, 0),
        ("t/x.sh.j2", f"rm -rf {{{{ db_dir | default('{DB}') }}}}\n", {}, 1),
        ("site.yml", f"{IN_TEXT}{{d: {DB}}}", {}, 1),
    ],
)
def test_a_playbook_takes_a_path_from_elsewhere(
    file: str, text: str, beside: dict[str, str], count: int
) -> None:
    found = lint({**FILES, **beside, file: text}, "data-deleted-by-script", profile=Profile.AUDIT)
    assert len(found.findings) == count


@pytest.mark.parametrize(
    ("find", "count"),
    [
        (f"paths: {DB}, file_type: any, recurse: true", 1),
        (f"path: {DB}, hidden: true", 1),
        (f"paths: {DB}, patterns: '*.log'", 0),
        (f"paths: {DB}, age: 7d", 0),
        ("paths: /srv/other", 0),
    ],
)
def test_a_task_goes_through_what_another_found(find: str, count: int) -> None:
    text = (
        "- hosts: all\n  tasks:\n"
        f"    - ansible.builtin.find: {{{find}}}\n      register: old\n"
        "    - file: {path: '{{ item.path }}', state: absent}\n      loop: '{{ old.files }}'\n"
    )
    assert len(severities_of(text, file="site.yml")) == count


CLAIM = "kind: PersistentVolumeClaim\nmetadata: {name: x-notes-files}\n"


@pytest.mark.parametrize(
    ("arguments", "file", "count"),
    [
        ("src: claims.yml", "a/claims.yml", 1),
        ("src: claims.yml", "a/files/claims.yml", 1),
        ("src: '{{ playbook_dir }}/../k/claims.yml'", "k/claims.yml", 1),
        ("template: claims.yml.j2", "a/templates/claims.yml.j2", 1),
        ("definition: \"{{ lookup('file', 'k/claims.yml') | from_yaml_all }}\"", "k/claims.yml", 1),
        ("src: other.yml", "a/claims.yml", 0),
        ("src: /srv/claims.yml", "claims.yml", 0),
    ],
)
def test_a_task_deletes_the_objects_of_a_file(arguments: str, file: str, count: int) -> None:
    text = f"- hosts: all\n  tasks:\n    - kubernetes.core.k8s: {{state: absent, {arguments}}}\n"
    files = {**FILES, file: CLAIM, "a/site.yml": text}
    found = lint(files, "data-deleted-by-script", profile=Profile.AUDIT)
    assert len(found.findings) == count
