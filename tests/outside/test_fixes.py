"""Fixes of declared rules: what they make of a spec, byte for byte."""

from __future__ import annotations

import pytest

from stacklint.finding import Safety
from tests.outside.made import HEAD, SPEC, findings, fixed, rule

PLACE = "path = 'volumes.*'\nmatches = '^/srv/kind/'\nfix = {set = '/srv/kind/{name}'}"
OURS = "path = 'image-overrides.*'\nmatches = '^acme.test/'\nfix = {set = 'acme.test/{value}'}"
LIMITS = "path = 'resources.containers.limits'\nrequired = true\n"
LIMITS += "fix = {set = {memory = '1G', cpus = 0.5}}"

PLACED = """\
volumes:
  db: /srv/kind/db   # the database
  'a b': /srv/kind/a b
  ok: /srv/kind/ok
  no: /srv/kind/no
"""
RESERVED = """\
resources:
  containers:
    # of each
    reservations: {}
"""
LIMITED = "      memory: 1G\n      cpus: 0.5\n"


@pytest.mark.parametrize(
    ("asked", "before", "after"),
    [
        (
            PLACE,
            "volumes:\n  db: /data/db   # the database\n  'a b': ./x\n  ok: /srv/kind/ok\n  no:\n",
            PLACED,
        ),
        (PLACE, "volumes: {db: a, b: 'c'}\n", "volumes: {db: /srv/kind/db, b: '/srv/kind/b'}\n"),
        (PLACE, "volumes:\r\n  db: x\r\n", "volumes:\r\n  db: /srv/kind/db\r\n"),
        (PLACE, "volumes: {db: x}", "volumes: {db: /srv/kind/db}"),
        (OURS, "image-overrides: {a: 'b:1'}\n", "image-overrides: {a: 'acme.test/b:1'}\n"),
        (OURS, "image-overrides: {a: b:1}\n", "image-overrides: {a: acme.test/b:1}\n"),
        (
            "path = 'replicas'\nat-most = 3\nfix = {set = 3}",
            "replicas: 5   # many\n",
            "replicas: 3   # many\n",
        ),
        (
            "path = 'a.*'\ntype = 'text'\nfix = {set = 'true'}",
            "a: {b: true, c: 'x'}\n",
            "a: {b: 'true', c: 'x'}\n",
        ),
        (
            "path = 'a'\none-of = [true]\nfix = {set = true}",
            "a: 'true'\n",
            "a: true\n",
        ),
        (
            "path = 'a'\ntype = 'list'\nfix = {set = ['x']}",
            "a: x\n",
            "a:\n  - x\n",
        ),
        (
            LIMITS,
            "volumes: {}\n",
            f"volumes: {{}}\nresources:\n  containers:\n    limits:\n{LIMITED}",
        ),
        (
            LIMITS,
            f"{RESERVED}volumes: {{}}\n",
            f"{RESERVED}    limits:\n{LIMITED}volumes: {{}}\n",
        ),
        (
            LIMITS,
            "resources:\n  containers:\n    limits:\n",
            f"resources:\n  containers:\n    limits:\n{LIMITED}",
        ),
        (
            "path = 'namespace'\nrequired = true\nfix = {set = 'prod'}",
            "namespace:   # whose\n",
            "namespace: prod   # whose\n",
        ),
        (
            "path = 'old.*'\nforbidden = true\nfix = {remove = true}",
            "old:\n  # why\n  a: 1\n  b: 2\nnew: 3\n",
            "old: {}\nnew: 3\n",
        ),
        (
            "path = 'a'\nforbidden = true\nfix = {remove = true}",
            "b: 1\na: 2\na: 3\n",
            "b: 1\n",
        ),
        (
            "path = 'l[*]'\nnone-of = ['x']\nfix = {remove = true}",
            "l:\n  - x\n  - y\n  - x\n",
            "l:\n  - y\n",
        ),
        (
            "path = 'config.OLD_*'\nforbidden = true\nfix = {rename = 'NEW'}",
            "config:\n  OLD_A: 1   # one\n",
            "config:\n  NEW: 1   # one\n",
        ),
    ],
)
def test_fix_changes_what_it_means_and_no_other_byte(asked: str, before: str, after: str) -> None:
    head = HEAD.replace("\n", "\r\n") if "\r" in before else HEAD
    assert fixed(asked, head + before) == (head + after, [])
    assert findings(rule(asked), {SPEC: head + after}) == []


@pytest.mark.parametrize(
    ("asked", "spec"),
    [
        (PLACE, "x: &x /data\nvolumes: {db: *x}\n"),
        (PLACE, "x: &x {db: /data}\nvolumes: {<<: *x}\n"),
        ("path = 'volumes.*'\ntype = 'text'\nfix = {set = '{value}'}", "volumes: {db: {a: b}}\n"),
        ("path = 'a'\nmatches = '^x'\nfix = {set = '{value}x'}", "a: b\n"),
        ("path = 'l.*'\nnone-of = ['x']\nfix = {set = '{value}'}", "l: [x]\n"),
    ],
)
def test_change_that_would_not_help_is_not_offered(asked: str, spec: str) -> None:
    (finding,) = findings(rule(asked), {SPEC: HEAD + spec})
    assert finding.fix is None


def test_fix_that_meets_another_entry_is_refused() -> None:
    asked = "path = 'config.OLD_*'\nforbidden = true\nfix = {rename = 'NEW'}"
    spec = HEAD + "config: {OLD_A: 1, OLD_B: 2}\n"
    text, refused = fixed(asked, spec)
    assert text == spec.replace("OLD_A", "NEW")
    assert refused == ["there is a `NEW` already"]


@pytest.mark.parametrize(
    ("fix", "title"),
    [
        ("{set = 'x'}", "PASSWORD: ****"),
        ("{set = true}", "PASSWORD: true"),
        ("{set = {a = 1}}", "set `PASSWORD`"),
        ("{remove = true}", "remove it"),
        ("{rename = 'PW'}", "PASSWORD → PW"),
    ],
)
def test_fix_says_what_it_does(fix: str, title: str) -> None:
    asked = f"path = 'config.PASS*'\nnone-of = ['hunter2hunter2']\nfix = {fix}"
    (finding,) = findings(rule(asked), {SPEC: HEAD + "config: {PASSWORD: hunter2hunter2}\n"})
    assert finding.fix is not None
    assert finding.fix.title == title


@pytest.mark.parametrize(
    ("fix", "safety", "why"),
    [
        ("{remove = true}", Safety.UNSAFE, ""),
        ("{remove = true, safety = 'safe'}", Safety.SAFE, ""),
        ("{remove = true, safety = 'unsafe', why = 'it moves'}", Safety.UNSAFE, "it moves"),
    ],
)
def test_fix_is_unsafe_unless_it_says_otherwise(fix: str, safety: Safety, why: str) -> None:
    (finding,) = findings(
        rule(f"path = 'a'\nforbidden = true\nfix = {fix}"), {SPEC: HEAD + "a: 1\n"}
    )
    assert finding.fix is not None
    assert (finding.fix.safety, finding.fix.why) == (safety, why)
