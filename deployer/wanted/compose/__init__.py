"""What is wanted of docker compose: the project of all pod files, and what it consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.compose.file import compose_file, refuse_volumes
from deployer.wanted.compose.notes import notes
from deployer.wanted.compose.parts import config_files, files, profiles_of, services, volumes
from deployer.wanted.configuration import variables_of
from deployer.wanted.resource import Wanted

if TYPE_CHECKING:
    from deployer.wanted.resource import Identity, Surroundings
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec

__all__ = ["compose_file", "project"]


def project(spec: Spec, stack: Stack, identity: Identity, surroundings: Surroundings) -> Wanted:
    """Give the parts of a compose project."""
    refuse_volumes(spec, stack, identity)
    values = variables_of(spec, surroundings)
    made = (
        *volumes(spec, stack, identity),
        *config_files(spec, values),
        *files(spec, stack),
        *services(spec, stack, identity, profiles_of(values)),
    )
    return Wanted(made, tuple(notes(spec, stack, values)))
