"""The channels of a prescription, to choose whose current is to be found.

Not here: finding it (`calibrate`).
"""

from __future__ import annotations

from collections.abc import Sequence

from game.picture import Figure, Part, Picture, Rect, Tone
from game.scenes.layout import Slot, title
from game.scenes.menu import Choice
from game.scenes.scene import Turn
from game.scenes.stim.calibrate import CalibrateScene
from game.scenes.stim.pads import pads_figure
from game.scenes.stim.page import StimPage, back
from game.scenes.stim.steps import current
from game.scenes.words import word
from game.stimulation import StimChannel, StimPanel

SHOWN = 4
"""More channels than the program may hold active at once are turned to by finishing these."""
ROW_H = 168.0


class ChannelsScene(StimPage):
    """Shows the channels with what was found."""

    def _choices(self, panel: StimPanel) -> Sequence[Choice]:
        return *(self._choice(row, channel) for row, channel in enumerate(_shown(panel))), back()

    def _choice(self, row: int, channel: StimChannel) -> Choice:
        found = channel.working_ma
        return Choice(str(channel.number), _label(channel), "finger" if found is None else "check", Slot.BOTTOM,
                      Tone.MAIN if found is None else Tone.CALM, False,
                      Rect(330, _top(row), 1520, ROW_H))

    def _chosen(self, choice: str, panel: StimPanel) -> None:
        if choice == "back":
            self._go(Turn.BACK)
        else:
            self._go(Turn.STAY, CalibrateScene(self._desk, int(choice)))

    def _picture(self, panel: StimPanel, controls: tuple[Part, ...]) -> Picture:
        heading = word("stim.channels.title")
        limbs = tuple(Figure(Rect(90, _top(row), 200, ROW_H), pads_figure(channel.muscle, channel.name))
                      for row, channel in enumerate(_shown(panel)))
        return Picture("stim_channels", (title(heading), *limbs, *controls), heading)


def _top(row: int) -> float:
    return 190.0 + row * (ROW_H + 16.0)


def _shown(panel: StimPanel) -> tuple[StimChannel, ...]:
    """Return the channels still to be found first."""
    return tuple(sorted(panel.channels, key=lambda channel: channel.working_ma is not None))[:SHOWN]


def _label(channel: StimChannel) -> str:
    named = word("stim.channel", number=channel.number + 1, muscle=channel.name)
    return named if channel.working_ma is None else f"{named}: {current(channel.working_ma)}"
