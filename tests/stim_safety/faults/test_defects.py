"""Fault 31: an exception at every line that the loop and the controller run, in every state with high voltage."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

import stim_safety
from stim_safety.messages import Disarm, Heartbeat, Hold, Message, SetMark, Status, StepUp, Wish
from stim_safety.process import DEFECT
from stim_safety.timing import STOP_REPEATS, TICK_MS
from stim_safety.words import LATCHED, Mark, Role, State, Why
from tests.stim_safety.faults.edge import SAID, Edge, Injected, Injector, Line
from tests.stim_safety.faults.stand import at, flows, twin
from tests.stim_safety.rig import Rig

FLOWING = frozenset({State.CALIB, State.STIM})
MARK = SetMark(0, Mark.SENSORY, Role.THERAPIST)


def quiet(rig: Rig) -> None:
    """Nothing happens."""


def post_beat(rig: Rig) -> None:
    assert rig.status is not None
    rig.post(Heartbeat(rig.status.challenge, rig.status.state))


def says(*messages: Message) -> Callable[[Rig], None]:
    def post(rig: Rig) -> None:
        post_beat(rig)
        for message in messages:
            rig.post(message)
    return post


def falls(rig: Rig) -> None:
    """It is on its way down."""
    rig.ask(Wish(0, 0, 100))
    rig.run(200)


def question_due(rig: Rig) -> None:
    """The device is asked how it goes with the next step."""
    run = rig.controller._run
    while run.since(run.kept_alive_ns) != 480:
        if rig.state is State.STIM and run.since(run.kept_alive_ns) % 60 == 0:
            rig.post(Wish(0, 1000, 100))
        rig.tick()


def rests_over(rig: Rig) -> None:
    """The rest is over with the next step."""
    while rig.controller._run.rest_left_ms(0) > TICK_MS:
        rig.tick()


def rested(rig: Rig) -> None:
    """And that is written down."""
    rests_over(rig)
    rig.tick()


SCENES: list[tuple[State, Callable[[Rig], None]]] = [
    (State.CALIB, quiet), (State.CALIB, says(StepUp(0, up=True), MARK)), (State.CALIB, says(Hold(down=False))),
    (State.CALIB, question_due),
    (State.ARMED, quiet), (State.ARMED, says(Wish(0, 1000, 100))), (State.ARMED, question_due),
    (State.STIM, quiet), (State.STIM, says(Wish(0, 500, 100))), (State.STIM, says(Wish(0, 0, 100))),
    (State.STIM, says(Disarm())), (State.STIM, question_due), (State.STIM, falls),
    (State.REST, quiet), (State.REST, question_due), (State.REST, rests_over), (State.REST, rested)]


@cache
def _lines(number: int) -> tuple[Rig, tuple[Line, ...]]:
    """Return the rig of a scene and every line that its next turn runs."""
    state, prepare = SCENES[number]
    rig = at(state)
    prepare(rig)
    edge = Edge(twin(rig))
    with pytest.MonkeyPatch.context() as patch, Injector() as injector:
        assert edge.turn(patch)
    return rig, tuple(injector.seen)


def new_lines(number: int) -> list[Line]:
    """Return the lines of a scene that no earlier scene of the same state runs."""
    earlier = {line for before in range(number) if SCENES[before][0] is SCENES[number][0]
               for line in _lines(before)[1]}
    return [line for line in _lines(number)[1] if line not in earlier]


@pytest.mark.parametrize("number", range(len(SCENES)),
                         ids=[f"{state.name}-{n}" for n, (state, _) in enumerate(SCENES)])
def test_fault_31_an_exception_at_any_line_of_a_turn_stops_and_latches(
        number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rig, _ = _lines(number)
    lines = new_lines(number)
    assert lines
    for line in lines:
        edge = Edge(twin(rig))
        with Injector(line):
            assert edge.run(monkeypatch) == DEFECT, line
        expect_stopped(edge, line)


def expect_stopped(edge: Edge, line: Line) -> None:
    """Expect the stop frames, three times, at once, and nothing after them; the word to game and log."""
    stop = list(edge.rig.driver.stop_frames) * STOP_REPEATS
    assert edge.written()[-len(stop):] == stop, line
    assert len(edge.written()) <= len(stop) + len(stop) // STOP_REPEATS, line
    assert not edge.rig.device.outputs(edge.rig.now_ns), line
    (defect,) = edge.defects
    assert (defect.kind, defect.data["error"]) == ("defect", Injected.__name__), line
    assert f"{line[0].rpartition('/')[2]}:{line[1]}" in str(defect.data["at"]), line
    assert len(edge.told) == SAID
    assert all(isinstance(told, Status) and (told.state, told.why) == (State.FAULT, Why.DEFECT)
               for told in edge.told), line


def test_fault_31_the_scenes_run_through_the_whole_step_with_current() -> None:
    for state in FLOWING:
        flows(at(state))
    run = {line[0] for number in range(len(SCENES)) for line in _lines(number)[1]}
    assert {"/process.py", "/controller.py", "/requests.py", "/wishes.py", "/knob.py", "/decide.py", "/fence.py",
            "/outputs.py", "/course.py", "/ramp.py", "/device.py", "/exchange.py", "/progress.py", "/moves.py",
            "/stopping.py", "/telling.py", "/outbox.py", "/messages.py", "/lease.py", "/ticks.py", "/dose.py",
            "/drivers/sciencemode.py", "/codecs/sm34.py", "/codecs/sm34_trains.py"} <= run
    assert sum(len(new_lines(number)) for number in range(len(SCENES))) > 1000


def test_fault_31_without_an_exception_the_same_turns_latch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for number, (state, _) in enumerate(SCENES):
        edge = Edge(twin(_lines(number)[0]))
        assert edge.turn(monkeypatch)
        assert edge.defects == []
        assert edge.rig.state not in LATCHED, state


def test_fault_31_nothing_swallows_what_it_does_not_know() -> None:
    """Only the loop catches everything, and then latches; and the port, for which that is a pulled plug."""
    catching = []
    for path in Path(stim_safety.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                names = {"everything"} if node.type is None else {
                    each.id for each in ast.walk(node.type) if isinstance(each, ast.Name)}
                catching += [(path.name, name) for name in names & {"everything", "Exception", "BaseException"}]
    assert sorted(catching) == [("port.py", "BaseException")] * 3 + [("process.py", "BaseException")]
