"""A plan before it is played: what it changes, how a simulated patient fares under it, where the targets lie.

Not here: what a plan is (`levels.plan`), bodies (`devices.simulated`), testing of levels (`station.playtest`).
"""
