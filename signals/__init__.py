"""Samples to control frames, live: tare, centre of pressure, lean, EMG envelope, activation.

Causal and stateful, with the same answer for any chunk size.  scipy is imported only when a filter is
made, so that the first screen need not wait for it.  Not here: where samples come from, or what a lean does.
"""
