"""The child process in which thumbnails are made: quickly, of whatever file it is, and kept in a folder.

`thumbs` starts it and asks; how they speak to each other is told in `answering`.
"""

import contextlib
import hashlib
import io
import os
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import Any

from PIL import Image

from vividdesk.media import answering, pixels, source
from vividdesk.media.refusal import Reason, Refusal
from vividdesk.media.sniff import Format

SIDE = 256  # pixels of the longer one
NEAR = 1.4  # a decoder that can leave out detail makes it no smaller than this
NARROWEST = 64  # pixels of the shorter side while it is worked on
NEUTRAL = (140, 144, 152)  # behind what can be seen through: black and white both stand out from it
QUALITY = 88
UNUSED = 90 * 24 * 3600  # seconds after which a thumbnail that nobody asked for goes
AT_ONCE = {"L", "RGB", "RGBA", "CMYK"}  # modes in which pixels may be averaged before anything else is done


class Unwritable(Exception):
    """The folder takes no more; `str()` has the system's reason."""


def thumbnail(path: str, content: str, folder: Path) -> Path:
    """Where it lies. `content` is the file's hash where that is known; then it is good wherever the file is."""
    place = folder / f"{content or _identity(path)}.jpg"
    if not _is_kept(place):
        data, form = source.read(path)
        _keep(small(data, form), place)
    return place


def small(data: bytes, form: Format) -> Image.Image:
    image = pixels.opened(data, form)
    near = _near(image.size)
    with pixels.decoding():
        image.draft(None, near)
        if image.mode in AT_ONCE and form is not Format.TIFF:  # a camera's raw file has to be seen for one as it is
            image.thumbnail(near, Image.Resampling.BOX, reducing_gap=1.0)
    image = pixels.plain(image, form, set())
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
    return _opaque(image)


def _near(size: tuple[int, int]) -> tuple[int, int]:
    share = min(1.0, max(SIDE * NEAR / max(size), NARROWEST / min(size)))
    return round(size[0] * share), round(size[1] * share)


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, NEUTRAL)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _identity(path: str) -> str:
    """Changes with the file; nothing of it is read."""
    try:
        seen = Path(path).stat()
    except (OSError, ValueError):
        source.read(path)  # has the words for it
        raise
    return hashlib.sha256(b"%s\0%d\0%d" % (os.fsencode(path), seen.st_mtime_ns, seen.st_size)).hexdigest()


def _is_kept(place: Path) -> bool:
    try:
        os.utime(place)
    except OSError:
        return False
    return True


def _keep(image: Image.Image, place: Path) -> None:
    image.info = {}  # Pillow writes some of what it finds there
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    part = place.with_name(f"{secrets.token_hex(8)}.part")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(file.getbuffer())
        part.replace(place)
    except OSError as fault:
        with contextlib.suppress(OSError):
            part.unlink()
        raise Unwritable(fault.strerror or str(fault)) from fault


def sweep(folder: Path) -> None:
    """Clears away what was not wanted for long, and parts of a process that was killed."""
    for path in folder.glob("*.*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - (UNUSED if path.suffix == ".jpg" else 3600):
                path.unlink()


def answer(question: dict[str, Any], folder: Path) -> dict[str, Any]:
    try:
        match question:
            case {"thumbnail": path, "content": content}:
                return {"thumbnail": str(thumbnail(path, content, folder))}
            case {"begin": True}:
                return {"begun": True}
        raise ValueError(question)
    except Refusal as refusal:
        return {"refused": refusal.reason, "facts": refusal.facts}
    except MemoryError:
        return {"refused": Reason.MEMORY, "facts": {}}
    except Unwritable as fault:
        return {"unwritable": str(fault)}
    except Exception:  # noqa: BLE001 - our own mistake
        return answering.mistake()


def main(folder: str, memory: str) -> None:
    answering.prepare(int(memory))
    Image.MAX_IMAGE_PIXELS = None  # our own check comes before, and says more
    threading.Thread(target=sweep, args=(Path(folder),), daemon=True).start()
    answering.serve(lambda question: answer(question, Path(folder)))


if __name__ == "__main__":
    main(*sys.argv[1:])
