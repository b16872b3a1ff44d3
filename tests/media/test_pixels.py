"""Whatever a picture is made of, it comes out upright, with the tones it has, as its first frame."""

import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, TiffImagePlugin

from tests.media import profiles
from tests.media.conftest import Put
from tests.media.pictures import (
    BLUE,
    GREEN,
    RED,
    SIZE,
    WHITE,
    decoded,
    difference,
    encoded,
    metadata,
    png,
    scene,
    segments,
    stored,
    turned,
    without,
)
from vividdesk.media.intake import Intake
from vividdesk.model.photo import JPEG, PNG

ONE_CHILD = True  # for all tests of this module

CLOSE = 6  # levels that JPEG may cost
COARSE = 24  # the same where the source was lossy, too

# How a picture lies in the file so that its orientation makes it upright: the way back of each turn.
LAID = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
FIRST_FRAME = "It moves: only its first picture is used."
FIRST_PAGE = "It has several pages: only the first is used."

Taking = Callable[..., Any]


@pytest.fixture
def taking(intake: Intake, folder: Path, put: Put) -> Taking:
    """Takes a file of these bytes; gives the picture that is kept, and the notes."""

    async def take(content: bytes, name: str = "x") -> tuple[Image.Image, str, tuple[str, ...]]:
        taken = await intake.take(put(name, content))
        assert metadata((folder / taken.photo.file_name).read_bytes()) == []
        return stored(folder, taken.photo), taken.photo.kind, taken.notes

    return take


def laid(orientation: int) -> Image.Image:
    turn = LAID[orientation]
    return scene() if turn is None else scene().transpose(turn)


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("JPEG", {"quality": 95, "subsampling": 0}),
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("HEIF", {"quality": 95, "chroma": 444}),
        ("AVIF", {"quality": 95, "subsampling": "4:4:4"}),
    ],
    ids=["JPEG", "PNG", "WebP", "TIFF", "TIFF-LZW", "HEIC", "AVIF"],
)
async def test_each_orientation_is_made_upright(taking: Taking, form: str, options: dict[str, Any]) -> None:
    for orientation in LAID:
        image, kind, notes = await taking(encoded(laid(orientation), form, **options, **turned(orientation)))
        assert (image.size, kind, notes) == (SIZE, JPEG, ()), orientation
        assert difference(image.reduce(8), scene().reduce(8)) <= COARSE, orientation  # halved chroma blurs the edges


async def test_only_the_turn_of_its_container_holds_for_a_heic(taking: Taking) -> None:
    """Phones write it in both places; whoever follows both turns the picture twice."""
    data = encoded(laid(6), "HEIF", quality=95, chroma=444, **turned(6))
    assert b"irot" in data
    stale = data.replace(b"irot", b"free")
    image, _kind, _notes = await taking(stale)
    assert image.size == laid(6).size


@pytest.mark.parametrize("said", [0, 9, 65535])
async def test_an_orientation_that_does_not_exist_is_none(taking: Taking, said: int) -> None:
    image, _kind, _notes = await taking(encoded(scene(), "JPEG", quality=95, subsampling=0, **turned(said)))
    assert difference(image, scene()) <= CLOSE


@pytest.mark.parametrize("broken", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
async def test_a_broken_exif_block_is_none(taking: Taking, broken: bytes) -> None:
    image, _kind, _notes = await taking(encoded(scene(), "JPEG", quality=95, subsampling=0, exif=broken))
    assert difference(image, scene()) <= CLOSE


def ramp() -> Image.Image:
    """All greys from black to white."""
    return Image.linear_gradient("L").resize((256, 64)).rotate(0)


def ramp_of_sixteen() -> list[int]:
    return [value * 257 for value in range(256)]


def grey_rows(order: str, values: list[int], depth: str = "H") -> list[bytes]:
    return [struct.pack(f"{order}{len(values)}{depth}", *values)] * 64


def expected_ramp() -> Image.Image:
    return Image.frombytes("L", (256, 64), bytes(range(256)) * 64)


async def test_sixteen_bits_of_grey_are_scaled(taking: Taking) -> None:
    image, kind, _notes = await taking(png((256, 64), 16, 0, grey_rows(">", ramp_of_sixteen())))
    assert kind == JPEG
    assert difference(image, expected_ramp()) <= CLOSE


@pytest.mark.parametrize(("order", "inverted"), [("<", False), (">", False), ("<", True)])
async def test_sixteen_bits_of_grey_in_a_tiff(taking: Taking, order: str, inverted: bool) -> None:
    values = [65535 - value for value in ramp_of_sixteen()] if inverted else ramp_of_sixteen()
    image, _kind, _notes = await taking(tiff(order, (256, 64), (16,), 0 if inverted else 1, grey_rows(order, values)))
    assert difference(image, expected_ramp()) <= CLOSE


async def test_sixteen_bits_of_each_colour(taking: Taking) -> None:
    pixels = [(value * 257, 65535 - value * 257, 0x8000) for value in range(256)]
    rows = [b"".join(struct.pack(">HHH", *pixel) for pixel in pixels)] * 64
    image, _kind, _notes = await taking(png((256, 64), 16, 2, rows))
    expected = Image.new("RGB", (256, 1))
    expected.putdata([(value, 255 - value, 128) for value in range(256)])
    assert difference(image, expected.resize((256, 64))) <= 10


async def test_twelve_bits_of_grey(taking: Taking) -> None:
    packed = b"".join(
        bytes((first >> 4, (first & 15) << 4 | second >> 8, second & 255))
        for first, second in ((value * 4095 // 255, (value + 1) * 4095 // 255) for value in range(0, 256, 2))
    )
    image, _kind, _notes = await taking(tiff("<", (256, 64), (12,), 1, [packed] * 64))
    assert difference(image, expected_ramp()) <= CLOSE


def tiff(
    order: str, size: tuple[int, int], bits: tuple[int, ...], meaning: int, rows: list[bytes], **more: int
) -> bytes:
    """One strip, not compressed. `more` are further tags, as tNUMBER, each a short."""
    strip = b"".join(rows)
    tags = {256: size[0], 257: size[1], 259: 1, 262: meaning, 277: len(bits), 278: size[1]}
    tags |= {int(name[1:]): value for name, value in more.items()}
    entries = {tag: struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in tags.items()}
    if len(bits) == 1:
        entries[258] = struct.pack(f"{order}HHIHH", 258, 3, 1, bits[0], 0)
    start = 8 + 2 + 12 * (len(entries) + 2) + 4
    entries[273] = struct.pack(f"{order}HHII", 273, 4, 1, start)
    entries[279] = struct.pack(f"{order}HHII", 279, 4, 1, len(strip))
    index = b"".join(entry for _tag, entry in sorted(entries.items()))
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(f"{order}IH", 8, len(entries)) + index + bytes(4) + strip


@pytest.mark.parametrize("adobe", [True, False], ids=["Adobe's", "plain"])
async def test_cmyk_in_a_jpeg(taking: Taking, adobe: bool) -> None:
    """Adobe's programs write the values inverted, and only they leave their mark."""
    inks = scene().convert("CMYK")
    data = encoded(inks, "JPEG", quality=95, subsampling=0)
    assert any(marker == 0xEE for marker, _content in segments(data))
    if not adobe:
        data = without(encoded(ImageChops.invert(inks), "JPEG", quality=95, subsampling=0), 0xEE)
    image, kind, _notes = await taking(data)
    assert kind == JPEG
    assert difference(image, scene()) <= COARSE


async def test_cmyk_in_a_tiff(taking: Taking) -> None:
    image, _kind, _notes = await taking(encoded(scene().convert("CMYK"), "TIFF"))
    assert difference(image, scene()) <= CLOSE


async def test_cmyk_by_its_profile(taking: Taking) -> None:
    """On this press cyan comes out as a middle grey."""
    profile = profiles.inks({(0, 0, 0, 0): (100, 0, 0), (1, 0, 0, 0): (53.6, 0, 0)})
    cyan = Image.new("CMYK", SIZE, (255, 0, 0, 0))
    image, _kind, notes = await taking(encoded(cyan, "JPEG", quality=95, icc_profile=profile))
    assert notes == ()
    assert difference(image, Image.new("RGB", SIZE, (128, 128, 128))) <= CLOSE


async def test_colours_by_their_profile(taking: Taking) -> None:
    """The profile says that what is called red is a green, green is a blue, and blue is a red."""
    red, green, blue = profiles.SRGB
    profile = profiles.coloured(green, blue, red, "sRGB IEC61966-2.1")  # its name does not help it
    for form in ("JPEG", "PNG", "WEBP", "TIFF"):
        image, _kind, _notes = await taking(encoded(Image.new("RGB", SIZE, RED), form, icc_profile=profile))
        assert difference(image, Image.new("RGB", SIZE, (RED[2], RED[0], RED[1]))) <= CLOSE, form


async def test_a_wide_gamut(taking: Taking) -> None:
    """What a telephone's display calls (200, 100, 50) is redder than in sRGB."""
    profile = profiles.coloured(*profiles.DISPLAY_P3)
    image, _kind, _notes = await taking(
        encoded(Image.new("RGB", SIZE, (200, 100, 50)), "HEIF", quality=95, chroma=444, icc_profile=profile)
    )
    assert difference(image, Image.new("RGB", SIZE, (214, 95, 35))) <= CLOSE


async def test_transparency_outlives_a_profile(taking: Taking) -> None:
    red, green, blue = profiles.SRGB
    half = Image.new("RGBA", SIZE, (*RED, 128))
    image, kind, _notes = await taking(encoded(half, "PNG", icc_profile=profiles.coloured(green, blue, red)))
    assert kind == PNG
    assert difference(image, Image.new("RGBA", SIZE, (RED[2], RED[0], RED[1], 128))) <= 1


async def test_greys_by_their_profile(taking: Taking) -> None:
    """Half as much light is 188 of 255 in sRGB."""
    middle = Image.new("L", SIZE, 128)
    for profile, expected in ((profiles.grey(1.0), 188), (profiles.coloured(*profiles.SRGB), 128)):
        image, _kind, notes = await taking(encoded(middle, "PNG", icc_profile=profile))
        assert notes == ()
        assert difference(image, Image.new("L", SIZE, expected)) <= 3


@pytest.mark.parametrize("profile", [b"no profile at all", profiles.grey(1.0), profiles.inks({})])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
async def test_a_profile_that_does_not_fit_is_left_out(taking: Taking, form: str, profile: bytes) -> None:
    data = encoded(scene(), form, icc_profile=profile)
    image, _kind, notes = await taking(data)
    assert notes == ("Its colour profile is damaged: its colours may be a little off.",)
    assert difference(image, decoded(data)) <= CLOSE


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "YCbCr"])
async def test_what_is_opaque_becomes_a_jpeg(taking: Taking, mode: str) -> None:
    source = scene().quantize(8) if mode == "P" else scene().convert(mode)
    image, kind, _notes = await taking(encoded(source, "TIFF" if mode == "YCbCr" else "PNG"))
    assert kind == JPEG
    assert difference(image, source.convert("RGB")) <= 2 * CLOSE  # one bit each is a hard pattern for a JPEG


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
async def test_an_alpha_channel_that_hides_nothing_goes(taking: Taking, mode: str) -> None:
    source = scene().convert("RGBA").convert(mode)
    image, kind, _notes = await taking(encoded(source, "PNG"))
    assert kind == JPEG
    assert difference(image, source.convert("RGB")) <= CLOSE


def seen_through() -> Image.Image:
    """Its left half is transparent, with a step of half so."""
    image = scene().convert("RGBA")
    image.putalpha(Image.new("L", SIZE, 255))
    image.paste((*RED, 128), (0, 0, 48, 64))
    image.paste((*BLUE, 0), (0, 0, 24, 64))
    return image


@pytest.mark.parametrize("form", ["PNG", "WEBP", "TIFF"])
async def test_what_can_be_seen_through_stays_a_png(taking: Taking, form: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    image, kind, _notes = await taking(encoded(seen_through(), form, **options))
    assert kind == PNG
    assert image.getpixel((30, 10)) == (*RED, 128)
    assert image.getpixel((90, 60)) == (*WHITE, 255)
    assert image.getpixel((70, 10)) == (*GREEN, 255)


async def test_colours_that_nobody_sees_are_not_kept(taking: Taking) -> None:
    """Somebody may have erased them for a reason."""
    image, _kind, _notes = await taking(encoded(seen_through(), "PNG"))
    assert image.getpixel((10, 10)) == (255, 255, 255, 0)


async def test_a_palette_with_a_transparent_colour(taking: Taking) -> None:
    source = scene().quantize(8)
    at = source.getpixel((2, 2))
    for form in ("PNG", "GIF"):
        image, kind, _notes = await taking(encoded(source, form, transparency=at))
        assert kind == PNG
        assert image.getpixel((2, 2))[3] == 0
        assert difference(image.crop((50, 0, 96, 64)), source.convert("RGBA").crop((50, 0, 96, 64))) <= 1


async def test_a_transparent_colour_of_sixteen_bits(taking: Taking) -> None:
    rows = [struct.pack(">HHH", 0x1234, 0x5678, 0x9ABC) * 32 + struct.pack(">HHH", 0xFFFF, 0, 0) * 32] * 64
    key = (b"tRNS", struct.pack(">HHH", 0x1234, 0x5678, 0x9ABC))
    image, kind, _notes = await taking(png((64, 64), 16, 2, rows, key))
    assert kind == PNG
    assert image.getpixel((5, 5)) == (255, 255, 255, 0)
    assert image.getpixel((60, 5)) == (255, 0, 0, 255)


async def test_grey_with_alpha(taking: Taking) -> None:
    image, kind, _notes = await taking(encoded(seen_through().convert("LA"), "PNG"))
    assert kind == PNG
    assert image.getpixel((90, 60)) == (250, 250, 250, 255)


def others() -> list[Image.Image]:
    return [Image.new("RGB", SIZE, colour) for colour in (RED, GREEN, BLUE)]


@pytest.mark.parametrize(
    ("form", "options", "note"),
    [
        ("GIF", {}, FIRST_FRAME),
        ("PNG", {}, FIRST_FRAME),
        ("PNG", {"default_image": True}, FIRST_FRAME),
        ("WEBP", {"lossless": True}, FIRST_FRAME),
        ("AVIF", {"quality": 95}, FIRST_FRAME),
        ("TIFF", {}, FIRST_PAGE),
        ("TIFF", {"compression": "tiff_lzw"}, FIRST_PAGE),
    ],
)
async def test_the_first_of_several_is_taken_with_a_note(
    taking: Taking, form: str, options: dict[str, Any], note: str
) -> None:
    image, _kind, notes = await taking(
        encoded(scene(), form, save_all=True, append_images=others(), duration=90, **options)
    )
    assert notes == (note,)
    assert difference(image.reduce(8), scene().reduce(8)) <= COARSE


async def test_an_animation_whose_second_frame_is_broken_still_has_its_first(taking: Taking) -> None:
    data = encoded(scene(), "GIF", save_all=True, append_images=others())
    image, _kind, _notes = await taking(data[: len(data) - 60])
    assert difference(image, scene()) <= CLOSE


async def test_the_first_picture_of_an_mpo(taking: Taking, folder: Path) -> None:
    """Phones put a second one behind it: depth, brightness, or the other eye."""
    data = encoded(scene(), "MPO", save_all=True, append_images=others(), quality=95, subsampling=0)
    image, _kind, notes = await taking(data)
    assert notes == ()
    assert difference(image, decoded(data)) == 0


@pytest.mark.parametrize("interlaced", [False, True])
async def test_bmp_and_odd_ones_of_png(taking: Taking, interlaced: bool) -> None:
    data = encoded(scene(), "PNG", interlace=interlaced) if interlaced else encoded(scene(), "BMP")
    image, _kind, _notes = await taking(data)
    assert difference(image, scene()) <= CLOSE


async def test_white_shirts_in_a_fax(taking: Taking) -> None:
    """A TIFF in which 0 is white."""
    rows = [bytes(255 - value for value in range(256))] * 64
    image, _kind, _notes = await taking(tiff("<", (256, 64), (8,), 0, rows))
    assert difference(image, expected_ramp()) <= CLOSE


def test_the_pictures_are_what_they_are_meant_to_be() -> None:
    assert decoded(encoded(laid(6), "JPEG", **turned(6))).size == (64, 96)
    assert isinstance(Image.open(io.BytesIO(tiff("<", (256, 64), (16,), 1, []))), TiffImagePlugin.TiffImageFile)
    assert Image.open(io.BytesIO(encoded(scene(), "MPO", save_all=True, append_images=others()))).n_frames == 4
    assert difference(laid(3), scene()) > 100
