"""Remarks about damage in a stream, at most one of a kind each second, so that a bad cable floods nobody.

Not here: what counts as damage (the codecs and `devices.timing`).
"""

from __future__ import annotations

from core.clock import NS_PER_S
from core.samples import Stream
from devices.drivers import LinkNote, NoteKind

_TEXTS = {
    NoteKind.GAP: "{n} samples were lost on the way: shorten the cable or take other devices off the hub.",
    NoteKind.GARBAGE: "{n} {unit} made no sense and were skipped: check the plug, the cable and the baud rate.",
}


class Remarks:
    """Counts losses and garbage, and says so by `due`."""

    def __init__(self, stream: Stream, unit: str) -> None:
        self.stream = stream
        self._unit = unit
        self._counts = {NoteKind.GAP: 0, NoteKind.GARBAGE: 0}
        self._clean = True
        self._said_ns: dict[NoteKind, int] = {}

    def count(self, kind: NoteKind, n: int) -> None:
        """Add `n` lost samples (GAP) or senseless units (GARBAGE)."""
        if n:
            self._counts[kind] += n
            self._clean = False

    def due(self, t_ns: int) -> tuple[LinkNote, ...]:
        """Return what is to be said at `t_ns`."""
        if self._clean:
            return ()
        return tuple(self._say(kind, n, t_ns) for kind, n in self._counts.items()
                     if n and t_ns - self._said_ns.get(kind, -NS_PER_S) >= NS_PER_S)

    def _say(self, kind: NoteKind, n: int, t_ns: int) -> LinkNote:
        self._counts[kind] = 0
        self._clean = not any(self._counts.values())
        self._said_ns[kind] = t_ns
        return LinkNote(self.stream, t_ns, kind, _TEXTS[kind].format(n=n, unit=self._unit))
