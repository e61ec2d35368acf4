"""What tests of processes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stim_safety.process.far_end import FarEnd


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    """A port whose far end is ours."""
    end = FarEnd()
    yield end
    end.close()
