"""Specs of one host, held against each other: through the program, as people run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Profile
from tests.memory import World, lint
from tests.running import STACK, commit_all, git, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

HOSTS = '[hosts]\nalpha = ["envs/"]\n'
SHARED = "host-path-shared-by-specs"


def spec(directory: str, *, namespace: str = "", above: str = "") -> str:
    """Write a spec whose database lies in a directory of the host."""
    own = f"namespace: {namespace}\n" if namespace else ""
    return (
        f"stack: stacks/notes\ndeploy-to: k8s-kind\nkind-mount-root: /srv/kind\n{own}"
        f"volumes:\n{above}  notes-db: /srv/kind/{directory}\n"
    )


def committed(where: Path, files: dict[str, str]) -> None:
    """Make a git repository with some files in its first commit."""
    git(where, "init", "--quiet")
    write(where, files)
    commit_all(where)


def found(where: Path, *arguments: str) -> list[tuple[str, str, str]]:
    """Give rule, file and standing of the findings across specs."""
    done = stacklint(where, "check", "--format", "json", "--profile", "audit", *arguments)
    assert done.code in {0, 1}, done.err
    return [
        (x["rule"], x["at"]["file"], x["standing"])
        for x in json.loads(done.out)["findings"]
        if x["category"] == "workspace"
    ]


ONE, TWO = spec("db", namespace="one"), spec("db", namespace="two")


def test_configured_host_makes_it_an_error(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": TWO})
    done = stacklint(tmp_path, "check")
    assert done.code == 1
    assert "error[host-path-shared-by-specs]: the directory of volume `notes-db` is" in done.out
    assert "envs/a.yml:6" in done.out


def remote(kubeconfig: str) -> str:
    """Write a spec for a cluster elsewhere, with all that two specs can clash in."""
    return (
        f"stack: stacks/notes\ndeploy-to: k8s\nkube-config: {kubeconfig}\nnamespace: notes\n"
        "network:\n  http-proxy:\n    - host-name: notes.acme.test\n      routes:\n"
        "        - path: /\n          proxy-to: db:5432\nvolumes:\n  notes-db: /srv/kind/db\n"
    )


CLASHES = ["namespace-claimed-twice", "host-name-claimed-twice", SHARED]
ON_HOST = spec("db", namespace="notes")


@pytest.mark.parametrize(
    ("one", "other", "clashes"),
    [
        (remote("/etc/east.yml"), remote("/etc/east.yml"), CLASHES),
        (remote("/etc/east.yml"), remote("/etc//east.yml"), CLASHES),
        (remote("/etc/east.yml"), remote("/etc/west.yml"), []),
        (remote("__KUBE__"), remote("__KUBE__"), CLASHES),
        # The host may be a node of its cluster, or only where both are deployed from.
        (ON_HOST, remote("/etc/east.yml"), [SHARED]),
        (ON_HOST.replace("k8s-kind", "compose"), ON_HOST, [SHARED]),
    ],
)
def test_clusters_reached_from_one_host_are_told_apart(
    tmp_path: Path, one: str, other: str, clashes: list[str]
) -> None:
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": one, "envs/b.yml": other})
    assert [rule for rule, _, _ in found(tmp_path)] == clashes


@pytest.mark.parametrize(("other", "code"), [("k8s", 0), ("k8s-kind", 1)])
def test_directory_of_a_node_that_may_be_the_host_is_a_guess(
    tmp_path: Path, other: str, code: int
) -> None:
    text = remote("/etc/east.yml").replace("to: k8s", f"to: {other}")
    files = {"envs/a.yml": spec("db", namespace="one"), "envs/b.yml": text}
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    assert stacklint(tmp_path, "check", "--select", SHARED).code == code


def test_folder_is_a_guess(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "envs/a.yml": ONE, "envs/b.yml": TWO})
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    "inventory",
    [
        {"inventory/hosts.yml": "all:\n  hosts:\n    alpha:\n      specs: [x/a.yml, z/b.yml]\n"},
        {"inventory.yml": "web:\n  hosts:\n    alpha: {one: x/a.yml, two: '{{ r }}/z/b.yml'}\n"},
        {"ansible/host_vars/alpha.yml": "specs:\n  - x/a.yml\n  - /srv/repo/z/b.yml\n"},
        {"host_vars/alpha/main.yml": "one: x/a.yml\ntwo: z/b.yml\n"},
        {"inventory.ini": "[web]\n# hosts\nalpha spec=x/a.yml\n\n[db]\nalpha spec=/r/z/b.yml\n"},
        {"ansible/inventories/prod/hosts": "alpha ansible_user=x specs='x/a.yml z/b.yml'\n"},
    ],
)
def test_inventory_says_which_specs_share_a_host(tmp_path: Path, inventory: dict[str, str]) -> None:
    committed(tmp_path, {**STACK, **inventory, "x/a.yml": ONE, "z/b.yml": TWO})
    assert found(tmp_path) == [(SHARED, "z/b.yml", "open")]


@pytest.mark.parametrize(
    "inventory",
    [
        {"host_vars/alpha.yml": "spec: x/a.yml\n", "host_vars/beta.yml": "spec: z/b.yml\n"},
        {"host_vars/alpha.yml": "a: x/a.yml\nb: z/b.yml\n", "host_vars/beta.yml": "b: z/b.yml\n"},
        {"vars/alpha.yml": "specs: [x/a.yml, z/b.yml]\n"},
        {"host_vars/alpha.yml": "specs: [x/a.yml, z/b.yml\n"},
        {"hosts": "alpha spec=x/a.yml\nbeta spec=z/b.yml\n"},
        {"inventory.ini": "[web:vars]\nspecs=x/a.yml\nmore=z/b.yml\n"},
        {"inventory/notes": "alpha specs='x/a.yml z/b.yml'\n"},
    ],
)
def test_inventory_that_leaves_it_open_says_nothing(
    tmp_path: Path, inventory: dict[str, str]
) -> None:
    committed(tmp_path, {**STACK, **inventory, "x/a.yml": ONE, "z/b.yml": TWO})
    assert found(tmp_path) == []


def test_single_files_are_compared_with_each_other_alone(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": TWO})
    assert found(tmp_path, "envs/b.yml") == []
    assert found(tmp_path, "envs/b.yml", "envs/a.yml") == [(SHARED, "envs/b.yml", "open")]


def test_many_specs_give_the_same_whatever_the_processes(tmp_path: Path) -> None:
    specs = {f"envs/{n:03}.yml": spec(f"db{n % 200}", namespace=f"n{n}") for n in range(210)}
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **specs})
    expected = [(SHARED, f"envs/{n:03}.yml", "open") for n in range(200, 210)]
    assert found(tmp_path) == expected
    reverse = sorted(specs, reverse=True)
    assert found(tmp_path, *reverse) == expected


def test_commit_that_brings_a_clash_fails(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/b.yml": TWO})
    write(tmp_path, {"envs/a.yml": ONE})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged", "--new") == [(SHARED, "envs/a.yml", "open")]


def test_clash_that_was_there_before_the_commit_is_older(tmp_path: Path) -> None:
    files = {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": TWO}
    committed(tmp_path, files)
    write(tmp_path, {"envs/a.yml": "# the database\n" + ONE})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged", "--new") == [(SHARED, "envs/a.yml", "known")]


def test_commit_elsewhere_says_nothing_of_a_clash(tmp_path: Path) -> None:
    files = {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": TWO}
    committed(tmp_path, {**files, "envs/c.yml": spec("other", namespace="three")})
    write(tmp_path, {"envs/c.yml": spec("more", namespace="three")})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == []


ALLOW = f"  # stacklint: allow[{SHARED}] -- handed over by night\n"


def test_clash_can_be_allowed(tmp_path: Path) -> None:
    two = spec("db", namespace="two", above=ALLOW)
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": two})
    assert found(tmp_path) == [(SHARED, "envs/b.yml", "allowed")]


@pytest.mark.parametrize("touched", ["envs/a.yml", "envs/b.yml"])
@pytest.mark.parametrize("allowed", ["envs/a.yml", "envs/b.yml"])
def test_clash_is_allowed_on_either_side(tmp_path: Path, touched: str, allowed: str) -> None:
    files = {"envs/a.yml": ONE, "envs/b.yml": TWO}
    name = {"envs/a.yml": "one", "envs/b.yml": "two"}[allowed]
    files[allowed] = spec("db", namespace=name, above=ALLOW)
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    write(tmp_path, {touched: "# the database\n" + files[touched]})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == [(SHARED, touched, "allowed")]
    assert found(tmp_path) == [(SHARED, "envs/b.yml", "allowed")]
    assert "unused-suppression" not in stacklint(tmp_path, "check").out


@pytest.mark.parametrize("touched", ["envs/a.yml", "envs/b.yml"])
def test_clash_of_the_baseline_is_accepted_whoever_is_touched(tmp_path: Path, touched: str) -> None:
    files = {"envs/a.yml": ONE, "envs/b.yml": TWO}
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    assert stacklint(tmp_path, "baseline", "create").code == 0
    commit_all(tmp_path)
    write(tmp_path, {touched: "# the database\n" + files[touched]})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == [(SHARED, touched, "baselined")]
    third = {"envs/c.yml": spec("db", namespace="three")}
    write(tmp_path, third)
    git(tmp_path, "add", "--all")
    assert (SHARED, "envs/c.yml", "open") in found(tmp_path, "--staged")


THREE = spec("db", namespace="three")


def test_each_spec_that_shares_is_told_once_with_those_before_it(tmp_path: Path) -> None:
    files = {"envs/a.yml": ONE, "envs/b.yml": TWO, "envs/c.yml": THREE}
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    done = stacklint(tmp_path, "check", "--format", "json")
    told = [
        (x["at"]["file"], [other["file"] for other in x["also"]], x["message"].partition(" in ")[2])
        for x in json.loads(done.out)["findings"]
    ]
    assert told == [
        ("envs/b.yml", ["envs/a.yml"], "envs/a.yml: two deployments write to one place"),
        (
            "envs/c.yml",
            ["envs/a.yml", "envs/b.yml"],
            "envs/a.yml and 1 more: several deployments write to one place",
        ),
    ]


@pytest.mark.parametrize(
    ("allowing", "standings"),
    [
        ("a", ["allowed", "open"]),
        ("ab", ["allowed", "allowed"]),
        ("c", ["open", "allowed"]),
        ("bc", ["allowed", "allowed"]),
    ],
)
def test_clash_of_several_is_allowed_by_one_side_or_by_all_others(
    tmp_path: Path, allowing: str, standings: list[str]
) -> None:
    files = {
        f"envs/{name}.yml": spec("db", namespace=name, above=ALLOW if name in allowing else "")
        for name in "abc"
    }
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    assert [standing for _, _, standing in found(tmp_path)] == standings


@pytest.mark.parametrize("touched", ["a", "b", "c"])
def test_clash_of_several_is_accepted_whoever_is_touched(tmp_path: Path, touched: str) -> None:
    files = {"envs/a.yml": ONE, "envs/b.yml": TWO, "envs/c.yml": THREE}
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, **files})
    assert stacklint(tmp_path, "baseline", "create").code == 0
    commit_all(tmp_path)
    file = f"envs/{touched}.yml"
    write(tmp_path, {file: "# the database\n" + files[file]})
    git(tmp_path, "add", "--all")
    assert found(tmp_path, "--staged") == [(SHARED, file, "baselined")]


def test_allow_of_what_is_no_clash_is_unused_only_when_all_was_looked_at(tmp_path: Path) -> None:
    two = spec("other", namespace="two", above=ALLOW)
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": ONE, "envs/b.yml": two})
    assert "unused-suppression" in stacklint(tmp_path, "check").out
    assert "unused-suppression" not in stacklint(tmp_path, "check", "envs/b.yml").out


def test_copy_that_was_changed_longer_ago_is_stale(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "old/envs/a.yml": spec("was"), "envs/a.yml": ONE})
    assert found(tmp_path) == []
    write(tmp_path, {"envs/a.yml": spec("is", namespace="one")})
    git(tmp_path, "add", "--all")
    later = {"GIT_COMMITTER_DATE": "2037-01-01T00:00:00Z"}
    git(tmp_path, "commit", "--quiet", "--message", "later", env=later)
    assert found(tmp_path) == [("stale-spec-copy", "old/envs/a.yml", "open")]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("caddy-ingress-image: acme/caddy:v{}\n", "the last start wins"),
        ("network: {{acme-email: ops{}@acme.test}}\n", "which the first start on a host sets"),
    ],
)
def test_shared_ingress_says_whose_setting_counts(setting: str, words: str) -> None:
    text = "stack: stacks/notes\ndeploy-to: k8s-kind\n" + setting
    files = {**STACK, "envs/a.yml": text.format(1), "envs/b.yml": text.format(2)}
    world = World(hosts={"alpha": ("envs/a.yml", "envs/b.yml")})
    [finding] = lint(files, "cluster-settings-disagree", world=world).findings
    assert finding.message.endswith(words)


@pytest.mark.parametrize(
    ("later", "words"),
    [("replicas: 2\n", "1 setting:"), ("replicas: 2\nnamespace: n\n", "2 settings:")],
)
def test_stale_copy_says_how_much_differs(later: str, words: str) -> None:
    text = "stack: stacks/notes\ndeploy-to: k8s-kind\nvolumes:\n  notes-db: /srv/db\n"
    files = {**STACK, "old/envs/a.yml": text, "envs/a.yml": text + later}
    world = World(ages={"old/envs/a.yml": 1, "envs/a.yml": 2})
    [finding] = lint(files, "stale-spec-copy", profile=Profile.STRICT, world=world).findings
    assert f"differs in {words}" in finding.message


def test_without_git_no_copy_is_the_older_one(tmp_path: Path) -> None:
    write(tmp_path, {**STACK, "old/envs/a.yml": spec("was"), "envs/a.yml": ONE})
    assert found(tmp_path, ".") == []


def test_tests_do_not_clash_with_what_they_test(tmp_path: Path) -> None:
    committed(
        tmp_path,
        {**STACK, "stacklint.toml": '[hosts]\nalpha = ["*"]\n', "a.yml": ONE, "tests/b.yml": TWO},
    )
    assert found(tmp_path) == []


PUBLIC = """\
stack: stacks/notes
deploy-to: k8s-kind
network:
  http-proxy:
    - host-name: notes.acme.org
      routes: [{path: /, proxy-to: "web:80"}]
"""
ADDRESS = "stack: stacks/shop\ndeploy-to: k8s-kind\nnetwork: {acme-email: ops@acme.org}\n"


def unsigned(where: Path, *arguments: str) -> list[str]:
    """Give the standing of findings about certificates without an address."""
    words = ("--select", "missing-acme-email", "--profile", "strict", "--format", "json")
    done = stacklint(where, "check", *words, *arguments)
    return [x["standing"] for x in json.loads(done.out)["findings"]]


def test_spec_alone_is_asked_for_its_address(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "envs/a.yml": PUBLIC})
    assert unsigned(tmp_path) == ["open"]


def test_address_that_leaves_the_host_is_new_to_the_specs_that_had_it(tmp_path: Path) -> None:
    committed(tmp_path, {**STACK, "stacklint.toml": HOSTS, "envs/a.yml": PUBLIC})
    write(tmp_path, {"envs/b.yml": ADDRESS})
    commit_all(tmp_path)
    assert unsigned(tmp_path) == []
    git(tmp_path, "rm", "--quiet", "envs/b.yml")
    write(tmp_path, {"envs/a.yml": PUBLIC + "# the only one\n"})
    assert unsigned(tmp_path, "--new", "--since", "HEAD") == ["open"]


def test_pattern_that_no_expression_can_be_made_of_is_refused(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"stacklint.toml": "exclude = ['[z-a]']\n"})
    done = stacklint(root, "check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: stacklint.toml: not as in `.gitignore`: bad character range")


@pytest.mark.parametrize(
    ("patterns", "arguments", "said"),
    [
        (["envs/a.yml", "envs/c.yml"], (), "`envs/c.yml` in `hosts.alpha` fits no spec"),
        (["envs/", "!envs/c.yml"], (), ""),
        (["envs/c.yml"], ("envs/a.yml",), ""),
        (["envs/c.yml"], ("--staged",), "`envs/c.yml` in `hosts.alpha` fits no spec"),
        (["envs/c.yml"], ("--since", "HEAD"), ""),
    ],
)
def test_pattern_that_fits_no_spec_is_told(
    tmp_path: Path, patterns: list[str], arguments: tuple[str, ...], said: str
) -> None:
    config = f"[hosts]\nalpha = {patterns}\n"
    committed(tmp_path, {**STACK, "stacklint.toml": config, "envs/a.yml": ONE, "envs/b.yml": TWO})
    done = stacklint(tmp_path, "check", *arguments)
    assert ("fits no spec" in done.out) == bool(said)
    assert said in done.out
