"""Health of a stream by the age of its newest sample, its link and its electrode.  Pure.

Not here: how an electrode is judged (`signals.emg`).
"""

from __future__ import annotations

from core.frames import StreamHealth
from signals.settings import SignalSettings

TRUSTED = frozenset({StreamHealth.OK, StreamHealth.LATE})
"""A value of this health may be used; of any other it says nothing about the body."""


def health_by_age(age_ns: int | None, linked: bool, settings: SignalSettings) -> StreamHealth:
    """OK up to `late_ns`, LATE up to `lost_ns`; LOST beyond, without a link, or when nothing ever came (None)."""
    if not linked or age_ns is None or age_ns > settings.lost_ns:
        return StreamHealth.LOST
    return StreamHealth.LATE if age_ns > settings.late_ns else StreamHealth.OK


def health_of_channel(stream: StreamHealth, electrode: StreamHealth | None) -> StreamHealth:
    """Join the stream's health and the electrode's (None: the stream has no such channel).

    A lost stream counts first, then a bad electrode, which stays bad while the stream is late.
    """
    if stream is StreamHealth.LOST or electrode is None:
        return StreamHealth.LOST
    return stream if electrode is StreamHealth.OK else electrode
