"""People: ids that are no names, calibrations that age, results that are compared like with like."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.people import (
    EFFORT_AGE,
    MOST_RESULTS,
    REACH_AGE,
    KeptResult,
    Person,
    Standing,
    file_of,
    open_person,
    person_id,
)
from core.errors import InputError, StorageError
from core.muscles import Muscle
from signals.calibration import EffortRange, Reach

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=UTC)
SHIN = Muscle.LEFT_TIBIALIS_ANTERIOR
LIKE = {"device": "wii 1", "help": "none"}


def result(session: str, value: float, assessment: str = "limits", **like: str) -> KeptResult:
    """Make a result."""
    return KeptResult(assessment, NOW.isoformat(), session, LIKE | like, {"reach_pct": value})


class TestIds:
    """Letters, digits and dashes."""

    @pytest.mark.parametrize(("word", "found"), [
        ("P-1042", "p-1042"), ("guest", "guest"), ("7", "7"), (" a1 ", "a1"), ("con", "con"),
        ("a" * 32, "a" * 32)])
    def test_these_are(self, word: str, found: str) -> None:
        assert person_id(word) == found

    @pytest.mark.parametrize("word", [
        "", "-1", "Anna Berg", "a_b", "../x", "a/b", "a.b", "ä1", "a" * 33, "\uff11\uff12", "a\n1"])
    def test_these_are_not(self, word: str) -> None:
        with pytest.raises(InputError, match="no patient id"):
            person_id(word)

    @given(st.text(max_size=40))
    def test_no_id_leaves_the_folder(self, word: str) -> None:
        try:
            found = person_id(word)
        except InputError:
            return
        assert file_of(Path("/data"), found).parent == Path("/data/people")


class TestGuest:
    """Nothing of a guest is kept."""

    def test_on_disk(self, tmp_path: Path) -> None:
        guest = open_person("Guest", tmp_path)
        guest.keep_reach(Reach(), "wii 1", NOW)
        guest.keep_result(result("s1", 50.0))
        assert not guest.kept
        assert list(tmp_path.iterdir()) == []

    def test_but_it_holds_for_the_session(self) -> None:
        guest = open_person("guest", None)
        guest.keep_fact("height", "180")
        assert guest.fact("height") == "180"


class TestReach:
    """A reach holds for thirty days, on the same board."""

    @pytest.mark.parametrize(("age", "board", "standing"), [
        (timedelta(0), "wii 1", Standing.GOOD), (REACH_AGE, "wii 1", Standing.GOOD),
        (REACH_AGE + timedelta(seconds=1), "wii 1", Standing.OLD),
        (timedelta(minutes=-59), "wii 1", Standing.GOOD), (timedelta(hours=-2), "wii 1", Standing.OLD),
        (timedelta(0), "wii 2", Standing.OTHER_DEVICE)])
    def test_how_it_stands(self, tmp_path: Path, age: timedelta, board: str, standing: Standing) -> None:
        open_person("p1", tmp_path).keep_reach(Reach(left_mm=80.0), "wii 1", NOW)
        recalled = open_person("p1", tmp_path).reach(board, NOW + age)
        assert recalled.standing is standing
        assert recalled.value == (Reach(left_mm=80.0) if standing is Standing.GOOD else None)
        assert recalled.measured == NOW

    def test_none_was_measured(self, tmp_path: Path) -> None:
        assert open_person("p1", tmp_path).reach("wii 1", NOW).standing is Standing.NONE


class TestEffort:
    """An effort belongs to pads."""

    @pytest.mark.parametrize(("age", "amplifier", "pads_on", "standing"), [
        (timedelta(0), "chords 1", True, Standing.GOOD), (EFFORT_AGE, "chords 1", True, Standing.GOOD),
        (timedelta(0), "chords 1", False, Standing.OTHER_PADS),
        (EFFORT_AGE + timedelta(seconds=1), "chords 1", True, Standing.OLD),
        (timedelta(0), "chords 2", True, Standing.OTHER_DEVICE)])
    def test_how_it_stands(self, tmp_path: Path, age: timedelta, amplifier: str, pads_on: bool,
                           standing: Standing) -> None:
        open_person("p1", tmp_path).keep_effort(SHIN, EffortRange(4.0, 90.0), "chords 1", NOW)
        recalled = open_person("p1", tmp_path).effort(SHIN, amplifier, NOW + age, pads_on)
        assert recalled.standing is standing
        assert (recalled.value is not None) is (standing is Standing.GOOD)

    def test_another_muscle_has_none(self, tmp_path: Path) -> None:
        person = open_person("p1", tmp_path)
        person.keep_effort(SHIN, EffortRange(4.0, 90.0), "chords 1", NOW)
        person.keep_effort(Muscle.RIGHT_SOLEUS, EffortRange(5.0, 70.0), "chords 1", NOW)
        assert person.effort(Muscle.LEFT_SOLEUS, "chords 1", NOW, True).standing is Standing.NONE
        assert person.effort(SHIN, "chords 1", NOW, True).value == EffortRange(4.0, 90.0)


class TestResults:
    """A history is of one assessment under the same conditions."""

    def test_like_with_like(self, tmp_path: Path) -> None:
        person = open_person("p1", tmp_path)
        for kept in (result("s1", 50.0), result("s2", 60.0, help="rail"), result("s3", 1.0, "sitting"),
                     result("s4", 70.0)):
            person.keep_result(kept)
        found = open_person("p1", tmp_path).results("limits", LIKE)
        assert [each.values["reach_pct"] for each in found] == [50.0, 70.0]

    def test_the_last_of_a_session_counts(self, tmp_path: Path) -> None:
        person = open_person("p1", tmp_path)
        for kept in (result("s1", 50.0), result("s2", 60.0), result("s2", 65.0)):
            person.keep_result(kept)
        assert [each.values["reach_pct"] for each in person.results("limits", LIKE)] == [50.0, 65.0]

    def test_the_oldest_go(self) -> None:
        person = Person("p1")
        for number in range(MOST_RESULTS + 3):
            person.keep_result(result(f"s{number}", float(number)))
        assert person.results("limits", LIKE)[0].session == "s3"


class TestDamage:
    """A history is not thrown away, and nothing odd in it breaks a session."""

    @pytest.mark.parametrize("text", [
        "", "{", "[]", '{"format": 2, "id": "p1"}', '{"format": 1, "id": "p2"}', "[" * 100_000,
        '{"format": 1, "id": "p1", "results": [{"values": {"a": NaN}}]}', '{"format": 1, "id": "p1", "a": 1e999}'])
    def test_a_damaged_file_is_refused(self, tmp_path: Path, text: str) -> None:
        path = file_of(tmp_path, "p1")
        path.parent.mkdir()
        path.write_text(text)
        with pytest.raises(InputError, match="begin this patient anew"):
            open_person("p1", tmp_path)
        assert path.read_text() == text

    @pytest.mark.skipif(sys.platform == "win32", reason="there a pipe has no place among files")
    def test_a_pipe_in_its_place_is_refused_and_not_waited_for(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, "p1")
        path.parent.mkdir()
        os.mkfifo(path)
        with pytest.raises(InputError, match="it is no file"):
            open_person("p1", tmp_path)

    @pytest.mark.parametrize("held", [
        {"reach": 7, "effort": [], "facts": None, "results": {}},
        {"reach": {"utc": "yesterday"}, "effort": {SHIN: 3}, "results": [1, {"assessment": 2}]},
        {"reach": {"utc": NOW.isoformat(), "device": "wii 1", "values": {"left_mm": -5}},
         "results": [{"assessment": "limits", "utc": "", "session": "s", "like": LIKE, "values": {"a": "b"}}]},
        {"results": [{"assessment": "limits", "utc": "", "session": "s", "like": LIKE,
                      "values": {"a": 10 ** 400}}]}])
    def test_odd_parts_are_as_good_as_none(self, tmp_path: Path, held: dict[str, object]) -> None:
        path = file_of(tmp_path, "p1")
        path.parent.mkdir()
        path.write_text(json.dumps({**held, "format": 1, "id": "p1"}))
        person = open_person("p1", tmp_path)
        assert person.reach("wii 1", NOW).value is None
        assert person.effort(SHIN, "chords 1", NOW, True).value is None
        assert person.fact("height") is None
        assert all(not each.values for each in person.results("limits", LIKE))

    def test_a_folder_that_cannot_be_written_says_so(self, tmp_path: Path) -> None:
        (tmp_path / "people").write_text("a file in its place")
        with pytest.raises(StorageError, match="cannot be kept"):
            open_person("p1", tmp_path).keep_fact("height", "170")
