"""What a run needs of the world, handed in by who starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from deployer.revisions.candidate import Candidate
    from deployer.revisions.lock import Holder
    from deployer.run.apply import Pace, Watcher
    from deployer.shell import Shell
    from deployer.targets.protocol import Chosen
    from deployer.wanted.resource import Told
    from stacklint.model.spec import Spec


class World(NamedTuple):
    """What a run needs of the world: programs, the clock, who watches, and who we are.

    `time` gives the time of day (RFC 3339, UTC), `choose` the target of a revision, `told` what
    a spec reads where it is deployed. `resolves` tells whether a host name has an address, None
    where nobody could be asked.
    """

    shell: Shell
    choose: Callable[[Candidate], Chosen]
    told: Callable[[Spec], Told]
    time: Callable[[], str]
    pace: Pace
    watcher: Watcher
    holder: Holder
    resolves: Callable[[str], bool | None]
