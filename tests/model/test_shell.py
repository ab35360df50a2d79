"""Shell into commands: what is run, where, under which conditions, and who minds."""

from __future__ import annotations

import pytest

from stacklint.model.scripts.command import HOME, THROW_AWAY, Command
from stacklint.model.scripts.shell.reader import commands_of


def _words(text: str) -> list[str]:
    return [" ".join(command.words) for command in commands_of(text)]


def _last(text: str) -> Command:
    return commands_of(text)[-1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("# a comment\n", []),
        ("a b c", ["a b c"]),
        ("a; b && c || d", ["a", "b", "c", "d"]),
        ("a \\\n  b", ["a b"]),
        ("a 'b c' \"d e\"", ["a b c d e"]),
        ("a b\\ c", ["a b c"]),
        ("X=1; a $X ${X}", ["a 1 1"]),
        ("X=1; a $X; X=2; a $X", ["a 1", "a 2"]),
        ("X=1; X=$X/2; X+=3; a $X", ["a 1/23"]),
        ("X=1; [ b ] && X=2; a $X", ["a {1,2}"]),
        ("if b; then X=1; else X=2; fi; a $X", ["b", "a {1,2}"]),
        ("if b; then X=1; elif c; then X=2; fi; a $X", ["b", "c", "a {1,2}"]),
        ("X=; case $Y in x) X=1;; y) X=2;; esac; a $X", ["a {1,2}"]),
        ("X=0; case $Y in x) X=1;; *) X=2;; esac; a $X", ["a {1,2}"]),
        ("X=1; while b; do X=$2; done; a $X", ["b", "a 1"]),
        ("X=1; (X=2; a $X); a $X", ["a 2", "a 1"]),
        ("X=$1; X=${X:-2}; a $X", ["a 2"]),
        ("X=1; X=$(b); a $X", ["b", "a $(b)"]),
        ('X=1; X="b c"; a "$X"', ["a b c"]),
        ("X=b; [ -x c ] && X=./b; $X d", ["b d"]),
        ("ssh h 'X=1; a $X'", ["a 1"]),
        ("X=1; sh -c 'X=2; a $X'; a $X", ["a 2", "a 1"]),
        ("sh <<'E'\nX=1\na $X\nE", ["sh", "a 1"]),
        ("X=; [ b ] && X=echo; $X a", ["a"]),
        ("X=1; read -r X < f; a $X", ["read -r X", "a $X"]),
        ("X=1; while IFS= read -r X; do a $X; done", ["read -r X", "a $X"]),
        ("X=1; a $X; mapfile -t X < f; a $X", ["a 1", "mapfile -t X", "a $X"]),
        ("X=1; printf -v X %s 2; a $X", ["printf -v X %s 2", "a $X"]),
        ("X=1; while getopts b X; do a $X; done", ["getopts b X", "a $X"]),
        ("X=1; for X in $(b); do a $X; done", ["b", "a $X"]),
        ("X=1; for X in 2 3; do a $X; done", ["a {2,3}"]),
        ("X=(1); read -ra X < f; a ${X[@]}", ["read -ra X", "a ${X[@]}"]),
        ("f() { local X; X=1; }; X=2; f; a $X", ["f", "a 2"]),
        ("X=1; echo read X; a $X", ["echo read X", "a 1"]),
        ("X=echo; $X a", ["echo a"]),
        ("A_TOKEN=1; A_TOKEN=2; a $A_TOKEN", ["a $A_TOKEN"]),
        ('X="$1"; a $X', ["a $1"]),
        ("X=/srv; Y=$X/d; a $Y", ["a /srv/d"]),
        ('X=$(mktemp -d); a "$X/f"', ["mktemp -d", f"a {THROW_AWAY}/f"]),
        ("X=`mktemp`; a $X", ["mktemp", f"a {THROW_AWAY}"]),
        ("A=b a c", ["a c"]),
        ("sudo -u root A=b a c", ["a c"]),
        ("env A=b timeout 5 nohup a", ["a"]),
        ("timeout -k 5 60 nice -n 5 env -u X a b", ["a b"]),
        ("cat <<X | sudo tee -a b >c\nz\nX\nd", ["cat", "tee -a b", "d"]),
        ("cat <<X >y && a b\nz\nX\nd", ["cat", "a b", "d"]),
        ("timeout --signal KILL 60 a b", ["a b"]),
        ("sudo --user me --chdir=/x a b", ["a b"]),
        ("flock -w 9 /run/x a b; taskset 1 chronic c", ["a b", "c"]),
        ("flock -n /run/x -c 'a; b c'", ["a", "b c"]),
        ("flock /run/x --command 'a b'", ["a b"]),
        ("flock -n 9; a", ["a"]),
        ("systemd-run a b; systemd-run -p X=y -u z --wait a c", ["a b", "a c"]),
        ("sudo systemd-run --unit x --property=X=y --uid 1 -- a b", ["a b"]),
        ("systemd-run --on-calendar daily bash -c 'a b'", ["a b"]),
        ("unbuffer a b; script -qec 'a c' log; script -c 'a d'", ["a b", "a c", "a d"]),
        ("docker exec -it -u me so laconic-so a b", ["laconic-so a b"]),
        ("docker exec so bash -c 'cd /x && laconic-so a b; rm c'", ["laconic-so a b"]),
        ("docker exec -w /x so sh -ec 'A=b laconic-so a'", ["laconic-so a"]),
        ("kubectl exec x -- sh -c 'rm b'", ["kubectl exec x -- sh -c rm b"]),
        ("docker exec so bash -c 'rm laconic-so'", ["docker exec so bash -c rm laconic-so"]),
        ("docker compose exec -T so /bin/laconic-so a", ["/bin/laconic-so a"]),
        ("kubectl exec -n x so -- laconic-so a", ["laconic-so a"]),
        ("kubectl -n x exec laconic-so -- rm b", ["kubectl -n x exec laconic-so -- rm b"]),
        ("docker exec laconic-so rm b", ["docker exec laconic-so rm b"]),
        ("docker exec so rm b", ["docker exec so rm b"]),
        ("docker exec so laconic-so", ["docker exec so laconic-so"]),
        ('X="a --b"; $X c', ["a --b c"]),
        ('X="a --b"; c "$X"', ["c a --b"]),
        ('a "${X:-b}" ${Y-c}', ["a b c"]),
        ('X=d; a "${X:-b}"', ["a d"]),
        ('a "${DB_PASSWORD:-b}"', ["a ${DB_PASSWORD:-b}"]),
        ('a "${X:-$(b)}"', ["a ${X:-$(b)}"]),
        ("bash -c 'a; b c'", ["a", "b c"]),
        ('ssh -p 22 host "cd /x && a b"', ["cd /x", "a b"]),
        ("ssh host a b", ["a b"]),
        ("ssh -t -p 22 -oX=y me@host a /b", ["a /b"]),
        ("ssh -p 22 host", ["ssh -p 22 host"]),
        ('ssh host "a \\"b c\\" \\$d"', ["a b c $d"]),
        ("ssh $OPTIONS host 'a b'", ["a b"]),
        ("sshpass -p x ssh host a b", ["a b"]),
        ("su - me -c 'a b'", ["a b"]),
        ("eval 'a; b'", ["a", "b"]),
        ("f() { a; }; f", ["a", "f"]),
        ("(a); { b; }", ["a", "b"]),
        ("for x in 1 2; do a $x/y; done; b $x", ["a {1,2}/y", "b $x"]),
        ("for x in 1; do a ${x}y; done", ["a 1y"]),
        ("for x in *.yml; do a $x; done", ["a *.yml"]),
        ("for x in $Y 2; do a $x; done", ["a $x"]),
        ("for x; do a $x; done", ["a $x"]),
        ('X=(a "b c"); "${X[@]}" d', ["a b c d"]),
        ("X=(a); X+=(b); ${X[*]} c", ["a b c"]),
        ('X=(a); X=(b); "${X[@]}" c', ["${X[@]} c"]),
        ('f() { a b "$@"; }; f c', ["a b $@", "a b c"]),
        ('f() { echo "+ $*"; "$@"; }; f a b', ["echo + $*", "$@", "a b"]),
        ('f() { echo "$@"; exit 1; }; f a', ["echo a", "exit 1", "f a"]),
        ('X=/x; a "${X:?is not set}/y" "${X:?}" "${X%/}/z"', ["a /x/y /x /x/z"]),
        ('a "${X:?}/y" "${X:=z}"', ["a ${X:?}/y z"]),
        ("while a; do b; done", ["a", "b"]),
        ("case $x in y) a ;; esac", ["a"]),
        ("a | b", ["a", "b"]),
        ("a <<EOF\nrm -rf /\nEOF\n", ["a"]),
        ("ssh host <<EOF\nrm -rf /\nEOF\n", ["ssh host", "rm -rf /"]),
        ("sudo bash -s <<'EOF'\nb\nEOF\n", ["bash -s", "b"]),
        ("bash x.sh <<EOF\nb\nEOF\n", ["bash x.sh"]),
        ("echo $(a b)", ["a b", "echo $(a b)"]),
        ("a > f", ["a"]),
        ("if", []),
        ("a 'b", ["a"]),
        ("é ü", ["é ü"]),
    ],
)
def test_what_is_run(text: str, words: list[str]) -> None:
    assert _words(text) == words


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("a", ""),
        ("cd x; a", "x"),
        ("cd x && cd y && a", "x/y"),
        ("cd /x; cd ..; a", "/"),
        ("cd; a", None),
        ("cd $X; a", None),
        ("cd ~/x; a", None),
        ("cd $X; cd /y; a", "/y"),
        ("(cd x); a", ""),
        ("cd x; (cd y); cd -; a", ""),
        ("f() { cd x; }; a", ""),
        ("pushd x; a", "x"),
        ("cd x; bash -c 'a'", "x"),
        ("ssh h 'cd /x; a b'", "/x"),
        ("ssh h a", HOME),
        ("ssh h laconic-so deploy up", HOME),
        ("docker run so laconic-so deploy up", None),
        ("cd x; retry 3 laconic-so deploy up", "x"),
        ("ssh h 'cd x; a'", None),
        ("ssh h <<E\na\nE\n", HOME),
        ("ssh h 'bash -c a'", HOME),
        ("su - me -c a", HOME),
        ("su me -c a", None),
        ("tmux new -d 'a b'", ""),
        ("cd x; trap 'a b' EXIT", "x"),
    ],
)
def test_where_it_is_run(text: str, directory: str | None) -> None:
    assert _last(text).directory == directory


@pytest.mark.parametrize(
    ("text", "guards"),
    [
        ("a", []),
        ("t && a", [("t", True)]),
        ("t || a", [("t", False)]),
        ("if t; then a; fi", [("t", True)]),
        ("if t; then b; else a; fi", [("t", False)]),
        ("if t; then if u; then a; fi; fi", [("t", True), ("u", True)]),
        ("t || exit 1; a", [("t", True)]),
        ("t && exit; a", [("t", False)]),
        ("if t; then exit 1; fi; a", [("t", False)]),
        ("if t; then b; return 2; fi; a", [("t", False)]),
        ("f() { t || return; }; a", []),
        ("X=f; [ -f $X ] && a", [("[ -f f ]", True)]),
        ("if t; then echo exit; fi; a", []),
    ],
)
def test_under_which_conditions(text: str, guards: list[tuple[str, bool]]) -> None:
    assert [tuple(guard) for guard in _last(text).guards] == guards


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("a", False),
        ("a || true", True),
        ("a || :", True),
        ("a && b || true", True),
        ("a || /bin/true", True),
        ("a || { :; }", True),
        ("a || echo 'failed'", True),
        ("a || echo failed >&2", True),
        ("a || { echo failed; }", True),
        ("a || exit 0", True),
        ("a || echo failed > f", False),
        ("a || echo failed | b", False),
        ("a || exit $?", False),
        ("a || fail", False),
        ("a || exit 1", False),
        ("a || { echo x; exit 1; }", False),
        ("true || a", False),
        ("set +e; a; b", True),
        ("set +e\na > f\nb", True),
        ("set +ex; a; b", True),
        ("set +o errexit; a; b", True),
        ("set +e; a; set -e", True),
        ("set +e; if t; then a; b; fi", True),
        ("set +e; for x in y z; do a; b; done", True),
        ("set +e; ssh h 'set +e; a; b'", True),
        ("set +e; a", False),
        ("set +e; a; rc=$?; b", False),
        ("set +e; a | b; rc=${PIPESTATUS[0]}", False),
        ("set +e; a\n# why\nif [ $? -ne 0 ]; then exit 1; fi", False),
        ("set +e; b; set -e; a; b", False),
        ("set +e; b; set -euo pipefail; a; b", False),
        ("(set +e; b); a; b", False),
        ("set +x; a; b", False),
        ("set -e; a; b", False),
        ("set +e; a || exit 1; b", False),
        ("set +e; if ! a; then exit 1; fi; b", False),
        ("set +e; x=$(a); b", False),
        ("set +e; while ! a; do sleep 1; done; b", False),
    ],
)
def test_who_minds_when_it_fails(text: str, *, goes_on: bool) -> None:
    first = next(x for x in commands_of(text) if x.program == "a")
    assert first.ignores_failure is goes_on


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("a > f", ["f"]),
        ("a >> d/f 2>&1", ["d/f", "1"]),
        ("a 2>/dev/null", ["/dev/null"]),
        ("a < f", []),
        ("X=d; a >$X/f", ["d/f"]),
        ("cat <<E > f\nx\nE\n", ["f"]),
    ],
)
def test_what_it_writes(text: str, files: list[str]) -> None:
    assert list(_last(text).writes) == files


def test_a_person_was_asked() -> None:
    found = commands_of('a\nread -r -p "sure? " x\nb\n')
    assert [x.is_confirmed for x in found if x.program in {"a", "b"}] == [False, True]


def test_places_are_characters() -> None:
    text = "echo é\na ü\n"
    last = _last(text)
    assert text[last.start : last.end] == "a ü"


def test_options_and_paths() -> None:
    command = _last("cd x; so --dir=d deploy --output f --flag")
    assert command.option("--dir") == "d"
    assert command.option("--output", "-o") == "f"
    assert command.option("--flag") is None
    assert command.path("y") == "x/y"
    assert command.path("../y") == "y"
    assert command.path("/a/../b") == "/b"
    assert command.path("$X/y") is None
    assert command.has("so", "deploy")
    assert not command.has("deploy", "so")


def test_what_is_nested_without_end_ends() -> None:
    assert _words("(" * 500 + "a" + ")" * 500) == []
    deep = "a"
    for _ in range(6):
        deep = "bash -c " + repr(deep).replace("\\'", "'\\''")
    assert len(commands_of(deep)) <= 1
    assert len(commands_of("a " + "$(a " * 1000 + ")" * 1000)) < 100
    assert commands_of("if a; then b; else\n" * 300 + "c\n" + "fi\n" * 300)


@pytest.mark.parametrize("mark", ["\0", "<", "a=(", "a) ", "|", "`>{", "\x01|"])
def test_what_is_made_of_marks_is_not_read(mark: str) -> None:
    assert commands_of("a\n" + mark * 7000) == ()


def test_places_are_characters_however_many_commands_there_are() -> None:
    text = "echo é $(b ü)\n" * 200
    found = [text[x.start : x.end] for x in commands_of(text)]
    assert found == ["b ü", "echo é $(b ü)"] * 200


def test_an_array_without_end_stays_in_its_variable() -> None:
    assert _words("X=(" + "a " * 500 + ')\n"${X[@]}" b') == ["${X[@]} b"]


def test_a_script_that_leaves_often_keeps_its_last_conditions() -> None:
    last = _last("".join(f"t{i} || exit\n" for i in range(90)) + "a\n")
    assert last.guards[-1] == ("t89", True)
    assert len(last.guards) < 90


def test_what_a_host_is_fed_stands_at_its_line() -> None:
    text = "echo é\nssh host <<EOF\n  cd /x\n  a ü\nEOF\n"
    last = _last(text)
    assert (text[last.start : last.end], last.directory) == ("a ü", "/x")


@pytest.mark.parametrize(
    ("text", "beneath"),
    [
        ('cd "$(dirname "$0")"; a', ""),
        ('cd "$(dirname "$0")/envs"; a', "envs"),
        ('cd "$(dirname "$0")"/../envs; a', "envs"),
        ("cd $X; cd y; a", "y"),
        ("cd $X/y; cd ..; a", ""),
        ("(cd $X/y); a", ""),
        ("cd $X/y; cd /z; a", ""),
        ("cd ~/x/y; a", "x/y"),
    ],
)
def test_what_is_known_of_an_unknown_directory(text: str, beneath: str) -> None:
    assert _last(text).beneath == beneath


@pytest.mark.parametrize(
    ("text", "is_confirmed"),
    [
        ("read -p sure; a", True),
        ("read -r x < /dev/tty; a", True),
        ("read -r x < f; a", False),
        ('read -r x <<< "$y"; a', False),
    ],
)
def test_a_file_is_nobody_to_ask(text: str, is_confirmed: bool) -> None:
    assert _last(text).is_confirmed is is_confirmed


def test_what_a_container_runs_is_nowhere_here() -> None:
    (first, second) = commands_of("docker exec so laconic-so a; laconic-so b")
    assert (first.directory, second.directory) == (None, "")
    (first, second) = commands_of("docker exec so sh -c 'laconic-so a'; laconic-so b")
    assert (first.directory, second.directory) == (None, "")


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("pushd x; popd; a", ""),
        ("pushd x; pushd y; popd; a", "x"),
        ("pushd x; cd y; popd; a", ""),
        ("cd x; cd y; cd -; a", "x"),
        ("cd x; cd -; cd -; a", "x"),
        ("(pushd x); popd; a", None),
        ("popd; a", None),
        ("cd -; a", None),
    ],
)
def test_the_way_back(text: str, directory: str | None) -> None:
    assert commands_of(text)[-1].directory == directory


@pytest.mark.parametrize(
    ("text", "ignores"),
    [
        ("a <<X || true\nb\nX\n", [True, False]),
        ("a <<X || b\nb\nX\n", [False, False]),
        ("a <<X && true\nb\nX\n", [False, False]),
    ],
)
def test_failure_that_is_ignored_behind_a_here_document(text: str, ignores: list[bool]) -> None:
    assert [x.ignores_failure for x in commands_of(text)] == ignores


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('f() { a "$1"; }; f x', ["a x", "f x"]),
        ('f() { a "$1"; }; f x; f y', ["a x", "f x", "a y", "f y"]),
        ('f() { a "/d/$1/e" "${2:-z}"; }; f x', ["a /d/x/e z", "f x"]),
        ('f() { local d=$1 e="$d/y"; a $e; }; g() { local d=2; }; f x', ["a x/y", "f x"]),
        ('f() { a "$1"; }; g() { f "$1"; f; }; g x', ["a x", "f x", "a $1", "f", "g x"]),
        ('f() { for i in "$@"; do a $i; done; }; f x y', ["a {x,y}", "f x y"]),
        ('f() { shift; a "$@" z; }; f x y', ["shift", "a $@ z", "f x y"]),
        ("f() { bash -c 'a $1'; }; f x", ["a $1", "f x"]),
        ("f() { a $1; }; b $1", ["a $1", "b $1"]),
        ("X=1; f() { X=2; a $X; }; f; b $X", ["a 2", "f", "b 2"]),
        ("X=1; f() { local X=2; a $X; }; f; b $X", ["a 2", "f", "b 1"]),
        ("f() { X=1; [ b ] && X=2; }; f; a $X", ["f", "a {1,2}"]),
        ("f() { a; }\nf() { b; }\nf", ["a", "b", "f"]),
        ("f() { f; a; }; f", ["f", "a", "f"]),
        ("f() { ssh h; }; f <<X\na\nX\n", ["ssh h", "f", "a"]),
    ],
)
def test_a_function_is_read_with_what_it_is_given(text: str, words: list[str]) -> None:
    found = [x for x in commands_of(text) if x.program != "local"]
    assert [" ".join(x.words) for x in found] == words


def _of(text: str, program: str = "a") -> Command:
    return next(x for x in commands_of(text) if x.program == program)


@pytest.mark.parametrize(
    ("text", "directory", "guards"),
    [
        ("f() { a; }; cd x; f", "x", []),
        ("f() { cd x; }; f; a", "x", []),
        ("f() ( cd x ); f; a", "", []),
        ("cd x; f() { a; }; cd y", "x", []),
        ("f() { a; }; t && f", "", [("t", True)]),
        ("f() { t || return; b; }; f; a", "", []),
        ("f() { t || exit; b; }; f; a", "", [("t", True)]),
        ("die() { b; exit 1; }; t && die x; a", "", [("t", False)]),
        ("stop() { b; exit 1; }; if t; then b; stop; fi; a", "", [("t", False)]),
        ("t && die x; a", "", [("t", False)]),
        ("say() { b; }; t && say x; a", "", []),
        ("for x in y z; do t $x && continue; a; done", "", [("t {y,z}", False)]),
        ("while b; do if t; then break; fi; a; done", "", [("t", False)]),
        ("for x in y z; do t && continue; b; done; a", "", []),
    ],
)
def test_what_holds_where_a_function_is_called_holds_within(
    text: str, directory: str, guards: list[tuple[str, bool]]
) -> None:
    found = _of(text)
    assert (found.directory, [tuple(x) for x in found.guards]) == (directory, guards)


@pytest.mark.parametrize(
    ("text", "is_confirmed"),
    [
        ("f() { read -p sure x; }; a", False),
        ("f() { read -p sure x; }; f && a", True),
        ("f() { read -p sure x; }; a; f", False),
        ("f() { a; }; read -p sure x; f", True),
        ("f() { a; }; g() { read -p sure x; }; if g; then f; fi", True),
        ("gum confirm sure && a", True),
        ("gum spin -- b; a", False),
        ("whiptail --yesno sure 8 40 || exit; a", True),
        ("zenity --question; a", True),
    ],
)
def test_a_question_counts_where_it_is_asked(text: str, is_confirmed: bool) -> None:
    assert _of(text).is_confirmed is is_confirmed


def test_a_failure_is_minded_where_the_function_is_called() -> None:
    assert _of("f() { a; }; f || true").ignores_failure
    assert not _of("f() { a; }; f").ignores_failure


def test_what_a_function_runs_stands_in_it() -> None:
    text = "f() { a é; }\nf > log\n"
    found = _of(text)
    assert (text[found.start : found.end], found.writes) == ("a é", ("log",))


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"f{i}() {{ f{i + 1}; f{i + 1}; }}\n" for i in range(40)) + "f0\n",
        "f() { f; g; }\ng() { f; g; }\n" * 200 + "f\n",
        "f() {\n" + "a b c\n" * 3000 + "}\n" + "f x\n" * 3000,
        "".join(f"f{i}() {{ f{i + 1}; }}\n" for i in range(1500)) + "if f0; then a; fi\n",
    ],
)
def test_functions_that_call_without_end_end(text: str) -> None:
    assert len(commands_of(text)) < 60_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tmux new-session -d 'a b'", ["a b"]),
        ("tmux -L x new -d -s y -c /z a b", ["a b"]),
        ("tmux split-window -h -t x 'a; b'", ["a", "b"]),
        ("tmux send-keys -t x 'cd /y' Enter 'a b' C-m", ["cd /y", "a b"]),
        ("tmux kill-session -t x; a", ["a"]),
        ("screen -dmS x bash -c 'a; b'", ["a", "b"]),
        ("screen -d -m -L -Logfile /x a b", ["a b"]),
        ("screen -S x -X stuff 'a b\\n'", ["a b"]),
        ("screen -S x -X stuff 'a b^M'; screen -S x -X quit", ["a b"]),
        ("parallel -j 4 a b {} ::: c d", ["a b {c,d}"]),
        ("parallel a ::: b c ::: d", ["a {b,c}"]),
        ("parallel 'a; b {}' ::: c", ["a", "b c"]),
        ("parallel ::: 'a b' 'c d'", ["a b", "c d"]),
        ("x | parallel -I% a b", ["x", "a b"]),
        ("watch -n 5 'a b | c'", ["a b", "c"]),
        ("trap 'a b' EXIT; trap - EXIT; trap", ["a b", "trap - EXIT", "trap"]),
        ("sudo -iu me bash -c 'a b'; sudo -uroot a; sudo -u root a", ["a b", "a", "a"]),
        ("sudo -i 'a b'; runuser -u me -- a b; runuser -l me -c 'a c'", ["a b", "a b", "a c"]),
        ("env -S 'a b'; chrt -b 0 a; sg docker -c 'a c'; coproc a", ["a b", "a", "a c", "a"]),
        ("xargs --max-args 1 -a x -- a b; xargs -I{} -P4 a", ["a b", "a"]),
        ("ssh host sudo bash -c \"'a b'\"; ssh host -- a b", ["a b", "a b"]),
        ("mosh host -- a b; autossh host 'a b'; pdsh -w x,y 'a b'; clush -w x a b", ["a b"] * 4),
        ("gcloud compute ssh x --command='a b'; vagrant ssh -c 'a c'", ["a b", "a c"]),
        ("retry 3 laconic-so deploy init", ["laconic-so deploy init"]),
        ("direnv exec . laconic-so --x deploy up", ["laconic-so --x deploy up"]),
        ("find . -exec laconic-so deploy up \\;", ["laconic-so deploy up ;"]),
        ("log laconic-so deploy init", ["log laconic-so deploy init"]),
        ("a laconic-so b", ["a laconic-so b"]),
        ("docker run --rm -v x:/y so laconic-so deploy up", ["laconic-so deploy up"]),
        ("podman run --rm x/laconic-so:v1 deploy up", ["laconic-so deploy up"]),
        ("docker run --rm --entrypoint sh so -c 'laconic-so a; rm b'", ["laconic-so a"]),
        ("docker run --name laconic-so x rm b", ["docker run --name laconic-so x rm b"]),
        ("bash <<< 'a b'", ["bash", "a b"]),
        ('ssh host <<< "a b"', ["ssh host", "a b"]),
        ("cat <<< 'a b'", ["cat"]),
        ("echo 'a b' | bash", ["echo a b", "bash", "a b"]),
        ("echo -e 'a b' | sudo -u me sh -s x", ["echo -e a b", "sh -s x", "a b"]),
        ("printf '%s\\n' 'a b' c | ssh host", ["printf %s\\n a b c", "ssh host", "a b", "c"]),
        ("printf 'a b\\nc' | tee d | sh", ["printf a b\\nc", "tee d", "sh", "a b", "c"]),
        ("echo a | at now; echo a | b", ["echo a", "at now", "a", "echo a", "b"]),
        ("echo a | ssh host 'cat > b'", ["echo a", "cat"]),
        ("cat <<X | ssh host | b\na\nX\n", ["cat", "ssh host", "b", "a"]),
        ("ssh host bash -s -- y <<X\na\nX\n", ["bash -s -- y", "a"]),
        ("sudo su - me <<X\na\nX\nsudo -s <<X\nb\nX\n", ["su - me", "a", "sh", "b"]),
        ("cat <<X | tee f\na\nX\n", ["cat", "tee f"]),
    ],
)
def test_what_others_are_told_to_run(text: str, words: list[str]) -> None:
    assert _words(text) == words


def test_what_a_shell_is_fed_stands_where_it_is_said() -> None:
    text = "x\necho 'a b' | bash\n"
    last = _last(text)
    assert text[last.start : last.end] == "echo 'a b'"
