"""The HID transport against a hidapi of ours that behaves as the real one was seen to."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from types import SimpleNamespace

import pytest

from core.errors import DeviceMissing, LinkLost, PermissionMissing
from devices.permissions import hidraw_rule
from devices.transports import hid
from devices.transports.failures import LIBRARY_FAILURES
from devices.transports.hid import HidEntry, HidInfo, HidTransport

INFO = HidInfo(b"/dev/hidraw3", 0x057E, 0x0306, "Nintendo RVL-WBC-01", "00:1e:35")


class Handle:
    """One handle of hidapi: reads lists, raises OSError, returns -1, tells more by `error`."""

    def __init__(self, opens: Exception | None = None, why: str = "Success") -> None:
        self.opens = opens
        self.why = why
        self.reports: list[list[int] | Exception] = []
        self.accepts: int | Exception = 0
        self.waits: list[int] = []
        self.nonblocking = 0
        self.closes: Exception | None = None

    def open_path(self, path: bytes) -> None:
        if self.opens is not None:
            raise self.opens

    def set_nonblocking(self, on: int) -> int:
        self.nonblocking = on
        return 0

    def read(self, max_length: int, timeout_ms: int) -> Sequence[int]:
        self.waits.append(timeout_ms)
        report = self.reports.pop(0) if self.reports else []
        if isinstance(report, Exception):
            raise report
        return report[:max_length]

    def write(self, data: bytes) -> int:
        if isinstance(self.accepts, Exception):
            raise self.accepts
        return self.accepts or len(data)

    def error(self) -> str | None:
        return self.why

    def close(self) -> None:
        if self.closes is not None:
            raise self.closes


class Library:
    """The module of hidapi."""

    def __init__(self, handle: Handle, entries: Sequence[HidEntry] = ()) -> None:
        self._handle = handle
        self._entries = entries

    def enumerate(self, vendor_id: int, product_id: int) -> Sequence[HidEntry]:
        return [entry for entry in self._entries
                if (entry["vendor_id"], entry["product_id"]) == (vendor_id, product_id)]

    def device(self) -> Handle:
        return self._handle


def entry(path: bytes, name: str | None = "Board", serial_number: str | None = "1") -> HidEntry:
    return {"path": path, "vendor_id": 1, "product_id": 2, "product_string": name, "serial_number": serial_number}


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Handle:
    made = Handle()
    monkeypatch.setattr(hid, "library", lambda: Library(made))
    return made


def test_each_node_is_listed_once_even_when_it_may_not_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [entry(b"/dev/hidraw0"), entry(b"/dev/hidraw0"), entry(b"/dev/hidraw1", None, None)]
    monkeypatch.setattr(hid, "library", lambda: Library(Handle(), entries))
    assert hid.list_devices(1, 2) == [HidInfo(b"/dev/hidraw0", 1, 2, "Board", "1"),
                                      HidInfo(b"/dev/hidraw1", 1, 2, "", "")]
    assert hid.list_devices(1, 3) == []


def test_a_report_is_bytes_and_nothing_is_nothing(handle: Handle) -> None:
    transport = hid.open_hid(INFO)
    assert (transport.name, transport.serial_number) == ("/dev/hidraw3", "00:1e:35")
    handle.reports = [[0x34, 0, 8], []]
    assert [transport.read(20), transport.read(0)] == [b"\x34\x00\x08", b""]
    assert handle.waits == [20, 0]
    assert handle.nonblocking == 1, "or a read with timeout 0 waits for ever"


@pytest.mark.parametrize("failure", LIBRARY_FAILURES)
def test_a_read_or_write_that_raises_is_a_loss_with_its_cause(handle: Handle, failure: type[Exception]) -> None:
    transport = HidTransport(handle, "/dev/hidraw3")
    handle.reports, handle.accepts = [failure("read error")], failure("read error")
    for act in (lambda: transport.read(20), lambda: transport.write(b"\x15\x00")):
        with pytest.raises(LinkLost, match=r"/dev/hidraw3 is gone .*read error.*switch it on") as lost:
            act()
        assert isinstance(lost.value.__cause__, failure)


def test_a_write_that_returns_minus_one_is_a_loss_too(handle: Handle) -> None:
    handle.accepts, handle.why = -1, "No such device"
    with pytest.raises(LinkLost, match="No such device"):
        HidTransport(handle, "/dev/hidraw3").write(b"\x15\x00")


def test_a_whole_report_is_written(handle: Handle) -> None:
    HidTransport(handle, "/dev/hidraw3").write(b"\x15\x00")
    assert handle.why == "Success"


@pytest.mark.parametrize("failure", [None, OSError("gone"), ValueError("not open")])
def test_closing_raises_nothing(handle: Handle, failure: Exception | None) -> None:
    handle.closes = failure
    transport = HidTransport(handle, "/dev/hidraw3")
    transport.close()
    transport.close()


def test_a_missing_right_is_told_with_the_rule(handle: Handle) -> None:
    handle.opens, handle.why = OSError("open failed"), "Failed to open '/dev/hidraw3': Permission denied"
    with pytest.raises(PermissionMissing) as denied:
        hid.open_hid(INFO)
    told = str(denied.value)
    assert hidraw_rule(0x057E, 0x0306) in told
    assert "/etc/udev/rules.d/" in told
    assert "udevadm control --reload" in told


def test_a_node_that_went_away_meanwhile_is_missing(handle: Handle) -> None:
    handle.opens, handle.why = OSError("open failed"), "No such file or directory"
    with pytest.raises(DeviceMissing, match="No such file or directory") as missing:
        hid.open_hid(INFO)
    assert not isinstance(missing.value, PermissionMissing)


def test_the_real_hidapi_opens_no_node_that_is_not_there() -> None:
    with pytest.raises(DeviceMissing, match="No such file"):
        hid.open_hid(HidInfo(b"/dev/hidraw-none", 1, 2, "", ""))


def test_hidraw_comes_before_hid_and_a_namesake_is_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    modules = {"hidraw": SimpleNamespace(device=Handle), "hid": SimpleNamespace(device=None)}
    monkeypatch.setattr(importlib, "import_module", lambda name: modules[name])
    hid.library.cache_clear()
    try:
        assert hid.library() is modules["hidraw"]
        hid.library.cache_clear()
        modules["hidraw"] = modules["hid"] = SimpleNamespace(Device=None)
        with pytest.raises(DeviceMissing, match="pip uninstall hid"):
            hid.library()
    finally:
        hid.library.cache_clear()


def test_without_hidapi_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", absent)
    hid.library.cache_clear()
    try:
        with pytest.raises(DeviceMissing, match="hidapi"):
            hid.list_devices(1, 2)
    finally:
        hid.library.cache_clear()
