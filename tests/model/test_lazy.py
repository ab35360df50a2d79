"""A property that is computed once, held against the one of `functools`."""

from __future__ import annotations

import functools

import pytest

from stacklint.model import lazy


@pytest.mark.parametrize("kind", [functools.cached_property, lazy.cached_property])
def test_it_is_computed_once_for_each_object(kind: type[lazy.cached_property[int]]) -> None:
    asked: list[object] = []

    def seen(one: object) -> int:
        """Say how often it was asked."""
        asked.append(one)
        return len(asked)

    made = kind(seen)
    owner = type("Owner", (), {"seen": made})
    one, other = owner(), owner()

    assert [getattr(x, "seen") for x in (one, one, other, one)] == [1, 1, 2, 1]  # noqa: B009
    assert asked == [one, other]
    assert vars(one) == {"seen": 1}
    assert owner.__dict__["seen"] is made is getattr(owner, "seen")  # noqa: B009
    assert made.__doc__ == "Say how often it was asked."
