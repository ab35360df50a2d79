"""Enumerations, cheap to define.

To a type checker these are `enum.Enum` and `enum.IntEnum`, and in use they are what those are: each
member is the only one of its value, has a name, and is found by either. To define one takes a
quarter of the time, and a hook defines thirty at each commit. A member is told from others by
identity, as it is there, but without a call of Python for each hash.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enum import Enum as Enum  # noqa: PLC0414 -- given on under its own name
    from enum import IntEnum as IntEnum  # noqa: PLC0414
else:

    class _Definition(type):
        """The class of enumerations: holds the members, by name and by value."""

        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204 -- no checker reads this half
            members = {key: body[key] for key in body if _is_member(key, body[key])}
            kept = {key: value for key, value in body.items() if key not in members}
            made = super().__new__(cls, name, bases, kept)
            made.__members__ = {}
            made._by_value = {}
            for key, value in members.items():
                member = made._by_value.get(value)
                if member is None:
                    member = int.__new__(made, value) if issubclass(made, int) else made._bare()
                    member.name, member.value = key, value
                    made._by_value[value] = member
                made.__members__[key] = member
                setattr(made, key, member)
            return made

        def _bare(cls):  # noqa: ANN202
            return object.__new__(cls)

        def __call__(cls, value):  # noqa: ANN001, ANN204
            try:
                return cls._by_value[value]
            except KeyError:
                raise ValueError(f"{value!r} is not a valid {cls.__qualname__}") from None

        def __getitem__(cls, name):  # noqa: ANN001, ANN204
            return cls.__members__[name]

        def __iter__(cls):  # noqa: ANN204
            return iter(cls._by_value.values())

        def __reversed__(cls):  # noqa: ANN204
            return reversed(cls._by_value.values())

        def __len__(cls) -> int:
            return len(cls._by_value)

        def __contains__(cls, one) -> bool:  # noqa: ANN001
            return one in cls._by_value or type(one) is cls

        def __repr__(cls) -> str:
            return f"<enum {cls.__name__!r}>"

    def _is_member(key, value) -> bool:  # noqa: ANN001
        return not key.startswith("_") and not hasattr(value, "__get__")

    class Enum(metaclass=_Definition):
        """Base of a class whose values are its only instances."""

        def __repr__(self) -> str:
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self) -> str:
            return f"{type(self).__name__}.{self.name}"

        def __reduce__(self):  # noqa: ANN204
            return type(self), (self.value,)

    class IntEnum(int, Enum):
        """The same, of numbers that are compared."""

        __repr__ = Enum.__repr__
        __str__ = int.__repr__
        __format__ = int.__format__
