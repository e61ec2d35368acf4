"""The chapter of the gallery about assessments: each one lived through by the simulated patient.

Hands press what a person would press: start, the usual answer, next.  Not here: the camera (`station.gallery`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the gallery itself reads this chapter
    from station.gallery import Camera

ALL = ("faces", "weight_bearing", "quiet_stance", "mctsib", "limits", "sitting", "emg", "reaction", "pace",
       "dual_task")
WHOLE = frozenset({"limits", "emg", "mctsib"})
"""Of these every page of results is shown, of the others the first."""
LOOK_TICKS = 70
"""So long results are looked at before a page is turned."""
STEPS = 4
"""So far a row of answers is gone along."""


def assessments(camera: Camera) -> None:
    """Do every assessment once, from the list to its results."""
    camera.press("assess")
    for assessment in ALL:
        while assessment not in camera.buttons():
            camera.press("more")
        camera.about = assessment
        camera.press(assessment)
        skip_electrodes(camera)
        camera.press("start")
        while not camera.key.startswith(("assess_results", "assess_ended")):
            _live(camera)
        camera.wait(LOOK_TICKS)
        while assessment in WHOLE and "next" in camera.buttons():
            camera.press("next")
        camera.press("done")
    camera.about = ""
    camera.press("back")


def skip_electrodes(camera: Camera) -> None:
    """Go on from the pages of electrodes, where there are any."""
    while camera.key.startswith("pads_"):
        camera.press("onward")


def _live(camera: Camera) -> None:
    """Answer a question as the first answer does, or let time pass."""
    if not camera.key.startswith("assess_ask"):
        camera.step()
        return
    buttons = camera.buttons()
    if "higher" not in buttons:
        camera.press(next(button for button in buttons if button != "stop"))
        return
    for _ in range(STEPS):
        camera.press("higher")
    camera.press("take")
