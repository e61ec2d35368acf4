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

from core.cues import Cue, CueKind
from core.errors import InputError
from devices.emulators.faults import FaultKind, FaultPlayer
from devices.simulated.stance import SimulatedPatient


def effort_cue(patient: SimulatedPatient, level: float, t_ns: int) -> Cue:
    """Return the cue that asks all muscles of `patient` for `level`."""
    return Cue(t_ns, CueKind.EFFORT, effort=dict.fromkeys(patient.muscles, level))


def fault_kind(name: str) -> FaultKind:
    """Return the fault called `name`.  Raises InputError that names the choices."""
    try:
        return FaultKind(name)
    except ValueError:
        raise InputError(f"There is no fault '{name}'; choose from {', '.join(FaultKind)}.") from None


def steer(patient: SimulatedPatient, faults: FaultPlayer | None, line: str, t_ns: int) -> None:
    """Obey one command at `t_ns`.  Raises InputError when it cannot be understood."""
    word, *rest = line.split()
    if word == "fault" and rest and faults is not None:
        faults.inject(fault_kind(rest[0]), t_ns, *_numbers(line, rest[1:]) or (inf,))
    elif word == "clear" and not rest and faults is not None:
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
