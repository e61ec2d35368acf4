"""What a finding of the check before play means, in one sentence for the patient and one for the therapist.

Not here: how it was found (`signals.checkup`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.samples import Stream
from signals.checkup import Finding, Topic, Verdict

LIKELY_EMPTY_KG = 8.0
_ONE_MOMENT = "One moment, please. Your therapist will help."
_GO_ON = "You can play. Something is worth knowing."
_CORNERS = ("front left", "front right", "back left", "back right")


def for_patient(finding: Finding) -> str:
    """Say it to the patient: calm, and whether one can play."""
    if finding.verdict is Verdict.MEND:
        if finding.topic in (Topic.FLAT, Topic.SATURATED):
            return "A pad has come loose. Your therapist will help."
        return _ONE_MOMENT
    return _GO_ON


def for_therapist(finding: Finding) -> str:
    """Say what was found and what to do."""
    return _SAID[finding.topic](finding)


def _device(finding: Finding) -> str:
    return "muscle sensor" if finding.stream is Stream.EMG else "board"


def _muscle(finding: Finding) -> str:
    return "muscle" if finding.muscle is None else finding.muscle.replace("_", " ")


def _here(finding: Finding) -> str:
    return f"Nothing comes from the {_device(finding)}: check its switch, plug and battery. It may come any time."


def _rate(finding: Finding) -> str:
    return (f"The {_device(finding)} sends {finding.value or 0.0:.0f} samples a second, not as usual: "
            "use another port, close other programs.")


def _lost(finding: Finding) -> str:
    return (f"{100 * (finding.value or 0.0):.0f} % of the {_device(finding)}'s samples are lost on the way: "
            "come nearer, or use another cable or port.")


def _zero(finding: Finding) -> str:
    total = finding.value or 0.0
    if total > LIKELY_EMPTY_KG:
        return (f"The board shows {total:.1f} kg: if that is not what stands on it, step off and tare it under "
                "Set up, My reach.")
    return f"The empty board shows {total:.1f} kg: tare it under Set up, My reach, with nobody on it."


def _corners(finding: Finding) -> str:
    corner = _CORNERS[int(finding.value or 0.0)]
    return f"The {corner} corner of the board does not weigh right: look under that foot, step off and tare it."


def _battery(finding: Finding) -> str:
    return "The board's batteries are nearly empty: change them after this session."


def _flat(finding: Finding) -> str:
    return f"No signal from the {_muscle(finding)}: press the electrodes on, check lead and reference."


def _saturated(finding: Finding) -> str:
    return f"The {_muscle(finding)} channel is at its limit: check both electrodes and the reference."


def _mains(finding: Finding) -> str:
    return (f"{100 * (finding.value or 0.0):.0f} % of the {_muscle(finding)} signal is mains hum: press the "
            "electrodes on, move leads from power cords.")


def _rest(finding: Finding) -> str:
    return f"The {_muscle(finding)} was not silent: let it rest, or measure it again under Set up, My muscle."


_SAID: Mapping[Topic, Callable[[Finding], str]] = MappingProxyType({
    Topic.HERE: _here, Topic.RATE: _rate, Topic.LOST: _lost, Topic.ZERO: _zero, Topic.CORNERS: _corners,
    Topic.BATTERY: _battery, Topic.FLAT: _flat, Topic.SATURATED: _saturated, Topic.MAINS: _mains,
    Topic.REST: _rest,
})
