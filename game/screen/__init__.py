"""Window, painter, text, widgets and sound: the only place that imports pygame.

It is told what to show and asks nothing back, save for the intents of keys, mouse and touch.
"""
