"""The child process in which results are checked: what came from outside is opened here alone.

A finished result has its recipe written into it. It is replaced by a copy that has been checked as it was itself; cut
off at any moment there is the one or the other, and the same question may be asked again.
"""

import hashlib
import io
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from vividdesk import __version__
from vividdesk.media import answering, clips, stills
from vividdesk.media.edits import Edit, Odd, copy, copy_of
from vividdesk.media.flaw import Flaw, Flawed
from vividdesk.media.mp4_tags import Tags
from vividdesk.media.mp4_tags import edits as mp4_edits
from vividdesk.media.picture_tags import jpeg_edits, png_edits
from vividdesk.media.refusal import Thing
from vividdesk.media.sniff import HEAD, Format, sniff
from vividdesk.media.stills import Look
from vividdesk.paths import sync_folder, write_whole

QUALITY = 85  # of a poster
FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def finish(file: Path, posters: Path, recipe: str, label: str) -> dict[str, Any]:
    seen = _look(file)
    _write_recipe(file, seen, Tags(label, f"vividdesk {__version__}", recipe))
    return _told(file, seen, posters)


def facts(file: Path, posters: Path) -> dict[str, Any]:
    return _told(file, _look(file), posters)


def _look(path: Path) -> Look:
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        head = file.read(HEAD)
        file.seek(0)
        if not size:
            raise Flawed(Flaw.EMPTY)
        found = sniff(head)
        if isinstance(found, Format) and found in stills.KINDS:
            return stills.look(file, size, found)
        if found is Thing.VIDEO and (head[4:8] == b"ftyp" or clips.is_webm(head)):
            return clips.look(file, size, head)
        raise Flawed(Flaw.OTHER, str(found.name if isinstance(found, Format) else found))


def _write_recipe(path: Path, seen: Look, tags: Tags) -> None:
    """Left out where the file cannot be changed without risk."""
    new = copy_of(path)
    try:
        with path.open("rb") as file:
            edits = _edits(file, seen, tags)
            if not edits:
                return
            with os.fdopen(os.open(new, FLAGS, 0o600), "wb") as made:
                copy(file, made, edits)
                made.flush()
                os.fsync(made.fileno())
        if _is_same(_look(new), seen):
            new.replace(path)
            sync_folder(path.parent)
    except (Odd, Flawed):
        pass
    finally:
        new.unlink(missing_ok=True)


def _edits(file: BinaryIO, seen: Look, tags: Tags) -> list[Edit]:
    size = os.fstat(file.fileno()).st_size
    match seen.suffix:
        case ".mp4" | ".mov":
            return mp4_edits(file, size, tags)
        case ".png":
            return png_edits(file, size, tags.comment)
        case ".jpg":
            return jpeg_edits(file, size, tags.comment)
    return []  # the others have no place for it that programs look into


def _is_same(made: Look, before: Look) -> bool:
    return replace(made, poster=before.poster) == before


def _told(file: Path, seen: Look, posters: Path) -> dict[str, Any]:
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
        size = os.fstat(content.fileno()).st_size
    poster = posters / f"{digest}.jpg"
    if not poster.exists():
        posters.mkdir(mode=0o700, parents=True, exist_ok=True)
        picture = io.BytesIO()
        seen.poster.save(picture, "JPEG", quality=QUALITY)
        write_whole(poster, picture.getvalue())
    facts = {name: getattr(seen, name) for name in ("kind", "suffix", "width", "height", "seconds")}
    return {"facts": facts | {"size": size, "hash": digest}, "poster": str(poster)}


def answer(question: dict[str, Any], posters: Path) -> dict[str, Any]:
    try:
        match question:
            case {"finish": path, "recipe": recipe, "label": label}:
                return finish(Path(path), posters, recipe, label)
            case {"facts": path}:
                return facts(Path(path), posters)
        raise ValueError(question)
    except Flawed as fault:
        return {"flaw": fault.flaw, "thing": fault.thing}
    except MemoryError:
        return {"flaw": Flaw.MEMORY, "thing": ""}
    except OSError as fault:
        folder = Path(fault.filename or question.get("finish", question.get("facts", ""))).parent
        if isinstance(fault, FileNotFoundError) and folder.is_dir():
            return {"flaw": Flaw.GONE, "thing": ""}
        return {"disk": fault.errno, "reason": fault.strerror or str(fault), "folder": str(folder)}
    except Exception:  # noqa: BLE001 - our own mistake
        return answering.mistake()


def main(posters: str, memory: str) -> None:
    answering.prepare(int(memory))
    Image.MAX_IMAGE_PIXELS = None  # our own check comes before, and says more
    answering.serve(lambda question: answer(question, Path(posters)))


if __name__ == "__main__":
    main(*sys.argv[1:])
