"""A memory of bounded size."""

from __future__ import annotations

from functools import partial
from itertools import count

from game.screen.cache import Cache


def test_what_is_kept_is_made_once() -> None:
    cache: Cache[int] = Cache(2)
    numbers = count()
    got = [cache.get(key, partial(next, numbers)) for key in ("a", "a", "b", "a")]
    assert got == [0, 0, 1, 0]


def test_the_longest_unused_goes_first() -> None:
    cache: Cache[str] = Cache(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key, partial(str.upper, key))
    assert len(cache) == 2
    assert [cache.get(key, lambda: "new") for key in ("a", "c", "b")] == ["A", "C", "new"]
