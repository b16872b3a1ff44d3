"""Colours as a screen shows them: sRGB, whatever profile a picture came with."""

import io
from functools import lru_cache

from PIL import Image, ImageChops, ImageCms

INVISIBLE = 3  # levels of 256; a profile that changes no colour by more is as good as sRGB
SPACES = {"RGB": "RGB ", "RGBA": "RGB ", "L": "GRAY", "CMYK": "CMYK"}  # what a profile for a mode must be about
INTO = {"RGB": "RGB", "RGBA": "RGBA", "L": "RGB", "CMYK": "RGB"}
FAULTS = (ImageCms.PyCMSError, ValueError, TypeError, OSError)


class BrokenProfile(Exception):
    """It is none, or one for another kind of picture."""


def is_srgb(profile: bytes, mode: str) -> bool:
    """Whether pictures of this mode look the same with and without it."""
    return _transform(profile, _meeting_mode(profile, mode)) is None


def to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The same picture if that changes nothing, otherwise RGB or RGBA. The one handed in may be changed, too."""
    mode = _meeting_mode(profile, image.mode)
    transform = _transform(profile, mode)
    if transform is None:
        return image
    if mode != image.mode:
        image = image.convert(mode)
    if INTO[mode] != mode:
        return _applied(transform, image)
    ImageCms.applyTransform(image, transform, inPlace=True)
    return image


def _meeting_mode(profile: bytes, mode: str) -> str:
    """The mode in which a picture meets its profile: a grey one may come with a profile for colours."""
    space = _space(profile)
    if SPACES[mode] == space:
        return mode
    if mode == "L" and space == "RGB ":
        return "RGB"
    raise BrokenProfile(f"{space} for {mode}")


@lru_cache(maxsize=8)
def _space(profile: bytes) -> str:
    return _opened(profile).profile.xcolor_space


@lru_cache(maxsize=8)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From the profile to sRGB; None where that would change nothing."""
    try:
        srgb = ImageCms.createProfile("sRGB")
        transform = ImageCms.buildTransform(_opened(profile), ImageCms.ImageCmsProfile(srgb), mode, INTO[mode])
        return None if _changes_nothing(transform, mode) else transform
    except FAULTS as fault:
        raise BrokenProfile(str(fault)) from fault


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    try:
        return ImageCms.ImageCmsProfile(io.BytesIO(profile))
    except FAULTS as fault:
        raise BrokenProfile(str(fault)) from fault


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    if mode == "CMYK":
        return False
    sample = _sample().convert(mode)
    changes = ImageChops.difference(sample.convert("RGB"), _applied(transform, sample).convert("RGB"))
    return not any(changes.histogram()[level] for level in range(768) if level % 256 > INVISIBLE)


def _sample() -> Image.Image:
    """Colours from all over the cube, with its greys."""
    steps = [round(step * 255 / 17) for step in range(18)]
    cube = bytes(value for red in steps for green in steps for blue in steps for value in (red, green, blue))
    return Image.frombytes("RGB", (18, 18 * 18), cube)


def _applied(transform: ImageCms.ImageCmsTransform, image: Image.Image) -> Image.Image:
    done = ImageCms.applyTransform(image, transform)
    assert done is not None
    return done
