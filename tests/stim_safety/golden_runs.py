"""Short runs of the controller, told line by line: what it wrote, recorded, kept and said, and when.

`test_golden_runs` compares them with the texts in `golden/`; ``python -m tests.stim_safety.golden_runs`` writes
those anew, and whoever does that reads the difference.  Nothing here is a test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from devices.emulators.stimulators.p24 import P24Emulator
from stim_safety import messages as msg
from stim_safety import pin
from stim_safety.drivers.p24 import P24
from stim_safety.step import GuardianNews
from stim_safety.words import Mark, Role, State, Why
from tests.stim_safety.faults.stand import at
from tests.stim_safety.rig import DIGEST, Rig, order, prescription, start, tricks, used
from tests.stim_safety.teller import Teller
from tests.stim_safety.test_every_driver import rig_of

FOLDER = Path(__file__).parent / "golden"


def begins() -> Teller:
    """From the start to READY, with everything confirmed; what was confirmed wrongly before is refused."""
    rig = Rig()
    told = Teller(rig)
    rig.until(State.READY)
    for item, channel, text in ((msg.Item.PRESCRIPTION, 0, "00000000"), (msg.Item.DEVICE, 0, "another"),
                                (msg.Item.PADS, 3, ""), (msg.Item.EXTERNAL, 0, "")):
        rig.ask(msg.Confirm(item, channel, text))
    rig.ask(msg.Arm())
    rig.ask(msg.Calibrate(0))
    rig.ready()
    rig.ask(msg.Reset(1))
    return told


def searches() -> Teller:
    """Up, down, let go, rest, marks in order and out of it, until the patient says enough."""
    rig = at(State.READY)
    told = Teller(rig)
    rig.ask(msg.Calibrate(4))
    rig.hold()
    rig.ask(msg.Hold(down=True))
    rig.ask(msg.SetMark(0, Mark.SENSORY, Role.THERAPIST))
    rig.press(2)
    for channel in (0, 0, 1):
        rig.ask(msg.StepUp(channel, up=True))
    rig.ask(msg.SetMark(0, Mark.MOTOR, Role.THERAPIST))
    rig.ask(msg.SetMark(0, Mark.SENSORY, Role.THERAPIST))
    rig.ask(msg.StepUp(0, up=False))
    rig.ask(msg.Hold(down=False))
    rig.ask(msg.Hold(down=True))
    rig.run(3000)
    rig.ask(msg.Hold(down=False))
    rig.ask(msg.Hold(down=True))
    rig.run(400)
    rig.press(2)
    rig.ask(msg.SetMark(0, Mark.MOTOR, Role.THERAPIST))
    rig.press(2)
    rig.ask(msg.SetMark(0, Mark.TOLERATED, Role.THERAPIST))
    rig.ask(msg.SetMark(0, Mark.TOLERATED, Role.PATIENT))
    rig.run(200)
    rig.ask(msg.Wish(0, 1000, 100))
    rig.ask(msg.Disarm())
    rig.until(State.READY)
    return told


def comes_down_to_nothing() -> Teller:
    """Pressed down to 0 the output ends; a pad that moves ends the search."""
    rig = at(State.CALIB)
    told = Teller(rig)
    for _ in range(4):
        rig.ask(msg.StepUp(0, up=False))
    rig.run(60)
    rig.ask(msg.PadsMoved(2))
    rig.ask(msg.PadsMoved(0))
    rig.until(State.READY)
    rig.ask(msg.Arm())
    return told


def helps() -> Teller:
    """A train up, lower, ended gently, its rest, a wish too early, and one that nobody renews."""
    rig = at(State.ARMED)
    told = Teller(rig)
    rig.wish(1200, 900)
    rig.wish(400, 300)
    rig.ask(msg.Wish(0, 0, 100))
    rig.run(1500)
    rig.ask(msg.Wish(0, 500, 100))
    rig.run(11_600)
    rig.until(State.ARMED)
    rig.wish(300, 200)
    rig.run(400)
    rig.ask(msg.Arm())
    rig.ask(msg.Disarm())
    rig.ask(msg.Disarm())
    rig.until(State.READY)
    rig.post(msg.End())
    rig.run(500)
    return told


def asks_wrongly() -> Teller:
    """Wishes that are too long, too short, too much, for nobody, and less than nothing."""
    rig = at(State.ARMED)
    told = Teller(rig)
    for channel, per_mille, ttl_ms in ((0, 1000, 0), (0, 1000, 1), (0, 1000, 150), (0, 1000, 151), (1, 1000, 100),
                                       (-1, 0, 100), (0, 2000, 100)):
        rig.ask(msg.Wish(channel, per_mille, ttl_ms))
        rig.run(200)
    rig.ask(msg.Wish(0, -1, 100))
    rig.run(200)
    rig.ask(msg.Wish(0, -1, 100))
    return told


def regrets() -> Teller:
    """A wish that is taken back before its train begins leaves nothing behind."""
    rig = at(State.ARMED, "two")
    told = Teller(rig)
    rig.logging = False
    rig.ask(msg.Wish(0, 1000, 100))
    rig.ask(msg.Wish(1, 1000, 100))
    rig.ask(msg.Wish(1, 0, 100))
    rig.ask(msg.Wish(0, 0, 100))
    rig.logging = True
    rig.run(200)
    rig.logging = False
    rig.ask(msg.Wish(0, 1000, 100))
    rig.run(160)
    rig.logging = True
    rig.acked = rig.recorded
    rig.run(100)
    rig.logging = False
    rig.ask(msg.Disarm())
    return told


def lasts_as_long_as_it_may() -> Teller:
    """A train that is wished for all the time ends by its own ramp."""
    rig = at(State.STIM)
    told = Teller(rig)
    rig.wish(5000, still=State.STIM)
    rig.run(300)
    return told


def takes_turns() -> Teller:
    """Of two channels one at a time; the other waits for it, not for its rest."""
    rig = at(State.ARMED, "two")
    told = Teller(rig)
    rig.wish(500, 1000, 0)
    rig.ask(msg.Wish(1, 1000, 100))
    rig.ask(msg.Wish(1, 0, 100))
    rig.ask(msg.Wish(0, 0, 100))
    rig.run(1200)
    rig.until(State.ARMED, 15_000)
    rig.wish(500, 1000, 1)
    rig.ask(msg.PadsMoved(1))
    rig.until(State.READY)
    return told


def latches() -> Teller:
    """A stop in a train, the way back in two steps, and everything that is none."""
    rig = at(State.STIM)
    told = Teller(rig)
    rig.post(msg.Wish(0, 1000, 100))
    rig.post(msg.Stop())
    rig.tick()
    rig.post(msg.Stop())
    rig.until(State.ESTOP)
    rig.ask(msg.Reset(1))
    rig.run(3100)
    for step, wait_ms in ((2, 0), (1, 0), (3, 0), (2, 0), (2, 10_020), (2, 0), (1, 300), (2, 0)):
        rig.ask(msg.Reset(step))
        rig.run(wait_ms)
    rig.until(State.READY)
    return told


def faults() -> Teller:
    """What was not written whole, twice; a stop in the fault; its reset."""
    rig = at(State.STIM)
    told = Teller(rig)
    rig.tick(written=False)
    rig.tick(written=False)
    rig.until(State.FAULT)
    rig.run(1000)
    rig.tick(written=False)
    rig.tick(stop=Why.PEDAL)
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    return told


def stops_while_it_stops() -> Teller:
    """A fault turns an end into a latch, and a person turns that into theirs."""
    rig = at(State.STOPPING)
    told = Teller(rig)
    rig.tick(wire_gone="unplugged")
    rig.tick(stop=Why.SIGNAL)
    rig.run(200)
    rig.run(3100)
    rig.ask(msg.Reset(1))
    rig.post(msg.End())
    rig.run(100)
    return told


def falls_silent() -> Teller:
    """A device that answers no more is not proven quiet, and what was set aside counts as given."""
    rig = at(State.STIM)
    told = Teller(rig)
    tricks(rig, mute=True)
    rig.wish(1600, still=State.STIM)
    rig.until(State.FAULT, 3000)
    tricks(rig, mute=False)
    rig.reset()
    rig.until(State.READY)
    return told


def loses_a_pad() -> Teller:
    """A pad that came off is a fault, and is to be found anew; the other channel's marks stay."""
    rig = at(State.STIM, "two")
    told = Teller(rig)
    tricks(rig, states={"1": 1})
    rig.wish(300, still=State.STIM)
    rig.until(State.FAULT)
    rig.reset()
    rig.until(State.READY)
    rig.ask(msg.Arm())
    return told


def finds_an_incident() -> Teller:
    """After a run that did not end cleanly people must look first."""
    rig = Rig(begin=start(incident=Why.DEFECT))
    told = Teller(rig)
    rig.until(State.ESTOP)
    rig.reset()
    rig.until(State.READY)
    return told


def is_locked() -> Teller:
    """A page with a PIN: wrong ones, the lock-out, the right one, and a minute without a touch."""
    rig = Rig(begin=start(pin=pin.make("4711", bytes(16))))
    told = Teller(rig)
    rig.until(State.READY)
    rig.ask(msg.Confirm(msg.Item.PRESENT, 0, ""))
    for text in ("0000", "4711"):
        rig.ask(msg.Pin(text))
    rig.confirm()
    for wait_ms in (0, 60_100):
        rig.run(wait_ms)
        rig.ask(msg.Calibrate(0))
    for _ in range(5):
        rig.ask(msg.Pin("0000"))
    rig.ask(msg.Pin("4711"))
    return told


def is_left_alone() -> Teller:
    """Armed and forgotten."""
    rig = at(State.ARMED)
    rig.run(299_000)
    told = Teller(rig)
    rig.run(1_100)
    rig.until(State.READY)
    return told


def uses_its_time_up() -> Teller:
    """The session's time ends in a train; after it nothing may begin."""
    rig = Rig(begin=start(spent=used(session_ms=20 * 60_000 - 19_000, session_ended_s=1_799_999_990)))
    rig.armed()
    told = Teller(rig)
    rig.wish(9000, still=State.ARMED)
    rig.wish(9000, still=State.STIM)
    rig.run(3000)
    rig.ask(msg.Arm())
    return told


def has_no_prescription() -> Teller:
    """Without one it says why, in parts, and nothing can be confirmed or armed."""
    told = Teller(rig := Rig(begin=start(prescription=None, refusal="Line 3: no current. " * 9, spent=None)))
    rig.until(State.IDLE)
    rig.ask(msg.Confirm(msg.Item.PRESCRIPTION, 0, DIGEST[:8]))
    for message in (msg.Arm(), msg.Calibrate(0), msg.Wish(0, 500, 100)):
        rig.ask(message)
    rig.run(2000)
    return told


def is_over() -> Teller:
    """A prescription whose file changes, and a game that goes away."""
    rig = at(State.ARMED)
    told = Teller(rig)
    rig.tick(digest=DIGEST)
    rig.tick(digest="f" * 64)
    rig.until(State.FAULT)
    rig.run(3100)
    rig.ask(msg.Reset(1))
    rig.tick(game_gone=True)
    rig.run(100)
    return told


def hears_nobody() -> Teller:
    """A game that falls silent, a guardian that does, and one that has taken over."""
    rig = at(State.STIM)
    told = Teller(rig)
    rig.beating = False
    rig.wish(600, still=State.STIM)
    rig.until(State.FAULT)
    rig.beating = True
    rig.guarding = False
    rig.run(400)
    rig.tick(guardian=GuardianNews.TRIPPED)
    rig.tick(guardian=GuardianNews.GONE)
    rig.run(200)
    return told


def talks_nonsense() -> Teller:
    """Bytes that are no message, what only this program may say, and late ticks."""
    rig = at(State.ARMED)
    told = Teller(rig)
    rig.post_raw(b"")
    rig.post(msg.Channel(0, "x", 0, 0, 0, 0, 0, 0))
    rig.tick()
    rig.tick(60)
    rig.tick(20)
    for _ in range(5):
        rig.post_raw(b"nonsense")
    rig.tick()
    rig.until(State.FAULT)
    return told


def _every(name: str) -> Callable[[], Teller]:
    def serves() -> Teller:
        told = Teller(rig := rig_of(name))
        rig.until(State.READY, 20_000)
        rig.ready()
        rig.calibrate(0, 4, 6, 9)
        rig.run(15_000)
        rig.arm()
        rig.wish(1500)
        rig.post(msg.Stop())
        rig.until(State.ESTOP)
        return told
    return serves


def reaches_the_end_of_the_day() -> Teller:
    """Another prescription than usual: a device that is known, a patient at the edge of the day."""
    ordered = replace(prescription(order(on_ms=3000, off_ms=3000)), day_ms=30 * 60_000)
    rig = Rig(P24(), P24Emulator(), start(ordered, known_devices=frozenset({"P24 0000000000000000"}),
                                         spent=used(day_ms=30 * 60_000 - 14_000)))
    told = Teller(rig)
    rig.until(State.READY)
    rig.ready()
    rig.calibrate(0, 4, 8, 12)
    rig.run(4000)
    rig.ask(msg.Arm())
    rig.run(200)
    return told


RUNS: dict[str, Callable[[], Teller]] = {
    **{run.__name__: run for run in (
        begins, searches, comes_down_to_nothing, helps, asks_wrongly, regrets, lasts_as_long_as_it_may,
        takes_turns, latches, faults, stops_while_it_stops, falls_silent, loses_a_pad, finds_an_incident,
        is_locked, is_left_alone, uses_its_time_up, has_no_prescription, is_over, hears_nobody, talks_nonsense,
        reaches_the_end_of_the_day)},
    **{f"serves_{name}": _every(name) for name in ("rehamove3", "rehastim2", "rehastim1", "openems")},
}


def text_of(name: str) -> str:
    """Return a run as text."""
    return "\n".join(RUNS[name]().lines) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in RUNS:
        (FOLDER / f"{each}.txt").write_text(text_of(each), "utf-8")
