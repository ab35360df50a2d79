"""JUnit's XML, as CI servers show tests: one case for each file and rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.finding import Standing
from stacklint.report.escape import xml
from stacklint.report.mask import Mask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacklint.finding import Finding
    from stacklint.report.look import Look
    from stacklint.report.run import Run


def junit(run: Run, _look: Look) -> str:
    """Give a failing case for each file and rule with findings that reach the threshold.

    What is less is told in the output of a case that passes; what is allowed, accepted or older
    than the change is a case that is skipped, with the reason.
    """
    mask = Mask(run)
    files: dict[str, dict[str, list[Finding]]] = {}
    for finding in run.ordered:
        files.setdefault(finding.file, {}).setdefault(finding.rule, []).append(finding)
    suites = [_Suite(run, file, rules, mask) for file, rules in sorted(files.items())]
    failures = sum(suite.failures for suite in suites)
    tests = sum(len(suite.rules) for suite in suites) or 1
    head = f'name="stacklint" tests="{tests}" failures="{failures}" time="{run.seconds:.3f}"'
    body = [line for suite in suites for line in suite.lines()] or _nothing()
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites {head}>", *body]
    return "".join(f"{line}\n" for line in (*lines, "</testsuites>"))


def _nothing() -> list[str]:
    """A report without a case looks like a run that broke."""
    return [
        '  <testsuite name="stacklint" tests="1" failures="0" skipped="0">',
        '    <testcase classname="stacklint" name="no findings"/>',
        "  </testsuite>",
    ]


class _Suite:
    """The findings of one file."""

    def __init__(self, run: Run, file: str, rules: dict[str, list[Finding]], mask: Mask) -> None:
        self.run, self.file, self.rules, self.mask = run, file, rules, mask

    @property
    def failures(self) -> int:
        return sum(any(map(self._fails, found)) for found in self.rules.values())

    @property
    def skipped(self) -> int:
        return sum(not any(x.counts for x in found) for found in self.rules.values())

    def lines(self) -> Iterator[str]:
        name, tests = xml(self.file), len(self.rules)
        counts = f'tests="{tests}" failures="{self.failures}" skipped="{self.skipped}"'
        yield f'  <testsuite name="{name}" {counts}>'
        for rule, found in sorted(self.rules.items()):
            yield f'    <testcase classname="{name}" name="{xml(rule)}" file="{name}">'
            yield from self._case(found)
            yield "    </testcase>"
        yield "  </testsuite>"

    def _case(self, found: list[Finding]) -> Iterator[str]:
        failing = [finding for finding in found if self._fails(finding)]
        if failing:
            yield self._element("failure", failing)
            return
        shown = [finding for finding in found if finding.counts]
        if shown:
            text = xml(*map(self._line, shown))
            yield f"      <system-out>{text}</system-out>"
        else:
            yield self._element("skipped", found)

    def _element(self, name: str, found: list[Finding]) -> str:
        secrets = self.mask.of(found[0])
        first = found[0].message if name == "failure" else _reason(found[0])
        more = f" (+{len(found) - 1})" if len(found) > 1 else ""
        kind = f' type="{found[0].severity.word}"' if name == "failure" else ""
        text = xml(*map(self._line, found))
        return f'      <{name} message="{xml(secrets.said(first) + more)}"{kind}>{text}</{name}>'

    def _line(self, finding: Finding) -> str:
        said = self.mask.of(finding).said(finding.message)
        return f"{finding.file}:{finding.at.line}:{finding.at.column}: {said}"

    def _fails(self, finding: Finding) -> bool:
        return finding.counts and finding.severity >= self.run.threshold


def _reason(finding: Finding) -> str:
    standing = {
        Standing.ALLOWED: "allowed",
        Standing.BASELINED: "accepted in the baseline",
        Standing.KNOWN: "older than the change",
    }[finding.standing]
    return f"{standing}: {finding.reason}" if finding.reason else standing
