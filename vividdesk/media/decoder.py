"""The child process in which photos are read, so that a picture made to break its reader breaks only this.

`intake` starts it and asks; how they speak to each other is told in `answering`.
"""

import sys
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from PIL import Image, JpegImagePlugin

from vividdesk.media import answering, colours, pixels, source
from vividdesk.media.encode import FULL, HALVED, encode, fitted, natural_kind
from vividdesk.media.jpeg import Odd, Truncated, Walk
from vividdesk.media.refusal import Note, Reason, Refusal, check_size
from vividdesk.media.sharpness import sharpness
from vividdesk.media.shelf import Kept, Shelf, Unwritable
from vividdesk.media.sniff import Format, claims_other
from vividdesk.model.photo import JPEG


def take(path: str, shelf: Shelf) -> tuple[Kept, set[Note]]:
    data, form = source.read(path)
    notes = {Note.SUFFIX} if claims_other(PurePath(path).suffix, form) else set()
    image = pixels.opened(data, form)
    if form is Format.JPEG and (kept := _copied(image, data, shelf, notes)):
        return kept, notes
    chroma = _chroma(image, form)
    result = pixels.plain(image, form, notes)
    if more := pixels.has_more(data, form):
        notes.add(more)
    kind = natural_kind(result)
    return shelf.keep(kind, result.size, [encode(result, kind, chroma=chroma)]), notes


def fit(name: str, kinds: list[str], most: int | None, shelf: Shelf) -> Kept:
    data, form = source.read(str(shelf.path(name)))
    image = pixels.opened(data, form)
    with pixels.decoding():
        image.load()
    result, kind, content = fitted(image, kinds, most)
    return shelf.keep(kind, result.size, [content])


def crop(name: str, box: tuple[int, int, int, int], shelf: Shelf) -> Kept:
    """What lies on the shelf is upright and has been checked; what is cut out of it is checked again."""
    data, form = source.read(str(shelf.path(name)))
    image = pixels.opened(data, form)
    chroma = _chroma(image, form)
    with pixels.decoding():
        image.load()
    left, top, right, bottom = box
    part = image.crop((max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)))
    check_size(*part.size)
    result = pixels.plain(part, form, set())  # what could be seen through may have stayed outside
    kind = natural_kind(result)
    return shelf.keep(kind, result.size, [encode(result, kind, chroma=chroma)])


def judge(name: str, shelf: Shelf) -> float | None:
    data, form = source.read(str(shelf.path(name)))
    return sharpness(pixels.opened(data, form))


def has_face(name: str, shelf: Shelf) -> bool:
    from vividdesk.media import faces  # slow to load, and most photos are never asked for one

    data, form = source.read(str(shelf.path(name)))
    return faces.has_face(pixels.opened(data, form))


def _copied(image: Image.Image, data: bytes, shelf: Shelf, notes: set[Note]) -> Kept | None:
    """A JPEG that needs nothing, as it is. None if it has to be made again from its pixels."""
    walk = Walk(data)
    try:
        if pixels.orientation(image) == 1 and _is_srgb(image, notes):
            return shelf.keep(JPEG, image.size, walk.copy())
        for _piece in walk.copy():  # the decoder would fill up what is missing with grey
            pass
    except Odd:
        return None
    except Truncated as fault:
        raise Refusal(Reason.TRUNCATED) from fault
    return None


def _is_srgb(image: Image.Image, notes: set[Note]) -> bool:
    profile = image.info.get("icc_profile")
    try:
        return not profile or colours.is_srgb(profile, image.mode)
    except colours.BrokenProfile:
        notes.add(Note.PROFILE)
        return True


def _chroma(image: Image.Image, form: Format) -> int:
    """Halved where the source has it halved already."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        try:
            return HALVED if JpegImagePlugin.get_sampling(image) == HALVED else FULL
        except IndexError:  # it claims more components than it describes
            return FULL
    return HALVED if form is Format.HEIF else FULL


def answer(question: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    try:
        match question:
            case {"take": path}:
                kept, notes = take(path, shelf)
                return {"kept": asdict(kept), "notes": [note for note in Note if note in notes]}
            case {"fit": name, "kinds": kinds, "most": most}:
                return {"kept": asdict(fit(name, kinds, most, shelf)), "notes": []}
            case {"crop": name, "box": [left, top, right, bottom]}:
                return {"kept": asdict(crop(name, (left, top, right, bottom), shelf)), "notes": []}
            case {"judge": name}:
                return {"sharpness": judge(name, shelf)}
            case {"face": name}:
                return {"face": has_face(name, shelf)}
        raise ValueError(question)
    except Refusal as refusal:
        return {"refused": refusal.reason, "facts": refusal.facts}
    except MemoryError:
        return {"refused": Reason.MEMORY, "facts": {}}
    except Unwritable as fault:
        return {"unwritable": str(fault)}
    except Exception:  # noqa: BLE001 - our own mistake
        return answering.mistake()


def main(folder: str, part: str, memory: str) -> None:
    answering.prepare(int(memory))
    Image.MAX_IMAGE_PIXELS = None  # our own check comes before, and says more
    shelf = Shelf(Path(folder), part)
    shelf.sweep()
    answering.serve(lambda question: answer(question, shelf))


if __name__ == "__main__":
    main(*sys.argv[1:])
