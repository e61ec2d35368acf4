"""`play --headless --board sim`: whole sessions, faster than real time."""

from __future__ import annotations

import struct
from itertools import pairwise
from pathlib import Path

import pytest

from clinic.recording.reader import Recording
from clinic.recording.records import RoundStepped
from clinic.recording.session import RECORDING
from core.errors import StorageError
from core.events import Event
from core.frames import TICK_NS, ControlFrame
from core.samples import SampleBlock, Stream
from levels.reader import SHIPPED
from tests.station.playing import Ran, events_of, play, records_of, run, session_in, sheet_of


@pytest.fixture
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the picture at the end, which takes longer than the play."""
    monkeypatch.setattr("station.summary._drawn", lambda *_: None)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sessions")


@pytest.fixture(scope="module")
def ran(place: Path) -> Ran:
    return play(place, "shelf_reach/first_shelf", "--grade", "1", "--seed", "1")


def test_the_summary_says_what_happened_as_json(ran: Ran, place: Path) -> None:
    session = session_in(place)
    assert (ran.code, ran.err) == (0, "")
    assert ran.told == {
        "session": str(session), "seconds": pytest.approx(20, abs=5), "steps_dropped": 0,
        "player": "A simulated patient played.",
        "level": "shelf_reach/first_shelf", "grade": 1, "ending": "completed", "stars": 3,
        "round_seconds": pytest.approx(20, abs=5),
        "reasons": ran.told["reasons"], "picture": str(session / "screen.png"), "coach": None, "remarks": [],
    }
    assert ran.told["reasons"][0] == "You brought home 4 of 4 things."


def test_the_summary_says_it_in_words(tmp_path: Path) -> None:
    ran = run("play", "--headless", "--board", "sim", "--seed", "1", "--out", tmp_path)
    lines = ran.out.splitlines()
    session = session_in(tmp_path)
    assert ran.code == 0
    assert lines[0].startswith("A simulated patient played.")
    assert lines[1].startswith("shelf_reach/first_shelf, grade 1: completed after ")
    assert lines[1].endswith(" s, 3 of 3 stars")
    assert lines[2] == "  You brought home 4 of 4 things."
    assert lines[-2:] == [f"Session: {session}", f"Picture: {session / 'screen.png'}"]


def test_the_picture_is_the_play_in_full_size(ran: Ran, place: Path) -> None:
    head = Path(ran.told["picture"]).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (1920, 1080)


def test_a_picture_that_cannot_be_kept_costs_nothing_else(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageError("The picture cannot be written.")

    monkeypatch.setattr("station.pictures.save_picture", full)
    ran = play(tmp_path, "--seconds", "8")
    assert (ran.code, ran.err) == (0, "The picture cannot be written.\n")
    assert (ran.told["ending"], ran.told["picture"]) == ("stopped", None)


def test_the_session_is_whole(ran: Ran, place: Path) -> None:
    session = session_in(place)
    recording = Recording(session / RECORDING)
    records = list(recording.records())
    frames = [record for record in records if isinstance(record, ControlFrame)]
    steps = [record for record in records if isinstance(record, RoundStepped)]
    sheet = sheet_of(session)

    assert recording.complete
    assert [frame.tick for frame in frames] == list(range(1, len(frames) + 1))
    assert all(later.t_ns - earlier.t_ns == TICK_NS for earlier, later in pairwise(frames))
    assert [step.tick for step in steps] == [frame.tick for frame in frames]
    assert sheet["state"] == "complete"
    assert sheet["ended_utc"] > sheet["created_utc"]
    assert (sheet["totals"]["ticks"], sheet["totals"]["steps_dropped"]) == (len(frames), 0)
    assert [entry["level_id"] for entry in sheet["rounds"]] == ["shelf_reach/first_shelf"]
    blocks = [record for record in records if isinstance(record, SampleBlock)]
    assert sum(len(block.data) for block in blocks) == pytest.approx(len(frames), rel=0.05)  # 100 Hz board
    assert [link["blocks"] for link in sheet["totals"]["links"]] == [len(blocks)]


def test_the_story_is_told_in_order(ran: Ran, place: Path) -> None:
    kinds = [event.kind for event in events_of(session_in(place))]
    assert kinds[:3] == ["round_started", "aligned", "play_started"]
    assert kinds[-2:] == ["outcome", "ended"]
    assert kinds.count("item_home") == 4


@pytest.mark.usefixtures("no_picture")
def test_a_level_with_a_muscle_wears_electrodes_and_others_do_not(tmp_path: Path, place: Path, ran: Ran) -> None:
    def streams(session: Path) -> set[Stream]:
        return {record.stream for record in records_of(session) if isinstance(record, SampleBlock)}

    assert play(tmp_path, "shelf_reach/toes_up", "--seconds", "3").code == 0
    assert streams(session_in(tmp_path)) == {Stream.BOARD, Stream.EMG}
    assert streams(session_in(place)) == {Stream.BOARD}


def played(place: Path, seed: int) -> tuple[list[Event], list[ControlFrame]]:
    assert play(place, "shelf_reach/first_shelf", "--seconds", "12", "--seed", str(seed)).code == 0
    session = session_in(place)
    return events_of(session), [record for record in records_of(session) if isinstance(record, ControlFrame)]


@pytest.mark.usefixtures("no_picture")
def test_the_same_seed_is_the_same_session_and_another_is_another(tmp_path: Path) -> None:
    first, again, other = (played(tmp_path / name, seed) for name, seed in (("a", 5), ("b", 5), ("c", 6)))
    assert first == again
    assert first != other


@pytest.mark.usefixtures("no_picture")
def test_without_a_seed_each_session_is_another(tmp_path: Path) -> None:
    seeds = []
    for name in ("a", "b"):
        play(tmp_path / name, "--seconds", "0.1")
        seeds.append(sheet_of(session_in(tmp_path / name))["seed"])
    assert seeds[0] != seeds[1]


@pytest.mark.usefixtures("no_picture")
@pytest.mark.parametrize("level", SHIPPED)
def test_every_level_can_be_completed(tmp_path: Path, level: str) -> None:
    told = play(tmp_path, level, "--grade", "1", "--seed", "3").told
    assert (told["level"], told["grade"], told["ending"]) == (level, 1, "completed")
    assert told["stars"] >= 1


@pytest.mark.usefixtures("no_picture")
@pytest.mark.parametrize("level", SHIPPED)
def test_every_hard_level_is_completed_or_ends_safely(tmp_path: Path, level: str) -> None:
    ran = play(tmp_path, level, "--grade", "9", "--seed", "3", "--seconds", "20")
    assert (ran.code, ran.told["ending"] in {"completed", "stopped"}) == (0, True)
    assert ran.told["stars"] is not None
    assert events_of(session_in(tmp_path))[-1].kind == "ended"


@pytest.mark.usefixtures("no_picture")
@pytest.mark.parametrize(("seconds", "home"), [("0.01", 0), ("3", 0), ("16", 2)])
def test_seconds_end_it_safely_and_what_was_done_counts(tmp_path: Path, seconds: str, home: int) -> None:
    ran = play(tmp_path, "--seconds", seconds, "--seed", "1")
    events = events_of(session_in(tmp_path))
    assert (ran.code, ran.told["ending"]) == (0, "stopped")
    assert ran.told["seconds"] == pytest.approx(float(seconds), abs=0.25)
    assert [event.kind for event in events][-3:] == ["stopped", "outcome", "ended"]
    assert len([event for event in events if event.kind == "item_home"]) == home
    measures = events[-2].data["measures"]
    assert isinstance(measures, dict)
    assert measures["done"] == home


@pytest.mark.usefixtures("no_picture")
def test_the_last_grade_is_remembered_with_the_sessions(tmp_path: Path) -> None:
    for words, grade in ((["--grade", "4"], 4), ([], 4), (["--grade", "2"], 2), ([], 2)):
        assert play(tmp_path, "shelf_reach/side_shelf", *words, "--seconds", "0.1").told["grade"] == grade


@pytest.mark.usefixtures("no_picture")
@pytest.mark.parametrize("name", ["mine", "side_shelf"])
def test_a_level_file_of_ones_own_is_played_also_under_a_shipped_name(tmp_path: Path, name: str) -> None:
    own = tmp_path / "shelf_reach" / f"{name}.yaml"
    own.parent.mkdir()
    shipped = Path(__file__).parents[2] / "levels" / "shelf_reach" / "side_shelf.yaml"
    own.write_text("# my own\n" + shipped.read_text(encoding="utf-8"), encoding="utf-8")
    told = play(tmp_path / "out", own, "--seconds", "1").told
    assert told["level"] == f"shelf_reach/{name}"
    text = sheet_of(session_in(tmp_path / "out"))["rounds"][0]["level_text"]
    assert text == own.read_text(encoding="utf-8")


def test_the_summary_tells_how_difficulty_followed_in_words(tmp_path: Path, no_picture: None) -> None:
    log = tmp_path / "people" / "p-p-1" / "shelf_reach.first_shelf" / "difficulty.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text("no log\n", encoding="utf-8")
    ran = run("play", "--headless", "--board", "sim", "--seed", "1", "--out", tmp_path, "--patient", "P-1")
    lines = ran.out.splitlines()
    assert ran.code == 0
    for line in ("Success: 100 % of 4 tries; the target is 90 %.",
                 "Difficulty, as grades: size 1.0, range 1.0, speed 1.0, hold 1.0 before; size 1.4, range 1.0, "
                 "speed 1.0, hold 1.0 now.",
                 "  Stage 1, until a therapist accepts another.",
                 "  Try 1: size from grade 1.00 to 1.09: the try succeeded.",
                 "Note: The difficulty log as it was is kept as difficulty-aside-"
                 f"{session_in(tmp_path).name}.jsonl."):
        assert line in lines
