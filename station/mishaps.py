"""What can go wrong while the environment is built, and what to do about each.

Pure: the output of pip or uv in, a sentence out.  Not here: the building (`station.install`).
"""

from __future__ import annotations

import errno
import platform
import re
import sys

from station.environment import ROOT


class InstallError(Exception):
    """Met when `.venv` could not be built; the message says why and what to do."""


DISK_FULL = "The disk is full: Surefoot needs about 1 GB to set itself up. Free some space and start again."
READ_ONLY = (f"Surefoot cannot write to {ROOT}. Make that folder writable, or copy it to a place of your own, "
             "and start again.")
NO_VENV = ("Surefoot needs Python's venv module to set itself up: run `apt install python3-venv` as root, "
           "or install uv, and start again.")
WRONG_HASH = ("A downloaded package is not the one that Surefoot was tested with, so it was not installed. "
              "Start again; if it happens again, tell who runs your network or package mirror.")
NO_NETWORK = ("Surefoot needs the network once, to fetch its packages, and could not reach it. "
              "Connect this computer, or check its proxy settings, and start again.")
NO_WHEEL = (f"Found no ready-made package of {{}} for Python {sys.version_info[0]}.{sys.version_info[1]} on "
            f"{platform.system()} {platform.machine()}. Check the network; if it is well, try a 64-bit Python "
            "from 3.11 to 3.14.")

MISHAPS = (
    (r"No space left on device|Disk quota exceeded|os error 28\b", DISK_FULL),
    (r"Read-only file system|Permission denied|os error (?:13|30)\b", READ_ONLY),
    (r"ensurepip is not\s+available|No module named '?(?:ensurepip|venv)\b", NO_VENV),
    (r"DO NOT MATCH THE HASHES|[Hh]ash mismatch", WRONG_HASH),
    (r"[Nn]ame resolution|Name or service not known|Network is unreachable|Connection refused|dns error"
     r"|Failed to establish a new connection|NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError"
     r"|error sending request|[Cc]ould not connect|tcp connect error|Failed to fetch|operation timed out"
     r"|CERTIFICATE_VERIFY_FAILED", NO_NETWORK),
)
"""In this order: a full disk also makes downloads fail, and a missing network hides what is not there."""
NOT_THERE = re.compile(r"No matching distribution found for ([\w.-]+)|Because ([\w.-]+)\S* has no wheels")


def explain(output: str, tool: str) -> tuple[str, bool]:
    """Turn the output of a failed `tool` into a sentence, and tell whether the reason is known."""
    for pattern, sentence in MISHAPS:
        if re.search(pattern, output):
            return sentence, True
    if absent := NOT_THERE.search(output):
        return NO_WHEEL.format(absent[1] or absent[2]), True
    told = [line for line in output.splitlines() if line.strip()][-5:]
    return "\n".join([f"{tool} could not install the packages. Its last words:", *told]), False


def explain_os_error(error: OSError) -> str:
    """Turn what the file system said into a sentence."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return DISK_FULL
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return READ_ONLY
    return f"Surefoot could not set itself up in {ROOT}: {error.strerror or error}."
