"""The configuration of a repository: where it is found, what it says, what it refuses."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacklint import __version__
from stacklint.config import BadConfig, Config, find_config, read_config, suggestion
from stacklint.finding import Profile, Severity
from stacklint.model.dialect import Dialect
from stacklint.pin import Pin
from stacklint.rule import Deployer, Settings
from stacklint.rules import CATEGORIES, NAMES
from stacklint.select import Choice
from tests.running import write

if TYPE_CHECKING:
    from pathlib import Path


def read(where: Path, text: str | bytes, name: str = "stacklint.toml") -> Config:
    write(where, {name: text})
    return read_config(where / name)


OWN, SHARED, OTHER = "profile = 'strict'\n", "[tool.stacklint]\nprofile = 'audit'\n", "[tool.x]\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({}, None),
        ({"root/stacklint.toml": OWN}, "root/stacklint.toml"),
        ({"root/a/b/stacklint.toml": OWN}, "root/a/b/stacklint.toml"),
        (
            {"root/stacklint.toml": OWN, "root/a/stacklint.toml": OWN},
            "root/a/stacklint.toml",
        ),
        ({"root/pyproject.toml": SHARED}, "root/pyproject.toml"),
        ({"root/pyproject.toml": OTHER}, None),
        ({"root/a/pyproject.toml": OTHER, "root/stacklint.toml": OWN}, "root/stacklint.toml"),
        ({"root/pyproject.toml": SHARED, "root/stacklint.toml": OWN}, "root/stacklint.toml"),
        ({"root/a/pyproject.toml": SHARED, "root/stacklint.toml": OWN}, "root/a/pyproject.toml"),
        ({"stacklint.toml": OWN}, None),
        ({"pyproject.toml": SHARED}, None),
        ({"root/a/b/c/stacklint.toml": OWN}, None),
        ({"root/x/stacklint.toml": OWN}, None),
        ({"root/a/stacklint.toml/x": ""}, "root/a/stacklint.toml"),
    ],
)
def test_search_goes_upwards_and_ends_at_the_root(
    tmp_path: Path, files: dict[str, str], found: str | None
) -> None:
    start, root = tmp_path / "root" / "a" / "b", tmp_path / "root"
    start.mkdir(parents=True)
    write(tmp_path, files)
    assert find_config(str(start), str(root)) == (None if found is None else str(tmp_path / found))


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ("[tool.stacklint]\n", True),
        ("[ tool . stacklint ]\n", True),
        ("[tool.'stacklint']\n", True),
        ('["tool"."stacklint".options]\n', True),
        ("[[tool.stacklint.rules]]\n", True),
        ("[[ tool.'stacklint'.rules ]]\n", True),
        ("tool.stacklint.profile = 'audit'\n", True),
        ("tool . stacklint . profile = 'audit'\n", True),
        ("'tool'.\"stacklint\".profile = 'audit'\n", True),
        ("tool.stacklint = {profile = 'audit'}\n", True),
        ("tool = {x = 1, stacklint = {profile = 'audit'}}\n", True),
        ("tool = {stacklint.profile = 'audit'}\n", True),
        ("[tool]\nstacklint.profile = 'audit'\n", True),
        ("[tool]\nstacklint = {profile = 'audit'}\n", True),
        ("[tool]\r\n\t'stacklint'\t= {profile = 'audit'}\r\n", True),
        ("\ufefftool.stacklint.profile = 'audit'\n", True),
        ("[project]\ndependencies = ['stacklint', 'stacklint==1.0']\n", False),
        ("[project.optional-dependencies]\nstacklint = ['stacklint>=1']\n", False),
        ("[tool.x]\nstacklint = true\n", False),
        ("[tool.x.stacklint]\n", False),
        ("[tool.x]\nmodule = 'stacklint.*'\n", False),
        ("[tool.stacklint-plugin]\n", False),
        ("tool.x = 'see [tool . stacklint]'\n", False),
        ("x = '''\ntool.stacklint.profile = 1\n'''\n", False),
        ("# tool.stacklint.profile = 'audit'\n", False),
        ("tool = 1\nx = {stacklint = 1}\n", False),
    ],
)
def test_table_is_found_however_it_is_written(tmp_path: Path, text: str, *, is_ours: bool) -> None:
    write(tmp_path, {"pyproject.toml": text})
    found = find_config(str(tmp_path), str(tmp_path))
    assert found == (str(tmp_path / "pyproject.toml") if is_ours else None)


@pytest.mark.parametrize("text", ["tool.stacklint.profile = \n", "[tool]\nstacklint = 1 1\n"])
def test_broken_file_that_names_us_is_refused_and_not_passed_over(
    tmp_path: Path, text: str
) -> None:
    write(tmp_path, {"pyproject.toml": text})
    found = find_config(str(tmp_path), str(tmp_path))
    assert found is not None
    with pytest.raises(BadConfig, match="cannot be read"):
        read_config(tmp_path / "pyproject.toml")


@pytest.mark.parametrize(
    "text",
    [
        "tool.stacklint.profile = 'audit'\n",
        "tool = {stacklint = {profile = 'audit'}}\n",
        "[tool]\nstacklint = {profile = 'audit'}\n",
    ],
)
def test_table_is_read_however_it_is_written(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text, "pyproject.toml").choice.profile == Pin(Profile.AUDIT)


def test_search_from_the_root_looks_there(tmp_path: Path) -> None:
    write(tmp_path, {"stacklint.toml": OWN})
    assert find_config(str(tmp_path), str(tmp_path)) == str(tmp_path / "stacklint.toml")


def test_directory_called_as_the_configuration_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stacklint.toml").mkdir()
    with pytest.raises(BadConfig, match=r"^stacklint\.toml: it cannot be read: it is no file$"):
        read_config(tmp_path / "stacklint.toml")


def test_link_to_no_configuration_is_found_and_refused(tmp_path: Path) -> None:
    link = tmp_path / "stacklint.toml"
    link.symlink_to("nowhere.toml")
    assert find_config(str(tmp_path), str(tmp_path)) == str(link)
    with pytest.raises(BadConfig, match=r"it cannot be read: no such file or directory$"):
        read_config(link)


def test_pipe_called_as_the_configuration_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "stacklint.toml")
    with pytest.raises(BadConfig, match="it is no file"):
        read_config(tmp_path / "stacklint.toml")


FULL = """\
profile = "strict"
select = ["volumes", "unknown-key"]
ignore = ["relative-path-off-kind"]
fail-on = "warning"
dialect = "fork"
deployer = "stacklint"
stack-roots = ["../stacks"]
templates = ["*.tpl"]
rendered = ["out/"]
exclude = ["old/"]
baseline = "known.yml"

[severity]
unknown-key = "error"
empty-volume-holds-data = "info"

[[per-path]]
paths = ["lab/", "*.test.yml"]
ignore = ["volumes"]
profile = "audit"

[[per-path]]
paths = ["lab/x.yml"]
select = ["shape"]

[per-path.severity]
unknown-key = "info"

[options]
volume-root = "/srv/data"
known-keys = ["x-team"]
shared-volumes = ["certs"]
shared-specs = true
filled-later = ["conf"]
runtime-classes = ["gvisor"]
deployments-outside-mount-root = true
"""


@pytest.mark.parametrize("name", ["stacklint.toml", "other.toml", "pyproject.toml"])
def test_every_setting_is_read(tmp_path: Path, name: str) -> None:
    text = FULL
    if name == "pyproject.toml":
        text = "[tool.stacklint]\n" + FULL.replace("[[per", "[[tool.stacklint.per").replace(
            "\n[", "\n[tool.stacklint."
        ).replace("[tool.stacklint.[tool.", "[[tool.")
    found = read(tmp_path, text, name)
    assert found == Config(
        file=tmp_path / name,
        choice=Choice(
            select=("volumes", "unknown-key"),
            ignore=("relative-path-off-kind",),
            profile=Pin(Profile.STRICT),
            severities={
                "unknown-key": Severity.ERROR,
                "empty-volume-holds-data": Severity.INFO,
            },
        ),
        fail_on=Severity.WARNING,
        dialect=Dialect.FORK,
        deployer=Deployer.STACKLINT,
        stack_roots=("../stacks",),
        templates=("*.tpl",),
        rendered=("out/",),
        exclude=("old/",),
        baseline="known.yml",
        per_path=found.per_path,
        settings=Settings(
            volume_root="/srv/data",
            known_keys=("x-team",),
            shared_volumes=("certs",),
            shared_specs=True,
            filled_later=("conf",),
            runtime_classes=("gvisor",),
            deployments_outside_mount_root=True,
        ),
        written=found.written,
        written_options=found.written_options,
    )
    assert found.per_path == (
        (
            ("lab/", "*.test.yml"),
            Choice(ignore=("volumes",), profile=Pin(Profile.AUDIT), severities={}),
        ),
        (("lab/x.yml",), Choice(select=("shape",), severities={"unknown-key": Severity.INFO})),
    )
    assert len(found.written) == 14
    assert len(found.written_options) == 7


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "stacklint.toml"),
        ("# nothing\n", "stacklint.toml"),
        ("[tool.stacklint]\n", "pyproject.toml"),
        ("[tool.other]\nselect = 1\n", "pyproject.toml"),
        ("[project]\nname = 'x'\n", "pyproject.toml"),
    ],
)
def test_nothing_said_is_the_default(tmp_path: Path, text: str, name: str) -> None:
    assert read(tmp_path, text, name) == Config(file=tmp_path / name, choice=Choice(severities={}))


@pytest.mark.parametrize("word", ["laconic-so", "newer-laconic-so", "fork"])
def test_dialects(tmp_path: Path, word: str) -> None:
    found = read(tmp_path, f"dialect = '{word}'\n").dialect
    assert found is not None
    assert found.value == word


@pytest.mark.parametrize("name", [*NAMES, *CATEGORIES])
def test_every_rule_and_category_can_be_named(tmp_path: Path, name: str) -> None:
    found = read(tmp_path, f"select = ['{name}']\nignore = ['{name}']\n").choice
    assert (found.select, found.ignore) == ((name,), (name,))


SEVERITIES = "has to be one of error, warning, info"

REFUSED = {
    "proflie = 'strict'\n": "unknown key `proflie` (did you mean profile?)",
    "fail_on = 'info'\n": "unknown key `fail_on` (did you mean fail-on?)",
    "extends = '../base.toml'\n": (
        "unknown key `extends`: no configuration builds on another:"
        " the nearest one to a path holds alone"
    ),
    "disable = ['volumes']\n": "unknown key `disable`: `ignore` leaves rules out",
    "per_file_ignores = {}\n": (
        "unknown key `per_file_ignores`: `[[per-path]]` has choices for some paths"
    ),
    "[tool.stacklint]\nprofile = 'audit'\n": (
        "unknown key `tool`: the settings stand at the top of this file, below no table"
    ),
    "[options]\ninclude = 1\n": "unknown key `options.include`",
    "required-version = ' '\n": "`required-version` is empty: leave it out, or name one",
    "[hosts]\na = 'envs/'\n": "`hosts.a` has to be a list of texts",
    "[[per-path]]\npaths = 'x'\n": "`per-path.paths` has to be a list of texts",
    "[options]\nnode-cpus = 0\n": "`options.node-cpus` has to be a number above 0",
    "xyz = 1\n": "unknown key `xyz`",
    "'' = 1\n": "unknown key ``",
    "[options]\nvolume-rot = 'x'\n": (
        "unknown key `options.volume-rot` (did you mean volume-root?)"
    ),
    "[[per-path]]\npath = ['x']\n": "unknown key `per-path.path` (did you mean paths?)",
    "[[per-path]]\npaths = ['x']\nexclude = []\n": "unknown key `per-path.exclude`",
    "[[per-path]]\nignore = ['shape']\n": "per-path without `paths`",
    "[[per-path]]\npaths = []\n": "per-path without `paths`",
    "select = ['empty-volume-hold-data']\n": (
        "unknown rule `empty-volume-hold-data` (did you mean empty-volume-holds-data?)"
    ),
    "ignore = ['volume']\n": "unknown rule `volume` (did you mean volumes?)",
    "ignore = ['SHAPE']\n": "unknown rule `SHAPE`",
    "ignore = ['*']\n": "unknown rule `*`",
    "[[per-path]]\npaths = ['x']\nselect = ['unknown-keys']\n": (
        "unknown rule `unknown-keys` (did you mean unknown-key?)"
    ),
    "[severity]\nunknown-kye = 'info'\n": (
        "unknown rule `unknown-kye` (did you mean unknown-key?)"
    ),
    "[severity]\nshape = 'info'\n": "`shape` is a category, and a severity is of one rule",
    "[severity]\nunknown-key = 'warn'\n": (
        f"`severity.unknown-key` is `warn`, and {SEVERITIES} (did you mean warning?)"
    ),
    "[severity]\nunknown-key = 3\n": f"`severity.unknown-key` is `3`, and {SEVERITIES}",
    "[severity]\nunknown-key = 'off'\n": (
        "`severity.unknown-key` is `off`: `ignore` leaves a rule out"
    ),
    "fail-on = 'errors'\n": f"`fail-on` is `errors`, and {SEVERITIES} (did you mean error?)",
    "profile = 'all'\n": "`profile` is `all`, and has to be one of recommended, strict, audit",
    "dialect = 'laconic'\n": (
        "`dialect` is `laconic`, and has to be one of laconic-so, newer-laconic-so, fork"
        " (did you mean laconic-so?)"
    ),
    "profile = true\n": "`profile` has to be text",
    "deployer = 'stacklnt'\n": (
        "`deployer` is `stacklnt`, and has to be one of laconic-so, stacklint"
        " (did you mean stacklint?)"
    ),
    "fail-on = 3\n": "`fail-on` has to be text",
    "dialect = ['fork']\n": "`dialect` has to be text",
    "baseline = 1\n": "`baseline` has to be text",
    "select = 'shape'\n": "`select` has to be a list of texts",
    "select = [1]\n": "`select` has to be a list of texts",
    "exclude = {}\n": "`exclude` has to be a list of texts",
    "templates = 'x'\n": "`templates` has to be a list of texts",
    "rendered = 'x'\n": "`rendered` has to be a list of texts",
    "stack-roots = '../x'\n": "`stack-roots` has to be a list of texts",
    "severity = 'info'\n": "`severity` has to be a table",
    "options = []\n": "`options` has to be a table",
    "per-path = {}\n": "`per-path` has to be a list of tables: [[per-path]]",
    "per-path = ['x']\n": "`per-path` has to be a list of tables: [[per-path]]",
    "[options]\nshared-specs = 'yes'\n": "`options.shared-specs` has to be true or false",
    "[options]\nshared-specs = 1\n": "`options.shared-specs` has to be true or false",
    "[options]\nknown-keys = 'x'\n": "`options.known-keys` has to be a list of texts",
    "[options]\nvolume-root = ['x']\n": "`options.volume-root` has to be text",
}


@pytest.mark.parametrize(("text", "words"), list(REFUSED.items()), ids=list(REFUSED.values()))
def test_what_is_not_known_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path, text)
    assert str(error.value) == f"stacklint.toml: {words}"


def test_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert "profile" in read(tmp_path, "\ufeffprofile = 'audit'\n").written


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tool = 1\n", "`tool` has to be a table"),
        ("[tool]\nstacklint = 3\n", "`tool.stacklint` has to be a table"),
    ],
)
def test_shared_file_without_our_table_is_no_configuration(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path, text, "pyproject.toml")
    assert str(error.value) == f"pyproject.toml: {words}"


def test_refusal_names_the_shared_file(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path, "[tool.stacklint]\nx = 1\n", "pyproject.toml")
    assert str(error.value) == "pyproject.toml: unknown key `x`"


@pytest.mark.parametrize("text", [b"a = \n", b"a = 1\na = 2\n", b"\xff\xfe", b"[\n", b"x = '\0'\n"])
def test_what_is_no_toml_is_refused(tmp_path: Path, text: bytes) -> None:
    with pytest.raises(BadConfig, match=r"^stacklint\.toml: it cannot be read: "):
        read(tmp_path, text)


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"^no\.toml: it cannot be read: "):
        read_config(tmp_path / "no.toml")


@pytest.mark.parametrize(
    ("name", "known", "words"),
    [
        ("volume", ("volumes", "shape"), " (did you mean volumes?)"),
        ("shap", ("volumes", "shape"), " (did you mean shape?)"),
        ("xyz", ("volumes", "shape"), ""),
        ("", ("volumes",), ""),
        ("x", (), ""),
    ],
)
def test_suggestion(name: str, known: tuple[str, ...], words: str) -> None:
    assert suggestion(name, known) == words


VALUES = st.recursive(
    st.sampled_from(("1", "true", "'x'", "'strict'", "'shape'", "1.5", "1979-05-27")),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.sampled_from(("paths", "unknown-key", "shared-specs")).flatmap(
            lambda key: inner.map(lambda value: f"{{{key} = {value}}}")
        )
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    (
        *(
            "profile",
            "select",
            "ignore",
            "severity",
            "fail-on",
            "dialect",
            "deployer",
            "stack-roots",
        ),
        *("templates", "rendered", "exclude", "baseline", "per-path", "options", "x"),
    )
)


@given(st.dictionaries(KEYS, VALUES, max_size=3))
def test_any_toml_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, str]
) -> None:
    text = "".join(f"{key} = {value}\n" for key, value in table.items())
    try:
        found = read(tmp_path_factory.getbasetemp() / "any", text)
    except BadConfig as error:
        assert str(error).startswith("stacklint.toml: ")  # noqa: PT017 -- either is right
    else:
        assert found.written == set(table)


@pytest.mark.parametrize("wanted", [">=0.1", f"=={__version__}", ">=0.0.1,<99"])
def test_version_that_the_repository_wants_is_taken(tmp_path: Path, wanted: str) -> None:
    assert "required-version" in read(tmp_path, f'required-version = "{wanted}"\n').written


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (">=99", f"this repository wants stacklint >=99, and this is {__version__}"),
        (f"!={__version__}", "this repository wants"),
        ("newest", "`required-version` is `newest`: write it as in `>=0.1,<0.2`"),
    ],
)
def test_version_that_is_not_installed_is_refused(tmp_path: Path, wanted: str, words: str) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path, f'required-version = "{wanted}"\n')
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        ("strict@99", "pinned to release 99"),
        ("strict@soon", "`soon` is no release"),
        ("sticrt@0.1", "did you mean strict?"),
    ],
)
def test_pin_that_makes_no_sense_names_the_setting(tmp_path: Path, pin: str, words: str) -> None:
    with pytest.raises(BadConfig) as error:
        read(tmp_path, f'profile = "{pin}"\n')
    assert "`profile`" in str(error.value)
    assert words in str(error.value)
