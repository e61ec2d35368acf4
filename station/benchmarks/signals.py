"""What signals cost: measures of a recorded trial, and the live path of EMG beside a plain scipy loop.

The race hands the same blocks to both, in turn and at the pace of a real sensor, for between two packets a
processor forgets: the same work in a tight loop costs a fifth.  The whole way from the port is `arrivals`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S, SystemClock
from core.muscles import Muscle
from core.samples import SampleBlock, Stream
from signals.assembler import Assembler
from signals.calibration import Calibration
from signals.settings import SignalSettings
from station.benchmarks import arrivals
from station.benchmarks.figures import Figure, percentile

TRIAL_S, BOARD_HZ = 30, 100
RATE_HZ, CHANNELS, LUMP_MS = 2000, 8, 10
ROUNDS = 5
RACE_S, WARM_BLOCKS = 8, 50
MEASURE_MS, ENTROPY_MS = 50.0, 500.0
SEED = 1

Step = Callable[[int, SampleBlock], None]


def measure() -> Iterator[Figure]:
    """Time the measures, then the race, then the whole way."""
    yield from measure_measures()
    yield from measure_live()
    yield from arrivals.measure_emg()


def measure_measures() -> Iterator[Figure]:
    """Time each family of measures on a trial of 30 s."""
    for name, work in _works().items():
        goal = ENTROPY_MS if name == "entropy" else MEASURE_MS
        yield Figure(f"measure {name}", _median_ms(work), "ms", goal,
                     f"processor time of a trial of {TRIAL_S} s, median of {ROUNDS}")


def measure_live() -> list[Figure]:
    """Race the live path against a plain scipy loop on the same blocks."""
    blocks = _blocks(RACE_S)
    ours, plain = _paced(_ours(), blocks), _paced(_plain(), blocks)
    per_second = 1000 / LUMP_MS
    sent = f"{CHANNELS} channels x {RATE_HZ / 1000:g} kHz in blocks of {LUMP_MS} ms, at real time"
    return [
        Figure("EMG block to frame", percentile(ours, 0.5), "ms", None,
               f"{sent}: filters, electrodes, activation"),
        Figure("EMG block to frame p99", percentile(ours, 0.99), "ms", 2.0, f"{len(ours)} blocks"),
        Figure("plain scipy loop", percentile(plain, 0.5), "ms", None,
               "sosfilt, abs, sosfilt and clip for each of the same blocks; no electrodes, no frame"),
        Figure("EMG block to frame, of a core", sum(ours) / len(ours) / 1000 * per_second * 100, "% core", 3.0,
               f"the plain scipy loop {sum(plain) / len(plain) / 1000 * per_second * 100:.2f} %"),
    ]


def _works() -> dict[str, Callable[[], object]]:
    from signals.offline import contraction, emg, entropy, fatigue, onsets, spectra, stance, sway
    from signals.offline.preprocessing import prepare_board, prepare_cop

    chance = np.random.default_rng(SEED)
    t_s = np.arange(TRIAL_S * BOARD_HZ + 1) / BOARD_HZ
    x, y = (np.cumsum(chance.normal(0, 0.3, len(t_s))) for _ in range(2))
    corners = 15.0 + np.column_stack([y - x, y + x, -y - x, x - y]) / 30
    raw = chance.normal(0, 50, TRIAL_S * RATE_HZ)
    banded = emg.band_pass(raw, RATE_HZ)[0]
    return {
        "preparing a plate": partial(prepare_cop, t_s, x, y),
        "preparing a board": partial(prepare_board, t_s, corners),
        "sway": partial(sway.sway, x, y, BOARD_HZ),
        "spectrum": partial(spectra.spectrum, x, BOARD_HZ),
        "entropy": partial(entropy.sample_entropy, x),
        "sway velocity": partial(stance.sway_velocity_deg_s, x, y, BOARD_HZ, 1.7),
        "EMG band-pass, notch": partial(emg.band_pass, raw, RATE_HZ, 50),
        "EMG envelope": partial(emg.envelope, banded, RATE_HZ),
        "EMG bursts": partial(onsets.bursts, banded, RATE_HZ, banded[:2 * RATE_HZ]),
        "EMG maximum": partial(contraction.mvc_reference, [banded], RATE_HZ),
        "EMG fatigue": partial(fatigue.fatigue, raw, RATE_HZ),
    }


def _median_ms(work: Callable[[], object]) -> float:
    times: list[float] = []
    for _ in range(ROUNDS):
        before_ns = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - before_ns) / NS_PER_MS)
    return percentile(times, 0.5)


def _blocks(seconds: int) -> list[SampleBlock]:
    size = RATE_HZ * LUMP_MS // 1000
    data = np.random.default_rng(SEED).normal(0, 30, (seconds * 1000 // LUMP_MS, size, CHANNELS))
    return [SampleBlock(Stream.EMG, number * size, number * LUMP_MS * NS_PER_MS, float(RATE_HZ), rows)
            for number, rows in enumerate(data.astype(np.float32))]


def _ours() -> Step:
    """Return the path as the game has it: block in, control frame out."""
    muscles = tuple(list(Muscle)[:CHANNELS])
    assembler = Assembler(SignalSettings(channels=muscles), Calibration())

    def step(tick: int, block: SampleBlock) -> None:
        assembler.feed(block)
        assembler.frame(tick, block.last_t_ns)

    return step


def _plain() -> Step:
    """Return what one would write in a notebook: two filters, rectified between, and the last values."""
    from scipy.signal import sosfilt

    from signals import sections

    band, smooth = sections.band_sections(float(RATE_HZ), 50), sections.envelope_sections(float(RATE_HZ))
    states: list[NDArray[np.float64]] = [np.zeros((len(sos), CHANNELS, 2)) for sos in (band, smooth)]

    def step(_: int, block: SampleBlock) -> None:
        rows, states[0] = sosfilt(band, block.data.T, axis=1, zi=states[0])
        envelope, states[1] = sosfilt(smooth, np.abs(rows), axis=1, zi=states[1])
        np.clip((envelope[:, -1] - 5.0) / 95.0, 0.0, 5.0).tolist()

    return step


def _paced(step: Step, blocks: list[SampleBlock]) -> list[float]:
    """Hand over one block each 10 ms; return the processor time of each in ms, the first ones left out."""
    clock, pause = SystemClock(), threading.Event()
    due_ns = clock.now_ns()
    spent: list[float] = []
    for tick, block in enumerate(blocks):
        due_ns += LUMP_MS * NS_PER_MS
        pause.wait(max(0, due_ns - clock.now_ns()) / NS_PER_S)
        before_ns = time.thread_time_ns()
        step(tick, block)
        spent.append((time.thread_time_ns() - before_ns) / NS_PER_MS)
    return spent[WARM_BLOCKS:]
