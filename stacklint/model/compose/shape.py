"""What may stand at a place of a compose file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacklint.model.keys import ANY
from stacklint.model.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from stacklint.model.pattern import Pattern


class Wording(NamedTuple):
    """What a text has to be: the form that is read, and in words.

    Where it is `late`, anything else is refused of a service that is to be started alone. What has
    the form is held against what comes `then`, and so is a number, which has it.
    """

    form: Pattern
    words: str
    late: bool = False
    then: Wording | None = None

    def missed_by(self, text: str) -> Wording | None:
        """Give what a text is not, if anything."""
        if not self.form.fullmatch(text):
            return self
        return None if self.then is None else self.then.missed_by(text)


class Shape(NamedTuple):
    """What may stand at a place.

    `keys` are those that a mapping may have, None meaning any; `rest` is what stands behind other
    names, which are chosen freely, or out of few letters where they are `plain_names`. `first` is
    the shape of the first of the `items`, none of which may stand there twice where they are
    `different`. Of each group that it `needs`, one key has to be there.
    """

    types: int
    keys: Table[str, Shape] | None = None
    rest: Shape | None = None
    items: Shape | None = None
    first: Shape | None = None
    reads: Wording | None = None
    needs: tuple[tuple[str, ...], ...] = ()
    plain_names: bool = False
    different: bool = False


FREE = Shape(ANY)
"""Whatever it is."""
