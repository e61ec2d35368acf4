"""Faults 14 to 16: budgets, prescriptions and screenings that are used up, missing, wrong or changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from stim_safety import budget
from stim_safety.canonical import seal, unseal
from stim_safety.ceilings import CEILINGS
from stim_safety.messages import Arm, Calibrate, Confirm, Item, Refusal, Wish
from stim_safety.screening import BLOCKING, WORDS
from stim_safety.timing import MS
from stim_safety.words import Profile, State, Why
from tests.stim_safety.faults.kiosk import Kiosk
from tests.stim_safety.faults.stand import at, expect_latched, flows
from tests.stim_safety.rig import DIGEST, UTC_S, Rig, prescription, start, used

HOUR_S = 3_600
SESSION_MS, DAY_MS = 20 * 60_000, 40 * 60_000


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    kiosk = Kiosk(tmp_path)
    kiosk.write()
    return kiosk


def opened(rig: Rig) -> bool:
    return any(seen.what in {"open", "trains"} for seen in rig.device.seen)


def flowed_ms(rig: Rig) -> float:
    """How long current has flowed at the device in all."""
    changes = [(output.t_ns, output.peak_ua) for output in rig.device.history] + [(rig.now_ns, 0)]
    return sum(after[0] - before[0] for before, after in pairwise(changes) if before[1]) / MS


# 14: budgets.


@pytest.mark.parametrize(("name", "most_ms", "why"), [
    ("session_ms", SESSION_MS, Why.SESSION), ("day_ms", DAY_MS, Why.DAY)])
@pytest.mark.parametrize("left_ms", [15_000, 17_500, 21_000])
def test_fault_14_time_that_is_used_up_ends_it_and_forbids_more(
        name: str, most_ms: int, why: Why, left_ms: int) -> None:
    rig = Rig(begin=start(spent=used(**{name: most_ms - left_ms})))
    rig.armed()
    assert flowed_ms(rig) < left_ms
    for _ in range(4):
        rig.wish(7000)
        rig.run(13_000)
    assert (rig.state, rig.why, rig.level_ua) == (State.READY, why, 0)
    assert left_ms - 1000 < flowed_ms(rig) <= left_ms
    assert why in rig.ask(Arm()).reasons & rig.ask(Calibrate(0)).reasons
    assert next(record.data["to"] for record in rig.records if record.data.get("why") == why.name) == "STOPPING"


def test_fault_14_charge_that_is_used_up_stops_in_mid_train() -> None:
    rig = Rig(begin=start(spent=used(charge_nc=(298_500_000,) * 8)))
    rig.armed()
    for _ in range(4):
        rig.wish(6000, still=State.ARMED)
        rig.wish(6000, still=State.STIM)
        if rig.state is State.STOPPING:
            break
        rig.until(State.ARMED, 20_000)
    assert rig.device.seen[-1].what == "stop"
    stop_ns = rig.device.seen[-1].t_ns
    assert rig.device.history[-2].peak_ua > 0
    rig.until(State.READY)
    rig.run(60)
    assert (rig.why, rig.level_ua) == (Why.DOSE, 0)
    assert rig.device.history[-1].t_ns <= stop_ns
    assert Why.DOSE in rig.ask(Calibrate(0)).reasons


def resealed(**changes: object) -> Callable[[bytes], bytes]:
    return lambda data: seal({**(unseal(data) or {}), **changes})


@pytest.mark.parametrize("edit", [
    lambda data: None, lambda data: b"", lambda data: data[:-1], lambda data: data[:40], lambda data: data + b"\n",
    lambda data: data.replace(b'"day_ms":0', b'"day_ms":1'), lambda data: data.replace(b":0,", b":00,", 1),
    lambda data: data.replace(b'"hash"', b'"Hash"'), lambda data: b"{}\n", lambda data: b"\xff" * 300,
    resealed(patient="p-2"), resealed(day_ms=-1), resealed(day_ms=True), resealed(day_ms="0"), resealed(more=0),
    resealed(charge_nc=[0] * 7)])
def test_fault_14_a_budget_that_was_deleted_or_edited_is_no_budget(
        kiosk: Kiosk, edit: Callable[[bytes], bytes | None]) -> None:
    first = kiosk.switch_on()
    first.until(State.READY)
    kiosk.end(first)
    path = kiosk.folder.budgets / "p-1.json"
    edited = edit(path.read_bytes())
    if edited is None:
        path.unlink()
    else:
        assert edited != path.read_bytes()
        path.write_bytes(edited)
    rig = kiosk.switch_on()
    assert rig.begin.spent is None
    rig.ready()
    for message in (Calibrate(0), Arm()):
        assert Why.NO_BUDGET in rig.ask(message).reasons
    assert not opened(rig)
    assert path.exists() is (edited is not None)  # and nobody makes a new one


@pytest.mark.parametrize("end", [True, False])
def test_fault_14_who_was_loaded_and_never_stimulated_keeps_the_budget(kiosk: Kiosk, end: bool) -> None:
    for _ in range(3):
        rig = kiosk.switch_on()
        assert rig.begin.spent is not None
        rig.tick()
        if end:
            rig.until(State.READY)
            kiosk.end(rig)
    rig = kiosk.switch_on()
    rig.until(State.READY if end else State.ESTOP)
    if not end:
        rig.reset()
    rig.ready()
    assert not rig.ask(Calibrate(0)).refused


def test_fault_14_a_budget_that_is_deleted_while_current_flows_is_written_again(kiosk: Kiosk) -> None:
    rig = kiosk.switch_on()
    rig.stimulate()
    before = kiosk.folder.budget("p-1")
    assert before is not None
    (kiosk.folder.budgets / "p-1.json").unlink()
    rig.wish(1200)
    kiosk.off(rig)
    then, now = (budget.load(data, "p-1", rig.begin.today_day, kiosk.utc_s, True, CEILINGS[Profile.KIOSK])
                 for data in (before, kiosk.folder.budget("p-1")))
    assert then is not None
    assert now is not None
    assert now.session_ms >= then.session_ms
    assert now.day_ms >= flowed_ms(rig)


def test_fault_14_a_crash_in_a_train_costs_the_whole_train(kiosk: Kiosk) -> None:
    rig = kiosk.switch_on()
    rig.stimulate()
    kiosk.off(rig)
    spent = kiosk.switch_on(after_s=3).begin.spent
    assert spent is not None
    assert spent.session_ms >= flowed_ms(rig) + 4_000
    assert spent.charge_nc[0] > 0


# 15: prescriptions.


@pytest.mark.parametrize(("old", "new", "words"), [
    ("max: 25 mA", "max: 41 mA", "must be from 1 mA to 40 mA"), ("rate: 35 Hz", "rate: 51 Hz", "rate"),
    ("width: 250 us", "width: 401 us", "width"), ("on: 5 s", "on: 16 s", "on"),
    ("day: 60 min", "day: 61 min", "day"),
    ("rate: 35 Hz", "rote: 35 Hz", "did you mean rate?"), ("max: 25 mA", "max: 25", "the unit mA"),
    ("max: 25 mA", "max: 25mA", "the unit mA"), ("max: 25 mA", "max: 0.025 A", "the unit mA"),
    ("max: 25 mA", 'max: "25 mA"', "max"), ("max: 25 mA", "max: .nan mA", "the unit mA"),
    ("max: 25 mA", "max: 25 mA\n    max: 5 mA", "max"), ("    max: 25 mA\n", "", "is missing"),
    ("ceilings: 1", "ceilings: 2", "the safety limits are others now"),
    ("prescription: 1", "prescription: 2", "form")])
def test_fault_15_a_file_with_one_wrong_line_is_not_loaded(kiosk: Kiosk, old: str, new: str, words: str) -> None:
    kiosk.write("p-1", (old, new))
    rig = kiosk.switch_on()
    rig.run(1200)
    assert (rig.state, rig.why) == (State.IDLE, Why.NO_PRESCRIPTION)
    assert words in "".join(message.part for message in rig.told if isinstance(message, Refusal))
    for message in (Confirm(Item.PRESCRIPTION, 0, "01234567"), Calibrate(0), Arm(), Wish(0, 1000, 100)):
        assert rig.ask(message).refused
    assert rig.state is State.IDLE
    assert not opened(rig)


@pytest.mark.parametrize("shown", ["", DIGEST[:7], DIGEST[:9], DIGEST, DIGEST[:7] + "f", DIGEST[:8].upper() + " "])
def test_fault_15_a_hash_that_is_not_the_one_that_was_shown_is_not_confirmed(shown: str) -> None:
    rig = Rig()
    rig.until(State.READY)
    assert rig.ask(Confirm(Item.PRESCRIPTION, 0, shown)).reasons == {Why.NOT_CONFIRMED}
    assert Why.NOT_CONFIRMED in rig.ask(Calibrate(0)).reasons
    assert not rig.ask(Confirm(Item.PRESCRIPTION, 0, DIGEST[:8])).refused


@pytest.mark.parametrize("state", [State.READY, State.CALIB, State.ARMED, State.STIM, State.REST])
@pytest.mark.parametrize("digest", ["", "f" * 64, DIGEST[:63] + "0", DIGEST.upper()])
def test_fault_15_a_file_that_was_changed_after_it_was_taken_stops_for_good(state: State, digest: str) -> None:
    rig = at(state)
    since_ns = rig.now_ns
    rig.tick(digest=digest)
    expect_latched(rig, Why.PRESCRIPTION_CHANGED, since_ns, for_good=True)


@pytest.mark.parametrize("edit", [
    lambda path: path.unlink(), lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(path.read_bytes().replace(b"25 mA", b"15 mA")),
    lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    lambda path: path.replace(path.with_name("elsewhere.yaml"))])
def test_fault_15_any_edit_of_the_real_file_stops_the_train(kiosk: Kiosk, edit: Callable[[Path], object]) -> None:
    rig = kiosk.switch_on()
    rig.stimulate()
    kiosk.paper.touch()
    kiosk.paper.write_bytes(kiosk.paper.read_bytes())
    rig.wish(800)
    assert flows(rig)
    since_ns = rig.now_ns
    edit(kiosk.paper)
    rig.wish(600, still=State.STIM)
    expect_latched(rig, Why.PRESCRIPTION_CHANGED, since_ns, within_ms=540, for_good=True)


# 16: screenings.


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("answer", ["", "yes", '"no"', "false", "unknown"])
def test_fault_16_nothing_is_done_before_every_question_has_an_answer_that_lets_it(
        kiosk: Kiosk, word: str, answer: str) -> None:
    line = f"    {word}: no\n"
    kiosk.write("p-1", (line, f"    {word}: {answer}\n" if answer else ""))
    rig = kiosk.switch_on()
    rig.run(300)
    allowed = answer == "yes" and word not in BLOCKING
    assert rig.state is (State.READY if allowed else State.IDLE)
    assert rig.ask(Arm()).refused
    assert not opened(rig)


@pytest.mark.parametrize(("age_s", "state"), [
    (0, State.READY), (12 * HOUR_S, State.READY), (12 * HOUR_S + 1, State.IDLE), (-1, State.IDLE)])
def test_fault_16_answers_older_than_twelve_hours_or_of_the_future_do_not_count(age_s: int, state: State) -> None:
    answered = replace(prescription().screening, at_s=UTC_S - age_s)
    rig = Rig(begin=start(prescription(screening=answered)))
    rig.run(900)
    assert rig.state is state
    assert (rig.why is Why.SCREENING) is (state is State.IDLE)
    assert (Why.SCREENING in rig.ask(Confirm(Item.SCREENING, 0, "")).reasons) is (state is State.IDLE)
    assert Why.SCREENING in rig.ask(Calibrate(0)).reasons or state is State.READY


@pytest.mark.parametrize("wishing", [True, False])
def test_fault_16_answers_that_grow_too_old_meanwhile_end_it(wishing: bool) -> None:
    rig = Rig()
    rig.armed()
    left_s = (rig.now_ns - 1_000 * MS) // (1000 * MS) + 4
    old = replace(prescription().screening, at_s=UTC_S - 12 * HOUR_S + left_s)
    rig = Rig(begin=start(prescription(screening=old)))
    rig.armed()
    if wishing:
        rig.wish(2500)
        assert flows(rig)
        rig.wish(3000, still=State.STIM)
    rig.until(State.IDLE)
    rig.run(60)
    assert (rig.level_ua, rig.why) == (0, Why.SCREENING)
    assert left_s * 1000 < (rig.now_ns - 1_000 * MS) // MS < left_s * 1000 + 1300
    assert Why.SCREENING in rig.ask(Arm()).reasons
