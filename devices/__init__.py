"""Bytes to samples: everything that touches a sensor, or plays one.

`transports` move bytes; `codecs` turn bytes into values and back (pure, both directions); `drivers` hold
the conversation with one kind of device (pure: time is an argument); `link` joins a transport and a
driver, reopens after a loss, and fills a ring; `emulators` answer as the devices do, byte by byte;
`simulated` are the bodies that stand on them; `discovery` finds what is plugged in.
Not here: what samples mean (`signals`), and stimulators (`stim_safety`).
"""
