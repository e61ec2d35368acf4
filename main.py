"""Start Surefoot: `python3 main.py` plays, `python3 main.py test` runs the tests.

On first use a Python environment is built in `.venv` beside this file; every later start only looks at its
stamp and hands over to it.  Standard library only, and little of it, since each start pays for the imports.
Not here: what the commands do (`station.cli`) and how the environment is built (`station.install`).
"""

import os
import sys

OLDEST_PYTHON = (3, 11)


def start(arguments: "list[str]") -> int:
    """Run the command in the Python that has the packages; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:  # said in words that Python 3.6 can still read
        return complain(f"Surefoot needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
    root = os.path.dirname(os.path.realpath(__file__))
    if root not in sys.path:  # as when PYTHONSAFEPATH is set
        sys.path.insert(0, root)
    from station import environment

    if environment.is_this_python():
        os.environ.pop(environment.HANDED_OVER, None)  # what we start is not handed over to
        from station.cli import main

        return main(arguments)
    locks = environment.locks_for(arguments)
    if not environment.is_built_from(locks):
        from station.install import install
        from station.mishaps import InstallError

        try:
            install(locks)
        except InstallError as error:
            return complain(str(error))
        except KeyboardInterrupt:
            return complain("Stopped. The next start will set Surefoot up again.", exit_code=130)
    return complain(environment.hand_over(os.path.join(root, "main.py"), arguments))


def complain(sentence: str, exit_code: int = 2) -> int:
    """Say what is wrong, and pass on the exit code that goes with it."""
    sys.stderr.write(sentence + "\n")
    return exit_code


if __name__ == "__main__":
    sys.exit(start(sys.argv[1:]))
