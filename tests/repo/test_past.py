"""Where a volume was: what any commit said of it, not the last one alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.spec import Spec
from stacklint.model.yaml.document import read_document
from stacklint.repo.past import Commits
from tests.gitrepo import Repo, clone, repo

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

FILE = "envs/prod.yml"
# Long enough that git sees a rename.
MORE = "config:\n" + "".join(f"  A{number}: value\n" for number in range(20))
HEAD = f"stack: stacks/web\ndeploy-to: k8s-kind\n{MORE}"


def spec(volumes: str) -> str:
    return f"{HEAD}volumes: {volumes}\n"


def found(home: Repo, name: str = "db", path: str = FILE) -> str | None:
    """Give what is known of a volume as `PATH in COMMIT`, the commit counted from HEAD."""
    document = read_document(path, (home.root / path).read_bytes())
    once = Commits(home.git, Spec(document), lambda: path).volume(name)
    if once is None or once.volume.path is None:
        return None
    return f"{once.volume.path.text} in {home.run('rev-list', '--count', f'{once.version}..HEAD')}"


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (("{db: /srv/a}", "{db: }", "{other: /srv/b}"), "/srv/a in 2"),
        (("{db: /srv/a}", "{db: /srv/b}", "{db: }", "{}", "{c: }"), "/srv/b in 3"),
        (("{db: /srv/a}", "{db: __DIR__}", "{db: }", "{}"), "/srv/a in 3"),
        (("{db: }", "{}", "{c: }"), None),
        (("{db2: /srv/a}", "{}"), None),
        (("{}",), None),
        (("{db: /srv/a}", "[", "{}"), "/srv/a in 2"),
    ],
)
def test_last_path_that_a_commit_gave_a_volume(
    tmp_path: Path, versions: tuple[str, ...], expected: str | None
) -> None:
    home = repo(tmp_path / "home")
    for volumes in versions:
        home.commit({FILE: spec(volumes)})
    assert found(home) == expected


def test_past_of_a_spec_goes_back_beyond_its_name(tmp_path: Path) -> None:
    home = repo(tmp_path / "home", {"spec.yml": spec("{db: /srv/a}")})
    home.commit({"spec.yml": spec("{}")})
    home.move("spec.yml", FILE)
    home.commit()
    assert found(home) == "/srv/a in 2"


def test_spec_that_was_copied_from_another_has_no_part_in_its_past(tmp_path: Path) -> None:
    home = repo(tmp_path / "home", {"envs/test.yml": spec("{db: /srv/test}")})
    home.commit({FILE: spec("{db: }")})
    home.commit({FILE: spec("{}")})
    assert found(home) is None


def test_past_of_a_spec_goes_back_beyond_a_commit_that_wrote_it_again(tmp_path: Path) -> None:
    home = repo(tmp_path / "home", {"spec.yml": spec("{db: /srv/a}"), "other.yml": "a: 1\n"})
    home.commit({"spec.yml": spec("{}")})
    home.move("spec.yml", FILE)
    home.commit({FILE: "stack: stacks/web\ndeploy-to: k8s-kind\n"})
    home.commit({FILE: "stack: stacks/web\ndeploy-to: k8s-kind\nvolumes: {c: }\n"})
    assert found(home) == "/srv/a in 3"


@pytest.mark.parametrize(("depth", "is_cut_off"), [(1, True), (2, True), (3, True), (4, False)])
def test_past_of_a_shallow_clone_ends_where_the_clone_does(
    tmp_path: Path, depth: int, *, is_cut_off: bool
) -> None:
    home = repo(tmp_path / "home", {"other.yml": "a: 1\n"})
    home.commit({FILE: spec("{db: }")})
    home.commit({FILE: spec("{}")})
    home.commit({"other.yml": "a: 2\n"})
    cut = clone(home, tmp_path / "cut", "--depth", str(depth))
    document = read_document(FILE, (cut.root / FILE).read_bytes())
    assert Commits(cut.git, Spec(document), lambda: FILE).is_cut_off is is_cut_off


def test_file_that_nobody_committed_has_no_past(tmp_path: Path) -> None:
    home = repo(tmp_path / "home", {"other.yml": "a: 1\n"})
    home.write({FILE: spec("{}")})
    assert found(home) is None
