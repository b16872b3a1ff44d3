"""From any picture to plain pixels: upright, 8 bits, sRGB, the first frame only, with nothing hidden in it."""

import contextlib
import io
from collections.abc import Iterator

from PIL import ExifTags, Image, ImageChops, TiffImagePlugin, features

from vividdesk.media import colours
from vividdesk.media.refusal import Note, Reason, Refusal, Thing, check_size
from vividdesk.media.sniff import Format

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
MOVING = {Format.GIF, Format.PNG, Format.WEBP, Format.AVIF}
ODD_MODES = {"I", "F", "LAB", "HSV"}  # more than 16 bits, fractions, or no colours of a photo
PAPER = (255, 255, 255, 0)  # what takes the place of colours that nobody sees

# In a TIFF's first page, either says that the photo itself is a camera's raw data.
DNG_VERSION, PAGE_KIND, PREVIEW = 50706, 254, 1
BITS, WHITE_FIRST = 258, 262


def opened(data: bytes, form: Format) -> Image.Image:
    """With its size checked, and nothing of it decoded yet."""
    if form is Format.HEIF:
        _read_heif()
    if form is Format.AVIF and not features.check("avif"):
        raise Refusal(Reason.OTHER_KIND, thing=Thing.AVIF)
    with decoding(otherwise=Reason.UNCLEAR):  # Pillow does not tell which
        image = Image.open(io.BytesIO(data), formats=form.pillow)
    check_size(*image.size)
    return image


@contextlib.contextmanager
def decoding(otherwise: Reason = Reason.BROKEN) -> Iterator[None]:
    """Out of broken bytes a decoder makes any exception there is."""
    try:
        yield
    except (Refusal, MemoryError):
        raise
    except Exception as fault:
        breaks_off = isinstance(fault, EOFError) or "truncated" in str(fault).lower()
        raise Refusal(Reason.TRUNCATED if breaks_off else otherwise) from fault


def orientation(image: Image.Image) -> int:
    """1 to 8; as it lies, 1, when nothing sensible is said."""
    try:
        said = image.getexif().get(ExifTags.Base.Orientation, 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a broken EXIF block is as good as none
        return 1
    return said if said in TURNS else 1


def plain(image: Image.Image, form: Format, notes: set[Note]) -> Image.Image:
    """L, RGB, or RGBA if something can really be seen through. The picture handed in is used up."""
    with decoding():
        _refuse_raw(image)
        image.load()
        check_size(*image.size)  # only now, for some: a frame may reach beyond what the header says
        turn = TURNS.get(1 if form is Format.HEIF else orientation(image))  # libheif has turned it already
        profile = image.info.get("icc_profile")
        image = _eight_bits(image)
        if image.mode == "CMYK" and form is Format.JPEG and "adobe" not in image.info:
            image = ImageChops.invert(image)  # Pillow takes each for one of Adobe's, which are inverted
        image = _srgb(image, profile, notes)
        image = _without_hidden(image) if image.mode == "RGBA" else image
        return image if turn is None else image.transpose(turn)


def has_more(data: bytes, form: Format) -> Note | None:
    """What is said if only the first of several pictures is taken. Where that cannot be told there is one."""
    try:
        with Image.open(io.BytesIO(data), formats=form.pillow) as image:
            more = getattr(image, "is_animated", False)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the first one is good, whatever is wrong with the next
        return None
    if more and form is Format.TIFF:
        return Note.FIRST_PAGE
    return Note.FIRST_FRAME if more and form in MOVING else None


def _read_heif() -> None:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _refuse_raw(image: Image.Image) -> None:
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        tags = image.tag_v2
        if DNG_VERSION in tags or tags.get(PAGE_KIND, 0) == PREVIEW:
            raise Refusal(Reason.OTHER_KIND, thing=Thing.RAW)


def _eight_bits(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK."""
    if image.mode.startswith("I;16"):
        return _from_sixteen_bits(image)
    if image.mode in ODD_MODES:
        raise Refusal(Reason.ODD_VALUES)
    if image.has_transparency_data:
        return _with_alpha(image)
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    """Scaled: a plain convert would turn nearly all of it white."""
    bits, inverted = 16, False
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        bits = image.tag_v2.get(BITS, (16,))[0]
        inverted = image.tag_v2.get(WHITE_FIRST) == 0
    scale = 255 / (2**bits - 1)
    grey = image.convert("I").point(lambda value: value * scale + 0.5).convert("L")
    return ImageChops.invert(grey) if inverted else grey


def _with_alpha(image: Image.Image) -> Image.Image:
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) > 255:  # it has 16 bits where the pixels have lost half of theirs
        image.info["transparency"] = tuple(value >> 8 for value in key)
    if image.mode == "La":
        image = image.convert("LA")
    return image.convert("RGBA")


def _srgb(image: Image.Image, profile: bytes | None, notes: set[Note]) -> Image.Image:
    try:
        image = colours.to_srgb(image, profile) if profile else image
    except colours.BrokenProfile:
        notes.add(Note.PROFILE)
    return image.convert("RGB") if image.mode == "CMYK" else image


def _without_hidden(image: Image.Image) -> Image.Image:
    """RGB if it is opaque after all. Where it is wholly transparent the colours go: an erased face lies there still."""
    alpha = image.getchannel("A")
    least, most = alpha.getextrema()
    if most == 0:
        raise Refusal(Reason.INVISIBLE)
    if least == 255:
        return image.convert("RGB")
    if least == 0:
        image.paste(PAPER, mask=alpha.point(lambda value: 255 * (value == 0)))
    return image
