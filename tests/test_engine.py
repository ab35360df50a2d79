"""One run in several pieces: what comes of it does not depend on how many there are."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from tests.memory import lint

COMPOSE = """\
services:
  web:
    image: vendor/web:v1
    environment:
      - A=b
    tmpfs: /tmp
    pid: host
"""
SHARED: dict[str, str | bytes] = {
    "stacks/web/stack.yml": "name: web\npods: [web]\n",
    "compose/docker-compose-web.yml": COMPOSE,
}


def _spec(number: int) -> dict[str, str | bytes]:
    text = f"stack: stacks/web\ndeploy-to: k8s-kind\nnamespace: n{number}\n"
    return {f"envs/{number}.yml": text}


def test_a_fault_of_a_shared_file_is_one_finding_in_however_many_pieces() -> None:
    first, second = (lint({**SHARED, **_spec(number)}) for number in (1, 2))
    whole = lint({**SHARED, **_spec(1), **_spec(2)})
    first.merge(second)
    assert [x.rule for x in first.findings] == ["environment-list"]
    assert [x.key for x in first.findings] == [x.key for x in whole.findings]
    assert first.beyond == whole.beyond != {}


@pytest.mark.parametrize("comment", ["", "  # stacklint: allow[empty-volume-holds-data] -- x"])
def test_what_is_beyond_the_profile_is_counted_beside_a_suppression(comment: str) -> None:
    spec = "stack: a/b\ndeploy-to: k8s-kind\nkind-mount-root: /srv/kind\nvolumes:\n"
    spec += f"  away: /data/away\n  notes-db:{comment}\n"
    assert lint({"envs/prod.yml": spec}).beyond[Profile.STRICT] == 2
