"""Muscles that Surefoot knows by name.  Not here: what they do (`core.frames`), or may be given (`core.stim`)."""

from __future__ import annotations

from enum import StrEnum


class Muscle(StrEnum):
    """Muscles that Surefoot knows by name, each with its side."""

    LEFT_TIBIALIS_ANTERIOR = "left_tibialis_anterior"
    RIGHT_TIBIALIS_ANTERIOR = "right_tibialis_anterior"
    LEFT_GASTROCNEMIUS = "left_gastrocnemius"
    RIGHT_GASTROCNEMIUS = "right_gastrocnemius"
    LEFT_VASTUS_LATERALIS = "left_vastus_lateralis"
    RIGHT_VASTUS_LATERALIS = "right_vastus_lateralis"
    LEFT_VASTUS_MEDIALIS = "left_vastus_medialis"
    RIGHT_VASTUS_MEDIALIS = "right_vastus_medialis"
    LEFT_HAMSTRINGS = "left_hamstrings"
    RIGHT_HAMSTRINGS = "right_hamstrings"
    LEFT_GLUTEUS_MEDIUS = "left_gluteus_medius"
    RIGHT_GLUTEUS_MEDIUS = "right_gluteus_medius"
    LEFT_ERECTOR_SPINAE = "left_erector_spinae"
    RIGHT_ERECTOR_SPINAE = "right_erector_spinae"
    LEFT_WRIST_EXTENSORS = "left_wrist_extensors"
    RIGHT_WRIST_EXTENSORS = "right_wrist_extensors"
