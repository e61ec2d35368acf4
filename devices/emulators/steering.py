"""Commands in words that move an emulated device and the body on it, for people and for tests.

    lean X Y | lean        lean by hand to X, Y of the own reach; let go
    effort E               activate all muscles to E, 0..1
    off | on               step off, step on
    fault NAME [SECONDS]   let a fault happen, lasting ones for so long
    clear                  end all lasting faults

Not here: plugs and ports (`__main__`).
"""

from __future__ import annotations

from math import inf
from typing import Protocol, runtime_checkable

from core.clock import NS_PER_S
from core.cues import Cue, CueKind
from core.errors import InputError
from devices.codecs.wii_board import IDENTITY
from devices.emulators import Emulator
from devices.emulators.faults import FaultKind
from devices.emulators.wii_faults import WiiFaults
from devices.simulated.stance import SimulatedPatient


@runtime_checkable
class Switches(Protocol):
    """Fault switches that can be thrown by hand (`FaultPlayer` is one)."""

    def inject(self, kind: FaultKind, t_ns: int, for_s: float = inf) -> None:
        """Let `kind` happen from `t_ns` on.  Raises InputError when this device cannot."""
        ...

    def clear(self) -> None:
        """End all lasting faults."""
        ...


_CLASSIC_CONTROLLER = bytes.fromhex("0000a4200101")
"""What another extension says where a board says who it is (wiibrew.org, Wiimote/Extension Controllers)."""


class WiiSwitches:
    """The fault switches of an emulated Wii board, thrown by name."""

    _EVERY = 50
    _AWAY_NS = NS_PER_S // 10

    def __init__(self, faults: WiiFaults) -> None:
        self._faults = faults

    def inject(self, kind: FaultKind, t_ns: int, for_s: float = inf) -> None:
        """Let `kind` happen from `t_ns` on; damage hits one report in 50 until `clear`."""
        faults, until_ns = self._faults, None if for_s == inf else t_ns + round(for_s * NS_PER_S)
        match kind:
            case FaultKind.SILENT:
                faults.silent_from_ns, faults.silent_until_ns = t_ns, until_ns
            case FaultKind.SATURATED:
                faults.saturated_from_ns, faults.saturated_until_ns = t_ns, until_ns
            case FaultKind.MODE_RESET:
                faults.status_at_ns = t_ns
            case FaultKind.UNPLUG:
                faults.unplug_at_ns, faults.replug_at_ns = t_ns, t_ns + self._AWAY_NS
            case FaultKind.WRONG_DEVICE:
                faults.identity = _CLASSIC_CONTROLLER
            case FaultKind.STALE_STREAM:
                faults.stale_stream = True
            case FaultKind.SLOW_CLOCK | FaultKind.FAST_CLOCK:
                faults.clock_factor = 0.99 if kind is FaultKind.SLOW_CLOCK else 1.01
            case FaultKind.DROP:
                faults.drop_every = self._EVERY
            case FaultKind.TRUNCATE:
                faults.truncate_every = self._EVERY
            case FaultKind.STRAY:
                faults.stray_every = self._EVERY
            case FaultKind.DUPLICATE:
                faults.duplicate_every = self._EVERY
            case _:
                raise InputError(f"A Wii board has no fault '{kind}'.")

    def clear(self) -> None:
        """End all lasting faults."""
        faults = self._faults
        faults.silent_from_ns = faults.saturated_from_ns = None
        faults.drop_every = faults.truncate_every = faults.stray_every = faults.duplicate_every = 0
        faults.clock_factor, faults.identity, faults.stale_stream = 1.0, IDENTITY, False


def switches_of(emulator: Emulator) -> Switches:
    """Return the fault switches of `emulator`, which keeps them in `faults`.  Raises InputError without any."""
    faults = getattr(emulator, "faults", None)
    if isinstance(faults, WiiFaults):
        return WiiSwitches(faults)
    if isinstance(faults, Switches):
        return faults
    raise InputError("This emulated device has no faults.")


def effort_cue(patient: SimulatedPatient, level: float, t_ns: int) -> Cue:
    """Return the cue that asks all muscles of `patient` for `level`."""
    return Cue(t_ns, CueKind.EFFORT, effort=dict.fromkeys(patient.muscles, level))


def fault_kind(name: str) -> FaultKind:
    """Return the fault called `name`.  Raises InputError that names the choices."""
    try:
        return FaultKind(name)
    except ValueError:
        raise InputError(f"There is no fault '{name}'; choose from {', '.join(FaultKind)}.") from None


def steer(patient: SimulatedPatient, faults: Switches, line: str, t_ns: int) -> None:
    """Obey one command at `t_ns`.  Raises InputError when it cannot be understood."""
    word, *rest = line.split()
    if word == "fault" and rest:
        faults.inject(fault_kind(rest[0]), t_ns, *_numbers(line, rest[1:]) or (inf,))
    elif word == "clear" and not rest:
        faults.clear()
    elif word == "lean" and len(rest) in (0, 2):
        x_y = _numbers(line, rest)
        patient.steer((x_y[0], x_y[1]) if x_y else None)
    elif word == "effort" and len(rest) == 1:
        patient.see(effort_cue(patient, _numbers(line, rest)[0], t_ns))
    elif word in ("off", "on") and not rest:
        patient.see(Cue(t_ns, CueKind.STEP_OFF if word == "off" else CueKind.STEP_ON))
    else:
        raise InputError(f"'{line}' is not a command; try lean X Y, effort E, off, on, fault NAME, clear, "
                         "unplug, plug, quit.")


def _numbers(line: str, words: list[str]) -> list[float]:
    try:
        return [float(word) for word in words]
    except ValueError:
        raise InputError(f"'{line}': these must be numbers: {' '.join(words)}.") from None
