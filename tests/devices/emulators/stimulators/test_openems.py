"""The emulated openEMSstim does what the firmware does, not what its guide says."""

from __future__ import annotations

import pytest

from devices.emulators.stimulators.openems import OpenEmsEmulator

MS = 1_000_000
OFF = b"\nConnection End\n"


def line(text: str) -> bytes:
    return f"WV,0018,{text.encode('latin-1').hex().upper()}.\n".encode()


class Bench:
    """A booted board and a clock."""

    def __init__(self, full_ua: int = 20_000) -> None:
        self.device = OpenEmsEmulator(full_ua=full_ua, boot_ms=0)
        self.t_ms = 1000
        self.device.advance(self.t_ms * MS)

    def send(self, data: bytes, wait_ms: int = 120) -> str:
        said = self.device.receive(self.t_ms * MS, data)
        self.t_ms += wait_ms
        return (said + self.device.advance(self.t_ms * MS)).decode("latin-1")

    def flowing(self) -> dict[int, int]:
        return {channel: output.peak_ua for channel, output in self.device.outputs(self.t_ms * MS).items()}


def test_it_boots_for_seconds_and_says_so() -> None:
    device = OpenEmsEmulator()
    assert device.receive(0, line("C0I50T200G")) == b""
    assert device.advance(8000 * MS) == b""
    lines = device.advance(8300 * MS).decode().split("\r\n")
    assert lines[:2] == ["", "SETUP:"]
    assert "SETUP DONE (LED 13 WILL BE ON)" in lines
    assert "\tUSB: received command: WV,0018,43304935305432303047." in lines


def test_a_framed_command_opens_a_channel_for_its_time() -> None:
    bench = Bench()
    said = bench.send(line("C0I50T200G"))
    assert said.split("\r\n")[:6] == [
        "\tUSB: received command: WV,0018,43304935305432303047.", "\tEMS_CMD: HEX command length: ", "20",
        "43304935305432303047", "\tEMS_CMD: Converted HEX command: ", "C0I50T200G"]
    assert bench.flowing() == {0: 10_000}
    assert bench.device.pots == [255 - (55 + 78), 255]
    bench.send(b"", 300)
    assert bench.flowing() == {}
    on, off = (output.t_ns for output in bench.device.history)
    assert off - on == 250 * MS
    assert bench.device.pots == [255, 255]


@pytest.mark.parametrize(("percent", "position"), [
    (0, 201), (1, 200), (2, 198), (50, 122), (100, 42), (101, 40), (126, 0), (200, 0)])
def test_the_share_moves_the_potentiometer_in_its_window(percent: int, position: int) -> None:
    bench = Bench()
    bench.send(line(f"C1I{percent}T500G"))
    assert bench.device.pots == [255, position]


def test_time_is_cut_at_five_seconds() -> None:
    bench = Bench()
    bench.send(line("C1I10T7000G"), 4900)
    assert bench.flowing() == {1: 2_000}
    bench.send(b"", 300)
    assert bench.flowing() == {}


def test_missing_parts_keep_their_last_values() -> None:
    bench = Bench()
    bench.send(line("C0I50T300G"), 250)
    bench.send(line("C0G"), 250)
    assert bench.flowing() == {0: 10_000}
    bench.send(b"", 300)
    assert bench.flowing() == {}


def test_a_command_without_a_channel_closes_all() -> None:
    bench = Bench()
    bench.send(line("C0I50T5000G"))
    bench.send(line("G"), 400)
    assert bench.flowing() == {}
    assert bench.device.seen[-1].what == "stop"
    assert bench.device.harmed == 0


@pytest.mark.parametrize("text", ["I50G", "T200G", "C7I50T200G", "CI50T200G"])
def test_values_without_a_channel_harm_the_memory(text: str) -> None:
    bench = Bench()
    bench.send(line(text))
    assert bench.device.harmed == 1


def test_hex_letters_are_misread() -> None:
    bench = Bench()
    assert "EI50" in bench.send(b"WV,0,4F493530.\n")
    assert bench.flowing() == {}


def test_odd_and_impossible_hex() -> None:
    bench = Bench()
    said = bench.send(b"WV,0,43304.\n") + bench.send(b"WV,0,4x.\n")
    assert "C0\xff\r\n" in said
    assert "Unknown command: \xff" in said


def test_plain_text_is_cut_down_to_a_letter() -> None:
    bench = Bench()
    assert "ERROR: SINGLE-CHAR Command Unknown" in bench.send(b"C0I100T1000G\n")
    assert bench.flowing() == {}
    assert bench.device.seen[-1].what == "other"


def test_letters_toggle_relays_and_move_potentiometers() -> None:
    bench = Bench()
    assert "\tEMS: Channel 1 active" in bench.send(b"1\n")
    assert "\tEMS: Channel 1 inactive" in bench.send(b"1\n")
    assert "Intensity Channel 1: 254" in bench.send(b"q\n")
    assert "Intensity Channel 2: 254" in bench.send(b"w\n")
    assert "Intensity Channel 1: 255" in bench.send(b"a\n")
    assert "Intensity Channel 2: 255" in bench.send(b"s\n")
    assert bench.flowing() == {}


@pytest.mark.parametrize("number", range(len(line("C1I80T5000G"))))
def test_off_closes_all_after_every_cut(number: int) -> None:
    bench = Bench()
    bench.send(line("C0I50T5000G"))
    bench.send(line("C1I80T5000G")[:number] + OFF, 500)
    assert bench.flowing() == {}
    assert bench.device.seen[-1].what == "stop"
    assert bench.device.pots == [255, 255]


def test_off_takes_less_than_a_quarter_of_a_second() -> None:
    bench = Bench()
    bench.send(line("C1I50T5000G"), 150)
    written = bench.t_ms * MS
    assert "\tBT: Disconnected" in bench.send(OFF, 400)
    assert 100 * MS < bench.device.history[-1].t_ns - written < 250 * MS


def test_a_line_also_ends_after_a_silence() -> None:
    bench = Bench()
    assert bench.send(b"Connection", 49) == ""
    assert "received command: Connection\r\n" in bench.send(b"", 60)
    assert bench.device.seen[-1].what == "other"


def test_what_does_not_fit_while_it_is_busy_is_lost() -> None:
    bench = Bench()
    bench.send(line("C0I50T200G"), 1)
    bench.send(b"x" * 100 + b"\n", 400)
    assert [seen.data for seen in bench.device.seen if seen.what == "other"] == [b"x" * 64]


def test_radio() -> None:
    bench = Bench()
    bench.device.act(bench.t_ms * MS, ["radio", line("C0I50T5000G").decode().strip()])
    assert bench.send(b"").startswith("\tBT: received command: WV,0018")
    assert bench.flowing() == {0: 10_000}
    bench.device.act(bench.t_ms * MS, ["radio", "Connection End"])
    bench.send(b"", 300)
    assert bench.flowing() == {}


def test_a_power_drop_closes_all_and_boots() -> None:
    bench = Bench()
    bench.send(line("C0I50T5000G"))
    bench.device.act(bench.t_ms * MS, ["power_drop"])
    assert bench.flowing() == {}
    assert "SETUP DONE" in bench.send(b"", 300)
    with pytest.raises(ValueError, match="choose power_drop or radio TEXT"):
        bench.device.act(bench.t_ms * MS, ["explode"])


def test_tricks() -> None:
    bench = Bench()
    bench.device.tricks.lose = 3
    assert "received command: Conetin nd" in bench.send(b"Connection End\n\n", 120)
    bench.device.tricks.lose = 0
    bench.device.tricks.quiet = True
    assert bench.send(line("C0I50T200G")) == ""
    assert bench.flowing() == {0: 10_000}
    bench.device.tricks.quiet, bench.device.tricks.deaf = False, True
    assert bench.send(OFF) == ""
