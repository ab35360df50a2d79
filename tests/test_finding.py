"""Places turned into names and characters, and findings that are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.finding import Elsewhere, Finding, Fix, Safety, named_path, region_of
from stacklint.model.change import AddEntry, Change, RemoveEntry
from stacklint.model.yaml.document import Part, text_document
from stacklint.model.yaml.place import Place
from stacklint.outcome import Outcome
from tests.report.made import finding

if TYPE_CHECKING:
    from stacklint.model.yaml.nodes import KeyPath

TEXT = """\
network:
  ports:
    web: ['80', '443']
  http-proxy:
    - host-name: a.test
      routes:
        - path: /
config:
  - DB_PASSWORD=hunter2hunter2
  - name: postgres://me:hunter2@db
"postgres://me:hunter2@db": b
command: [run, --api-key, hunter2, 'me:x', -u, "me:hunt\\er2"]
passwords: [hunter2]
a: 1
a: 2
"""


@pytest.mark.parametrize(
    ("path", "occurrence", "name"),
    [
        ((), 0, ""),
        (("network", "ports", "web", 1), 0, "network.ports.web.[443]"),
        (("network", "http-proxy", 0, "routes", 0), 0, "network.http-proxy.[a.test].routes.[/]"),
        (("config", 0), 0, "config.[DB_PASSWORD=****]"),
        (("config", 1), 0, "config.[postgres://me:****@db]"),
        (("postgres://me:hunter2@db",), 0, "postgres://me:****@db"),
        (("command", 2), 0, "command.[****]"),
        (("command", 3), 0, "command.[me:x]"),
        (("command", 5), 0, "command.[****]"),
        (("passwords", 0), 0, "passwords.[****]"),
        (("a",), 1, "a#1"),
    ],
)
def test_path_names_list_items_and_no_secret(path: KeyPath, occurrence: int, name: str) -> None:
    place = Place(text_document("s.yml", TEXT), path, occurrence=occurrence)
    assert named_path(place) == name


def test_region_counts_lines_and_columns_from_one() -> None:
    region = region_of(Place(text_document("s.yml", TEXT), ("network", "ports", "web"), Part.VALUE))
    assert (region.line, region.column, region.end_line, region.end_column) == (3, 10, 3, 23)
    assert TEXT[region.start : region.end] == "['80', '443']"


POD = text_document("pod.yml", TEXT)


def seen_from(spec: str, changes: tuple[Change, ...] = ()) -> Finding:
    """Give a fault of a shared file, as it is seen from a spec, which its fix changes as well."""
    elsewhere = Elsewhere(spec, (AddEntry(("volumes", "x"), spec),))
    also = region_of(Place(text_document(spec, "volumes: {}\n"), ("volumes",)))
    fix = Fix("mend", Safety.UNSAFE, changes, elsewhere=(elsewhere,))
    return finding(Place(POD, ("config",)), "wrong")._replace(fix=fix, also=(also,))


def merged(*findings: Finding) -> list[Finding]:
    """Give what is left of the findings of several processes."""
    outcome = Outcome()
    for one in findings:
        of_process = Outcome()
        of_process.add(one)
        outcome.merge(of_process)
    return outcome.findings


def test_fault_that_several_specs_see_is_one_with_a_fix_for_all() -> None:
    (found,) = merged(seen_from("a.yml"), seen_from("b.yml"), seen_from("a.yml"))
    assert found.fixed_files == ("a.yml", "b.yml")
    assert [region.file for region in found.also] == ["a.yml", "b.yml"]


@pytest.mark.parametrize(
    "other",
    [
        seen_from("b.yml", (RemoveEntry(("config",)),)),
        seen_from("b.yml")._replace(fix=None),
        seen_from("b.yml")._replace(fix=Fix("mend", Safety.UNSAFE, ())),
    ],
)
def test_fixes_that_differ_are_not_joined(other: Finding) -> None:
    assert merged(seen_from("a.yml"), other) == [seen_from("a.yml")]


def test_fault_at_another_place_or_with_other_words_is_another() -> None:
    here = finding(Place(POD, ("a",)), "wrong")
    there = finding(Place(POD, ("a",), occurrence=1), "wrong")
    assert len(merged(here, there, here, here._replace(message="odd"))) == 3
