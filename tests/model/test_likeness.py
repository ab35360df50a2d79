"""A rule that names all it reads of a spec says the same whatever the rest of the spec says."""

from __future__ import annotations

import pytest

from stacklint.finding import Profile
from stacklint.model.likeness import part_named, texts_of
from stacklint.model.spec import Spec
from stacklint.model.targets import Target
from stacklint.model.yaml.document import text_document
from stacklint.model.yaml.nodes import Mapping, Scalar
from stacklint.rules import LISTED
from tests.memory import lint
from tests.pages import Case, all_cases

PURE = {x.name: x.reads(Target.COMPOSE) for x in LISTED if x.sections is not None}
CASES = [x for x in all_cases() if x.rule in PURE and x.file in x.files and not x.deployed]

# What specs of one kind have in common, and what tells one spec from the next.
COMMON = {"stack", "deploy-to"}
OTHERS = (
    "namespace: other\n",
    "config: {A: b, C: 5}\n",
    "network: {acme-email: ops@acme.test, http-proxy: [{host-name: a.acme.test}]}\n",
    "security: {privileged: true, capabilities: [A]}\n",
    "resources: {containers: {limits: {memory: lots}}, volumes: {db: ~}}\n",
    "volumes: {other: ~, db: ./x, web: /srv/kind/web}\n",
    "configmaps: {other: ./configmaps/other}\n",
    "kind-mount-root: /srv/elsewhere\n",
    "image-registry: registry.acme.test/org\n",
    "replicas: 3\n",
)


def _spec_of(case: Case) -> str:
    """Give the file of the spec: some cases are of a compose file."""
    return next((name for name, text in case.files.items() if "\ndeploy-to:" in text), case.file)


def _said(case: Case, text: str) -> list[tuple[str, str]]:
    files = {**case.files, _spec_of(case): text}
    found = lint(files, case.rule, profile=Profile.AUDIT).findings
    return sorted((x.message, x.key[2]) for x in found)


def _key(text: str) -> str:
    return text.partition(":")[0]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_it_does_not_read_changes_nothing(case: Case) -> None:
    only = PURE[case.rule]
    assert only is not None
    text = case.files[_spec_of(case)]
    before = _said(case, text)
    here = {entry.name for entry in Spec(text_document("x", text)).root.entries}
    read = {part_named(section).path[0] for section in only}
    for other in OTHERS:
        is_read = _key(other) in read
        if not is_read and _key(other) not in here and not text.startswith(("-", "{")):
            assert _said(case, text + other) == before, other


KEYS_ALONE = [
    (x, section)
    for x in CASES
    for section in PURE[x.rule] or ()
    if section[-1] == ":" and section[:-1] not in (PURE[x.rule] or ())
]


def _with_other_values(text: str, section: str) -> str:
    """Write another text in the place of each plain value of a section."""
    node = Spec(text_document("x", text)).node(*section.removesuffix(":").split("."))
    values = [entry.value for entry in node.entries] if isinstance(node, Mapping) else []
    for value in reversed([x for x in values if isinstance(x, Scalar) and x.value and not x.style]):
        text = f"{text[: value.start]}'something else'{text[value.end :]}"
    return text


@pytest.mark.slow
@pytest.mark.parametrize(("case", "section"), KEYS_ALONE, ids=str)
def test_of_some_sections_the_keys_alone_count(case: Case, section: str) -> None:
    text = case.files[_spec_of(case)]
    assert _said(case, _with_other_values(text, section)) == _said(case, text)


SPEC = """\
volumes:   # all of them
  a: /x
network:
  ports: {web: ['80']}
  acme-email: a@b.test
replicas: 2
flat: 7
template: {{ x }}
"""


@pytest.mark.parametrize(
    ("sections", "texts"),
    [
        ((), ()),
        (("volumes",), ("volumes:   # all of them\n  a: /x",)),
        (("network.ports",), ("ports: {web: ['80']}",)),
        (("replicas", "nothing"), ("replicas: 2", None)),
        (("network.nothing",), (None,)),
        (("nothing.below",), (None,)),
        (("flat.below",), ("flat: 7",)),
        (("network:", "network.ports:"), (("ports", "acme-email"), ("web",))),
        (("replicas:", "nothing:", "flat.below:"), ("replicas: 2", None, "flat: 7")),
        (("template:",), ("template: {{ x }}",)),
    ],
)
def test_the_text_of_sections(sections: tuple[str, ...], texts: tuple[object, ...]) -> None:
    parts = tuple(map(part_named, sections))
    assert texts_of(Spec(text_document("x.yml", SPEC)), parts) == texts


def test_an_anchor_may_say_more_than_is_written() -> None:
    spec = Spec(text_document("x.yml", "a: &x 1\nvolumes: {b: *x}\n"))
    assert texts_of(spec, (part_named("volumes"),)) is None


def test_of_specs_that_say_the_same_each_is_reported() -> None:
    files = {
        f"{name}.yml": f"stack: s\ndeploy-to: k8s\nvolumes: {{db: ./data}}\nconfig: {{A: {name}}}\n"
        for name in ("one", "two", "three")
    }
    found = lint(files, "relative-path-off-kind").findings
    assert [x.file for x in found] == ["one.yml", "three.yml", "two.yml"]
