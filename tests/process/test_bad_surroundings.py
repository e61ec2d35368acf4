"""No screen, no sound, no place, no reader: each ends in a sentence and the right exit code, never a traceback."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process.programs import session_in, sheet_in, surefoot
from tests.station.playing import play, run

pytestmark = pytest.mark.process

NO_DISPLAY = {"SDL_VIDEODRIVER": None, "DISPLAY": None, "WAYLAND_DISPLAY": None}


def test_without_a_display_it_says_so_and_plays_headless(tmp_path: Path) -> None:
    with surefoot("--board", "sim", "--seconds", "3", "--out", tmp_path, environment=NO_DISPLAY) as program:
        assert program.end() == 0
    assert program.err.startswith("No display was found.")
    assert len(program.err.splitlines()) == 1
    assert "shelf_reach/first_shelf, grade 1: stopped" in program.out


def test_without_a_sound_device_it_plays_in_silence(tmp_path: Path) -> None:
    with surefoot("play", "--window", "640x360", "--seconds", "1", "--out", tmp_path, "--board", "sim", "--json",
                  environment={"SDL_AUDIODRIVER": "alsa", "ALSA_CONFIG_PATH": "/dev/null"}) as program:
        assert program.end() == 0
    assert program.told["seconds"] >= 0.5
    assert session_in(tmp_path) is not None


# --- nowhere to keep a session -------------------------------------------------------------------------------

@pytest.mark.parametrize("screen", [("--headless",), ("--window", "640x360")])
def test_a_place_that_cannot_be_written_is_told_before_play(tmp_path: Path, screen: tuple[str, ...]) -> None:
    file = tmp_path / "file"
    file.touch()
    with surefoot("play", *screen, "--board", "sim", "--out", file) as program:
        assert program.end() == 2
    assert str(file) in program.err
    assert "--out" in program.err
    assert len(program.err.splitlines()) == 1


@pytest.mark.parametrize("place", ["/proc/surefoot", "/dev/null/sessions"])
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_places_where_nothing_can_be(place: str) -> None:
    ran = run("play", "--headless", "--board", "sim", "--out", place)
    assert (ran.code, len(ran.err.splitlines()), "--out" in ran.err) == (2, 1, True)


Tight = tuple[Path, tuple[str, ...]]


@pytest.fixture
def tight(tmp_path: Path) -> Iterator[Tight]:
    """A place where 56 KB can be written, and what must come before the program there."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=56k", "tmpfs", str(disk)]
    if shutil.which("mount") and subprocess.run(mount, check=False, capture_output=True).returncode == 0:
        yield disk / "out", ()
        subprocess.run(["umount", str(disk)], check=True)
    else:  # no disk of one's own: no file may grow
        yield disk / "out", ("sh", "-c", 'ulimit -f 96; exec "$@"', "sh")


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits")
def test_a_disk_that_fills_costs_a_headless_session_only_its_record(tight: Tight) -> None:
    place, prefix = tight
    with surefoot("play", "--headless", "--board", "sim", "--seed", "1", "--out", place, prefix=prefix) as program:
        assert program.end() == 2
    assert "first_shelf, grade 1: completed" in program.out
    assert "Picture:" not in program.out
    assert program.err.splitlines()[-1].endswith("Free some space, or choose another folder with --out.")
    assert_opens(place)


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits")
def test_a_disk_that_fills_ends_a_real_session_safely(tight: Tight, tmp_path: Path) -> None:
    assert play(tmp_path / "before", "--seconds", "12", "--seed", "1").code == 0
    place, prefix = tight
    with surefoot("play", "--headless", "--board", f"replay:{session_in(tmp_path / 'before')}", "--emg", "none",
                  "--out", place, "--json", prefix=prefix) as program:
        assert program.end() == 2
    assert program.told["ending"] == "safe_end"
    assert 1 < program.told["seconds"] < 12
    assert "cannot be written" in program.err
    assert_opens(place)


def assert_opens(place: Path) -> None:
    session = session_in(place)
    assert session is not None
    assert {path.name for path in session.iterdir()} == {"session.json", "recording.mcap"}
    verdicts = run("replay", session, "--json").told
    assert [(verdict["same"], verdict["complete"]) for verdict in verdicts] == [(True, False)] * 2
    assert verdicts[0]["compared"] > 100
    assert sheet_in(place)["state"] in {"running", "cut"}


def test_a_full_disk_is_told_before_play_and_nothing_is_left_behind(tight: Tight) -> None:
    place, prefix = tight
    if prefix:
        place.touch()  # as good as full
    else:
        place.mkdir()
        with contextlib.suppress(OSError), (place / "big").open("wb", buffering=0) as file:
            while file.write(bytes(4096)):
                pass
    before = list(place.glob("*"))
    with surefoot("play", "--headless", "--board", "sim", "--out", place) as program:
        assert program.end() == 2
    assert "Choose another folder with --out" in program.err or "or choose another folder" in program.err
    assert list(place.glob("*")) == before


# --- words that make no sense --------------------------------------------------------------------------------

@pytest.mark.parametrize(("words", "sentence"), [
    ("play nope", 'There is no level "nope".'),
    ("play frist_shelf", "Did you mean first_shelf?"),
    ("play /nope/x.yaml", "there is no such file"),
    ("play --grade 11", "a grade is a number from 1 to 10"),
    ("play --grade two", "a grade is a number from 1 to 10"),
    ("play --seconds 0", "seconds are a number above 0"),
    ("play --seconds nan", "seconds are a number above 0"),
    ("play --board bord", "There is no device 'bord'"),
    ("play --board serial", "write serial:PORT"),
    ("play --board replay:/nope", "/nope is not a session"),
    ("play --stim p24", "say which port"),
    ("play --stim tens:x", "use none, sim, or one of p24"),
    ("play --stim p24:x", "needs --prescription FILE"),
    ("stim --stim p24:x", "surefoot stim needs --prescription"),
    ("play --settings /nope.yaml", "there is no such file"),
    ("play --window 10x10", "write width x height"),
    ("play --theme blue", "invalid choice"),
    ("--nope", "unrecognized arguments: --nope"),
    ("dance", "invalid choice: 'dance'"),
    ("replay", "required: session"),
    ("stream", "one of the arguments --board --emg is required"),
    ("stream --board nope", "There is no device 'nope'"),
    ("stream --board sim --emg sim", "not allowed with"),
    ("benchmark nope", "There is no benchmark named nope"),
    ("schema nope", "invalid choice"),
])
def test_words_that_make_no_sense_are_refused(tmp_path: Path, words: str, sentence: str) -> None:
    more: list[str | Path] = ["--out", tmp_path] if words.startswith("play") else []
    if more and "--window" not in words:
        more.append("--headless")
    ran = run(*words.split(), *more)
    assert ran.code == 2
    assert sentence in ran.err + ran.out
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", ["play nope --headless", "play --grade 11", "dance"])
def test_and_so_they_are_in_a_process_of_their_own(words: str) -> None:
    with surefoot(*words.split()) as program:
        assert program.end() == 2
    assert program.err
    assert program.out == ""
