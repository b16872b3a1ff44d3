"""What is known of a picture before anything of it is decoded."""

import base64
import io

import pytest
from PIL import Image, ImageFile

from tests.localservice.asking import BOMB
from tests.localservice.shop import photo
from tests.media.pictures import encoded, turned
from vividdesk.localservice.pictures import EXAMPLES, PIECE, NoPicture, Shape, at_address, checked, in_text, sample
from vividdesk.localservice.render.film import CLIP_SHORT, sized
from vividdesk.model.photo import JPEG, PNG, WEBP

KINDS = (JPEG, PNG, WEBP)


def picture(size: tuple[int, int], form: str, **options: object) -> bytes:
    return encoded(Image.new("RGB", size), form, **options)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_its_shape_is_that_which_is_seen(form: str) -> None:
    assert checked(picture((40, 30), form), KINDS) == Shape(40, 30)
    for orientation in range(1, 9):
        seen = Shape(30, 40) if orientation > 4 else Shape(40, 30)
        assert checked(picture((40, 30), form, **turned(orientation)), KINDS) == seen
    assert checked(picture((40, 30), form, exif=b"Exif\0\0nonsense"), KINDS) == Shape(40, 30)


def test_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda image: decoded.append(image))
    with pytest.raises(NoPicture, match="13000 × 13000 pixels; a picture may have 80 million"):
        checked(BOMB, KINDS)
    for form in ("JPEG", "PNG", "WEBP"):
        checked(picture((40, 30), form), KINDS)
    assert not decoded


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no picture"),
        (b"hello", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture"),
        (picture((40, 30), "GIF"), "Only JPEG, PNG and WebP"),
        (picture((40, 30), "BMP"), "Only JPEG, PNG and WebP"),
        (photo()[:30], "damaged"),
        (picture((40, 30), "PNG")[:20], "damaged"),
        (picture((40, 30), "WEBP")[:20], "damaged"),
        (picture((400, 8), "PNG"), "each side needs 16"),
    ],
)
def test_what_cannot_be_used_says_why(content: bytes, says: str) -> None:
    with pytest.raises(NoPicture, match=says):
        checked(content, KINDS)


def test_a_film_takes_the_shape_as_far_as_it_can() -> None:
    for size in ((4000, 20), (20, 4000), (1, 1), (1600, 1200)):
        width, height = sized(Shape(*size).aspect, CLIP_SHORT)
        assert 1 / 4 <= width / height <= 4


def test_the_documented_examples_are_pictures_of_ours() -> None:
    for address, name in EXAMPLES.items():
        content = at_address(address, "image_files")
        assert content == sample(name)
        assert Image.open(io.BytesIO(content)).size == (checked(content, KINDS).width, checked(content, KINDS).height)
    assert at_address("https://...", "User_Garment.garment_image") == sample("garment.jpg")
    assert at_address("<image>", "model_image") == sample("standing.jpg")
    assert at_address("https://...", "image") == sample("portrait.jpg")
    for address in ("https://example.com/image.PNG", "https://example.com/image.png?x", "", "https://.../"):
        with pytest.raises(NoPicture, match="is not fetched"):
            at_address(address, "image")


@pytest.mark.parametrize("size", [5, PIECE * 3 // 4, PIECE * 3 // 4 + 1, PIECE * 2])
def test_base64_of_any_length_is_read(size: int) -> None:
    content = bytes(range(251)) * (size // 251) + bytes(size % 251)
    text = base64.b64encode(content).decode()
    for spelling in (text, f"DATA:image/png;Base64,{text}", base64.encodebytes(content).decode()):
        assert in_text(spelling, "image") == content
    for spelling in (text[:3] + "=" + text[4:], text[1:], f"{text[:-1]}é", f"{text}====", f"data:{text}"):
        with pytest.raises(NoPicture):
            in_text(spelling, "image")
