"""The emulated board by itself: its replies, its mode, its pace, its noise."""

from __future__ import annotations

import random
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.clock import NS_PER_MS, NS_PER_S
from core.cues import Cue
from core.errors import LinkLost
from devices.codecs.wii_board import Cells, ReportId, decode_report
from devices.emulators.wii_board import NOISE_COUNTS, PUBLISHED_CALIBRATION, WiiBoardEmulator
from devices.emulators.wii_faults import WiiFaults

START_NS = 7 * NS_PER_S


class Person:
    """Ten kilograms on each corner."""

    def see(self, cue: Cue) -> None:
        pass

    def load_kg(self, t_ns: int) -> tuple[float, float, float, float]:
        return (10.0,) * 4

    def emg_uv(self, t_ns: int, n: int, rate_hz: float) -> NDArray[np.float32]:
        return np.zeros((n, 1), np.float32)


def board(faults: WiiFaults | None = None) -> WiiBoardEmulator:
    emulator = WiiBoardEmulator(Person(), random.Random(5), faults)
    emulator.opened(START_NS)
    return emulator


def ask(emulator: WiiBoardEmulator, words: str, t_ns: int = START_NS) -> list[str]:
    return [answer.hex() for answer in emulator.receive(bytes.fromhex(words), t_ns)]


def unlocked(faults: WiiFaults | None = None) -> WiiBoardEmulator:
    emulator = board(faults)
    for words in ("1604A400F00155" + "00" * 15, "1604A400FB0100" + "00" * 15):
        assert ask(emulator, words) == ["2200001600"]
    return emulator


def run(emulator: WiiBoardEmulator, seconds: float, from_ns: int = START_NS) -> list[bytes]:
    reports: list[bytes] = []
    for step in range(1, round(seconds * 100) + 1):
        reports += emulator.advance(from_ns + step * 10 * NS_PER_MS)
    return reports


def cells(reports: list[bytes]) -> list[Cells]:
    return [said for said in map(decode_report, reports) if isinstance(said, Cells)]


@pytest.mark.parametrize(("words", "answers"), [
    ("1500", ["20000002000085"]), ("1110", []), ("1112", ["2200001100"]), ("120434", []),
    ("120634", ["2200001200"]),
    ("1704A400FA0006", ["210000 5000FA 0000A4200402 00000000000000000000"]),
    ("1704A400200020", ["210000 F00020 10690000 07C33CF8048C296B 0ED24384",
                        "210000 F00030 0B3A3069 15E94A1011EF376E 5E40E9B6"]),
    ("1704A40024000C", ["210000 B00024 07C33CF8048C296B 0ED24384 00000000"]),
    ("1704A400600002", ["210000 100060 1A01 0000000000000000000000000000"]),
    ("170000000010", []), ("17000000200010", ["210000 F80020 00000000000000000000000000000000"]),
    ("1004", []), ("", []), ("16", []), ("FF" * 30, []),
])
def test_what_it_answers(words: str, answers: list[str]) -> None:
    assert ask(unlocked(), words) == [answer.replace(" ", "").lower() for answer in answers]


def test_until_it_is_unlocked_its_identity_is_not_to_be_seen() -> None:
    assert ask(board(), "1704A400FA0006") == ["2100005000faffffffffffff" + "00" * 10]


def test_it_says_nothing_but_buttons_until_a_mode_is_set() -> None:
    emulator = unlocked()
    assert run(emulator, 1) == []
    emulator.button = True
    assert [report.hex() for report in run(emulator, 1, START_NS + NS_PER_S)] == ["300008"]
    ask(emulator, "120434", START_NS + 2 * NS_PER_S)
    assert len(cells(run(emulator, 1, START_NS + 2 * NS_PER_S))) == 100


@pytest.mark.parametrize(("mode", "size"), [("120432", 11), ("120434", 22), ("120435", 22), ("120430", 3)])
def test_each_mode_has_its_report(mode: str, size: int) -> None:
    emulator = unlocked()
    ask(emulator, mode)
    assert {(report[0], len(report)) for report in run(emulator, 0.2)} == {(bytes.fromhex(mode)[2], size)}


def test_a_status_drops_the_mode() -> None:
    emulator = unlocked()
    ask(emulator, "120434")
    assert len(run(emulator, 0.5)) == 50
    ask(emulator, "1500", START_NS + NS_PER_S // 2)
    assert {report[0] for report in run(emulator, 0.5, START_NS + NS_PER_S // 2)} == {ReportId.BUTTONS}


def test_a_hundred_reports_a_second_of_which_a_third_repeat() -> None:
    emulator = unlocked()
    ask(emulator, "120434")
    reports = run(emulator, 20)
    assert len(reports) == 2000
    repeated = sum(one == two for one, two in pairwise(reports)) / len(reports)
    assert repeated == pytest.approx(0.37, abs=0.01)


def test_on_change_it_says_only_what_is_new() -> None:
    emulator = unlocked()
    ask(emulator, "120034")
    reports = run(emulator, 10)
    assert len(reports) / 10 == pytest.approx(63, abs=1)
    assert all(one != two for one, two in pairwise(reports))


def test_noise_is_a_few_counts_and_the_same_for_the_same_seed() -> None:
    streams = []
    for _ in range(2):
        emulator = unlocked()
        ask(emulator, "120434")
        streams.append(run(emulator, 30))
    assert streams[0] == streams[1]
    counts = np.array([said.counts for said in cells(streams[0])])
    assert counts.std(axis=0) == pytest.approx(NOISE_COUNTS, rel=0.1)
    kilograms = [PUBLISHED_CALIBRATION.kilograms(said.counts) for said in cells(streams[0])]
    assert np.mean(kilograms, axis=0) == pytest.approx([10.0] * 4, abs=0.01)


@pytest.mark.parametrize(("factor", "reports"), [(0.99, 990), (1.01, 1010)])
def test_a_clock_that_is_wrong_by_a_percent(factor: float, reports: int) -> None:
    emulator = unlocked(WiiFaults(clock_factor=factor))
    ask(emulator, "120434")
    assert len(run(emulator, 10)) == pytest.approx(reports, abs=2)


@pytest.mark.parametrize(("faults", "reports"), [
    (WiiFaults(drop_every=4), 75), (WiiFaults(duplicate_every=4), 125), (WiiFaults(stray_every=4), 125),
    (WiiFaults(truncate_every=4), 100),
    (WiiFaults(silent_from_ns=START_NS + NS_PER_S // 2), 49),
    (WiiFaults(silent_from_ns=START_NS, silent_until_ns=START_NS + NS_PER_S // 2), 0),
])
def test_damage_on_the_way(faults: WiiFaults, reports: int) -> None:
    emulator = unlocked() if faults.silent_from_ns is None else unlocked(WiiFaults())
    ask(emulator, "120434")
    emulator.faults = faults
    if faults.silent_until_ns is not None:
        reports = 51
    assert len(run(emulator, 1)) == reports


def test_padded_as_on_windows() -> None:
    emulator = unlocked()
    emulator.faults.padded = True
    ask(emulator, "120432")
    assert {len(report) for report in run(emulator, 0.1)} == {22}
    assert len(emulator.receive(b"\x15\x00", START_NS + NS_PER_S)[0]) == 22


def test_unplugged_it_is_gone_until_it_is_switched_on_again() -> None:
    emulator = unlocked(WiiFaults(unplug_at_ns=START_NS + NS_PER_S))
    ask(emulator, "120434")
    run(emulator, 0.9)
    for act in (emulator.advance, emulator.opened, lambda t_ns: emulator.receive(b"\x15\x00", t_ns)):
        with pytest.raises(LinkLost, match="Switch it on again"):
            act(START_NS + 2 * NS_PER_S)
    emulator.faults.replug_at_ns = START_NS + 3 * NS_PER_S
    assert emulator.advance(START_NS + 3 * NS_PER_S) == []
    assert ask(emulator, "1704A400FA0006", START_NS + 3 * NS_PER_S)[0][12:24] == "ff" * 6, "as after switching on"


def test_a_host_that_did_not_read_finds_the_newest_reports_only() -> None:
    emulator = unlocked()
    ask(emulator, "120434")
    assert len(emulator.advance(START_NS + 3600 * NS_PER_S)) == pytest.approx(64, abs=1)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.binary(max_size=30), st.integers(0, 300)), max_size=30))
def test_nonsense_from_a_host_never_raises(said: list[tuple[bytes, int]]) -> None:
    emulator, t_ns = board(), START_NS
    for data, wait_ms in said:
        t_ns += wait_ms * NS_PER_MS
        emulator.receive(data, t_ns)
        assert all(2 < len(report) <= 22 for report in emulator.advance(t_ns))


def test_every_fault_is_off_unless_it_is_asked_for() -> None:
    faults = WiiFaults()
    assert not faults.silent(START_NS)
    assert not faults.saturated(START_NS)
    assert not faults.take_status(START_NS)
    assert not faults.take_buttons_only(START_NS)
    assert faults.take_read_error(0x20) == 0
    assert {field.name for field in fields(WiiFaults) if getattr(faults, field.name) is True} == {"extension"}
