"""Properties that are computed once, without a lock.

To a type checker this is `functools.cached_property`. Until Python 3.12 that one takes a lock each
time, though nobody here has threads: a spec has a dozen of them computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functools import cached_property as cached_property  # noqa: PLC0414 -- given on
else:

    class cached_property:  # noqa: N801 -- as it is called elsewhere
        """What a function gives for an object; it is found in the object itself from then on."""

        def __init__(self, function) -> None:  # noqa: ANN001 -- no checker reads this half
            self.function = function
            self.__doc__ = function.__doc__

        def __set_name__(self, owner, name) -> None:  # noqa: ANN001
            self.name = name

        def __get__(self, one, owner=None):  # noqa: ANN001, ANN204
            if one is None:
                return self
            value = one.__dict__[self.name] = self.function(one)
            return value
