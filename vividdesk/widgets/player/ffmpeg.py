"""The FFmpeg within Qt writes a page about each file to standard error, and Qt has no switch for less."""

import contextlib
import ctypes
from functools import cache
from pathlib import Path

QUIET = -8  # AV_LOG_QUIET; what matters Qt says itself


@cache
def quieten() -> None:
    """Once there is a player, which loads the library. Where that cannot be found, FFmpeg goes on talking."""
    import PySide6

    folder = Path(PySide6.__file__).parent
    patterns = ("Qt/lib/libavutil.so.*", "Qt/lib/libavutil.*.dylib", "avutil-*.dll")
    found = [file for pattern in patterns for file in sorted(folder.glob(pattern))]
    with contextlib.suppress(OSError, IndexError):
        ctypes.CDLL(str(found[0])).av_log_set_level(QUIET)
