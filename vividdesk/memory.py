"""What is freed goes back to the system, so that what runs for days does not grow."""

import ctypes
import sys
from contextlib import suppress

MMAP_THRESHOLD = -3  # as mallopt(3) names it
LARGE = 1 << 20  # bytes


def give_back_large() -> None:
    """Each picture that is freed.

    GNU's malloc begins with that, but each time takes such sizes for usual and then keeps them for the next one, and
    for every thread that reads pictures anew.
    """
    _ask_malloc("mallopt", MMAP_THRESHOLD, LARGE)


def give_back_free() -> None:
    """Whole pages between what is in use. It takes a millisecond or two."""
    _ask_malloc("malloc_trim", 0)


def _ask_malloc(call: str, *words: int) -> None:
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library
            getattr(ctypes.CDLL(None), call)(*words)
