"""Scenes: the stack of screens, as data and decisions, without pygame.

A scene takes the control frame and the intents of one tick and says what is on the screen (`game.picture`)
and what comes next.  Drawing leaves a scene alone.  Not here: pixels and sound (`game.screen`).
"""
