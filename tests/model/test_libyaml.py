"""Of PyYAML, a run loads the parser alone; whoever imports PyYAML afterwards has all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stacklint.model.yaml.document import text_document
from tests.running import clean_env

START = "from stacklint.model.yaml.document import text_document as read\n"

# Each fails when it is not so.
USES = {
    "load": "import yaml\nassert yaml.safe_load('a: [1, 2004-01-02]')['a'][0] == 1",
    "load in C": "import yaml\nassert yaml.load('a: 1', yaml.CSafeLoader) == {'a': 1}",
    "dump": "import yaml\nassert yaml.dump({'a': 1}, Dumper=yaml.CDumper) == 'a: 1\\n'",
    "star": "from yaml import *\nassert safe_load('a: 1') == {'a': 1}",
    "a name": "from yaml import CSafeLoader, load\nassert load('- 1', CSafeLoader) == [1]",
    "a module": "import yaml.scanner\nassert yaml.scanner.Scanner",
    "nodes": "import yaml\nassert type(yaml.compose('a', yaml.CLoader)) is yaml.nodes.ScalarNode",
    "tokens": "import yaml\n"
    "assert yaml.tokens.ScalarToken in map(type, yaml.scan('a', yaml.CLoader))",
    "events": "import yaml\n"
    "assert yaml.events.ScalarEvent in map(type, yaml.parse('a', yaml.CLoader))",
    "what parser refuses": "import yaml\n"
    "try: yaml.load('[', yaml.CSafeLoader)\n"
    "except yaml.parser.ParserError as error: assert 'flow' in str(error)\n"
    "else: raise AssertionError",
    "what reader refuses": "import yaml\n"
    "try: yaml.load('\\x01', yaml.CSafeLoader)\n"
    "except yaml.reader.ReaderError as error: assert error.position == 0\n"
    "else: raise AssertionError",
    "what is not there": "import yaml\nassert not hasattr(yaml, 'nothing_like_it')",
}

AGAIN = (
    "\nassert read('x', 'a: [').fault and not read('x', '\\x01: a').root and read('x', 'a: 1').root"
)


@pytest.mark.parametrize("use", USES)
def test_pyyaml_is_whole_to_others(use: str) -> None:
    assert errors_of(f"{START}{USES[use]}{AGAIN}") == ""


def test_pyyaml_that_is_there_is_used() -> None:
    assert errors_of(f"import yaml\n{START}{USES['what parser refuses']}{AGAIN}") == ""


# All that nodes are made of, with the places of each.
TEXTS = (
    "a: &x !t 'b'\nc: *x\nd: [1, {e: f}]\ng: |\n  x\n\nh:\n",
    "%YAML 1.1\n--- &all\n- &one {a: 1}\n- !t [b]\n- {<<: *one}\n...\n---\nsecond: 2\n",
    '? [a, b]\n: "c"\n? {d: e}\n: >-\n  folded\n  text\n',
    "a: *unknown\n",
    "a: [\n",
)
SHOWN = """
import sys
from stacklint.model.yaml.nodes import Alias, Entry, Mapping, Scalar, Sequence
def shown(x):
    if isinstance(x, list): return [shown(y) for y in x]
    if isinstance(x, dict): return list(x)
    if not isinstance(x, Alias | Entry | Mapping | Scalar | Sequence): return x
    names = [name for name in type(x).__slots__ if name != 'joined']
    return type(x).__name__, [(name, shown(getattr(x, name))) for name in names]
for text in {texts!r}:
    one = read('x', text)
    print(shown(one.root), one.fault, one.count, shown(one.values), shown(one.mappings))
"""


def test_same_is_read_with_all_of_pyyaml() -> None:
    shown = SHOWN.format(texts=TEXTS)
    part = said(f"{START}{shown}assert 'yaml.scanner' not in sys.modules")
    assert "Mapping" in part
    assert part == said(f"import yaml\n{START}{shown}")
    assert part == said(f"{START}import yaml\nyaml.scan\n{shown}")


def said(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program],
        env=clean_env(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def errors_of(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_every_scalar_that_is_a_value_or_an_item_is_among_the_values() -> None:
    text = "a: &x on\nb: !t c\nd: |\n  e\nf: [&y g, {h: 'i'}]\n? &k j\n: k\n"
    values = [scalar.value for scalar in text_document("x.yml", text).values]
    assert values == ["on", "c", "e\n", "g", "i", "k"]
