"""`deploy create`: the directory, what it refuses, and that it is all or nothing."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.commands.create import create
from deployer.directory.files.assemble import Setting, assembled
from deployer.directory.ids import Identity
from deployer.errors import BadInput, CannotDo, DeployError, NoStack, SpecHasErrors
from deployer.source import Repository, read_source
from tests.deployer.worlds import COMPOSE, K8S, KIND, STACK, make, names, tree_of, world
from tests.running import commit_all, git, stacklint, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

COMMON = {
    ".gitignore",
    ".stacklint",
    ".stacklint/state.json",
    "compose",
    "compose-jobs",
    "compose-jobs/docker-compose-load.yml",
    "compose/docker-compose-notes.yml",
    "config",
    "config.env",
    "config/load.env",
    "config/notes",
    "config/notes/app.conf",
    "config/notes/deep",
    "config/notes/deep/b.sh",
    "deployment.yml",
    "pods",
    "pods/notes",
    "spec.yml",
    "stack.yml",
}
MAPS = {"configmaps", "configmaps/notes-config", "configmaps/notes-config/c.conf"}
DATA = {"data", "data/notes-db"}


@pytest.mark.parametrize(
    ("spec", "more"),
    [
        (COMPOSE, DATA),
        (KIND, {*DATA, *MAPS, "kind-config.yml"}),
        (K8S, {*MAPS, "kubeconfig.yml"}),
        (
            KIND + "security:\n  unlimited-memlock: true\n",
            {*DATA, *MAPS, "kind-config.yml", "high-memlock-spec.json"},
        ),
        (
            COMPOSE.replace("config:\n", "config:\n  P: $generate:hex:4$\n"),
            {*DATA, ".stacklint/generated.json"},
        ),
    ],
)
def test_directory_has_these_files_and_no_others(tmp_path: Path, spec: str, more: set[str]) -> None:
    made = make(tmp_path / "repo", spec, tmp_path / "dep")
    assert set(tree_of(made.place)) == COMMON | more
    assert (made.place / "spec.yml").read_text(encoding="utf-8") == spec
    assert names(tmp_path) == ["dep", "repo"]


IDENTITIES = [
    (KIND, "laconic-9yqhaozz", "laconic-9yqhaozz"),
    (KIND + "kind-cluster-name: main\n", "main", "laconic-9yqhaozz"),
    (K8S + "kind-cluster-name: main\n", "laconic-9yqhaozz", "laconic-9yqhaozz"),
    (COMPOSE + "kind-cluster-name: A B\n", "laconic-9yqhaozz", "laconic-9yqhaozz"),
]


@pytest.mark.parametrize(("spec", "cluster", "deployment"), IDENTITIES)
def test_identity_comes_from_time_chance_and_spec(
    tmp_path: Path, spec: str, cluster: str, deployment: str
) -> None:
    made = make(tmp_path / "repo", spec, tmp_path / "dep")
    assert (made.place / "deployment.yml").read_text(encoding="utf-8") == (
        f"cluster-id: {cluster}\ndeployment-id: {deployment}\nstack-source: stacks/notes\n"
    )
    assert (made.identity.cluster, made.identity.deployment) == (cluster, deployment)


def test_state_says_where_all_came_from(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    write(root, {**STACK, "envs/prod.yml": KIND})
    git(root, "init", "--quiet")
    commit_all(root)
    made = create(Repository(root, ()), "envs/prod.yml", tmp_path / "dep", world())
    assert json.loads((made.place / ".stacklint/state.json").read_bytes()) == {
        "format": 1,
        "stacklint": "0",
        "place": str(tmp_path / "dep"),
        "target": "k8s-kind",
        "repository": str(root),
        "spec": "envs/prod.yml",
        "stack": "stacks/notes",
        "commit": git(root, "rev-parse", "HEAD").strip(),
    }


def _values(place: Path) -> str:
    lines = (place / "config.env").read_text(encoding="utf-8").splitlines(keepends=True)
    assert all(line.startswith("# ") for line in lines[:4])
    return "".join(lines[4:])


@pytest.mark.parametrize(
    ("config", "written"),
    [
        ("A: b", "A=b\n"),
        ("A: true", "A=True\n"),
        ("A: 1.10", "A=1.1\n"),
        ("A: 'a #b'", "A=a #b\n"),
        ("A: ''", "A=\n"),
        ("A:", "A=None\n"),
        ("A: |\n    b", "A=b\n"),
        ("A: '\"b\\rc\"'", 'A="b\\rc"\n'),
        ("A: $generate:hex:4$\n  B: c", "A=00010203\nB=c\n"),
        ("A: pre-$generate:base64:3$-post", "A=AAEC\n"),
        ("A: $generate:other:2$", "A=0001\n"),
        ("A: $generate:hex$", "A=$generate:hex$\n"),
    ],
)
def test_config_env_says_what_laconic_so_would(tmp_path: Path, config: str, written: str) -> None:
    spec = f"stack: stacks/notes\ndeploy-to: compose\nconfig:\n  {config}\n"
    assert _values(make(tmp_path / "repo", spec, tmp_path / "dep").place) == written


def test_generated_values_are_kept_for_us_alone(tmp_path: Path) -> None:
    spec = "stack: stacks/notes\ndeploy-to: compose\nconfig:\n  P: $generate:hex:4$\n"
    made = make(tmp_path / "repo", spec, tmp_path / "dep")
    kept = made.place / ".stacklint/generated.json"
    assert json.loads(kept.read_bytes()) == {"format": 1, "values": {"P": "00010203"}}
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


KEPT = [
    (COMPOSE, {}, {"A": "00010203"}, "A=00010203\nN=8080\n"),
    (COMPOSE, {"A": "old"}, {"A": "old"}, "A=old\nN=8080\n"),
    (COMPOSE, {"A": ""}, {"A": ""}, "A=\nN=8080\n"),
    (COMPOSE, {"N": "old"}, {"N": "old", "A": "00010203"}, "A=00010203\nN=8080\n"),
    (KIND, {}, {"A": "00010203"}, "N=8080\n"),
    (K8S, {"A": "old", "B": "older"}, {"A": "old", "B": "older"}, "N=8080\n"),
]


@pytest.mark.parametrize(("spec", "before", "kept", "written"), KEPT)
def test_a_value_is_generated_once(
    tmp_path: Path, spec: str, before: dict[str, str], kept: dict[str, str], written: str
) -> None:
    """On a cluster, it is not in config.env, which every container gets."""
    write(tmp_path, {**STACK, "prod.yml": spec.replace("A: b", "A: $generate:hex:4$")})
    source = read_source(Repository(tmp_path, ()), "prod.yml")
    names = Identity("c", "d")
    setting = Setting(tmp_path / "dep", names, lambda n: bytes(range(n)), tmp_path, {}, before)
    files = {file.path: file for file in assembled(source, setting).files}
    made = files[".stacklint/generated.json"]
    assert (json.loads(made.data)["values"], made.mode) == (kept, 0o600)
    text = files["config.env"].data.decode().partition("\n# Values")[2].partition("\n")[2]
    assert text == written + "# From credentials file: tokens.env\nTOKEN=t\n"


def test_credentials_follow_the_values(tmp_path: Path) -> None:
    place = make(tmp_path / "repo", KIND, tmp_path / "dep").place
    assert _values(place) == "A=b\nN=8080\n# From credentials file: tokens.env\nTOKEN=t\n"


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_modes_do_not_depend_on_the_mask(tmp_path: Path, mask: int) -> None:
    root = tmp_path / "repo"
    write(root, {**STACK, "envs/prod.yml": K8S})
    (root / "config/notes/deep/b.sh").chmod(0o700)
    (root / "config/notes/app.conf").chmod(0o644)
    (root / "config/load.env").chmod(0o600)
    os.umask(mask)
    made = create(Repository(root, ()), "envs/prod.yml", tmp_path / "dep", world())
    modes = {path: mode for path, (mode, _) in tree_of(made.place).items()}
    secret = {path for path, mode in modes.items() if mode == 0o600}
    assert {"config.env", "kubeconfig.yml", "config/load.env"} <= secret
    assert modes["config/notes/app.conf"] == modes["compose/docker-compose-notes.yml"] == 0o644
    assert modes["config/notes"] == 0o755
    assert modes["config/notes/deep/b.sh"] == 0o700
    assert made.place.stat().st_mode & 0o777 == 0o755


def test_git_ignores_what_holds_secrets(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    made = make(tmp_path / "repo", K8S, tmp_path / "dep")
    git(tmp_path, "add", "dep")
    added = set(git(tmp_path, "ls-files", "dep").split())
    secret = {"config.env", "kubeconfig.yml", ".stacklint/state.json"}
    assert not {f"dep/{path}" for path in secret} & added
    assert "dep/spec.yml" in added
    assert made.place.is_dir()


def test_two_creates_differ_by_their_names_alone(tmp_path: Path) -> None:
    first = make(tmp_path / "repo", KIND, tmp_path / "dep").place
    before = tree_of(first)
    shutil.rmtree(first)
    later = world()._replace(now_ms=1_764_321_099_000)
    create(Repository(tmp_path / "repo", ()), "envs/prod.yml", first, later)
    after = tree_of(first)
    assert before.pop("deployment.yml") != after.pop("deployment.yml")
    assert before == after


LOAD = "compose-jobs/docker-compose-load.yml"
BESIDE = {
    "services: {load: {extends: {file: base.yml, service: x}}}": "extends of load (base.yml)",
    "include: [more.yml]\nservices: {}": "include (more.yml)",
    "include: [{path: [../x/more.yml]}]\nservices: {}": "include (../x/more.yml)",
    "services: {load: {extends: {file: docker-compose-load.yml, service: x}}}": (
        "extends of load (docker-compose-load.yml)"
    ),
    "include: [../compose/more.yml]\nservices: {}": "include (../compose/more.yml)",
    "services: {load: {secrets: [k]}}\nsecrets: {k: {file: ./k}}": "secret k (./k)",
    "services: {load: {configs: [{source: k}]}}\nconfigs: {k: {file: k}}": "config k (k)",
}
BROUGHT = (
    "services: {load: {extends: db}}",
    "services: {load: {extends: {file: ./docker-compose-notes.yml, service: db}}}",
    "services: {load: {extends: {file: ../compose-jobs/docker-compose-load.yml, service: x}}}",
    "services: {load: {secrets: [k]}}\nsecrets: {k: {file: ../config/notes/app.conf}}",
    "services: {load: {secrets: [k]}}\nsecrets: {k: {file: /etc/k}}",
    "services: {load: {image: a}}\nsecrets: {k: {file: ./k}}",
    "services: {load: {image: a, secrets: [k], profiles: [p]}}\nsecrets: {k: {file: ./k}}",
    "services: {load: {secrets: [k]}}\nsecrets: {k: {file: $K}}",
    "services: {load: {secrets: [l, m]}}\nsecrets: {l: {environment: L}, m: {external: true}}",
)
REFUSED: list[tuple[str, dict[str, str], type[DeployError], str]] = [
    ("stack: stacks/x\ndeploy-to: compose\n", {}, NoStack, "stacks/x is not in this repository"),
    ("stack: stacks/notes\n", {}, BadInput, "needs `deploy-to`"),
    ("stack: stacks/notes\ndeploy-to: kind\n", {}, BadInput, "needs `deploy-to`"),
    ("- a\n", {}, BadInput, "is not one YAML mapping"),
    ("a: [\n", {}, BadInput, "cannot be read"),
    (KIND + "---\nb: 1\n", {}, BadInput, "is not one YAML mapping"),
    (KIND + "cluster-issuer: x\n", {}, BadInput, "is written for the fork"),
    ("stack: stacks/notes\ndeploy-to: k8s\n", {}, BadInput, "needs `kube-config`"),
    (K8S.replace("k.yml", "no.yml"), {}, BadInput, "names no.yml, which is no file"),
    (KIND.replace("tokens.env", "no.env"), {}, BadInput, "names no.env"),
    (KIND.replace("A: b", "A: [b]"), {}, CannotDo, "config.A"),
    (KIND.replace("A: b", 'A: "b\\nC=d"'), {}, CannotDo, "line break"),
    (COMPOSE.replace("A: b", 'A: "b\\rc"'), {}, CannotDo, "line break"),
    (KIND.replace("A: b", "'A B': c"), {}, CannotDo, "no name of a variable"),
    (COMPOSE.replace("A: b", "A: $generate:hex:99999$"), {}, CannotDo, "4096 bytes"),
    (KIND.replace("config:\n  A: b\n  N: 8080", "config: [a]"), {}, BadInput, "`config`"),
    (KIND.replace("['5432', 5433/udp]", "5432"), {}, CannotDo, "network.ports.db"),
    (KIND.replace("./data", "../data"), {}, CannotDo, "no directory below the deployment"),
    (KIND.replace("./data/notes-db", "./"), {}, CannotDo, "no directory below the deployment"),
    (KIND.replace("./data/notes-db", "spec.yml"), {}, CannotDo, "./data/notes-db is free"),
    (KIND.replace("./data", "./compose"), {}, CannotDo, "./data/notes-db is free"),
    (KIND.replace("./data/notes-db", '"./a\\0b"'), {}, CannotDo, "a null byte"),
    (KIND + "kind-cluster-name: A b\n", {}, CannotDo, "kind takes lower-case letters"),
    (KIND.replace("./data", "~/data"), {}, CannotDo, "nobody expands ~/data"),
    (KIND.replace("./data", "__ROOT__/data"), {}, CannotDo, "a template has to fill in"),
    *(
        (
            COMPOSE.replace("./data/notes-db", path),
            {},
            CannotDo,
            f"compose fills in the `$` of {path} from who deploys",
        )
        for path in ("/srv/$USER/db", "/srv/a$$b", "./data/$1")
    ),
    (KIND.replace("./data/notes-db", "5"), {}, CannotDo, "its value is no path"),
    (K8S.replace("/srv/notes-db", "./data"), {}, CannotDo, "means nothing on a node"),
    (KIND + "kind-mount-root: kind\n", {}, CannotDo, "it has to be an absolute path"),
    (KIND.replace("./configmaps/", "/nowhere/"), {}, CannotDo, "is no directory of files"),
    (KIND.replace("./configmaps/notes-config", ""), {}, CannotDo, "its value is no path"),
    *(
        (COMPOSE, {LOAD: f"{text}\n"}, CannotDo, f"{what} in {LOAD}: only what lies in")
        for text, what in BESIDE.items()
    ),
    (
        KIND,
        {
            "compose-jobs/docker-compose-load.yml": "services: {load: {env_file: [./load.env]}}\n",
            "compose-jobs/load.env": "L=1\n",
        },
        CannotDo,
        "env_file ./load.env of load: only what lies in `../config/` comes along",
    ),
    (KIND + "ca-certificates: [none.pem]\n", {}, BadInput, "names none.pem, which is no file"),
    (KIND + "ca-certificates: [k.yml]\n", {}, BadInput, "k.yml is no certificate in PEM form"),
    (
        KIND,
        {"stacks/notes/deploy/commands.py": "def create(c, x): c.y()\n"},
        CannotDo,
        "add --run-hooks",
    ),
    (
        KIND,
        {"stacks/notes/stack.yml": "pods: [{name: notes, pre_start_command: a.sh}]\n"},
        CannotDo,
        "`pre_start_command`",
    ),
    (
        KIND,
        {
            "stacks/notes/stack.yml": "pods: [a/../../x]\n",
            "compose/docker-compose-a/x.yml": "services: {}\n",
            "x.yml": "services: {}\n",
            "compose/x.yml": "services: {}\n",
        },
        CannotDo,
        "this is no file's name",
    ),
    (KIND, {"stacks/notes/stack.yml": "pods: [none]\n"}, NoStack, "whose compose file"),
    (
        KIND,
        {"compose/docker-compose-notes.yml": "x: &x {image: a}\nservices: {db: *x}\n"},
        CannotDo,
        "docker-compose-notes.yml: services.db is `*x`, which others may be too: write `<<: *x`",
    ),
]


@pytest.mark.parametrize("text", BROUGHT)
def test_what_comes_along_or_nobody_reads_is_not_refused(tmp_path: Path, text: str) -> None:
    assert make(tmp_path / "repo", COMPOSE, tmp_path / "place", {**STACK, LOAD: f"{text}\n"})


@pytest.mark.parametrize(("spec", "files", "error", "says"), REFUSED)
def test_what_cannot_be_right_is_refused_and_leaves_nothing(
    tmp_path: Path, spec: str, files: dict[str, str], error: type[DeployError], says: str
) -> None:
    with pytest.raises(error) as caught:
        make(tmp_path / "repo", spec, tmp_path / "dep", {**STACK, **files})
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert names(tmp_path) == ["repo"]


def test_what_the_linter_finds_refuses(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, "prod.yml": KIND})
    with pytest.raises(SpecHasErrors) as caught:
        create(
            Repository(tmp_path, ()), "prod.yml", tmp_path / "dep", world(("rule", "prod.yml:1"))
        )
    assert caught.value.findings == (("rule", "prod.yml:1"),)
    assert not (tmp_path / "dep").exists()


def _deploy(where: Path, *more: str, spec: str = "envs/prod.yml") -> tuple[int, str]:
    words = ("--spec-file", spec, "--deployment-dir", str(where.parent / "dep"))
    done = stacklint(where, "deploy", "create", *words, *more)
    return done.code, done.err


def _repo(where: Path, spec: str) -> Path:
    root = where / "repo"
    write(root, {**STACK, "envs/prod.yml": spec, ".gitignore": "tokens.env\n"})
    git(root, "init", "--quiet")
    commit_all(root)
    return root


def test_error_refuses_until_it_is_allowed_or_in_the_baseline(tmp_path: Path) -> None:
    root = _repo(tmp_path, KIND.replace(" ./data/notes-db", ""))
    code, err = _deploy(root)
    assert code == 3
    assert "refused: envs/prod.yml has 1 error" in err
    assert "envs/prod.yml:7: empty-volume-holds-data" in err
    assert names(tmp_path) == ["repo"]
    assert stacklint(root, "baseline", "create").code == 0
    assert _deploy(root)[0] == 0
    shutil.rmtree(tmp_path / "dep")
    for file in root.glob("*baseline*"):
        file.unlink()
    allowed = ("allow", "empty-volume-holds-data", "envs/prod.yml", "--reason", "made anew")
    assert stacklint(root, *allowed).code == 0
    assert _deploy(root)[0] == 0


@pytest.mark.parametrize(
    ("spec", "code", "says"),
    [("envs/none.yml", 2, "there is no spec"), ("k.yml", 1, "needs `deploy-to`")],
)
def test_what_is_no_spec_is_one_sentence(tmp_path: Path, spec: str, code: int, says: str) -> None:
    found, err = _deploy(_repo(tmp_path, KIND), spec=spec)
    assert (found, says in err) == (code, True), err


def test_what_the_linter_passes_over_is_not_deployed(tmp_path: Path) -> None:
    root = _repo(tmp_path, KIND)
    words = ("deploy", "create", "--spec-file", "envs/prod.yml", "--deployment-dir", "dep")
    assert stacklint(root, *words).code == 0
    code, err = _deploy(root, spec="dep/spec.yml")
    assert (code, "dep/spec.yml is a copy in a deployment directory" in err) == (1, True), err
    words = ("deploy", "create", "--spec-file", "spec.yml", "--deployment-dir", "../other")
    done = stacklint(root / "dep", *words)
    assert (done.code, done.err.count("spec.yml")) == (1, 1), done.err
    write(root, {"stacklint.toml": 'templates = ["envs/*.yml"]\n'})
    code, err = _deploy(root)
    assert (code, "render it first" in err) == (1, True), err
    assert names(tmp_path) == ["repo"]


def test_paths_are_seen_from_the_root_of_the_spec(tmp_path: Path) -> None:
    root = _repo(tmp_path, K8S.replace("./configmaps/notes-config", "config/notes-config"))
    trees = []
    for where, spec in [(root, "envs/prod.yml"), (tmp_path, "repo/envs/prod.yml")]:
        words = ("--spec-file", spec, "--deployment-dir", str(tmp_path / "dep"))
        done = stacklint(where, "deploy", "create", *words, "--isolated")
        assert done.code == 0, done.err
        found = tree_of(tmp_path / "dep")
        found.pop("deployment.yml")
        trees.append(found)
        shutil.rmtree(tmp_path / "dep")
    assert trees[0] == trees[1]


def test_notes_say_what_does_not_come_along(tmp_path: Path) -> None:
    compose = STACK["compose/docker-compose-notes.yml"].replace("../config/notes/app", "./app")
    files = {**STACK, "compose/docker-compose-notes.yml": compose}
    made = make(tmp_path / "repo", COMPOSE.replace("  notes-config:\n", ""), tmp_path / "a", files)
    assert made.notes == ("./app.conf of db is not copied: only `../config/…` is",)
    spec = KIND.replace("compose", "k8s-kind").replace("notes-config", "other")
    made = make(tmp_path / "repo", spec, tmp_path / "b", STACK)
    empty = "configmaps.other is empty: the stack has no config/other; fill configmaps/other"
    assert made.notes == (empty,)
    configmaps = COMPOSE + "configmaps: {notes-config: ./configmaps/notes-config}\n"
    made = make(tmp_path / "repo", configmaps, tmp_path / "c", STACK)
    assert made.notes == ("compose has no ConfigMaps: they become docker volumes",)


def test_what_is_in_no_commit_is_of_none(tmp_path: Path) -> None:
    root = _repo(tmp_path, KIND)
    config = root / "config/notes/app.conf"
    config.write_text("changed\n", encoding="utf-8")
    code, err = _deploy(root)
    state = json.loads((tmp_path / "dep/.stacklint/state.json").read_bytes())
    words = f"note: no commit has {config} as it is: `stacklint deploy restart` wants one\n"
    assert (code, words in err, state["commit"]) == (0, True, "")
    shutil.rmtree(tmp_path / "dep")
    commit_all(root)
    code, err = _deploy(root)
    state = json.loads((tmp_path / "dep/.stacklint/state.json").read_bytes())
    assert (code, "no commit" in err, len(state["commit"])) == (0, False, 40)


def test_home_of_the_operator_is_theirs(tmp_path: Path) -> None:
    root = _repo(tmp_path, KIND.replace("tokens.env", "~/t.env"))
    write(tmp_path, {"home/t.env": "HOME_TOKEN=t\n"})
    words = ("--spec-file", "envs/prod.yml", "--deployment-dir", str(tmp_path / "dep"))
    env = {"HOME": str(tmp_path / "home")}
    done = stacklint(root, "deploy", "create", *words, env=env)
    assert done.code == 0, done.err
    assert _values(tmp_path / "dep").endswith("# From credentials file: ~/t.env\nHOME_TOKEN=t\n")


def test_existing_place_and_missing_parent(tmp_path: Path) -> None:
    root = _repo(tmp_path, KIND)
    (tmp_path / "dep").mkdir()
    code, err = _deploy(root)
    assert (code, "is there already" in err) == (3, True)
    assert list((tmp_path / "dep").iterdir()) == []
    words = ("--spec-file", "envs/prod.yml", "--deployment-dir", str(tmp_path / "no/dep"))
    done = stacklint(root, "deploy", "create", *words)
    assert (done.code, "make it first" in done.err) == (1, True)


def test_compose_finds_its_way_from_the_directory(tmp_path: Path) -> None:
    place = make(tmp_path / "repo", COMPOSE, tmp_path / "dep").place
    pod = yaml.safe_load((place / "compose/docker-compose-notes.yml").read_bytes())
    options = pod["volumes"]["notes-db"]["driver_opts"]
    assert options == {"type": "none", "device": "../data/notes-db", "o": "bind"}
    assert (place / "compose" / options["device"]).resolve() == place / "data/notes-db"
    assert pod["volumes"]["notes-config"] is None
    job = yaml.safe_load((place / "compose-jobs/docker-compose-load.yml").read_bytes())
    assert job["volumes"]["notes-db"]["driver_opts"] == options
