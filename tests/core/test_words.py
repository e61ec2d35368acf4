"""The small words that everybody shares: frames, cues, events and errors."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from core import errors
from core.complaints import Complaint, complain
from core.cues import Cue, CueKind
from core.errors import ExitCode, SurefootError
from core.events import Event
from core.frames import TICK_HZ, TICK_NS, ControlFrame, Feature, StreamHealth
from core.muscles import Muscle


def test_a_tick_is_ten_milliseconds() -> None:
    assert TICK_HZ * TICK_NS == 1_000_000_000


def test_an_empty_frame_trusts_nothing() -> None:
    frame = ControlFrame(3, 30_000_000)
    for feature in (frame.lean_x, frame.lean_y, frame.weight_kg, frame.share):
        assert feature == Feature(0.0, 0, StreamHealth.LOST)
    assert not frame.activation
    assert not frame.button


@pytest.mark.parametrize("muscle", Muscle)
def test_every_muscle_names_its_side_and_has_its_other(muscle: Muscle) -> None:
    side, _, name = muscle.partition("_")
    other = {"left": "right", "right": "left"}[side]
    assert Muscle(f"{other}_{name}").value == f"{other}_{name}"


@pytest.mark.parametrize("word", [ControlFrame(0, 0), Cue(0, CueKind.NONE), Event(0, 0, "start")])
def test_words_cannot_be_changed(word: object) -> None:
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        word.t_ns = 1  # type: ignore[attr-defined]  # frozen is what is tested


def test_shared_defaults_cannot_be_changed() -> None:
    for mapping in (ControlFrame(0, 0).activation, Cue(0, CueKind.NONE).effort, Event(0, 0, "start").data):
        with pytest.raises(TypeError):
            mapping["x"] = 1  # type: ignore[index]  # read-only is what is tested


@pytest.mark.parametrize(("error", "code"), [
    (errors.InputError, 2), (errors.StorageError, 2), (errors.DeviceMissing, 3), (errors.PermissionMissing, 3),
    (errors.WrongDevice, 3), (errors.LinkLost, 3), (errors.CheckFailed, 4),
])
def test_every_error_knows_how_the_command_ends(error: type[SurefootError], code: int) -> None:
    assert error("Plug it in.").exit_code == ExitCode(code)
    assert str(error("Plug it in.")) == "Plug it in."


def test_complaints_are_raised_together_or_not_at_all() -> None:
    complain([])
    with pytest.raises(ValueError, match=r"A is wrong\. B is wrong\."):
        complain([Complaint((0,), "A is wrong."), Complaint(("b",), "B is wrong.")])
