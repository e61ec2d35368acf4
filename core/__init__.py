"""Words that everybody shares.

Here live: the clock, sample blocks, control frames, cues, events, errors, the fault table, the bounded
ring and the YAML reader.  Not here: anything that knows a device, a measure, a level or a screen.
"""
