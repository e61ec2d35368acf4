"""Play-testing: simulated people play every level, byte by byte.  Not here: the models (`devices.simulated`)."""
