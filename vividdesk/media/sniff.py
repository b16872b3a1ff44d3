"""What a file is, told by its first bytes. Its name only serves to notice that it claims something else."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import PurePath

from vividdesk.media.refusal import Thing

HEAD = 4096  # bytes that are enough to tell


class Format(Enum):
    """A kind of picture that is read: its suffixes, and Pillow's names for it."""

    JPEG = ((".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"), ("JPEG", "MPO"))
    PNG = ((".png", ".apng"), ("PNG",))
    WEBP = ((".webp",), ("WEBP",))
    GIF = ((".gif",), ("GIF",))
    BMP = ((".bmp", ".dib"), ("BMP",))
    TIFF = ((".tif", ".tiff"), ("TIFF",))
    HEIF = ((".heic", ".heif", ".hif", ".heics", ".heifs"), ("HEIF",))
    AVIF = ((".avif", ".avifs"), ("AVIF",))

    def __init__(self, suffixes: tuple[str, ...], pillow: tuple[str, ...]) -> None:
        self.suffixes = suffixes
        self.pillow = pillow


SIGNS: tuple[tuple[bytes, Format | Thing], ...] = (
    (rb"\xff\xd8\xff", Format.JPEG),
    (rb"\x89PNG\r\n\x1a\n", Format.PNG),
    (rb"RIFF.{4}WEBP", Format.WEBP),
    (rb"GIF8[79]a", Format.GIF),
    (rb"BM.{4}\0\0\0\0", Format.BMP),
    (rb"II\*\0.{4}CR", Thing.RAW),
    (rb"II[*+]\0|MM\0[*+]", Format.TIFF),
    (rb"FUJIFILMCCD-RAW|IIR[OS]|MMOR|IIU\0", Thing.RAW),
    (rb"8BPS|gimp xcf", Thing.LAYERED),
    (rb"%!PS|\xc5\xd0\xd3\xc6", Thing.VECTOR),
    (rb"\xff\x0a|\0{3}\x0cJXL ", Thing.JPEG_XL),
    (rb"\xff\x4f\xff\x51|\0{3}\x0cjP", Thing.JPEG_2000),
    (rb"\0\0[\x01\x02]\0[^\0]", Thing.ICON),
    (rb".{0,1000}%PDF-", Thing.PDF),
    (rb"\{\\rtf|\xd0\xcf\x11\xe0", Thing.DOCUMENT),
    (rb"PK\x03\x04.{26}(mimetype|\[Content_Types\]|_rels/|word/|xl/|ppt/)", Thing.DOCUMENT),
    (rb"PK[\x03\x05\x07]|\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|.{257}ustar", Thing.ARCHIVE),
    (rb"\x7fELF|MZ|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe|#!", Thing.PROGRAM),
    (rb"\x1aE\xdf\xa3|RIFF.{4}AVI |FLV\x01|\x30\x26\xb2\x75|\0\0\x01[\xb3\xba]|G.{187}G", Thing.VIDEO),
    (rb".{4}(moov|mdat|wide|free|skip)", Thing.VIDEO),
    (rb"RIFF.{4}WAVE|OggS|fLaC|ID3|\xff[\xf2\xf3\xfa\xfb]|MThd", Thing.SOUND),
)
PATTERNS = [(re.compile(pattern, re.DOTALL), found) for pattern, found in SIGNS]
WEB_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body|script)\b", re.DOTALL | re.IGNORECASE)
VECTOR = re.compile(rb"\s*(<\?xml.*?\?>\s*)?(<!--.*?-->\s*|<!doctype svg.*?>\s*)*<svg\b", re.DOTALL | re.IGNORECASE)

AVIF_BRANDS = {b"avif", b"avis"}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
SOUND_BRANDS = {b"M4A ", b"M4B ", b"M4P "}


def sniff(head: bytes) -> Format | Thing:
    if head[4:8] == b"ftyp":
        return _by_brands(list(_brands(head)))
    for pattern, found in PATTERNS:
        if pattern.match(head):
            return found
    return _by_words(head.removeprefix(b"\xef\xbb\xbf"))


def claims_other(suffix: str, found: Format) -> bool:
    """Whether a suffix is that of another kind of picture."""
    return any(suffix.lower() in each.suffixes for each in Format if each is not found)


def claimed_suffix(path: PurePath) -> str:
    """The suffix by which a file gives itself out as a picture, or nothing."""
    suffix = path.suffix
    return suffix if any(suffix.lower() in each.suffixes for each in Format) else ""


def _brands(head: bytes) -> Iterator[bytes]:
    """The main brand of an ISO container, then those it is compatible with."""
    yield head[8:12]
    end = min(int.from_bytes(head[:4], "big"), len(head))
    yield from (head[at : at + 4] for at in range(16, end, 4))


def _by_brands(brands: list[bytes]) -> Format | Thing:
    main = brands[0]
    if main in AVIF_BRANDS or (main in {b"mif1", b"msf1"} and AVIF_BRANDS & {*brands}):
        return Format.AVIF
    if main in HEIF_BRANDS:
        return Format.HEIF
    if main == b"crx ":
        return Thing.RAW
    return Thing.SOUND if main in SOUND_BRANDS else Thing.VIDEO


def _by_words(head: bytes) -> Thing:
    if WEB_PAGE.match(head):
        return Thing.WEB_PAGE
    if VECTOR.match(head):
        return Thing.VECTOR
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Thing.TEXT
    try:
        text = head.decode()
    except UnicodeDecodeError as fault:
        if fault.start < len(head) - 3:  # a letter cut in two at the end of the head is no fault
            return Thing.UNKNOWN
        text = head[: fault.start].decode()
    return Thing.TEXT if all(letter.isprintable() or letter.isspace() for letter in text) else Thing.UNKNOWN
