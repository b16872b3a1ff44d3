"""How sharp a picture is, as far as that can be told without knowing what it shows.

Where there is contrast, a sharp picture changes within a pixel or two, a blurred one slowly. So each place with much
contrast around it is asked whether a good part of that comes in one step. The size of the picture matters little,
because all are looked at in about the pixels that a service works with; nor does what stands before a soft
background, as long as something is sharp.
"""

from PIL import Image, ImageChops

from vividdesk.media.pixels import decoding

LOOKED_AT = 1024  # pixels of the longer side
LEAST = 512  # fewer cannot be judged
COARSE = 256  # pixels of the longer side in which a very soft picture still has some contrast
REACH = 7  # pixels to one side that belong to a place: 1 + 2 + 4
CONTRAST = 40  # of 255; less may be grain
ENOUGH = 0.001  # of all places
MUCH = 0.02
ONE_STEP = 3  # what comes in one is at least this part of a sharp place's contrast


def sharpness(image: Image.Image) -> float | None:
    """The share of places with contrast that are sharp. None where there is too little to judge by.

    The picture lies upright in 8 bits; it may not be loaded yet.
    """
    if max(image.size) < LEAST:
        return None
    with decoding():
        image.draft("L", (LOOKED_AT, LOOKED_AT))
        grey = image.convert("L")
    grey.thumbnail((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX, reducing_gap=None)
    if min(grey.size) <= 4 * REACH:
        return None
    contrast, share = _places(grey)
    if share >= ENOUGH:
        return _sharp(grey, contrast)
    grey.thumbnail((COARSE, COARSE), Image.Resampling.BOX, reducing_gap=None)
    is_soft = min(grey.size) > 4 * REACH and _places(grey)[1] >= MUCH
    return 0.0 if is_soft else None


def _places(grey: Image.Image) -> tuple[Image.Image, float]:
    """What contrast is around each place, and how many places have enough."""
    lightest = darkest = grey
    for step in (1, 2, 4):
        for across, down in ((step, 0), (0, step)):
            lightest = ImageChops.lighter(lightest, ImageChops.offset(lightest, across, down))
            darkest = ImageChops.darker(darkest, ImageChops.offset(darkest, across, down))
    contrast = _inner(ImageChops.subtract(lightest, darkest))
    return contrast, sum(contrast.histogram()[CONTRAST:]) / (contrast.width * contrast.height)


def _sharp(grey: Image.Image, contrast: Image.Image) -> float:
    steps = ImageChops.lighter(
        ImageChops.difference(grey, ImageChops.offset(grey, 1, 0)),
        ImageChops.difference(grey, ImageChops.offset(grey, 0, 1)),
    )
    for step in (1, 2, 4):
        steps = ImageChops.lighter(steps, ImageChops.offset(steps, step, 0))
        steps = ImageChops.lighter(steps, ImageChops.offset(steps, 0, step))
    missing = ImageChops.subtract(contrast, _inner(steps).point(lambda value: min(255, value * ONE_STEP)))
    places = contrast.point(lambda value: 255 * (value >= CONTRAST))
    sharp = ImageChops.darker(places, missing.point(lambda value: 255 * (value == 0)))
    return sharp.histogram()[255] / places.histogram()[255]


def _inner(image: Image.Image) -> Image.Image:
    """Without the edges, where `offset` brings in what stands on the other side."""
    return image.crop((REACH + 1, REACH + 1, image.width, image.height))
