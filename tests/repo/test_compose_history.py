"""Earlier versions of compose files: asked for with the stack that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stacklint.model.bundle import Pod, Stack
from stacklint.model.compose.file import Compose
from stacklint.model.stack import StackFile
from stacklint.repo.git import Git
from stacklint.repo.history import NoHistory, Pods, SinceBase, merge_heads
from stacklint.repo.since_head import since_head
from stacklint.repo.touches import Touches
from stacklint.repo.versions import Blobs
from tests.gitrepo import Repo, clone, document, opened, repo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from stacklint.model.revision import ComposeRevision
    from stacklint.repo.process import Process

pytestmark = pytest.mark.slow

STACK = "so/stacks/web/stack.yml"
FILE, OTHER = (f"so/compose/docker-compose-{name}.yml" for name in ("web", "db"))
FILES = (STACK, FILE, OTHER)
# Long enough that git sees a rename where a mount changes.
MORE = "".join(f"x-{number}: value\n" for number in range(20))
SPECS = [f"envs/{number}.yml" for number in range(30)]


def compose(*mounts: str) -> str:
    return f"services: {{web: {{image: a, volumes: [{', '.join(mounts)}]}}}}\n{MORE}"


@pytest.fixture
def home(tmp_path: Path) -> Repo:
    files = dict.fromkeys(SPECS, "a: 1\n")
    stack = {STACK: "pods: [web, db]\n", FILE: compose("a:/a"), OTHER: "services: {}\n"}
    return repo(tmp_path / "home", {**stack, "other.yml": "a: 1\n", **files})


def file_of(made: Repo, path: str = FILE) -> Compose:
    return Compose(document(made, path))


def stack_of(made: Repo) -> Stack:
    pods = tuple(Pod(path, file_of(made, path)) for path in (FILE, OTHER))
    return Stack(StackFile(document(made, STACK), "so/stacks/web"), pods, (), is_whole=True)


def drawn(found: ComposeRevision | None) -> str | None:
    """Give a comparison as `BASE: old -> new`."""
    if found is None:
        return None
    places = ["".join(sorted(x[1] for x in y.mounted)) for y in (found.before, found.after)]
    base = "commit" if found.is_settled else found.base
    return f"{base}: {places[0]} -> {places[1]}"


def nothing(made: Repo) -> None:
    made.commit({"other.yml": "a: 2\n"})


def edited(made: Repo) -> None:
    made.write({FILE: compose("b:/a")})


def staged(made: Repo) -> None:
    made.add({FILE: compose("b:/a")})


def committed(made: Repo) -> None:
    made.commit({FILE: compose("b:/a")})
    made.commit({"other.yml": "a: 2\n"})


def committed_and_edited(made: Repo) -> None:
    committed(made)
    made.write({FILE: compose("c:/a")})


def was_broken(made: Repo) -> None:
    made.commit({FILE: "services: [\n"})
    made.write({FILE: compose("a:/a")})


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS, [*SPECS, FILE], [FILE]])
@pytest.mark.parametrize(
    ("happened", "compared"),
    [
        (nothing, None),
        (edited, "HEAD: a -> b"),
        (staged, "HEAD: a -> b"),
        (committed, "commit: a -> b"),
        (committed_and_edited, "HEAD: b -> c"),
        (was_broken, "HEAD:  -> a"),
    ],
)
def test_working_tree(
    home: Repo, happened: Callable[[Repo], None], compared: str | None, announced: list[str]
) -> None:
    happened(home)
    history = since_head(home.git, announced)
    history.expect(FILES)
    assert drawn(history.compose_revision(file_of(home))) == compared


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
@pytest.mark.parametrize("is_committed", [False, True])
def test_file_that_was_renamed_is_compared_with_what_it_was(
    home: Repo, announced: list[str], *, is_committed: bool
) -> None:
    new = "so/compose/docker-compose-site.yml"
    home.move(FILE, new)
    home.write({new: compose("b:/a")})
    if is_committed:
        home.commit()
    found = since_head(home.git, announced).compose_revision(file_of(home, new))
    assert drawn(found) == ("commit: a -> b" if is_committed else "HEAD: a -> b")


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
def test_new_file_has_no_earlier_version(home: Repo, announced: list[str]) -> None:
    path = "so/compose/docker-compose-new.yml"
    home.write({path: compose("a:/a")})
    assert since_head(home.git, announced).compose_revision(file_of(home, path)) is None
    home.commit()
    assert since_head(home.git, announced).compose_revision(file_of(home, path)) is None


def test_file_of_another_checkout_has_no_history_here(home: Repo, tmp_path: Path) -> None:
    beside = repo(tmp_path / "beside", {FILE: compose("a:/a")})
    beside.commit({FILE: compose("b:/a")})
    path = f"../beside/{FILE}"
    history = since_head(home.git, SPECS[:1])
    history.expect((f"../beside/{STACK}", path))
    assert history.compose_revision(file_of(home, path)) is None
    assert NoHistory().compose_revision(file_of(home, path)) is None


def test_shallow_clone_knows_nothing_before_its_commit(home: Repo, tmp_path: Path) -> None:
    home.commit({FILE: compose("b:/a")})
    cut = clone(home, tmp_path / "cut", "--depth", "1")
    assert since_head(cut.git, SPECS).compose_revision(file_of(cut)) is None
    cut.write({FILE: compose("a:/a")})
    found = since_head(cut.git, SPECS).compose_revision(file_of(cut))
    assert drawn(found) == "HEAD: b -> a"


def test_merge_in_progress_knows_the_other_version(home: Repo) -> None:
    home.branch("side")
    home.commit({FILE: compose("b:/a")})
    home.checkout("main")
    home.commit({FILE: compose("c:/a")})
    home.merge("side", fails=True)
    home.write({FILE: compose("d:/a")})
    found = since_head(home.git, SPECS).compose_revision(file_of(home))
    assert found is not None
    assert [x[1] for other in found.others for x in other.mounted] == ["b"]


def test_base_that_was_named(home: Repo) -> None:
    first = home.head
    home.commit({FILE: compose("b:/a")})
    blob_of = home.git.committed(first).files.get
    texts, merging = Blobs(home.git), merge_heads(home.git)
    history = SinceBase(home.git, "main", "working tree", blob_of, {}, merging, texts)
    assert drawn(history.compose_revision(file_of(home))) == "main: a -> b"
    assert history.compose_revision(file_of(home, OTHER)) is None


class Counted(Git):
    """A repository that counts what is asked of it."""

    __slots__ = ("asked",)

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.asked: list[str] = []

    def ask(self, *arguments: str, told: bytes = b"", into: int | None = None) -> bytes:
        self.asked.append(arguments[0])
        return super().ask(*arguments, told=told, into=into)

    def start(self, arguments: tuple[str, ...]) -> Process:
        self.asked.append(arguments[0])
        return super().start(arguments)


@pytest.mark.parametrize("announced", [SPECS[:1], SPECS])
@pytest.mark.parametrize("is_begun", [False, True])
def test_git_is_asked_once_for_all_files_of_a_stack(
    home: Repo, announced: list[str], *, is_begun: bool
) -> None:
    first = home.commit({STACK: "pods: [db, web]\n"})
    last = home.commit({FILE: compose("b:/a")})
    home.commit({SPECS[0]: "a: 2\n"})
    git = Counted(home.root)
    opened(git)
    touches = Touches(git, announced)
    touches.begin(FILES) if is_begun else None
    touches.begin(FILES)
    assert touches.get(SPECS[0]) is not None
    git.asked.clear()
    found = {path: x.commit for path in FILES * 2 if (x := touches.of_stack(path)) is not None}
    assert {**found, OTHER: ""} == {STACK: first, FILE: last, OTHER: ""}
    assert git.asked in ([], ["log"])


@pytest.mark.parametrize(
    ("after", "changed"),
    [("b:/a", [FILE]), ("a:/b", [FILE]), ("a:/a, b:/b", []), ("a:/a:ro", []), ("", [FILE])],
)
def test_stack_is_compared_once_where_mounts_go(home: Repo, after: str, changed: list[str]) -> None:
    home.write({FILE: compose(after), OTHER: "services: {db: {image: b, volumes: ['x:/x']}}\n"})
    pods, stack = Pods(since_head(home.git, SPECS)), stack_of(home)
    found = pods.revision(stack)
    assert [x.after.file for x in (found.changed if found else ())] == changed
    assert pods.revision(stack) is found
