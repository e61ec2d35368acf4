from __future__ import annotations

import random
import sys

import pytest

from core.clock import ManualClock
from core.errors import DeviceMissing, InputError
from core.ring import Ring
from core.samples import SampleBlock, Stream
from devices.codecs import byb as codec
from devices.discovery import DeviceSpec
from devices.drivers import LinkNote, NoteKind
from devices.emulators.faults import NO_FAULTS
from devices.kinds import Tuning, Variant
from devices.kinds.byb import KIND, boxes, open_transport, recognise
from devices.link import LinkEntry
from devices.permissions import hidraw_rule
from devices.simulated.stance import SimulatedPatient
from devices.transports import hid
from devices.transports.hid import HidEntry
from tests.devices.test_real_ports import Reading, device, rows, said

ENTRY: HidEntry = {"path": b"/dev/hidraw7", "vendor_id": 0x2E73, "product_id": 0x0001,
                   "product_string": "Muscle SpikerBox Pro", "serial_number": "MP-12"}


class Handle:
    """A handle that may not be opened."""

    def open_path(self, path: bytes) -> None:
        raise OSError("open failed")

    def error(self) -> str | None:
        return "Permission denied"


class Library:
    """hidapi with one Muscle SpikerBox Pro."""

    def enumerate(self, vendor_id: int, product_id: int) -> list[HidEntry]:
        return [ENTRY] if (vendor_id, product_id) == (0x2E73, 0x0001) else []

    def device(self) -> Handle:
        return Handle()


def notes_of(argument: str) -> list[LinkNote]:
    """Return what the link to `byb:argument` says at its first step."""
    ring: Ring[LinkEntry] = Ring(100)
    KIND.open(argument, ManualClock(), ring, Tuning()).step(0)
    return [entry for entry in ring.drain() if isinstance(entry, LinkNote)]


def test_an_hid_box_that_may_not_be_opened_tells_the_rule_for_usb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid, "library", Library)
    assert [info.serial_number for info in boxes()] == ["MP-12"]
    note, = notes_of("mp-12")
    assert note.kind is NoteKind.NO_PERMISSION
    assert hidraw_rule(0x2E73, 0x0001, 0x0003) in note.text
    assert 'KERNELS=="0003:2E73:0001.*"' in note.text


def test_what_the_system_names_is_there_with_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid, "library", Library)
    assert KIND.present is not None
    one, = KIND.present()
    assert (one.serial_number, one.name, one.place) == ("MP-12", "Muscle SpikerBox Pro", "/dev/hidraw7")
    assert one.permitted is (one.advice == "")


def test_a_box_that_is_not_there_is_told_with_how_to_name_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hid, "library", Library)
    with pytest.raises(DeviceMissing, match="XY-1 is not plugged in"):
        open_transport("XY-1")


def test_without_hidapi_there_are_no_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Library:
        raise DeviceMissing("no hidapi")

    monkeypatch.setattr(hid, "library", missing)
    assert boxes() == []
    assert [note.kind for note in notes_of("")] == [NoteKind.MISSING]


@pytest.mark.parametrize("port", ["/dev/surefoot-none", "COM250"])
def test_what_looks_like_a_port_is_one(port: str) -> None:
    note, = notes_of(port)
    assert note.kind is NoteKind.MISSING
    assert port in note.text


@pytest.mark.parametrize(("heard", "name"), [
    (codec.encode_message("HWT:MUSCLESS;"), "MUSCLESS"),
    (b"\x84\x00" + codec.encode_message("HWT:HUMANSB;"), "HUMANSB"),
    (b"HWT:MUSCLESS;", None), (codec.encode_message("HWT:HHIBOX;"), None),
    (codec.encode_message("HWT:NEW;"), None),
    (codec.encode_message("HWT:MUSCLESS;")[:-2], None), (b"", None)])
def test_only_a_whole_answer_of_a_known_box_is_recognised(heard: bytes, name: str | None) -> None:
    assert recognise(heard) == name


@pytest.mark.parametrize("variant", [Variant(name="MUSCLESB"), Variant(name="HHIBOX"), Variant(rate_hz=1.0),
                                     Variant(dialect="comma")])
def test_variants_that_cannot_be_are_refused(variant: Variant) -> None:
    vary = KIND.emulated["byb"].vary
    assert vary is not None
    with pytest.raises(InputError, match="SpikerBox"):
        vary(SimulatedPatient(random.Random(1)), random.Random(1), NO_FAULTS, variant)


@pytest.mark.process
@pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")
def test_a_shield_over_a_real_port_goes_and_comes_back() -> None:
    with device("byb", "--effort", "0.8:0.5") as box:
        spec = DeviceSpec.parse(f"byb:{box.port}")
        with Reading(lambda clock, ring: KIND.open(spec.argument, clock, ring, Tuning())) as reading:
            reading.until(said(NoteKind.READY))
            came = reading.until(lambda entries: rows(entries) > 5000)
            blocks = [entry for entry in came if isinstance(entry, SampleBlock)]
            assert {(block.stream, block.rate_hz) for block in blocks} == {(Stream.EMG, 5000.0)}
            assert {block.data.shape[1] for block in blocks} == {2}
            box.say("fault silent 1")
            reading.until(said(NoteKind.SILENT))
            box.say("clear")
            reading.until(lambda entries: rows(entries) > 1000)
