"""Files that are made to hurt: each is a fault or a tree, never an exception, and soon."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint.model.allow import allows_of
from stacklint.model.init_output import has_init_order
from stacklint.model.regeneration import Regeneration
from stacklint.model.settings_of import leaf_settings
from stacklint.model.spec import Spec
from stacklint.model.spec_shape import is_spec
from stacklint.model.tokens import has_token, mask_template
from stacklint.model.yaml.document import MAX_BYTES, Document, read_document, text_document
from stacklint.model.yaml.nodes import merged_entries, walk
from stacklint.model.yaml.parse import FaultKind
from stacklint.repo.discover import Shape, look_at
from tests.memory import MemoryTree

pytestmark = pytest.mark.slow

HEAD = "stack: web\ndeploy-to: k8s\n"


def laughs(levels: int, each: int) -> str:
    """Give a text whose last list stands for `each` to the power of `levels` items."""
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * each)}]" for n in range(1, levels)]
    return "\n".join([HEAD + "a0: &a0 [x]", *rows])


def merging_laughs(levels: int, each: int) -> str:
    rows = [
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * each)}], k{n}: 1}}"
        for n in range(1, levels)
    ]
    return "\n".join([HEAD + "a0: &a0 {x: 1}", *rows])


def chain(levels: int, row: str) -> str:
    """Give a text in which each entry holds the one before it."""
    rows = (row.format(this=n, last=n - 1) for n in range(1, levels))
    return "\n".join([HEAD + "a0: &a0 {x: 1}", *rows])


LISTED, MERGED = "a{this}: &a{this} [*a{last}]", "a{this}: &a{this} {{<<: *a{last}, k{this}: 1}}"

FAULTS: dict[str, tuple[str | bytes, FaultKind, str]] = {
    "a byte too many": (
        HEAD + "#" * (MAX_BYTES + 1 - len(HEAD)),
        FaultKind.TOO_LARGE,
        "the file is larger than 8 MB, the most that stacklint reads",
    ),
    "50 MB": (
        HEAD + "#" * 50_000_000,
        FaultKind.TOO_LARGE,
        "the file is larger than 8 MB, the most that stacklint reads",
    ),
    "a billion laughs": (
        laughs(10, 9),
        FaultKind.ALIAS_BOMB,
        "its aliases stand for more than 200,000 nodes",
    ),
    "a billion laughs through merges": (
        merging_laughs(10, 9),
        FaultKind.ALIAS_BOMB,
        "its aliases stand for more than 200,000 nodes",
    ),
    "aliases within aliases": (
        chain(1_000, LISTED),
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep through its aliases",
    ),
    "merges of merges": (
        chain(1_000, MERGED),
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep through its aliases",
    ),
    "100,000 brackets": (
        HEAD + "x: " + "[" * 100_000,
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep",
    ),
    "100,000 braces": (
        HEAD + "x: " + "{a: " * 100_000,
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep",
    ),
    "100,000 dashes": (
        HEAD + "x:\n" + "- " * 100_000 + "y",
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep",
    ),
    "100,000 question marks": (
        "? " * 100_000 + "y",
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep",
    ),
    "mappings as keys of mappings": (
        HEAD + "x: " + "{" * 12 + "y" + "}" * 12,
        FaultKind.TOO_DEEP,
        "keys that are mappings or lists, more than 8 levels deep",
    ),
    "keys of keys through aliases": (
        "? &k0 {a: b}\n: c\n"
        + "".join(f"? &k{n} {{? *k{n - 1} : c}}\n: d\n" for n in range(1, 3_000))
        + "last: {? *k2999 : e}\n",
        FaultKind.TOO_DEEP,
        "keys that are mappings or lists, more than 8 levels deep",
    ),
    "3,000 levels of keys": (
        "".join(" " * depth + "a:\n" for depth in range(3_000)),
        FaultKind.TOO_DEEP,
        "nested more than 100 levels deep",
    ),
    "UTF-16, little end first": (
        HEAD.encode("utf-16-le").join([b"\xff\xfe", b""]),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-16",
    ),
    "UTF-16, big end first": (
        HEAD.encode("utf-16-be").join([b"\xfe\xff", b""]),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-16",
    ),
    "UTF-32, big end first": (
        HEAD.encode("utf-32-be").join([b"\0\0\xfe\xff", b""]),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-32",
    ),
    "UTF-32 without a mark": (
        HEAD.encode("utf-32-le"),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-32",
    ),
    "UTF-16 without a mark, little end first": (
        HEAD.encode("utf-16-le"),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-16",
    ),
    "UTF-16 without a mark, big end first": (
        HEAD.encode("utf-16-be"),
        FaultKind.ENCODING,
        "the file is not UTF-8, but UTF-16",
    ),
    "Latin-1": (
        (HEAD + "# größer\n").encode("latin-1"),
        FaultKind.ENCODING,
        "the file is not UTF-8",
    ),
    "a lone surrogate in bytes": (
        HEAD.encode() + b"x: \xed\xa0\x80\n",
        FaultKind.ENCODING,
        "the file is not UTF-8",
    ),
    "a NUL byte": (
        HEAD + "x: \0\n",
        FaultKind.SYNTAX,
        "the character U+0000 may not stand in YAML",
    ),
    "a control character": (
        HEAD + "x: \x1b[31m\n",
        FaultKind.SYNTAX,
        "the character U+001B may not stand in YAML",
    ),
    "DEL": (HEAD + "x: \x7f\n", FaultKind.SYNTAX, "the character U+007F may not stand in YAML"),
    "U+FFFF": (
        HEAD + "x: \uffff\n",
        FaultKind.SYNTAX,
        "the character U+FFFF may not stand in YAML",
    ),
    "an unknown alias": (
        HEAD + "x: *nobody\n",
        FaultKind.SYNTAX,
        "the alias *nobody has no anchor before it, or stands inside it",
    ),
    "an alias of what it stands in": (
        HEAD + "x: &x [*x]\n",
        FaultKind.SYNTAX,
        "the alias *x has no anchor before it, or stands inside it",
    ),
    "a merge of what it stands in": (
        HEAD + "x: &x\n  <<: *x\n",
        FaultKind.SYNTAX,
        "the alias *x has no anchor before it, or stands inside it",
    ),
    "a tab as indentation": (
        HEAD + "x:\n\ty: 1\n",
        FaultKind.SYNTAX,
        "a tab, where YAML takes only spaces",
    ),
    "two byte order marks": ("\ufeff\ufeff" + HEAD, FaultKind.SYNTAX, "a second byte order mark"),
    "an open quote": (HEAD + "x: 'y", FaultKind.SYNTAX, "found unexpected end of stream"),
    "a surrogate by number": (
        HEAD + 'x: "\\ud800"\n',
        FaultKind.SYNTAX,
        "found invalid Unicode character escape code",
    ),
}

AT = {
    "Latin-1": "öß",
    "a NUL byte": "\0",
    "a control character": "\x1b",
    "an unknown alias": "*nobody",
    "an alias of what it stands in": "*x]",
    "a tab as indentation": "\t",
}


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [pytest.param(*case, id=name) for name, case in FAULTS.items()],
)
def test_what_cannot_be_read_is_a_fault(text: str | bytes, kind: FaultKind, words: str) -> None:
    document = read_document("x.yml", as_bytes(text))
    assert document.fault is not None
    assert (document.fault.kind, document.fault.words) == (kind, words)
    assert 0 <= document.fault.offset <= len(document.text)
    use(document)


@pytest.mark.parametrize("name", list(AT))
def test_fault_stands_where_it_is(name: str) -> None:
    text, _, _ = FAULTS[name]
    document = read_document("x.yml", as_bytes(text))
    assert document.fault is not None
    if isinstance(text, bytes):
        text = text.decode("latin-1")
        assert document.fault.offset == text.index("ö")
    else:
        assert text[document.fault.offset :].startswith(AT[name])


@pytest.mark.parametrize(
    "name",
    [
        "a byte too many",
        "50 MB",
        "aliases within aliases",
        "merges of merges",
        "a billion laughs",
        "UTF-16, little end first",
        "UTF-16, big end first",
        "UTF-16 without a mark, little end first",
        "UTF-16 without a mark, big end first",
        "Latin-1",
        "a NUL byte",
        "a control character",
        "an unknown alias",
        "a tab as indentation",
        "two byte order marks",
    ],
)
def test_spec_that_cannot_be_read_is_still_taken_for_one(name: str) -> None:
    text, _, _ = FAULTS[name]
    found = look_at(MemoryTree({"envs/prod.yml": as_bytes(text)}), "envs/prod.yml")
    assert found.shape is Shape.SPEC
    assert found.document is not None
    assert found.document.fault is not None


def test_lone_surrogate_in_text_is_a_fault() -> None:
    document = text_document("x.yml", HEAD + "x: \ud800\n")
    assert document.fault is not None
    assert document.fault.words == "the character U+D800 may not stand in YAML"


def use(document: Document) -> None:
    """Ask a document and its spec everything that takes a walk."""
    spec = Spec(document)
    assert document.position(len(document.text)).line >= 1
    assert is_spec(document) in {True, False}
    answers = (
        allows_of(document),
        leaf_settings(spec),
        spec.volumes,
        spec.configmaps,
        spec.hints,
        has_init_order(spec),
        spec.section("config").names(),
        Regeneration(spec, spec).verdict,
    )
    assert answers[-1] is None


WIDE = {
    "short keys": HEAD + "config:\n" + "".join(f" {n:x}: 1\n" for n in range(15_000)),
    "short keys on one line": "{" + ",".join(f"{n:x}: 1" for n in range(10_000)) + "}",
    "one key, very often": HEAD + "volumes:\n" + " a: 1\n" * 10_000,
    "short items": HEAD + "x:\n" + "- a\n" * 20_000,
    "blank lines": HEAD + "\n" * 1_000_000,
    "blank lines, then a key": HEAD + "\n" * 1_000_000 + "x: 1\n",
    "blanks": HEAD + "x: " + " " * 1_000_000,
    "comments": HEAD + "# c\n" * 20_000,
    "hashes": HEAD + "x: 1 " + "#" * 1_000_000,
    "allow comments one by one": HEAD + "config:\n" + " a: 1\n # stacklint: allow[x]\n" * 5_000,
    "allow comments in a row": HEAD + "# stacklint: allow[x] -- y\n" * 8_000,
    "allow comments without an end": HEAD + "# stacklint: allow[" * 50_000,
    "aliases": HEAD + "x: &x 1\ny:\n" + "- *x\n" * 10_000,
    "merges": HEAD + "x: &x {a: 1}\ny:\n" + "- {<<: *x}\n" * 5_000,
    "empty values in flow": HEAD + "x: {" + ",".join(f"{n:x}" for n in range(10_000)) + "}",
    "anchors": HEAD + "x:\n" + "".join(f"- &a{n} # c\n  b: 1\n" for n in range(5_000)),
    "empty block scalars": HEAD + "".join(f"k{n}: |\n\n" for n in range(5_000)),
    "a long block scalar": HEAD + "x: |\n" + "  a\n" * 200_000,
    "blank lines in a block scalar": HEAD + "x: |\n" + "  \n" * 500_000,
    "a long quoted scalar": HEAD + 'x: "' + "\\\n" * 200_000 + '"',
    "a number of 5,000 digits": HEAD + "config: {a: " + "1" * 5_000 + "}",
    "99 levels of aliases": chain(98, LISTED),
    "99 levels of merges": chain(98, MERGED),
    "150,000 nodes of aliases": laughs(6, 9),
}


@pytest.mark.parametrize("text", list(WIDE.values()), ids=list(WIDE))
def test_what_is_only_large_is_read_in_a_time_of_its_size(text: str) -> None:
    document = text_document("x.yml", text)
    assert document.fault is None
    use(document)


@pytest.mark.untraced
def test_a_million_keys_are_read() -> None:
    rows = "".join(f"{n:x}:\n" for n in range(1_000_000))
    gc.disable()  # as every run of the linter does
    document = read_document("x.yml", rows.encode()[:MAX_BYTES])
    gc.enable()
    assert document.fault is None
    assert document.mapping is not None
    assert len(document.mapping.entries) > 900_000


def test_merging_a_hundred_levels_gives_every_entry_once() -> None:
    mapping = text_document("x.yml", chain(98, MERGED)).mapping
    assert mapping is not None
    last = mapping.get("a97")
    assert last is not None
    assert last is mapping.entries[-1].value
    names = [entry.name for entry in merged_entries(last)]  # type: ignore[arg-type]
    assert sorted(names) == sorted(["x", *(f"k{n}" for n in range(1, 98))])


@pytest.mark.parametrize(
    "opening",
    ["${", "{{", "{{'", '{{"', "{{ ", "{%", "{#", "${a${", "${$", "__A_", "REPLACE"],
)
@pytest.mark.parametrize("end", ["", "}}", "}", "%}", "#}"])
def test_openings_of_tokens_without_an_end_are_searched_once(opening: str, end: str) -> None:
    text = opening * 50_000 + end
    assert has_token(text) in {True, False}
    masked = mask_template(text)
    assert masked is None or len(masked) == len(text)


ODD = st.text(
    st.characters(codec=None, exclude_categories=[])
    | st.sampled_from("\0\x1b\x7f\x85\ufeff\ud800"),
    max_size=40,
)


@given(ODD)
def test_any_text_is_a_fault_or_a_tree(text: str) -> None:
    document = text_document("x.yml", text)
    assert document.fault is None or document.root is None or document.fault.words
    if document.root is not None:
        assert all(node.end <= len(document.text) for _, node in walk(document.root))
    use(document)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_fault_or_a_tree(data: bytes) -> None:
    use(read_document("x.yml", data))


SHAPES = st.sampled_from(
    (
        *("stack", "deploy-to", "volumes", "configmaps", "secrets", "network", "ports", "config"),
        *("security", "http-proxy", "<<", "a", "0x_", "1e3", "k8s-kind", "./data/a", "__X__", ""),
    )
)
DATA = st.recursive(
    SHAPES
    | st.sampled_from(("*x", "&x a", "'", "null", "~", "!t a", "[", "# stacklint: allow[a]")),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(SHAPES, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{key}: {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(SHAPES, DATA, max_size=6))
def test_any_spec_is_a_fault_or_can_be_asked(table: dict[str, str]) -> None:
    rows = "".join(f"{key}: {value}\n" for key, value in table.items())
    use(text_document("x.yml", HEAD + rows))
