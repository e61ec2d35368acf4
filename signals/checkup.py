"""The check of the sensors before play: what is looked at, and how each thing is judged.  Pure.

Fed with the blocks and bodies of about two seconds, it tells for each thing whether it is well, worth knowing, or
must be mended before this level, with a sentence for the patient and one for the therapist.  The limits and their
reasons are in the table of docs/signals.md.
Not here: how long a check lasts and what may be answered (`station.checkup`), sentences (`signals.checkup_words`).
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.clock import NS_PER_S
from core.frames import StreamHealth
from core.muscles import Muscle
from core.samples import BOARD_COLUMNS, SampleBlock, Stream
from signals.assembler import BodyState
from signals.calibration import EffortRange
from signals.filters import MIN_RATE_HZ
from signals.flow import Flow, FlowMeter
from signals.hum import HumMeter
from signals.settings import SignalSettings

WINDOW_NS = 2 * NS_PER_S
LEAST_NS = WINDOW_NS * 3 // 4
"""So much of the window must have been heard; the rest is the filters' start and the way of the first block."""
LOST_NOTE, LOST_MEND = 0.01, 0.10
RATE_NOTE, RATE_MEND = 0.05, 0.50
TARE_NOTE_KG, TARE_MEND_KG = 1.0, 5.0
STEADY_KG = 1.0
ZERO_NS = NS_PER_S // 2
CORNER_LOW_KG = -3.0
LIGHT_KG, HEAVY_KG = 20.0, 150.0
MOVES_KG = 0.3
BATTERY_LOW = 0.25
DROWNS_WEAK, DROWNS_ALL = 0.15, 0.50
MOSTLY = 0.5
REST_NOTE = 0.15
CONTACT_SHARE = 0.25
_BATTERY = BOARD_COLUMNS.index("battery")
_BAD_CONTACT = (StreamHealth.LEAD_OFF, StreamHealth.SATURATED)


class Topic(StrEnum):
    """What is looked at.

    HERE: samples come.  RATE: as many as should.  LOST: none is missing.  ZERO: the empty board shows no load, a
    loaded one what a person can weigh.  CORNERS: each moves, and none is far below 0.  BATTERY.  FLAT, SATURATED:
    the electrode.  MAINS: hum.  REST: the muscle can be silent.
    """

    HERE = "here"
    RATE = "rate"
    LOST = "lost"
    ZERO = "zero"
    CORNERS = "corners"
    BATTERY = "battery"
    FLAT = "flat"
    SATURATED = "saturated"
    MAINS = "mains"
    REST = "rest"


class Verdict(IntEnum):
    """OK; worth knowing (NOTE); must be mended before this level can be played (MEND)."""

    OK = 0
    NOTE = 1
    MEND = 2


class Use(IntEnum):
    """What a level wants of a board: nothing, that it watches over who stands there, or that leaning steers."""

    NONE = 0
    WATCHED = 1
    NEEDED = 2


@dataclass(frozen=True, slots=True)
class Need:
    """What a level needs.  standing: whether somebody stands on the board, so that it carries a whole person."""

    board: Use = Use.NONE
    muscles: tuple[Muscle, ...] = ()
    standing: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One judgement.  value: what was measured, None where nothing was.  muscle: which one, for electrodes."""

    stream: Stream
    topic: Topic
    verdict: Verdict
    value: float | None = None
    muscle: Muscle | None = None


class Checkup:
    """Gathers what comes while a check runs.  Life: `feed` each block, `see` each body, `judge` at any time."""

    def __init__(self, need: Need, settings: SignalSettings, effort: Mapping[Muscle, EffortRange]) -> None:
        self._need, self._settings, self._effort = need, settings, effort
        self._flows = {stream: FlowMeter(WINDOW_NS) for stream in (Stream.BOARD, Stream.EMG)}
        self._hum = HumMeter(len(settings.channels), settings.mains_hz)
        self._battery = math.nan
        self._bodies: deque[BodyState] = deque()

    def feed(self, block: SampleBlock) -> None:
        """Take a raw block."""
        self._flows[_kind(block.stream)].feed(block)
        if block.stream is Stream.EMG:
            self._hum.feed(block)
        elif block.stream is Stream.BOARD and block.data.shape[1] > _BATTERY:
            self._battery = float(block.data[-1, _BATTERY])

    def see(self, body: BodyState) -> None:
        """Take the body of one tick."""
        self._bodies.append(body)
        while body.t_ns - self._bodies[0].t_ns > WINDOW_NS:
            self._bodies.popleft()

    def judge(self) -> tuple[Finding, ...]:
        """Judge the last two seconds, the board first."""
        findings: list[Finding] = []
        if self._need.board is not Use.NONE:
            findings += self._judge_board()
        if self._need.muscles:
            findings += self._judge_muscles()
        return tuple(findings)

    def _judge_board(self) -> Iterator[Finding]:
        here = [body for body in self._bodies if body.board_health is StreamHealth.OK]
        flow = self._flows[Stream.BOARD].flow()
        yield _here(Stream.BOARD, here, self._bodies)
        if flow is None or not here:
            return
        yield from _flowing(Stream.BOARD, flow)
        if not here[-1].tilt:
            yield _zero(here, self._settings.load_floor_kg, self._need.standing)
            yield _corners(here, self._settings.load_floor_kg)
        if math.isfinite(self._battery):
            low = self._battery < BATTERY_LOW
            yield Finding(Stream.BOARD, Topic.BATTERY, Verdict.NOTE if low else Verdict.OK, self._battery)

    def _judge_muscles(self) -> Iterator[Finding]:
        here = [body for body in self._bodies if any(
            _contact(body, muscle) is not StreamHealth.LOST for muscle in self._need.muscles)]
        flow = self._flows[Stream.EMG].flow()
        slow = flow is not None and flow.nominal_hz < MIN_RATE_HZ
        if flow is None or slow or not here:
            topic, value = (Topic.RATE, flow.nominal_hz) if flow is not None and slow else (Topic.HERE, None)
            yield Finding(Stream.EMG, topic, Verdict.MEND, value)
            return
        yield _here(Stream.EMG, here, self._bodies)
        yield from _flowing(Stream.EMG, flow)
        for muscle in self._need.muscles:
            yield from self._judge_muscle(muscle, here)

    def _judge_muscle(self, muscle: Muscle, here: Sequence[BodyState]) -> Iterator[Finding]:
        healths = [_contact(body, muscle) for body in here]
        contact = Finding(Stream.EMG, Topic.FLAT, Verdict.OK, None, muscle)
        for bad, topic in zip(_BAD_CONTACT, (Topic.FLAT, Topic.SATURATED), strict=True):
            share = healths.count(bad) / len(healths)
            if share >= CONTACT_SHARE or healths[-1] is bad:
                contact = Finding(Stream.EMG, topic, Verdict.MEND, share, muscle)
        if healths[-1] is StreamHealth.LOST:
            contact = Finding(Stream.EMG, Topic.FLAT, Verdict.MEND, None, muscle)  # no such channel
        yield contact
        if contact.verdict is Verdict.OK:
            effort = self._effort.get(muscle, EffortRange())
            yield self._mains(muscle, effort)
            yield _rest(muscle, here, effort)

    def _mains(self, muscle: Muscle, effort: EffortRange) -> Finding:
        """Judge hum by the efforts that would drown in it, of the last two half seconds."""
        channel = self._settings.channels.index(muscle)
        heard = [part[channel] for part in list(self._hum.recent)[-2:] if channel < len(part)]
        share = min((hum.share for hum in heard), default=0.0)
        drowned = min((hum.rms for hum in heard), default=0.0) / (effort.max_uv - effort.rest_uv)
        verdict = Verdict.OK
        if share > MOSTLY:
            verdict = (Verdict.MEND if drowned > DROWNS_ALL else
                       Verdict.NOTE if drowned > DROWNS_WEAK else Verdict.OK)
        return Finding(Stream.EMG, Topic.MAINS, verdict, share, muscle)


def worst(findings: Sequence[Finding]) -> Verdict:
    """Return the gravest verdict; OK for none."""
    return max((finding.verdict for finding in findings), default=Verdict.OK)


def _kind(stream: Stream) -> Stream:
    """Return BOARD for both kinds of board."""
    return Stream.EMG if stream is Stream.EMG else Stream.BOARD


def _contact(body: BodyState, muscle: Muscle) -> StreamHealth:
    """Return the health of an electrode, LOST where the sensor has no such channel."""
    return body.emg_health.get(muscle, StreamHealth.LOST)


def _here(stream: Stream, here: Sequence[BodyState], seen: Sequence[BodyState]) -> Finding:
    """Judge whether samples come now and came for long enough to judge the rest."""
    heard_ns = here[-1].t_ns - here[0].t_ns if here else 0
    ok = bool(here) and here[-1] is seen[-1] and heard_ns >= LEAST_NS
    return Finding(stream, Topic.HERE, Verdict.OK if ok else Verdict.MEND, heard_ns / NS_PER_S)


def _flowing(stream: Stream, flow: Flow) -> Iterator[Finding]:
    off = abs(flow.rate_ratio - 1.0)
    too_few = flow.rate_ratio < RATE_MEND
    yield Finding(stream, Topic.RATE, Verdict.MEND if too_few else Verdict.NOTE if off > RATE_NOTE else Verdict.OK,
                  flow.rate_hz if flow.rate_hz is not None else flow.nominal_hz)
    yield Finding(stream, Topic.LOST, _graded(flow.lost_share, LOST_NOTE, LOST_MEND), flow.lost_share)


def _zero(here: Sequence[BodyState], floor_kg: float, standing: bool) -> Finding:
    """Judge the load: empty, it must be near 0; loaded, what a person weighs.

    Only the last part counts: somebody may have stepped off just now.  What moves is somebody who touches the
    board, and a little load under who sits may be the feet.
    """
    late_ns = here[-1].t_ns - ZERO_NS
    totals = sorted(body.total_kg for body in here if body.total_kg is not None and body.t_ns >= late_ns)
    total = totals[len(totals) // 2]
    verdict = Verdict.OK
    if total >= floor_kg:
        odd = total > HEAVY_KG or (standing and total < LIGHT_KG)
        verdict = Verdict.NOTE if odd else Verdict.OK
    elif totals[-1] - totals[0] <= STEADY_KG:
        verdict = _graded(abs(total), TARE_NOTE_KG, TARE_MEND_KG)
        if total > 0 and not standing:
            verdict = min(verdict, Verdict.NOTE)
    return Finding(Stream.BOARD, Topic.ZERO, verdict, total)


def _corners(here: Sequence[BodyState], floor_kg: float) -> Finding:
    """Notice a corner that is far below 0, or says always the same while others move; value: which, 0..3."""
    loaded = [body.raw_kg for body in here
              if body.raw_kg is not None and body.total_kg is not None and body.total_kg >= floor_kg]
    moved = [max(column) - min(column) for column in zip(*loaded, strict=True)]
    if moved and max(moved) > MOVES_KG and min(moved) == 0.0:
        return Finding(Stream.BOARD, Topic.CORNERS, Verdict.MEND, float(moved.index(0.0)))
    corners = next((body.sensors_kg for body in reversed(here)), None) if loaded else None
    if corners is not None and min(corners) < CORNER_LOW_KG:
        return Finding(Stream.BOARD, Topic.CORNERS, Verdict.NOTE, float(corners.index(min(corners))))
    return Finding(Stream.BOARD, Topic.CORNERS, Verdict.OK)


def _rest(muscle: Muscle, here: Sequence[BodyState], effort: EffortRange) -> Finding:
    """Judge the quietest moment: nobody is refused who cannot let go, but a level set by it will be hard."""
    quiet = min((body.envelope_uv[muscle] for body in here if muscle in body.envelope_uv), default=0.0)
    share = max(0.0, (quiet - effort.rest_uv) / (effort.max_uv - effort.rest_uv))
    return Finding(Stream.EMG, Topic.REST, Verdict.NOTE if share > REST_NOTE else Verdict.OK, share, muscle)


def _graded(value: float, note: float, mend: float) -> Verdict:
    return Verdict.MEND if value >= mend else Verdict.NOTE if value > note else Verdict.OK
