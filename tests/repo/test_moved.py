"""Specs that were moved and written again, several at once."""

from __future__ import annotations

import pytest

from stacklint.repo.git_output import Raw
from stacklint.repo.moved import moved_specs
from tests.memory import MemoryTree

NOTES, CHAT = "stack: stacks/notes\ndeploy-to: k8s\n", "stack: stacks/chat\ndeploy-to: k8s\n"


def moved(gone: dict[str, str], new: dict[str, str]) -> dict[str, str]:
    """Lead from new paths to old ones."""
    base, now = (MemoryTree({x: text.encode() for x, text in y.items()}) for y in (gone, new))
    went = [Raw("D", "a", None, path, path) for path in gone]
    came = [Raw("A", None, "b", path, path) for path in new]
    return {path: raw.old_path for path, raw in moved_specs(base, now, [*went, *came]).items()}


@pytest.mark.parametrize(
    ("gone", "new", "pairs"),
    [
        ("a.yml", "b.yml", {"b.yml": "a.yml"}),
        ("a.yml", "b.yml c.yml", {}),
        ("a.yml b.yml", "c.yml", {}),
        (
            "envs/prod/alpha.yml envs/test/alpha.yml envs/prod/beta.yml",
            "alpha/notes-prod.yml beta/notes-prod.yml alpha/notes-test.yml",
            {
                "alpha/notes-prod.yml": "envs/prod/alpha.yml",
                "alpha/notes-test.yml": "envs/test/alpha.yml",
                "beta/notes-prod.yml": "envs/prod/beta.yml",
            },
        ),
        ("prod.yml test.yml", "envs/prod.yml", {"envs/prod.yml": "prod.yml"}),
        ("prod.yml", "envs/prod.yml envs/test.yml", {"envs/prod.yml": "prod.yml"}),
        ("prod.yml", "envs/prod.yml old/prod.yml", {}),
        ("prod.yml test.yml", "production.yml testing.yml", {}),
    ],
)
def test_paths_tell_specs_of_one_stack_apart(gone: str, new: str, pairs: dict[str, str]) -> None:
    assert moved(dict.fromkeys(gone.split(), NOTES), dict.fromkeys(new.split(), NOTES)) == pairs


def test_spec_of_another_stack_is_another_spec() -> None:
    assert moved({"prod.yml": NOTES}, {"envs/prod.yml": CHAT}) == {}
    both = {"prod.yml": NOTES, "chat.yml": CHAT}
    now = {"a.yml": CHAT, "b.yml": NOTES}
    assert moved(both, now) == {"a.yml": "chat.yml", "b.yml": "prod.yml"}
