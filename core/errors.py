"""What a person must fix before play can go on.

Every error is one plain sentence that says what to do, and knows the exit code of the command that ends
with it.  Not here: what happens during play, which is a value of the fault table (`core.faults`).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ends."""

    DONE = 0
    WRONG_INPUT = 2
    DEVICE_MISSING = 3
    CHECK_FAILED = 4


class SurefootError(Exception):
    """Base of the family: caught once, at the command line, and printed without a traceback."""

    exit_code = ExitCode.WRONG_INPUT


class InputError(SurefootError):
    """Met when an option, a setting or a file is wrong; the message names it and what would be right."""

    exit_code = ExitCode.WRONG_INPUT


class StorageError(SurefootError):
    """Met when a folder cannot be written (read-only, full); the message names the folder."""

    exit_code = ExitCode.WRONG_INPUT


class DeviceMissing(SurefootError):
    """Met when a device that was asked for is not there or does not answer."""

    exit_code = ExitCode.DEVICE_MISSING


class PermissionMissing(DeviceMissing):
    """Met when the device is there but may not be opened; the message holds the udev rule or group."""


class WrongDevice(DeviceMissing):
    """Met when something answers at the port, but it is not the device that was asked for."""


class LinkLost(DeviceMissing):
    """Met when an open link fails, whatever the library raised; the cause is chained."""


class CheckFailed(SurefootError):
    """Met when a check, a comparison or a self-test found a difference."""

    exit_code = ExitCode.CHECK_FAILED
