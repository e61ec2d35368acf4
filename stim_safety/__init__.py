"""The program that alone may speak to a stimulator.

Two promises rule everything here: the patient can always stop, and current never rises faster than the
patient can react.  Default deny; limits only lower; round down and check again; silence when in doubt.

The controller (`controller`, pure; `process`, its edge) owns the limits and the only encoder.  The guardian
(`guardian`) holds a second handle on the same port and can send nothing but stop.  The scribe (`scribe`) writes
the audit log.  Standard library only; pyserial comes into `port` alone.  Times are integer nanoseconds of the
monotonic clock, currents integer microampere, widths and periods integer microseconds, areas integer square
millimetres: what is checked is exact.
Not here: games, levels, sensors, screens, patients.
"""
