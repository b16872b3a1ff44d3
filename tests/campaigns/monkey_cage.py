"""python monkey_cage.py FOLDER WORDS…: Python with these words, which can change only what is in the folder's folders.

What a monkey does in a file dialog it does to real files. Linux confines a program and its children by Landlock,
without any right of an administrator. Nor can it list the processes: what is there under one name is something else
under it a moment later, and Qt's dialog looked into what had just become a pipe, for ever.
"""

import ctypes
import os
import signal
import struct
import sys
from pathlib import Path

READS = 1 << 0 | 1 << 2  # run, read a file: not confined
LIST = 1 << 3
ALL = (1 << 15) - 1  # what the second version of Landlock and the third know of: write, remove, make, move, cut short
CHANGES = ALL & ~READS & ~LIST
PROCESSES = Path("/proc")
WRITE, REMOVE_FILE, MAKE_FILE, CUT = 1 << 1, 1 << 5, 1 << 8, 1 << 14
CREATE_RULES, ADD_RULE, RESTRICT = 444, 445, 446  # system calls, by the same numbers on every processor
VERSION, BENEATH = 1, 1
NO_NEW_PRIVILEGES = 38
NEEDED = 3

_libc = ctypes.CDLL(None, use_errno=True)


def version() -> int:
    """0 where there is none."""
    return max(0, int(_libc.syscall(CREATE_RULES, None, ctypes.c_size_t(0), VERSION)))


def confine(folder: Path) -> None:
    wanted = struct.pack("Q", CHANGES | LIST)
    rules = _called(CREATE_RULES, wanted, ctypes.c_size_t(len(wanted)), 0)
    _allow(rules, folder, WRITE | MAKE_FILE | CUT)  # the folders in it stay: a dialog could rename that of the sockets
    for inner in filter(Path.is_dir, folder.iterdir()):
        _allow(rules, inner, CHANGES)
    for outer in Path("/").iterdir():
        if outer.is_dir() and outer != PROCESSES:
            _allow(rules, outer, LIST)
    _allow(rules, Path("/dev"), WRITE)
    if Path("/dev/shm").is_dir():  # locks between the processes of a pool are files there
        _allow(rules, Path("/dev/shm"), WRITE | REMOVE_FILE | MAKE_FILE | CUT)
    if _libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")
    _called(RESTRICT, rules, 0)
    os.close(rules)


def _allow(rules: int, folder: Path, what: int) -> None:
    there = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    _called(ADD_RULE, rules, BENEATH, struct.pack("=Qi", what, there), 0)
    os.close(there)


def _called(*words: object) -> int:
    answer = int(_libc.syscall(*words))
    if answer < 0:
        raise OSError(ctypes.get_errno(), f"Landlock: {os.strerror(ctypes.get_errno())}")
    return answer


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # one that Python has heard and not yet told is lost when it gives way
    folder = Path(sys.argv[1])
    confine(folder)
    os.chdir(folder)
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
