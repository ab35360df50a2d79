"""Named tuples, cheap to define.

To a type checker this is `typing.NamedTuple`. That one compiles every annotation of every class as
it is defined, and a hook defines seventy of them at each commit. The annotations of a class give
the fields here too; they are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 -- given on under its own name
else:
    from collections import namedtuple

    class _Definition(type):
        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204 -- no checker reads this half
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = body.get("__annotations__", {})
            defaults = [body.pop(field) for field in fields if field in body]
            plain = namedtuple(name, fields, defaults=defaults)  # noqa: PYI024 -- see above
            return type(name, (plain,), {"__slots__": (), **body})

    class NamedTuple(metaclass=_Definition):
        """Base of a class whose annotations are the fields of a tuple."""
