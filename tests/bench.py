"""`make bench`: stacklint beside the tools an operator would use instead, as ratios.

Everything is measured in one run, the commands taking turns. Each run is divided by the starts of
the bare interpreter just before it, so that whatever else the machine does falls on both alike; a
row is the median of its runs, the spread from the least to the most. Writes `docs/performance.md`.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from tests.running import clean_env, commit_all, git, write

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "performance.md"
BIN = Path(sys.executable).parent
DEPLOYMENTS = "\n## Deployments\n"

# As people run it: modules compiled, as an installation leaves them, and nothing said about CI.
ENVIRONMENT = {key: value for key, value in clean_env().items() if key != "PYTHONDONTWRITEBYTECODE"}

SPECS, STACKS, COMMITS = 2_000, 50, 40
QUICK_RUNS, SLOW_RUNS = 15, 5
STARTS = 5


class Taken(NamedTuple):
    """The seconds that a run took from start to end, and those of processor time in it."""

    seconds: float
    busy: float


Key = Callable[[Taken], float]
"""Which of the two counts."""

SECONDS: Key = attrgetter("seconds")
BUSY: Key = attrgetter("busy")


@dataclass
class Row:
    """A command to measure; `budget` is in starts of the bare interpreter.

    What it `makes` is taken away before each run; it ends with one of the `codes`. `starts` has,
    for each run that was `taken`, the median of the starts before it.
    """

    name: str
    argv: list[str]
    where: Path
    cores: int = 2
    budget: float | None = None
    runs: int = QUICK_RUNS
    makes: Path | None = None
    codes: tuple[int, ...] = (0, 1)
    taken: list[Taken] = field(default_factory=list)
    starts: list[Taken] = field(default_factory=list)
    megabytes: float = 0.0

    def ratios(self, key: Key) -> list[float]:
        """Give the runs in starts of the interpreter."""
        pairs = zip(self.taken, self.starts, strict=True)
        return [key(taken) / key(start) for taken, start in pairs]


def measure(rows: list[Row]) -> None:
    """Run every row as often as it asks for, in turns."""
    for turn in range(max(row.runs for row in rows)):
        for row in rows:
            if turn < row.runs:
                row.starts.append(start_of_interpreter(row.where))
                row.taken.append(run_once(row))
        print(f"turn {turn + 1}", file=sys.stderr)


def start_of_interpreter(where: Path) -> Taken:
    """Give the median of a few starts."""
    bare = bare_interpreter(where)
    starts = [run_once(bare) for _ in range(STARTS)]
    return Taken(*(statistics.median(column) for column in zip(*starts, strict=True)))


def run_once(row: Row) -> Taken:
    """Start a command on its cores, and take its time."""
    clear(row)
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(everywhere)[: row.cores])
    try:
        started = time.perf_counter()
        process = subprocess.Popen(
            row.argv,
            cwd=row.where,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        taken = Taken(time.perf_counter() - started, usage.ru_utime + usage.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        os.sched_setaffinity(0, everywhere)
    if process.returncode not in row.codes:
        raise SystemExit(f"{row.name} ended with {process.returncode}")
    return taken


def clear(row: Row) -> None:
    """Take away what the run before has made."""
    if row.makes is not None:
        shutil.rmtree(row.makes, ignore_errors=True)


def weigh(row: Row) -> None:
    """Run a command once more, and watch how much memory its first process takes at the most."""
    clear(row)
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(row.argv, cwd=row.where, env=ENVIRONMENT, stdout=quiet, stderr=quiet)
    # The peak that `wait4` gives begins with the memory of this process, from before the exec.
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="utf-8"))
        if found:
            row.megabytes = max(row.megabytes, int(found[1]) / 1024)
        time.sleep(0.001)


def spec_text(number: int, version: int, *, is_clean: bool = True) -> str:
    """Write a spec of 4 KB, as operators keep them: a third of it comments."""
    name = f"stack{number % STACKS:02}"
    config = "\n".join(
        f"  # Setting {i} as it was agreed on for deployment {number}; see the runbook.\n"
        f"  SETTING_{i:02}: 'value {i} of {number}'"
        for i in range(28)
    )
    ports = "\n".join(f"      - {port}/udp" for port in range(9000, 9026))
    data = "" if not is_clean else f" /srv/kind/{name}/{name}-db"
    home = "~" if not is_clean else "/srv/kind"
    return f"""\
# Deployment {number} of {name}, kept by hand.
stack: stacks/{name}
deploy-to: k8s-kind
kind-mount-root: /srv/kind
namespace: deployment-{number}
network:
  acme-email: ops@acme.test
  http-proxy:
    - host-name: d{number}.acme.test
      routes:
        - path: /
          proxy-to: web:8080
  ports:
    web:
      - '8080'
{ports}
resources:
  containers:
    reservations:
      cpus: '0.5'
      memory: 500M
security:
  capabilities:
    - IPC_LOCK
# The big disk.
volumes:
  {name}-db:{data}   # backed up
  {name}-files: {home}/{name}/files
  {name}-cache:
config:
  # Changed by hand, last with version {version}.
  VERSION: 'v{version}'
{config}
"""


def stack_files(number: int) -> dict[str, str]:
    """Write a stack of two pods."""
    name = f"stack{number:02}"
    return {
        f"stacks/{name}/stack.yml": f"name: {name}\npods:\n  - {name}\n  - {name}-worker\n",
        f"compose/docker-compose-{name}.yml": f"""\
services:
  db:
    image: postgres:16
    volumes:
      - {name}-db:/var/lib/postgresql/data
  web:
    image: vendor/{name}:v1
    environment:
      VERSION: ${{VERSION:-v0}}
    ports:
      - "8080"
    volumes:
      - {name}-files:/srv/files
      - {name}-cache:/var/cache/web
volumes:
  {name}-db:
  {name}-files:
  {name}-cache:
""",
        f"compose/docker-compose-{name}-worker.yml": f"""\
services:
  worker:
    image: vendor/{name}-worker:v1
""",
    }


def make_repository(root: Path) -> None:
    """Make a git repository of many specs with a history that touched each of them."""
    git(root, "init", "--quiet", "--initial-branch=main")
    for number in range(STACKS):
        write(root, stack_files(number))
    write(root, {spec_path(number): spec_text(number, 1) for number in range(SPECS)})
    commit_all(root, "all")
    for commit in range(COMMITS):
        changed = range(commit, SPECS, COMMITS)
        write(root, {spec_path(number): spec_text(number, 2) for number in changed})
        commit_all(root, f"change {commit}")
    git(root, "gc", "--quiet")


def spec_path(number: int) -> str:
    """Give the path of a spec."""
    return f"deployments/group{number % 20:02}/spec-{number}.yml"


def bare_interpreter(where: Path) -> Row:
    """Give what all others are measured by."""
    return Row("python -c pass", [sys.executable, "-c", "pass"], where)


def rows(root: Path, schema: Path) -> list[Row]:
    """List what is measured."""
    stacklint, yamllint = str(BIN / "stacklint"), str(BIN / "yamllint")
    clean, bad = "deployments/group00/spec-0.yml", "faulty/spec.yml"
    validator = [str(BIN / "check-jsonschema"), "--schemafile", str(schema)]
    everything = sorted(str(path.relative_to(root)) for path in root.glob("deployments/g*/*.yml"))
    return [
        bare_interpreter(root),
        Row("stacklint --version", [stacklint, "--version"], root, budget=2),
        Row("stacklint, one spec", [stacklint, "check", clean], root, budget=6),
        Row("stacklint, one spec with findings", [stacklint, "check", bad], root),
        Row("yamllint, one spec", [yamllint, clean], root),
        Row("check-jsonschema, one spec", [*validator, clean], root),
        Row(
            f"stacklint, {SPECS:,} specs, one core",
            [stacklint, "check", "deployments"],
            root,
            cores=1,
            budget=110,
            runs=SLOW_RUNS,
        ),
        Row(
            f"stacklint, {SPECS:,} specs, two cores",
            [stacklint, "check", "deployments"],
            root,
            budget=65,
            runs=SLOW_RUNS,
        ),
        Row(f"yamllint, {SPECS:,} specs", [yamllint, "deployments"], root, runs=2),
        Row(f"check-jsonschema, {SPECS:,} specs", [*validator, *everything], root, runs=2),
    ]


def table(measured: list[Row], key: Key) -> str:
    """Write the rows as Markdown."""
    lines = [
        "| what | starts of the interpreter | spread | median | budget | memory |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in measured:
        ratios = row.ratios(key)
        middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
        milliseconds = statistics.median(map(key, row.taken)) * 1000
        budget = "" if row.budget is None else f"{row.budget:g}"
        lines.append(
            f"| {row.name} | {middle:.1f} | {low:.1f} to {high:.1f} "
            f"| {milliseconds:.0f} ms | {budget} | {row.megabytes:.0f} MB |"
        )
    return "\n".join(lines)


def over_budget(measured: list[Row], key: Key) -> str:
    """Say which budgets were not reached in this run."""
    over = [
        f"{row.name} ({statistics.median(row.ratios(key)):.1f} in place of {row.budget:g})"
        for row in measured
        if row.budget is not None and statistics.median(row.ratios(key)) > row.budget
    ]
    return f"Not reached in this run: {'; '.join(over)}." if over else "Every budget was reached."


def page(measured: list[Row]) -> str:
    """Write the page around the table."""
    python = platform.python_version()
    text = table(measured, SECONDS)
    return f"""\
# Performance

Measured by `make bench`, in one run, the commands taking turns. A start is that of
`python -c pass`; each run is divided by the median of {STARTS} starts just before it, since a
machine that is shared is not equally fast for long. Ratios can be compared between machines,
milliseconds cannot. The spread is from the least ratio to the most. {SPECS:,} specs of 4 KB share
{STACKS} stacks, in a git repository whose history has changed every one of them; `stacklint check`
reads the specs, their stacks and compose files, and for each spec the last commit that touched it.
`check-jsonschema` validates against the schema that `stacklint schema spec` prints.
Python {python}, {os.cpu_count()} cores.

{text}

{over_budget(measured, SECONDS)} What a start loads, counted in instructions, is in
[decision 30](decisions/0030-what-a-start-loads.md).

Memory is the peak of the command's first process. What is imported on the way is held by
`tests/test_imports.py`: no clock decides whether a change passes.
"""


def of_deployments() -> str:
    """Give the part of the page that `tests.bench_deploy` writes."""
    _, heading, rest = PAGE.read_text(encoding="utf-8").partition(DEPLOYMENTS)
    return heading + rest


def main() -> None:
    """Measure, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        # Not beside whatever the machine keeps for others: a check looks there for deployments.
        root = Path(folder) / "repository"
        root.mkdir()
        make_repository(root)
        write(root, {"faulty/spec.yml": spec_text(0, 1, is_clean=False)})
        schema = root / ".git" / "spec.schema.json"
        with schema.open("wb") as file:
            subprocess.run([BIN / "stacklint", "schema", "spec"], stdout=file, check=True)
        measured = rows(root, schema)
        measure(measured)
        for row in measured:
            weigh(row)
    PAGE.write_text(page(measured) + of_deployments(), encoding="utf-8")
    print(table(measured, SECONDS))


if __name__ == "__main__":
    main()
