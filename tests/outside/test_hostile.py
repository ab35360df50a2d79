"""No file makes a declared rule fail, whatever the rule asks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stacklint.outside.predicate import NAMES
from tests.outside.made import COMPOSE, HEAD, SPEC, STACK, findings, rule

WANTED = {
    "required": "true",
    "forbidden": "true",
    "matches": "'^[ab]+$'",
    "not-matches": "'a'",
    "one-of": "['a', 1, true]",
    "none-of": "['a', 1, true]",
    "type": "'text'",
    "at-least": "1",
    "at-most": "'1G'",
}
KEYS = st.sampled_from(["a", "b", "<<", "''", "8080", "__X__", "'a.b'", "[a]", "{a: b}", "&k a"])
SCALARS = st.sampled_from(
    ["a", "1", "~", "", "true", "1e999", "__X__", "{{ x }}", "'x\ty'", "*x", "&x a", "!t a", "|\n"]
)
FLOW = st.recursive(
    SCALARS.filter(lambda text: "\n" not in text),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(KEYS, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
        ),
    ),
    max_leaves=8,
)
FILES = st.lists(st.tuples(KEYS, st.one_of(SCALARS, FLOW)), max_size=4).map(
    lambda pairs: "".join(f"{key}: {value}\n" for key, value in pairs)
)
ROUTES = st.sampled_from(["a", "a.b", "*.a", "**.b", "a[*].b", "a[0]", "a.**.b"])
OPEN_ROUTES = st.sampled_from(["*", "**", "a.*", "a.**", "*.*", "a[*]", "a*.*b"])


@given(
    st.sampled_from(NAMES),
    ROUTES,
    OPEN_ROUTES,
    st.sampled_from(["spec", "stack", "compose"]),
    FILES,
)
def test_no_file_makes_a_rule_fail(name: str, route: str, other: str, of: str, text: str) -> None:
    path = route if name == "required" else other
    table = f"of = '{of}'\npath = '{path}'\n{name} = {WANTED[name]}\n"
    table += f"when = {{'{route}' = {{forbidden = true}}}}\n" if other == "a*.*b" else ""
    table += f"fix = {'{set = {a = 1}}' if name == 'required' else '{remove = true}'}\n"
    files = {SPEC: HEAD + text, STACK: f"pods: [web]\n{text}", COMPOSE: text}
    for finding in findings(rule(table), files):
        assert finding.message
        assert finding.at.start <= finding.at.end
