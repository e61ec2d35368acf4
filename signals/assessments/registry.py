"""Which script leads which assessment.  Not here: their cards (`station.assessing.cards`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from signals.assessments.dual_task import DualTask
from signals.assessments.emg import Emg
from signals.assessments.faces import Faces
from signals.assessments.limits import Limits
from signals.assessments.mctsib import Mctsib
from signals.assessments.pace import Pace
from signals.assessments.quiet_stance import QuietStance
from signals.assessments.reaction import Reaction
from signals.assessments.script import Script
from signals.assessments.sitting import Sitting
from signals.assessments.weight_bearing import WeightBearing

SCRIPTS: Mapping[str, type[Script]] = MappingProxyType({
    script.id: script for script in (QuietStance, Mctsib, Limits, WeightBearing, Sitting, Emg, Reaction, Pace,
                                     DualTask, Faces)})
