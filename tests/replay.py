"""`make replay`: what happened to operators, as small pairs of before and after.

`docs/incidents/<rule>.md` tells one: a line with the source and what went wrong, then fenced
blocks. `file=PATH` alone is there all the time; `head` is what git had, `before` what the operator
committed, `after` what would have been right; the last three are the file `envs/prod.yml` unless
`file=` says otherwise. Each pair becomes a git repository, and the program is run over both: the
rule must fire before, and be silent after.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.running import commit_all, git, stacklint, write

ROOT = Path(__file__).parent.parent
INCIDENTS = ROOT / "docs" / "incidents"
SPEC = "envs/prod.yml"

_FENCE = re.compile(r"^```(?P<info>[^\n]+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
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


def incidents() -> list[Incident]:
    """Read every incident, in the order of the rules' names."""
    return [read(page) for page in sorted(INCIDENTS.glob("*.md")) if page.name != "index.md"]


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


def replay(incident: Incident, where: Path) -> tuple[list[str], list[str]]:
    """Give what the rule says before and after, as messages."""
    git(where, "init", "--quiet", "--initial-branch=main")
    write(where, {"README.md": "An operator's repository.\n", **incident.shared, **incident.head})
    commit_all(where, "as it was")
    said = []
    for files, gone in ((incident.before, incident.head), (incident.after, incident.before)):
        for name in set(gone) - set(files):
            (where / name).unlink()
        write(where, files)
        # Against HEAD where the incident has one; else as something that was committed long ago.
        if not incident.head:
            commit_all(where, "as it is")
        said.append(_messages(incident.rule, where))
    return said[0], said[1]


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
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for incident in incidents():
            where = (keep or Path(folder)) / incident.rule
            where.mkdir(parents=True)
            before, after = replay(incident, where)
            is_right = bool(before) and not after
            failed += not is_right
            print(f"{'✓' if is_right else '✗'} {incident.rule}  ({incident.source})")
            print(f"    before: {'; '.join(before) or 'silent'}")
            print(f"    after:  {'; '.join(after) or 'silent'}")
    print(f"{len(incidents())} incidents, {failed} not as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
