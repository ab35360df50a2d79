"""Of PyYAML, a run loads the parser alone; whoever imports PyYAML afterwards has all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.running import clean_env

START = "from stacklint.model.document import text_document as read\n"

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


def errors_of(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=clean_env(),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr
