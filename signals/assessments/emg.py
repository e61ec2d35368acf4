"""A6, one muscle: 10 s of rest, three maximal efforts, a line to follow, five times contract and relax.

Rest and maximum become the effort range of the games.  Not here: measures (`muscles`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType

from core.assessing import Option, Phase
from core.cues import Cue, CueKind
from core.frames import TICK_HZ, StreamHealth
from core.muscles import Muscle
from core.samples import Stream
from signals.assessments.muscles import (
    EMG_PREPROCESSING,
    Banded,
    above_noise_db,
    banded,
    effort_plot,
    hum_pct,
    left_pct,
    noise_uv,
    off_line_pct,
    strength_uv,
    turned,
    unsteady_pct,
)
from signals.assessments.quality import emg_trouble
from signals.assessments.questions import PADS, need
from signals.assessments.results import Plot, Report, Value, mean_value
from signals.assessments.script import SILENT
from signals.assessments.steps import Ask, Moment, Step
from signals.assessments.terms import Condition, Kit, Part, Tried
from signals.assessments.trials import TrialScript, part_of
from signals.calibration import Calibration, EffortRange
from signals.guided.effort import best_mean, effort_range
from signals.guided.procedure import GiveUp, seconds

REST_S = 10.0
MVC_S = 4.0
MVC_REST_S = 20.0
BETWEEN_S = 8.0
"""Rest before the line and before the turns."""
TURNS = 5
HOLD_S = 3.0
LOOSE_S = 3.0
DELAY_S = (1.0, 2.0)
RAMP = ((0.0, 0.0), (2.0, 0.0), (10.0, 50.0), (14.0, 50.0))
"""The line to follow: seconds, % of the maximum.  Half of it, so that a tired muscle can."""
HELD_S = (11.0, 14.0)
"""The level part of the line, once the effort has found it."""
LEFT_S = 1.0
"""The last second after letting go: how loose a muscle becomes between efforts."""
RAMP_STEP_S = 0.05
"""The cue carries the line, and changes so often."""
BAD_S = 0.5
MOST_ASKED = 7
"""Answers that a question may have; the first channels are asked for."""
RESTING = Condition("rest", "Rest")
MAXIMUM = Condition("maximum", "Best effort")
FOLLOWING = Condition("ramp", "Follow the line")
TURNING = Condition("turns", "Squeeze and let go")


@dataclass(frozen=True, slots=True)
class _Part:
    """One trial: band-passed with and without the mains notch, and the live envelope of each tick.

    go_s, off_s: when the signs came.
    """

    row: Banded
    plain: Banded
    envelope_uv: tuple[float, ...] = ()
    go_s: float = 0.0
    off_s: float = 0.0
    hum_pct: float | None = None


@dataclass(slots=True)
class _Trial:
    """A trial while it runs: when it began, and the envelope of each of its ticks."""

    start_ns: int
    envelope_uv: list[float] = field(default_factory=list)
    bad_ticks: int = 0


class Emg(TrialScript):
    """Rest, squeeze, follow, let go."""

    id = "emg"
    streams = (Stream.EMG,)
    plan_s = REST_S + 3 * (MVC_S + MVC_REST_S) + RAMP[-1][0] + TURNS * (HOLD_S + LOOSE_S + 4.0) + 2 * BETWEEN_S

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._muscle = Muscle.RIGHT_TIBIALIS_ANTERIOR
        self._channel = 0
        self._chosen = False
        self._rest: list[_Part] = []
        self._best: list[_Part] = []
        self._ramp: list[_Part] = []
        self._turns: list[_Part] = []
        self._largest_uv = 1.0

    def _live(self) -> Generator[Step, Moment, None]:
        yield from self.told("muscle")
        yield from self.sensors()
        yield from self._choose()
        yield from need(self, (PADS,))
        self.plan(REST_S)
        yield from self.trials(RESTING, 1, self._relax, self._rest)
        self.plan(3 * (MVC_S + MVC_REST_S))
        yield from self.trials(MAXIMUM, 3, self._squeeze, self._best, rest_s=MVC_REST_S)
        if not self._best:
            return  # without a maximum there is no line to follow
        self.plan(BETWEEN_S + RAMP[-1][0])
        yield from self.trials(FOLLOWING, 1, self._follow, self._ramp)
        self.plan(BETWEEN_S + TURNS * (HOLD_S + LOOSE_S + 4.0))
        yield from self.trials(TURNING, TURNS, self._turn, self._turns, rest_s=0.0)

    def _choose(self) -> Part[None]:
        """Let staff choose the muscle where more than one is measured; a device may have fewer than are set."""
        channels = self.body.settings.channels
        there = [muscle for muscle in channels if self.body.emg_health.get(muscle) not in SILENT]
        self._muscle = there[0]
        if len(there) > 1:
            named = tuple(Option(muscle.value, muscle.value.replace("_", " ").capitalize(), f"pads_{muscle.value}")
                          for muscle in there[:MOST_ASKED])
            chosen = yield from self.ask(Ask("muscle", "Which muscle is measured?", named, named[0].key,
                                             for_staff=True))
            self._muscle = Muscle(chosen)
        self._channel = channels.index(self._muscle)
        self._chosen = True
        self.conditions["muscle"] = self._muscle.value

    def there(self, stream: Stream) -> bool:
        """Whether fresh samples come: of the muscle, once it is chosen."""
        if stream is Stream.EMG and self._chosen:
            return self.body.emg_health.get(self._muscle, StreamHealth.LOST) not in SILENT
        return super().there(stream)

    def _relax(self, _: int) -> Part[Tried[_Part]]:
        trial = _Trial(self.now_ns)
        step = self.say(Phase.MEASURE, "relax", "relax", self.cue(CueKind.RELAX), RESTING)
        reason = yield from self._hold(trial, step, REST_S)
        return (yield from self._cut(trial, RESTING, reason))

    def _squeeze(self, number: int) -> Part[Tried[_Part]]:
        yield from self._loose(MAXIMUM, 1.0)
        trial = _Trial(self.now_ns)
        step = replace(self.say(Phase.MEASURE, "squeeze", "squeeze", self._effort(1.0), MAXIMUM), trial=number,
                       trials=3)
        reason = yield from self._hold(trial, step, MVC_S)
        self._largest_uv = max(self._largest_uv, *trial.envelope_uv, 0.0)
        return (yield from self._cut(trial, MAXIMUM, reason))

    def _follow(self, _: int) -> Part[Tried[_Part]]:
        """Show a line that rises to half of the maximum, and stays."""
        yield from self._loose(FOLLOWING, BETWEEN_S)
        trial, length_s = _Trial(self.now_ns), RAMP[-1][0]
        step = self.say(Phase.MEASURE, "ramp", "follow", self._effort(0.0), FOLLOWING)
        reason, shown_s = "", 0.0
        while not reason and (gone_s := seconds(trial.start_ns, self.now_ns)) < length_s:
            if gone_s - shown_s >= RAMP_STEP_S:
                shown_s = gone_s
                step = replace(step, cue=self._effort(_line_at(gone_s) / 100.0))
            reason = yield from self._tick(trial, step, length_s)
        return (yield from self._cut(trial, FOLLOWING, reason))

    def _turn(self, number: int) -> Part[Tried[_Part]]:
        """Squeeze at a sign that cannot be guessed, and let go at another."""
        if number == 1:
            yield from self._loose(TURNING, BETWEEN_S)
        trial = _Trial(self.now_ns)
        reason = yield from self._loose(TURNING, self.kit.rng.uniform(*DELAY_S), trial)
        go_s = seconds(trial.start_ns, self.now_ns)
        step = replace(self.say(Phase.MEASURE, "squeeze", "squeeze", self._effort(0.6), TURNING), trial=number,
                       trials=TURNS, stimulus="go")
        reason = reason or (yield from self._hold(trial, step, HOLD_S))
        off_s = seconds(trial.start_ns, self.now_ns)
        reason = reason or (yield from self._loose(TURNING, LOOSE_S, trial))
        tried = yield from self._cut(trial, TURNING, reason)
        return tried.then(lambda part: replace(part, go_s=go_s, off_s=off_s))

    def _loose(self, condition: Condition, length_s: float, trial: _Trial | None = None) -> Part[str]:
        step = self.say(Phase.PREPARE if trial is None else Phase.MEASURE, "relax", "let_go",
                        self.cue(CueKind.RELAX), condition)
        return (yield from self._hold(trial or _Trial(self.now_ns), step, length_s))

    def _hold(self, trial: _Trial, step: Step, length_s: float) -> Part[str]:
        """Show `step` for a while; return why the trial does not count, "" so far."""
        start_ns, reason = self.now_ns, ""
        while not reason and seconds(start_ns, self.now_ns) < length_s:
            share = part_of(start_ns, self.now_ns, length_s)
            reason = yield from self._tick(trial, replace(step, progress=share,
                                                          seconds_left=length_s * (1.0 - share)), length_s)
        return reason

    def _tick(self, trial: _Trial, step: Step, length_s: float) -> Part[str]:
        """Show one step with the effort, and judge the electrode."""
        body = self.body
        envelope_uv = body.envelope_uv.get(self._muscle, 0.0)
        trial.envelope_uv.append(envelope_uv)
        health = body.emg_health.get(self._muscle, StreamHealth.LOST)
        trial.bad_ticks += health in {StreamHealth.LEAD_OFF, StreamHealth.SATURATED}
        effort = min(1.0, envelope_uv / max(self._largest_uv, 1e-9))
        yield from self.watch(replace(step, effort=effort,
                                      progress=step.progress or part_of(trial.start_ns, self.now_ns, length_s)))
        if trial.bad_ticks <= BAD_S * TICK_HZ:
            return ""
        return "electrode" if health is StreamHealth.LEAD_OFF else "saturated"

    def _cut(self, trial: _Trial, condition: Condition, reason: str) -> Part[Tried[_Part]]:
        """Take the samples of a trial, and judge them."""
        to_ns = self.now_ns
        loose = self.say(Phase.MEASURE, "relax", "let_go", self.cue(CueKind.RELAX), condition)
        yield from self.tail(replace(loose, progress=1.0, seconds_left=0.0), to_ns, Stream.EMG)
        raw, settings = self.kit.recorder.emg(trial.start_ns, to_ns), self.body.settings
        reason = reason or emg_trouble(raw, self._channel, settings)
        row = banded(raw, self._channel, settings)
        plain = banded(raw, self._channel, settings, notch=False)
        if reason or row is None or plain is None:
            return Tried(trial.start_ns, to_ns, None, reason or "too_short",
                         seconds(trial.start_ns, to_ns))
        hum = hum_pct(plain, row) if settings.mains_hz else None
        return Tried(trial.start_ns, to_ns, _Part(row, plain, tuple(trial.envelope_uv), hum_pct=hum))

    def _effort(self, share: float) -> Cue:
        """Return a cue that asks the muscle for a share of its maximum."""
        effort: Mapping[Muscle, float] = MappingProxyType({self._muscle: share})
        return Cue(self.now_ns, CueKind.EFFORT, effort=effort)

    def _report(self) -> Report | None:
        if not self._rest and not self._best:
            return None
        strengths = [uv for part in self._best if (uv := strength_uv(part.row)) is not None]
        best_uv = max(strengths, default=None)
        values = (*self._rest_values(best_uv), *self._turn_values(),
                  *([] if best_uv is None else self._effort_values(best_uv, strengths)))
        calibration = self._calibration()
        return Report(self.id, "This is how your muscle rested and worked.", values, self._plots(best_uv),
                      preprocessing=EMG_PREPROCESSING, calibration=calibration,
                      noted="" if calibration is None else "Rest and effort of the games were set from this.")

    def _rest_values(self, best_uv: float | None) -> list[Value]:
        if not self._rest:
            return []
        rest = self._rest[0]
        noise = noise_uv(rest.row)
        share = None if best_uv is None or noise is None else 100.0 * noise / best_uv
        return [Value("rest_rms_uv", "Rest (RMS)", "uV", noise, digits=1),
                Value("rest_share_pct", "Rest, of the maximum", "%", share, digits=1),
                Value("hum_pct", "Mains in the rest", "%", rest.hum_pct, digits=0)]

    def _effort_values(self, best_uv: float, strengths: list[float]) -> list[Value]:
        values = [Value("maximum_rms_uv", "Best effort (0.5 s RMS)", "uV", best_uv, tuple(strengths), 0, True)]
        if self._rest:
            ratios = [above_noise_db(part.row, self._rest[0].row) for part in self._best]
            values.append(Value("snr_db", "Best effort over rest", "dB",
                                max((ratio for ratio in ratios if ratio is not None), default=None), digits=0))
        values += [Value("ramp_error_pct", "Distance from the line", "% of maximum",
                         off_line_pct(part.row, best_uv, RAMP), main=True) for part in self._ramp]
        values += [Value("hold_variation_pct", "Unsteadiness of the hold (SD of the 0.1 s RMS)", "% of its mean",
                         unsteady_pct(part.row, *HELD_S), digits=0) for part in self._ramp]
        if self._turns:
            left = [left_pct(part.row, part.off_s + LOOSE_S - LEFT_S, part.off_s + LOOSE_S, best_uv)
                    for part in self._turns]
            values.append(mean_value("relaxed_share_pct", "Left after letting go, of the maximum", "%", left))
        return values

    def _turn_values(self) -> list[Value]:
        if not self._turns or not self._rest:
            return []
        delays = [turned(part.plain, self._rest[0].plain, part.go_s, part.off_s) for part in self._turns]
        return [mean_value("onset_delay_s", "Sign to squeezing", "s", [on for on, _ in delays], 2),
                mean_value("offset_delay_s", "Sign to letting go", "s", [off for _, off in delays], 2)]

    def _plots(self, best_uv: float | None) -> tuple[Plot, ...]:
        if best_uv is None:
            return ()
        return (*(effort_plot("Following the line", part.row, best_uv, RAMP) for part in self._ramp),
                *(effort_plot("Squeeze and let go", part.row, best_uv) for part in self._turns[:1]))

    def _calibration(self) -> Calibration | None:
        """Return the effort range that the games may use; None where effort and rest looked alike."""
        if not self._rest or len(self._best) < 2:
            return None
        rest = list(self._rest[0].envelope_uv[round(1.5 * TICK_HZ):])
        try:
            found: EffortRange = effort_range(rest, [best_mean(list(part.envelope_uv)) for part in self._best])
        except GiveUp:
            return None
        merged = MappingProxyType(dict(self.calibration.effort) | {self._muscle: found})
        return replace(self.calibration, effort=merged)


def _line_at(t_s: float) -> float:
    """Height of the line to follow, %."""
    for (t0, low), (t1, high) in pairwise(RAMP):
        if t_s <= t1:
            return low + (high - low) * max(0.0, t_s - t0) / (t1 - t0)
    return RAMP[-1][1]
