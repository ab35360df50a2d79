"""`kind-config.yml`, against what laconic-so wrote, with every intended difference by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from deployer.commands.create import create
from deployer.directory.files.kind_config import host_ports, kind_config
from deployer.errors import CannotDo, DeployError
from deployer.source import Repository, read_source
from tests.corpus.real import CORPUS
from tests.deployer.worlds import KIND, NO_CORPUS, Case, cases, make, world
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason=NO_CORPUS)
STACKS = sorted(path.parts[-3] for path in CORPUS.glob("expected/*/*/kind-config.norm.yml"))


@needs_corpus
@pytest.mark.parametrize("stack", STACKS)
def test_config_of_a_stack_of_the_corpus(tmp_path: Path, stack: str) -> None:
    spec = (CORPUS / "expected" / stack / "k8s-kind" / "spec.yml").read_bytes()
    wanted = (CORPUS / "expected" / stack / "k8s-kind" / "kind-config.norm.yml").read_text()
    write(tmp_path, {"spec.yml": spec})
    (tmp_path / "so").symlink_to(CORPUS / "stack-orchestrator")
    (tmp_path / "agave-stack").symlink_to(CORPUS / "agave-stack")
    repository = Repository(tmp_path, ("so", "agave-stack"))
    source = read_source(repository, "spec.yml")
    memlock = source.spec.text("security", "unlimited-memlock") == "true"
    found = kind_config(source.spec, source.stack, "/DEPLOYMENT-DIR", memlock=memlock)
    assert _blocks(found.replace("/DEPLOYMENT-DIR", "DEPLOYMENT-DIR")) == _blocks(wanted)


def _blocks(text: str) -> tuple[str, list[str], list[str]]:
    """What stands before the ports, the ports, and the mounts, each once and sorted.

    laconic-so writes them in the order of the file system, and a mount for each service.
    """
    head, _, rest = text.partition("  extraPortMappings:\n")
    ports, _, mounts = rest.partition("  extraMounts:\n")
    return head, sorted(set(ports.split("  - "))), sorted(set(mounts.strip().split("  - ")))


MINE = {
    "vol-escape-k8s-kind": "refused",
    "vol-newline-k8s-kind": "laconic-so's file is no YAML",
    "root-sharedprefix": "covered by text, not by component",
    "root-relative": "refused",
    "root-covers-deployment": "the data would be in another directory of the root",
    "port-rangemap-hostnet": "kind takes no range",
    "port-bogus-hostnet": "refused",
    "port-zero-hostnet": "refused",
    "cm-tilde": "the home of the test is another",
    "cm-missing-abs": "refused",
    "cacerts": "refused",
}
CASES = [x for x in cases() if x.upstream.get("mounts") is not None] if CORPUS.is_dir() else []


@needs_corpus
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_mounts_and_ports_of_odd_specs(tmp_path: Path, case: Case) -> None:
    spec = case.spec.replace("@WORK@", str(tmp_path))
    write(tmp_path / "repo", {**case.files, "spec.yml": spec})
    repository, place = Repository(tmp_path / "repo", ()), tmp_path / "deployment"
    try:
        create(repository, "spec.yml", place, world())
    except DeployError:
        assert MINE[case.name].startswith(("refused", "the home"))
        return
    node = yaml.safe_load((place / "kind-config.yml").read_bytes())["nodes"][0]
    mounts = [[x["hostPath"], x["containerPath"]] for x in node.get("extraMounts", [])]
    found = [["SCRATCH" if x.startswith(str(tmp_path)) else x, at] for x, at in mounts]
    ports = [list(x.values()) for x in node["extraPortMappings"][2:]]
    same = (found, ports) == (case.upstream["mounts"], case.upstream.get("portmap") or [])
    assert same == (case.name not in MINE), (found, ports)


BARE = """\
  extraPortMappings:
  - containerPort: 80
    hostPort: 80
  - containerPort: 443
    hostPort: 443
"""


@pytest.mark.parametrize(
    ("more", "tail"),
    [
        ("volumes:\n  notes-db:\n", BARE + "\n\n"),
        (
            "kind-mount-root: /srv/kind\nvolumes:\n  notes-db: /srv/kind/a\n",
            BARE + "\n  extraMounts:\n  - hostPath: /srv/kind\n    containerPath: /mnt\n"
            "    propagation: HostToContainer\n\n",
        ),
        (
            'volumes:\n  notes-db: "/srv/a #b/v"\n',
            BARE + '\n  extraMounts:\n  - hostPath: "/srv/a #b/v"\n'
            "    containerPath: /mnt/notes-db\n    propagation: HostToContainer\n\n",
        ),
    ],
)
def test_text_to_the_last_blank_line(tmp_path: Path, more: str, tail: str) -> None:
    spec = f"stack: stacks/notes\ndeploy-to: k8s-kind\n{more}"
    place = make(tmp_path / "repo", spec, tmp_path / "dep").place
    text = (place / "kind-config.yml").read_text(encoding="utf-8")
    assert text.endswith(tail)
    assert yaml.safe_load(text)["kind"] == "Cluster"


def test_memlock_names_the_file_beside_it(tmp_path: Path) -> None:
    spec = KIND + "security:\n  unlimited-memlock: true\n"
    place = make(tmp_path / "repo", spec, tmp_path / "dep").place
    config = yaml.safe_load((place / "kind-config.yml").read_bytes())
    own = str(place / "high-memlock-spec.json")
    assert f'base_runtime_spec = "{own}"' in config["containerdConfigPatches"][0]
    assert own in [x["containerPath"] for x in config["nodes"][0]["extraMounts"]]
    limits = yaml.safe_load((place / "high-memlock-spec.json").read_bytes())["process"]["rlimits"]
    assert limits == [{"type": "RLIMIT_MEMLOCK", "hard": 2**64 - 1, "soft": 2**64 - 1}]


@pytest.mark.parametrize(("port", "says"), [("http", "`http`"), ("${P}", "`${P}`")])
def test_port_that_nobody_can_open(tmp_path: Path, port: str, says: str) -> None:
    compose = f"services: {{db: {{image: a, network_mode: host, ports: ['{port}']}}}}\n"
    files = {
        "stacks/notes/stack.yml": "pods: [notes]\n",
        "compose/docker-compose-notes.yml": compose,
    }
    spec = "stack: stacks/notes\ndeploy-to: k8s-kind\n"
    with pytest.raises(CannotDo) as caught:
        make(tmp_path / "repo", spec, tmp_path / "dep", files)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("", [("53", "UDP"), ("8080", "TCP")]),
        (
            "network: {ports: {db: ['90', {target: 91, published: 92}]}}\n",
            [("90", "TCP"), ("91", "TCP")],
        ),
    ],
)
def test_the_long_form_opens_the_port_inside(
    tmp_path: Path, more: str, found: list[tuple[str, str]]
) -> None:
    ports = "[{target: 53, protocol: udp, published: 54}, '8080']"
    files = {
        "stacks/notes/stack.yml": "pods: [notes]\n",
        "compose/docker-compose-notes.yml": (
            f"services: {{db: {{image: a, network_mode: host, ports: {ports}}}}}\n"
        ),
        "spec.yml": f"stack: stacks/notes\ndeploy-to: k8s-kind\n{more}",
    }
    write(tmp_path, files)
    source = read_source(Repository(tmp_path, ()), "spec.yml")
    assert list(host_ports(source.spec, source.stack)) == found
