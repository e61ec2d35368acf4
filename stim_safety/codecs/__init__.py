"""Codecs: the frames of each vendor's protocol, both directions, as pure functions.

Each module names the document it follows.  Not here: what a frame is for (`drivers`).
"""
