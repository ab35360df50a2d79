"""Runs to report on, made from real documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import (
    Confidence,
    Elsewhere,
    Finding,
    Fix,
    Harm,
    Profile,
    Safety,
    Severity,
    Standing,
    named_path,
    region_of,
)
from stacklint.model import change as changes
from stacklint.model.change import SetValue
from stacklint.model.yaml.document import Document, Part, Span, text_document
from stacklint.model.yaml.place import Place
from stacklint.report.frame import frame
from stacklint.report.look import Look
from stacklint.report.run import Repair, Run, WithoutStack
from stacklint.report.scene import scene_of

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOK = Look(color=False, width=80, links=False, unicode=True)

SPEC = """\
stack: stacks/notes
deploy-to: k8s-kind
kind-mount-root: /srv/kind
network:
  http-proxy:
    - host-name: notes.acme.test
      routes:
        - path: /
          proxy-to: web:80


volumes:
  notes-cache:                     # rebuilt on start
  notes-db:                        # TODO: pick a disk
"""

COMPOSE = """\
services:
  db:
    image: postgres:16
    environment:
      PGDATA: /var/lib/postgresql/data
    volumes:
      - notes-db:/var/lib/postgresql/data
volumes:
  notes-cache:
  notes-db:
"""


def place(document: Document, *path: str | int, part: Part = Part.KEY) -> Place:
    return Place(document, path, part)


def finding(
    at: Place,
    message: str,
    *,
    rule: str = "empty-volume-holds-data",
    severity: Severity = Severity.ERROR,
    words: str = "",
) -> Finding:
    return Finding(
        rule=rule,
        category="volumes",
        severity=severity,
        confidence=Confidence.HIGH,
        profile=Profile.RECOMMENDED,
        harm=Harm.DATA,
        message=message,
        at=region_of(at, words),
        also=(),
        notes=(),
        fix=None,
        key=(rule, at.document.name, named_path(at), ""),
    )


def run_of(findings: Sequence[Finding], *documents: Document, specs: int = 1) -> Run:
    return Run(
        findings=tuple(findings),
        documents={document.name: document for document in documents},
        specs=specs,
        files=len(documents),
        seconds=0.041,
    )


def drawn(found: Finding, *documents: Document, look: Look = LOOK) -> str:
    lines = frame(found, scene_of(run_of([found], *documents), look))
    return "".join(f"{line}\n" for line in lines)


def notes() -> Run:
    """The finding of a volume without a path, as everybody first meets it."""
    spec = text_document("envs/prod.yml", SPEC)
    compose = text_document("stacks/notes/compose/docker-compose-notes.yml", COMPOSE)
    mount = place(compose, "services", "db", "volumes", 0, part=Part.VALUE)
    found = finding(
        place(spec, "volumes", "notes-db"),
        "volume `notes-db` has no path: its data dies with the kind cluster",
        words="no path here",
    )._replace(
        also=(region_of(mount, "`db` (postgres:16) keeps its database here"),),
        notes=(
            ("survives", "container restart, node restart"),
            ("lost with", "cluster, namespace, claim"),
        ),
        fix=Fix(
            "notes-db: /srv/kind/notes/notes-db",
            Safety.UNSAFE,
            (SetValue(("volumes", "notes-db"), "/srv/kind/notes/notes-db"),),
            "it may be deployed",
        ),
    )
    return run_of([found], spec, compose)._replace(specs=3, files=14)


def old_repository() -> Run:
    """More than ten findings, of several harms."""
    letters = "abcdefghijklmnopqr"
    staging = text_document(
        "envs/staging.yml",
        "volumes:\n"
        + "".join(f"  notes-{x}:\n" for x in letters)
        + "config:\n"
        + "".join(f"  FLAG_{x}: yes\n" for x in letters)
        + "deploy-to: k8s-kind\n",
    )
    prod = text_document("envs/prod.yml", staging.text)
    empty = [
        finding(place(prod, "volumes", f"notes-{x}"), f"volume `notes-{x}` has no path")
        for x in "abcd"
    ]
    missing = [
        finding(
            place(document, "volumes", f"notes-{x}"),
            f"volume `notes-{x}` is not in the spec",
            rule="volume-missing-from-spec",
        )._replace(harm=Harm.START)
        for document, letters in ((staging, letters), (prod, "efghijkl"))
        for x in letters
    ]
    fix = Fix("quote it", Safety.SAFE, ())
    changed = [
        finding(
            place(prod, "config", f"FLAG_{x}", part=Part.VALUE),
            f"FLAG_{x} becomes True",
            rule="config-scalar-changes-text",
            severity=Severity.WARNING,
        )._replace(harm=Harm.MEANING, fix=fix)
        for x in "abcdefghijk"
    ]
    return run_of([*changed, *missing, *empty], staging, prod, specs=3)


def many(count: int, severity: Severity = Severity.WARNING) -> tuple[list[Finding], Document]:
    document = text_document("a.yml", "".join(f"k{number}: |\n  x\n" for number in range(count)))
    found = [
        finding(place(document, f"k{number}"), f"wrong {number}", severity=severity)
        for number in range(count)
    ]
    return found, document


ALL_CHANGES = (
    changes.SetValue(("a", 0), [1, 2.5, None, True, {"b": "c"}], quote=True),
    changes.RenameKey(("a",), "b"),
    changes.RemoveEntry(("a",), 1),
    changes.AddEntry(("a", "b"), "c"),
    changes.MoveEntry(("a",), ("b",)),
    changes.SetComment(3, None),
    changes.AddComment(("a",), "x", above=True),
    changes.MapItems(("a",)),
    changes.SplitItem(("a", 0), ("1", "2")),
    changes.Restore("a: 1\n"),
)
# A line end, something of two UTF-16 units, and something wide, before what is replaced.
TEXT = "a: '\U0001f600'  # 名\r\nb: '\U0001f600' # x\r\nc: [1, 2]\r\n"
NEW = TEXT.replace("'\U0001f600' # x", "'\U0001f600' # \U0001f600\r\nb2: 3")
OTHER = "compose/docker-compose-my pod.yml"


def everything() -> Run:
    """One of each standing, and whatever else a report can hold."""
    document = text_document("envs/my spec.yml", TEXT)
    span = Span(TEXT.index("# x"), TEXT.index("# x") + 3)
    at = Place(document, ("b",), range=span)
    other = text_document(OTHER, COMPOSE)
    elsewhere = (Elsewhere(OTHER, (changes.AddEntry(("volumes", "b"), None),)),)
    found = finding(at, "`b` [is](wrong)")._replace(
        fix=Fix("b2: 3", Safety.UNSAFE, ALL_CHANGES, "it moves", elsewhere),
        also=(
            region_of(place(document, "c", part=Part.ENTRY), "and here"),
            region_of(place(other, "volumes"), "and there"),
        ),
        notes=(("head", "text"), ("alone", "")),
    )
    findings = [
        found._replace(standing=standing, reason="OPS-12" if standing.value == "allowed" else "")
        for standing in Standing
    ]
    unknown = finding(place(document, "a"), "odd", rule="no-such-rule", severity=Severity.INFO)
    return run_of([*findings, unknown], document, other)._replace(
        new_texts={found.order: {document.name: NEW, OTHER: COMPOSE + "  b:\n"}},
        without_stack=(WithoutStack("envs/x.yml", "there is no folder"),),
        notes=("envs/y.yml is a template",),
        repairs=(Repair(found), Repair(unknown, "it has no fix")),
        beyond={Profile.STRICT: 2},
        threshold=Severity.WARNING,
    )


RUNS = {
    "a finding": notes(),
    "many": old_repository(),
    "none": run_of([]),
    "everything": everything(),
    "a change": everything()._replace(judges_change=True),
}
