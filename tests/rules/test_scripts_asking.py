"""Who was asked before a script deletes something, and who was not."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

FILES = {
    "envs/prod.yml": (
        "stack: stacks/notes\ndeploy-to: k8s-kind\nvolumes:\n  notes-db: /srv/kind/notes/db\n"
    ),
}
CONFIRM = 'confirm() { read -r -p "Really? " a; [ "$a" = y ] || exit 1; }\n'
WIPE = "\nrm -rf /srv/kind/notes/db"


def _severity(text: str) -> str:
    files = {**FILES, "wipe.sh": text + "\n"}
    found = lint(files, "data-deleted-by-script", profile=Profile.AUDIT).findings
    return "".join(x.severity.word for x in found)


@pytest.mark.parametrize(
    "text",
    [
        '[ "$1" = --yes ] || confirm',
        'if [ "$1" != --yes ]; then confirm; fi',
        (
            "YES=\nwhile [ $# -gt 0 ]; do case $1 in -y) YES=1;; esac; shift; done\n"
            '[ -n "$YES" ] || confirm'
        ),
        'FORCE=${FORCE:-0}\nif [ "$FORCE" != 1 ]; then confirm; fi',
        "if [ -d /srv/kind/notes/db ]; then confirm; fi",
        "if [ -t 0 ]; then confirm; else exit 1; fi",
        "if [ ! -t 0 ]; then exit 1; fi\nconfirm",
        'if [ -t 0 ]; then confirm; elif [ "$1" != --yes ]; then exit 1; fi',
        'if [ "$1" != --yes ]; then\nif [ ! -t 0 ]; then exit 1; fi\nconfirm\nfi',
        "[ -t 0 ] || exit 1\nconfirm",
        "[ -t 0 ] && confirm || exit 1",
        "[ -t 0 ] && confirm &&",
        'if [ "$ACTION" = wipe ]; then confirm; fi',
    ],
)
def test_who_says_yes_beforehand_was_asked(text: str) -> None:
    assert _severity(CONFIRM + text + WIPE) == ""


@pytest.mark.parametrize(
    "text",
    [
        "[ -t 0 ] && confirm",
        "if [ -t 0 ]; then confirm; fi",
        'if [[ -t 0 && -z "$FORCE" ]]; then confirm; fi',
        "if tty -s; then confirm; fi",
        '[ -n "$CI" ] || confirm',
        'if [ -z "${CI:-}" ]; then confirm; fi',
        'if [ -t 0 ]; then confirm; elif [ -n "$QUIET" ]; then exec >log; fi',
        'if [ -n "$GITHUB_ACTIONS" ]; then echo go; else confirm; fi',
        "case $- in *i*) confirm;; esac",
        'if [ "$INTERACTIVE" = 1 ]; then confirm; fi',
        '[ "$1" = -i ] && confirm',
        'ASSUME_YES=1\n[ -n "$ASSUME_YES" ] || confirm',
        'AUTO=yes\nif [ "$AUTO" != yes ]; then confirm; fi',
        "echo y | confirm",
        "yes | confirm",
    ],
)
def test_where_nobody_sits_nobody_is_asked(text: str) -> None:
    assert _severity(CONFIRM + text + WIPE) == "error"


@pytest.mark.parametrize(
    ("text", "count"), [("[ -t 0 ] && confirm", 1), ("confirm --help", 0), ("true", 0)]
)
def test_a_question_that_is_passed_over_is_told(text: str, count: int) -> None:
    files = {**FILES, "wipe.sh": CONFIRM + text + WIPE}
    found = lint(files, "data-deleted-by-script", profile=Profile.AUDIT).findings
    assert sum("passed over" in told for x in found for _, told in x.notes) == count


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("if [ -t 0 ]; then\nconfirm", ""),
        ("if tty -s; then\nconfirm", ""),
        ("if [ -d /srv ]; then\nif [ -t 0 ]; then confirm; fi", "error"),
    ],
)
def test_a_branch_is_covered_by_the_question_in_it(text: str, severity: str) -> None:
    assert _severity(f"{CONFIRM}{text}{WIPE}\nfi") == severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ('. ./lib.sh\nconfirm "This wipes the notes" || exit 1', ""),
        ("source lib.sh\nask_yes_no Wipe? || exit", ""),
        ("log::confirm Wipe?", ""),
        ("are-you-sure", ""),
        ("confirm() { echo going; }\nconfirm", "error"),
        ("confirm_pods_are_up", "error"),
        ("ask_server_for_its_version", "error"),
        ('read -r -p "Namespace: " ns', "error"),
        ('read -r -p "Environment to wipe: " env', ""),
    ],
)
def test_a_function_of_others_asks_by_its_name(text: str, severity: str) -> None:
    assert _severity(text + WIPE) == severity


@pytest.mark.parametrize(
    "text",
    [
        'if [ "$BACKUP" = yes ]; then tar -cf b.tgz /srv || exit 1; fi',
        '[ "$BACKUP" = yes ] && { tar -cf b.tgz /srv || exit 1; }',
        'save() { tar -cf b.tgz /srv || exit 1; }\n[ "$BACKUP" = yes ] || save',
        'if [ -d /srv ]; then [ "$A" = b ] || exit 1; fi',
        'true | { [ "$A" = b ] || exit 1; }',
    ],
)
def test_what_ends_a_branch_alone_is_no_choice(text: str) -> None:
    assert _severity(text + WIPE) == "error"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("bash -c 'read -p Sure? a; [ $a = y ] && {w}'", ""),
        ("sudo sh -c 'read -p Sure? a; {w}'", ""),
        ("bash -c 'read -p Sure? a'; {w}", "error"),
        ("bash -c '{w}'", "error"),
        ("bash <<'E'\nread -p Sure? a\n{w}\nE", "error"),
        ("ssh ops@alpha 'read a; {w}'", "error"),
    ],
)
def test_a_shell_within_asks_for_itself(text: str, severity: str) -> None:
    assert _severity(text.format(w=WIPE.strip())) == severity


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("read -t 9 -p 'Ctrl-C to stop' || true", "error"),
        ("read -t 9 -p 'Really? ' a || a=y\n[ \"$a\" = y ] || exit 1", "error"),
        ("read -rt 9 -n 1 -p 'Stop? ' a\n[ \"$a\" = y ] && exit 1", "error"),
        ("read -t 9 -p 'Stop? ' a\ncase $a in y) exit 1;; esac", "error"),
        ("read -t 9 -p 'Really? ' a\n[ \"$a\" = y ] || exit 1", ""),
        ("read -t 9 -p 'Really? ' a\n[[ $a =~ ^[Yy]$ ]] || exit 1", ""),
        ("read -rt 9 -n 1 -p 'Really? '\n[ \"$REPLY\" = y ] || exit 1", ""),
        ("read -t 9 -p 'Really? ' a || exit 1", ""),
        ("if ! read -t 9 -p 'Really? ' a; then exit 1; fi", ""),
        ("read -t 1 -n 999 rest; read -p 'Really? ' a", ""),
    ],
)
def test_a_question_that_goes_by_is_asked_of_who_answers(text: str, severity: str) -> None:
    assert _severity(text + WIPE) == severity
