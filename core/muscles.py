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
    LEFT_SOLEUS = "left_soleus"
    RIGHT_SOLEUS = "right_soleus"
    LEFT_PERONEUS_LONGUS = "left_peroneus_longus"
    RIGHT_PERONEUS_LONGUS = "right_peroneus_longus"
    LEFT_RECTUS_FEMORIS = "left_rectus_femoris"
    RIGHT_RECTUS_FEMORIS = "right_rectus_femoris"
    LEFT_GLUTEUS_MAXIMUS = "left_gluteus_maximus"
    RIGHT_GLUTEUS_MAXIMUS = "right_gluteus_maximus"
    LEFT_EXTERNAL_OBLIQUE = "left_external_oblique"
    RIGHT_EXTERNAL_OBLIQUE = "right_external_oblique"
    LEFT_BICEPS = "left_biceps"
    RIGHT_BICEPS = "right_biceps"
    LEFT_TRICEPS = "left_triceps"
    RIGHT_TRICEPS = "right_triceps"
    LEFT_WRIST_FLEXORS = "left_wrist_flexors"
    RIGHT_WRIST_FLEXORS = "right_wrist_flexors"
