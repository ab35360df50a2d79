"""Signs that `deploy init` wrote a tracked spec again, and what they come to together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Finding, Profile, Severity
from stacklint.model.init_output import is_untouched_init_output
from stacklint.model.regeneration import Regeneration, Verdict
from stacklint.model.settings_of import data_of
from stacklint.model.spec import Spec
from stacklint.model.yaml.document import text_document
from stacklint.repo.library import Library
from tests.corpus.real import CORPUS
from tests.memory import MemoryTree, World, lint

if TYPE_CHECKING:
    from stacklint.model.bundle import Bundle


HEAD = "stack: stacks/web\ndeploy-to: k8s-kind\n"

# Each sign by itself: what it is called, and the two versions that leave it and no other.
STRONG = {
    "volumes emptied": (
        HEAD + "volumes:\n  db: /srv/kind/db\n",
        HEAD + "volumes:\n  db:\n",
    ),
    "volumes emptied, on compose": (
        "stack: web\ndeploy-to: compose\nvolumes:\n  db: /srv/db\n",
        "stack: web\ndeploy-to: compose\nvolumes:\n  db: ./data/db\n",
    ),
    "volumes emptied, by the fork": (
        HEAD + "backup: {}\nvolumes:\n  db: /srv/db\n",
        HEAD + "backup: {}\nvolumes:\n  db: ./data/db\n",
    ),
    "configmap became a volume": (
        HEAD + "configmaps:\n  web-init: ./config/init\n",
        HEAD + "volumes:\n  web-init:\n",
    ),
    "operator's keys lost": (
        HEAD + "kind-mount-root: /srv/kind\nnamespace: web\n",
        HEAD,
    ),
    "operator's keys lost, below network": (
        HEAD + "network:\n  acme-email: a@acme.test\n  http-proxy: []\n",
        HEAD,
    ),
    "example hosts": (
        HEAD + "network:\n  http-proxy:\n  - host-name: web.acme.test\n",
        HEAD + "network:\n  http-proxy:\n  - host-name: www.example.com\n",
    ),
    "example hosts, of mail": (
        HEAD + "network:\n  acme-email: ops@acme.test\n",
        HEAD + "network:\n  acme-email: admin@example.com\n",
    ),
}
WEAK = {
    "config emptied": (
        HEAD + "config:\n  A: 1\n  B: 2\n  C: 3\n  D: 4\n",
        HEAD + "config:\n  A: 1\n  B: 2\n",
    ),
    "comments gone": (
        HEAD + "# a\n# b\nreplicas: 2 # c\n",
        HEAD + "replicas: 2\n",
    ),
    "layout of init": (
        HEAD + "x: 1\nca-certificates:\n  - a.pem\n",
        HEAD + "x: 1\nca-certificates:\n - a.pem\n",
    ),
    "empty secrets": (
        "x: 1\n" + HEAD,
        "x: 1\n" + HEAD + "secrets: {}\n",
    ),
    "random ports": (
        HEAD + "network:\n  ports:\n    web: ['31000:80']\n",
        HEAD + "network:\n  ports:\n    web: ['32000:80']\n",
    ),
    "random ports, three of five": (
        HEAD + "network:\n  ports:\n    web: [31000:1, 31001:2, 31002:3, 31003:4, 80:5]\n",
        HEAD + "network:\n  ports:\n    web: [41000:1, 41001:2, 41002:3, 31003:4, 80:5]\n",
    ),
    "order of init": (
        HEAD + "secrets: {}\nvolumes:\n",
        HEAD + "volumes:\nsecrets: {}\n",
    ),
    "order of init, once a blank line is gone": (
        HEAD + "\nvolumes:\n",
        HEAD + "volumes:\n",
    ),
}
NEITHER = {
    "nothing changed": (HEAD, HEAD),
    "a volume taken out": (HEAD + "volumes:\n  db: /a\n  x: /b\n", HEAD + "volumes:\n  x: /b\n"),
    "a volume moved": (HEAD + "volumes:\n  db: /srv/a\n", HEAD + "volumes:\n  db: /srv/b\n"),
    "a volume moved into the deployment": (
        HEAD + "volumes:\n  db: /srv/a\n",
        HEAD + "volumes:\n  db: ./data/db\n",
    ),
    "a volume that was empty": (HEAD + "volumes:\n  db:\n", HEAD + "volumes:\n  db: ''\n"),
    "a volume as init has it on compose": (
        "deploy-to: compose\nvolumes:\n  db: ./data/db\n",
        "deploy-to: compose\nvolumes:\n  db: ./data/db # c\n",
    ),
    "a configmap taken out": (HEAD + "configmaps:\n  a: ./b\n", HEAD + "configmaps: {}\n"),
    "one of the operator's keys lost": (HEAD + "namespace: web\n", HEAD),
    "a host that was an example before": (
        HEAD + "network:\n  http-proxy:\n  - host-name: example.com\n    x: 1\n",
        HEAD + "network:\n  http-proxy:\n  - host-name: example.com\n",
    ),
    "a host whose name ends alike": (
        HEAD + "network:\n  http-proxy:\n  - host-name: a.test\n",
        HEAD + "network:\n  http-proxy:\n  - host-name: notexample.com\n",
    ),
    "a config of two": (HEAD + "config:\n  A: 1\n  B: 2\n", HEAD),
    "less than half of a config": (
        HEAD + "config: {A: 1, B: 2, C: 3, D: 4, E: 5}\n",
        HEAD + "config: {A: 1, B: 2, C: 3}\n",
    ),
    "two comments gone": ("x: 1 # a\n# b\n" + HEAD, "x: 1\n" + HEAD),
    "not all comments gone": ("x: 1 # a\n# b\n# c\n" + HEAD, "x: 1 # a\n" + HEAD),
    "empty secrets on compose": (
        "x: 1\ndeploy-to: compose\n",
        "x: 1\ndeploy-to: compose\nsecrets: {}\n",
    ),
    "one of two ports moved": (
        HEAD + "network:\n  ports:\n    web: [31000:1, 31001:2]\n",
        HEAD + "network:\n  ports:\n    web: [41000:1, 31001:2]\n",
    ),
    "a port that init would not choose moved": (
        HEAD + "network:\n  ports:\n    web: [8080:80]\n",
        HEAD + "network:\n  ports:\n    web: [8081:80]\n",
    ),
    "ports taken out": (
        HEAD + "network:\n  ports:\n    web: [31000:1]\n    x: [80]\n",
        HEAD + "network:\n  ports:\n    x: [80]\n",
    ),
}


def versions(before: str, after: str) -> Regeneration:
    return Regeneration(
        Spec(text_document("spec.yml", before)), Spec(text_document("spec.yml", after))
    )


@pytest.mark.parametrize(("sign", "pair"), list(STRONG.items()), ids=list(STRONG))
def test_strong_sign_alone_is_seen_and_says_nothing(sign: str, pair: tuple[str, str]) -> None:
    found = versions(*pair)
    assert (found.strong, found.weak) == ((sign.partition(",")[0],), ())
    assert found.verdict is None


@pytest.mark.parametrize(("sign", "pair"), list(WEAK.items()), ids=list(WEAK))
def test_weak_sign_alone_is_seen_and_says_nothing(sign: str, pair: tuple[str, str]) -> None:
    found = versions(*pair)
    assert (found.strong, found.weak) == ((), (sign.partition(",")[0],))
    assert found.verdict is None


@pytest.mark.parametrize("pair", list(NEITHER.values()), ids=list(NEITHER))
def test_what_an_operator_may_do_is_no_sign(pair: tuple[str, str]) -> None:
    found = versions(*pair)
    assert (found.strong, found.weak, found.verdict) == ((), (), None)


# Sections that leave a sign when the first is replaced by the second.
PARTS = {
    "V": ("volumes:\n  db: /srv/db\n", "volumes:\n  db:\n"),
    "K": ("namespace: a\nreplicas: 2\n", ""),
    "H": ("network:\n  acme-email: a@acme.test\n", "network:\n  acme-email: a@example.com\n"),
    "c": ("config: {A: 1, B: 2, C: 3}\n", "config: {}\n"),
    "n": ("# a\n# b\n# c\n", ""),
    "l": ("ca-certificates:\n- a.pem\n", "ca-certificates:\n - a.pem\n"),
    "s": ("", "secrets: {}\n"),
}


@pytest.mark.parametrize(
    ("signs", "verdict"),
    [
        ("", None),
        ("V", None),
        ("cnl", None),
        ("cn", None),
        ("VK", Verdict.LIKELY),
        ("Vc", Verdict.LIKELY),
        ("Hs", Verdict.LIKELY),
        ("cnls", Verdict.LIKELY),
        ("VKH", Verdict.CERTAIN),
        ("VKc", Verdict.CERTAIN),
        ("Hcn", Verdict.CERTAIN),
        ("Kcnls", Verdict.CERTAIN),
        ("VKHcnls", Verdict.CERTAIN),
    ],
)
def test_signs_together(signs: str, verdict: Verdict | None) -> None:
    # Its own key in front keeps the order of `init` out of it.
    old = "x: 1\n" + HEAD + "".join(part[0] for part in PARTS.values())
    new = (
        "x: 1\n"
        + HEAD
        + "".join(part[1] if name in signs else part[0] for name, part in PARTS.items())
    )
    found = versions(old, new)
    assert len(found.strong) == sum(sign.isupper() for sign in signs)
    assert len(found.weak) == sum(sign.islower() for sign in signs)
    assert found.verdict is verdict


def test_what_is_lost_is_counted_by_settings_and_comments() -> None:
    found = versions(
        HEAD + "# a\nconfig: {A: 1, B: {C: 2, D: 3}}\nlist: [1, 2] # b\nempty: {} # b\n#\n",
        HEAD + "config: {B: {C: 9}}\nlist: [3]\n",
    )
    assert found.settings_before == (
        *(("stack",), ("deploy-to",), ("config", "A"), ("config", "B", "C"), ("config", "B", "D")),
        *(("list",), ("empty",)),
    )
    assert found.lost == (("config", "A"), ("config", "B", "D"), ("empty",))
    assert found.lost_comments == 3


INIT = """\
stack: stacks/web
deploy-to: k8s-kind
network:
  ports:
    web:
     - '80'
volumes:
  db:
secrets: {}
"""

UNTOUCHED = {
    "as it is": ("", "", True),
    "for a remote cluster": ("k8s-kind\n", "k8s\nkube-config: k.yml\nimage-registry: r\n", True),
    "with CRLF": ("\n", "\r\n", True),
    "with a config of the stack's": ("network:", "config:\n  A: b\nnetwork:", True),
    "for compose": ("k8s-kind", "compose", True),
    "with a data directory": ("  db:\n", "  db: ./data/db\n", True),
    "with a comment": ("volumes:", "volumes: # c", False),
    "with a path": ("  db:\n", "  db: /srv/db\n", False),
    "with a path of another name": ("  db:\n", "  db: ./data/x\n", False),
    "with a key of the operator's": ("network:", "namespace: web\nnetwork:", False),
    "with a registry on kind": ("network:", "image-registry: r\nnetwork:", False),
    "without secrets": ("secrets: {}\n", "", False),
    "with a secret": ("secrets: {}\n", "secrets: {a: }\n", False),
    "with another layout": ("     - '80'", "    - '80'", False),
    "with a blank line": ("volumes:", "\nvolumes:", False),
    "with a blank line of blanks": ("volumes:", "  \nvolumes:", False),
    "in another order": (
        "stack: stacks/web\ndeploy-to: k8s-kind\n",
        "deploy-to: k8s-kind\nstack: s\n",
        False,
    ),
    "with something behind": ("secrets: {}\n", "secrets: {}\nx: 1\n", False),
}


@pytest.mark.parametrize(("old", "new", "untouched"), list(UNTOUCHED.values()), ids=list(UNTOUCHED))
def test_untouched_output_of_init(old: str, new: str, *, untouched: bool) -> None:
    assert old in INIT
    text = INIT.replace(old, new) if old else INIT
    assert is_untouched_init_output(Spec(text_document("spec.yml", text))) is untouched


FULL = """\
# Production.
# Kept by hand.
stack: stacks/web
deploy-to: k8s-kind
kind-mount-root: /srv/kind
namespace: web   # also in the dashboards
network:
  ports:
    web: ['80']
volumes:
  db: /srv/kind/db
config: {A: 1, B: 2, C: 3}
"""

# More than init writes, and less than it loses.
HALF = FULL.replace("namespace: web   # also in the dashboards\n", "").replace("C: 3", "C: 4")


def judged(
    after: str = INIT,
    before: str = FULL,
    *,
    file: str = "envs/prod.yml",
    world: World | None = None,
) -> list[Finding]:
    """Lint a version against an earlier one, in every profile."""
    around = replace(world or World(), head={file: before})
    return lint({file: after}, "regenerated-spec", profile=Profile.AUDIT, world=around).findings


def test_regeneration_is_an_error() -> None:
    (finding,) = judged()
    assert (finding.severity, finding.profile) == (Severity.ERROR, Profile.RECOMMENDED)
    assert finding.message == (
        "envs/prod.yml was written again by `deploy init`: 5 of 9 settings are gone"
    )
    assert dict(finding.notes) == {
        "lost": "kind-mount-root, namespace, config",
        "emptied": "1 volume: db (/srv/kind/db)",
        "comments lost": "3",
        "undo": "git restore --staged --worktree envs/prod.yml",
    }


def test_likely_regeneration_is_a_warning_of_the_strict_profile() -> None:
    (finding,) = judged(FULL.replace("db: /srv/kind/db", "db:").replace("A: 1, B: 2, C: 3", ""))
    assert (finding.severity, finding.profile) == (Severity.WARNING, Profile.STRICT)


def test_settled_regeneration_is_told_without_a_fix() -> None:
    (finding,) = judged(world=World(is_settled=True))
    assert (finding.severity, finding.fix) == (Severity.INFO, None)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ((), 1),
        ((FULL,), 1),
        ((HALF,), 1),
        ((INIT,), 0),
        ((INIT.replace("'80'", "'81'"),), 0),
        ((FULL, FULL), 1),
        ((FULL, INIT), 0),
        (("a: 1\n",), 0),
    ],
)
def test_merge_is_judged_against_every_parent(others: tuple[str, ...], found: int) -> None:
    assert len(judged(world=World(others={"envs/prod.yml": others}))) == found


@pytest.mark.parametrize(
    ("file", "found"),
    [
        ("envs/prod.yml", 1),
        ("tests/spec.yml", 0),
        ("a/test/spec.yml", 0),
        ("e2e/spec.yml", 0),
        ("fixtures/a/spec.yml", 0),
        ("a/test-spec-kind.yml", 0),
        ("testing/spec.yml", 1),
    ],
)
def test_specs_of_tests_are_silent(file: str, found: int) -> None:
    assert len(judged(file=file)) == found


def test_version_that_an_ancestor_had_is_silent() -> None:
    assert judged(world=World(is_restored=True)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (INIT, INIT.replace("'80'", "'81'")),
        (INIT.replace("db:\n", "db: ./data/db\n"), INIT),
        (FULL, FULL + "x: 1\n"),
        (FULL, FULL.replace("# Kept by hand.\n", "")),
        (FULL, FULL),
        ("a: 1\n", INIT),
    ],
)
def test_other_changes_are_silent(before: str, after: str) -> None:
    found = judged(after, before)
    assert [x for x in found if "written again" in x.message] == []


def test_new_file_that_init_wrote_is_told_in_the_strict_profile() -> None:
    (finding,) = lint({"spec.yml": INIT}, "regenerated-spec", profile=Profile.AUDIT).findings
    assert (finding.severity, finding.profile) == (Severity.INFO, Profile.STRICT)
    assert lint({"spec.yml": FULL}, "regenerated-spec", profile=Profile.AUDIT).findings == []


@cache
def agave() -> Bundle:
    """Give the production spec of the corpus with its stack."""
    top = CORPUS / "agave-stack"
    if not top.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; STACKLINT_CORPUS names it")
    files = {x.relative_to(top).as_posix(): x for x in top.rglob("*") if x.is_file()}
    tree = MemoryTree({name: path.read_bytes() for name, path in files.items()})
    name = "deployment/spec.yml"
    spec = Spec(text_document(name, files[name].read_text("utf-8")))
    return Library(tree).bundle(spec)


def written_by_init(bundle: Bundle) -> str:
    """Give what `deploy init` writes for a stack on kind, as the reference describes it."""
    stack = bundle.stack
    assert stack is not None
    rows = [f"stack: {bundle.spec.stack}", "deploy-to: k8s-kind", "network:", "  ports:"]
    for service in stack.services.values():
        ports = [str(port) for port in service_ports(service.name, bundle)]
        rows += [f"    {service.name}:", *(f"     - '{x}'" for x in ports)] if ports else []
    read_only = {name for name in stack.volumes if not stack.writers(name)}
    configs = [name for name in stack.volumes if name in read_only and "config" in name]
    rows += ["volumes:", *(f"  {name}:" for name in stack.volumes if name not in configs)]
    rows += ["configmaps:", *(f"  {name}: ./configmaps/{name}" for name in configs)]
    return "\n".join([*rows, "secrets: {}", ""])


def service_ports(name: str, bundle: Bundle) -> list[object]:
    assert bundle.stack is not None
    found = data_of(bundle.stack.services[name].node.get("ports"))
    return list(found) if isinstance(found, list) else []


def test_regenerated_production_spec_has_lost_what_was_measured() -> None:
    bundle = agave()
    found = versions(bundle.spec.document.text, written_by_init(bundle))
    assert (len(found.lost), len(found.settings_before)) == (39, 52)
    assert len(found.emptied) == 9
    # The comment lines that say something; two more were taken out of the corpus.
    assert found.lost_comments == 42
    assert found.strong == ("volumes emptied", "configmap became a volume", "operator's keys lost")
    assert found.weak == (
        *("config emptied", "comments gone", "layout of init", "empty secrets", "order of init"),
    )
    assert found.verdict is Verdict.CERTAIN


def test_regenerated_production_spec_is_an_error() -> None:
    bundle = agave()
    (finding,) = judged(
        written_by_init(bundle), bundle.spec.document.text, file="deployment/spec.yml"
    )
    assert finding.severity is Severity.ERROR
    assert finding.message.endswith(": 39 of 52 settings are gone")
    assert dict(finding.notes)["comments lost"] == "42"


def test_outputs_of_init_in_the_corpus_are_taken_for_untouched() -> None:
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus at {CORPUS}; STACKLINT_CORPUS names it")
    paths = sorted(CORPUS.glob("expected/*/*/spec.yml"))
    specs = [(x, Spec(text_document("spec.yml", x.read_text("utf-8")))) for x in paths]
    touched = {x.parent.parent.name for x, spec in specs if not is_untouched_init_output(spec)}
    # agave-stack's was kept by hand, and the other two have no list to tell a layout by.
    assert touched == {"agave-stack", "build-support", "node-exporter"}
    assert len(specs) > 60
