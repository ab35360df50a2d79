"""What tests share: the archives that are handed out, and programs installed from them."""

from __future__ import annotations

import signal
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.running import clean_env

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
ARCHIVES = {"wheel": "*.whl", "sdist": "*.tar.gz"}

# No clock decides whether a test passes: a machine that others use as well is slow at times.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

_PRINT_PACKAGES = "import sysconfig; print(sysconfig.get_path('purelib'))"
_INSTALL = [
    *(sys.executable, "-m", "uv", "pip", "install"),
    *("--offline", "--no-cache", "--no-config", "--no-deps", "--no-build-isolation"),
]


def pytest_configure() -> None:
    """Let the programs that tests run be interrupted, whoever runs the tests.

    A shell that starts them in the background has them ignore it, and so does what they start.
    """
    for one in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(one) is signal.SIG_IGN:
            signal.signal(one, signal.default_int_handler if one == signal.SIGINT else _hung_up)


def _hung_up(*_: object) -> None:
    """Take no notice: who set this off with `nohup` wants the tests to go on."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Measure no coverage in tests marked `untraced`, nor in the programs they start.

    Measuring makes them take three times as long, and they show it no line that others do not.
    """
    if item.get_closest_marker("untraced") is None:
        return (yield)
    tracing = sys.gettrace()
    sys.settrace(None)
    try:
        with pytest.MonkeyPatch.context() as around:
            around.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
            return (yield)
    finally:
        sys.settrace(tracing)


def run_well(argv: Sequence[str | Path], cwd: Path) -> str:
    """Run a program that has to end well, in an environment that knows nothing of this tree."""
    done = subprocess.run(
        argv, cwd=cwd, env=clean_env(HOME=str(cwd)), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory with the sdist and the wheel of this tree."""
    made = tmp_path_factory.mktemp("dist")
    run_well([sys.executable, "-m", "hatchling", "build", "-d", made], ROOT)
    return made


def installed_from(archive: Path, home: Path) -> Path:
    """Make a venv that has stacklint from an archive alone; give its directory of programs.

    The dependencies, and what builds the sdist, are those of the venv that runs the tests: its
    packages are put on the path, which leaves out its editable stacklint.
    """
    venv = home / "venv"
    run_well([sys.executable, "-m", "venv", "--without-pip", venv], home)
    python = venv / "bin" / "python"
    packages = Path(run_well([python, "-c", _PRINT_PACKAGES], home).strip())
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    run_well([*_INSTALL, "--python", python, archive], home)
    return venv / "bin"


@pytest.fixture(scope="session")
def programs(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of programs of a venv that has stacklint from its wheel."""
    (wheel,) = archives.glob(ARCHIVES["wheel"])
    return installed_from(wheel, tmp_path_factory.mktemp("programs"))
