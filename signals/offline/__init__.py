"""Measures of a whole recorded trial: functions on arrays, zero phase, each with its formula and source.

Units: mm, s, kg, Hz, degrees, microvolt ("counts" where a gain is unknown).  ML right +, AP forward +.
Raw rows come in through `preprocessing`, which orders, bridges, resamples and filters them and says what it did;
the measures take what comes out of it.  What cannot be told is None: too short, nothing moved, an empty band.
What must be mended is an InputError: values that are no numbers, arrays of unlike lengths.
Every module imports scipy or numpy at its top: import them behind the first screen.
docs/measures.md holds all of it in one table.  Not here: anything live (`signals`), or what a trial means.
"""
