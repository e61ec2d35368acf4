"""The opening of a Wii board: every question, every answer, and what is refused."""


from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest

from core.clock import NS_PER_MS, NS_PER_S
from core.samples import BOARD_COLUMNS, Stream
from devices.codecs.wii_board import (
    Ack,
    ButtonsOnly,
    Command,
    ReadRegister,
    ReadReply,
    Report,
    RequestStatus,
    SetMode,
    Status,
    WriteRegister,
    decode_command,
    encode_command,
    encode_report,
)
from devices.codecs.wii_calibration import REFERENCE_ADDRESS, Calibration
from devices.drivers import NoteKind
from devices.drivers.wii_board import WiiBoardDriver
from devices.emulators.wii_board import PUBLISHED_CALIBRATION, WiiBoardEmulator
from devices.emulators.wii_faults import WiiFaults
from devices.link import LinkState
from tests.devices.drivers.wii_rig import (
    LOADS,
    NOISE_KG,
    Person,
    board,
    kinds,
)
from tests.devices.rig import START_NS, samples

# --- opening -----------------------------------------------------------------------------------------------


def test_the_whole_opening_in_order() -> None:
    held, emulator = board()
    held.run(0.1)
    assert emulator.heard == [bytes.fromhex(words) for words in (
        "1500", "1604A400F00155" + "00" * 15, "1604A400FB0100" + "00" * 15, "1704A400FA0006",
        "1704A400200020", "1704A400600002", "1110", "120434")]
    assert kinds(held) == [NoteKind.READY]
    assert emulator.led


@pytest.mark.parametrize("loads", [LOADS, (0.0, 0.0, 0.0, 0.0), (-1.2, -0.4, -2.5, -0.1),
                                   (70.0, 45.0, 16.9, 17.1)])
def test_kilograms_are_signed_and_right(loads: tuple[float, ...]) -> None:
    held, _ = board(Person(loads))
    held.run(4)
    rows = samples(held.entries)
    assert rows[:, :4].mean(axis=0) == pytest.approx(loads, abs=4 * NOISE_KG / math.sqrt(200))
    assert rows[:, :4].std(axis=0) == pytest.approx(NOISE_KG, rel=0.35)


def test_a_block_is_one_report_stamped_at_arrival() -> None:
    held, emulator = board()
    emulator.button, emulator.battery, emulator.temperature_c = True, 0x79, 31
    held.run(1)
    block = held.blocks[-1]
    assert (block.stream, block.rate_hz, block.data.shape, block.t0_ns) == \
        (Stream.BOARD, 100.0, (1, len(BOARD_COLUMNS)), held.clock.now_ns())
    assert block.data[0, 4:].tolist() == [0.5, 1.0, 31.0]
    assert [entry.seq for entry in held.blocks] == list(range(len(held.blocks)))
    assert len(held.blocks) >= 97


@pytest.mark.parametrize("cause", [
    WiiFaults(stale_stream=True), WiiFaults(padded=True), WiiFaults(stray_every=3), WiiFaults(duplicate_every=4),
    WiiFaults(clock_factor=0.99), WiiFaults(clock_factor=1.01), WiiFaults(truncate_every=7),
    WiiFaults(read_error=7, read_error_times=2), WiiFaults(read_error=8, read_error_times=2),
    WiiFaults(read_error=8, read_error_times=2, read_error_address=0xFA),
    WiiFaults(read_error=7, read_error_times=2, read_error_address=REFERENCE_ADDRESS),
    WiiFaults(silent_until_ns=START_NS + 2 * NS_PER_S, silent_from_ns=0),
], ids=lambda faults: str({name: value for name in faults.__slots__
                           if (value := getattr(faults, name)) != getattr(WiiFaults(), name)}))
def test_it_opens_and_is_right_in_spite_of(cause: WiiFaults) -> None:
    held, _ = board(faults=cause)
    held.run(6)
    assert held.link.state is LinkState.STREAMING
    assert NoteKind.UNCALIBRATED not in held.kinds
    assert samples(held.entries)[:, :4].mean(axis=0) == pytest.approx(LOADS, abs=0.02)


@pytest.mark.parametrize(("faults", "kind"), [
    (WiiFaults(identity=bytes.fromhex("0000A4200000")), NoteKind.WRONG_DEVICE),
    (WiiFaults(identity=b"\xff" * 6), NoteKind.WRONG_DEVICE),
    (WiiFaults(extension=False), NoteKind.WRONG_DEVICE),
    (WiiFaults(read_error=8, read_error_address=0xFA), NoteKind.WRONG_DEVICE),
    (WiiFaults(silent_from_ns=0), NoteKind.MISSING),
])
def test_what_is_not_a_board_is_refused_once_with_a_sentence(faults: WiiFaults, kind: NoteKind) -> None:
    held, _ = board(faults=faults)
    held.run(12)
    assert kinds(held) == [kind]
    assert held.notes[0].text.endswith(".")
    assert not held.blocks
    assert held.link.state is LinkState.OPENING


@pytest.mark.parametrize("calibration", [
    replace(PUBLISHED_CALIBRATION, crc=0), replace(PUBLISHED_CALIBRATION, at_17_kg=(0, 0, 0, 0)),
])
def test_a_damaged_calibration_gives_relative_values_and_says_so(calibration: Calibration) -> None:
    held, emulator = board(calibration=calibration)
    held.run(2)
    assert kinds(held) == [NoteKind.READY, NoteKind.UNCALIBRATED]
    assert [decode_command(data) for data in emulator.heard].count(ReadRegister(0x20, 32)) == 3
    counts = emulator._counts
    tr, br, tl, bl = (count / 100 for count in counts)
    assert held.blocks[-1].data[0, :4] == pytest.approx([tl, tr, bl, br], abs=0.3)


def test_a_calibration_that_cannot_be_read_gives_relative_values() -> None:
    held, _ = board(faults=WiiFaults(read_error=8))
    held.run(2)
    assert kinds(held) == [NoteKind.READY, NoteKind.UNCALIBRATED]


def test_answers_to_the_kernels_questions_are_not_taken_for_ours() -> None:
    driver = WiiBoardDriver()
    driver.start(0)
    said = [encode_report(report) for report in (
        Status(200), Ack(0x12), Ack(0x16), Ack(0x16), ReadReply(0xFA, b"\0" * 5), ReadReply(0x24, b"\1" * 12),
        ReadReply(0x30, b"\1" * 12), ButtonsOnly(), ReadReply(0xFA, bytes.fromhex("0000A4200402")))]
    writes = [driver.receive(report, 1).writes for report in said]
    assert writes[3] == (bytes.fromhex("1704A400FA0006"),)
    assert writes[4:8] == [()] * 4
    assert writes[8] == (bytes.fromhex("1704A400200020"),)
    wrong = [ReadReply(0x24, b"\1" * 12), ReadReply(0x30, b"\1" * 12), ReadReply(0x20, b"\1" * 12),
             ReadReply(0x1F, b"\1" * 16), ReadReply(0x40, b"\1" * 16), ReadReply(0x20, b"\1" * 16)]
    assert all(driver.receive(encode_report(report), 2).writes == () for report in wrong)
    assert driver.receive(encode_report(ReadReply(0x30, b"\1" * 16)), 3).writes == \
        (bytes.fromhex("1704A400600002"),)


def test_silence_is_met_with_three_questions_a_second_apart() -> None:
    driver = WiiBoardDriver()
    asked = [0] if driver.start(0).writes else []
    for t_ms in range(20, 5000, 20):
        output = driver.tick(t_ms * NS_PER_MS)
        asked += [t_ms] if output.writes else []
        if output.failed:
            assert (asked, t_ms) == ([0, 1000, 2000], 3000)
            assert output.notes[0].kind is NoteKind.MISSING
            return
    pytest.fail("it never gave up")


def ask_until(driver: WiiBoardDriver, question: Command) -> int:
    """Answer as a good board does until `question` is asked; return the time."""
    emulator = WiiBoardEmulator(Person(), random.Random(1))
    waiting = list(driver.start(0).writes)
    while waiting[0] != encode_command(question):
        answers = [driver.receive(report, 0) for report in emulator.receive(waiting.pop(0), 0)]
        waiting += [data for output in answers for data in output.writes]
    return 0


def outcome(driver: WiiBoardDriver, answer: Report | None, from_ns: int = 0) -> tuple[NoteKind | None, list[int]]:
    """Answer every question with `answer`; return how it ends (None: it streams), and when it asked, in ms."""
    asked: list[int] = []
    for t_ms in range(20, 10_000, 20):
        t_ns = from_ns + t_ms * NS_PER_MS
        output = driver.tick(t_ns)
        if encode_command(SetMode(0x34, True)) in output.writes:
            return None, asked
        if output.failed:
            return output.notes[0].kind, asked
        if output.writes:
            asked.append(t_ms)
            if answer is not None:
                driver.receive(encode_report(answer), t_ns)
    pytest.fail("it never ended")


@pytest.mark.parametrize(("question", "answer", "end"), [
    (RequestStatus(), Status(200, extension=False), NoteKind.WRONG_DEVICE),
    (RequestStatus(), Ack(0x12), NoteKind.MISSING),
    (WriteRegister(0xF0, b"\x55"), Ack(0x16, error=3), NoteKind.WRONG_DEVICE),
    (WriteRegister(0xFB, b"\x00"), Ack(0x12), NoteKind.MISSING),
    (ReadRegister(0xFA, 6), ReadReply(0xFA, bytes(16), error=7), NoteKind.MISSING),
    (ReadRegister(0x20, 32), ReadReply(0x20, bytes(16), error=8), None),
    (ReadRegister(0x20, 32), None, NoteKind.MISSING),
    (ReadRegister(0x60, 2), ReadReply(0x60, bytes(16), error=8), None),
    (ReadRegister(0x60, 2), None, NoteKind.MISSING),
])
def test_how_an_opening_ends_when_only_one_answer_comes(question: Command, answer: Report | None,
                                                        end: NoteKind | None) -> None:
    driver = WiiBoardDriver()
    t_ns = ask_until(driver, question)
    assert outcome(driver, answer, t_ns)[0] is end


def test_a_refusal_early_on_is_forgotten_once_the_step_is_passed() -> None:
    driver = WiiBoardDriver()
    driver.start(0)
    driver.receive(encode_report(Status(200, extension=False)), 1)
    assert driver.receive(encode_report(Status(200)), 2).writes
    assert outcome(driver, None)[0] is NoteKind.MISSING, "silent afterwards, so not another device"


def test_a_refused_identity_does_not_excuse_a_silent_calibration() -> None:
    driver = WiiBoardDriver()
    ask_until(driver, ReadRegister(0xFA, 6))
    driver.receive(encode_report(ReadReply(0xFA, b"\xff" * 6)), 0)
    assert driver.receive(encode_report(ReadReply(0xFA, bytes.fromhex("0000A4200402"))), 0).writes
    assert outcome(driver, None)[0] is NoteKind.MISSING


def test_after_a_refusal_it_asks_again_soon_but_not_at_once() -> None:
    driver = WiiBoardDriver()
    driver.start(0)
    driver.receive(encode_report(Status(200, extension=False)), 0)
    assert outcome(driver, Status(200, extension=False)) == (NoteKind.WRONG_DEVICE, [100, 200])
