"""Real processes on a pseudo-terminal: killed, frozen, unplugged, and what the device sees of it."""
