"""Rules from outside count like ours: those of a configuration, and those of a package."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from jsonschema import validators

from tests.cli.packages import PAGES, package, path_with
from tests.running import GOOD, STACK, commit_all, repository, stacklint, write

if TYPE_CHECKING:
    from tests.running import Done

pytestmark = pytest.mark.slow

LATEST = GOOD + "image-overrides:\n  db: postgres:latest   # for now\n"
PINNED = LATEST.replace(":latest", ":1")
DECLARED = """
[[rules]]
name = "no-latest"
path = "image-overrides.*"
not-matches = ":latest$"
message = "{name} runs {value}"
harm = "meaning"
why = "An image moves."
fix = { set = "postgres:1", safety = "safe" }
"""
NAMED = 'plugins = ["acme-rules"]\n'


class Place(NamedTuple):
    """A repository with one rule of its own, which finds one fault in its one spec."""

    root: Path
    env: dict[str, str]
    config: str
    category: str
    origin: str

    def run(self, *arguments: str) -> Done:
        return stacklint(self.root, *arguments, env=self.env)

    def configure(self, before: str = "") -> None:
        """Put settings before the rules."""
        write(self.root, {"stacklint.toml": f"{before}\n{self.config}\n"})

    def found(self, *arguments: str) -> list[dict[str, str]]:
        out = self.run("check", "--format", "json", *arguments).out
        return [x for x in json.loads(out)["findings"] if x["rule"] == "no-latest"]


@pytest.fixture(params=["declared", "packaged"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    root = repository(tmp_path / "repo", LATEST)
    if request.param == "declared":
        made = Place(root, {}, DECLARED, "own", "stacklint.toml")
    else:
        env = path_with(package(tmp_path / "site", **PAGES))
        made = Place(root, env, NAMED, "acme", "acme-rules 1.2")
    made.configure()
    commit_all(root)
    return made


def test_finding_is_reported_like_ours(place: Place) -> None:
    done = place.run("check", "--format", "concise", "--statistics")
    assert done.code == 1
    assert "envs/prod.yml:9:7: error[no-latest] db runs postgres:latest" in done.out
    assert "     1  no-latest" in done.err
    (finding,) = place.found()
    assert (finding["category"], finding["harm"]) == (place.category, "meaning")
    assert len(finding["fingerprint"]) == 32


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ("", 1),
        ('select = ["no-latest"]', 1),
        ('select = ["CATEGORY"]', 1),
        ('select = ["volumes"]', 0),
        ('ignore = ["no-latest"]', 0),
        ('ignore = ["CATEGORY"]', 0),
        ('profile = "recommended@0.1"', 1),
        ('severity = {no-latest = "warning"}', 0),
        ('severity = {no-latest = "warning"}\nfail-on = "warning"', 1),
        ('per-path = [{paths = ["envs/"], ignore = ["no-latest"]}]', 0),
        ('per-path = [{paths = ["other/"], ignore = ["no-latest"]}]', 1),
        ('per-path = [{paths = ["envs/"], severity = {no-latest = "info"}}]', 0),
    ],
)
def test_configuration_chooses_it_like_ours(place: Place, settings: str, code: int) -> None:
    place.configure(settings.replace("CATEGORY", place.category))
    done = place.run("check")
    assert done.code == code, done.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--select", "no-latest"), 1),
        (("--select", "shape"), 0),
        (("--ignore", "no-latest"), 0),
        (("--profile", "recommended@0.1"), 1),
        (("--isolated",), 0),
        (("--select", "no-latst"), 2),
    ],
)
def test_command_line_chooses_it_like_ours(
    place: Place, arguments: tuple[str, ...], code: int
) -> None:
    done = place.run("check", *arguments)
    assert done.code == code
    if code == 2:
        assert "there is no rule `no-latst` (did you mean no-latest?)" in done.err


def test_comment_allows_it(place: Place) -> None:
    done = place.run("allow", "no-latest", "envs/prod.yml", "--reason", "for now")
    assert (done.code, done.err) == (0, "envs/prod.yml:9: allowed no-latest\n")
    assert place.run("check").code == 0
    assert "no-latest (in force)" in place.run("suppressions").out
    (finding,) = place.found()
    assert (finding["standing"], finding["reason"]) == ("allowed", "for now")


@pytest.mark.parametrize(
    ("spec", "rule", "message"),
    [
        (PINNED, "no-latest", "`no-latest` finds nothing here"),
        (
            LATEST,
            "no-latst",
            "`no-latst` suppresses nothing: there is no such rule; did you mean `no-latest`?",
        ),
    ],
)
def test_comment_that_does_nothing_is_found(
    place: Place, spec: str, rule: str, message: str
) -> None:
    write(place.root, {"envs/prod.yml": f"{spec}# stacklint: allow-file[{rule}] -- x\n"})
    assert message in place.run("check", "--format", "concise").out


def test_baseline_accepts_it_and_shrinks(place: Place) -> None:
    assert place.run("baseline", "create").code == 0
    assert place.run("check").code == 0
    assert place.run("baseline", "check").code == 0
    write(place.root, {"envs/prod.yml": PINNED})
    done = place.run("baseline", "check")
    assert done.code == 1
    assert "stale: no-latest in envs/prod.yml at image-overrides.db" in done.err


def test_only_what_a_change_adds_fails(place: Place) -> None:
    more = LATEST + "  web: notes:latest\n"
    write(place.root, {"envs/prod.yml": more})
    done = place.run("check", "--new", "--format", "concise")
    assert done.code == 1
    assert "web runs notes:latest" in done.out
    assert "db runs" not in done.out


def test_fix_mends_it(place: Place) -> None:
    assert "+  db: postgres:1   # for now" in place.run("check", "--fix", "--diff").out
    assert place.run("check", "--fix").code == 0
    assert (place.root / "envs/prod.yml").read_text() == PINNED


def test_rules_are_listed_with_where_they_come_from(place: Place) -> None:
    (row,) = [x for x in json.loads(place.run("rules", "--format", "json").out) if not x["since"]]
    assert (row["rule"], row["category"], row["origin"]) == (
        "no-latest",
        place.category,
        place.origin,
    )
    assert f"\n{place.category} ({place.origin})\n  no-latest " in place.run("rules").out
    assert "no-latest" not in place.run("rules", "--isolated").out


def test_page_is_explained(place: Place) -> None:
    done = place.run("explain", "no-latest")
    assert done.code == 0
    assert f"{place.category} · error · high · recommended · fix: safe" in done.out
    assert f" · from {place.origin}\n" in done.out
    assert "An image moves." in done.out
    assert "bad at=" not in done.out
    assert place.run("explain", "no-latest", "--isolated").code == 2


def test_page_is_found_from_elsewhere_by_its_configuration(place: Place, tmp_path: Path) -> None:
    config = str(place.root / "stacklint.toml")
    done = stacklint(tmp_path, "explain", "no-latest", "--config", config, env=place.env)
    assert done.code == 0
    assert stacklint(tmp_path, "explain", "no-latest", "--config", "no.toml").code == 2


def test_sarif_knows_the_rule(place: Place) -> None:
    schema = json.loads(
        (Path(__file__).parents[1] / "report" / "sarif-2.1.0.schema.json").read_text()
    )
    log = json.loads(place.run("check", "--format", "sarif").out)
    validator = validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(log)] == []
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["properties"]["origin"] == place.origin
    assert rule["properties"]["category"] == place.category
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert "fixes" in log["runs"][0]["results"][0]


def test_settings_in_force_show_it(place: Place) -> None:
    rows = json.loads(place.run("config", "--format", "json").out)
    key, names = (
        ("rules", ["no-latest"]) if place.category == "own" else ("plugins", ["acme-rules"])
    )
    assert rows[key] == {"value": names, "from": "stacklint.toml"}


def test_several_processes_see_what_one_does(place: Place) -> None:
    specs = {f"many/{number:03}.yml": LATEST for number in range(210)}
    write(place.root, specs)
    found = place.found("--select", "no-latest", "many")
    assert [x["at"]["file"] for x in found] == sorted(specs)  # type: ignore[index]


def test_rule_is_about_the_files_that_it_names(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", LATEST)
    text = DECLARED.replace("why =", 'files = ["envs/prod*", "!envs/prod-old.yml"]\nwhy =')
    write(root, {"stacklint.toml": text})
    write(root, {"envs/prod-old.yml": LATEST, "envs/test.yml": LATEST})
    out = stacklint(root, "check", "--select", "no-latest", "--format", "json").out
    assert [x["at"]["file"] for x in json.loads(out)["findings"]] == ["envs/prod.yml"]


def test_files_are_named_from_where_the_configuration_stands(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo", LATEST)
    text = DECLARED.replace("why =", 'files = ["/prod.yml"]\nwhy =')
    write(root, {"envs/stacklint.toml": text})
    assert stacklint(root, "check", "envs").code == 1


def test_each_repository_has_its_own_rules(tmp_path: Path) -> None:
    with_rule = repository(tmp_path / "a", LATEST)
    without = repository(tmp_path / "b", LATEST)
    write(with_rule, {"stacklint.toml": DECLARED})
    done = stacklint(tmp_path, "check", str(with_rule), str(without), "--format", "concise")
    assert done.code == 1
    assert done.out.count("no-latest") == 1


def test_rule_about_compose_files_needs_the_stack(tmp_path: Path) -> None:
    rule = "[[rules]]\nname = 'foreign-image'\nof = 'compose'\npath = 'services.*.image'\n"
    rule += "matches = '^acme.test/'\nmessage = '{path} is {value}'\n"
    write(tmp_path, {**STACK, "prod.yml": GOOD, "stacklint.toml": rule})
    done = stacklint(tmp_path, "check", "--format", "concise")
    assert "compose/docker-compose-notes.yml:3:12: error[foreign-image] services.db" in done.out
    write(tmp_path, {"prod.yml": GOOD.replace("stacks/notes", "stacks/elsewhere")})
    assert stacklint(tmp_path, "check", "--select", "foreign-image").code == 0


@pytest.mark.parametrize("pattern", ["!", "envs\\"])
def test_pattern_that_git_would_not_take_is_refused(tmp_path: Path, pattern: str) -> None:
    root = repository(tmp_path)
    text = DECLARED.replace("why =", f"files = ['{pattern}']\nwhy =")
    write(root, {"stacklint.toml": text})
    done = stacklint(root, "check")
    assert (done.code, done.out) == (2, "")
    assert "stacklint.toml: not as in `.gitignore`: Invalid git pattern" in done.err
