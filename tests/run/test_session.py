"""What a session takes of what is asked, and what of the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklint.config import Config
from stacklint.finding import Severity
from stacklint.run.looking import look
from stacklint.run.scope import Asked
from stacklint.run.session import Session, session_of
from stacklint.run.workspace import Workspace
from stacklint.select import Choice


def session(folder: Path, asked: Asked) -> Session:
    config = Config(fail_on=Severity.INFO, baseline="accepted.json")
    return session_of(Workspace(folder, None, config, (".",), ()), asked, 0.0)


@pytest.mark.parametrize(
    ("asked", "threshold"),
    [(Asked(), Severity.INFO), (Asked(fail_on=Severity.ERROR), Severity.ERROR)],
)
def test_what_is_asked_goes_before_the_configuration(
    tmp_path: Path, asked: Asked, threshold: Severity
) -> None:
    assert session(tmp_path, asked).threshold is threshold


@pytest.mark.parametrize(
    ("asked", "start", "name"),
    [(Asked(), None, "accepted.json"), (Asked(baseline="old.json"), Path.cwd(), "old.json")],
    ids=["of the configuration, from the root", "named, from where it is asked"],
)
def test_baseline_is_where_it_is_named(
    tmp_path: Path, asked: Asked, start: Path | None, name: str
) -> None:
    assert session(tmp_path, asked).baseline_file == (start or tmp_path) / name


@pytest.mark.parametrize(
    ("choice", "is_partial"),
    [
        (Choice(), False),
        (Choice(select=("unparsable-yaml",)), True),
        (Choice(ignore=("unparsable-yaml",)), True),
    ],
)
def test_rules_that_are_chosen_make_a_part(
    tmp_path: Path, choice: Choice, *, is_partial: bool
) -> None:
    seen = session(tmp_path, Asked(choice=choice))
    looked = look(seen.linter, seen.scope)
    assert seen.run(looked).is_partial == is_partial


def test_time_of_rules_is_taken_where_it_is_asked_for(tmp_path: Path) -> None:
    clocks = [session(tmp_path, Asked(timings=x)).linter.clock for x in (False, True)]
    assert [clock is None for clock in clocks] == [True, False]
