"""What this machine has: each fault comes with the command that mends it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from station.doctoring import Verdict, machine
from station.settings import Settings


def installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(machine, "_distribution", lambda name: "1.0" if name in names else "")


@pytest.mark.parametrize(("name", "command"), [("pygame", "uninstall -y pygame pygame-ce"),
                                               ("hid", "uninstall -y hid")])
def test_packages_that_hide_anothers_module(monkeypatch: pytest.MonkeyPatch, name: str, command: str) -> None:
    installed(monkeypatch, name)
    finding = next(finding for finding in machine.python() if finding.what == name)
    assert finding.verdict is Verdict.BAD
    assert f"{sys.executable} -m pip {command}" in finding.advice


def test_all_that_is_needed_is_here() -> None:
    (finding,) = machine.python()
    assert finding.verdict is Verdict.OK
    assert finding.values["surefoot"]


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "versions", lambda: {"surefoot": "1", "numpy": "missing"})
    (finding,) = machine.python()
    assert finding.verdict is Verdict.BAD
    assert "Missing: numpy" in finding.advice


def test_optional_packages_come_with_their_command(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    for finding in machine.extras():
        assert finding.verdict is Verdict.OK
        assert f"{sys.executable} -m pip install {finding.what}" in finding.advice


def test_an_optional_package_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> SimpleNamespace:
        if name == "pylsl":
            raise RuntimeError("liblsl not found")
        return SimpleNamespace()

    installed(monkeypatch, "pylsl", "brainflow")
    monkeypatch.setattr(machine, "importlib", SimpleNamespace(import_module=load))
    lsl, brainflow = machine.extras()
    assert (lsl.verdict, brainflow.verdict) == (Verdict.NOTE, Verdict.OK)
    assert "liblsl not found" in lsl.sentence


def test_settings_with_mistakes_are_told_and_looking_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("bord: {}")
    (finding,), settings = machine.settings_file(file)
    assert finding.verdict is Verdict.BAD
    assert "did you mean board?" in finding.sentence
    assert settings == Settings(schema=1)


@pytest.mark.parametrize(("free_mb", "verdict"), [
    (0, Verdict.BAD), (499, Verdict.BAD), (500, Verdict.NOTE), (4999, Verdict.NOTE), (5000, Verdict.OK)])
def test_room_for_sessions(tmp_path: Path, free_mb: int, verdict: Verdict) -> None:
    finding = machine.room(tmp_path, free_mb)
    assert finding.verdict is verdict
    assert finding.values["free_mb"] == free_mb
    assert bool(finding.advice) is (verdict is not Verdict.OK)


def test_a_folder_that_cannot_be_written_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings.model_validate({"schema": 1, "data_dir": tmp_path / "new" / "er"})
    (finding,) = machine.storage(settings)
    assert str(tmp_path / "new" / "er") in finding.sentence
    monkeypatch.setattr("os.access", lambda *_: False)
    (finding,) = machine.storage(settings)
    assert finding.verdict is Verdict.BAD
    assert f"sudo chown -R $USER {tmp_path}" in finding.advice
