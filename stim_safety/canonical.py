"""Values in one exact line of JSON, sealed by their own SHA-256: whatever was changed, cut or added is seen.

The seal is no secret: it finds accidents and clumsy hands, not somebody who computes it anew.
Not here: what the values mean (`audit`, `budget`, `known`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

SEAL = "hash"


def hash_of(values: Mapping[str, object]) -> str:
    """Return the SHA-256 of the one way to write `values`, 64 hex digits."""
    return hashlib.sha256(_text(values)).hexdigest()


def seal(values: Mapping[str, object]) -> bytes:
    """Write `values` with their hash as one line of ASCII."""
    return _text({**values, SEAL: hash_of(values)}) + b"\n"


def unseal(line: bytes) -> dict[str, object] | None:
    """Read a sealed line; None unless it is, byte for byte, what `seal` wrote."""
    try:
        values = json.loads(line.decode("ascii"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    values.pop(SEAL, None)
    return values if seal(values) == line else None


def _text(values: Mapping[str, object]) -> bytes:
    return json.dumps(values, sort_keys=True, separators=(",", ":")).encode()
