"""Which rules look at a file: what is selected, ignored, shown and counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from stacklint.finding import Confidence, Finding, Harm, Profile, Region, Severity, Standing
from stacklint.model.spec import Spec
from stacklint.model.targets import Target
from stacklint.model.yaml.document import text_document
from stacklint.pin import Pin
from stacklint.registry import BUILT_IN, Own, Registry
from stacklint.rule import Deployer, Hit
from stacklint.rules import CATEGORIES, LISTED, NAMES, Listed, Subject, rule_named
from stacklint.select import Choice, Selection, counts_as_failure

EMPTY, OFF_KIND, KEY = "empty-volume-holds-data", "relative-path-off-kind", "unknown-key"
VOLUMES = {listed.name for listed in LISTED if listed.category == "volumes"}
SHAPE = {listed.name for listed in LISTED if listed.category == "shape"}
ALL = set(NAMES)


def chosen(*choices: Choice) -> set[str]:
    """Give the rules that the first choice and those after it, for a path, come to."""
    common, *parts = choices
    selection = Selection(common, tuple((lambda _: True, part) for part in parts))
    return set(selection.for_file("spec.yml").names)


def test_every_rule_looks_by_default() -> None:
    assert chosen(Choice()) == ALL


@pytest.mark.parametrize(
    ("choice", "names"),
    [
        (Choice(select=(EMPTY,)), {EMPTY}),
        (Choice(select=(EMPTY, KEY)), {EMPTY, KEY}),
        (Choice(select=("volumes",)), VOLUMES),
        (Choice(select=("volumes", KEY)), VOLUMES | {KEY}),
        (Choice(select=("volumes", "shape")), VOLUMES | SHAPE),
        (Choice(ignore=(EMPTY,)), ALL - {EMPTY}),
        (Choice(ignore=("volumes",)), ALL - VOLUMES),
        (Choice(ignore=("volumes", "shape", KEY)), ALL - VOLUMES - SHAPE),
        (Choice(select=("volumes",), ignore=(EMPTY,)), VOLUMES - {EMPTY}),
        (Choice(select=(EMPTY,), ignore=("volumes",)), {EMPTY}),
        (Choice(select=(EMPTY,), ignore=(EMPTY,)), set()),
        (Choice(select=("volumes",), ignore=("volumes",)), set()),
        (Choice(select=("volumes", EMPTY), ignore=("volumes",)), {EMPTY}),
    ],
)
def test_one_choice(choice: Choice, names: set[str]) -> None:
    assert chosen(choice) == names


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        ((Choice(select=(EMPTY,)), Choice(select=(KEY,))), {KEY}),
        ((Choice(select=(EMPTY,)), Choice()), {EMPTY}),
        ((Choice(select=("volumes",)), Choice(ignore=(EMPTY,))), VOLUMES - {EMPTY}),
        ((Choice(ignore=(EMPTY,)), Choice(select=(EMPTY,))), {EMPTY}),
        ((Choice(ignore=(EMPTY,)), Choice(select=("volumes",))), VOLUMES - {EMPTY}),
        ((Choice(ignore=("volumes",)), Choice(select=("volumes",))), VOLUMES),
        ((Choice(ignore=(EMPTY,)), Choice(ignore=(KEY,))), ALL - {EMPTY, KEY}),
        ((Choice(select=(EMPTY,)), Choice(select=(KEY,)), Choice(ignore=(KEY,))), set()),
    ],
)
def test_later_choices_win(choices: tuple[Choice, ...], names: set[str]) -> None:
    assert chosen(*choices) == names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        (Choice(), {KEY}),
        (Choice(select=("volumes",)), VOLUMES - {EMPTY}),
        (Choice(select=(EMPTY,)), set()),
        (Choice(ignore=(KEY,)), set()),
        (Choice(ignore=("shape",)), {KEY}),
    ],
)
def test_command_line_goes_before_a_choice_for_a_path(typed: Choice, names: set[str]) -> None:
    of_path = Choice(select=(KEY,), ignore=(EMPTY,))
    assert chosen(typed, of_path.under(typed)) == names


@pytest.mark.parametrize(
    ("typed", "profile"),
    [(None, Profile.STRICT), (Pin(Profile.RECOMMENDED), None), (Pin(Profile.AUDIT), None)],
)
def test_profile_of_the_command_line_goes_before_that_of_a_path(
    typed: Pin | None, profile: Profile | None
) -> None:
    left = Choice(profile=Pin(Profile.STRICT)).under(Choice(profile=typed)).profile
    assert (left and left.profile) == profile


def test_choice_for_a_path_holds_there_alone() -> None:
    selection = Selection(
        Choice(profile=Pin(Profile.STRICT), severities={EMPTY: Severity.INFO}),
        (
            (lambda path: path.startswith("lab/"), Choice(select=("shape",))),
            (lambda path: path.endswith("x.yml"), Choice(profile=Pin(Profile.AUDIT))),
            (lambda path: path == "lab/x.yml", Choice(severities={KEY: Severity.ERROR})),
        ),
    )
    found = {
        path: selection.for_file(path) for path in ("a.yml", "lab/a.yml", "x.yml", "lab/x.yml")
    }
    assert {
        path: (len(x.listed), x.profile.word, dict(x.severities)) for path, x in found.items()
    } == {
        "a.yml": (len(ALL), "strict", {EMPTY: Severity.INFO}),
        "lab/a.yml": (len(SHAPE), "strict", {EMPTY: Severity.INFO}),
        "x.yml": (len(ALL), "audit", {EMPTY: Severity.INFO}),
        "lab/x.yml": (len(SHAPE), "audit", {EMPTY: Severity.INFO, KEY: Severity.ERROR}),
    }
    assert selection.profile_of("x.yml") is Profile.AUDIT


def test_files_that_are_chosen_alike_share_an_answer() -> None:
    selection = Selection(Choice(), ((lambda path: "x" in path, Choice(ignore=(KEY,))),))
    found = [selection.for_file(path) for path in ("a", "b", "x", "xx")]
    assert [found[0] is found[1], found[2] is found[3], found[0] is found[2]] == [True, True, False]


def test_rules_keep_the_order_of_their_list() -> None:
    found = Selection(Choice(select=("shape", "volumes"))).for_file("a").listed
    assert [x.name for x in found] == [x.name for x in LISTED if x.category in {"shape", "volumes"}]


def test_rules_are_told_apart_by_what_they_look_at() -> None:
    found = Selection(Choice()).for_file("a")
    subjects: tuple[Subject, ...] = (
        "file",
        "spec",
        "stack",
        "scripts",
        "script",
        "kept",
        "fleet",
        "comment",
    )
    kinds = [found.of(x) for x in subjects]
    names = [{x.name for x in rules} for rules in kinds]
    assert set().union(*names) == ALL
    assert sum(map(len, kinds)) == len(ALL) + len(names[0] & names[4])
    assert names[0] & names[4] == {x.name for x in LISTED if x.in_scripts}
    assert "duplicate-key" in names[0]
    assert EMPTY in names[1]
    assert "environment-list" in names[2]
    assert names[5] == {"secret-file-tracked"}
    workspace, suppressions = (
        {x.name for x in LISTED if x.category == category}
        for category in ("workspace", "suppressions")
    )
    assert names[6:] == [workspace | {"missing-acme-email"}, suppressions]


RECOMMENDED, STRICT, AUDIT = Profile.RECOMMENDED, Profile.STRICT, Profile.AUDIT


@pytest.mark.parametrize(
    ("choice", "of_finding", "shown"),
    [
        (Choice(), RECOMMENDED, True),
        (Choice(), STRICT, False),
        (Choice(profile=Pin(STRICT)), STRICT, True),
        (Choice(profile=Pin(STRICT)), AUDIT, False),
        (Choice(profile=Pin(AUDIT)), AUDIT, True),
        (Choice(select=("value-read-differently",)), STRICT, True),
        (Choice(select=("value-read-differently",)), AUDIT, False),
        (Choice(select=("shape",)), STRICT, False),
    ],
)
def test_profile_decides_what_is_shown(choice: Choice, of_finding: Profile, *, shown: bool) -> None:
    rule = rule_named("value-read-differently")
    assert rule.profile is STRICT
    assert Selection(choice).for_file("a").shows(rule, of_finding) is shown


@pytest.mark.parametrize(
    ("deployer", "rule", "of_laconic_so", "severity"),
    [
        (Deployer.LACONIC_SO, "environment-list", None, Severity.ERROR),
        (Deployer.LACONIC_SO, "environment-list", True, Severity.ERROR),
        (Deployer.STACKLINT, "environment-list", None, Severity.INFO),
        (Deployer.STACKLINT, "environment-list", False, Severity.ERROR),
        (Deployer.STACKLINT, "duplicate-key", None, Severity.ERROR),
        (Deployer.STACKLINT, "duplicate-key", True, Severity.INFO),
    ],
)
def test_defect_of_a_deployer_that_is_not_used_is_information(
    deployer: Deployer, rule: str, *, of_laconic_so: bool | None, severity: Severity
) -> None:
    place = Spec(text_document("spec.yml", "stack: a\n")).at("stack")
    chosen = Selection(Choice()).deployed_by(deployer).for_file("spec.yml")
    hit = Hit(place, "x", of_laconic_so=of_laconic_so)
    assert chosen.severity(rule_named(rule), hit) is severity


@pytest.mark.parametrize(
    ("deployer", "severity", "profile"),
    [
        (Deployer.LACONIC_SO, Severity.WARNING, Profile.STRICT),
        (Deployer.STACKLINT, Severity.ERROR, Profile.RECOMMENDED),
    ],
)
def test_what_the_deployer_refuses_is_an_error_for_everybody(
    deployer: Deployer, severity: Severity, profile: Profile
) -> None:
    place = Spec(text_document("spec.yml", "stack: a\n")).at("stack")
    chosen = Selection(Choice()).deployed_by(deployer).for_file("spec.yml")
    hit = Hit(place, "x", severity=Severity.WARNING, profile=Profile.STRICT, is_refused=True)
    rule = rule_named("volume-unknown-to-compose")
    assert (chosen.severity(rule, hit), chosen.profile_of(rule, hit)) == (severity, profile)


@pytest.mark.parametrize(
    ("deployer", "only", "sections"),
    [
        (Deployer.LACONIC_SO, Target.COMPOSE, ("volumes",)),
        (Deployer.STACKLINT, None, ("volumes", "config")),
    ],
)
def test_where_we_deploy_a_rule_looks_further(
    deployer: Deployer, only: Target | None, sections: tuple[str, ...]
) -> None:
    listed = Listed("a", "b", only=Target.COMPOSE, sections=("volumes",), ours=("config",))
    registry = Registry((Own(listed, rule_named("null-section"), "x", str),))
    chosen = Selection(Choice(), registry=registry).deployed_by(deployer).for_file("spec.yml")
    (found,) = (x for x in chosen.listed if x.name == "b")
    assert (found.only, found.sections) == (only, sections)


@pytest.mark.parametrize("name", [*NAMES, *CATEGORIES])
def test_present_name_stays(name: str) -> None:
    assert BUILT_IN.current_name(name) == name


@pytest.mark.parametrize("name", ["", "volume", "Volumes", "empty_volume_holds_data", "*"])
def test_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(KeyError) as error:
        BUILT_IN.current_name(name)
    assert error.value.args == (name,)


@dataclass(frozen=True)
class Made:
    severity: Severity
    standing: Standing = Standing.OPEN

    @property
    def finding(self) -> Finding:
        return Finding(
            rule=KEY,
            category="shape",
            severity=self.severity,
            confidence=Confidence.HIGH,
            profile=RECOMMENDED,
            harm=Harm.MEANING,
            message="x",
            at=Region("a.yml", (), 0, 1, 1, 1, 1, 2),
            also=(),
            notes=(),
            fix=None,
            key=(KEY, "a.yml", "x", ""),
            standing=self.standing,
        )


ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize(
    ("made", "threshold", "fails"),
    [
        ([], INFO, False),
        ([Made(INFO)], INFO, True),
        ([Made(INFO)], WARNING, False),
        ([Made(WARNING)], WARNING, True),
        ([Made(WARNING)], ERROR, False),
        ([Made(INFO), Made(ERROR)], ERROR, True),
        ([Made(ERROR, Standing.ALLOWED)], INFO, False),
        ([Made(ERROR, Standing.BASELINED)], INFO, False),
        ([Made(ERROR, Standing.KNOWN)], INFO, False),
        ([Made(ERROR, Standing.ALLOWED), Made(INFO)], INFO, True),
    ],
)
def test_open_finding_from_the_threshold_on_is_a_failure(
    made: list[Made], threshold: Severity, *, fails: bool
) -> None:
    assert counts_as_failure([x.finding for x in made], threshold) is fails
