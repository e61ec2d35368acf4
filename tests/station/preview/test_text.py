"""What a preview tells, as text for a terminal and as plain data."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from game.coaching.told import RoundTold, Tally
from game.difficulty.axes import DifficultyAxis, Levels, Lock
from game.difficulty.decide import begin
from game.difficulty.settings import Settings
from station.preview.body import portrait
from station.preview.changes import changes
from station.preview.ladder import Rest, Rests, Rung
from station.preview.playing import RoundSeen
from station.preview.text import WIDTH, text_of
from station.preview.told import Told
from tests.levels.plans import right

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SETTINGS = Settings(0.75, (Lock(DifficultyAxis.RANGE, 0.0, 0.5),), (DifficultyAxis.SIZE, DifficultyAxis.RANGE))
LADDER = (Rung(0.0, 0.95), Rung(0.5, 0.85), Rung(1.0, 0.45))


def seen(well: int, of: int = 8, play_s: float = 60.0) -> RoundSeen:
    tally = Tally(well, of)
    told = RoundTold(feedback=tally, single=tally)
    before = begin(SETTINGS, Levels(0.2, 0.1, 0.0, 0.0))
    after = begin(SETTINGS, Levels(0.3, 0.2, 0.0, 0.0))
    return RoundSeen(4, before, after, ("Stage 1, until a therapist accepts another.",), told, of, well, play_s,
                     0, 0, 0, 0.0, 0)


def told(*visits: tuple[RoundSeen, ...], rest: Rest | None = None) -> Told:
    planned = right("grade: 4\naxes: {range: {max: 5.5}}")
    return Told("own/side", "Shelf", "plan.yaml", 4, portrait(None, NOW), visits or ((seen(6), seen(6)),), True,
                SETTINGS, LADDER, rest or Rest(Rests.THERE, 0.6, 130), changes(planned, 4),
                ("grade 4 lies outside the lock of hold, which begins at 3.",),
                ("The hardest target to the left lies 43 mm out; 20 mm were reached in the test.",))


def test_the_first_lines_are_enough() -> None:
    lines = text_of(told((seen(6), seen(5)), (seen(7), seen(7)))).splitlines()
    assert lines[:12] == [
        "Shelf, grade 4, for a usual person",
        "plan.yaml: a simulated patient played 2 visits of 2 rounds.",
        "",
        "About as many tries succeed as aimed.",
        "",
        "Expected success    78 % (69 % to 88 %) of the tries; the aim is 75 %",
        "A round takes       1.0 minutes",
        "Repetitions         8 a round, 6 of them at the first go",
        "Went wrong          nothing",
        "It begins at        size 2.8, range 1.9",
        "After a visit       size 3.7, range 2.8",
        "It comes to rest    size 6.4, range 3.7; in about 8 visits",
    ]


def test_everything_fits_a_terminal_and_nothing_is_left_out() -> None:
    text = text_of(replace(told(), picture="out/side.svg"))
    assert max(map(len, text.splitlines())) <= WIDTH
    for words in ("What the plan changes", "range, how far targets lie: 0.5 to 0.68", "Look at this", "43 mm out",
                  "outside the lock of hold", "How the rounds begin", "Assumed", "Picture: out/side.svg",
                  "95 % at the easiest allowed, 45 % at the"):
        assert words in text


def test_a_plan_that_changes_nothing_says_so() -> None:
    assert "  nothing; the level is played as it is shipped" in text_of(replace(told(), changes=())).splitlines()


@pytest.mark.parametrize(("well", "how", "sentence"), [
    (6, Rests.THERE, "About as many tries succeed as aimed."),
    (8, Rests.THERE, "Easier than aimed at first; difficulty goes up to meet the person."),
    (3, Rests.THERE, "Harder than aimed at first; difficulty comes down to meet the person."),
    (8, Rests.HARDEST, "Too easy: even the hardest that the locks allow succeeds more often than aimed."),
    (3, Rests.EASIEST, "Too hard: even the easiest that the locks allow succeeds less often than aimed."),
    (8, Rests.NOWHERE, "Easier than aimed, and nothing may move: choose a harder grade."),
    (3, Rests.NOWHERE, "Harder than aimed, and nothing may move: choose an easier grade."),
])
def test_the_verdict(well: int, how: Rests, sentence: str) -> None:
    found = told((seen(well), seen(well)), rest=Rest(how, 0.5, None))
    assert found.verdict == sentence
    assert sentence in text_of(found).splitlines()


def test_what_went_wrong_is_counted_over_everything() -> None:
    bad = replace(seen(4), pauses=2, near_falls=1, falls=1)
    assert "Went wrong          1 stepped off, 2 near-falls, 4 pauses, in 4 rounds" not in text_of(told())
    text = text_of(told((bad, seen(6)), (replace(bad, falls=0), seen(6))))
    assert "Went wrong          1 stepped off, 2 near-falls, 4 pauses, in 4 rounds" in text.splitlines()


def test_stimulation_is_told_where_there_is_some() -> None:
    assert "Stimulation" not in text_of(told())
    text = text_of(told((replace(seen(6), stim_s=20.0, trains=4), replace(seen(6), stim_s=24.0, trains=5)),))
    assert "Stimulation         22 s a round, in 4 trains" in text.splitlines()


def test_where_nothing_is_measured_nothing_is_claimed() -> None:
    found = replace(told((seen(0, 0), seen(0, 0))), measured=False, rungs=(), rest=Rest(Rests.NOWHERE, 0.0, None))
    text = text_of(found)
    assert found.verdict in text
    assert found.as_json()["success"] is None
    assert "Expected success" not in text
    assert "Difficulty          stays where it is" in text.splitlines()


@pytest.mark.parametrize(("tries", "words"), [
    (0, "; it is there"), (3, "; in about 1 visit"), (64, "; in about 4 visits"), (None, "; not within the next"),
])
def test_the_way_there(tries: int | None, words: str) -> None:
    assert words in text_of(told(rest=Rest(Rests.THERE, 0.6, tries)))


def test_machines_get_everything() -> None:
    plain = told((seen(6), seen(5)), (seen(8), seen(7))).as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["success"] == {"mean": 0.8125, "least": 0.6875, "most": 0.9375}
    assert plain["ladder"] == [{"place": 0.0, "success": 0.95}, {"place": 0.5, "success": 0.85},
                               {"place": 1.0, "success": 0.45}]
    assert plain["rest"] == {"how": "there", "place": 0.6, "tries": 130, "grades": {"size": 6.4, "range": 3.7}}
    assert plain["grades_before"] == {"size": 2.8, "range": 1.9}
