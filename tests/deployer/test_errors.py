"""Commands in messages can be pasted, whatever the directory is called."""

from __future__ import annotations

import pytest

from deployer.errors import DeployError, Interrupted, NotServing

PLACE = "/srv/my notes"


@pytest.mark.parametrize(
    "error",
    [
        NotServing(PLACE, 2, (("web", "it ended"),)),
        Interrupted(PLACE, "restart", "roll web (service)"),
    ],
)
def test_a_directory_with_a_space_is_quoted(error: DeployError) -> None:
    assert " --dir '/srv/my notes'` " in str(error)
