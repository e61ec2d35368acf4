"""Words that the whole safety program shares: states, reasons, marks.

Numbers are part of the protocol with the game (`messages`) and of the audit log: they are never used again
for something else.  Not here: what leads from state to state (`machine`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class State(IntEnum):
    """Where the controller stands.

    BOOT, SELFTEST: not yet known.  IDLE: no valid prescription.  READY: prescription in force, device known,
    high voltage off.  CALIB: currents of one channel are being found.  ARMED: high voltage on, 0 mA.  STIM: a
    train, from its first rise to the end of its fall.  REST: forced off.  STOPPING: stop sent, not yet proven.
    FAULT, ESTOP: latched.  END: over.
    """

    BOOT = 0
    SELFTEST = 1
    IDLE = 2
    READY = 3
    CALIB = 4
    ARMED = 5
    STIM = 6
    REST = 7
    STOPPING = 8
    FAULT = 9
    ESTOP = 10
    END = 11


ACTIVE = frozenset({State.CALIB, State.ARMED, State.STIM, State.REST})
"""States in which the high voltage is on."""
LATCHED = frozenset({State.FAULT, State.ESTOP})


class Profile(StrEnum):
    """Which set of ceilings applies: a kiosk in a gym, or a clinic's room with a therapist beside."""

    KIOSK = "kiosk"
    CLINIC = "clinic"


class Mark(IntEnum):
    """What the patient feels or shows at a current: first feeling, visible movement, enough."""

    SENSORY = 1
    MOTOR = 2
    TOLERATED = 3


class Role(IntEnum):
    """Whose hand it was."""

    THERAPIST = 1
    PATIENT = 2


class Why(IntEnum):
    """One reason for a refusal, a lower value, a stop or a latch.  Bit number in a set of reasons; below 120."""

    # limits
    CEILING = 1
    PRESCRIPTION = 2
    CALIBRATION = 3
    MUSCLE = 4
    DEVICE = 5
    FELT = 6
    WIDTH = 7
    RATE = 8
    CHARGE = 9
    RMS = 10
    DENSITY = 11
    POWER = 12
    ENERGY = 13
    NET_CHARGE = 14
    SHAPE = 15
    AREA = 16
    RISE = 17
    RAMP = 18
    GRID = 19
    CHANNEL = 20
    CHANNELS = 21
    NOT_A_NUMBER = 22
    RATES = 23
    # time and dose
    ON_TIME = 30
    RESTING = 31
    SESSION = 32
    DAY = 33
    DOSE = 34
    NO_BUDGET = 35
    TOO_SOON = 36
    # where we stand
    STATE = 40
    NO_PRESCRIPTION = 41
    EXPIRED = 42
    SCREENING = 43
    NOT_CONFIRMED = 44
    LOCKED = 45
    LOCKED_OUT = 46
    PADS = 47
    PADS_OLD = 48
    NOT_CALIBRATED = 49
    STOP_NOT_TESTED = 50
    NOT_HELD = 51
    NOT_THE_PATIENT = 52
    MARK_ORDER = 53
    UNKNOWN_DEVICE = 54
    IDLE_TOO_LONG = 55
    PRESCRIPTION_CHANGED = 56
    LATCH = 57
    # the game
    GAME_LOST = 60
    GAME_SILENT = 61
    WRONG_ECHO = 62
    STALE = 63
    FUTURE = 64
    SEQUENCE = 65
    MESSAGE = 66
    FLOOD = 67
    TTL = 68
    # this program
    LATE = 70
    SUSPENDED = 71
    DEFECT = 72
    GUARDIAN_LOST = 73
    GUARDIAN_TRIPPED = 74
    LOG = 75
    SIGNAL = 76
    INCIDENT = 77
    OTHER_CONTROLLER = 78
    # the device
    PORT_LOST = 80
    WRITE = 81
    NO_ANSWER = 82
    WRONG_ANSWER = 83
    GARBLED = 84
    WRONG_DEVICE = 85
    DEVICE_ERROR = 86
    DEVICE_RESET = 87
    ELECTRODE = 88
    PULSE_TIMEOUT = 89
    LOW_CURRENT = 90
    HIGH_VOLTAGE = 91
    UNEXPECTED_OUTPUT = 92
    MISSING_OUTPUT = 93
    EMERGENCY_SWITCH = 94
    MODULE = 95
    NOT_CONTINUOUS = 96
    # people
    STOPPED = 100
    PEDAL = 101
    PATIENT_STOPPED = 102
    DONE = 103


@dataclass(frozen=True, slots=True)
class Point:
    """A part of one pulse: how long, and the current through it (signed)."""

    duration_us: int
    current_ua: int


@dataclass(frozen=True, slots=True)
class Train:
    """What one channel puts out until told otherwise: the points of a pulse, repeated every `period_us`.

    channel: 0-based, as on the wire.  These are the exact numbers that go onto the wire.
    """

    channel: int
    period_us: int
    points: tuple[Point, ...]
