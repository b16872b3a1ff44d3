"""Spoilt pictures, one after the other, through one intake: each is kept or refused, and nothing else ever happens."""

import asyncio
import os
import random
import re
import struct
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.media.pictures import encoded, metadata, scene, turned
from vividdesk.errors import PhotoRefused
from vividdesk.media.intake import Intake
from vividdesk.model.photo import JPEG

EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\xff\xff", b"\x80\0\0\0", b"\0\0\0\1")
MORE_MEMORY = 8.0  # MB that this process may have grown by, from the first tenth to the end


@dataclass
class Ledger:
    """What became of them. `wrong` must stay empty."""

    outcomes: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    early: float = 0.0  # MB of this process after the first tenth
    late: float = 0.0  # MB at the end

    @property
    def grown(self) -> float:
        return self.late - self.early

    def __str__(self) -> str:
        lines = [f"{number:8}  {outcome}" for outcome, number in self.outcomes.most_common()]
        lines.append(f"memory of this process: {self.early:.1f} MB after a tenth, {self.late:.1f} MB at the end")
        return "\n".join([*lines, *(f"WRONG: {each}" for each in self.wrong)])


async def run(count: int, seed: int) -> Ledger:
    """Each picture follows from the seed and its number alone."""
    ledger, originals = Ledger(), list(corpus())
    with TemporaryDirectory(prefix="vividdesk-campaign-") as folder:
        spoilt = Path(folder, "x.jpg")
        intake = Intake(Path(folder, "photos"))
        try:
            for number in range(count):
                spoilt.write_bytes(spoil(random.Random(f"{seed}-{number}"), originals))
                await _take(intake, Path(folder, "photos"), spoilt, number, ledger)
                if number == count // 10:
                    ledger.early = resident()
            ledger.late = resident()
        finally:
            await intake.close()
    return ledger


async def _take(intake: Intake, folder: Path, spoilt: Path, number: int, ledger: Ledger) -> None:
    try:
        photo = (await intake.take(spoilt)).photo
    except PhotoRefused as fault:
        ledger.outcomes[re.sub(r"\d+", "N", fault.title)] += 1
    except Exception as fault:  # noqa: BLE001 - the campaign looks for just these
        ledger.wrong.append(f"number {number}: {fault!r}")
    else:
        ledger.outcomes[f"kept as {photo.kind}"] += 1
        kept = folder / photo.file_name
        if found := metadata(kept.read_bytes()):
            ledger.wrong.append(f"number {number}: {found} in what was kept")
        if photo.kind == JPEG and number % 7 == 0 and (await intake.take(kept)).photo.hash != photo.hash:
            ledger.wrong.append(f"number {number}: what was kept is not kept as it is")
        kept.unlink()


def corpus() -> Iterator[bytes]:
    plain, clear = scene(), scene().convert("RGBA")
    clear.putalpha(128)
    yield encoded(plain, "JPEG")
    yield encoded(plain, "JPEG", progressive=True)
    yield encoded(plain, "JPEG", restart_marker_blocks=2, **turned(6))
    yield encoded(plain, "JPEG", comment=b"a comment", exif=turned(1)["exif"] + encoded(plain, "JPEG"))
    yield encoded(plain.convert("CMYK"), "JPEG")
    yield encoded(plain.convert("L"), "JPEG")
    yield encoded(plain, "PNG")
    yield encoded(clear, "PNG")
    yield encoded(plain.quantize(16), "PNG", transparency=3)
    yield encoded(plain.convert("I;16"), "PNG")
    yield encoded(plain, "PNG", save_all=True, append_images=[plain.rotate(180)])
    yield encoded(plain.quantize(16), "GIF", save_all=True, append_images=[plain.rotate(180)])
    yield encoded(plain, "WEBP")
    yield encoded(clear, "WEBP", lossless=True)
    yield encoded(plain, "WEBP", save_all=True, append_images=[plain.rotate(180)])
    yield encoded(plain, "TIFF", compression="tiff_lzw")
    yield encoded(plain.convert("I;16"), "TIFF")
    yield encoded(plain, "BMP")
    yield encoded(plain, "HEIF")
    yield encoded(plain, "AVIF")
    yield encoded(Image.new("1", (40, 40)), "PNG")


def spoil(chance: random.Random, originals: list[bytes]) -> bytes:
    data = bytearray(chance.choice(originals))
    for _change in range(chance.choice((1, 1, 1, 2, 4))):
        if data:
            chance.choice(CHANGES)(chance, data, originals)
    return bytes(data)


def _flip(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    for _byte in range(chance.choice((1, 3, 20))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _flip_in_head(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    data[chance.randrange(min(len(data), 64))] = chance.randrange(256)


def _cut(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    del data[chance.randrange(len(data)) :]


def _exaggerate(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    """A length, size or offset becomes an extreme one."""
    at, extreme = chance.randrange(len(data)), chance.choice(EXTREMES)[: chance.choice((2, 4))]
    data[at : at + len(extreme)] = extreme[: len(data) - at]


def _nudge(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    """A length, size or offset is a little wrong."""
    at = chance.randrange(len(data))
    if at + 2 <= len(data):
        (value,) = struct.unpack_from(">H", data, at)
        struct.pack_into(">H", data, at, (value + chance.randint(-9, 9)) % 65_536)


def _leave_out(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 200)]


def _repeat(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.randrange(1, 200)] * chance.randrange(1, 9)


def _splice(chance: random.Random, data: bytearray, originals: list[bytes]) -> None:
    other = chance.choice(originals)
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    data[at : at + chance.randrange(400)] = other[start : start + chance.randrange(400)]


def _scatter(chance: random.Random, data: bytearray, _originals: list[bytes]) -> None:
    at = chance.randrange(len(data))
    data[at:at] = chance.randbytes(chance.randrange(1, 64))


Change = Callable[[random.Random, bytearray, list[bytes]], None]
CHANGES: tuple[Change, ...] = (
    _flip,
    _flip_in_head,
    _cut,
    _exaggerate,
    _nudge,
    _leave_out,
    _repeat,
    _splice,
    _scatter,
)


def resident() -> float:
    """MB of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def main(count: int, seed: int) -> int:
    ledger = asyncio.run(run(count, seed))
    print(ledger)
    if ledger.grown > MORE_MEMORY:
        print(f"OVER: this process grew by {ledger.grown:.1f} MB", file=sys.stderr)
    return int(bool(ledger.wrong) or ledger.grown > MORE_MEMORY)
