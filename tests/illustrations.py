"""The illustrations of the template picker: each template made by the local service from a sample, as a small JPEG.

`python -m tests.illustrations [DIR]` makes them all again; without DIR in `resources/illustrations`. It takes about
two minutes. They are kept in the repository, so look at each before it goes there.
"""

import asyncio
import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from tests.sheets import PHOTOS, USUAL, Made, Studio, frames
from vividdesk import catalog
from vividdesk.jobs.local import LocalService
from vividdesk.media.intake import Intake
from vividdesk.model.photo import Photo
from vividdesk.model.template import Template
from vividdesk.paths import resource
from vividdesk.widgets.template_card import illustration

SIZE = (320, 200)
HALF = (SIZE[0] // 2, SIZE[1])
MOST_BYTES = 28_000
SEAM = "#ffffff"
SAMPLES = ("family.jpg", "garment.jpg", "landscape.jpg", "portrait.jpg", "product.jpg", "sketch.png", "standing.jpg")


@dataclass(frozen=True)
class View:
    """How a result is shown; `middle` and `zoom` choose what of it, `moment` which frame."""

    photo: str = USUAL  # where tests.sheets names none for the template
    wishes: Mapping[str, Any] = field(default_factory=dict)
    moment: float = 0.5
    zoom: float = 1.0
    middle: tuple[float, float] = (0.5, 0.5)
    before: str = ""  # a sample in the left half
    split: bool = False  # the photo in the left half, the result in the right, as one picture
    coarse: int = 1  # the photo's pixels are shown that much larger


VIEWS: Mapping[str, View] = {
    "vim_new_year_2026": View(photo="family.jpg"),
    "vim_amazonia": View(photo="family.jpg"),
    "vim_dreamcareer_0226": View(moment=0.1),
    "vim_instagramframeescape_0226": View(moment=0.75),
    "each_explodedloop_0226": View(wishes={"prompt": "A daily face lotion: pump, collar, lotion, label, glass"}),
    "each_ugcproduct_0226": View(moment=0.72),
    "vim_product_showcase": View(zoom=1.2, middle=(0.5, 0.55)),
    "wan2.1": View(photo="landscape.jpg", wishes={"width": 640, "height": 384, "length": 33}),
    "veo3.1": View(wishes={"duration_seconds": 4}, moment=0.03),
    "virtual_tryon": View(before="garment.jpg", middle=(0.5, 0.25), zoom=1.15),
    "virtual_tryon_pro": View(middle=(0.5, 0.185)),
    "virtual_tryon_pro_fit": View(middle=(0.5, 0.33)),
    "virtual_model": View(middle=(0.5, 0.3)),
    "fabric": View(before="garment.jpg"),
    "sketch_to_dress": View(before="sketch.png"),
    "upscale": View(split=True, coarse=24, zoom=2.6, middle=(0.41, 0.45)),
    "multipose": View(middle=(0.5, 0.26)),
    "video": View(photo="family.jpg", moment=0.9),
    "background_removal": View(split=True, zoom=1.2, middle=(0.415, 0.45)),
    "reframe": View(photo="standing.jpg", wishes={"aspect_ratio": "16:9"}),
    "product_shoot": View(middle=(0.5, 0.62)),
}


async def made(template: Template, local: LocalService, photos: Path, samples: Mapping[str, Photo]) -> Made:
    view = VIEWS.get(template.target, View())
    studio = Studio(local, photos, {**samples, USUAL: samples[view.photo]})
    still = {"pipeline_mode": "image"} if template.options.named("pipeline_mode") else {}
    shape = "16:9" if template.options.named("aspect_ratio") else ""
    return await studio.make(template, shape, **still, **view.wishes)


def drawn(made: Made) -> Image.Image:
    view = VIEWS.get(made.template.target, View())
    result = on_checks(frames(made, (view.moment,))[0], view)
    if view.before:
        return side_by_side(cut(sample(view.before), HALF), cut(result, HALF, view.zoom, view.middle))
    if view.split:
        photo = sample(PHOTOS.get(made.template.target, view.photo))
        right = cut(result, SIZE, view.zoom, view.middle)
        left = cut(coarser(photo, view.coarse), SIZE, view.zoom, view.middle)
        return side_by_side(left.crop((0, 0, *HALF)), right.crop((HALF[0], 0, *SIZE)))
    return cut(result, SIZE, view.zoom, view.middle)


def cut(
    picture: Image.Image, size: tuple[int, int], zoom: float = 1.0, middle: tuple[float, float] = (0.5, 0.5)
) -> Image.Image:
    """A part of that shape around the middle, as far as the picture reaches."""
    scale = min(picture.width / size[0], picture.height / size[1]) / zoom
    wide, high = size[0] * scale, size[1] * scale
    left = min(max(picture.width * middle[0] - wide / 2, 0), picture.width - wide)
    top = min(max(picture.height * middle[1] - high / 2, 0), picture.height - high)
    return picture.resize(size, Image.Resampling.LANCZOS, (left, top, left + wide, top + high))


def side_by_side(left: Image.Image, right: Image.Image) -> Image.Image:
    whole = Image.new("RGB", SIZE, SEAM)
    whole.paste(left, (0, 0))
    whole.paste(right, (HALF[0], 0))
    whole.paste(Image.new("RGB", (2, SIZE[1]), SEAM), (HALF[0] - 1, 0))
    return whole


def coarser(photo: Image.Image, times: int) -> Image.Image:
    if times == 1:
        return photo
    small = photo.resize((photo.width // times, photo.height // times), Image.Resampling.BOX)
    return small.resize(photo.size, Image.Resampling.NEAREST)


def on_checks(picture: Image.Image, view: View) -> Image.Image:
    """What is seen through is seen; the checks are ten pixels wide in the end."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    step = max(1, round(min(picture.width / SIZE[0], picture.height / SIZE[1]) * 10 / view.zoom))
    tile = Image.new("L", (2, 2), 0xF4)
    tile.putpixel((1, 0), 0xD8)
    tile.putpixel((0, 1), 0xD8)
    checks = Image.new("L", (-(-picture.width // step), -(-picture.height // step)))
    for x in range(0, checks.width, 2):
        for y in range(0, checks.height, 2):
            checks.paste(tile, (x, y))
    ground = checks.resize((checks.width * step, checks.height * step), Image.Resampling.NEAREST)
    ground = ground.crop((0, 0, *picture.size)).convert("RGB")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def sample(name: str) -> Image.Image:
    return Image.open(resource("samples", name)).convert("RGB")


def encoded(picture: Image.Image) -> bytes:
    """As well as it may be with that many bytes."""
    for quality in (84, 80, 76, 70, 62):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True, progressive=False)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


async def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="vividdesk-illustrations-") as folder:
        photos = Path(folder) / "photos"
        local, intake = LocalService(Path(folder) / "local"), Intake(photos)
        try:
            samples = {name: (await intake.take(resource("samples", name))).photo for name in SAMPLES}
            turns = asyncio.Semaphore(2)

            async def one(template: Template) -> None:
                async with turns:
                    result = await made(template, local, photos, samples)
                content = await asyncio.to_thread(lambda: encoded(drawn(result)))
                (out / illustration(template).name).write_bytes(content)
                print(f"{illustration(template).name}: {len(content)} bytes", flush=True)

            await asyncio.gather(*(one(template) for template in catalog.load().templates))
        finally:
            await intake.close()
            await local.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else resource("illustrations")))
