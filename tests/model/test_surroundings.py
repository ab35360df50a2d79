"""What a script does around its deletions is looked up, however long it is."""

from __future__ import annotations

from typing import ClassVar

import pytest

from stacklint.model.scripts.command import Command
from stacklint.model.scripts.deletions.surroundings import Surroundings
from stacklint.model.scripts.shell.reader import commands_of


class _Counted(Command):
    """A command that counts how often it is asked which program it runs, or compared."""

    asked: ClassVar[list[int]] = []
    __hash__ = Command.__hash__

    def __eq__(self, other: object) -> bool:
        self.asked.append(self.start)
        return super().__eq__(other)

    @property
    def program(self) -> str:
        self.asked.append(self.start)
        return super().program


def _around(text: str) -> Surroundings:
    return Surroundings(tuple(_Counted(*x) for x in commands_of(text)))


@pytest.mark.parametrize("count", [10, 200])
def test_each_command_is_asked_a_few_times(count: int) -> None:
    pairs = "".join(f"mkdir /e{i}; umount /mnt/{i}; tar -x -C /x/{i}\n" for i in range(count))
    around = _around(pairs)
    _Counted.asked.clear()
    for i in range(count):
        assert around.is_empty(f"/e{i}/")
        assert around.is_unmounted(f"/mnt/{i}", len(around.commands))
        assert len(tuple(around.restoring(f"/x/{i}", 0))) == 1
        assert around.at(around.commands[3 * i]) == 3 * i
    assert len(_Counted.asked) <= len(around.commands) * 10


@pytest.mark.parametrize(
    ("path", "begin", "count"),
    [
        ("/x/a", 0, 1),
        ("/x/a/", 0, 1),
        ("/x/a", 1, 0),
        ("/x/a/deep", 0, 1),
        ("/x", 0, 2),
        ("/x", 1, 1),
        ("/", 0, 2),
        ("/x/ab", 0, 0),
        ("x/a", 0, 0),
    ],
)
def test_a_place_is_filled_by_what_is_put_at_above_or_below_it(
    path: str, begin: int, count: int
) -> None:
    around = _around("tar -xf a.tgz -C /x/a\ntar -xf b.tgz -C /x/b/")
    assert len(tuple(around.restoring(path, begin))) == count
