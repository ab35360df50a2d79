"""`deploy restart`: the spec in git becomes what runs.

Source: the reference on `restart`, steps S2 to S8.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from deployer.checkouts import Checkout, checkouts
from deployer.checkouts.clone import Clone
from deployer.checkouts.laid_out import guard_committed, laid_out
from deployer.checkouts.origin import Whence, read_whence, whence
from deployer.checkouts.submodules import record_of
from deployer.commands.next_revision import rendered
from deployer.errors import BadInput, NoStack, PreflightFailed
from deployer.run.carried_out import carry_out
from deployer.run.judged import look
from deployer.run.opened import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from deployer.commands.next_revision import Desk
    from deployer.commands.plan import Wish
    from deployer.revisions.candidate import Candidate
    from deployer.run.carried_out import Outcome
    from deployer.run.judged import Judged
    from deployer.run.world import World


def restart(
    place: Path, wish: Wish, world: World, desk: Desk, approve: Callable[[Judged], None]
) -> Outcome:
    """Deploy what git says now; `approve` raises what keeps it from happening."""
    with opened(place, world), _next(place, wish, world, desk) as one:
        judged = look(one, world, wish.asked)
        approve(judged)
        return carry_out(judged, world)


@contextmanager
def _next(place: Path, wish: Wish, world: World, desk: Desk) -> Iterator[Candidate]:
    where = whence(place, wish.spec, desk.repository)
    if wish.revision:
        _fetch(where, wish, world)
    else:
        _go_forward(where, wish, world)
    with laid_out(place, where, wish.revision, world.shell, desk.repository) as source:
        guard_committed(source, world.shell)
        with rendered(place, source, world, desk) as one:
            yield one


def _fetch(where: Whence, wish: Wish, world: World) -> None:
    """Learn of new commits; where that fails, one that is here already can be deployed."""
    if wish.is_pulled and (where.repository.root / ".git").exists():
        try:
            Clone(world.shell, where.repository.root).fetch_commits()
        except PreflightFailed as error:
            world.watcher.note(f"only commits that are here already are known: {error}")


def _go_forward(where: Whence, wish: Wish, world: World) -> None:
    """Bring the checkouts to where their branches are: all that can, or none of them."""
    clones, there = [], _checkouts(where)
    roots = {checkout.root for checkout in there}
    for checkout in there:
        clone = Clone(world.shell, checkout.root)
        clone.check_clean(checkout.files)
        if record_of(checkout.root, roots, world.shell) is None:
            clones.append(clone)
    if not wish.is_pulled:
        return
    found = [(clone, clone.fetch()) for clone in clones]
    for clone, why in found:
        if why:
            world.watcher.note(why)
        else:
            clone.forward()


def _checkouts(where: Whence) -> tuple[Checkout, ...]:
    """Give the checkouts as they are; of one that cannot be read, and may be mended, all counts."""
    try:
        return checkouts(read_whence(where))
    except (BadInput, NoStack):
        root = where.repository.root
        return (Checkout(root, (".",)),) if (root / ".git").exists() else ()
