"""How the file of a result is called: by time, template and photo, and never by what a server says."""

import hashlib
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import PurePath

LONGEST_LABEL, LONGEST_PHOTO, LONGEST_STEP = 48, 48, 24  # bytes of UTF-8
LONGEST_TITLE = 160

DEVICES = re.compile(r"(CON|PRN|AUX|NUL|COM\d|LPT\d)\s*(\.|$)", re.IGNORECASE)  # Windows' own
RESERVED = frozenset('<>:"/\\|?*')  # on Windows; the slash everywhere
JOINER = "\u200d"
KEPT = frozenset({JOINER, "\u200c"})  # invisible, and part of words and emoji
TAGS = range(0xE0020, 0xE0080)  # of which some flags are made
SKIN = range(0x1F3FB, 0x1F400)
FLAGS = range(0x1F1E6, 0x1F200)  # letters, two of which are a flag


def file_name(when: float, label: str, photo: str, job: int, number: int, step: str, suffix: str) -> str:
    """`2026-11-21 10.15 Arctic – portrait (12).mp4`; safe on Linux, macOS and Windows.

    Results are counted from 1; those after the first have their number, too. No name is one of Windows' own, such as
    CON, since each begins with its date.
    """
    words = [_cut(_plain(label), LONGEST_LABEL), _cut(_plain(PurePath(photo).stem), LONGEST_PHOTO)]
    words += [_cut(_plain(step), LONGEST_STEP)]
    middle = " – ".join(word for word in words if word)
    begin = time.strftime("%Y-%m-%d %H.%M", time.localtime(when))
    return (
        " ".join(part for part in (begin, middle, f"({job}-{number})" if number > 1 else f"({job})") if part) + suffix
    )


def name_of_foreign(when: float, label: str, remote: str) -> str:
    """Without its suffix, and the same each time: what was begun is found again."""
    begin = time.strftime("%Y-%m-%d %H.%M", time.localtime(when))
    mark = hashlib.sha256(remote.encode()).hexdigest()[:8]
    return " ".join(part for part in (begin, _cut(_plain(label), LONGEST_LABEL), f"({mark})") if part)


def name_of_title(title: str) -> str:
    """Without its suffix; empty where nothing of it may stand in a name. It is none of Windows' own."""
    name = _cut(_plain(title), LONGEST_TITLE)
    return f"_{name}" if DEVICES.match(name) else name


def _plain(text: str) -> str:
    """Without what a file system refuses, or what turns the letters around it."""
    letters = (letter if _is_harmless(letter) else " " for letter in unicodedata.normalize("NFC", text))
    return " ".join("".join(letters).split()).strip(". ")


def _is_harmless(letter: str) -> bool:
    if letter in RESERVED:
        return False
    return letter in KEPT or ord(letter) in TAGS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn", "Co")


def _cut(text: str, most: int) -> str:
    """At whole letters, as a person sees them."""
    kept = ""
    for letter in _letters(text):
        if len((kept + letter).encode()) > most:
            break
        kept += letter
    return kept.strip(". ")


def _letters(text: str) -> Iterator[str]:
    whole = ""
    for mark in text:
        if whole and not _belongs(whole, mark):
            yield whole
            whole = ""
        whole += mark
    if whole:
        yield whole


def _belongs(before: str, mark: str) -> bool:
    """Whether it is drawn together with what stands before it."""
    code = ord(mark)
    if unicodedata.category(mark).startswith("M") or mark in KEPT or code in TAGS or code in SKIN:
        return True
    if code in FLAGS:
        return len(before) == 1 and ord(before) in FLAGS
    return before[-1] == JOINER
