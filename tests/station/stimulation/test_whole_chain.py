"""Effort becomes stimulation: the whole chain in memory, from EMG bytes to pulses, recorded and replayed."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clinic.recording.records import StimMessage, Stimulated
from core.frames import ControlFrame, StreamHealth
from core.stim import StimPhase
from station.stimulation.keepsake import JOURNAL, keep, repeat
from tests.station.playing import Ran, events_of, records_of, run, session_in

LEVEL = "lanterns/light_with_help"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("played")
    ran = play(place)
    assert ran.code == 0
    assert ran.told["ending"] == "completed"
    return session_in(place)


def play(place: Path, *words: str | Path) -> Ran:
    return run("play", LEVEL, *words, "--headless", "--board", "none", "--emg", "sim", "--stim", "sim",
               "--seed", "5", "--out", place, "--json")


def test_an_effort_is_followed_by_a_wish_a_train_and_a_rest(played: Path) -> None:
    kinds = [event.kind for event in events_of(played)]
    first = kinds.index("triggered")
    after = [kinds.index(kind, first) for kind in ("wished", "train_started", "train_ended")]
    assert after == sorted(after)
    phases = [record.view.phase for record in records_of(played) if isinstance(record, Stimulated)]
    running = phases.index(StimPhase.RUNNING)
    assert StimPhase.READY in phases[:running]
    assert StimPhase.RESTING in phases[running:]


def test_every_wish_and_every_decision_is_in_the_recording(played: Path) -> None:
    records = records_of(played)
    messages = [record for record in records if isinstance(record, StimMessage)]
    last_ns = max(record.t_ns for record in records if isinstance(record, ControlFrame))
    wishes = [message for message in messages if message.sent and message.kind == "wish"
              and message.t_ns < last_ns]  # the last step is answered when nobody listens
    decisions = [message for message in messages if message.kind == "decided" and message.values["kind"] == 2]
    assert len(wishes) == len(decisions) > 10
    granted = [int(str(message.values["granted_ua"])) for message in decisions]
    assert 0 < max(granted) <= 20_000, "no more than was found at the calibration"
    reports = [message for message in messages if message.kind == "report"]
    assert {"start", "level", "finish"} <= {message.values["happened"] for message in reports}


def test_muscles_are_blanked_while_current_flows_and_set_nothing_off(played: Path) -> None:
    frames = [record for record in records_of(played) if isinstance(record, ControlFrame)]
    running = [frame for frame in frames if frame.stim.phase is StimPhase.RUNNING]
    assert len(running) > 100
    for frame in running:
        assert not frame.active
        assert {feature.health for feature in frame.activation.values()} == {StreamHealth.BLANKED}


def test_all_three_seams_replay(played: Path) -> None:
    ran = run("replay", played, "--json")
    assert ran.code == 0
    verdicts = {verdict["seam"]: verdict for verdict in ran.told}
    assert set(verdicts) == {"samples", "frames", "stim"}
    assert all(verdict["same"] and verdict["compared"] for verdict in verdicts.values())


def test_a_journal_that_was_changed_is_noticed(played: Path, tmp_path: Path) -> None:
    lines = gzip.decompress((played / JOURNAL).read_bytes()).splitlines(keepends=True)
    changed = [line.replace(b'"frames":["f0', b'"frames":["f1') for line in lines]
    assert changed != lines
    (tmp_path / JOURNAL).write_bytes(gzip.compress(b"".join(changed)))
    repeated = repeat(tmp_path)
    assert repeated is not None
    assert repeated.steps == len(lines) - 1
    assert len(repeated.differences) == sum(before != after for before, after in zip(lines, changed, strict=True))


@pytest.mark.parametrize("spoil", [lambda data: data[:1000], lambda data: b"nonsense", lambda data: b""])
def test_a_journal_that_is_none_is_a_sentence(played: Path, tmp_path: Path, spoil: object) -> None:
    assert callable(spoil)
    copy = tmp_path / "session"
    copy.mkdir()
    for path in played.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    (copy / JOURNAL).write_bytes(spoil((played / JOURNAL).read_bytes()))
    ran = run("replay", copy, "--seam", "stim", "--json")
    assert ran.code == 2
    assert "is no journal" in ran.out + ran.err


def test_a_journal_with_a_pin_is_not_kept_with_the_session(tmp_path: Path, played: Path) -> None:
    lines = gzip.decompress((played / JOURNAL).read_bytes()).splitlines(keepends=True)
    head = {**json.loads(lines[0]), "pin": "00"}
    keep([json.dumps(head).encode() + b"\n", *lines[1:]], tmp_path)
    assert not (tmp_path / JOURNAL).exists()
    assert repeat(tmp_path) is None


def test_without_a_stimulator_the_same_level_is_played_to_its_end(tmp_path: Path) -> None:
    ran = run("play", LEVEL, "--headless", "--board", "none", "--emg", "sim", "--seed", "5", "--out", tmp_path,
              "--json")
    assert ran.code == 0
    assert ran.told["ending"] == "completed"
    session = session_in(tmp_path)
    assert not [record for record in records_of(session) if isinstance(record, StimMessage)]
    assert not (session / JOURNAL).exists()


def test_a_prescription_that_is_refused_is_told_before_anything_is_played(tmp_path: Path) -> None:
    paper = tmp_path / "prescription.yaml"
    paper.write_text("prescription: 1\n", encoding="utf-8")
    ran = play(tmp_path / "out", "--prescription", paper)
    assert ran.code == 2
    assert "is missing" in ran.out + ran.err
    assert not (tmp_path / "out").exists()
