from __future__ import annotations

import pytest

from core.clock import NS_PER_MS
from core.frames import StreamHealth
from signals.health import health_by_age, health_of_channel
from signals.settings import SignalSettings

OK, LATE, LOST = StreamHealth.OK, StreamHealth.LATE, StreamHealth.LOST
RAIL, FLAT = StreamHealth.SATURATED, StreamHealth.LEAD_OFF


@pytest.mark.parametrize(("age_ns", "health"), [
    (0, OK), (100 * NS_PER_MS, OK), (250 * NS_PER_MS, OK), (250 * NS_PER_MS + 1, LATE),
    (1000 * NS_PER_MS, LATE), (1000 * NS_PER_MS + 1, LOST), (None, LOST)])
def test_health_follows_the_age(age_ns: int | None, health: StreamHealth) -> None:
    assert health_by_age(age_ns, True, SignalSettings()) is health
    assert health_by_age(age_ns, False, SignalSettings()) is LOST


@pytest.mark.parametrize(("stream", "electrode", "health"), [
    (OK, OK, OK), (OK, RAIL, RAIL), (OK, FLAT, FLAT), (LATE, OK, LATE), (LATE, FLAT, FLAT), (LOST, OK, LOST),
    (LOST, FLAT, LOST), (OK, None, LOST)])
def test_a_lost_stream_counts_first_then_the_electrode(
    stream: StreamHealth, electrode: StreamHealth | None, health: StreamHealth,
) -> None:
    assert health_of_channel(stream, electrode) is health
