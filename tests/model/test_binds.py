"""Files of the host that become ConfigMaps."""

from __future__ import annotations

import pytest

from stacklint.model.compose.binds import Bind
from stacklint.model.compose.envfile import keys_of
from stacklint.model.compose.file import Service
from stacklint.model.compose.mount import Mount, MountKind
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping
from stacklint.model.yaml.place import Place


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("../config/a_b/f.sh", "host-path-config-ab-f-sh"),
        ("./a/B", "host-path-a-b"),
        ("../../x", "host-path-x"),
        ("/var/run/docker.sock", "host-path-var-run-docker-sock"),
    ],
)
def test_names_of_volumes(source: str, name: str) -> None:
    at = Place(text_document("c.yml", ""), ())
    mount = Mount(MountKind.BIND, source, "/x", (), is_long=False, at=at)
    service = Service("web", Mapping(0, 0, [], flow=False), at)
    assert Bind(service, mount, "", "").name == name


def test_keys_of_a_file_of_variables() -> None:
    data = b"# A=1\nA=2\n export B = 3\n1C=4\nD\nA=5\n\xff=6\nE.F=7\n"
    assert keys_of(data) == ("A", "B", "E.F")
