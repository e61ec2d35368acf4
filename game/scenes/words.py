"""Words of the screens, by key: English, calm, kind, short, without blame.

A language is one more table.  Not here: kind words and reasons of the plays (`game.texts`), what a device
says (the station), what a fault says (`core.faults`).
"""

from __future__ import annotations

from math import ceil
from types import MappingProxyType

ENGLISH: MappingProxyType[str, str] = MappingProxyType({
    "welcome.title": "Surefoot",
    "welcome.sentence": "One moment, please.",
    "home.title": "Welcome",
    "home.lean": "Lean to a choice and wait there.",
    "home.simulated": "Shift and arrow keys lean the simulated patient.",
    "play": "Play",
    "levels": "Levels",
    "setup": "Set up",
    "finish": "Finish",
    "finish.title": "Finish for today?",
    "finish.sentence": "What you did is kept.",
    "back": "Back",
    "more": "More",
    "stay": "Stay",
    "posture.title": "Sit, stand or lie?",
    "seated": "Sitting",
    "standing": "Standing",
    "lying": "Lying",
    "levels.title": "Choose a level",
    "levels.page": "Page {page} of {pages}",
    "easier": "Easier",
    "harder": "Harder",
    "start": "Start",
    "grade": "Grade {grade} of {grades}",
    "setup.title": "Set up",
    "reach": "My reach",
    "muscle": "My muscle",
    "no_board.title": "No board",
    "no_board.sentence": "Your reach is measured on the board.",
    "no_board.level": "This level needs a board.",
    "no_board.therapist": "Start Surefoot again with a board plugged in.",
    "no_emg.title": "No muscle sensor",
    "no_emg.sentence": "Please ask your therapist.",
    "no_emg.therapist": "Plug the muscle sensor in and start Surefoot again with --emg, for example --emg auto.",
    "no_sound.title": "No sound",
    "no_sound.sentence": "Sound leads the way here, and there is none.",
    "no_sound.therapist": "Connect a loudspeaker and start Surefoot again, or choose a level that is seen.",
    "no_record.therapist": "Mend this, then start Surefoot again: {what}",
    "level_refused.title": "Not this level",
    "level_refused.sentence": "Please choose another level.",
    "ok": "Go on",
    "guide.reach": "Your reach",
    "guide.effort": "Your muscle",
    "guide.about": "{what}: {subject}",
    "guide.left": "About {seconds} seconds left",
    "guide.last": "Nearly there",
    "guide.done": "Thank you",
    "guide.failed": "Let us try again",
    "done": "Done",
    "again": "Again",
    "stop": "Stop",
    "pause": "Pause",
    "go_on": "Go on",
    "align.seated": "Sit still in the middle.",
    "align.standing": "Stand still in the middle.",
    "align.step_on": "Step on when you are ready.",
    "align.feet_on": "Put both feet on the board.",
    "align.muscle": "Let go and rest.",
    "count.title": "Get ready",
    "score": "{score} of {goal}",
    "paused.title": "A little rest",
    "paused.sentence": "Hold the bar and breathe.",
    "paused.ends": "We stop here in about {seconds} seconds. Step on to go on.",
    "results.completed": "Well done!",
    "results.stopped": "Good work.",
    "results.safe_end": "We stop here.",
    "results.rest": "Hold the bar and rest.",
    "stim.stop": "STOP",
    "stim.stopped": "Stopped",
    "stim.not_ready": "Not ready",
    "stim.not_ready.sentence": "Help is not ready yet.",
    "stim.ready": "Ready",
    "stim.ready.sentence": "Help can come when you try.",
    "stim.running": "Helping",
    "stim.running.sentence": "Help flows now. Let it work.",
    "stim.resting": "Rest",
    "stim.resting_s": "Rest {seconds} s",
    "stim.resting.sentence": "The muscle rests for a moment.",
    "stim.blocked": "Stopped",
    "stim.blocked.sentence": "Rest. Your therapist will look at this.",
    "stage.relax": "Let go",
    "stage.try": "Now: tighten",
    "stage.hold": "Hold",
    "stage.helped": "Help is coming",
    "stage.rest": "Rest and breathe",
})


def about(seconds: float) -> int:
    """Round up to five seconds, so that a number stays long enough to be read and never needs a singular."""
    return max(5, 5 * ceil(seconds / 5))


def word(key: str, /, **figures: object) -> str:
    """Give the words of `key` with their figures; an unknown key or figure is a programming error."""
    return ENGLISH[key].format(**figures)
