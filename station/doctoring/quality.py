"""What two seconds of samples say of a device: rate, gaps, battery, and the signal of each sensor or electrode.

Not here: getting the samples (`watching`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.errors import InputError
from core.events import JsonValue
from core.frames import StreamHealth
from core.samples import BOARD_COLUMNS, Stream
from devices.drivers import NoteKind
from signals.emg import ElectrodeWatch
from signals.offline.emg import band_pass, rms
from signals.settings import SignalSettings
from station.doctoring import Finding, Verdict
from station.doctoring.watching import Watched

RATE_TRUST = 0.05
"""A device's clock and two seconds of arrivals agree better than this."""
GAP_SHARE = 0.05
"""Above this share of lost samples a measurement is not to be trusted."""
MAINS_SHARE = 0.5
LOW_BATTERY = 0.2
EMPTY_KG = 1.0
NOBODY_KG = 8.0
_HARMONICS = (1, 3, 5)
_BATTERY = BOARD_COLUMNS.index("battery")
_CORNERS = BOARD_COLUMNS[:4]
_CABLE = "Plug it into the computer itself and not into a hub; keep radio devices and long cables apart."


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing noticed: how it stands, words for the sentence, and what to do."""

    verdict: Verdict
    words: str
    advice: str = ""


def judge(watched: Watched, mains_hz: int) -> Finding:
    """Return one finding for a device that was watched; mains_hz: 50 or 60, 0 judges no mains."""
    what = "emg" if watched.link.stream is Stream.EMG else "board"
    name = f"{watched.name} ({watched.argument})"
    if watched.refusal is not None:
        first, _, more = watched.refusal.text.partition("\n")
        return Finding(what, Verdict.BAD, f"{name}: {first}", more)
    if not watched.blocks:
        said = next((note.text for note in watched.notes if note.kind is not NoteKind.READY), "it sends nothing.")
        return Finding(what, Verdict.BAD, f"{name}: {said}", "Is it switched on? Unplug it and plug it in again.")
    remarks, values = _stream(watched)
    more_remarks, more_values = _SIGNALS[watched.link.stream](watched, mains_hz)
    remarks += more_remarks
    worst = max((remark.verdict for remark in remarks), key=list(Verdict).index)
    advice = dict.fromkeys(remark.advice for remark in remarks if remark.advice)
    advice |= dict.fromkeys(note.text for note in watched.notes if note.kind is NoteKind.ADVICE)
    return Finding(what, worst, f"{name}: {', '.join(remark.words for remark in remarks if remark.words)}.",
                   "\n".join(advice), {"device": watched.argument, **values, **more_values})


def _stream(watched: Watched) -> tuple[list[Remark], dict[str, JsonValue]]:
    """Judge rate and gaps."""
    nominal, rate, lost = watched.blocks[-1].rate_hz, watched.rate_hz, watched.lost
    right = abs(rate - nominal) <= RATE_TRUST * nominal
    remarks = [Remark(Verdict.OK, f"{rate:.0f} of {nominal:g} samples/s") if right else Remark(
        Verdict.NOTE, f"{rate:.0f} samples/s and not the {nominal:g} it should send",
        "Close other programs, and try another USB port.")]
    share = lost / max(1, lost + len(watched.data))
    if not lost:
        remarks.append(Remark(Verdict.OK, "no gaps"))
    else:
        remarks.append(Remark(Verdict.BAD if share > GAP_SHARE else Verdict.NOTE,
                              f"{lost} samples lost ({100 * share:.1f} %)", _CABLE))
    return remarks, {"rate_hz": round(rate, 2), "nominal_hz": nominal, "lost": lost}


def _board(watched: Watched, _mains_hz: int) -> tuple[list[Remark], dict[str, JsonValue]]:
    """Judge battery and the four sensors of a board, with nobody or somebody on it."""
    data = watched.data.astype(np.float64)
    remarks: list[Remark] = []
    values: dict[str, JsonValue] = {}
    battery = float(data[-1, _BATTERY])
    if np.isfinite(battery):
        values["battery"] = round(battery, 2)
        low = battery < LOW_BATTERY
        remarks.append(Remark(Verdict.NOTE if low else Verdict.OK, f"battery {100 * battery:.0f} %",
                              "Put in four new batteries." if low else ""))
    still = [name.split("_", 1)[0].upper() for name, column in zip(_CORNERS, data[:, :4].T, strict=True)
             if column.max() == column.min()]
    if still:
        remarks.append(Remark(Verdict.NOTE, f"corner {' and '.join(still)} does not move",
                              "Press on each corner: if its load stays, the sensor or its cable is broken."))
    total = data[:, :4].sum(axis=1)
    load, noise = float(total.mean()), float(total.std())
    values |= {"load_kg": round(load, 2), "noise_kg": round(noise, 3)}
    remarks.append(Remark(Verdict.OK, f"{load:.1f} kg on it, noise {noise:.2f} kg"))
    if EMPTY_KG < abs(load) < NOBODY_KG:
        remarks.append(Remark(Verdict.NOTE, "", "If nobody is on it: the zero is taken before the first game."))
    return remarks, values


def _tilt(watched: Watched, _mains_hz: int) -> tuple[list[Remark], dict[str, JsonValue]]:
    """Judge the two angles of a tilt board."""
    roll, pitch = (float(value) for value in watched.data.astype(np.float64).mean(axis=0)[:2])
    return ([Remark(Verdict.OK, f"roll {roll:.1f} and pitch {pitch:.1f} degrees")],
            {"roll_deg": round(roll, 2), "pitch_deg": round(pitch, 2)})


def _emg(watched: Watched, mains_hz: int) -> tuple[list[Remark], dict[str, JsonValue]]:
    """Judge the channels: saturated, flat, share of mains, noise."""
    data, rate_hz = watched.data, watched.blocks[-1].rate_hz
    unit = "uV" if watched.microvolt else "counts"
    channels = [_channel(row, health, rate_hz, mains_hz)
                for row, health in zip(data.astype(np.float64).T, _healths(data, rate_hz), strict=True)]
    remarks = [Remark(Verdict.OK, _noises([one.noise for one in channels], unit))]
    for state, words, advice in _STATES:
        hit = [str(number) for number, one in enumerate(channels, start=1) if one.state is state]
        if hit:
            remarks.append(Remark(Verdict.NOTE, f"{words}: channel {', '.join(hit)}", advice))
    return remarks, {"unit": unit, "channels": [one.plain() for one in channels]}


class State(StrEnum):
    """What is wrong with a channel."""

    FINE = "fine"
    FLAT = "flat"
    SATURATED = "saturated"
    MAINS = "mains"


_STATES = (
    (State.FLAT, "flat", "Flat channels: put pads on the skin and look at the lead, or leave the channel unused."),
    (State.SATURATED, "at its rails",
     "Channels at their rails: look at the reference pad, and press the pads on."),
    (State.MAINS, "mostly mains",
     "Mains: clean the skin, press the pads on, and keep chargers and lamps away from the leads."),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """What is known of one channel: its state, share of mains 0..1 and noise, None where it cannot be told."""

    state: State
    mains_share: float | None
    noise: float | None

    def plain(self) -> dict[str, JsonValue]:
        """Return it for JSON."""
        return {"state": self.state.value,
                "mains_share": None if self.mains_share is None else round(self.mains_share, 3),
                "noise": None if self.noise is None else round(self.noise, 3)}


def _channel(row: NDArray[np.float64], health: StreamHealth, rate_hz: float, mains_hz: int) -> Channel:
    share = mains_share(row, rate_hz, mains_hz)
    hums = share is not None and share > MAINS_SHARE
    state = (State.SATURATED if health is StreamHealth.SATURATED else State.FLAT if health is StreamHealth.LEAD_OFF
             else State.MAINS if hums else State.FINE)
    return Channel(state, share, _noise(row, rate_hz))


def _healths(data: NDArray[np.float32], rate_hz: float) -> tuple[StreamHealth, ...]:
    """Judge electrodes as play does, at the end of what came."""
    electrodes = ElectrodeWatch(rate_hz, data.shape[1], SignalSettings(mains_hz=0))
    electrodes.feed(data)
    return electrodes.health


def _noises(noises: Sequence[float | None], unit: str) -> str:
    known = [noise for noise in noises if noise is not None]
    many = f"{len(noises)} channel{'s' if len(noises) != 1 else ''}"
    return f"{many}, noise {min(known):.1f} to {max(known):.1f} {unit}" if known else many


def _noise(row: NDArray[np.float64], rate_hz: float) -> float | None:
    """RMS of the muscle's band, None where the rate is too low or too little came."""
    try:
        return rms(band_pass(row, rate_hz)[0])
    except InputError:
        return None


def mains_share(row: NDArray[np.float64], rate_hz: float, mains_hz: int) -> float | None:
    """Return the share of the power, 0..1, at the mains and its odd harmonics; None where it cannot be told.

    The power at a frequency is that of the Fourier sum over whole turns of the mains, the mean taken out before.
    """
    turns = int(len(row) * mains_hz / rate_hz) if mains_hz else 0
    if turns < 1 or mains_hz >= 0.95 * rate_hz / 2:
        return None
    values = row[:round(turns * rate_hz / mains_hz)]
    values = values - values.mean()
    power = float(np.mean(values * values))
    if power <= 0.0:
        return None
    t = np.arange(len(values)) / rate_hz
    heard = [k * mains_hz for k in _HARMONICS if k * mains_hz < 0.95 * rate_hz / 2]
    hum = sum(2.0 * abs(complex(np.mean(values * np.exp(-2j * np.pi * hz * t)))) ** 2 for hz in heard)
    return min(1.0, hum / power)


_SIGNALS = {Stream.BOARD: _board, Stream.TILT: _tilt, Stream.EMG: _emg}
