"""BrainFlow itself: its synthetic board and its player of recordings, read through the real library."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from core.clock import SystemClock
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.drivers import LinkNote, NoteKind
from devices.kinds import Tuning
from devices.kinds.brainflow import KIND
from devices.link import Link, LinkEntry
from tests.devices.test_real_ports import Reading, rows, said

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(find_spec("brainflow") is None, reason="brainflow is not installed: pip install brainflow")]


def reading(argument: str, channels: int = 3) -> Reading:
    def link(clock: SystemClock, ring: Ring[LinkEntry]) -> Link:
        return KIND.open(argument, clock, ring, Tuning(channels=channels, wanted=Stream.EMG))

    return Reading(link)


def test_the_synthetic_board_streams_the_wanted_channels() -> None:
    with reading("-1") as held:
        entries = held.until(lambda came: rows(came) > 500)
        blocks = [entry for entry in entries if isinstance(entry, SampleBlock)]
        assert {(block.rate_hz, block.data.shape[1]) for block in blocks} == {(250.0, 3)}
        assert np.ptp(np.concatenate([block.data for block in blocks])) > 0
        assert held.link.name == "Synthetic through BrainFlow"


def test_a_recording_that_ends_is_noticed_and_opened_anew(tmp_path: Path) -> None:
    """A player at its end goes on answering with nothing, as a board does that has vanished."""
    file = tmp_path / "recording.csv"
    columns = 32
    table = np.zeros((1000, columns))
    table[:, 0] = np.arange(1000) % 256
    table[:, 1:17] = np.sin(np.arange(1000) / 10)[:, None] * 100
    table[:, 30] = 1_700_000_000 + np.arange(1000) / 250
    np.savetxt(file, table, fmt="%.6f", delimiter="\t")
    with reading(f"-3:-1:{file}") as held:
        played = held.until(said(NoteKind.LOST), seconds=40)
        assert said(NoteKind.SILENT)(played)
        assert 500 < rows(played) < 1000
        held.until(said(NoteKind.READY))


@pytest.mark.parametrize(("argument", "words"), [
    ("0:/dev/surefoot-none", "does not answer"), ("999", "no board 999"), ("-3:-1:/nowhere.csv", "does not")])
def test_a_board_that_is_not_there_is_told(argument: str, words: str) -> None:
    with reading(argument) as held:
        entries = held.until(lambda came: any(isinstance(entry, LinkNote) for entry in came))
        assert words in next(entry.text for entry in entries if isinstance(entry, LinkNote))
