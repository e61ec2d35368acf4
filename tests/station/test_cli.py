"""The command line: what fails ends in a sentence and a code, whatever failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from station import cli
from tests.station.playing import run


def test_a_defect_of_ours_is_a_sentence_with_the_details_in_a_file(monkeypatch: pytest.MonkeyPatch,
                                                                   tmp_path: Path) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("station.check.check", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ran = run("check")
    (details,) = tmp_path.glob("surefoot-*.log")
    assert ran.code == 4
    assert ran.err == (f"Something went wrong inside Surefoot (ZeroDivisionError); what was recorded is kept. "
                       f"Details are in {details}.\n")
    assert "a bug" in details.read_text()


@pytest.mark.parametrize("words", [["play", "--grade", "11"], ["play", "--seconds", "-1"], ["dance"], ["replay"],
                                   ["stream"], ["play", "--theme", "pink"]])
def test_words_that_mean_nothing_are_wrong_input(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "surefoot" in capsys.readouterr().err


def test_options_alone_mean_play() -> None:
    ran = run("--board", "nonsense")
    assert ran.code == 2
    assert ran.err.startswith("There is no device 'nonsense'")
