"""What is wanted of a cluster: the objects that laconic-so makes, and right where those are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.configuration import variables_of
from deployer.wanted.hostpaths import refuse_shared_places
from deployer.wanted.kubernetes.caddy import caddy
from deployer.wanted.kubernetes.certificates import certificate_secrets
from deployer.wanted.kubernetes.claim import claims
from deployer.wanted.kubernetes.config_map import config_maps
from deployer.wanted.kubernetes.deployment import deployments
from deployer.wanted.kubernetes.described_secret import described_secrets
from deployer.wanted.kubernetes.external import external_services
from deployer.wanted.kubernetes.frame import Frame
from deployer.wanted.kubernetes.generated_secret import generated_secrets
from deployer.wanted.kubernetes.ingress import ingresses
from deployer.wanted.kubernetes.job import jobs
from deployer.wanted.kubernetes.namespace import namespaces
from deployer.wanted.kubernetes.node_port import node_ports
from deployer.wanted.kubernetes.notes import notes
from deployer.wanted.kubernetes.persistent_volume import persistent_volumes
from deployer.wanted.kubernetes.pull_secret import pull_secrets
from deployer.wanted.kubernetes.refused import refuse
from deployer.wanted.kubernetes.runtime_class import runtime_classes
from deployer.wanted.kubernetes.service import peers, services
from deployer.wanted.resource import Wanted

if TYPE_CHECKING:
    from deployer.wanted.resource import Identity, Surroundings
    from stacklint.model.bundle import Stack
    from stacklint.model.spec import Spec

_MAKERS = (
    namespaces,
    persistent_volumes,
    claims,
    config_maps,
    pull_secrets,
    generated_secrets,
    described_secrets,
    external_services,
    certificate_secrets,
    peers,
    deployments,
    services,
    jobs,
    ingresses,
    node_ports,
    runtime_classes,
    caddy,
)
"""In the order in which objects need each other: that of laconic-so, but for Caddy.

It has Caddy first and waits for it, so that nothing is deployed while its image cannot be pulled.
"""


def objects(spec: Spec, stack: Stack, identity: Identity, surroundings: Surroundings) -> Wanted:
    """Give the objects of a deployment."""
    frame = Frame(spec, stack, identity, surroundings, variables_of(spec, surroundings))
    refuse(frame)
    refuse_shared_places(spec, identity)
    made = tuple(resource for make in _MAKERS for resource in make(frame))
    return Wanted(made, tuple(notes(frame)))
