"""Which taints keep a pod out of all nodes, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.targets.kubernetes.taints import kept_out

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

DISK = "node.kubernetes.io/disk-pressure:NoSchedule"
OWN = "acme.test/only=db:NoSchedule"


def node(name: str, *taints: str) -> Object:
    found = [x.replace("=", ":").split(":") for x in taints]
    rows: list[Data] = [{"key": x[0], "value": x[-2], "effect": x[-1]} for x in found]
    return {"metadata": {"name": name}, "spec": {"taints": rows}}


@pytest.mark.parametrize(
    ("taints", "tolerations", "words"),
    [
        ([[]], [], ""),
        ([[DISK], []], [], ""),
        ([["a:PreferNoSchedule"]], [], ""),
        ([[DISK]], [], f"n0 has the taint {DISK} (its disk is nearly full)"),
        ([["a:NoExecute"], ["b:NoSchedule"]], [], "n0 has the taint a:NoExecute; n1 has the "),
        ([[DISK]], [{"operator": "Exists"}], ""),
        ([[DISK]], [{"key": "node.kubernetes.io/disk-pressure", "operator": "Exists"}], ""),
        ([[OWN]], [{"key": "acme.test/only", "value": "db"}], ""),
        ([[OWN]], [{"key": "acme.test/only", "value": "web"}], "n0 has the taint acme.test/only:"),
        ([[OWN]], [{"key": "acme.test/only", "value": "db", "effect": "NoExecute"}], "n0 has"),
    ],
)
def test_who_is_kept_out(taints: list[list[str]], tolerations: list[Data], words: str) -> None:
    nodes = [node(f"n{number}", *own) for number, own in enumerate(taints)]
    said = kept_out({"tolerations": tolerations}, nodes)
    assert said[: len(words)] == words
    assert bool(said) is bool(words)
