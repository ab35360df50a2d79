"""`make replay`: what happened to operators, as small pairs of before and after.

`docs/incidents/<rule>.md` tells one: a line with the source and what went wrong, then fenced
blocks. `file=PATH` alone is there all the time; `head` is what git had, `before` what the operator
committed, `after` what would have been right; the last three are the file `envs/prod.yml` unless
`file=` says otherwise. Each pair becomes a git repository, and the program is run over both: the
rule must fire before, and be silent after. A rule without an incident has a line in
`docs/incidents/none-known.md` that says how its fault is known all the same.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.running import commit_all, git, stacklint, write

ROOT = Path(__file__).parent.parent
INCIDENTS = ROOT / "docs" / "incidents"
NONE_KNOWN = INCIDENTS / "none-known.md"
SPEC = "envs/prod.yml"

_FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_REASON = re.compile(r"^- (?P<rule>[a-z-]+): (?P<reason>.+)$", re.MULTILINE)
_TOLD = re.compile(r"\A# (?P<rule>[a-z-]+)\n\n(?P<source>[^:\n]+): (?P<words>.+?)\n\n", re.DOTALL)


@dataclass(frozen=True)
class Incident:
    """What happened once, and what the files said before and after."""

    rule: str
    source: str
    words: str
    shared: dict[str, str] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.rule


class Told(NamedTuple):
    """What a rule said before and after, as messages."""

    before: list[str]
    after: list[str]


def incidents() -> list[Incident]:
    """Read every incident, in the order of the rules' names."""
    others = {"index.md", NONE_KNOWN.name}
    return [read(page) for page in sorted(INCIDENTS.glob("*.md")) if page.name not in others]


def reasons() -> list[tuple[str, str]]:
    """Read the rules that nobody is known to have been hit by, and how we know of their faults."""
    return _REASON.findall(NONE_KNOWN.read_text(encoding="utf-8"))


def read(page: Path) -> Incident:
    """Read one incident."""
    text = page.read_text(encoding="utf-8")
    told = _TOLD.match(text)
    assert told is not None, f"{page.name} does not begin with a rule, a source and what happened"
    incident = Incident(told["rule"], told["source"], " ".join(told["words"].split()))
    for block in _FENCE.finditer(text):
        words = block["info"].split()[1:]
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        kind = next((word for word in words if "=" not in word), "shared")
        files: dict[str, str] = getattr(incident, kind)
        files[settings.get("file", SPEC)] = block["text"]
    return incident


def replay(incident: Incident, where: Path) -> Told:
    """Run the program over what was there before, and over what would have been right."""
    git(where, "init", "--quiet", "--initial-branch=main", "--template=")
    write(where, {"README.md": "An operator's repository.\n", **incident.shared, **incident.head})
    commit_all(where, "as it was", on="2026-01-05")
    write(where, incident.before)
    _remove(where, set(incident.head) - set(incident.before))
    # Against HEAD where the incident has one; else as something that was committed long ago.
    if not incident.head:
        commit_all(where, "as it is", on="2026-02-02")
    before = _messages(incident.rule, where)
    write(where, incident.after)
    _remove(where, set(incident.before) - set(incident.after))
    # What git tracks, it tracks until the repair is staged.
    git(where, "add", "--all")
    return Told(before, _messages(incident.rule, where))


def _remove(where: Path, names: set[str]) -> None:
    for name in names:
        (where / name).unlink()


def _messages(rule: str, where: Path) -> list[str]:
    words = ("--select", rule, "--profile", "audit", "--format", "json")
    done = stacklint(where, "check", *words)
    assert done.code in {0, 1, 3}, done.err
    found = json.loads(done.out)["findings"]
    return [x["message"] for x in found if x["rule"] == rule]


def main() -> int:
    """Replay every incident, and say of each what the rule said."""
    parser = argparse.ArgumentParser(prog="make replay", description=__doc__)
    parser.add_argument("--keep", metavar="DIR", type=Path, help="leave the repositories there")
    keep: Path | None = parser.parse_args().keep
    told = incidents()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        places = [(keep or Path(folder)) / incident.rule for incident in told]
        for place in places:
            place.mkdir(parents=True)
        right = [_print(*pair) for pair in zip(told, pool.map(replay, told, places), strict=True)]
    print(f"{len(told)} incidents, {right.count(False)} not as they should be")
    return 0 if all(right) else 1


def _print(incident: Incident, told: Told) -> bool:
    is_right = bool(told.before) and not told.after
    print(f"{'✓' if is_right else '✗'} {incident.rule}  ({incident.source})")
    print(f"    before: {'; '.join(told.before) or 'silent'}")
    print(f"    after:  {'; '.join(told.after) or 'silent'}")
    return is_right


if __name__ == "__main__":
    sys.exit(main())
