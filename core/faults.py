"""The one table of what can go wrong during play: its effect, and what patient and therapist are told.

Faults are values, not exceptions.  Not here: what must be fixed before play (`core.errors`), or how a
fault is noticed (the part that sees it says its `Fault`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Effect(IntEnum):
    """What a fault does, mildest first; the strongest of all active faults counts."""

    NOTE = 0
    PAUSE = 1
    STOP_STIM = 2
    END = 3


class Fault(StrEnum):
    """Everything that can go wrong during play."""

    OFF_BOARD = "off_board"
    LOAD_DROP = "load_drop"
    NEAR_FALL = "near_fall"
    BOARD_LATE = "board_late"
    BOARD_LOST = "board_lost"
    BOARD_BATTERY = "board_battery"
    BOARD_UNCALIBRATED = "board_uncalibrated"
    BOARD_TARE = "board_tare"
    EMG_LATE = "emg_late"
    EMG_LOST = "emg_lost"
    EMG_FLAT = "emg_flat"
    EMG_SATURATED = "emg_saturated"
    EMG_MAINS = "emg_mains"
    DATA_GAPS = "data_gaps"
    WRONG_DEVICE = "wrong_device"
    NO_PERMISSION = "no_permission"
    RECORDING_FAILED = "recording_failed"
    LOOP_BEHIND = "loop_behind"
    NO_SOUND = "no_sound"
    STIM_BLOCKED = "stim_blocked"
    STIM_LOST = "stim_lost"
    STIM_REFUSED = "stim_refused"


@dataclass(frozen=True, slots=True)
class FaultEntry:
    """One row: the effect and two sentences.  The patient's is calm and says what to do with the body."""

    effect: Effect
    patient: str
    therapist: str


_CALL = "Hold the bar and rest. Your therapist will help."

FAULTS: MappingProxyType[Fault, FaultEntry] = MappingProxyType({
    Fault.OFF_BOARD: FaultEntry(
        Effect.PAUSE, "Hold the bar and step back on when you are ready.",
        "Nobody is on the board; play goes on after standing still in the middle."),
    Fault.LOAD_DROP: FaultEntry(
        Effect.PAUSE, "Hold the bar and rest. Put both feet on the board.",
        "The load fell below 70 % of body weight; check stance and support."),
    Fault.NEAR_FALL: FaultEntry(
        Effect.PAUSE, "Hold the bar and breathe. All is well.",
        "Lean or load changed far and fast. Look after the person; play goes on when somebody says so."),
    Fault.BOARD_LATE: FaultEntry(
        Effect.PAUSE, "One moment, please. Hold the bar and rest.",
        "The board has sent nothing for a quarter of a second; play goes on by itself when it does."),
    Fault.BOARD_LOST: FaultEntry(
        Effect.PAUSE, _CALL,
        "The board is gone: press its front button or plug it in again; it is found by its serial number."),
    Fault.BOARD_BATTERY: FaultEntry(
        Effect.NOTE, "", "The board's batteries are nearly empty; change them after this session."),
    Fault.BOARD_UNCALIBRATED: FaultEntry(
        Effect.NOTE, "",
        "The board's stored calibration is damaged: leaning works, kilograms are not shown."),
    Fault.BOARD_TARE: FaultEntry(
        Effect.NOTE, "", "The empty board does not read zero; tare it with nobody on it."),
    Fault.EMG_LATE: FaultEntry(
        Effect.PAUSE, "One moment, please. Rest.",
        "The muscle sensor has sent nothing for a quarter of a second; play goes on by itself when it does."),
    Fault.EMG_LOST: FaultEntry(
        Effect.PAUSE, _CALL, "The muscle sensor is gone: check its plug and its switch."),
    Fault.EMG_FLAT: FaultEntry(
        Effect.PAUSE, _CALL, "A muscle channel is flat: check the electrode and its lead."),
    Fault.EMG_SATURATED: FaultEntry(
        Effect.PAUSE, _CALL, "A muscle channel is at its limit: check the electrodes and the reference."),
    Fault.EMG_MAINS: FaultEntry(
        Effect.PAUSE, "One moment, please. Rest.",
        "A muscle channel hears mostly mains: press the electrodes on, move leads away from power cords."),
    Fault.DATA_GAPS: FaultEntry(
        Effect.NOTE, "", "Samples were lost on the way; the gaps are marked in the recording."),
    Fault.WRONG_DEVICE: FaultEntry(
        Effect.PAUSE, _CALL, "Another device answers here; plug the right one in or choose its port."),
    Fault.NO_PERMISSION: FaultEntry(
        Effect.PAUSE, _CALL, "The device may not be opened; `surefoot doctor` prints the missing rule."),
    Fault.RECORDING_FAILED: FaultEntry(
        Effect.END, "We stop here for now. What you did is kept.",
        "The recording cannot be written (disk full or read-only); what was written is kept."),
    Fault.LOOP_BEHIND: FaultEntry(
        Effect.NOTE, "", "The computer is too slow for smooth play; close other programs."),
    Fault.NO_SOUND: FaultEntry(
        Effect.NOTE, "", "No sound device was found; play goes on without sound."),
    Fault.STIM_BLOCKED: FaultEntry(
        Effect.STOP_STIM, "The help is off. Rest, then play on as you like.",
        "Stimulation was stopped and stays off until you reset it on its page; play goes on without it."),
    Fault.STIM_LOST: FaultEntry(
        Effect.STOP_STIM, "The help is off. Rest, then play on as you like.",
        "The stimulator or its safety program is gone: switch the stimulator off and begin a new session."),
    Fault.STIM_REFUSED: FaultEntry(
        Effect.NOTE, "", "Stimulation was refused; its page says why. Play goes on without it."),
})
