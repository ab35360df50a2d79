"""What all the objects of a deployment share: its id, its namespace, its labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployer.wanted.names import label_value, object_name
from deployer.wanted.resource import CannotRender, Key
from stacklint.model.named import NamedTuple
from stacklint.model.names import why_no_label

if TYPE_CHECKING:
    from deployer.wanted.configuration import Variables
    from deployer.wanted.resource import Identity, Surroundings
    from stacklint.model.bundle import Pod, Stack
    from stacklint.model.change import Data
    from stacklint.model.spec import Spec

NAME_ANNOTATION = "stacklint.dev/name"
"""Keeps the name that an object would have, where no API takes that."""


class Frame(NamedTuple):
    """A deployment that becomes objects."""

    spec: Spec
    stack: Stack
    identity: Identity
    surroundings: Surroundings
    values: Variables

    @property
    def is_multi(self) -> bool:
        """Several pods: each gets objects of its own name."""
        return len(self.stack.file.pods) > 1

    @property
    def namespace(self) -> str:
        """The namespace of everything that is in one."""
        name = self.spec.text("namespace") or f"laconic-{self.spec.stack_name}"
        fault = why_no_label(name)
        if fault and self.spec.text("namespace"):
            words = f"namespace {name} is none that a cluster takes: {fault}"
            raise CannotRender(words, self.spec.at("namespace"))
        return object_name(name)

    @property
    def labels(self) -> dict[str, Data]:
        """The labels of every object."""
        stack = label_value(self.spec.stack_name)
        return {"app": self.identity.deployment_id, "app.kubernetes.io/stack": stack}

    def name(self, text: str) -> str:
        """Give the name of an object of this deployment."""
        start = f"{self.identity.deployment_id}-"
        return start + object_name(text, room=len(start))

    def label(self, text: str) -> str:
        """Give the value of a label that begins with the id."""
        start = f"{self.identity.deployment_id}-"
        return start + label_value(text, room=len(start))

    def key(self, kind: str, text: str) -> Key:
        """Give the key of an object in the namespace."""
        return Key(kind, self.namespace, self.name(text))

    def metadata(self, text: str, **more: Data) -> dict[str, Data]:
        """Give the metadata of an object; where its name had to change, with what was meant."""
        name = self.name(text)
        meant = f"{self.identity.deployment_id}-{text}"
        found: dict[str, Data] = {"name": name, "labels": {**self.labels, **more}}
        if name != meant:
            found["annotations"] = {NAME_ANNOTATION: meant}
        return found

    def component(self, pod: Pod) -> dict[str, Data]:
        """Give the label that tells the pods of several apart."""
        return {"app.kubernetes.io/component": label_value(pod.name)} if self.is_multi else {}

    def selector(self, pod: Pod) -> dict[str, Data]:
        """Give the labels that choose the pods of a pod file."""
        return {"app": self.identity.deployment_id, **self.component(pod)}

    def titled(self, pod: Pod, word: str) -> str:
        """Give the text of a name that has the pod in it where there are several."""
        return f"{pod.name}-{word}" if self.is_multi else word
