"""What the search for a current looks like: a large number, the marks on a scale, and the patient's half.

Not here: what a choice does (`calibrate`).
"""

from __future__ import annotations

from game.picture import Button, Figure, Label, Meter, Panel, Part, Rect, TextRole, Tone
from game.scenes.stim.pads import pads_figure
from game.scenes.stim.steps import current
from game.scenes.words import word
from game.stimulation import StimChannel

NAME = Rect(60, 16, 1400, 112)
PADS = Rect(70, 140, 200, 210)
NUMBER = Rect(290, 136, 640, 216)
UP = Rect(60, 366, 426, 146)
DOWN = Rect(506, 366, 426, 146)
FELT = Rect(60, 530, 426, 130)
MOVES = Rect(506, 530, 426, 130)
PATIENT = Rect(960, 176, 940, 500)
SENTENCE = Rect(990, 188, 880, 112)
HOLD = Rect(990, 306, 880, 196)
ENOUGH = Rect(990, 520, 880, 136)
SCALE = Rect(60, 706, 1800, 44)
LEGEND = (Rect(60, 764, 440, 60), Rect(510, 764, 440, 60), Rect(960, 764, 440, 60), Rect(1410, 764, 450, 60))
TOLD = Rect(60, 830, 1800, 96)


def therapist_half(channel: StimChannel) -> tuple[Part, ...]:
    """Show which muscle it is, where its pads lie, and what flows."""
    return (Label(NAME, word("stim.channel", number=channel.number + 1, muscle=channel.name), TextRole.TITLE),
            Figure(PADS, pads_figure(channel.muscle, channel.name)),
            Label(NUMBER, current(channel.level_ma), TextRole.NUMBER))


def patient_half(channel: StimChannel, finding: bool, held: bool) -> tuple[Part, ...]:
    """Say what to do with the hand; nothing but rest before and after."""
    if not finding:
        done = channel.working_ma is not None
        sentence = word("stim.cal.found", found=current(channel.working_ma or 0.0)) if done else \
            word("stim.cal.wait")
        return (Panel(PATIENT), Figure(HOLD, "heart" if done else "breathe", 1.0),
                Label(SENTENCE, sentence, TextRole.BODY))
    label = word("stim.cal.holding" if held else "stim.cal.hold")
    hold = Button("hold", HOLD, label, "finger", Tone.MAIN if held else Tone.CALM, pressed=held)
    return Panel(PATIENT), Label(SENTENCE, word("stim.cal.sentence"), TextRole.BODY), hold


def scale(channel: StimChannel) -> tuple[Part, ...]:
    """Show 0 to the largest current with what flows and what was marked."""
    marks = tuple(mark / channel.max_ma for mark in (channel.sensory_ma, channel.motor_ma, channel.tolerated_ma)
                  if mark is not None)
    named = ((word("stim.cal.felt"), channel.sensory_ma), (word("stim.cal.moves"), channel.motor_ma),
             (word("stim.cal.enough"), channel.tolerated_ma), (word("stim.cal.most"), channel.max_ma))
    legend = tuple(Label(rect, f"{name} {current(value) if value is not None else '–'}", TextRole.BODY,
                         soft=value is None) for rect, (name, value) in zip(LEGEND, named, strict=True))
    return Meter(SCALE, channel.level_ma / channel.max_ma, marks=marks), *legend
