"""Runs `tests/kernel/inside` in the virtual machine, and stands for its result."""

from __future__ import annotations

import io
import os
import platform
import re
import sys
from pathlib import Path

import pytest

from tests.kernel import vm

TIMEOUT_S = 500.0
"""An emulated processor is some fifteen times slower; the start alone takes six seconds."""


@pytest.fixture
def machine() -> None:
    if vm.INSIDE in os.environ:
        pytest.skip("already inside the virtual machine")
    if reason := vm.missing():
        pytest.skip(reason)


def run(*arguments: str, timeout_s: float = TIMEOUT_S, **environment: str) -> tuple[int, str, str]:
    """Run a command inside; return its status and what it printed on either channel."""
    out, err = io.BytesIO(), io.BytesIO()
    status = vm.run(arguments, environment, timeout_s, out, err)
    return status, out.getvalue().decode(), err.getvalue().decode()


@pytest.mark.kernel
@pytest.mark.timeout(TIMEOUT_S + 60)
@pytest.mark.usefixtures("machine")
def test_everything_inside_passes() -> None:
    status, out, err = run(sys.executable, "-m", "pytest", "tests/kernel/inside", "-p", "no:cacheprovider",
                           "--timeout", str(TIMEOUT_S))
    sys.stdout.write(out + err)
    closing = out.strip().splitlines()[-1] if out.strip() else ""
    assert status == 0, out + err
    assert re.search(r"\d+ passed", closing), out
    assert "skipped" not in closing, "a test that is skipped even inside runs nowhere:\n" + out


@pytest.mark.kernel
@pytest.mark.timeout(200)
@pytest.mark.usefixtures("machine")
def test_a_command_runs_in_the_same_folder_and_its_ends_come_back(tmp_path: Path,
                                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here.txt").write_text("seen from inside")
    monkeypatch.chdir(tmp_path)
    status, out, err = run("sh", "-c", f"cat here.txt; echo $WORD >&2; touch new; echo ${vm.INSIDE}; exit 7",
                           WORD="passed in")
    assert (status, out, err) == (7, "seen from inside1\n", "passed in\n")
    assert not (tmp_path / "new").exists()


@pytest.mark.kernel
@pytest.mark.timeout(100)
@pytest.mark.usefixtures("machine")
def test_a_command_that_hangs_is_given_up() -> None:
    status, _, _ = run("sleep", "1000", timeout_s=20)
    assert status == vm.TIMED_OUT


def test_modules_come_after_what_they_depend_on() -> None:
    files = {"hid_wiimote.ko": b"\x7fELF\0depends=hid,ff-memless\0", "hid.ko": b"\x7fELF\0depends=\0",
             "ff_memless.ko": b"\x7fELF\0license=GPL\0depends=\0", "uhid.ko": b"\x7fELF\0depends=hid\0"}
    assert vm._in_order(files) == ["hid", "uhid", "ff_memless", "hid_wiimote"]


def test_without_qemu_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert "apt install qemu-system-x86" in str(vm.missing())


def test_elsewhere_it_says_where_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert "x86-64" in str(vm.missing())


def test_without_its_kernel_it_says_how_to_fetch_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / vm.QEMU).write_text("#!/bin/sh\n")
    (tmp_path / vm.QEMU).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert "vm.py --setup" in str(vm.missing())
    with pytest.raises(vm.MachineError, match="--setup"):
        vm.run(["true"], {}, 1, io.BytesIO(), io.BytesIO())
