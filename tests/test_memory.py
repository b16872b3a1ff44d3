"""What the window holds once pictures are gone again."""

import subprocess
import sys

import pytest

HELD = """
import re
from pathlib import Path

def held():
    return int(re.findall(r"^Anonymous: +(\\d+)", Path("/proc/self/smaps_rollup").read_text(), re.MULTILINE)[0])
"""
SEEN = """
import sys, threading
from PySide6.QtGui import QImage
from vividdesk.memory import give_back_large

def read(size, into):
    made = QImage(size, size, QImage.Format.Format_RGB32)
    made.fill(7)
    into.append((made, made.copy(0, 0, 100, 100)))  # something small lives on, as a thumbnail does

if sys.argv[1:] == ["back"]:
    give_back_large()
read(1000, []), read(2000, [])
before, kept = held(), []
for turn in range(24):
    there = []
    threads = [threading.Thread(target=read, args=(900 + 40 * turn, there)) for _one in range(4)]
    [thread.start() for thread in threads], [thread.join() for thread in threads]
    kept += [small for _large, small in there]
    del there
print(held() - before)
"""


SMALL = """
from ctypes import create_string_buffer
from vividdesk.memory import give_back_free

before, many = held(), [create_string_buffer(3000) for _one in range(20_000)]
for kept in range(100):
    del many[kept + 1 : kept + 200]
give_back_free()
print(held() - before)
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="malloc of the GNU C library")


def test_large_pictures_that_were_looked_at_leave_nothing_behind() -> None:
    small = 24 * 4 * 100 * 100 * 4 / 1000  # kB
    assert _held(SEEN, "back") < small + 6000


def test_what_is_free_between_what_is_in_use_goes_back() -> None:
    assert _held(SMALL) < 10_000, "of 60,000"


def _held(program: str, *words: str) -> int:
    """kB."""
    told = subprocess.run(
        [sys.executable, "-c", HELD + program, *words], capture_output=True, text=True, check=True, timeout=60
    )
    return int(told.stdout)
