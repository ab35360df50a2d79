"""Rule pages as tests: the examples of `docs/rules/<rule>.md`, read into cases.

A fenced block says in its info string what it is: ```` ```yaml bad at=volumes.db ````.

- `file=PATH` without another word: a file that all cases of the page share from there on; with
  `age=N` it was changed in the Nth commit, the example itself in the 2nd;
- `bad`: must give exactly this rule's findings at the places `at=` (paths, `;` between several;
  `key#1` for the second of two equal keys; `~LINE` for a place without a path), with
  `severity=` and `profile=` where these differ from the rule's;
- `fixed`: what `--fix` (for an unsafe fix `--unsafe-fixes`) makes of the `bad` before it; one more
  with `file=` for each other file that the fix changes;
- `good`: must stay silent in every profile;
- `head`: the version in HEAD of the `bad` or `good` that follows.

`bad`, `fixed`, `good` and `head` are the file `envs/prod.yml` unless `file=` says otherwise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from stacklint.config import Config, read_config

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "rules"
SPEC = "envs/prod.yml"

_FENCE = re.compile(
    r"^(?P<fence>````?)(?P<language>yaml|toml|text|json|sh) (?P<info>[^\n]+)\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """One example of a page."""

    rule: str
    kind: str
    number: int
    file: str
    text: str
    shared: dict[str, str]
    at: tuple[str, ...] = ()
    severity: str | None = None
    profile: str | None = None
    head: str | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    deployed: tuple[str, ...] = ()
    ages: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.rule}-{self.kind}-{self.number}"

    @property
    def files(self) -> dict[str, str]:
        return {**self.shared, self.file: self.text}


@dataclass
class _Reader:
    rule: str
    shared: dict[str, str] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    head: str | None = None
    ages: dict[str, int] = field(default_factory=dict)

    def block(self, info: str, text: str) -> None:
        words = info.split()
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        kinds = [word for word in words if "=" not in word]
        kind = kinds[0] if kinds else "file"
        if kind == "file":
            self.shared = {**self.shared, settings["file"]: text}
            if "age" in settings:
                self.ages = {**self.ages, settings["file"]: int(settings["age"])}
        elif kind == "head":
            self.head = text
        elif kind == "fixed":
            bad = self.cases[-1]
            file = settings.get("file", bad.file)
            self.cases[-1] = replace(bad, fixed={**bad.fixed, file: text})
        else:
            self.case(kind, text, settings)

    def case(self, kind: str, text: str, settings: dict[str, str]) -> None:
        known = {"at", "severity", "profile", "file", "deployed"}
        assert kind in {"bad", "good"}, f"{self.rule}: what is a block `{kind}`?"
        assert set(settings) <= known, f"{self.rule}: what is {set(settings) - known}?"
        at = tuple(filter(None, settings.get("at", "").split(";")))
        self.cases.append(
            Case(
                rule=self.rule,
                kind=kind,
                number=len(self.cases) + 1,
                file=settings.get("file", SPEC),
                text=text,
                shared=self.shared,
                at=at,
                severity=settings.get("severity"),
                profile=settings.get("profile"),
                head=self.head,
                ages={**self.ages, settings.get("file", SPEC): 2} if self.ages else {},
                deployed=tuple(filter(None, settings.get("deployed", "").split(","))),
            )
        )
        self.head = None


def cases_of(page: Path) -> list[Case]:
    """Read the examples of one page."""
    reader = _Reader(page.stem)
    for found in _FENCE.finditer(page.read_text(encoding="utf-8")):
        reader.block(found["info"], found["text"])
    return reader.cases


def all_cases() -> list[Case]:
    """Read the examples of every page."""
    return [case for page in sorted(PAGES.glob("*.md")) for case in cases_of(page)]


def config_of(case: Case, read: Path) -> Config:
    """Read the configuration that a case comes with; `read` is a directory to put it in."""
    text = case.shared.get("stacklint.toml")
    if text is None:
        return Config()
    file = read / "stacklint.toml"
    file.write_text(text, encoding="utf-8")
    return read_config(file)
