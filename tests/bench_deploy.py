"""`make bench`: a deployment directory and a plan, of the largest stack that we know.

The stack is a made one, as large as the largest of the corpus; that one is measured beside it
where the corpus is there. Writes the section on deployments of `docs/performance.md`.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from tests.bench import (
    BIN,
    BUSY,
    DEPLOYMENTS,
    PAGE,
    Row,
    bare_interpreter,
    measure,
    over_budget,
    table,
    weigh,
)
from tests.corpus.real import CORPUS
from tests.running import commit_all, git, write

PAIRS = 9
LARGEST = "azimuth"

# A start of the interpreter on the machine where laconic-so was measured.
QUIET = 11
PLAN, CREATE = 15, 14.5


def compose_text() -> str:
    """Write a compose file of 18 services with 9 volumes, each service as real ones are."""
    pairs = "".join(_pair(number) for number in range(PAIRS))
    volumes = "".join(f"  shop-{number}-db:\n" for number in range(PAIRS))
    return f"services:\n{pairs}\nvolumes:\n{volumes}"


def _pair(number: int) -> str:
    settings = "".join(
        f'      SETTING_{i:02}: "value {i} of {number}"\n      URL_{i:02}: ${{URL_{i:02}:-none}}\n'
        for i in range(8)
    )
    return f"""
  keeper-{number}:
    image: vendor/postgres-{number}:v16
    restart: unless-stopped
    environment:
{settings}    volumes:
      - shop-{number}-db:/var/lib/postgresql/data
      - ../config/shop/keeper.sh:/keeper.sh
    ports:
      - "{5400 + number}"
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "shop"]
      interval: 20s
      timeout: 5s
      retries: 15
      start_period: 10s

  shop-{number}:
    image: vendor/shop-{number}:v3
    restart: unless-stopped
    depends_on:
      keeper-{number}:
        condition: service_healthy
    environment:
{settings}    command: ["serve", "--port", "{8000 + number}"]
    volumes:
      - ../config/shop/shop.toml:/etc/shop.toml
    ports:
      - "{8000 + number}"
      - "{9000 + number}"
    healthcheck:
      test: ["CMD", "nc", "-vz", "localhost", "{8000 + number}"]
      interval: 20s
      timeout: 5s
      retries: 15
"""


def spec_text() -> str:
    """Write a spec of that stack which the linter has nothing against."""
    ports = "".join(
        f"    keeper-{i}:\n      - '{5400 + i}'\n"
        f"    shop-{i}:\n      - '{8000 + i}'\n      - '{9000 + i}'\n"
        for i in range(PAIRS)
    )
    volumes = "".join(f"  shop-{i}-db: /srv/kind/shop/db-{i}\n" for i in range(PAIRS))
    config = "".join(f"  URL_{i:02}: 'https://{i}.acme.test'\n" for i in range(8))
    return f"""\
# The shop.
stack: stacks/shop
deploy-to: k8s-kind
kind-mount-root: /srv/kind
network:
  ports:
{ports}volumes:
{volumes}config:
{config}"""


def make_repository(root: Path) -> None:
    """Make a git repository with the made stack, and the real one where it is at hand."""
    git(root, "init", "--quiet", "--initial-branch=main")
    files = {
        "stacks/shop/stack.yml": "name: shop\npods: [shop]\n",
        "compose/docker-compose-shop.yml": compose_text(),
        "config/shop/keeper.sh": "#!/bin/sh\nexec postgres\n",
        "config/shop/shop.toml": "[shop]\nname = 'shop'\n",
        "made.yml": spec_text(),
    }
    write(root, files)
    if CORPUS.is_dir():
        _take_largest(root)
    commit_all(root, "all")


def _take_largest(root: Path) -> None:
    for name in ("stacks", "compose", "config"):
        whole = CORPUS / "stack-orchestrator" / name
        shutil.copytree(whole, root / "so" / name, dirs_exist_ok=True)
    for target in ("compose", "k8s-kind"):
        words = ["--stack", f"so/stacks/{LARGEST}", "--deploy-to", target]
        words += ["--output", f"real-{target}.yml"]
        argv = [str(BIN / "stacklint"), "deploy", "init", *words]
        subprocess.run(argv, cwd=root, capture_output=True, check=True)


def rows(root: Path) -> list[Row]:
    """List what is measured; of the real stack, only compose has no fault that refuses it."""
    found = [
        bare_interpreter(root),
        plan("18 services on kind", root, "made.yml"),
        create("18 services on kind", root, "made.yml"),
    ]
    if not CORPUS.is_dir():
        return found
    return [
        *found,
        plan(f"{LARGEST} on kind", root, "real-k8s-kind.yml"),
        plan(f"{LARGEST} on compose", root, "real-compose.yml"),
        create(f"{LARGEST} on compose", root, "real-compose.yml"),
    ]


def plan(words: str, root: Path, spec: str) -> Row:
    """Measure an offline plan."""
    argv = [str(BIN / "stacklint"), "deploy", "plan", "--spec-file", spec]
    return Row(f"deploy plan, {words}", argv, root, budget=PLAN, codes=(0,))


def create(words: str, root: Path, spec: str) -> Row:
    """Measure the making of a deployment directory, with the linter in front of it."""
    place = root.parent / f"{root.name}-deployment"
    argv = [str(BIN / "stacklint"), "deploy", "create", "--spec-file", spec]
    argv += ["--deployment-dir", str(place)]
    return Row(f"deploy create, {words}", argv, root, budget=CREATE, makes=place, codes=(0,))


def section(measured: list[Row]) -> str:
    """Write the section of the page."""
    slowest = max(statistics.median(row.ratios(BUSY)) for row in measured)
    return f"""{DEPLOYMENTS}
Measured by `make bench` in a run of their own, in processor time, on which it weighs less what else
the machine does. The made stack has 18 services in one pod, 27 ports and 9 volumes, like {LARGEST},
the largest stack that the tests know. `plan` asks nobody. `create` lints the spec, which is more
than half of its time; that it waits for the disk comes on top.

{_table(measured)}

{over_budget(measured, BUSY)}
laconic-so was measured elsewhere, where a start takes {QUIET} ms; the slowest row of ours would
take {slowest * QUIET:.0f} ms there. The budget of `create` is a fifth of the 800 ms. Neither
imports `kubernetes`, `ruamel` or `rich`, which `tests/test_imports.py` holds.
"""


def _table(measured: list[Row]) -> str:
    reference = "| laconic-so, create or start (reference) |  |  | 600 to 800 ms |  | 87 MB |"
    return f"{table(measured, BUSY)}\n{reference}"


def main() -> None:
    """Measure, and write the section."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "repository"
        root.mkdir()
        make_repository(root)
        measured = rows(root)
        measure(measured)
        for row in measured:
            weigh(row)
    before, _, _ = PAGE.read_text(encoding="utf-8").partition(DEPLOYMENTS)
    PAGE.write_text(before + section(measured), encoding="utf-8")
    print(_table(measured))


if __name__ == "__main__":
    main()
