"""`deploy adopt` on a target in memory: what is seen, what is written, and that all else stays."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from deployer.commands.adopt import Adoption, Given, adopt, consider
from deployer.commands.adopted import source_behind
from deployer.commands.next_revision import Desk
from deployer.commands.plan import Wish, plan
from deployer.commands.start import start
from deployer.directory.content_tree import ContentTree
from deployer.directory.present import present
from deployer.directory.state import kept_values, origin_of, state_of
from deployer.errors import AlreadyThere, BadInput, CannotDo, Locked
from deployer.found import TAKEN_OVER, Found, Home, Place, Sighting
from deployer.guard.refusal import GuardRefused
from deployer.plan.moves import Asked
from deployer.revisions import files_of, latest
from deployer.revisions.lock import locked
from deployer.source import Repository, read_source
from tests.deployer.fake import HOLDER, Fake, approve, world_of
from tests.deployer.worlds import COMPOSE, KIND, make, tree_of
from tests.running import git, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from deployer.found import Earlier
    from deployer.revisions.candidate import Candidate
    from deployer.run.world import World
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Key, Wanted

pytestmark = pytest.mark.slow

UNKNOWN = Given(None, "1")


def laconic(tmp_path: Path, spec: str = COMPOSE) -> Path:
    """A directory as laconic-so leaves it: nothing of ours in it."""
    place = tmp_path / "notes"
    make(tmp_path / "repo", spec, place)
    shutil.rmtree(place / ".stacklint")
    (place / ".gitignore").unlink()
    return place


def started(place: Path) -> Fake:
    """What runs when laconic-so has started a directory."""
    target = Fake()
    copy = place.with_name("copy")
    shutil.copytree(place, copy)
    start(copy, Asked(), world_of(target), approve)
    shutil.rmtree(copy)
    made = str(copy)
    for name, at in target.places.items():
        target.places[name] = at._replace(path=at.path.replace(made, str(place)), size=7)
    target.taken = []
    return target


def taken_over(place: Path, target: Fake, given: Given = UNKNOWN) -> Adoption:
    seen: list[Adoption] = []
    adopt(place, given, world_of(target), seen.append)
    return seen[0]


def given_by(root: Path) -> Given:
    return Given(read_source(Repository(root, ()), "envs/prod.yml"), "1")


def desk(root: Path) -> Desk:
    return Desk(
        repository=lambda at: Repository(at, ()),
        make=bytes,
        home=root,
        version="1",
        judge=lambda root, spec, runs: None,  # noqa: ARG005 -- nothing is judged here
    )


def test_looking_changes_nothing_here_or_there(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    before = tree_of(place)
    found = consider(place, UNKNOWN, world_of(target))
    assert (tree_of(place), target.taken) == (before, [])
    assert {x: y.place for x, y in found.found.bindings.items()} == target.places
    assert [file.path for file in found.writes] == [".gitignore", ".stacklint/state.json"]


def test_an_adoption_writes_its_own_files_and_no_other(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    before = tree_of(place)
    taken_over(place, target)
    after = tree_of(place)
    assert target.taken == []
    assert {x: after[x] for x in before} == before
    new = {x for x in after if x not in before and "rev/1/" not in x}
    own = {"state.json", "lock", "rev", "rev/1"}
    assert new == {".gitignore", ".stacklint", *(f".stacklint/{x}" for x in own)}
    assert after[".stacklint"][0] == 0o700


def test_its_first_revision_is_what_was_found(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    taken_over(place, target)
    record = latest(place)
    assert record is not None
    assert (record.number, record.commit, record.plan) == (1, "", "")
    assert {x: y.place for x, y in record.earlier.bindings.items()} == target.places
    assert {key.name for key in record.earlier.inventory} >= {"db", "load", "notes-db"}
    assert sorted(files_of(place, 1).files) == sorted(present(place).files)


def test_a_start_after_it_keeps_every_byte_where_it_is(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    places = dict(target.places)
    found = taken_over(place, target)
    assert found.plan is not None
    begun = start(place, Asked(), world_of(target), approve)
    assert target.places == places
    assert begun.is_changed is bool(found.plan.changes)
    assert target.taken == [f"{x.action.value} {x.resource.title}" for x in found.plan.changes]


def test_without_what_it_wrote_it_is_as_before(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    before = tree_of(place)
    taken_over(place, target)
    shutil.rmtree(place / ".stacklint")
    (place / ".gitignore").unlink()
    assert tree_of(place) == before


def test_a_gitignore_of_somebody_else_stays(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    (place / ".gitignore").write_text("mine\n", encoding="utf-8")
    taken_over(place, started(place))
    assert (place / ".gitignore").read_text(encoding="utf-8") == "mine\n"


def test_a_volume_that_is_not_where_the_spec_says_is_told_and_recorded_as_it_is(
    tmp_path: Path,
) -> None:
    place = laconic(tmp_path)
    target = started(place)
    target.places["notes-db"] = Place(Home.HOST, "/srv/elsewhere", size=7)
    found = taken_over(place, target)
    assert found.plan is None
    assert "would move from /srv/elsewhere" in str(found.refusal)
    record = latest(place)
    assert record is not None
    assert record.earlier.bindings["notes-db"].place.path == "/srv/elsewhere"
    with pytest.raises(GuardRefused, match="/srv/elsewhere"):
        start(place, Asked(), world_of(target), approve)


class Taking(Fake):
    """A target whose objects laconic-so wrote, with Secrets that it made."""

    def __init__(self, secrets: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__()
        self.secrets = secrets

    def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
        del earlier
        of_laconic_so = (x for x in wanted.resources if x.key.kind == "Deployment")
        return Found({x.key: Sighting((TAKEN_OVER,)) for x in of_laconic_so}, {}, {})

    def secret(self, key: Key) -> Mapping[str, str]:
        assert key.kind == "Secret"
        return self.secrets.get(f"{key.namespace}/{key.name}", {})

    def world(self) -> World:
        def choose(one: Candidate) -> Chosen:
            chosen = world_of(self).choose(one)
            return chosen._replace(secret=self.secret)

        return world_of(self)._replace(choose=choose)


def test_what_is_taken_over_is_named(tmp_path: Path) -> None:
    place = laconic(tmp_path, KIND)
    found = consider(place, UNKNOWN, Taking({}).world())
    assert [x.key.kind for x in found.taken_over] == ["Deployment"]


def test_values_that_are_in_use_are_kept_for_nobody_else_to_read(tmp_path: Path) -> None:
    spec = KIND.replace("config:\n  A: b\n", "config:\n  A: b\n  OLD: x\n")
    place = laconic(tmp_path, spec)
    file = place / "spec.yml"
    text = file.read_text(encoding="utf-8").replace("  OLD: x\n", "  PASSWORD: $generate:hex:8$\n")
    file.write_text(text, encoding="utf-8")
    identity = consider(place, UNKNOWN, Taking({}).world()).candidate.identity
    target = Taking(
        {
            "laconic-notes/notes-generated-secrets": {"PASSWORD": "unread", "GONE": "open"},
            f"laconic-notes/{identity.deployment_id}-generated-secrets": {"PASSWORD": "used"},
        }
    )
    seen: list[Adoption] = []
    adopt(place, UNKNOWN, target.world(), seen.append)
    path = place / ".stacklint/generated.json"
    assert path.stat().st_mode & 0o777 == 0o600
    kept = kept_values(ContentTree(present(place)))
    assert kept == {"PASSWORD": "used", "GONE": "open"}
    bodies = [x.body for x in seen[0].chosen.wanted.resources if x.title == "generated-secrets"]
    assert [x["data"] for x in bodies] == [{"PASSWORD": "dXNlZA=="}]


def test_a_spec_that_is_named_is_where_the_next_one_comes_from(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    taken_over(place, target, given_by(tmp_path / "repo"))
    tree = ContentTree(present(place))
    origin = origin_of(tree)
    assert origin is not None
    assert (origin.place, origin.repository) == (str(place), str(tmp_path / "repo"))
    assert (origin.spec, origin.stack, origin.commit) == ("envs/prod.yml", "stacks/notes", "")
    assert state_of(tree).has_decimal_sizes
    judged = plan(place, Wish("", "", False, Asked()), world_of(target), desk(tmp_path))  # noqa: FBT003 -- a field
    assert state_of(ContentTree(judged.candidate.content)).has_decimal_sizes
    assert not any(x.move is not None and x.action.value == "copy" for x in judged.plan.changes)


def test_a_spec_may_be_named_later(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    taken_over(place, target)
    judged = plan(place, Wish("", "", False, Asked()), world_of(target), desk(tmp_path))  # noqa: FBT003 -- a field
    assert judged.candidate.files == place
    with pytest.raises(AlreadyThere, match="adopted already"):
        taken_over(place, target)
    taken_over(place, target, given_by(tmp_path / "repo"))
    record = latest(place)
    assert record is not None
    assert record.number == 1
    with pytest.raises(AlreadyThere, match="adopted already"):
        taken_over(place, target, given_by(tmp_path / "repo"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("deploy-to: compose", "deploy-to: k8s-kind", "deploy-to is compose"),
        ("stack: stacks/notes", "stack: stacks/notes\nnamespace: other", "namespace is"),
    ],
)
def test_a_spec_of_another_deployment_is_refused(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    place = laconic(tmp_path)
    target, before = started(place), tree_of(place)
    write(tmp_path / "repo", {"envs/prod.yml": COMPOSE.replace(old, new)})
    with pytest.raises(CannotDo, match=words):
        taken_over(place, target, given_by(tmp_path / "repo"))
    assert tree_of(place) == before


def test_what_only_laconic_so_runs_is_refused(tmp_path: Path) -> None:
    file = "pods/notes/scripts/post.sh"
    place = laconic(tmp_path)
    target = started(place)
    write(place, {file: "x\n"})
    before = tree_of(place)
    with pytest.raises(CannotDo, match="laconic-so runs at each start"):
        taken_over(place, target)
    assert tree_of(place) == before


def test_what_is_no_deployment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="it has no spec"):
        taken_over(tmp_path, Fake())
    assert tree_of(tmp_path) == {}


def test_nothing_is_left_behind_where_the_target_cannot_be_asked(tmp_path: Path) -> None:
    class Away(Fake):
        def observe(self, wanted: Wanted, earlier: Earlier) -> Found:
            raise CannotDo("docker", f"nobody answers: {len(wanted.resources)}, {earlier}")

    place = laconic(tmp_path)
    before = tree_of(place)
    with pytest.raises(CannotDo):
        taken_over(place, Away())
    assert tree_of(place) == before


def test_a_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    target = started(place)
    with locked(place, HOLDER), pytest.raises(Locked):
        taken_over(place, target)


def test_the_spec_beside_the_stack_is_found_as_laconic_so_finds_it(tmp_path: Path) -> None:
    place, root = laconic(tmp_path), tmp_path / "repo"
    file = place / "deployment.yml"
    text = file.read_text(encoding="utf-8")
    assert "stack-source: stacks/notes" in text
    file.write_text(text.replace("stacks/notes", str(root / "stacks/notes")), encoding="utf-8")
    assert source_behind(place, desk(tmp_path)) is None
    git(root, "init", "--quiet")
    assert source_behind(place, desk(tmp_path)) is None
    write(root, {"deployment/spec.yml": COMPOSE})
    source = source_behind(place, desk(tmp_path))
    assert source is not None
    assert source.spec.file == "deployment/spec.yml"
    write(root, {"deployment/spec.yml": COMPOSE.replace("compose", "k8s-kind")})
    assert source_behind(place, desk(tmp_path)) is None


def test_the_record_holds_no_value(tmp_path: Path) -> None:
    place = laconic(tmp_path)
    taken_over(place, started(place))
    record = json.loads((place / ".stacklint/rev/1/record.json").read_text(encoding="utf-8"))
    assert "TOKEN" not in json.dumps(record)


def test_a_secret_that_nobody_has_is_told(tmp_path: Path) -> None:
    asked = "secrets: {notes-db: {keys: {A: {env: NOBODY_HAS_IT}}}}\n"
    place = laconic(tmp_path, KIND + asked)
    found = consider(place, UNKNOWN, world_of(Fake()))
    assert [x for x in found.found.troubles if "NOBODY_HAS_IT, which is not set" in x]
