"""Patterns over paths: what they lead to."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stacklint.model.yaml.document import text_document
from stacklint.outside.route import BadRoute, Kind, Step, path_text, route_of

FILE = """\
deploy-to: k8s
network:
  http-proxy:
    - host-name: a.example
      routes: [{path: /, proxy-to: 'web:80'}, {path: /x}]
    - host-name: b.example
config:
  API_TOKEN: x
  DB_TOKEN: y
  TOKENS: z
  __NAME___TOKEN: t
annotations: {a.b/c: d, "e f": g, "": h, 'it''s': i}
base: &base {image: x, deep: {image: y}}
services:
  web: *base
  db:
    <<: *base
    image: z
  db: {image: second}
  [odd, key]: {image: never}
  8080: {image: port}
"""

PROXY, ROUTES = "network.http-proxy", "network.http-proxy[0].routes"
HOSTS = [f"{PROXY}[0].host-name", f"{PROXY}[1].host-name"]
PATHS = [f"{ROUTES}[0].path", f"{ROUTES}[1].path"]
TOKENS = ["config.API_TOKEN", "config.DB_TOKEN"]
CONFIG = [*TOKENS, "config.TOKENS", "config.__NAME___TOKEN"]


def found(pattern: str, text: str = FILE) -> list[str]:
    spots = route_of(pattern).spots(text_document("a.yml", text).root)
    return [path_text(x.path) + (f"#{x.occurrence}" if x.occurrence else "") for x in spots]


@pytest.mark.parametrize(
    ("pattern", "paths"),
    [
        ("deploy-to", ["deploy-to"]),
        ("nothing", []),
        ("deploy-to.x", []),
        ("network.http-proxy", ["network.http-proxy"]),
        ("network.http-proxy.host-name", []),
        ("network.http-proxy[*].host-name", HOSTS),
        ("network.http-proxy[1].host-name", HOSTS[1:]),
        ("network.http-proxy[2]", []),
        ("network[*]", []),
        ("network.*", ["network.http-proxy"]),
        ("network.*.*.host-name", HOSTS),
        ("network.http-proxy[*].routes[*].proxy-to", ["network.http-proxy[0].routes[0].proxy-to"]),
        ("**.path", PATHS),
        ("**.deploy-to", ["deploy-to"]),
        ("network.**.path", PATHS),
        ("network.http-proxy[1].**", HOSTS[1:]),
        ("config.**", CONFIG),
        ("config.*_TOKEN", TOKENS),
        ("config.*TOKEN*", [*TOKENS, "config.TOKENS"]),
        ("config.API*", ["config.API_TOKEN"]),
        ("config.A*_*N", ["config.API_TOKEN"]),
        ("config.*", CONFIG),
        ("config.__NAME___TOKEN", []),
        ('annotations."a.b/c"', ['annotations."a.b/c"']),
        ("annotations.'a.b/c'", ['annotations."a.b/c"']),
        ('annotations."e f"', ['annotations."e f"']),
        ('annotations.""', ['annotations.""']),
        ('''annotations."it's"''', ['annotations."it\'s"']),
        ("annotations.a.b/c", []),
        ('"*"', []),
        ("services.*.image", ["services.web.image", "services.db.image", "services.8080.image"]),
        ("services.db", ["services.db", "services.db#1"]),
        ("services.*", ["services.web", "services.db", "services.db#1", "services.8080"]),
        ("services.web.deep.image", ["services.web.deep.image"]),
        ("services.db.**.image", ["services.db.image", "services.db.deep.image"]),
        (
            "**.deep.**",
            ["base.deep.image", "services.web.deep.image", "services.db.deep.image"],
        ),
    ],
)
def test_pattern_leads_to_paths(pattern: str, paths: list[str]) -> None:
    assert sorted(found(pattern)) == sorted(paths)


@pytest.mark.parametrize("text", ["", "a", "[a, b]", "{[a]: b}", "a: &a [*a]"])
@pytest.mark.parametrize("pattern", ["a", "**", "*.*", "a[*].**.b"])
def test_any_file_can_be_searched(pattern: str, text: str) -> None:
    assert set(found(pattern, text)) <= {"a", "a[0]", "[0]", "[1]"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "it is empty, and has to name an entry"),
        (".a", "`.a` begins no step"),
        ("a..b", "`.b` begins no step"),
        ("a.", "`.` does not go on with `.key` or `[*]`"),
        ("a.[*]", "`.[*]` does not go on with `.key` or `[*]`"),
        ("a[*]b", "`b` does not go on with `.key` or `[*]`"),
        ('a"b"', '`"b"` does not go on with `.key` or `[*]`'),
        ("a b", "` b` does not go on with `.key` or `[*]`"),
        ("a[", "`[` begins no step"),
        ("a]", "`]` does not go on"),
        ('a."b', '`"b` begins no step: a key with other signs goes in quotes'),
        ("a[x]", "`[x]` is no item: write `[*]` for all, `[0]` for the first"),
        ("a[]", "`[]` is no item"),
        ("a[-1]", "`[-1]` is no item"),
        ("a[12345678]", "`[12345678]` is no item"),
        ("[*].a", "it begins with an item"),
        ("a.**b", "`**b`: `**` stands alone between dots"),
        ("a.**.**", "`**` stands behind another `**`"),
        ("a.***", "`***`: `**` stands alone between dots"),
        (".".join("a" * 21), "it has more than 20 steps"),
    ],
)
def test_what_is_no_pattern_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadRoute) as error:
        route_of(text)
    assert words in str(error.value)


@given(st.text("ab.*[]0\"' ", max_size=10))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        route = route_of(text)
    except BadRoute as error:
        assert str(error)  # noqa: PT017 -- either is right
    else:
        assert route.text == text
        assert list(route.spots(None)) == []


@given(st.lists(st.text(min_size=1, max_size=5) | st.integers(0, 9), min_size=1, max_size=5))
def test_path_is_written_as_the_pattern_that_leads_to_it(path: list[str | int]) -> None:
    key, *rest = ["a", *path]
    assume(not any(isinstance(part, str) and {"'", '"'} <= set(part) for part in path))
    steps = route_of(path_text((key, *rest))).steps
    assert [step.part for step in steps] == [key, *rest]
    assert all(step.is_single for step in steps)


def test_steps_that_lead_to_one_entry_know_its_name() -> None:
    steps = route_of("a[3].*.b*[*].**").steps
    assert [step.is_single for step in steps] == [True, True, False, False, False, False]
    assert [step.part for step in steps[:2]] == ["a", 3]
    assert steps[2:] == (Step(Kind.ONE), Step(Kind.KEYS, "b*"), Step(Kind.ITEMS), Step(Kind.MANY))


def test_stars_in_a_key_take_no_time() -> None:
    key = "a" * 50_000
    assert found(f"{'*a' * 200}b", f"{key}: 1\n") == []
