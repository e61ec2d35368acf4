"""`surefoot assess` without a screen: the whole chain, bytes included, on the simulated patient."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from clinic.people import open_person
from clinic.recording.records import Calibrated, LogEvent
from core.samples import SampleBlock
from signals.assessments import dual_task, limits, measuring, quiet_stance, reaction, sitting, weight_bearing
from signals.assessments.recorder import TrialRecorder
from signals.calibration import Reach, Tare
from station.session import signal_settings
from station.settings import Settings
from tests.station.playing import Ran, records_of, run, session_in, sheet_of


@pytest.fixture(autouse=True)
def _shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand for a third of the time, and react four times instead of twenty."""
    monkeypatch.setattr(quiet_stance, "LENGTH_S", 10.0)
    monkeypatch.setattr(dual_task, "LENGTH_S", 14.0)
    monkeypatch.setattr(sitting, "STILL_S", 8.0)
    monkeypatch.setattr(limits, "PRACTICE_S", 1.0)
    monkeypatch.setattr(weight_bearing, "STILL_S", 5.0)
    monkeypatch.setattr(reaction, "EACH_SIDE", 2)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for what several tests look at."""
    return tmp_path_factory.mktemp("kept")


def once(kept: Path, *words: str) -> tuple[Path, Ran]:
    """Assess with these words for all tests together; return where it is kept, and what it told."""
    place = kept / "-".join(words)
    if place not in ONCE:
        ONCE[place] = assess(place, *words)
    return place, ONCE[place]


ONCE: dict[Path, Ran] = {}


def assess(place: Path, *words: str) -> Ran:
    """Assess the simulated patient; sessions go to `place`."""
    return run("assess", *words, "--headless", "--board", "sim", "--out", place, "--json", "--seed", "5")


def values(told: dict[str, Any]) -> dict[str, float]:
    """Return what the only assessment found."""
    (found,) = told["assessments"]
    return {value["key"]: value["value"] for value in found["values"]}


def played_in(place: Path) -> Path:
    """Return the only session in `place`, beside what is kept of people and station."""
    (session,) = [path for path in place.iterdir() if path.is_dir() and path.name != "people"]
    return session


@pytest.mark.parametrize(("name", "key", "least", "most"), [
    ("quiet_stance", "velocity_eyes_open_mm_s", 5, 20), ("mctsib", "sway_velocity_composite_deg_s", 0.1, 1),
    ("limits", "maximum_pct", 50, 100), ("weight_bearing", "left_standing_pct", 47, 53),
    ("sitting", "excursion_mm", 50, 120), ("emg", "maximum_rms_uv", 200, 400),
    ("reaction", "reaction_s", 0.15, 0.5), ("pace", "pace_s", 0.5, 1.0),
    ("dual_task", "velocity_dual_mm_s", 5, 20), ("faces", "pain_0_10", 2, 2)])
def test_each_ends_with_sensible_values(kept: Path, name: str, key: str, least: float, most: float) -> None:
    place, ran = once(kept, name)
    assert ran.code == 0, ran.err
    assert least <= values(ran.told)[key] <= most
    sheet = json.loads((session_in(place) / "assessments.json").read_text(encoding="utf-8"))
    assert sheet == {"format": 1, "assessments": ran.told["assessments"]}
    assert not (place / "people").exists()  # a guest leaves nothing
    (found,) = sheet["assessments"]
    assert found["complete"]
    assert found["left_out"] == []


def test_a_trial_can_be_measured_again_from_its_recording(kept: Path) -> None:
    place, ran = once(kept, "quiet_stance")
    recorder, again = TrialRecorder(), list[float]()
    for record in records_of(session_in(place)):
        if isinstance(record, SampleBlock):
            recorder.feed(record)
        elif isinstance(record, LogEvent) and record.event.kind == "assessment_trial":
            mark = record.event.data
            assert isinstance(mark["from_ns"], int)
            assert isinstance(mark["to_ns"], int)
            rows = recorder.board(mark["from_ns"], mark["to_ns"], Tare.from_json(mark["tare"]))
            sway = measuring.sway_of(rows.since(quiet_stance.DROP_S), signal_settings(Settings()))
            assert sway is not None
            again.append(sway.velocity_mm_s)
    (found,) = ran.told["assessments"]
    trials = {value["key"]: value["trials"] for value in found["values"]}
    assert trials["velocity_eyes_open_mm_s"] + trials["velocity_eyes_closed_mm_s"] == again


def test_words_instead_of_json(tmp_path: Path) -> None:
    ran = run("assess", "faces", "--headless", "--out", tmp_path)
    assert ran.code == 0
    assert ran.out.splitlines()[:2] == ["faces: Thank you for telling how you feel.", "  Pain now: 2 of 10"]


@pytest.mark.parametrize(("words", "told"), [
    (("jumping",), "There is no assessment 'jumping'; choose from quiet_stance"),
    (("faces", "--board", "wii"), "only the simulated patient can be assessed"),
    (("faces", "--patient", "Anna Berg"), "Do not write a name"),
])
def test_words_that_name_nothing(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    ran = run("assess", *words, "--headless", "--out", tmp_path)
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


class TestPerson:
    """What is kept under an id."""

    def test_a_history_and_what_a_change_must_exceed(self, tmp_path: Path) -> None:
        rows = []
        for _ in range(4):
            told = assess(tmp_path, "faces", "--patient", "P-7").told
            assert told["patient"] == "p-7"
            rows.append(told["assessments"][0]["rows"][0])
        assert [row["before"] for row in rows] == ["", "2 of 10", "2 of 10", "2 of 10"]
        assert [row["change"] for row in rows] == [""] * 4  # all alike: they tell no least change
        file = tmp_path / "people" / "p-p-7.json"
        kept = json.loads(file.read_text(encoding="utf-8"))
        for result, pain in zip(kept["results"], (1, 4, 2, 2), strict=True):
            result["values"]["pain_0_10"] = pain
        file.write_text(json.dumps(kept), encoding="utf-8")
        row = assess(tmp_path, "faces", "--patient", "P-7").told["assessments"][0]["rows"][0]
        assert row["change"] == "at least 4 of 10"  # 1.96 x SD of 3, -2, 0, 0

    def test_an_assessment_sets_the_reach_of_the_games(self, tmp_path: Path) -> None:
        first = assess(tmp_path, "limits", "--patient", "p7")
        assert "The reach of the games was set from this." in first.told["assessments"][0]["facts"]
        person = open_person("p7", tmp_path)
        assert person.fact("height") == "170"
        place = tmp_path / "later"
        place.mkdir()
        (tmp_path / "people").rename(place / "people")
        played = run("play", "--headless", "--board", "sim", "--emg", "none", "--patient", "p7", "--out", place,
                     "--seconds", "1", "--json")
        assert played.code == 0
        session = played_in(place)
        kept = json.loads((place / "people" / "p-p7.json").read_text(encoding="utf-8"))["reach"]["values"]
        put = [record.values["reach"] for record in records_of(session) if isinstance(record, Calibrated)]
        assert put == [kept]
        assert kept != Reach().to_json()
        assert sheet_of(session)["state"] == "complete"

    @pytest.mark.parametrize(("words", "times"), [((), 0), (("--pads-on",), 1)])
    def test_an_effort_holds_only_while_the_pads_stay(self, tmp_path: Path, kept: Path, words: tuple[str, ...],
                                                      times: int) -> None:
        place, first = once(kept, "emg", "--patient", "p7")
        assert first.code == 0
        shutil.copytree(place / "people", tmp_path / "later" / "people")
        ran = run("play", "--headless", "--board", "sim", "--emg", "sim", "--patient", "p7", *words, "--out",
                  tmp_path / "later", "--seconds", "1", "--json")
        assert ran.code == 0
        put = [record for record in records_of(played_in(tmp_path / "later")) if isinstance(record, Calibrated)
               and '"right_tibialis_anterior"' in json.dumps(record.values["effort"])]
        assert len(put) == times

    def test_a_damaged_history_is_told_before_anything_is_measured(self, tmp_path: Path) -> None:
        (tmp_path / "people").mkdir()
        (tmp_path / "people" / "p-p7.json").write_text("{")
        ran = assess(tmp_path, "faces", "--patient", "p7")
        assert ran.code == 2
        assert "begin this patient anew" in ran.told["error"]
