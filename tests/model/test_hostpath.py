"""Host paths: absolute, relative, or whatever a template makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.hostpath import HostPath

# The path, and whether it is absolute, relative, below `~`, opaque.
KINDS = {
    "/srv/db": "absolute",
    "/": "absolute",
    "//srv": "absolute",
    "./data/db": "relative",
    "data/db": "relative",
    "../data": "relative",
    ".": "relative",
    " /srv": "relative",
    "srv/~": "relative",
    "~/data": "home",
    "~": "home",
    "~somebody/data": "home",
    "/srv/__NAME__": "absolute opaque",
    "./data/{{ name }}": "relative opaque",
    "data/${NAME}": "relative opaque",
    "~/__NAME__": "home opaque",
    "__ROOT__/db": "opaque",
    "REPLACE_KIND_MOUNT_ROOT/db": "opaque",
    "{{ root }}/db": "opaque",
    "${ROOT}/db": "opaque",
    "${ROOT:-${HOME}}/db": "opaque",
}


@pytest.mark.parametrize(("text", "kinds"), list(KINDS.items()), ids=list(KINDS))
def test_kind_of_path(text: str, kinds: str) -> None:
    path = HostPath(text)
    asked = {
        "absolute": path.is_absolute,
        "relative": path.is_relative,
        "home": path.is_home,
        "opaque": path.is_opaque,
    }
    assert " ".join(kind for kind, is_so in asked.items() if is_so) == kinds


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("/srv/db", "/srv/db"),
        ("/srv/db/", "/srv/db"),
        ("/srv//db/.", "/srv/db"),
        ("//srv/db", "/srv/db"),
        ("///srv", "/srv"),
        ("/srv/a/../db", "/srv/db"),
        ("/srv/../../etc", "/etc"),
        ("/", "/"),
        ("./data/db", "data/db"),
        ("./data/../../x", "../x"),
        (".", "."),
        ("~/data/", "~/data"),
    ],
)
def test_clean_path(text: str, clean: str) -> None:
    assert HostPath(text).clean == clean


@pytest.mark.parametrize(
    ("text", "root", "below", "at_or_below"),
    [
        ("/srv/kind/db", "/srv/kind", True, True),
        ("/srv/kind/db", "/srv/kind/", True, True),
        ("/srv/kind/a/b", "/srv/kind", True, True),
        ("/srv/kind", "/srv/kind", False, True),
        ("/srv/kind/", "/srv/kind", False, True),
        ("/srv/kind/.", "/srv/kind", False, True),
        ("/srv/kind2/db", "/srv/kind", False, False),
        ("/srv/kind/../etc", "/srv/kind", False, False),
        ("/srv//kind/db", "/srv/kind", True, True),
        ("/srv", "/srv/kind", False, False),
        ("/srv", "/", True, True),
        ("/", "/", False, True),
        ("./data/db", "/srv", False, False),
        ("./data/db", "./data", True, True),
        ("data/db", "./data", True, True),
        ("../db", "./data", False, False),
    ],
)
def test_below(text: str, root: str, *, below: bool, at_or_below: bool) -> None:
    path, top = HostPath(text), HostPath(root)
    assert (path.is_below(top), path.is_at_or_below(top)) == (below, at_or_below)


PARTS = st.lists(st.sampled_from(("a", "b", "..", ".", "", "~", "__X__")), max_size=5)


@given(PARTS.map("/".join).filter(bool), PARTS.map("/".join))
def test_path_is_of_one_kind_and_below_what_it_extends(text: str, more: str) -> None:
    path = HostPath(text)
    kinds = (path.is_absolute, path.is_home, path.is_relative, path.begins_with_token)
    assert sum(kinds) == 1
    assert HostPath(path.clean).clean == path.clean
    assert not path.is_below(path)
    longer = HostPath(f"/{text}/{more}")
    assert ".." in more.split("/") or longer.is_at_or_below(HostPath(f"/{text}"))
