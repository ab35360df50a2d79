"""Packages with rules: loaded when they are named, and refused in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.packages import RULES, package, path_with
from tests.running import GOOD, repository, stacklint, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

LATEST = GOOD + "image-overrides:\n  db: postgres:latest\n"
NAMED = {"stacklint.toml": 'plugins = ["acme-rules"]\n'}


def test_package_that_is_not_named_is_not_run(tmp_path: Path) -> None:
    folder = package(tmp_path / "site", "raise SystemExit('run')\n")
    done = stacklint(repository(tmp_path / "repo", LATEST), "check", env=path_with(folder))
    assert (done.code, done.err) == (0, "")


def test_package_that_is_named_is_asked(tmp_path: Path) -> None:
    folder = package(tmp_path / "site")
    root = repository(tmp_path / "repo", LATEST)
    write(root, NAMED)
    done = stacklint(root, "check", "--format", "concise", env=path_with(folder))
    assert done.code == 1
    assert "envs/prod.yml:9:7: error[no-latest] db runs postgres:latest" in done.out


@pytest.mark.parametrize("name", ["Acme_Rules", "acme.rules", "ACME-RULES"])
def test_package_has_the_names_that_pip_knows_it_by(tmp_path: Path, name: str) -> None:
    folder = package(tmp_path / "site")
    root = repository(tmp_path / "repo", LATEST)
    write(root, {"stacklint.toml": f'plugins = ["{name}", "{name}"]\n'})
    assert stacklint(root, "check", env=path_with(folder)).code == 1


def test_package_in_the_linted_repository_is_not_run(tmp_path: Path) -> None:
    root = repository(tmp_path, LATEST)
    package(root, "raise SystemExit('run')\n")
    write(root, NAMED)
    done = stacklint(root, "check")
    assert (done.code, done.out) == (2, "")
    assert "acme-rules is not installed" in done.err


def changed(old: str, new: str) -> str:
    assert old in RULES
    return RULES.replace(old, new)


ACME = "stacklint.toml: `plugins`: "
TABLE = "[[rules]]\nname = '{}'\npath = 'a'\nforbidden = true\nmessage = 'm'\n"


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("import nowhere_to_be_found\n", "acme-rules cannot be loaded: ModuleNotFoundError: No mo"),
        ("1 / 0\n", "acme-rules cannot be loaded: ZeroDivisionError: division by zero"),
        ("raise SystemExit('run')\n", "acme-rules cannot be loaded: SystemExit: run"),
        ("x = (\n", "acme-rules cannot be loaded: SyntaxError: "),
        ("raise OSError('one\\ntwo')\n", "acme-rules cannot be loaded: OSError: one"),
        ("", "acme-rules cannot be loaded: AttributeError: "),
        ("PLUGIN = []\n", "the entry point `acme` of acme-rules gives a list, and no stacklint.pl"),
        (
            "from stacklint.plugin import Plugin\nPLUGIN = Plugin(3)\n",
            "the entry point `acme` of acme-rules gives a Plugin, and no stacklint.plugin.Plugin w",
        ),
        (
            "from stacklint.plugin import Plugin\nPLUGIN = Plugin((3,))\n",
            "acme-rules offers a int as a rule",
        ),
        (
            "from stacklint.plugin import Offer, Plugin\nPLUGIN = Plugin((Offer(3),))\n",
            "acme-rules offers a Offer as a rule",
        ),
        (
            changed("spec: Spec", "spec: Speck").replace("import Fix", "import Spec as Speck, Fix"),
            None,
        ),
        (
            changed("spec: Spec", "spec: 'Speck'"),
            "the rule `no-latest` of acme-rules reads `Speck`, and no rule about `spec` can",
        ),
        (
            changed("spec: Spec", "spec: Spec | None"),
            "the rule `no-latest` of acme-rules reads `stacklint.model.spec.Spec | None`, and no r",
        ),
        (
            changed("Offer(no_latest", "Offer(no_latest, 'comment'").replace(", on=", ", on="),
            "the rule `no-latest` of acme-rules looks at `comment`, and there are only spec, file,",
        ),
        (
            changed("Offer(no_latest", "Offer(no_latest, 'file'"),
            "the rule `no-latest` of acme-rules reads `Spec`, and no rule about `file` can",
        ),
        (
            changed("no_latest", "No_Latest"),
            "the rule `No-Latest` of acme-rules or its category is not named in small letters ",
        ),
    ],
)
def test_package_that_gives_no_rules_is_refused(
    tmp_path: Path, module: str, words: str | None
) -> None:
    folder = package(tmp_path / "site", module)
    root = repository(tmp_path / "repo")
    write(root, NAMED)
    done = stacklint(root, "check", env=path_with(folder))
    if words is None:
        assert done.code == 0
        return
    assert (done.code, done.out) == (2, "")
    assert f"error: {ACME}{words}" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ('plugins = ["acme-ruls"]\n', f"{ACME}acme-ruls is not installed where stacklint is (did"),
        ('plugins = ["nothing-like-it"]\n', f"{ACME}nothing-like-it is not installed where stackl"),
        ('plugins = [""]\n', f"{ACME} is not installed where stacklint is"),
        ('plugins = ["pyyaml"]\n', f"{ACME}pyyaml has no entry point `stacklint.rules`"),
        (
            NAMED["stacklint.toml"] + TABLE.format("no-latest"),
            "stacklint.toml: rule `no-latest`: acme-rules 1.2 has a rule of that name already",
        ),
        (
            NAMED["stacklint.toml"] + TABLE.format("acme"),
            "stacklint.toml: rule `acme`: a category has that name already",
        ),
    ],
)
def test_configuration_that_names_no_package_of_rules(
    tmp_path: Path, config: str, words: str
) -> None:
    folder = package(tmp_path / "site")
    root = repository(tmp_path / "repo")
    write(root, {"stacklint.toml": config})
    done = stacklint(root, "check", env=path_with(folder))
    assert (done.code, done.out) == (2, "")
    assert words in done.err


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (
            changed("no_latest", "unknown_key"),
            "rule `unknown-key` of acme-rules 1.2: stacklint has a rule of that name already",
        ),
        (
            changed('"acme"', '"volumes"'),
            "rule `no-latest` of acme-rules 1.2: it has the category `volumes`, which is not its o",
        ),
        (changed('"acme"', '"own"'), "it has the category `own`, which is not its own to choose"),
        (changed('"acme"', '"unknown-key"'), "it has the category `unknown-key`, which is not its"),
        (changed('"acme"', '"no-latest"'), "a category has that name already"),
    ],
)
def test_name_that_is_taken_is_refused(tmp_path: Path, module: str, words: str) -> None:
    folder = package(tmp_path / "site", module)
    root = repository(tmp_path / "repo")
    write(root, NAMED)
    done = stacklint(root, "check", env=path_with(folder))
    assert (done.code, done.out) == (2, "")
    assert words in done.err


def test_two_packages_cannot_give_one_rule(tmp_path: Path) -> None:
    folder = package(package(tmp_path / "site"), name="other-rules")
    root = repository(tmp_path / "repo")
    write(root, {"stacklint.toml": 'plugins = ["acme-rules", "other-rules"]\n'})
    done = stacklint(root, "check", env=path_with(folder))
    assert done.code == 2
    assert "rule `no-latest` of other-rules 1.2: acme-rules 1.2 has a rule of that name" in done.err


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("raise KeyError('x')", "KeyError: 'x'"),
        ("yield 3", "TypeError: it gave a int, and a rule gives a Hit"),
        ("yield Hit(('a',), 'm')", "TypeError: it gave a Hit at a tuple, and needs a Place"),
        ("return 3", "TypeError: 'int' object is not iterable"),
        (
            "yield Hit(spec.at('stack').value, 3)",
            "TypeError: it gave a Hit whose message is a int, and no text",
        ),
        ("raise SystemExit(0)", "RuntimeError: it ended the program with SystemExit(0)"),
        (
            "raise ValueError('\\x1b[31m\\n::error::DB_PASSWORD=hunter2-hunter2')",
            r"ValueError: \x1b[31m\x0a::error::DB_PASSWORD=****",
        ),
    ],
)
def test_rule_that_fails_is_named_with_its_package(tmp_path: Path, body: str, cause: str) -> None:
    head, _, _ = RULES.partition("    for entry in")
    module = f"{head}    {body}\n\n\nPLUGIN = Plugin((no_latest,))\n"
    folder = package(tmp_path / "site", module)
    root = repository(tmp_path / "repo", LATEST)
    write(root, NAMED)
    done = stacklint(root, "check", env=path_with(folder))
    assert (done.code, done.out) == (4, "")
    assert done.err == (
        "error: a fault of acme-rules 1.2: the rule no-latest failed on envs/prod.yml\n"
        f"  {cause}\n"
        "  run it again with --debug and report what it prints to those of acme-rules 1.2\n"
    )
