"""The game's end of stimulation: starts the safety program, speaks its protocol, passes wishes on.

It asks and is told; nothing here can grant.  Not here: limits, drivers and ports (`stim_safety`), screens
(`game`).
"""
