"""What differs between two states of an object, in words; and never a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.targets.kubernetes.differences import rolls, stamps, words_of
from deployer.targets.pod_stamps import HASH

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data

WEB: Object = {"name": "web", "image": "a", "env": [{"name": "A", "value": "1"}]}


def deployment(*containers: Data, replicas: int = 1, **pod: Data) -> Object:
    spec: Object = {"containers": [*containers], **pod}
    return {
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"replicas": replicas, "template": {"metadata": {"labels": {}}, "spec": spec}},
    }


def annotated(**annotations: Data) -> Object:
    found = deployment(WEB)
    spec = found["spec"]
    assert isinstance(spec, dict)
    metadata: Object = {"labels": {}, "annotations": {**annotations}}
    template: Object = {"metadata": metadata, "spec": {"containers": [WEB]}}
    return {**found, "spec": {**spec, "template": template}}


def of_kind(kind: str, **content: Data) -> Object:
    return {"kind": kind, "metadata": {"name": "x"}, **content}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (deployment(WEB), deployment({**WEB, "image": "b"}), ("image of web",)),
        (
            deployment(WEB),
            deployment({**WEB, "env": [{"name": "A", "value": "2"}, {"name": "B", "value": "3"}]}),
            ("environment of web",),
        ),
        (deployment(WEB), deployment({**WEB, "command": ["x"]}), ("command of web",)),
        (deployment(WEB), deployment(WEB, replicas=2), ("replicas",)),
        (deployment(WEB), deployment(WEB, {"name": "db"}), ("container db",)),
        (deployment(WEB, {"name": "db"}), deployment(WEB), ("container db",)),
        (deployment(WEB), deployment(WEB, hostNetwork=True), ("host network of its pods",)),
        (deployment(WEB), deployment(WEB, tolerations=[{"key": "a"}]), ("placement",)),
        (deployment(WEB), annotated(note="x"), ("annotations of its pods",)),
        (annotated(**{HASH: "1-1"}), annotated(**{HASH: "2-1"}), ()),
        (of_kind("ConfigMap"), of_kind("ConfigMap", binaryData={"a.conf": "x"}), ("a.conf",)),
        (
            of_kind("Secret", data={"A": "b2xk", "B": "b2xk"}),
            of_kind("Secret", data={"A": "bmV3"}),
            ("A", "B"),
        ),
        (
            of_kind("Service", spec={"ports": [{"port": 80}]}),
            of_kind("Service", spec={"ports": [{"port": 81}]}),
            ("ports",),
        ),
        (
            of_kind("PersistentVolumeClaim", spec={"resources": {"requests": {"storage": "1G"}}}),
            of_kind("PersistentVolumeClaim", spec={"resources": {"requests": {"storage": "2G"}}}),
            ("size",),
        ),
    ],
)
def test_words(before: Object, after: Object, words: tuple[str, ...]) -> None:
    assert words_of(before, after) == words
    assert set(words_of(after, before)) == set(words)


def test_another_order_is_another_list() -> None:
    entries: list[Data] = [{"name": "A", "value": "1"}, {"name": "B", "value": "$(A)"}]
    before = deployment({"name": "web", "env": entries})
    after = deployment({"name": "web", "env": entries[::-1]})
    assert words_of(before, after) == ("environment of web",)


def test_what_the_server_keeps_for_itself_is_no_difference() -> None:
    state: Object = {"status": {"replicas": 1}}
    metadata: Object = {"name": "web", "resourceVersion": "2", "managedFields": [], "uid": "u"}
    assert words_of(deployment(WEB), {**deployment(WEB), **state, "metadata": metadata}) == ()


@pytest.mark.parametrize(
    ("after", "is_rolled"),
    [
        (deployment(WEB), False),
        (deployment(WEB, replicas=2), False),
        (deployment({**WEB, "image": "b"}), True),
        (annotated(**{HASH: "1-1"}), True),
    ],
)
def test_what_makes_pods_anew(after: Object, *, is_rolled: bool) -> None:
    assert rolls(deployment(WEB), after) is is_rolled


def test_stamps() -> None:
    assert stamps(deployment(WEB), annotated(**{HASH: "1-2"})) == ("", "1-2")
