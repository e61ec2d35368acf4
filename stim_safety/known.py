"""The devices that a person has confirmed before, each by the identity that it told.

A file that was damaged knows nobody: then a person looks again.
Not here: what an identity is made of (`drivers`), confirming (`controller`).
"""

from __future__ import annotations

from collections.abc import Iterable

from stim_safety.canonical import seal, unseal


def load(data: bytes | None) -> frozenset[str]:
    """Read the file of known devices; nobody is known without one, or by a damaged one."""
    values = unseal(data or b"") or {}
    devices = values.get("devices")
    if not isinstance(devices, list):
        return frozenset()
    return frozenset(device for device in devices if isinstance(device, str))


def dump(devices: Iterable[str]) -> bytes:
    """Write the file of known devices."""
    return seal({"devices": sorted(set(devices))})
