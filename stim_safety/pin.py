"""The therapist's PIN: kept so that its record does not tell it, compared so that time does not tell it.

A PIN of a few digits keeps patients off the therapist's page; it does not keep out who can read the disk.
PBKDF2 (RFC 8018) with rounds that take about ten milliseconds: it is checked inside a tick of the controller.
Not here: counting wrong tries (`therapist`).
"""

from __future__ import annotations

import hashlib
import hmac
import re

ROUNDS = 40_000
SALT_BYTES = 16
_PIN = re.compile(r"[0-9]{4,8}")
_RECORD = re.compile(rb"pin1 ([0-9a-f]{32}) ([0-9a-f]{64})\n")


def make(pin: str, salt: bytes) -> bytes:
    """Return the record of a PIN of 4 to 8 digits.  salt: 16 random bytes.  Raises ValueError for others."""
    if _PIN.fullmatch(pin) is None:
        raise ValueError("A PIN has 4 to 8 digits.")
    if len(salt) != SALT_BYTES:
        raise ValueError(f"The salt of a PIN has {SALT_BYTES} bytes.")
    return f"pin1 {salt.hex()} {_hash(pin, salt).hex()}\n".encode()


def check(record: bytes, pin: str) -> bool:
    """Whether this is the PIN; a record that is damaged opens for nobody."""
    parts = _RECORD.fullmatch(record)
    if parts is None or _PIN.fullmatch(pin) is None:  # a zero at its end would not change the hash
        return False
    salt, hashed = (bytes.fromhex(part.decode()) for part in parts.groups())
    return hmac.compare_digest(_hash(pin, salt), hashed)


def _hash(pin: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)
