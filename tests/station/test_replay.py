"""`replay`: a session proves itself at both seams, and whatever was changed in it is found and told."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clinic.recording.records import Calibrated, Record, Remark, RoundEvent, RoundStepped
from clinic.recording.session import RECORDING, SHEET
from core.events import JsonValue
from core.frames import ControlFrame
from core.samples import SampleBlock, Stream
from station.replay import Seam, replay
from tests.station.playing import doctor_session, play, records_of, run, session_in, sheet_of

TICKS = 1200
Change = Callable[[Record], Iterable[Record]]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of a board and a muscle, with a thing brought home."""
    place = tmp_path_factory.mktemp("sessions")
    assert play(place, "shelf_reach/first_shelf", "--emg", "sim", "--seconds", "12", "--seed", "1").code == 0
    return session_in(place)


def test_both_seams_give_every_bit_again(session: Path) -> None:
    ran = run("replay", session)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"samples: all {TICKS + 1} control frames are the same, bit for bit.",
        f"frames: all {len([r for r in records_of(session) if isinstance(r, RoundEvent)])} events are the same, "
        "bit for bit."]


@pytest.mark.parametrize("seam", [Seam.SAMPLES, Seam.FRAMES])
def test_one_seam_as_json(session: Path, seam: Seam) -> None:
    (verdict,) = run("replay", session, "--seam", seam, "--json").told
    assert verdict == {"seam": seam, "compared": verdict["compared"], "differing": 0, "first": None,
                       "complete": True, "same": True}
    assert verdict["compared"] > 5


# --- what was changed is found -------------------------------------------------------------------------------

def at_tick(tick: int, change: Callable[[ControlFrame], ControlFrame]) -> Change:
    def changed(record: Record) -> Iterable[Record]:
        return [change(record) if isinstance(record, ControlFrame) and record.tick == tick else record]
    return changed


def nudged(frame: ControlFrame) -> ControlFrame:
    """Change the last bit of one number."""
    return replace(frame, lean_x=replace(frame.lean_x, value=math.nextafter(frame.lean_x.value, 2.0)))


def leaned(frame: ControlFrame) -> ControlFrame:
    return replace(frame, lean_x=replace(frame.lean_x, value=-frame.lean_x.value - 0.5))


def scaled(stream: Stream, seq: int, by: float) -> Change:
    """Change the block that holds sample `seq`."""
    def changed(record: Record) -> Iterable[Record]:
        if not (isinstance(record, SampleBlock) and record.stream is stream
                and record.seq <= seq < record.seq + len(record.data)):
            return [record]
        return [replace(record, data=np.array(record.data * np.float32(by)))]
    return changed


def without(kind: str) -> Change:
    return lambda record: [] if isinstance(record, RoundEvent) and record.event.kind == kind else [record]


def twice(kind: str) -> Change:
    return lambda record: [record] * (1 + (isinstance(record, RoundEvent) and record.event.kind == kind))


def renamed(kind: str) -> Change:
    def changed(record: Record) -> Iterable[Record]:
        if not (isinstance(record, RoundEvent) and record.event.kind == kind):
            return [record]
        return [replace(record, event=replace(record.event, kind="something_else"))]
    return changed


def commanded(tick: int, *commands: str) -> Change:
    def changed(record: Record) -> Iterable[Record]:
        if not (isinstance(record, RoundStepped) and record.tick == tick):
            return [record]
        return [replace(record, commands=commands)]
    return changed


def tick_of(session: Path, kind: str) -> int:
    return next(r.event.tick for r in records_of(session) if isinstance(r, RoundEvent) and r.event.kind == kind)


def test_one_changed_bit_of_a_frame_is_told_with_its_tick(session: Path, tmp_path: Path) -> None:
    copy = doctor_session(session, tmp_path / "copy", at_tick(700, nudged))
    verdict = replay(copy, Seam.SAMPLES)
    assert verdict.first is not None
    assert (verdict.compared, verdict.differing, verdict.first.tick) == (TICKS + 1, 1, 700)
    ran = run("replay", copy, "--seam", "samples")
    assert ran.code == 4
    assert ran.out.splitlines()[0] == f"samples: 1 of {TICKS + 1} control frames differ, first at tick 700:"


@pytest.mark.parametrize(("change", "seam"), [
    (scaled(Stream.BOARD, 500, 1.001), Seam.SAMPLES),
    (scaled(Stream.EMG, 2500, 100.0), Seam.SAMPLES),
    (lambda record: [] if isinstance(record, Remark) else [record], None),
    (lambda record: [] if isinstance(record, SampleBlock) and record.seq == 500 else [record], Seam.SAMPLES),
], ids=["a board sample", "an EMG sample", "the remarks", "a lost block"])
def test_changed_samples_are_found_by_the_frames_they_make(
        session: Path, tmp_path: Path, change: Change, seam: Seam | None) -> None:
    copy = doctor_session(session, tmp_path / "copy", change)
    assert replay(copy, Seam.SAMPLES).same is (seam is None)  # READY says nothing that samples do not
    assert replay(copy, Seam.FRAMES).same  # the frames still lead to the events


@pytest.mark.parametrize("change", [without("item_grasped"), twice("item_grasped"), renamed("item_grasped")],
                         ids=["missing", "twice", "another"])
def test_a_changed_event_is_told_with_its_tick(session: Path, tmp_path: Path, change: Change) -> None:
    verdict = replay(doctor_session(session, tmp_path / "copy", change), Seam.FRAMES)
    assert verdict.differing >= 1
    assert verdict.first is not None
    assert verdict.first.tick == tick_of(session, "item_grasped")
    assert verdict.first.recorded != verdict.first.replayed


def test_a_frame_that_led_elsewhere_is_found_where_the_story_parts(session: Path, tmp_path: Path) -> None:
    grasped = tick_of(session, "item_grasped")
    copy = doctor_session(session, tmp_path / "copy", at_tick(grasped, leaned))
    first = replay(copy, Seam.FRAMES).first
    assert first is not None
    assert grasped <= first.tick < grasped + 100
    assert run("replay", copy).code == 4


def test_a_command_that_nobody_gave_is_found_by_what_it_does(session: Path, tmp_path: Path) -> None:
    first = replay(doctor_session(session, tmp_path / "copy", commanded(800, "pause")), Seam.FRAMES).first
    assert first is not None
    assert first.tick == 800
    assert '"paused"' in first.replayed


def test_the_verdict_as_json_names_the_first_difference(session: Path, tmp_path: Path) -> None:
    ran = run("replay", doctor_session(session, tmp_path / "copy", at_tick(700, nudged)), "--json")
    samples, frames = ran.told
    assert ran.code == 4
    assert (samples["differing"], samples["first"]["tick"], samples["same"]) == (1, 700, False)
    assert frames["same"] is True


# --- cut off -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("keep", [0.4, 0.8, 0.95])
def test_a_session_that_was_cut_replays_up_to_the_cut(session: Path, tmp_path: Path, keep: float) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(session, copy)
    whole = (copy / RECORDING).read_bytes()
    (copy / RECORDING).write_bytes(whole[:int(len(whole) * keep)])
    ran = run("replay", copy, "--json")
    assert ran.code == 0
    samples, _ = ran.told
    assert [verdict["same"] for verdict in ran.told] == [True, True]
    assert [verdict["complete"] for verdict in ran.told] == [False, False]
    assert 0 < samples["compared"] < TICKS
    assert samples["compared"] == pytest.approx(TICKS * keep, rel=0.25)
    assert "cut off" in run("replay", copy).out


def test_a_cut_between_a_step_and_its_events_is_no_difference(session: Path, tmp_path: Path) -> None:
    records = records_of(session)
    at = next(i for i, r in enumerate(records) if isinstance(r, RoundEvent) and r.event.kind == "item_grasped")
    kept = iter(records[:at])
    copy = doctor_session(session, tmp_path / "copy", lambda _: [r for r in [next(kept, None)] if r is not None])
    assert not replay(copy, Seam.FRAMES).same  # a whole recording ends with an end
    path = copy / RECORDING
    path.write_bytes(path.read_bytes()[:-20])  # into the end mark
    assert replay(copy, Seam.FRAMES).same


# --- nothing to go by ----------------------------------------------------------------------------------------

def test_a_recording_without_anything_to_compare_proves_nothing(session: Path, tmp_path: Path) -> None:
    copy = doctor_session(session, tmp_path / "copy", lambda _: [])
    ran = run("replay", copy)
    assert ran.code == 4
    assert ran.out.splitlines() == ["samples: nothing to compare.", "frames: nothing to compare."]


def no_folder(copy: Path) -> None:
    shutil.rmtree(copy)


def no_sheet(copy: Path) -> None:
    (copy / SHEET).unlink()


def no_recording(copy: Path) -> None:
    (copy / RECORDING).unlink()


def empty_recording(copy: Path) -> None:
    (copy / RECORDING).write_bytes(b"")


def other_recording(copy: Path) -> None:
    (copy / RECORDING).write_bytes(b"RIFF" + bytes(500))


def sheet_with(key: str, value: JsonValue) -> Callable[[Path], None]:
    def spoil(copy: Path) -> None:
        (copy / SHEET).write_text(json.dumps({**sheet_of(copy), key: value}))
    return spoil


def round_with(key: str, value: JsonValue) -> Callable[[Path], None]:
    def spoil(copy: Path) -> None:
        sheet = sheet_of(copy)
        sheet["rounds"][0][key] = value
        (copy / SHEET).write_text(json.dumps(sheet))
    return spoil


@pytest.mark.parametrize("spoil", [
    no_folder, no_sheet, no_recording, empty_recording, other_recording,
    lambda copy: (copy / SHEET).write_text("{"),
    lambda copy: (copy / SHEET).write_text("[]"),
    lambda copy: (copy / SHEET).write_bytes(b"\xff\xfe"),
    sheet_with("format", 99), sheet_with("rounds", []), sheet_with("rounds", 5), sheet_with("rounds", [5]),
    sheet_with("signals", "no"), sheet_with("signals", {"width_mm": -1}), sheet_with("signals", {"new": 1}),
    sheet_with("calibration", 7), sheet_with("calibration", {"tare": "heavy"}), sheet_with("news", 1),
    round_with("grade", 99), round_with("grade", "two"), round_with("level_text", "play: nothing"),
    round_with("level_text", None), round_with("seed", [1]), round_with("seed", None),
], ids=lambda spoil: getattr(spoil, "__name__", None))
def test_what_is_no_session_is_refused_in_a_sentence(
        session: Path, tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(session, copy)
    spoil(copy)
    ran = run("replay", copy)
    assert ran.code == 2
    assert ran.err.endswith(".\n")
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("change", [
    lambda record: [] if isinstance(record, ControlFrame) and record.tick == 600 else [record],
    commanded(600, "jump"),
    lambda record: [replace(record, index=7) if isinstance(record, RoundStepped) else record],
    lambda record: [record, Calibrated(0, {"tare": 5})] if isinstance(record, Remark) else [record],
], ids=["a step without its frame", "an unknown command", "an unknown round", "a broken calibration"])
def test_a_recording_that_makes_no_sense_is_refused_in_a_sentence(
        session: Path, tmp_path: Path, change: Change) -> None:
    ran = run("replay", doctor_session(session, tmp_path / "copy", change))
    assert ran.code == 2
    assert ran.err.endswith(".\n")
