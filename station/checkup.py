"""The check of the sensors before a round: when one is due, how long it looks, what is answered, what is kept.

A check is due before the first round with a sensor, and again when the device came anew or was lost, an
electrode was off, or five minutes have passed.  It looks for two seconds, gives trouble two more to pass and a
device four to come, and what is found is in the recording.
Not here: the judging (`signals.checkup`), the screen (`game.scenes.checkup`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.clock import NS_PER_S
from core.events import JsonValue
from core.frames import ControlFrame, StreamHealth
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind
from game.checkup import CheckAct, CheckPhase, CheckupView, Line, Mark, Sense
from levels.model import Level
from levels.words import BoardUse, Posture
from signals import checkup_words
from signals.checkup import Checkup, Finding, Need, Topic, Use, Verdict, worst
from station.engine import Engine
from station.plugging import Devices

LOOK_NS = 2 * NS_PER_S
"""How long all is measured before anything is said."""
PASSING_NS = 4 * NS_PER_S
"""Trouble may pass until then: a step onto the board, a cable that is being pressed in."""
ARRIVE_NS = 6 * NS_PER_S
"""A device may come until then; later it may come too, but by then somebody is told."""
NOTED_NS = 4 * NS_PER_S
MENDED_NS = NS_PER_S
"""So long nothing may be wrong before what had to be mended counts as mended."""
FRESH_NS = 300 * NS_PER_S
JUDGE_TICKS = 10
OFF_TICKS = 100
_LINES: dict[str, tuple[Stream, frozenset[Topic]]] = {
    "board": (Stream.BOARD, frozenset({Topic.HERE, Topic.RATE, Topic.LOST})),
    "weight": (Stream.BOARD, frozenset({Topic.ZERO, Topic.CORNERS})),
    "battery": (Stream.BOARD, frozenset({Topic.BATTERY})),
    "sensor": (Stream.EMG, frozenset({Topic.HERE, Topic.RATE, Topic.LOST})),
    "pads": (Stream.EMG, frozenset({Topic.FLAT, Topic.SATURATED})),
    "signal": (Stream.EMG, frozenset({Topic.MAINS, Topic.REST})),
}
_SENSES = {Stream.BOARD: Sense.BOARD, Stream.EMG: Sense.MUSCLES}
_MARKS = {Verdict.OK: Mark.OK, Verdict.NOTE: Mark.NOTE, Verdict.MEND: Mark.MEND}
_USES = {BoardUse.NEEDED: Use.NEEDED, BoardUse.WATCHED: Use.WATCHED, BoardUse.IGNORED: Use.NONE}
_BOARD = Stream.BOARD.value
_OK = StreamHealth.OK  # looked up once, not in every tick
_OFF = (StreamHealth.LEAD_OFF, StreamHealth.SATURATED, StreamHealth.LOST)
_Known = tuple[Stream, Topic, Muscle | None]


class CheckupDesk:
    """Begins checks where they are due; told of everything that comes (an `Examiner` of the engine)."""

    def __init__(self, engine: Engine, devices: Devices) -> None:
        self._engine, self._devices = engine, devices
        self._checked: dict[str, int] = {}
        self._off_ticks: dict[str, int] = {}
        self._running: RunningCheckup | None = None
        self.accepted: set[_Known] = set()

    def begin(self, level: Level, level_id: str, t_ns: int) -> RunningCheckup | None:
        """Begin the check of what `level` needs; None when all of it was looked at just now."""
        need = need_of(level, self._devices)
        wanted = _keys(need)
        if all(t_ns - self._checked.get(key, -FRESH_NS) < FRESH_NS for key in wanted):
            self._running = None
            return None
        self._running = RunningCheckup(need, level_id, self._engine, self)
        return self._running

    def feed(self, block: SampleBlock) -> None:
        """Take a raw block."""
        if self._running is not None:
            self._running.feed(block)

    def hear(self, note: LinkNote) -> None:
        """Take a remark of a link: a device that went or came is looked at anew."""
        if note.kind in (NoteKind.READY, NoteKind.LOST):
            board = note.stream is not Stream.EMG
            self._forget([key for key in self._checked if (key == Stream.BOARD) is board])

    def see(self, frame: ControlFrame) -> None:
        """Take a frame: a stream that was away and an electrode that was off are looked at anew."""
        off, board = self._off_ticks, frame.weight_kg.health
        if self._devices.has_board and (board is not _OK or off):
            self._count(_BOARD, board)
        for muscle, feature in frame.activation.items():
            if feature.health is not _OK or off:
                self._count(muscle, feature.health)

    def passed(self, need: Need, t_ns: int) -> None:
        """Take notice that a round may begin with what was looked at."""
        self._checked |= dict.fromkeys(_keys(need), t_ns)
        self._running = None

    def log(self, tick: int, t_ns: int, kind: str, data: dict[str, JsonValue]) -> None:
        """Keep a fact in the recording."""
        self._engine.log(tick, t_ns, kind, data)

    def _count(self, key: str, health: StreamHealth) -> None:
        if health not in _OFF:
            self._off_ticks.pop(key, None)
            return
        self._off_ticks[key] = ticks = self._off_ticks.get(key, 0) + 1
        if ticks == OFF_TICKS:
            self._forget([key])

    def _forget(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._checked.pop(key, None)


class RunningCheckup:
    """One check (a `game.checkup.Checkup`).  Life: `step` once per tick until PASSED, or `cancel`."""

    def __init__(self, need: Need, level_id: str, engine: Engine, desk: CheckupDesk) -> None:
        self._need, self._level_id, self._desk = need, level_id, desk
        self._assembler = engine.assembler
        self._checkup = self._fresh()
        self._phase = CheckPhase.LOOKING
        self._findings: tuple[Finding, ...] = ()
        self._grouped: tuple[Finding, ...] | None = None
        self._groups: dict[str, list[Finding]] = {}
        self._filled: tuple[int, bool] | None = None
        self._lines: tuple[Line, ...] = ()
        self._since_ns: int | None = None
        self._phase_ns = self._ticks = 0
        self._well_since_ns: int | None = None
        self._boardless = False

    def feed(self, block: SampleBlock) -> None:
        """Take a raw block."""
        self._checkup.feed(block)

    def step(self, tick: int, t_ns: int, act: CheckAct | None = None) -> CheckupView:
        """Advance 10 ms (the frame of `tick` was just made)."""
        if self._since_ns is None:
            self._since_ns = t_ns
        self._checkup.see(self._assembler.body())
        if self._ticks % JUDGE_TICKS == 0:
            self._findings = self._checkup.judge()
        self._ticks += 1
        if act is not None:
            self._obey(act, tick, t_ns)
        match self._phase:
            case CheckPhase.LOOKING:
                self._look(tick, t_ns)
            case CheckPhase.NOTED if t_ns - self._phase_ns >= NOTED_NS:
                self._pass(tick, t_ns, "by_itself")
            case CheckPhase.MENDING:
                self._wait_for_mending(tick, t_ns)
            case _:
                pass
        return self._view(t_ns)

    def cancel(self, tick: int, t_ns: int) -> None:
        """Leave it."""
        self._answered(tick, t_ns, "left")

    def _fresh(self) -> Checkup:
        return Checkup(self._need, self._assembler.settings, self._assembler.calibration.effort)

    def _look_anew(self, t_ns: int) -> None:
        self._checkup, self._findings = self._fresh(), ()
        self._phase, self._since_ns = CheckPhase.LOOKING, t_ns
        self._well_since_ns = None

    def _obey(self, act: CheckAct, tick: int, t_ns: int) -> None:
        match act:
            case CheckAct.AGAIN if self._phase in (CheckPhase.NOTED, CheckPhase.MENDING):
                self._answered(tick, t_ns, "again")
                self._look_anew(t_ns)
            case CheckAct.GO_ON if self._phase is CheckPhase.NOTED:
                self._pass(tick, t_ns, "go_on")
            case CheckAct.WITHOUT if self._phase is CheckPhase.MENDING and self._can_do_without():
                self._boardless = True
                self._pass(tick, t_ns, "without_board")
            case _:
                pass

    def _look(self, tick: int, t_ns: int) -> None:
        """Say what was found when all is well, or when it had time to become so."""
        age_ns = self._age_ns(t_ns)
        if age_ns < LOOK_NS:
            return
        self._findings = self._checkup.judge()
        grave = worst(self._open())
        away = any(finding.topic is Topic.HERE and finding.verdict is Verdict.MEND for finding in self._findings)
        if grave is Verdict.OK or age_ns >= (ARRIVE_NS if away else PASSING_NS):
            self._conclude(tick, t_ns, grave)

    def _wait_for_mending(self, tick: int, t_ns: int) -> None:
        if worst(self._open()) is Verdict.MEND:
            self._well_since_ns = None
        elif self._well_since_ns is None:
            self._well_since_ns = t_ns
        elif t_ns - self._well_since_ns >= MENDED_NS:
            self._conclude(tick, t_ns, worst(self._open()))

    def _conclude(self, tick: int, t_ns: int, grave: Verdict) -> None:
        self._desk.log(tick, t_ns, "checkup", {
            "level": self._level_id, "result": grave.name.lower(), "seconds": self._age_ns(t_ns) / NS_PER_S,
            "findings": [_told(finding) for finding in self._findings]})
        self._phase_ns = t_ns
        if grave is Verdict.OK:
            self._phase = CheckPhase.PASSED
            self._desk.passed(self._need, t_ns)
        else:
            self._phase = CheckPhase.NOTED if grave is Verdict.NOTE else CheckPhase.MENDING

    def _pass(self, tick: int, t_ns: int, answer: str) -> None:
        """Begin the round all the same; what was accepted is not held against anybody again."""
        self._answered(tick, t_ns, answer)
        self._desk.accepted |= {_known(finding) for finding in self._findings if finding.verdict is Verdict.NOTE}
        self._phase = CheckPhase.PASSED
        if not self._boardless:
            self._desk.passed(self._need, t_ns)

    def _answered(self, tick: int, t_ns: int, answer: str) -> None:
        self._desk.log(tick, t_ns, "checkup_answer", {"level": self._level_id, "answer": answer})

    def _open(self) -> list[Finding]:
        """Return what is not well and was not accepted before."""
        return [finding for finding in self._findings if finding.verdict is Verdict.MEND
                or (finding.verdict is Verdict.NOTE and _known(finding) not in self._desk.accepted)]

    def _can_do_without(self) -> bool:
        grave = [finding for finding in self._findings if finding.verdict is Verdict.MEND]
        return self._need.board is Use.WATCHED and all(finding.stream is Stream.BOARD for finding in grave)

    def _age_ns(self, t_ns: int) -> int:
        return 0 if self._since_ns is None else t_ns - self._since_ns

    def _view(self, t_ns: int) -> CheckupView:
        progress = min(1.0, self._age_ns(t_ns) / LOOK_NS)
        looking = self._phase is CheckPhase.LOOKING
        lines = self._seen(progress, looking)
        if looking or self._phase is CheckPhase.PASSED:
            return CheckupView(self._phase, lines, progress=progress, boardless=self._boardless)
        gravest = max(self._open(), key=lambda finding: finding.verdict, default=None)
        said = ("", "") if gravest is None else (checkup_words.for_patient(gravest),
                                                 checkup_words.for_therapist(gravest))
        left_s = max(0, NOTED_NS - (t_ns - self._phase_ns)) / NS_PER_S
        return CheckupView(self._phase, lines, *said, 1.0, left_s, self._can_do_without())

    def _seen(self, progress: float, looking: bool) -> tuple[Line, ...]:
        """Return one line for each group, the same ones until something was found or filled."""
        if self._findings is not self._grouped:
            self._grouped, self._filled = self._findings, None
            self._groups = _groups(self._need, self._findings)
        filled = int(progress * len(self._groups)) if looking else len(self._groups), looking
        if filled != self._filled:
            self._filled, self._lines = filled, _lines(self._groups, *filled)
        return self._lines


def need_of(level: Level, devices: Devices) -> Need:
    """Return what `level` needs of the sensors that are there; a board that is only watched may be missing."""
    use = _USES[level.board_use()]
    if use is Use.WATCHED and not devices.has_board:
        use = Use.NONE
    return Need(use, level.sensed(), level.posture is Posture.STANDING)


def _keys(need: Need) -> list[str]:
    return [*([Stream.BOARD.value] if need.board is not Use.NONE else []), *need.muscles]


def _known(finding: Finding) -> _Known:
    return finding.stream, finding.topic, finding.muscle


def _told(finding: Finding) -> dict[str, JsonValue]:
    """Return a finding as plain data, with its sentence where something is wrong."""
    wrong = finding.verdict is not Verdict.OK
    return {"stream": finding.stream.value, "topic": finding.topic.value, "verdict": finding.verdict.name.lower(),
            "value": None if finding.value is None else round(finding.value, 4),
            "muscle": None if finding.muscle is None else finding.muscle.value,
            **({"said": checkup_words.for_therapist(finding)} if wrong else {})}


def _groups(need: Need, findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Put what was found under the lines that tell of it."""
    there = {key: [finding for finding in findings if finding.stream is stream and finding.topic in topics]
             for key, (stream, topics) in _LINES.items()
             if (need.board is not Use.NONE if stream is Stream.BOARD else need.muscles)}
    if not there.get("battery"):
        there.pop("battery", None)
    return there


def _lines(groups: Mapping[str, Sequence[Finding]], filled: int, looking: bool) -> tuple[Line, ...]:
    """Return one line for each group; while looking they fill one after the other, and only with what is well."""
    return tuple(Line(key, _mark(group, number - filled, looking), _SENSES[_LINES[key][0]])
                 for number, (key, group) in enumerate(groups.items()))


def _mark(group: Sequence[Finding], to_come: int, looking: bool) -> Mark:
    verdict = worst(group)
    if looking and (to_come > 0 or not group):
        return Mark.WAITING
    if looking and (to_come == 0 or verdict is not Verdict.OK):
        return Mark.LOOKING
    return _MARKS[verdict] if group else Mark.WAITING
