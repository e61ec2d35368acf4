"""What the game is told fits its messages, whatever stands in files and devices."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stim_safety import telling
from stim_safety.calibration import Found
from stim_safety.messages import Channel, Device, Message, Prescribed, Refusal, decode
from stim_safety.run import Run
from stim_safety.telling import status, tell
from stim_safety.timing import MS
from stim_safety.words import State
from tests.stim_safety.faults.stand import at
from tests.stim_safety.rig import DIGEST, Rig, order, prescription, start
from tests.stim_safety.test_every_driver import Silent

LONG, CUT = "ü" * 40 + "x", "ü" * 32


def test_long_names_are_told_as_far_as_a_message_holds() -> None:
    driver = Silent()
    driver.abilities = replace(driver.abilities, name=LONG)
    rig = Rig(driver, begin=start(prescription(order(muscle=LONG), patient=LONG), known_devices=frozenset({LONG})))
    rig.until(State.READY)
    rig.tick()
    assert rig.newest(Prescribed) == Prescribed(DIGEST, CUT, pin=False)
    assert rig.newest(Channel).muscle == CUT
    assert rig.newest(Device) == Device(CUT, known=True)


@pytest.mark.parametrize("refusal", ["Line 3: no\0 current. ", "\0", "\0" + "ü" * 61, ""])
def test_a_refusal_is_told_whole_without_its_zeros_and_ends_once(refusal: str) -> None:
    rig = Rig(begin=start(prescription=None, refusal=refusal, spent=None))
    rig.tick()
    told = [message for message in rig.told if isinstance(message, Refusal)]
    whole = refusal.replace("\0", "")
    assert "".join(message.part for message in told) == whole
    assert [message.last for message in told] == [False] * (len(told) - 1) + [True] * bool(whole)


def test_a_fact_is_told_in_the_step_in_which_it_changes_and_again_each_second(
        monkeypatch: pytest.MonkeyPatch) -> None:
    run = at(State.READY).controller._run
    begin_ns = run.repeated_ns = run.now_ns
    made: list[int] = []
    make = telling._facts

    def facts(of: Run) -> list[Message]:
        made.append((of.now_ns - begin_ns) // MS)
        return make(of)

    monkeypatch.setattr(telling, "_facts", facts)
    first, felt, second = Found(4000), Found(4000, felt_ua=5000), Found(5000)
    told: list[int] = []
    for later_ms, marks in ((0, first), (20, first), (40, felt), (60, second), (80, second), (999, second),
                            (1000, second), (1020, second)):
        run.begin(replace(run.inputs, now_ns=begin_ns + later_ms * MS))
        run.found[0] = marks
        tell(run)
        said = run.out.take(mute=False, beat=False, release=False, over=False).to_game
        told += [later_ms for data in said if isinstance(decode(data).message, Channel)]
    assert told == [0, 60, 1000]
    assert made == [0, 40, 60, 1000], "what they are made of is else that of the step before"


@pytest.mark.parametrize(("left_ms", "told_ms"), [(1, 1), (0, 0), (-1, 0)])
def test_of_a_train_no_less_than_nothing_is_left(left_ms: int, told_ms: int) -> None:
    run = at(State.STIM).controller._run
    assert run.course is not None
    run.course.began_ns = run.now_ns - (run.course.limit_ms - left_ms) * MS
    assert status(run).train_left_ms == told_ms
