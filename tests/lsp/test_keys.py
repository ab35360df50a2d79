"""The meaning of a key below the cursor."""

from __future__ import annotations

import pytest

from stacklint.lsp.keys import meaning_at
from tests.running import STACK

SPEC = """\
stack: stacks/notes
deploy-to: k8s-kind
network:
  http-proxy:
    - host-name: notes.acme.test
      routes:
        - path: /
          proxy-to: web:80
resources:
  containers:
    web:
      limits: {memory: 1G}
x-ours: 1
unknown: 2
volumes:
  notes-db: ./data
"""


@pytest.mark.parametrize(
    ("text", "at", "name", "words"),
    [
        (SPEC, "deploy-to", "deploy-to", "The target: "),
        (SPEC, "host-name", "network.http-proxy.0.host-name", "The name that clients ask for."),
        (SPEC, "proxy-to", "network.http-proxy.0.routes.0.proxy-to", ""),
        (SPEC, "limits", "resources.containers.web.limits", "What this container may not exceed."),
        (SPEC, "memory", "resources.containers.web.limits.memory", ""),
        (SPEC, "x-ours", "x-ours", ""),
        (SPEC, "notes-db", "volumes.notes-db", "A host directory: "),
        (STACK["stacks/notes/stack.yml"], "pods", "pods", ""),
    ],
)
def test_a_key_has_the_meaning_that_the_schema_gives_it(
    text: str, at: str, name: str, words: str
) -> None:
    meaning = meaning_at("any.yml", text, text.index(at) + 2)
    assert meaning is not None
    assert meaning.name == name
    assert meaning.words
    assert meaning.words.startswith(words)
    # On all of the key, and on nothing else.
    end = text.index(at) + len(at)
    assert (
        meaning_at("any.yml", text, text.index(at)) == meaning_at("any.yml", text, end) == meaning
    )
    assert meaning not in {meaning_at("any.yml", text, x) for x in (text.index(at) - 1, end + 1)}


@pytest.mark.parametrize(
    ("text", "at"),
    [
        (SPEC, "k8s-kind"),
        (SPEC, "unknown"),
        ("kind: Deployment\napiVersion: v1\nvolumes: {}\n", "volumes"),
        ("stack: [\n", "stack"),
        ("", ""),
    ],
)
def test_elsewhere_there_is_none(text: str, at: str) -> None:
    assert meaning_at("any.yml", text, text.index(at) + 2) is None
