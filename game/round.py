"""A round: one play from the instruction to the results, with its gate, its pauses and its safe end.

INSTRUCTION -> ALIGN (stand still in the middle: the gate) -> COUNTDOWN -> PLAY -> RESULTS.  Faults and people
pause a moving phase; the way back always leads through the gate, and the world stands still until then.  Where a
coach has something to show or ask between two tries, PLAY -> ASIDE -> PLAY, and the world stands still too.
Everything follows from level, grade, random source, start of the coach, frames and commands, so a recording of
these replays to the same events.  Not here: what is played (`game.plays`), what is wrong (`game.watch`), how the
gate judges (`game.gate`), what a coach says (`game.coaching`) and for how long (`game.asides`), screens
(`game.scenes`).
"""

from __future__ import annotations

import random
from math import isfinite

from core.cues import Cue, CueKind
from core.events import Event, JsonValue
from core.faults import FAULTS, Fault
from core.frames import TICK_HZ, ControlFrame
from core.stim import NO_STIM, StimPhase, StimWish
from game.asides import Asides
from game.coaching import Coach
from game.gate import Gate, RestGate, StillGate
from game.mapping import Mapping
from game.phases import Command, Ending, Phase, RoundStep, RoundView
from game.plays import Actions, Axis, Outcome, View
from game.plays.registry import make_play
from game.watch import ABSENCE, Watch
from levels.model import Grade, Level
from levels.model_lanterns import LanternsLevel
from levels.model_shelf_reach import ShelfReachLevel, Steer
from levels.words import BoardUse

COUNT_S = 3
WARN_AFTER_S = 60
END_AFTER_S = 90
"""Nobody on the board, or no device, for this long: first a warning, then a safe end with results so far."""
AWAY_TICKS = 3 * TICK_HZ // 10
"""Leaving the middle, or rest, clearly for 0.3 s while counting leads back to the gate."""
USUAL_REST = 0.15
"""Share of the own maximum below which a muscle that steers a hand is at rest."""

_MOVING = frozenset({Phase.ALIGN, Phase.COUNTDOWN, Phase.PLAY, Phase.ASIDE})
_PLAYING = frozenset({Phase.PLAY, Phase.ASIDE})
_BY_PERSON = (Ending.COMPLETED, Ending.STOPPED)
_HELP = frozenset({Command.EASIER, Command.SKIP})
_ASKABLE = (StimPhase.READY, StimPhase.RUNNING)
"""Nothing is asked of a stimulator that is not ready, rests, or was stopped."""
_INSTRUCTION, _PLAY, _ASIDE, _RESULTS = Phase.INSTRUCTION, Phase.PLAY, Phase.ASIDE, Phase.RESULTS
_X, _Y = Axis.X, Axis.Y  # members looked up once, not in every tick
_MIDDLE = (0.0, 0.0)
NO_COMMANDS: frozenset[Command] = frozenset()
ENOUGH = "enough"
"""The button by which a play ends kindly between two tries, because its time is over."""


class Round:
    """One round.  Life: `step` once per tick, for ever; in RESULTS nothing changes any more."""

    def __init__(self, level: Level, grade: Grade, rng: random.Random, coach: Coach | None = None) -> None:
        self._level, self._grade = level, grade
        self._play = make_play(level, grade.number, rng, coach)
        self._asides, self._coached = Asides(coach), coach is not None
        self._done = False
        self._mapping = Mapping(level.steer if isinstance(level, ShelfReachLevel) else Steer())
        self._watch = Watch(level.posture, level.board_use(), level.sensed())
        self._on_board = level.board_use() is BoardUse.NEEDED
        self._gate = _gate_of(level)
        self._stim = NO_STIM
        self._wish: StimWish | None = None
        self._phase = Phase.INSTRUCTION
        self._back_to = Phase.COUNTDOWN
        self._held = False
        self._fault: Fault | None = None
        self._phase_ticks = self._waiting_ticks = self._away_ticks = 0
        self._tick = self._t_ns = 0
        self._lean = (0.0, 0.0)
        self._view: View | None = None
        self._outcome: Outcome | None = None
        self._ending: Ending | None = None
        self._events: list[Event] = []
        self._cue = self._play_cue = self._body_cue = Cue(0, CueKind.NONE)

    def step(self, frame: ControlFrame, commands: frozenset[Command] = NO_COMMANDS) -> RoundStep:
        """Advance 10 ms."""
        self._tick, self._t_ns = frame.tick, frame.t_ns
        self._stim, self._wish = frame.stim, None
        self._events.clear()
        self._phase_ticks += 1
        buttons = self._buttons(commands) if commands or self._coached else NO_COMMANDS
        actions = self._mapping.step(frame, buttons)
        self._lean = self._seen_lean(frame, actions)
        if self._phase is not _RESULTS:
            self._look(frame, commands)
            if commands:
                self._obey(commands)
            self._advance(frame, actions, commands)
            if self._coached:
                self._events += self._asides.events(self._tick, self._t_ns)
        return RoundStep(self._round_view(), self._cue, tuple(self._events), self._wish)

    def _buttons(self, commands: frozenset[Command]) -> frozenset[str]:
        """Name what is pressed for the play."""
        if not commands and not self._asides.enough:
            return NO_COMMANDS
        pressed = frozenset(str(command) for command in commands & _HELP)
        return pressed | {ENOUGH} if self._asides.enough else pressed

    # What is wrong, and what is asked for.

    def _look(self, frame: ControlFrame, commands: frozenset[Command]) -> None:
        """Watch all the time, and mind from the gate on: before, nobody needs to stand anywhere."""
        if self._phase in _PLAYING or self._watch.dropping:
            self._look_after(frame)
        seen = self._watch.see(frame)
        if self._phase is _INSTRUCTION:
            return
        if seen is None and commands and Command.HUM in commands and self._level.sensed():
            seen = Fault.EMG_MAINS
        before, self._fault = self._fault, seen
        if seen is not before:
            if before is not None:
                self._note("fault_cleared", fault=str(before))
            if self._fault is not None:
                self._note("fault", fault=str(self._fault), effect=FAULTS[self._fault].effect.name.lower())
        if seen is None:
            self._waiting_ticks = 0
        else:
            self._wait()

    def _look_after(self, frame: ControlFrame) -> None:
        """Note a near-fall; a load that dropped may be caught again while all stands still for it."""
        fell = self._watch.follow(frame, self._cue.lean if self._phase is _ASIDE else self._body_cue.lean)
        if fell is not None:
            self._note("near_fall", seen=str(fell))
            self._asides.unsteady()

    def _wait(self) -> None:
        """Count how long nobody is there; a pause that a person asked for may last."""
        self._waiting_ticks = 0 if self._held else self._waiting_ticks + 1
        if self._waiting_ticks >= END_AFTER_S * TICK_HZ:
            self._end(Ending.SAFE_END)

    def _obey(self, commands: frozenset[Command]) -> None:
        """Do what was asked, the safest first; what does not fit the phase is ignored."""
        if self._phase is _RESULTS:
            return
        if Command.END in commands:
            self._fault = Fault.RECORDING_FAILED
            self._end(Ending.SAFE_END)
        elif Command.STOP in commands:
            self._note("stopped", phase=str(self._phase))
            self._end(Ending.COMPLETED if self._done else Ending.STOPPED)
        elif Command.PAUSE in commands and self._phase in _MOVING:
            self._held = True
            self._pause("person")
        elif Command.PAUSE in commands and self._phase is Phase.PAUSED:
            self._held = True
        elif Command.RESUME in commands and self._phase in {Phase.PAUSED, Phase.ALIGN}:
            self._held = False
            self._watch.calm()
            if self._fault in ABSENCE:
                self._watch.forget()  # somebody looked: the load learned before may have been of two people
        elif Command.ASK in commands and self._phase is Phase.PLAY:
            self._asides.ask()
        elif Command.START in commands and self._phase is Phase.INSTRUCTION:
            if Command.BOARDLESS in commands:
                self._watch.ignore_board()
            self._note("round_started", play=self._level.play, title=self._level.text("title"),
                       grade=self._grade.number, items=self._grade.items)
            self._enter_gate(Phase.COUNTDOWN)

    # The phases.

    def _advance(self, frame: ControlFrame, actions: Actions, commands: frozenset[Command]) -> None:
        if self._fault is not None and self._phase in _MOVING and not self._absent_at_gate():
            self._pause(str(self._fault))
        if self._phase is not _PLAY:
            self._lead(frame, commands)
        elif self._coached and self._asides.now is not None:  # the person asked
            self._enter_aside()
        if self._phase is _PLAY:  # also in the tick that led here, so that there is a world to show
            self._play_on(actions)

    def _lead(self, frame: ControlFrame, commands: frozenset[Command]) -> None:
        """Advance what leads to play."""
        match self._phase:
            case Phase.ALIGN:
                self._align(frame)
            case Phase.COUNTDOWN:
                self._count(frame)
            case Phase.PAUSED:
                self._rest()
            case Phase.ASIDE:
                self._tell(commands)
            case _:
                pass

    def _absent_at_gate(self) -> bool:
        """Whether somebody just has to step on: the gate waits for that itself."""
        return self._phase is Phase.ALIGN and self._fault in ABSENCE

    def _enter_gate(self, back_to: Phase) -> None:
        self._enter(Phase.ALIGN)
        self._back_to = back_to
        self._gate.reset()
        self._mapping.reset()

    def _align(self, frame: ControlFrame) -> None:
        if self._fault is not None:
            self._ask(CueKind.STEP_ON)
            self._gate.reset()
            return
        self._ask(CueKind.CENTRE if self._on_board else CueKind.RELAX)
        if self._gate.step(frame, self._lean):
            self._pass_gate()

    def _pass_gate(self) -> None:
        self._watch.learn(self._gate.weight_kg)
        self._watch.calm()
        self._note("aligned", weight_kg=round(self._gate.weight_kg, 2), back_to=str(self._back_to))
        if self._back_to in _PLAYING:
            self._note("resumed")
        self._asides.restart()
        self._enter(self._back_to)

    def _count(self, frame: ControlFrame) -> None:
        away = self._gate.away(frame, self._lean)
        self._away_ticks = self._away_ticks + 1 if away else 0
        if self._away_ticks >= AWAY_TICKS:
            self._note("left_centre")
            self._enter_gate(Phase.COUNTDOWN)
        elif self._phase_ticks >= COUNT_S * TICK_HZ:
            self._note("play_started")
            self._enter(Phase.PLAY)

    def _play_on(self, actions: Actions) -> None:
        step = self._play.step(self._tick, self._t_ns, actions)
        self._view = step.view
        self._events += step.events
        if step.cue is not self._play_cue:
            self._play_cue, self._body_cue = step.cue, self._mapping.asked(step.cue)
        self._cue = self._body_cue
        self._done = step.done
        if self._coached:
            self._asides.follow(step)
        if self._coached and self._asides.now is not None:
            self._enter_aside()
        elif step.done:
            self._end(Ending.COMPLETED)
        elif self._stim.phase in _ASKABLE:
            self._wish = step.wish

    def _enter_aside(self) -> None:
        self._enter(Phase.ASIDE)
        self._ask(CueKind.CENTRE if self._on_board else CueKind.RELAX)

    def _tell(self, commands: frozenset[Command]) -> None:
        """Show the asides one after the other, then go on."""
        self._ask(CueKind.CENTRE if self._on_board else CueKind.RELAX)
        self._asides.step(commands)
        if self._asides.now is None and self._done:
            self._end(Ending.COMPLETED)
        elif self._asides.now is None:
            self._enter(Phase.PLAY)

    def _pause(self, reason: str) -> None:
        """Freeze the world and remember where to go on."""
        if self._phase is Phase.PLAY:
            self._view = self._play.freeze()
        if self._phase is not Phase.ALIGN:
            self._back_to = self._phase
        self._note("paused", reason=reason, phase=str(self._phase))
        self._enter(Phase.PAUSED)

    def _rest(self) -> None:
        """Stay paused while a person wants it or a device is missing."""
        self._ask(CueKind.STEP_ON if self._fault in ABSENCE and not self._held else CueKind.NONE)
        if not self._held and self._fault is None:
            self._enter_gate(self._back_to)

    def _end(self, ending: Ending) -> None:
        self._events += self._asides.events(self._tick, self._t_ns)
        self._outcome = self._play.outcome()
        self._ending = ending
        self._enter(Phase.RESULTS)
        self._ask(CueKind.NONE)
        self._note("outcome", stars=self._outcome.stars, reasons=list(self._outcome.reasons),
                   measures=dict(self._outcome.measures))
        self._note("ended", ending=str(ending), fault=None if self._fault is None else str(self._fault))

    # Words.

    def _enter(self, phase: Phase) -> None:
        self._phase = phase
        self._phase_ticks = self._away_ticks = 0

    def _ask(self, kind: CueKind) -> None:
        """Ask for the same thing with the same cue, so that its time stays that of the asking."""
        if self._cue.kind is not kind or self._cue is self._body_cue:
            self._cue = Cue(self._t_ns, kind)

    def _note(self, kind: str, **data: JsonValue) -> None:
        self._events.append(Event(self._tick, self._t_ns, kind, data))

    def _seen_lean(self, frame: ControlFrame, actions: Actions) -> tuple[float, float]:
        """Where the person leans; where only muscles steer, where they put the hand, if they steer one."""
        if not self._on_board:
            axes = actions.axes
            return (axes.get(_X, 0.0), axes.get(_Y, 0.0)) if axes else _MIDDLE
        x, y = frame.lean_x.value, frame.lean_y.value
        return (x, y) if isfinite(x) and isfinite(y) else self._lean

    def _round_view(self) -> RoundView:
        phase = self._phase
        if phase is _PLAY or phase is _INSTRUCTION:
            return RoundView(self._tick, phase, 0.0, 0, self._view, self._lean, None, 0.0, None, None, None,
                             self._stim, None, self._coached and phase is _PLAY and self._asides.may_ask)
        counting, waiting_s = phase is Phase.COUNTDOWN, self._waiting_ticks / TICK_HZ
        return RoundView(
            self._tick, phase, self._progress(), COUNT_S - self._phase_ticks // TICK_HZ if counting else 0,
            self._view, self._lean, None if self._ending in _BY_PERSON else self._fault, waiting_s,
            END_AFTER_S - waiting_s if waiting_s >= WARN_AFTER_S and self._ending is None else None,
            self._outcome, self._ending, self._stim, self._asides.now if phase is _ASIDE else None)

    def _progress(self) -> float:
        if self._phase is Phase.ALIGN:
            return self._gate.progress
        return self._phase_ticks / (COUNT_S * TICK_HZ) if self._phase is Phase.COUNTDOWN else 0.0


def _gate_of(level: Level) -> Gate:
    """Return the gate that fits: who stands or sits on a board is still in its middle, else the muscles rest."""
    if level.board_use() is BoardUse.NEEDED and isinstance(level, ShelfReachLevel):
        return StillGate(level.quality.align_s, level.quality.align_radius)
    relax = level.quality.relax if isinstance(level, LanternsLevel) else USUAL_REST
    return RestGate(level.quality.align_s, relax, level.sensed())
