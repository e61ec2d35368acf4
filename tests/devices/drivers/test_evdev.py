"""What the drivers of event nodes share, seen on the Wii board's and the joystick's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import SampleBlock, Stream
from devices.codecs import evdev as codec
from devices.codecs.evdev import (
    ASK_STATE,
    BTN_A,
    SYN_DROPPED,
    Axis,
    AxisState,
    DeviceState,
    Event,
    EventType,
    Syn,
)
from devices.drivers import LinkNote, NoteKind, Output
from devices.drivers.evdev import GRID_NS, EvdevDriver
from devices.drivers.joystick import JoystickAxes, JoystickDriver
from devices.drivers.wii_evdev import CORNERS, WiiEvdevDriver

START_NS = 50 * NS_PER_S


class Talk:
    """A driver on a node, its time, and what it said."""

    def __init__(self, driver: EvdevDriver) -> None:
        self.driver = driver
        self.now_ns = START_NS
        self.writes: list[bytes] = []
        self.blocks: list[SampleBlock] = []
        self.notes: list[LinkNote] = []
        self._failed = False
        self._take(driver.start(START_NS))

    def wait(self, ms: int, step_ms: int = 5) -> None:
        for _ in range(0, ms, step_ms):
            self.now_ns += step_ms * NS_PER_MS
            self._take(self.driver.tick(self.now_ns))

    def tell(self, state: DeviceState) -> None:
        self.hear(codec.encode_state(state))

    def change(self, changes: dict[int, int], ago_ms: int = 0, keys: dict[int, int] | None = None) -> None:
        """Let axes and keys change `ago_ms` before now."""
        t_ns = self.now_ns - ago_ms * NS_PER_MS
        events = [Event(EventType.ABS, code, value, t_ns) for code, value in changes.items()]
        events += [Event(EventType.KEY, code, value, t_ns) for code, value in (keys or {}).items()]
        self.hear(codec.encode_events([*events, Event(EventType.SYN, Syn.REPORT, 0, t_ns)]))

    def hear(self, data: bytes) -> None:
        self._take(self.driver.receive(data, self.now_ns))

    @property
    def rows(self) -> NDArray[np.float32]:
        return np.concatenate([block.data for block in self.blocks])

    @property
    def kinds(self) -> list[NoteKind]:
        return [note.kind for note in self.notes]

    def gave_up(self) -> bool:
        """Whether the driver failed; a call, so that nobody takes the last answer for the next."""
        return self._failed

    def _take(self, output: Output) -> None:
        self.writes += output.writes
        self.blocks += output.blocks
        self.notes += output.notes
        self._failed |= output.failed


def board(tl: int = 0, tr: int = 0, bl: int = 0, br: int = 0, button: bool = False) -> DeviceState:
    """How the node of a Wii board stands, in steps of 10 g."""
    return DeviceState({axis: AxisState(value, 0, 65535, 2, 4)
                        for axis, value in zip(CORNERS, (tl, tr, bl, br), strict=True)},
                       frozenset({BTN_A} if button else ()))


def stick(x: int = 0, y: int = 0, least: int = -127, most: int = 127, fuzz: int = 0) -> DeviceState:
    return DeviceState({Axis.X: AxisState(x, least, most, fuzz, 15), Axis.Y: AxisState(y, least, most, fuzz, 15)})


def loaded() -> Talk:
    """A board with somebody on it, streaming."""
    talk = Talk(WiiEvdevDriver())
    talk.tell(board(2000, 1500, 1800, 900))
    talk.wait(20)
    talk.change({Axis.HAT1X: 2001})
    talk.wait(5)
    assert talk.kinds == [NoteKind.READY]
    return talk


def lean(axes: JoystickAxes | None = None, state: DeviceState | None = None) -> Talk:
    talk = Talk(JoystickDriver(axes))
    talk.tell(state or stick())
    talk.wait(300)
    return talk


# --- opening ----------------------------------------------------------------------------------------------


def test_it_asks_how_everything_stands_and_waits_for_a_change() -> None:
    talk = Talk(WiiEvdevDriver())
    assert talk.writes == [ASK_STATE]
    talk.tell(board(2000, 1500, 1800, 900))
    talk.wait(200)
    assert (talk.notes, talk.blocks) == ([], [])
    talk.change({Axis.HAT1X: 2010})
    talk.wait(5)
    assert talk.kinds == [NoteKind.READY]
    assert "loads below zero are cut" in talk.notes[0].text
    assert talk.rows[0, :4] == pytest.approx((20.1, 15.0, 18.0, 9.0))


def test_an_empty_board_need_not_change() -> None:
    talk = Talk(WiiEvdevDriver())
    talk.tell(board())
    talk.wait(295)
    assert talk.notes == []
    talk.wait(10)
    assert talk.kinds == [NoteKind.READY]
    talk.wait(60_000, 20)
    assert not talk.gave_up()
    assert talk.kinds == [NoteKind.READY]


def test_a_load_from_before_that_never_changes_is_not_believed() -> None:
    talk = Talk(WiiEvdevDriver())
    talk.tell(board(2000, 1500, 1800, 900))
    talk.wait(3500)
    assert talk.gave_up()
    assert (talk.kinds, talk.blocks) == ([NoteKind.MISSING], [])
    assert "front button" in talk.notes[0].text


def test_nobody_who_answers_is_asked_three_times() -> None:
    talk = Talk(WiiEvdevDriver())
    talk.wait(5000)
    assert talk.writes == [ASK_STATE] * 3
    assert (talk.kinds, talk.gave_up()) == ([NoteKind.MISSING], True)
    talk.tell(board())
    assert talk.kinds == [NoteKind.MISSING], "it has given up"


@pytest.mark.parametrize(("driver", "state", "words"), [
    (WiiEvdevDriver(), stick(), "not a balance board"),
    (WiiEvdevDriver(), DeviceState(), "not a balance board"),
    (JoystickDriver(), DeviceState({Axis.X: AxisState(0, 0, 255), Axis.RZ: AxisState(0, 0, 255)}),
     "no axis Y (it has X, RZ)"),
    (JoystickDriver(), DeviceState(), "no axis X (it has none)"),
    (JoystickDriver(), stick(least=0, most=0), "no axis X (it has X, Y)"),
])
def test_another_device_is_refused_with_words(driver: EvdevDriver, state: DeviceState, words: str) -> None:
    talk = Talk(driver)
    talk.tell(state)
    assert (talk.kinds, talk.gave_up()) == ([NoteKind.WRONG_DEVICE], True)
    assert words in talk.notes[0].text


def test_it_says_nothing_when_it_is_closed() -> None:
    assert lean().driver.stop() == ()


# --- the grid ---------------------------------------------------------------------------------------------


def test_rows_stand_ten_milliseconds_apart_whatever_comes() -> None:
    talk = lean()
    for i in range(200):
        talk.wait(5 + i % 3 * 5)
        talk.change({Axis.X: i % 100})
    times = [block.t_ns(i) for block in talk.blocks for i in range(len(block.data))]
    assert set(np.diff(times)) == {GRID_NS}
    numbers = [block.seq + i for block in talk.blocks for i in range(len(block.data))]
    assert numbers == list(range(len(numbers)))
    assert 0 <= talk.now_ns - times[-1] < GRID_NS
    assert {block.lost for block in talk.blocks} == {0}


def test_a_change_holds_from_when_the_kernel_heard_of_it() -> None:
    talk = lean()
    first = len(talk.rows)
    talk.now_ns += 100 * NS_PER_MS  # held up
    talk.change({Axis.X: 127}, ago_ms=55)
    talk.wait(5)
    rolls = talk.rows[first:, 0].tolist()
    assert len(rolls) == 10
    assert rolls == pytest.approx([0.0] * 4 + [20.0] * 6)


@pytest.mark.parametrize("ago_ms", [-5, 1500])
def test_stamps_of_another_clock_are_not_used(ago_ms: int) -> None:
    talk = lean()
    first = len(talk.rows)
    talk.wait(50)
    talk.change({Axis.X: 127}, ago_ms=ago_ms)
    talk.wait(20)
    assert talk.rows[first:, 0].tolist() == pytest.approx([0.0] * 5 + [20.0] * 2)


def test_a_reader_that_slept_for_a_minute_is_not_flooded() -> None:
    talk = lean()
    first = len(talk.rows)
    talk.wait(60_000, step_ms=60_000)
    assert len(talk.rows) - first == 1000
    assert sum(block.lost for block in talk.blocks) == 5000
    times = [block.t0_ns for block in talk.blocks]
    assert times == sorted(times)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(-50, 2000),
                          st.sampled_from(["tick", "axis", "key", "drop", "state", "rubbish"])), max_size=40))
def test_numbers_and_times_agree_whatever_happens(steps: list[tuple[int, int, str]]) -> None:
    talk = loaded()
    for ms, ago_ms, what in steps:
        talk.now_ns += ms * NS_PER_MS
        if what == "axis":
            talk.change({Axis.HAT0X: ms}, ago_ms)
        elif what == "key":
            talk.change({}, ago_ms, {BTN_A: ms % 2})
        elif what == "drop":
            talk.hear(codec.encode_events([SYN_DROPPED]))
        elif what == "state":
            talk.tell(board(ms, ms, ms, ms))
        elif what == "rubbish":
            talk.hear(bytes(range(ms % 100)))
        talk.wait(5)
    first = talk.blocks[0]
    number = first.seq
    for block in talk.blocks:
        assert block.seq == number + block.lost
        assert block.t0_ns == first.t0_ns + (block.seq - first.seq) * GRID_NS
        assert block.last_t_ns <= talk.now_ns
        number = block.seq + len(block.data)


# --- losses -----------------------------------------------------------------------------------------------


def test_after_an_overrun_the_state_is_asked_for_again() -> None:
    talk = loaded()
    dropped = [SYN_DROPPED, Event(EventType.ABS, Axis.HAT1X, 9999, talk.now_ns)]
    talk.hear(codec.encode_events(dropped))
    assert talk.writes == [ASK_STATE]
    talk.hear(codec.encode_events([codec.SYN_REPORT]))
    assert talk.writes == [ASK_STATE, ASK_STATE]
    assert talk.kinds == [NoteKind.READY, NoteKind.OVERRUN]
    talk.tell(board(100, 200, 300, 400, button=True))
    talk.wait(10)
    assert talk.rows[:, 0].max() < 21.0, "what came with the overrun is not used"
    assert talk.rows[-1, :6].tolist() == pytest.approx([1.0, 2.0, 3.0, 4.0, math.nan, 1.0], nan_ok=True)


def test_an_overrun_before_samples_come_costs_nothing_and_is_not_told() -> None:
    talk = Talk(WiiEvdevDriver())
    talk.tell(board(2000, 1500, 1800, 900))
    talk.hear(codec.encode_events([SYN_DROPPED, codec.SYN_REPORT]))
    assert talk.writes == [ASK_STATE, ASK_STATE]
    assert talk.notes == []


def test_overruns_in_a_row_are_told_once() -> None:
    talk = loaded()
    for _ in range(100):
        talk.hear(codec.encode_events([SYN_DROPPED, codec.SYN_REPORT]))
        talk.tell(board(2000, 1500, 1800, 900))
        talk.wait(10)
    assert talk.kinds == [NoteKind.READY, NoteKind.OVERRUN]


def test_a_loaded_board_that_pauses_leaves_a_gap() -> None:
    talk = loaded()
    talk.wait(400)
    assert talk.now_ns - talk.blocks[-1].last_t_ns > 140 * NS_PER_MS, "no rows are made up for long"
    talk.change({Axis.HAT1X: 2010})
    talk.wait(10)
    assert talk.kinds == [NoteKind.READY, NoteKind.GAP]
    assert talk.blocks[-1].lost + talk.blocks[-2].lost == 15
    assert not talk.gave_up()


def test_a_loaded_board_that_stays_silent_is_told_and_given_up() -> None:
    talk = loaded()
    talk.wait(1000)
    assert talk.kinds == [NoteKind.READY, NoteKind.SILENT]
    talk.wait(1900)
    assert not talk.gave_up()
    talk.wait(200)
    assert talk.gave_up()
    assert talk.kinds == [NoteKind.READY, NoteKind.SILENT]


def test_a_silence_that_ends_is_ready_again() -> None:
    talk = loaded()
    talk.wait(1500)
    talk.change({Axis.HAT1X: 2010})
    assert talk.kinds == [NoteKind.READY, NoteKind.SILENT, NoteKind.GAP, NoteKind.READY]


def test_a_joystick_may_be_still_for_an_hour() -> None:
    talk = lean()
    talk.wait(60_000, 20)
    assert not talk.gave_up()
    assert talk.kinds == [NoteKind.READY]
    assert len(talk.rows) == pytest.approx(6000, abs=2)


# --- the Wii board ----------------------------------------------------------------------------------------


def test_a_row_of_the_board_has_kilograms_the_button_and_no_battery() -> None:
    talk = loaded()
    talk.change({Axis.HAT1X: 1, Axis.HAT0X: 2, Axis.HAT1Y: 3, Axis.HAT0Y: 65535}, keys={BTN_A: 1})
    talk.wait(10)
    assert talk.rows[-1, [0, 1, 2, 3, 5]] == pytest.approx((0.01, 0.02, 0.03, 655.35, 1.0))
    assert np.isnan(talk.rows[-1, [4, 6]]).all()
    talk.change({}, keys={BTN_A: 0})
    talk.wait(10)
    assert talk.rows[-1, 5] == 0.0
    assert {block.stream for block in talk.blocks} == {Stream.BOARD}


# --- the joystick -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("axes", "x", "y", "roll", "pitch"), [
    (JoystickAxes(), 0, 0, 0, 0),
    (JoystickAxes(), 127, -127, 20, 20),
    (JoystickAxes(), -127, 127, -20, -20),
    (JoystickAxes(full_scale_deg=12.7), 10, -50, 1, 5),
    (JoystickAxes(invert_roll=True), 127, 127, -20, -20),
    (JoystickAxes(invert_pitch=True), 127, 127, 20, 20),
    (JoystickAxes(roll=Axis.Y, pitch=Axis.X), 127, -127, -20, -20),
])
def test_axes_are_degrees(axes: JoystickAxes, x: int, y: int, roll: float, pitch: float) -> None:
    talk = lean(axes, stick(x, y))
    assert talk.rows[-1] == pytest.approx((roll, pitch), abs=1e-4)
    assert {block.stream for block in talk.blocks} == {Stream.TILT}


@pytest.mark.parametrize(("least", "most", "fuzz", "step"), [
    (-127, 127, 0, "0.16"), (0, 1023, 3, "0.12"), (0, 255, 0, "0.16"), (-32768, 32767, 128, "0.078")])
def test_ready_says_how_fine_it_is(least: int, most: int, fuzz: int, step: str) -> None:
    text = lean(state=stick(0, 0, least, most, fuzz)).notes[0].text
    assert f"up to 20 degrees, in steps of about {step}." in text


def test_the_rest_zone_of_thumbs_is_not_taken_off() -> None:
    talk = lean()
    talk.change({Axis.X: 5, Axis.Y: -5})
    talk.wait(10)
    assert talk.rows[-1] == pytest.approx((5 * 20 / 127, 5 * 20 / 127))


def test_the_extremes_of_32_bits_are_finite() -> None:
    talk = lean(state=stick(0, 0, -(1 << 31), (1 << 31) - 1))
    talk.change({Axis.X: (1 << 31) - 1, Axis.Y: -(1 << 31)})
    talk.wait(10)
    assert talk.rows[-1] == pytest.approx((20, 20))
