"""What the child says of a photo, as sentences."""

import unicodedata

from vividdesk.errors import PhotoRefused
from vividdesk.media.refusal import LONGEST_SIDE, MOST_BYTES, MOST_PIXELS, SHORTEST_SIDE, Note, Reason, Thing
from vividdesk.texts import _

LONGEST_NAME = 60  # letters
MEGA = 1_000_000
LIMITS: dict[str, str | int] = {
    "most_mega": MOST_BYTES // MEGA,
    "most_megapixels": MOST_PIXELS // MEGA,
    "longest": LONGEST_SIDE,
    "shortest": SHORTEST_SIDE,
}
ORDERS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}  # that turn the letters after them around


def refused(name: str, reason: str, facts: dict[str, str | int]) -> PhotoRefused:
    title, advice = (_about_the_file() | _about_the_picture() | _about_the_reading())[Reason(reason)]
    values = LIMITS | facts | {"name": shown(name)}
    if isinstance(size := facts.get("size"), int):
        values["mega"] = -(-size // MEGA)
    if isinstance(thing := facts.get("thing"), str):
        values["thing"] = thing_named(thing)
    if facts.get("suffix"):
        title = _("“{name}” ends in {suffix}, but it is {thing}, not a picture.")
    return PhotoRefused(title.format_map(values), advice)


def noted(note: str) -> str:
    match Note(note):
        case Note.FIRST_FRAME:
            return _("It moves: only its first picture is used.")
        case Note.FIRST_PAGE:
            return _("It has several pages: only the first is used.")
        case Note.SUFFIX:
            return _("Its name says that it is another kind of picture. It is used as what it is.")
        case Note.PROFILE:
            return _("Its colour profile is damaged: its colours may be a little off.")


def shown(name: str) -> str:
    """A file's name as part of a sentence: on one line, not too long, and it turns nothing around but itself."""
    letters = "".join(letter if _is_harmless(letter) else "�" for letter in name)
    if len(letters) > LONGEST_NAME:
        letters = f"{letters[: LONGEST_NAME - 20]}…{letters[-19:]}"
    if any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters):
        return f"\u2068{letters}\u2069"
    return letters


def _is_harmless(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind not in {"Cc", "Cs", "Zl", "Zp"} and unicodedata.bidirectional(letter) not in ORDERS


Sentences = dict[Reason, tuple[str, str]]  # what happened, what to do


def _about_the_file() -> Sentences:
    elsewhere = _("Look where it went, or choose another.")
    again = _("Copy or download it again.")
    choose = _("Choose a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF picture.")
    return {
        Reason.GONE: (_("“{name}” is not there."), elsewhere),
        Reason.NO_RIGHT: (_("You have no right to read “{name}”."), _("Give yourself that right, or choose another.")),
        Reason.FOLDER: (_("“{name}” is a folder."), _("Open it and choose the photos in it.")),
        Reason.NO_FILE: (_("“{name}” is a device or a pipe, not a file."), choose),
        Reason.UNREADABLE: (_("“{name}” cannot be read ({why})."), _("Copy it to this computer first.")),
        Reason.EMPTY: (_("“{name}” is empty."), again),
        Reason.MANY_BYTES: (
            _("“{name}” has {mega} MB; a photo may have {most_mega} MB."),
            _("Save a smaller copy and choose that."),
        ),
        Reason.NO_PICTURE: (_("“{name}” is {thing}, not a picture."), choose),
        Reason.OTHER_KIND: (
            _("“{name}” is {thing}, which vividdesk does not read."),
            _("Save it as JPEG or PNG in the program it comes from."),
        ),
    }


def _about_the_picture() -> Sentences:
    again = _("Copy or download it again.")
    smaller = _("Save a smaller copy and choose that.")
    return {
        Reason.TRUNCATED: (_("“{name}” breaks off before its end."), again),
        Reason.BROKEN: (_("“{name}” is damaged: it makes no picture."), again),
        Reason.UNCLEAR: (
            _("“{name}” is damaged, or made in a way that vividdesk does not read."),
            _("Save it again in another program, as JPEG or PNG with 8 bits for each colour."),
        ),
        Reason.MANY_PIXELS: (
            _("“{name}” has {width} × {height} pixels; a photo may have {most_megapixels} million."),
            smaller,
        ),
        Reason.LONG: (_("“{name}” has {width} × {height} pixels; a side may have {longest}."), smaller),
        Reason.SMALL: (
            _("“{name}” has {width} × {height} pixels; each side needs {shortest} at least."),
            _("Choose a larger one."),
        ),
        Reason.ODD_VALUES: (
            _("“{name}” keeps its colours in a way that vividdesk does not read (such as 32 bits each)."),
            _("Save it with 8 or 16 bits, as PNG or TIFF."),
        ),
        Reason.INVISIBLE: (_("“{name}” is transparent all over: there is nothing to see."), _("Choose another.")),
        Reason.NO_KIND: (
            _("The service takes neither JPEG nor PNG, so “{name}” cannot be sent."),
            _("Choose another template."),
        ),
        Reason.NO_FIT: (
            _("“{name}” cannot be made small enough: the service takes {most} bytes."),
            _("Choose another photo."),
        ),
    }


def _about_the_reading() -> Sentences:
    simpler = _("Save it as JPEG in another program and choose that.")
    return {
        Reason.MEMORY: (_("“{name}” needs more memory than one photo may have."), simpler),
        Reason.TIME: (_("“{name}” takes too long to read."), simpler),
        Reason.DIED: (_("“{name}” made its reader stop: it may be damaged, or memory is short."), simpler),
        Reason.NO_START: (
            _("“{name}” was not read: the part of vividdesk that reads photos does not start."),
            _("Install vividdesk again."),
        ),
        Reason.CLOSING: (_("“{name}” was not read: vividdesk is closing."), _("Choose it again at the next start.")),
    }


def thing_named(thing: str) -> str:
    named = {
        Thing.TEXT: _("a text file"),
        Thing.WEB_PAGE: _("a web page"),
        Thing.PDF: _("a PDF document"),
        Thing.DOCUMENT: _("a document"),
        Thing.ARCHIVE: _("an archive"),
        Thing.PROGRAM: _("a program"),
        Thing.VIDEO: _("a video"),
        Thing.SOUND: _("a sound file"),
        Thing.UNKNOWN: _("of an unknown kind"),
        Thing.RAW: _("a camera's raw file"),
        Thing.LAYERED: _("a picture in layers"),
        Thing.VECTOR: _("a drawing of lines"),
        Thing.JPEG_XL: _("a JPEG XL picture"),
        Thing.JPEG_2000: _("a JPEG 2000 picture"),
        Thing.ICON: _("an icon"),
        Thing.AVIF: _("an AVIF picture"),
    }
    return named[Thing(thing)]
