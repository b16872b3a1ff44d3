"""What the desk's start leaves out; before anything else is loaded."""

import gc
import sys

COMMANDS = "httpx._main"  # httpx loads its own command line with it, where rich is there: a hundred modules


def start_lean() -> None:
    """Nothing that is loaded now is garbage; from then on the loop collects when it has time."""
    gc.disable()
    sys.modules[COMMANDS] = None  # type: ignore[assignment]
