from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import DeviceMissing, ExitCode
from devices.transports import brainflow, lsl, packages


@pytest.mark.parametrize(("load", "module", "package"), [
    (lsl.library, "pylsl", "pylsl"), (brainflow.library, "brainflow.board_shim", "brainflow")])
def test_an_absent_package_is_one_sentence_with_the_command(
        monkeypatch: pytest.MonkeyPatch, load: Callable[[], object], module: str, package: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DeviceMissing) as caught:
        load()
    assert str(caught.value).endswith(f"run {sys.executable} -m pip install {package}")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_code is ExitCode.DEVICE_MISSING


def test_a_package_whose_own_library_is_missing_is_one_too(monkeypatch: pytest.MonkeyPatch,
                                                           tmp_path: Path) -> None:
    (tmp_path / "surefoot_broken.py").write_text("raise RuntimeError('liblsl.so was not found')")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(DeviceMissing, match=r"liblsl.so was not found.*--force-reinstall pylsl"):
        packages.load("surefoot_broken", "pylsl", "LSL streams need")
