"""Every shipped level of Lanterns passes the gates."""

from __future__ import annotations

import pytest

from levels.reader import SHIPPED
from tests.station.playtest.gating import cells, failures

pytestmark = pytest.mark.timeout(600)


@pytest.mark.parametrize("level", [name for name in SHIPPED if name.startswith("lanterns/")])
def test_a_level_passes_the_gates(level: str) -> None:
    played = cells(level)
    assert failures(played) == []
    easiest, hardest = played[:2], played[2:]
    if played[0].measured:
        assert sum(cell.success for cell in hardest) < sum(cell.success for cell in easiest)
