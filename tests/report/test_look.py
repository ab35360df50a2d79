"""What the environment says, and how a report looks."""

from __future__ import annotations

import pytest

from stacklint.report.look import look_for

TERMINAL = {"TERM": "xterm-256color"}

COLOURS = [
    # env, is a terminal, choice, colour
    ({}, True, "auto", True),
    ({}, False, "auto", False),
    (TERMINAL, True, "auto", True),
    (TERMINAL, False, "auto", False),
    ({"TERM": "dumb"}, True, "auto", False),
    ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, "auto", True),
    ({"NO_COLOR": "1"}, True, "auto", False),
    ({"NO_COLOR": ""}, True, "auto", True),
    ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, "auto", False),
    ({"NO_COLOR": "1"}, False, "always", True),
    ({"FORCE_COLOR": "1"}, False, "auto", True),
    ({"FORCE_COLOR": "3"}, False, "auto", True),
    ({"FORCE_COLOR": ""}, False, "auto", False),
    ({"FORCE_COLOR": "0"}, True, "auto", False),
    ({"FORCE_COLOR": "1"}, True, "never", False),
    ({"CLICOLOR_FORCE": "1"}, False, "auto", True),
    ({"CLICOLOR_FORCE": "0"}, False, "auto", False),
    ({"CLICOLOR": "0"}, True, "auto", False),
    ({"CI": "true", "GITHUB_ACTIONS": "true"}, False, "auto", False),
    ({"CI": "true", "GITLAB_CI": "true"}, False, "auto", False),
    ({"CI": "true", "FORCE_COLOR": "1"}, False, "auto", True),
]


@pytest.mark.parametrize(("env", "is_terminal", "choice", "color"), COLOURS)
def test_colour(env: dict[str, str], is_terminal: bool, choice: str, color: bool) -> None:
    assert look_for(env, is_terminal=is_terminal, width=80, choice=choice).color is color


LINKS = [
    (TERMINAL, True, "auto", True),
    (TERMINAL, True, "never", False),
    (TERMINAL, False, "always", False),
    (TERMINAL | {"NO_COLOR": "1"}, True, "auto", True),
    (TERMINAL | {"CI": "true"}, True, "auto", False),
    (TERMINAL | {"CI": "true", "FORCE_HYPERLINK": "1"}, True, "auto", True),
    (TERMINAL | {"FORCE_HYPERLINK": "0"}, True, "auto", False),
    ({"TERM": "dumb"}, True, "auto", False),
    ({"TERM": "linux"}, True, "auto", False),
    ({}, True, "auto", False),
]


@pytest.mark.parametrize(("env", "is_terminal", "choice", "links"), LINKS)
def test_links(env: dict[str, str], is_terminal: bool, choice: str, links: bool) -> None:
    assert look_for(env, is_terminal=is_terminal, width=80, choice=choice).links is links


@pytest.mark.parametrize(("width", "wanted"), [(0, 80), (-1, 80), (5, 20), (40, 40), (200, 200)])
def test_width(width: int, wanted: int) -> None:
    assert look_for({}, is_terminal=True, width=width, choice="auto").width == wanted


@pytest.mark.parametrize(
    ("env", "wanted"),
    [
        ({}, True),
        ({"LANG": "en_GB.UTF-8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "C"}, False),
        ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "en_GB.utf8"}, True),
        ({"LC_CTYPE": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE@euro"}, True),
    ],
)
def test_unicode(env: dict[str, str], wanted: bool) -> None:
    assert look_for(env, is_terminal=True, width=80, choice="auto").unicode is wanted
