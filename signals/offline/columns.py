"""Which column is what: names that programs give to time, centre of pressure, corners and EMG, and their units.

Not here: reading files (`signals.offline.tables`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from core.errors import InputError
from core.muscles import Muscle


class TrialKind(StrEnum):
    """What a recorded trial holds: a centre of pressure, the four corners of a board, or EMG."""

    COP = "cop"
    BOARD = "board"
    EMG = "emg"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a trial.

    time: column of time, None for none; time_scale: to seconds.  columns: of the values; scales: to mm, kg or
    microvolt; names: of them.  counts: whether an EMG is in counts, its gain unknown.
    """

    kind: TrialKind
    time: int | None
    time_scale: float
    columns: tuple[int, ...]
    scales: tuple[float, ...]
    names: tuple[str, ...]
    counts: bool = False


_SECONDS = {"s": 1.0, "sec": 1.0, "secs": 1.0, "seconds": 1.0, "ms": 1e-3, "msec": 1e-3, "millis": 1e-3,
            "milliseconds": 1e-3, "us": 1e-6, "usec": 1e-6, "microseconds": 1e-6, "ns": 1e-9, "nanoseconds": 1e-9}
_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}
_KG = {"kg": 1.0, "g": 1e-3, "n": 1 / 9.80665, "lb": 0.45359237, "lbs": 0.45359237}
_UV = {"uv": 1.0, "mv": 1e3, "v": 1e6, "nv": 1e-3, "counts": 1.0, "count": 1.0, "raw": 1.0, "adc": 1.0}
_COUNTS = frozenset({"counts", "count", "raw", "adc"})
_UNITS = frozenset({*_SECONDS, *_MM, *_KG, *_UV})
_TIME = frozenset({"t", "time", "timestamp", "timestamps", "elapsed", "elapsedtime", "zeit", "times"})
_VALUES = {
    "x": frozenset({"x", "copx", "xcop", "ml", "copml", "mlcop", "mediolateral", "copxml"}),
    "y": frozenset({"y", "copy", "ycop", "ap", "copap", "apcop", "anteroposterior", "copyap"}),
    "tl": frozenset({"tl", "topleft", "lefttop", "fl", "frontleft", "leftfront"}),
    "tr": frozenset({"tr", "topright", "righttop", "fr", "frontright", "rightfront"}),
    "bl": frozenset({"bl", "bottomleft", "leftbottom", "rl", "rearleft", "backleft", "leftback"}),
    "br": frozenset({"br", "bottomright", "rightbottom", "rr", "rearright", "backright", "rightback"}),
}
_NEEDED = {TrialKind.BOARD: ("tl", "tr", "bl", "br"), TrialKind.COP: ("x", "y")}
_BY_PLACE = {TrialKind.COP: ("x", "y"), TrialKind.BOARD: ("tl", "tr", "bl", "br")}
_NO_CHANNEL = frozenset({"", "sample", "samples", "index", "frame", "n", "seq", "counter", "lost", "gap",
                         "battery", "button", "total", "marker", "trigger", "event", "status", "label"})
_MUSCLES = frozenset(muscle.value.replace("_", "") for muscle in Muscle)
_EMG = re.compile(r"(emg|ch|chan|channel|uv|muscle)\d*.*|.*emg\d*")
KNOWN = ("t, time (s) or t_ms; cop_x and cop_y (or x and y, ml and ap) in mm; tl, tr, bl and br in kg; "
         "emg1, ch1, uv or a muscle's name in microvolt")


def layout(names: tuple[str, ...], kind: TrialKind | None, rate_given: bool) -> Layout:
    """Find the columns by their names, or by their places where there is no header.

    kind: None guesses it.  rate_given: whether a time column may be missing.  Raises InputError, which says what
    is missing and which names are known.
    """
    if not any(names):
        return _by_place(len(names), kind, rate_given)
    told = [_split(name) for name in names]
    time, time_scale = _find_time(told)
    found = {key: place for key, known in _VALUES.items()
             if (place := next((at for at, (base, _) in enumerate(told) if base in known), None)) is not None}
    channels = [at for at, (base, unit) in enumerate(told) if at != time and at not in found.values()
                and (base in _MUSCLES or _EMG.fullmatch(base) or unit in {"uv", "mv", "v"})]
    kind = kind if kind is not None else _guess(found, bool(channels), names)
    if time is None and not rate_given:
        raise InputError(f"The column of the time is missing; the file has {_listed(names)}. Name one t (in s) or "
                         "t_ms, or give the sampling rate with --rate.")
    if kind is TrialKind.EMG:
        channels = channels or [at for at, (base, _) in enumerate(told) if at != time and base not in _NO_CHANNEL]
        return _emg(time, time_scale, tuple(channels), told, names)
    missing = [key for key in _NEEDED[kind] if key not in found]
    if missing:
        raise InputError(f"The column {' and '.join(missing)} is missing; the file has {_listed(names)}. "
                         f"Known are: {KNOWN}.")
    places = tuple(found[key] for key in _NEEDED[kind])
    units = _MM if kind is TrialKind.COP else _KG
    return Layout(kind, time, time_scale, places, tuple(_scale(told[at][1], units, names[at]) for at in places),
                  tuple(names[at] for at in places))


def _by_place(columns: int, kind: TrialKind | None, rate_given: bool) -> Layout:
    """Without a header: time first (unless a rate is given), then x, y or TL, TR, BL, BR or EMG channels."""
    first = 0 if rate_given else 1
    if kind is None:
        guesses = {first + 2: TrialKind.COP, first + 4: TrialKind.BOARD}
        kind = guesses.get(columns)
        if kind is None:
            raise InputError(f"The file has {columns} columns without names. Give --kind cop, board or emg, "
                             f"or a first row with names: {KNOWN}.")
    if kind is TrialKind.EMG:
        if columns <= first:
            raise InputError("The file has one column and no names: is it the time or the EMG? Give --rate HZ "
                             "when it is one EMG channel.")
        channels = tuple(range(first, columns))
        return Layout(kind, 0 if first else None, 1.0, channels, (1.0,) * len(channels),
                      tuple(f"channel {number + 1}" for number in range(len(channels))))
    keys = _BY_PLACE[kind]
    if columns < first + len(keys):
        raise InputError(f"Without names a {kind} file holds {'t, ' if first else ''}{', '.join(keys)}; "
                         f"this one has {columns} columns.")
    places = tuple(range(first, first + len(keys)))
    return Layout(kind, 0 if first else None, 1.0, places, (1.0,) * len(keys), keys)


def _guess(found: dict[str, int], channels: bool, names: tuple[str, ...]) -> TrialKind:
    corners = [key for key in _NEEDED[TrialKind.BOARD] if key in found]
    if len(corners) == 4 or (len(corners) > 1 and "x" not in found):
        return TrialKind.BOARD
    if "x" in found or "y" in found:
        return TrialKind.COP
    if channels:
        return TrialKind.EMG
    raise InputError(f"No column of the file is known; it has {_listed(names)}. Known are: {KNOWN}. "
                     "Or say what it is with --kind.")


def _emg(time: int | None, time_scale: float, channels: tuple[int, ...], told: list[tuple[str, str]],
         names: tuple[str, ...]) -> Layout:
    if not channels:
        raise InputError(f"A column of EMG is missing; the file has {_listed(names)}. Known are: {KNOWN}.")
    counts = {told[at][1] in _COUNTS for at in channels}
    if len(counts) > 1:
        raise InputError("Some EMG columns are in counts and some in volts; measure them in two files.")
    return Layout(TrialKind.EMG, time, time_scale, channels,
                  tuple(_scale(told[at][1], _UV, names[at]) for at in channels),
                  tuple(names[at] for at in channels), counts.pop())


def _find_time(told: list[tuple[str, str]]) -> tuple[int | None, float]:
    for at, (base, unit) in enumerate(told):
        if base in _TIME:
            if unit and unit not in _SECONDS:
                raise InputError(f"The time is in {unit!r}; known are {', '.join(sorted(_SECONDS))}.")
            return at, _SECONDS.get(unit, 1.0)
    for at, (base, unit) in enumerate(told):
        if base in _SECONDS and not unit:
            return at, _SECONDS[base]
    return None, 1.0


def _split(name: str) -> tuple[str, str]:
    """Split "COP X (cm)" into ("copx", "cm")."""
    text = name.strip().lower().replace("µ", "u").replace("μ", "u").lstrip("#%/ ")
    unit = ""
    if match := re.fullmatch(r"(.*?)[\s_]*[(\[]\s*([^)\]]*?)\s*[)\]]", text):
        text, unit = match[1], match[2]
    if not unit and (match := re.fullmatch(r"(.+?)[\s_.\-]+([a-z]+)", text)) and match[2] in _UNITS:
        text, unit = match[1], match[2]
    return re.sub(r"[^a-z0-9]", "", text), unit


def _scale(unit: str, known: dict[str, float], name: str) -> float:
    if not unit:
        return 1.0
    if unit not in known:
        raise InputError(f"The column {name!r} is in {unit!r}; known are {', '.join(known)}.")
    return known[unit]


def _listed(names: tuple[str, ...]) -> str:
    named = [name for name in names if name]
    return ", ".join(named[:12]) + (" ..." if len(named) > 12 else "")
