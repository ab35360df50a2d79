"""Commands in messages can be pasted, whatever the directory is called."""

from __future__ import annotations

from deployer.errors import NotServing


def test_a_directory_with_a_space_is_quoted() -> None:
    error = NotServing("/srv/my notes", 2, (("web", "it ended"),))
    assert " --dir '/srv/my notes'` " in str(error)
