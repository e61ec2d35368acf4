"""What a round leaves behind: counts that can be put together, and measures that stay unknown without any."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError
from game.coaching.told import Mean, RoundTold, Tally, join, measured

TALLIES = st.integers(0, 30).flatmap(lambda of: st.builds(Tally, st.integers(0, of), st.just(of)))


@st.composite
def rounds(draw: st.DrawFn) -> RoundTold:
    """A round in which every try is in one half of both pairs."""
    told = RoundTold(voids=draw(st.integers(0, 3)), near_falls=draw(st.integers(0, 3)))
    for success, feedback, dual, guess in draw(st.lists(st.tuples(*[st.booleans()] * 4), max_size=12)):
        told = RoundTold(
            told.feedback.plus(success) if feedback else told.feedback,
            told.without if feedback else told.without.plus(success),
            told.single if dual else told.single.plus(success), told.dual.plus(success) if dual else told.dual,
            told.guessed.plus(guess), told.was.plus(success), told.counts.plus(0.5), told.help.plus(0.25),
            told.still.plus(float(success)), told.voids, told.near_falls)
    return told


@settings(max_examples=50, deadline=None)
@given(rounds(), rounds())
def test_rounds_are_kept_and_put_together(one: RoundTold, other: RoundTold) -> None:
    assert RoundTold.from_json(json.loads(json.dumps(one.to_json()))) == one
    both = join([one, other])
    assert both.tries.of == one.tries.of + other.tries.of
    assert both.tries == both.single.join(both.dual)
    assert RoundTold.from_json(both.to_json()) == both
    assert join([]) == RoundTold()


def test_measures_follow_from_the_counts() -> None:
    told = RoundTold(Tally(9, 10), Tally(6, 10), Tally(9, 10), Tally(6, 10), Tally(3, 4), Tally(2, 4),
                     Mean(2, 1.5, 1.25), Mean(20, 4.0, 1.0), Mean(2, 1.5, 1.25), 1, 2)
    assert told.success == 0.75
    assert [told.drop, told.dual_cost, told.guess_error] == pytest.approx([0.3, 1 / 3, 0.5])
    found = measured(told, RoundTold(still=Mean(2, 1.0, 1.0)), symptoms=False)
    assert (found.success, found.assist, found.symptoms, found.safety_events) == (0.75, 0.2, False, 2)
    assert found.variability == pytest.approx(0.5 ** 0.5 / 2 / 0.75)
    assert found.variability_start == pytest.approx(2 ** 0.5)
    assert (found.feedback_drop, found.dual_cost) == (told.drop, told.dual_cost)


def test_what_was_not_played_stays_unknown() -> None:
    found = measured(RoundTold())
    assert (found.success, found.guess_error, found.assist, found.feedback_drop, found.dual_cost,
            found.variability, found.variability_start, found.symptoms) == (None,) * 8
    assert RoundTold(Tally(0, 3), single=Tally(0, 3)).dual_cost is None
    assert RoundTold(guessed=Tally(1, 2), was=Tally(0, 2)).guess_error == 0.5
    assert measured(RoundTold(single=Tally(0, 3), dual=Tally(1, 3), feedback=Tally(1, 6))).dual_cost is None


@pytest.mark.parametrize(("changes", "says"), [
    ({"feedback": {"well": 2, "of": 1}}, "went well"), ({"feedback": {"well": 1, "of": -1}}, "to 1000000000"),
    ({"feedback": {"well": 1}}, "lacks the key of"), ({"feedback": [1, 2]}, "as a table"),
    ({"feedback": {"well": 1, "of": 1}}, "does not fit together"), ({"voids": -1}, "voids"),
    ({"guessed": {"well": 1, "of": 1}}, "does not fit together"), ({"near_falls": True}, "near_falls"),
    ({"help": {"of": 1, "total": 2.0, "squares": 1.0}}, "the sum of values"),
    ({"help": {"of": 1, "total": float("nan"), "squares": 1.0}}, "total"), ({"mood": 1}, "knows no key mood")])
def test_what_is_wrong_is_said(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        RoundTold.from_json(RoundTold().to_json() | changes)
    with pytest.raises(InputError, match="as a table"):
        RoundTold.from_json([])
