"""Named tuples, cheap to define.

To a type checker this is `typing.NamedTuple`, and in use it is what that makes. That one compiles
a constructor for every class, and its annotations; a hook defines a hundred of them at each commit.
Here, the constructor is compiled once for all that have as many fields, and gets their names. The
annotations of a class give the fields; they are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: PLC0414 -- given on under its own name
else:
    from collections import _tuplegetter
    from types import FunctionType

    # By the number of fields: what `namedtuple` compiles for each class.
    _constructors = {}

    def _constructor_of(fields, defaults, owner):  # noqa: ANN001, ANN202 -- as below
        code = _constructors.get(len(fields))
        if code is None:
            names = "".join([f"_{at}, " for at in range(len(fields))])
            source = f"lambda _cls, {names}: _tuple_new(_cls, ({names}))"
            code = eval(source).__code__.replace(co_name="__new__")  # noqa: S307 -- our own text
            _constructors[len(fields)] = code
        own = code.replace(co_varnames=("_cls", *fields))
        made = FunctionType(own, {"_tuple_new": tuple.__new__}, "__new__", defaults)
        made.__qualname__ = f"{owner}.__new__"
        return made

    class _Named(tuple):
        """What every named tuple can do."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):  # noqa: ANN001, ANN206
            return cls(*values)

        def _replace(self, /, **changed):  # noqa: ANN003, ANN202
            values = [
                changed.pop(field, value) for field, value in zip(self._fields, self, strict=True)
            ]
            if changed:
                raise TypeError(f"{type(self).__name__} has no {', '.join(changed)}")
            return tuple.__new__(type(self), values)

        def _asdict(self):  # noqa: ANN202
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self) -> str:
            shown = [f"{field}={value!r}" for field, value in zip(self._fields, self, strict=True)]
            return f"{type(self).__name__}({', '.join(shown)})"

        def __getnewargs__(self):  # noqa: ANN204
            return tuple(self)

    class _Definition(type):
        def __new__(cls, name, bases, body):  # noqa: ANN001, ANN204 -- no checker reads this half
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = tuple([body.pop(field) for field in fields if field in body])
            body |= {field: _tuplegetter(at, "") for at, field in enumerate(fields)}
            body |= {
                "__slots__": (),
                "__match_args__": fields,
                "__new__": _constructor_of(fields, defaults, name),
                "_fields": fields,
                "_field_defaults": dict(zip(fields[-len(defaults) :], defaults, strict=False)),
            }
            return type(name, (_Named,), body)

    class NamedTuple(metaclass=_Definition):
        """Base of a class whose annotations are the fields of a tuple."""
