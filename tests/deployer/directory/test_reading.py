"""A deployment directory read back: what is wanted of it is what is wanted of its repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from deployer.commands.create import create
from deployer.directory.content import Content, File
from deployer.directory.content_tree import ContentTree
from deployer.directory.files.assemble import Setting, assembled
from deployer.directory.ids import Identity as Names
from deployer.directory.reading import identity_of, read_directory
from deployer.directory.state import kept_values
from deployer.errors import BadInput, DeployError
from deployer.source import Repository, read_source
from deployer.wanted import wanted
from deployer.wanted.resource import CannotRender, Identity, Surroundings
from stacklint.model.bundle import Bundle
from stacklint.repo.trees import WorkTree
from tests.corpus.real import CORPUS
from tests.deployer.commands.test_create_corpus import REFUSED
from tests.deployer.wanted.made import at, body
from tests.deployer.worlds import COMPOSE, K8S, KIND, NO_CORPUS, STACK, Case, cases, make, world
from tests.memory import MemoryTree
from tests.running import write

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deployer.directory.reading import Directory
    from deployer.wanted.resource import Resource, Wanted
    from stacklint.model.tree import Tree

pytestmark = pytest.mark.slow

has_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
SPECS = sorted(CORPUS.glob("expected/*/*/spec.yml"))
CASES = list(cases()) if CORPUS.is_dir() else []


def _read(place: Path) -> Directory:
    return read_directory(WorkTree(place, None), place)


def _of_repository(repository: Repository, spec: str, read: Directory) -> Wanted:
    source = read_source(repository, spec)
    kept = read.surroundings
    around = Surroundings(
        repository.tree, kept.generated, kept.credentials, certificates=kept.certificates
    )
    return wanted(Bundle(source.spec, source.stack), read.identity, around)


def _plain(found: Wanted) -> list[Resource]:
    return [resource._replace(source=None) for resource in found.resources]


def _or_none(give: Callable[[], Wanted]) -> list[Resource] | None:
    try:
        return _plain(give())
    except CannotRender:
        return None


def _same(repository: Repository, spec: str, place: Path) -> None:
    read = _read(place)
    ours = _or_none(lambda: wanted(*read))
    assert ours == _or_none(lambda: _of_repository(repository, spec, read))


@has_corpus
@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: "-".join(spec.parts[-3:-1]))
def test_directories_of_the_corpus_want_what_their_repositories_do(
    tmp_path: Path, spec: Path
) -> None:
    (tmp_path / "so").symlink_to(CORPUS / "stack-orchestrator")
    write(tmp_path, {"spec.yml": spec.read_bytes(), "kubeconfig.yml": "a: b\n"})
    own = Repository(CORPUS / "agave-stack", ()), "deployment/spec.yml"
    is_own = "agave-stack" in spec.parts
    repository, name = own if is_own else (Repository(tmp_path, ("so",)), "spec.yml")
    create(repository, name, tmp_path / "dep", world())
    assert _or_none(lambda: wanted(*_read(tmp_path / "dep"))) is not None
    _same(repository, name, tmp_path / "dep")


@has_corpus
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_directories_of_odd_specs_do_too(tmp_path: Path, case: Case) -> None:
    spec = case.spec.replace("@WORK@", str(tmp_path))
    write(tmp_path / "repo", {**case.files, "spec.yml": spec})
    repository = Repository(tmp_path / "repo", ())
    try:
        create(repository, "spec.yml", tmp_path / "dep", world())
    except DeployError:
        assert case.name in REFUSED or case.upstream["rc"] == 1
        return
    _same(repository, "spec.yml", tmp_path / "dep")


ODD_VALUES = """\
  T: true
  E: ''
  V: 1.10
  W: '  a #b'
  Q: '"x y"'
  D: a$$b
  P: $generate:hex:4$
  my-var: c
  L: |
    b #c
"""


@pytest.mark.parametrize("spec", [COMPOSE, KIND, K8S])
def test_values_mean_what_the_spec_means(tmp_path: Path, spec: str) -> None:
    """Also those of which config.env has Python's text, or what a reader of it would cut."""
    make(tmp_path / "repo", spec.replace("  A: b\n", ODD_VALUES), tmp_path / "dep")
    _same(Repository(tmp_path / "repo", ()), "envs/prod.yml", tmp_path / "dep")


def test_what_stays_behind_is_in_neither(tmp_path: Path) -> None:
    path = "compose/docker-compose-notes.yml"
    files = {
        **STACK,
        path: STACK[path].replace("../config/notes/app", "./app"),
        "compose/app.conf": "",
    }
    place = make(tmp_path / "repo", KIND, tmp_path / "dep", files).place
    assert body(wanted(*_read(place)), "ConfigMap", "app-conf") is None
    _same(Repository(tmp_path / "repo", ()), "envs/prod.yml", place)


PEM = "-----BEGIN CERTIFICATE-----\n"
TRUSTED = "ca-certificates: [a.pem, /etc/b.pem]\n"


def test_certificates_are_kept_with_the_deployment(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    write(tmp_path, {"b.pem": PEM + "b", "repo/a.pem": PEM})
    spec = KIND + TRUSTED.replace("/etc", str(tmp_path))
    place = make(root, spec, tmp_path / "dep").place
    (tmp_path / "b.pem").unlink()
    assert _read(place).surroundings.certificates == {
        "a.pem": PEM.encode(),
        f"{tmp_path}/b.pem": f"{PEM}b".encode(),
    }
    _same(Repository(root, ()), "envs/prod.yml", place)
    secret = body(wanted(*_read(place)), "Secret", "ca-certificates")
    assert len(str(at(secret, "data"))) > len(PEM)
    assert (
        _read(make(root, COMPOSE + TRUSTED, tmp_path / "c").place).surroundings.certificates == {}
    )


def test_certificates_that_laconic_so_did_not_keep_are_read_where_they_lie(tmp_path: Path) -> None:
    write(tmp_path, {"b.pem": PEM})
    files = {**BASE, "spec.yml": BASE["spec.yml"] + f"ca-certificates: [{tmp_path}/b.pem]\n"}
    found = _directory(tmp_path, files).surroundings.certificates
    assert found == {f"{tmp_path}/b.pem": PEM.encode()}


def test_next_revision_is_judged_before_it_is_written(tmp_path: Path) -> None:
    place = make(tmp_path / "repo", KIND, tmp_path / "dep").place
    source = read_source(Repository(tmp_path / "repo", ()), "envs/prod.yml")
    names = Names("laconic-9yqhaozz", "laconic-9yqhaozz")
    setting = Setting(place, names, bytes, tmp_path, {})
    tree = ContentTree(assembled(source, setting))
    assert wanted(*read_directory(tree, place)).resources
    assert _plain(wanted(*read_directory(tree, place))) == _plain(wanted(*_read(place)))


CONTENT = Content((File("a/b/c", b"12"), File("d", b"")), ("a/e", "f"))
ASKED: list[tuple[Callable[[Tree], object], object]] = [
    (lambda tree: tree.read("a/b/../b/c"), b"12"),
    (lambda tree: tree.read("a/b"), None),
    (lambda tree: tree.tracked("d"), None),
    (lambda tree: [tree.is_file(x) for x in ("d", "./d", "f", "g")], [True, True, False, False]),
    (
        lambda tree: [tree.is_dir(x) for x in ("a", "a/e", "f", "d", ".")],
        [True] * 3 + [False, True],
    ),
    (lambda tree: [tree.is_at_hand(x) for x in ("a/e", "d", "g")], [True, True, False]),
    (
        lambda tree: [tree.names(x) for x in (".", "a", "f", "g")],
        [["a", "d", "f"], ["b", "e"], [], []],
    ),
    (lambda tree: (tree.size("a/b/c"), tree.size("g")), (2, 0)),
    (lambda tree: tree.files(), ["a/b/c", "d"]),
]


@pytest.mark.parametrize(("ask", "answer"), ASKED)
def test_a_content_answers_as_a_tree(ask: Callable[[Tree], object], answer: object) -> None:
    assert ask(ContentTree(CONTENT)) == answer


BASE = {
    "spec.yml": "stack: s/web\ndeploy-to: k8s-kind\n"
    "config: {A: a, T: true, P: '$generate:hex:4$'}\nconfigmaps: {conf: ./configmaps/conf}\n",
    "stack.yml": "name: web\npods: [web]\n",
    "compose/docker-compose-web.yml": "services: {web: {image: w, volumes: ['conf:/etc/web',"
    " '../config/web:/w']}}\nvolumes: {conf: }\n",
    "config/web/w.sh": "w",
    "configmaps/conf/web.conf": "c",
    "config.env": "# AUTO-GENERATED\nA=a\nT=True\n",
    "deployment.yml": "cluster-id: laconic-c\ndeployment-id: laconic-d\n",
}
ENV = "spec.template.spec.containers.0.env"


def _directory(place: Path, files: Mapping[str, str]) -> Directory:
    return read_directory(MemoryTree({k: v.encode() for k, v in files.items()}), place)


def _wanted(more: Mapping[str, str]) -> Wanted:
    return wanted(*_directory(Path("/srv/dep"), {**BASE, **more}))


ENVIRONMENTS = [
    ({}, {"A": "a", "T": "true"}),
    ({"config.env": "A=by hand # why\nT='x y'\n"}, {"A": "by hand", "T": "x y"}),
    ({"config.env": "T=True\r\n export B = b \n# C=c\n"}, {"T": "true", "B": "b"}),
    ({"config.env": "A=a\nP=by hand\n"}, {"A": "a", "P": "by hand"}),
    (
        {
            "config.env": "A=a\n# From credentials file: ~/c.env\nA=c\n\n"
            "# From credentials file: d\nD=d"
        },
        {"A": "c", "D": "d"},
    ),
    ({"config.env": "# From credentials file: c\r\nA=c\r\n"}, {"A": "c"}),
    ({"config.env": ""}, {}),
]


@pytest.mark.parametrize(("more", "texts"), ENVIRONMENTS)
def test_config_env_is_the_truth(more: Mapping[str, str], texts: Mapping[str, str]) -> None:
    found = at(body(_wanted(more), "Deployment"), ENV)
    assert found == [{"name": name, "value": text} for name, text in texts.items()]


def test_generated_values_come_from_where_we_keep_them() -> None:
    kept = {".stacklint/generated.json": '{"format": 1, "values": {"P": "pw", "OLD": "x"}}'}
    assert at(body(_wanted(kept), "Secret"), "data") == {"P": "cHc="}
    assert at(body(_wanted({}), "Secret"), "data") == {}
    assert kept_values(MemoryTree({k: v.encode() for k, v in kept.items()})) == {
        "P": "pw",
        "OLD": "x",
    }


def test_config_maps_are_those_of_the_directory() -> None:
    """Whatever the spec calls their place; what laconic-so left beside is no key."""
    more = {
        "spec.yml": BASE["spec.yml"].replace("./configmaps/conf", "/etc/of/the/host"),
        "configmaps/conf/web.conf.bak": "old",
        "configmaps/conf/alone.bak": "b",
        "config/web/w.sh.bak": "old",
        "compose/docker-compose-web.yml.bak": "old",
    }
    found = _wanted(more)
    assert at(body(found, "ConfigMap", "-conf"), "binaryData") == {
        "alone.bak": "Yg==",
        "web.conf": "Yw==",
    }
    assert at(body(found, "ConfigMap", "-config-web"), "binaryData") == {"w.sh": "dw=="}
    assert [x.words.partition(" counts")[0] for x in found.notes] == [
        "configmaps/conf/web.conf.bak",
        "config/web/w.sh.bak",
    ]


def test_an_empty_config_map_is_filled_before_the_start(tmp_path: Path) -> None:
    spec = KIND.replace("notes-config", "other")
    files = {
        **STACK,
        "compose/docker-compose-notes.yml": STACK["compose/docker-compose-notes.yml"].replace(
            "notes-config", "other"
        ),
    }
    place = make(tmp_path / "repo", spec, tmp_path / "dep", files).place
    assert "put its files into configmaps/other" in wanted(*_read(place)).notes[0].words
    write(place, {"configmaps/other/mine.conf": "m"})
    assert at(body(wanted(*_read(place)), "ConfigMap", "-other"), "binaryData") == {
        "mine.conf": "bQ=="
    }


STATES = [(None, True), ("{}", False), ('{"decimal-sizes": true}', True)]


@pytest.mark.parametrize(("state", "decimal"), STATES)
def test_sizes_of_what_laconic_so_made_are_its_own(state: str | None, decimal: bool) -> None:
    files = BASE if state is None else {**BASE, ".stacklint/state.json": state}
    assert _directory(Path("/srv/dep"), files).surroundings.has_decimal_sizes is decimal


IDENTITIES = [
    ("cluster-id: c\ndeployment-id: d\nstack-source: s\n", ("d", "c")),
    ("cluster-id: c\n", ("c", "c")),
    ("cluster-id: 2024\n", ("2024", "2024")),
    (None, ("laconic-f0e7fb48b023773d", "laconic-f0e7fb48b023773d")),
]


@pytest.mark.parametrize(("text", "ids"), IDENTITIES)
def test_ids_are_those_of_the_directory(text: str | None, ids: tuple[str, str]) -> None:
    tree = MemoryTree({} if text is None else {"deployment.yml": text.encode()})
    assert identity_of(tree, Path("/srv/dep")) == Identity(*ids, "/srv/dep")


FAULTS = [
    (
        {"spec.yml": "stack: web\ndeploy-to: k8s\nca-certificates: [/none/b.pem]\n"},
        "spec.yml names /none/b.pem, which is no file of this host: put it there",
    ),
    (
        {"spec.yml": "stack: web\ndeploy-to: k8s\nca-certificates: [spec.yml]\n"},
        "spec.yml names spec.yml, which is no file of this host",
    ),
    ({"spec.yml": None}, "spec.yml is not there, and this is no deployment directory"),
    ({"spec.yml": "a: [\n"}, "spec.yml cannot be read: "),
    ({"spec.yml": "[]"}, "spec.yml is not one YAML mapping, and a spec is"),
    (
        {"spec.yml": "deploy-to: compose\nconfig: [a]\n"},
        "spec.yml has a `config` that is no mapping",
    ),
    ({"stack.yml": None}, "stack.yml is not there, and it says which pods there are"),
    (
        {"compose/docker-compose-web.yml": None},
        "compose/docker-compose-web.yml is not there, and stack.yml names it",
    ),
    (
        {"compose/docker-compose-web.yml": "a: b\n c: d\n"},
        "compose/docker-compose-web.yml cannot be read: ",
    ),
    ({"stack.yml": "jobs: [j]\n"}, "compose-jobs/docker-compose-j.yml is not there"),
    ({"config.env": None}, "config.env is not there, and holds the variables of the deployment"),
    ({"deployment.yml": "stack-source: x\n"}, "deployment.yml has no `cluster-id`"),
    ({".stacklint/generated.json": "{"}, ".stacklint/generated.json is damaged: put it back"),
    (
        {".stacklint/generated.json": "{}"},
        ".stacklint/generated.json has no `values` that are text",
    ),
    ({".stacklint/state.json": "[]"}, ".stacklint/state.json is damaged: put it back"),
    (
        {"compose/docker-compose-web.yml": None, "chart/Chart.yaml": ""},
        "chart is a Helm chart, and directories of those are not read",
    ),
]


@pytest.mark.parametrize(("more", "says"), FAULTS)
def test_what_cannot_be_read_is_one_sentence(more: Mapping[str, str | None], says: str) -> None:
    files = {path: text for path, text in {**BASE, **more}.items() if text is not None}
    with pytest.raises(BadInput) as caught:
        _directory(Path("/srv/dep"), files)
    assert str(caught.value).startswith(says)
    assert "\n" not in str(caught.value)


def test_a_config_map_that_is_gone_is_refused_by_its_name() -> None:
    files = {path: text for path, text in BASE.items() if not path.startswith("configmaps")}
    with pytest.raises(CannotRender) as refused:
        wanted(*_directory(Path("/srv/dep"), files))
    assert str(refused.value) == (
        "spec.yml:4: config map conf: the deployment directory has no configmaps/conf: put it back"
    )


def test_files_are_named_as_the_directory_has_them() -> None:
    directory = _directory(Path("/srv/dep"), BASE)
    stack = directory.bundle.stack
    assert stack is not None
    assert [stack.file.file, stack.pods[0].compose.file] == [
        "stack.yml",
        "compose/docker-compose-web.yml",
    ]
