"""The program that alone may speak to a stimulator.

It will stand apart: it imports nothing of the other packages, only the standard library (and pyserial in
its port), and nobody imports it.  The import contracts in pyproject.toml already hold it to that.
Nothing in this version can stimulate: there is no driver, no port and no command here.
"""
