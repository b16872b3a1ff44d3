"""What a monkey drops and pastes: good files and bad ones, folders, texts, addresses, pictures; and who gives it."""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from tests.e2e.screen import Screen
from vividdesk.paths import resource

LONG = "long " * 20_000
EMOJI = "👩‍👩‍👧‍👦 🦄 e\u0301 \u202eRTL שלום \u0000\u0007 𝔘𝔫𝔦"
LINES = "one\ntwo\r\nthree\n\n\tfour\x0bfive\u2028six"
ADDRESSES = (
    "https://example.invalid/photo.jpg",
    "http://127.0.0.1:9/x.png",
    "file://elsewhere/share/x.jpg",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "https://" + "x" * 3000,
    "ftp://[::1",
)


class Giver:
    """A program that gives away files and the like."""

    def __init__(self, screen: Screen, environ: dict[str, str]) -> None:
        words = [sys.executable, str(Path(__file__).with_name("monkey_giver.py"))]
        usual = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            words,
            stdin=pipe,
            stdout=pipe,
            stderr=subprocess.DEVNULL,
            text=True,
            env=usual | environ | {"DISPLAY": screen.display},
        )
        self._hear()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def give(self, by: str, goods: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"by": by, **goods}) + "\n")
        self._process.stdin.flush()
        self._hear()

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()


def lay_out(folder: Path) -> list[str]:
    """The files, made there; good ones first."""
    folder.mkdir()
    samples = sorted(resource("samples").glob("*.jpg"))
    for sample in samples:
        shutil.copy(sample, folder)
    Image.effect_noise((640, 480), 90).save(folder / "noise.png")
    Image.effect_noise((320, 200), 90).convert("RGB").save(folder / "moves.gif", save_all=True)
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(folder / "large.jpg")
    Image.new("RGBA", (50, 400), (9, 90, 200, 60)).save(folder / "narrow.webp")
    bad = {
        "empty.jpg": b"",
        "words.jpg": b"no picture at all\n" * 50,
        "cut.jpg": samples[0].read_bytes()[:20_000],
        "spoilt.jpg": _spoilt(samples[0].read_bytes()),
        "bomb.png": _bomb(40_000),
        "vector.svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "clip.mp4": b"\0\0\0\x18ftypmp42" + bytes(4000),
        "program.py": b"print('hello')\n",
        "name \U0001f984 with\nline & <b>tags 100%.jpg": samples[0].read_bytes(),
        f"{'n' * 240}.jpg": samples[0].read_bytes(),
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    inside = folder / "folder" / "deeper"
    inside.mkdir(parents=True)
    for number in range(12):
        shutil.copy(samples[number % len(samples)], inside / f"{number}.jpg")
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.jpg").symlink_to(folder / "gone.jpg")
    os.mkfifo(folder / "pipe.jpg")
    (folder / "empty").mkdir()
    return [
        *map(str, samples),
        *(str(path) for path in sorted(folder.iterdir())),
        "/dev/zero",
        str(folder / "gone.jpg"),
    ]


def drawn(dice: random.Random, files: list[str]) -> dict[str, Any]:
    """One lot; `files` as laid out."""
    match dice.randrange(12):
        case 0 | 1 | 2:
            return {"files": [dice.choice(files[:7])]}
        case 3 | 4:
            return {"files": [dice.choice(files)]}
        case 5:
            return {"files": dice.sample(files, dice.randint(2, 6))}
        case 6:
            return {"files": [files[0]] * dice.choice((1, 40))}
        case 7:
            return {"files": [dice.choice(ADDRESSES)]}
        case 8:
            return {"text": dice.choice((EMOJI, LONG, LINES, "", "7", *ADDRESSES))}
        case 9:
            address = dice.choice(ADDRESSES)
            return {"html": f"<img src='{address}'><script>x</script>", "text": address, "files": [address]}
        case 10:
            return {"image": dice.choice((files[0], next(file for file in files if file.endswith("noise.png"))))}
        case _:
            kind = dice.choice(
                ("application/x-color", "text/uri-list", "image/png", "x/y", "application/x-qabstractitemmodeldatalist")
            )
            return {"other": {kind: dice.choice(("", "nonsense", "file:///", "\0" * 64))}}


def _spoilt(content: bytes) -> bytes:
    spoilt, dice = bytearray(content), random.Random(7)
    for _time in range(200):
        spoilt[dice.randrange(600, len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def _bomb(side: int) -> bytes:
    """A picture of a few bytes that says it is very large."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(side // 8 + 1) * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
