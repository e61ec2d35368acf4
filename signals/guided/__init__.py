"""Guided calibrations: short scripts that lead a person and end in a new `Calibration`.

Each is fed the `BodyState` of every tick and answers with a `GuidedStep` to show.  Time comes with the body,
so they run headless.  Every one ends by itself, with a sentence, whatever the person or the device does.
Not here: screens, and putting the result in force (`Assembler.calibrate`).
"""

from signals.guided.effort import EffortProcedure
from signals.guided.procedure import GuidedStep, Procedure
from signals.guided.reach import ReachProcedure
from signals.guided.tare import TareProcedure

__all__ = ["EffortProcedure", "GuidedStep", "Procedure", "ReachProcedure", "TareProcedure"]
