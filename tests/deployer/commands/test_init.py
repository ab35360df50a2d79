"""`deploy init`: what a first spec says, and what is added to one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.commands.init import Asked
from deployer.commands.init import init as first_of
from deployer.errors import NoStack
from deployer.source import Repository
from deployer.specs.ports import inside_of
from stacklint.model.targets import Target
from tests.corpus.real import CORPUS
from tests.running import STACK, commit_all, git, stacklint, write
from tests.test_imports import modules_of

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


KEPT = {
    "stacks/notes/stack.yml": "name: notes\npods: [notes]\n",
    "config/notes-config/app.conf": "a\n",
    "compose/docker-compose-notes.yml": """\
services:
  db:
    image: postgres:16
    ports: ["5432", "127.0.0.1:9000:9000/udp", "${P:-3200}:3200", "7000-7002"]
    volumes:
      - notes-db:/var/lib/postgresql/data
      - notes-config:/etc/notes:ro
      - notes-keys:/keys:ro
volumes:
  notes-db:
  notes-config:
  notes-keys:
  elsewhere: {external: true}
""",
}


def repo(where: Path, files: dict[str, str] = KEPT) -> Path:
    where.mkdir(exist_ok=True)
    git(where, "init", "--quiet", "--initial-branch=main")
    write(where, files)
    commit_all(where)
    return where


def init(where: Path, *more: str, to: str = "k8s-kind", output: str = "envs/prod.yml") -> str:
    words = ("--stack", "stacks/notes", "--deploy-to", to, "--output", output, *more)
    done = stacklint(where, "deploy", "init", *words)
    assert done.code == 0, done.err
    return (where / output).read_text(encoding="utf-8")


KIND = """\
# A deployment of notes.
# This file is the truth: keep it in git, edit it by hand, and never write it anew. What the stack
# gains later is added by `stacklint deploy init --merge --output SPEC`.
stack: stacks/notes
deploy-to: k8s-kind

# The ports that each service opens inside; each becomes a node port of the cluster.
network:
  ports:
    db:
      - '5432'
      - 9000/udp
      - '3200'
      - '7000'
      - '7001'
      - '7002'

# Where data lives on the host. `./data` is a directory of the deployment, and goes where that goes;
# a volume without a path would die with the kind cluster.
volumes:
  notes-db: ./data/notes-db
  # Only read, and empty until you put files there.
  notes-keys: ./data/notes-keys

# Files of the stack that are only read: `./configmaps/X` stands for its `config/X`.
configmaps:
  notes-config: ./configmaps/notes-config

# Kubernetes Secrets, by name, whose keys every container gets as environment variables.
secrets: {}
"""


def test_first_spec_says_what_each_section_is_for(tmp_path: Path) -> None:
    where = repo(tmp_path)
    assert init(where) == KIND
    assert init(where, output="envs/again.yml") == KIND


@pytest.mark.parametrize(
    ("declared", "is_left"),
    [
        ("{driver_opts: {type: nfs, o: addr=nas.acme.test, device: ':/notes'}}", True),
        ("{driver: local, driver_opts: {type: none, o: bind, device: /srv/old}}", True),
        ("{driver_opts: {type: tmpfs, device: tmpfs}}", True),
        ("{driver: rexray}", True),
        ("{driver: local}", False),
        ("{driver_opts: {}, name: old}", False),
    ],
)
def test_a_volume_that_the_compose_file_places_stays_there(
    tmp_path: Path,
    declared: str,
    is_left: bool,
) -> None:
    file = "compose/docker-compose-notes.yml"
    where = repo(tmp_path, {**KEPT, file: KEPT[file].replace("{external: true}", declared)})
    assert ("elsewhere" in init(where, to="compose")) is not is_left
    assert "elsewhere" in init(where, output="envs/kind.yml")


SRV = {"notes-db": "/srv/x/notes/notes-db", "notes-keys": "/srv/x/notes/notes-keys"}
DATA = {"notes-db": "./data/notes-db", "notes-keys": "./data/notes-keys"}
CONFIG = {"notes-config": "./data/notes-config"}


@pytest.mark.parametrize(
    ("to", "more", "volumes", "others"),
    [
        ("compose", (), {**DATA, **CONFIG}, {}),
        ("compose", ("--volume-root", "/srv/x"), SRV, {}),
        ("k8s-kind", (), DATA, {"secrets": {}}),
        ("k8s-kind", ("--volume-root", "/srv/x"), SRV, {"kind-mount-root": "/srv/x"}),
        ("k8s", ("--volume-root", "/srv/x/"), SRV, {"kube-config": "./kubeconfig.yml"}),
        ("k8s", ("--storage-class", "fast"), dict.fromkeys(DATA), {}),
        (
            "k8s",
            ("--volume-root", "/srv/x", "--kube-config", "/etc/k.yml"),
            SRV,
            {"kube-config": "/etc/k.yml"},
        ),
    ],
)
def test_every_volume_gets_a_path(
    tmp_path: Path, to: str, more: tuple[str, ...], volumes: dict[str, str], others: dict[str, str]
) -> None:
    spec = yaml.safe_load(init(repo(tmp_path), *more, to=to))
    assert {**spec["volumes"], **volumes} == spec["volumes"]
    assert {**spec, **others} == spec
    assert "elsewhere" not in spec["volumes"]


def test_compose_says_which_volumes_nothing_comes_to_by_itself(tmp_path: Path) -> None:
    where = repo(tmp_path)
    text = init(where, to="compose", output="a.yml")
    assert text.endswith("""
volumes:
  notes-db: ./data/notes-db
  # Only read, and empty until you put files there: the stack has some in config/notes-config.
  notes-config: ./data/notes-config
  # Only read, and empty until you put files there.
  notes-keys: ./data/notes-keys
""")
    shown = stacklint(where, "deploy", "plan", "--spec-file", "a.yml").out
    assert "notes-db      ./data/notes-db\n" in shown
    assert "notes-config  ./data/notes-config, only read: put its files there\n" in shown


def test_compose_keeps_ports_as_they_are(tmp_path: Path) -> None:
    spec = yaml.safe_load(init(repo(tmp_path), to="compose"))
    ports = ["5432", "127.0.0.1:9000:9000/udp", "${P:-3200}:3200", "7000-7002"]
    assert spec["network"]["ports"] == {"db": ports}


ODD = {
    "stacks/odd/stack.yml": "pods: [odd]\n",
    "stacks/odd/deploy/commands.py": "def init(context):\n    return {'config': {'A': 'b'}}\n",
    "compose/docker-compose-odd.yml": """\
services:
  web:
    image: a
    ports:
      - {target: 80, published: 8080, protocol: udp}
      - target: 81
      - http
  silent:
    image: a
    ports: ["${P}"]
""",
}


@pytest.mark.parametrize(
    ("to", "ports", "notes"),
    [
        ("compose", {"web": ["8080:80/udp", "81", "http"], "silent": ["${P}"]}, ()),
        ("k8s-kind", {"web": ["80/udp", "81"]}, ("http of web", "${P} of silent")),
    ],
)
def test_long_ports_and_ports_that_cannot_be_told(
    tmp_path: Path, to: str, ports: dict[str, list[str]], notes: tuple[str, ...]
) -> None:
    where = repo(tmp_path, ODD)
    words = ("--stack", "stacks/odd", "--deploy-to", to, "--output", "a.yml")
    done = stacklint(where, "deploy", "init", *words)
    assert yaml.safe_load((where / "a.yml").read_text(encoding="utf-8"))["network"] == {
        "ports": ports
    }
    assert [x for x in done.err.splitlines() if "left out" in x] == [
        f"note: port {note} is left out: what it is inside cannot be told" for note in notes
    ]
    hook = "note: init() of stacks/odd/deploy/commands.py has more settings for it: "
    assert f"{hook}read it, and add --run-hooks" in done.err


@pytest.mark.parametrize(
    ("port", "inside"),
    [
        ("80", ["80"]),
        ("80/tcp", ["80"]),
        ("8080:80/udp", ["80/udp"]),
        ("[::1]:80:81", ["81"]),
        ("9000-9002:8000-8002/udp", ["8000/udp", "8001/udp", "8002/udp"]),
        ("${HOST:-3200}:3200", ["3200"]),
        ("${HOST}:3200", ["3200"]),
        ("$HOST:3200", ["3200"]),
        ("${P-80}", ["80"]),
        ("${P}", []),
        ("http", []),
        ("0", []),
        ("70000", []),
        ("80/quic", []),
    ],
)
def test_ports_as_seen_from_inside(port: str, inside: list[str]) -> None:
    assert list(inside_of(port)) == inside


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--stack", "stacks/notes"), 2, "--deploy-to is missing"),
        (("--deploy-to", "compose"), 2, "--stack is missing"),
        (("--merge", "--stack", "stacks/notes"), 2, "--stack: with --merge"),
        (("--stack", "s", "--deploy-to", "kind"), 2, "invalid choice"),
        (("--stack", "nowhere", "--deploy-to", "compose"), 1, "its stack cannot be used"),
        (("--stack", "stacks/notes", "--deploy-to", "k8s"), 3, "--volume-root"),
        (("--stack", "stacks/notes", "--deploy-to", "k8s"), 3, "by --storage-class"),
        (
            ("--stack", "stacks/notes", "--deploy-to", "k8s-kind", "--storage-class", "fast"),
            2,
            "--storage-class: k8s-kind does not read it",
        ),
        (
            (
                *("--stack", "stacks/notes", "--deploy-to", "k8s"),
                *("--storage-class", "fast", "--volume-root", "/srv"),
            ),
            2,
            "volumes go to one of the two",
        ),
        (
            ("--stack", "stacks/notes", "--deploy-to", "k8s", "--volume-root", "data"),
            2,
            "absolute path",
        ),
        (("--stack", "stacks/notes", "--deploy-to", "compose", "--kube-config", "k"), 2, "compose"),
        (("--merge",), 1, "is not there"),
        (
            ("--stack", "stacks/notes", "--deploy-to", "k8s", "--kube-config", "~/k"),
            2,
            "nobody expands",
        ),
    ],
)
def test_what_cannot_be_is_one_sentence(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    where = repo(tmp_path)
    done = stacklint(where, "deploy", "init", "--output", "envs/prod.yml", *words)
    assert (done.code, says in done.err) == (code, True), done.err
    assert "Traceback" not in done.err
    assert not (where / "envs").exists()


def test_existing_spec_is_not_written_over(tmp_path: Path) -> None:
    where = repo(tmp_path)
    write(where, {"envs/prod.yml": "mine\n"})
    words = ("--stack", "stacks/notes", "--deploy-to", "compose", "--output", "envs/prod.yml")
    done = stacklint(where, "deploy", "init", *words)
    assert done.code == 3
    assert "stacklint deploy init --merge --output envs/prod.yml" in done.err
    assert (where / "envs/prod.yml").read_text(encoding="utf-8") == "mine\n"


def test_paths_are_written_as_seen_from_the_root(tmp_path: Path) -> None:
    where = repo(tmp_path / "ours", {"README.md": "specs\n"})
    repo(tmp_path / "theirs")
    (where / "envs").mkdir()
    words = ("--stack", "../../theirs/stacks/notes", "--deploy-to", "k8s", "--output", "a.yml")
    more = ("--kube-config", "k.yml", "--volume-root", "/srv//x/")
    done = stacklint(where / "envs", "deploy", "init", *words, *more)
    assert done.code == 0, done.err
    spec = yaml.safe_load((where / "envs/a.yml").read_text(encoding="utf-8"))
    assert (spec["stack"], spec["kube-config"]) == ("../theirs/stacks/notes", "envs/k.yml")
    assert spec["volumes"]["notes-db"] == "/srv/x/notes/notes-db"
    assert stacklint(where, "check", "envs/a.yml").code == 0


def test_stack_roots_of_the_configuration_are_searched(tmp_path: Path) -> None:
    where = repo(tmp_path / "ours", {"stacklint.toml": 'stack-roots = ["../theirs"]\n'})
    repo(tmp_path / "theirs")
    words = ("--stack", "notes", "--deploy-to", "compose", "--output", "a.yml")
    done = stacklint(where, "deploy", "init", *words)
    assert done.code == 0, done.err
    assert yaml.safe_load((where / "a.yml").read_text(encoding="utf-8"))["stack"] == "notes"


def test_stack_is_named_from_the_root_wherever_it_was_typed(tmp_path: Path) -> None:
    where = repo(tmp_path)
    done = stacklint(
        where / "stacks",
        *("deploy", "init", "--stack", "notes", "--deploy-to", "compose", "--output", "../a.yml"),
    )
    assert done.code == 0, done.err
    assert yaml.safe_load((where / "a.yml").read_text(encoding="utf-8"))["stack"] == "stacks/notes"


OLD = """\
# Kept by hand.
stack: stacks/notes
deploy-to: k8s-kind   # on the big host
kind-mount-root: /srv/kind
network:
  ports:
    web: ['80']       # ours
volumes:
  # The database.
  notes-db:   /srv/kind/notes/db
"""


def test_merge_adds_what_the_stack_gained_and_nothing_else(tmp_path: Path) -> None:
    where = repo(tmp_path)
    write(where, {"envs/prod.yml": OLD})
    done = stacklint(where, "deploy", "init", "--merge", "--output", "envs/prod.yml")
    assert done.code == 0, done.err
    merged = (where / "envs/prod.yml").read_text(encoding="utf-8")
    empty = "only read, and empty until you put files there"
    assert f"added: volumes.notes-keys, {empty}\n" in done.err
    assert "added: configmaps.notes-config\n" in done.err
    added = [line for line in merged.splitlines() if line not in OLD.splitlines()]
    assert [line for line in merged.splitlines() if line not in added] == OLD.splitlines()
    spec = yaml.safe_load(merged)
    assert spec["volumes"] == {
        "notes-db": "/srv/kind/notes/db",
        "notes-keys": "/srv/kind/notes/notes-keys",
    }
    assert spec["configmaps"] == {"notes-config": "./configmaps/notes-config"}
    assert spec["network"]["ports"]["db"] == ["5432", "9000/udp", "3200", "7000", "7001", "7002"]
    again = stacklint(where, "deploy", "init", "--merge", "--output", "envs/prod.yml")
    assert (again.code, "has all that its stack has" in again.err) == (0, True)
    assert (where / "envs/prod.yml").read_text(encoding="utf-8") == merged


def test_merge_keeps_the_second_deployment_of_a_stack_apart(tmp_path: Path) -> None:
    where = repo(tmp_path)
    second = OLD.replace("network:", "namespace: notes-two\nnetwork:").replace("/notes/", "/two/")
    write(where, {"envs/prod.yml": OLD, "envs/two.yml": second})
    done = stacklint(where, "deploy", "init", "--merge", "--output", "envs/two.yml")
    assert done.code == 0, done.err
    spec = yaml.safe_load((where / "envs/two.yml").read_text(encoding="utf-8"))
    assert spec["volumes"]["notes-keys"] == "/srv/kind/notes-two/notes-keys"


def test_merge_leaves_what_is_new_to_a_storage_class(tmp_path: Path) -> None:
    where = repo(tmp_path)
    old = OLD.replace("k8s-kind ", "k8s ")
    write(where, {"envs/prod.yml": old})
    words = ("--output", "envs/prod.yml", "--storage-class", "fast")
    done = stacklint(where, "deploy", "init", "--merge", *words)
    assert done.code == 0, done.err
    merged = (where / "envs/prod.yml").read_text(encoding="utf-8")
    assert [line for line in old.splitlines() if line not in merged.splitlines()] == []
    assert yaml.safe_load(merged)["volumes"]["notes-keys"] is None


def test_a_storage_class_is_said_to_be_the_default(tmp_path: Path) -> None:
    text = init(repo(tmp_path), "--storage-class", "fast", to="k8s")
    assert "# Storage class fast makes a volume for each of these" in text
    lines = [x for x in text.splitlines() if not x.startswith("  #")]
    assert lines[lines.index("  notes-db:") + 1] == "  notes-keys:"


@pytest.mark.parametrize(
    ("spec", "more", "code", "says"),
    [
        (OLD.replace("k8s-kind ", "k8s "), (), 3, "name one of theirs by --volume-root"),
        (OLD, ("--storage-class", "fast"), 3, "k8s-kind does not read it"),
        (OLD, ("--volume-root", "/srv/other"), 3, "has kind-mount-root /srv/kind"),
        (
            OLD.replace("kind-mount-root: /srv/kind\n", ""),
            ("--volume-root", "/srv/kind"),
            3,
            "has no kind-mount-root",
        ),
        ("stack: stacks/notes\ndeploy-to: x\n", (), 1, "needs `deploy-to`"),
        ("stack: [\n", (), 1, "cannot be read"),
        (
            "stack: stacks/notes\ndeploy-to: compose\nvolumes: &v {}\nb: *v\n",
            (),
            1,
            "stays as it is",
        ),
    ],
)
def test_merge_that_cannot_be_changes_nothing(
    tmp_path: Path, spec: str, more: tuple[str, ...], code: int, says: str
) -> None:
    where = repo(tmp_path)
    write(where, {"envs/prod.yml": spec})
    done = stacklint(where, "deploy", "init", "--merge", "--output", "envs/prod.yml", *more)
    assert (done.code, says in done.err) == (code, True), done.err
    assert (where / "envs/prod.yml").read_text(encoding="utf-8") == spec


@pytest.mark.parametrize(
    ("words", "needs_ruamel"),
    [
        (("init", "--stack", "stacks/notes", "--deploy-to", "compose", "--output", "b.yml"), False),
        (("create", "--spec-file", "a.yml", "--deployment-dir", "dep"), False),
        (("init", "--merge", "--output", "a.yml"), True),
    ],
)
def test_ruamel_is_imported_only_where_a_text_is_edited(
    tmp_path: Path, words: tuple[str, ...], *, needs_ruamel: bool
) -> None:
    spec = "stack: stacks/notes\ndeploy-to: compose\nvolumes:\n  notes-db: ./data/notes-db\n"
    found = modules_of(repo(tmp_path, {**STACK, **KEPT, "a.yml": spec}), "deploy", *words)
    assert {"deployer.commands.init", "deployer.commands.create"} & found
    assert ("ruamel.yaml" in found) == needs_ruamel
    assert not {"kubernetes", "rich"} & found


def test_a_plain_check_imports_nothing_of_the_deployer(tmp_path: Path) -> None:
    found = modules_of(repo(tmp_path, STACK), "check")
    assert [name for name in found if name.startswith(("deployer", "stacklint.cli.deploy"))] == []


STACKS = sorted(CORPUS.glob("stack-orchestrator/stacks/*/stack.yml"))
NOT_THERE = {"act-runner", "test-restart-multi"}


@pytest.mark.skipif(not STACKS, reason=f"no corpus at {CORPUS}")
@pytest.mark.parametrize("to", ["compose", "k8s-kind", "k8s"])
def test_stacks_of_the_corpus_get_a_spec_that_only_their_stack_makes_wrong(
    tmp_path: Path, to: str
) -> None:
    """What is wrong with them is in the stack: its names, its images, its compose files."""
    of_the_stack = {"name-invalid-on-kubernetes", "local-image-off-kind", "sidecar-name-rewritten"}
    (tmp_path / "so").symlink_to(CORPUS / "stack-orchestrator")
    for stack in (file.parent.name for file in STACKS):
        if stack in NOT_THERE:
            with pytest.raises(NoStack):
                _first(tmp_path, stack, to)
        else:
            write(tmp_path, {f"{stack}.yml": _first(tmp_path, stack, to)})
    checked = stacklint(tmp_path, "check", "--format", "concise", *_specs(tmp_path))
    on_specs = [line for line in checked.out.splitlines() if not line.startswith("so/")]
    rules = {line.split("[")[1].split("]")[0] for line in on_specs if ": error[" in line}
    assert rules <= of_the_stack, checked.out
    assert to != "compose" or checked.code == 0


def _first(where: Path, stack: str, to: str) -> str:
    root = "/srv/data" if to == "k8s" else ""
    asked = Asked(where, f"so/stacks/{stack}", Target(to), root, "")
    first, _ = first_of(Repository(where, ()), f"{stack}.yml", asked)
    return first.text


def _specs(where: Path) -> list[str]:
    return sorted(file.name for file in where.glob("*.yml"))


@pytest.mark.skipif(not STACKS, reason=f"no corpus at {CORPUS}")
@pytest.mark.parametrize("to", ["compose", "k8s-kind", "k8s"])
def test_stacks_of_the_corpus_get_the_keys_that_laconic_so_writes(tmp_path: Path, to: str) -> None:
    (tmp_path / "so").symlink_to(CORPUS / "stack-orchestrator")
    for stack in ("test", "test-database", "fixturenet-laconicd", "webapp-template"):
        ours = yaml.safe_load(_first(tmp_path, stack, to))
        theirs = yaml.safe_load((CORPUS / "expected" / stack / to / "spec.yml").read_bytes())
        assert ours.get("network") == theirs.get("network")
        assert set(_storage(ours)) == set(_storage(theirs))
        assert set(ours) <= set(theirs)


def _storage(spec: dict[str, dict[str, str]]) -> list[str]:
    return [*spec.get("volumes", {}), *spec.get("configmaps", {})]
