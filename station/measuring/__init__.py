"""The parts of `surefoot measure`: what was asked, balance trials, EMG trials.

Not here: formulas and files (`signals.offline`).
"""
