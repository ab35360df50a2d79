"""Who a deployment is may not change; which host names it serves, when somebody says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.commands.start import start
from deployer.errors import CannotDo, PreflightFailed
from deployer.plan.moves import Asked
from deployer.revisions import latest
from deployer.run.dns import resolves
from tests.deployer.fake import NOBODY, Fake, begin, world_of
from tests.deployer.worlds import COMPOSE, KIND, edit, make

if TYPE_CHECKING:
    from pathlib import Path

    from deployer.run.judged import Judged

HOSTS = Asked(host_names=True)
PROXY = """\
network:
  http-proxy:
    - host-name: OLD.example.com
      routes: [{path: /, proxy-to: 'db:5432'}]
"""


@pytest.fixture
def running(tmp_path: Path) -> tuple[Path, Fake]:
    """Give a deployment on kind that serves a host name."""
    place, target = tmp_path / "notes", Fake()
    make(tmp_path / "repo", KIND.replace("network:\n", PROXY), place)
    begin(place, target)
    target.taken = []
    return place, target


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("OLD.example.com", "new.example.com", "old.example.com goes, new.example.com comes: say"),
        ("OLD.example.com", '"*.example.com"', r"old.example.com goes, \*.example.com comes"),
        ("  http-proxy:", "  other:", "old.example.com goes: say --host-names if that is meant"),
    ],
)
def test_another_host_name_is_refused_until_it_is_meant(
    running: tuple[Path, Fake], old: str, new: str, words: str
) -> None:
    place, target = running
    edit(place, old, new, "spec.yml")
    with pytest.raises(CannotDo, match=f"the host names of http-proxy change: {words}"):
        begin(place, target)
    assert target.taken == []
    assert begin(place, target, HOSTS).is_changed
    assert not begin(place, target).is_changed


@pytest.mark.parametrize(
    ("spec", "old", "new"),
    [
        (KIND.replace("network:\n", PROXY), "OLD.example.com", "old.EXAMPLE.com"),
        (KIND.replace("network:\n", PROXY), "path: /", "path: /api"),
        (COMPOSE.replace("network:\n", PROXY), "OLD.example.com", "new.example.com"),
    ],
)
def test_what_is_served_to_nobody_by_another_name_needs_no_word(
    tmp_path: Path, spec: str, old: str, new: str
) -> None:
    place, target = tmp_path / "notes", Fake()
    make(tmp_path / "repo", spec, place)
    begin(place, target)
    edit(place, old, new, "spec.yml")
    assert begin(place, target).revision == 2


def test_a_first_start_asks_nobody_for_names(tmp_path: Path) -> None:
    spec = KIND.replace("network:\n", PROXY.replace("OLD", "lost"))
    make(tmp_path / "repo", spec, tmp_path / "notes")
    assert begin(tmp_path / "notes", Fake()).is_changed


def test_a_new_name_without_an_address_is_said_before_anything(
    running: tuple[Path, Fake],
) -> None:
    place, target = running
    edit(place, "OLD.example.com", "lost.example.com", "spec.yml")
    with pytest.raises(PreflightFailed, match=r"lost\.example\.com comes, and has no address"):
        begin(place, target, HOSTS)
    assert target.taken == []


def test_a_new_name_that_nobody_could_be_asked_about_is_a_note(
    running: tuple[Path, Fake],
) -> None:
    place, target = running
    edit(place, "OLD.example.com", "odd.example.com", "spec.yml")
    heard: list[str] = []

    def listen(judged: Judged) -> None:
        heard.extend(judged.found.notes)

    assert start(place, HOSTS, world_of(target), listen).is_changed
    assert [x for x in heard if x.startswith("odd.example.com comes, and no DNS server told")]


@pytest.mark.parametrize(
    ("file", "key", "value", "words"),
    [
        ("spec.yml", "stack: stacks/notes\n", "stack: stacks/notes\nnamespace: other\n", "namespa"),
        (
            "spec.yml",
            "stack: stacks/notes\n",
            "stack: stacks/other\n",
            r"stack is notes: it would become other.* has to be called notes again .*; for another",
        ),
        ("deployment.yml", "cluster-id: ", "cluster-id: x", "cluster-id is laconic-"),
        ("deployment.yml", "deployment-id: ", "deployment-id: x", "deployment-id is laconic-"),
    ],
)
def test_a_directory_that_became_another_deployment_is_refused(
    running: tuple[Path, Fake], file: str, key: str, value: str, words: str
) -> None:
    place, target = running
    edit(place, key, value, file)
    with pytest.raises(CannotDo, match=rf"{words}.*make a new deployment"):
        begin(place, target, NOBODY)
    assert target.taken == []
    record = latest(place)
    assert record is not None
    assert record.number == 1


@pytest.mark.parametrize(("name", "known"), [("localhost", True), ("a..b", None)])
def test_names_are_looked_up_as_this_host_does(name: str, known: bool | None) -> None:
    assert resolves(name) is known
