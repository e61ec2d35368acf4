"""Window, painter, text, widgets and sound: the only place that imports pygame.

It is told what to show and asks nothing back, save for the intents of keys, mouse and touch.
"""

import os

# The library greets on standard output, where commands answer in JSON; it must be told before its first import.
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
