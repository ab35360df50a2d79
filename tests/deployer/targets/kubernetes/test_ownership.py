"""Fields that laconic-so wrote become ours; those of others stay theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deployer.targets.kubernetes.ownership import (
    is_theirs,
    needs_taking_over,
    owned_fields,
    part,
    taken_over,
)

if TYPE_CHECKING:
    from deployer.targets.kubernetes.fields import Object
    from stacklint.model.change import Data


def entry(manager: str, operation: str, *names: str, subresource: str = "") -> Object:
    fields: Object = {f"f:{name}": {} for name in names}
    found: Object = {"manager": manager, "operation": operation, "apiVersion": "v1"}
    found |= {"fieldsType": "FieldsV1", "fieldsV1": {"f:spec": fields}}
    return {**found, "subresource": subresource} if subresource else found


def managed(*entries: Data) -> Object:
    return {"metadata": {"managedFields": [*entries]}}


THEIRS = entry("OpenAPI-Generator", "Update", "a", "b")
OURS = entry("stacklint", "Apply", "b", "c")
STOPPED = entry("stacklint", "Update", "replicas")
STATUS = entry("OpenAPI-Generator", "Update", "s", subresource="status")
OTHER = entry("kubectl-edit", "Update", "d")


@pytest.mark.parametrize(
    ("found", "theirs", "needed"),
    [
        (managed(), False, False),
        (managed(OURS), False, False),
        (managed(OURS, OTHER, STATUS), False, False),
        (managed(OURS, STOPPED), False, True),
        (managed(THEIRS), True, True),
        (managed(OURS, THEIRS), True, True),
    ],
)
def test_who_wrote_an_object(found: Object, *, theirs: bool, needed: bool) -> None:
    assert (is_theirs(found), needs_taking_over(found)) == (theirs, needed)


def test_taking_over_joins_what_is_ours_and_leaves_what_is_not() -> None:
    found = managed(STATUS, THEIRS, OTHER, OURS)
    assert taken_over(found) == [entry("stacklint", "Apply", "b", "c", "a"), STATUS, OTHER]
    assert owned_fields(found) == {"f:spec": {"f:a": {}, "f:b": {}, "f:c": {}}}


@pytest.mark.parametrize(
    ("data", "fields", "left"),
    [
        ({"a": 1, "b": 2}, {"f:a": {}}, {"a": 1}),
        ({"a": {"x": 1, "y": 2}}, {"f:a": {}}, {"a": {"x": 1, "y": 2}}),
        ({"a": {"x": 1, "y": 2}}, {"f:a": {".": {}, "f:y": {}}}, {"a": {"y": 2}}),
        (
            [{"name": "a", "v": 1}, {"name": "b", "v": 2}],
            {'k:{"name":"b"}': {".": {}, "f:name": {}}},
            [{"name": "b"}],
        ),
        (["a", "b"], {'v:"a"': {}}, ["a"]),
        ({"a": 1}, {"f:gone": {}}, {}),
    ],
)
def test_the_part_that_a_set_of_fields_names(data: Data, fields: Object, left: Data) -> None:
    assert part(data, fields) == left
