"""What a run says of a spec does not depend on the specs that it has looked at before.

Much is told once for specs that are alike: which rules are asked, what they said of a section, and
the words that are harmless.
"""

from __future__ import annotations

import re
from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING, TypeAlias

import pytest

from stacklint.finding import Profile
from stacklint.rules import ACROSS
from tests.memory import World, lint
from tests.pages import all_cases

if TYPE_CHECKING:
    from collections.abc import Mapping

_Said: TypeAlias = "dict[str, set[str]]"

STACK = {
    "stacks/s/stack.yml": "name: s\npods: [web]\njobs: [load]\n",
    "stacks/t/stack.yml": "name: t\npods: [web, api]\n",
    "compose/docker-compose-web.yml": """\
services:
  web:
    image: nginx:1.27
    ports: ["80"]
    environment: {A: "${A:-example.com}", B: b}
    volumes: ["web-data:/data", "config:/etc/web:ro"]
  db:
    image: postgres:16
    environment: [POSTGRES_PASSWORD=${DB_PASSWORD}]
    volumes: ["db-data:/var/lib/postgresql/data"]
volumes: {web-data: , db-data: , config: }
""",
    "compose/docker-compose-api.yml": """\
services:
  api: {image: "acme/api:latest", ports: ["8080:8080"], depends_on: [db]}
  db: {image: "redis:7", command: "redis-server --dir /keep", volumes: ["redis:/data"]}
volumes: {redis: }
""",
    "compose-jobs/docker-compose-load.yml": """\
services:
  load: {image: load, volumes: ["web-data:/in:ro"]}
volumes: {web-data: }
""",
}


def _texts() -> list[str]:
    """Give the specs of all pages, each for one of two stacks."""
    texts = {text for case in all_cases() for text in case.files.values() if "deploy-to:" in text}
    random = Random(7)  # noqa: S311 -- the same each time
    return [
        re.sub(r"(?m)^stack:.*$", f"stack: stacks/{random.choice('sst')}", text)
        for text in sorted(texts)
    ]


def _said(files: Mapping[str, str], head: Mapping[str, str]) -> _Said:
    """Give what is said of each spec, but for what is said of several."""
    found: _Said = defaultdict(set)
    for one in lint({**files, **STACK}, profile=Profile.AUDIT, world=World(head=head)).findings:
        if one.rule not in ACROSS:
            found[one.file].add(repr((one.key, one.severity, one.profile, one.message, one.fix)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_specs_are_judged_together_as_each_for_itself(seed: int) -> None:
    random, texts = Random(seed), _texts()  # noqa: S311 -- the same each time
    assert len(texts) > 100
    random.shuffle(texts)
    files = {f"envs/{number % 7}/{number}.yml": text for number, text in enumerate(texts)}
    # A change may touch nothing, one section, or be another spec altogether.
    others = [random.choice((text, text + "replicas: 2\n", texts[0])) for text in texts]
    head = dict(zip(files, others, strict=True))
    together = _said(files, head)
    assert sum(map(len, together.values())) > len(texts)
    for file, text in files.items():
        assert _said({file: text}, head)[file] == together[file], text
