"""The measurements behind `surefoot benchmark`, one module each.

Each offers functions without arguments that return figures.  They alone may start processes, wait, and read
the processor's time.
"""
