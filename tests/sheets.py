"""All that can be made, made by the local service over HTTP: results looked into, and laid out on sheets.

`python -m tests.sheets DIR` writes `sheet.png`, where each row has a name, and `sheet-unnamed.png`, where it has a
number, in an order that follows from no name; beside them the results themselves.
"""

import asyncio
import io
import random
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import av
import httpx
from PIL import Image, ImageDraw, ImageFont

from vividdesk import catalog
from vividdesk.jobs.local import LocalService
from vividdesk.localservice.render.film import sized
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo
from vividdesk.model.report import RemoteState
from vividdesk.model.service import SERVICES, service_named
from vividdesk.model.template import Template
from vividdesk.paths import resource
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for

SHAPES = ("16:9", "9:16", "1:1")
LINE, MARGIN, WIDTH = 240, 14, 2620  # pixels: the height of a row's pictures, what parts them, the sheet
GROUND = "#20232a"

# What a person would type; whatever is not here keeps its default.
WISHES: Mapping[str, Mapping[str, Any]] = {
    "vim_instagramframeescape_0226": {"user_name": "mia.travels", "job_description": "chef"},
    "vim_dreamcareer_0226": {"image_description": "An astronaut on the moon, the Earth behind her, low golden light"},
    "each_explodedloop_0226": {"prompt": "A wireless speaker: grille, driver, battery, board, shell"},
    "wan2.1": {"prompt": "Slow orbit to the left, light snow"},
    "veo3.1": {"prompt": "A calm evening", "camera_motion": "Dolly (In)", "environmental_animation": "Falling leaves"},
    "virtual_model": {"gender": "female"},
    "upscale": {"upscale_factor": 2},
    "reframe": {"aspect_ratio": "9:16"},
    "product_shoot": {"prompt": "on marble"},
    "sketch_to_dress": {"prompt": "emerald silk"},
}
PHOTOS = {
    "vim_product_showcase": "product.jpg",
    "each_explodedloop_0226": "product.jpg",
    "each_ugcproduct_0226": "product.jpg",
    "product_shoot": "product.jpg",
    "sketch_to_dress": "sketch.png",
    "fabric": "garment.jpg",
    "vim_birthday": "family.jpg",
    "multipose": "standing.jpg",
    "model_image": "standing.jpg",
    "garment_image": "garment.jpg",
}
USUAL = "portrait.jpg"


@dataclass(frozen=True)
class Made:
    template: Template
    shape: str
    kind: str  # media type
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.template.target}-{self.shape.replace(':', 'x')}" if self.shape else self.template.target


@asynccontextmanager
async def studio(folder: Path) -> AsyncIterator["Studio"]:
    """The local service, and the samples as photos."""
    local, intake = LocalService(folder / "local"), Intake(folder / "photos")
    try:
        names = {USUAL, *PHOTOS.values()}
        yield Studio(local, folder / "photos", {name: await _taken(intake, name) for name in names})
    finally:
        await intake.close()
        await local.close()


async def _taken(intake: Intake, name: str) -> Photo:
    return (await intake.take(resource("samples", name))).photo


class Studio:
    def __init__(self, local: LocalService, photos: Path, samples: Mapping[str, Photo]) -> None:
        self._local = local
        self._photos = photos
        self._samples = samples

    async def make(self, template: Template, shape: str = "", **more: Any) -> Made:
        """The last of its results. A clip wherever it can be one."""
        draft = Draft(template)
        for slot in template.slots:
            sample = PHOTOS.get(slot.name) or PHOTOS.get(template.target, USUAL)
            draft = draft.put(slot.name, self._samples[sample])
        wishes = dict(WISHES.get(template.target, {}))
        if template.options.named("pipeline_mode"):
            wishes["pipeline_mode"] = "video"
        if shape and template.options.named("aspect_ratio"):
            wishes["aspect_ratio"] = shape
        elif shape:
            wishes["width"], wishes["height"] = sized(shape, 720)
        for name, value in {**wishes, **more}.items():
            draft = draft.set(name, value)
        service = service_named(template.service)
        assert service is not None
        async with Line(await self._local.connection(service)) as line:
            client = client_for(line, self._photos)
            job = (await client.submit(draft.request())).id
            while not (report := await client.look(job)).state.is_end:
                await asyncio.sleep(0.1)
        assert report.state is RemoteState.DONE, f"{template.target}: {report.fault}"
        async with httpx.AsyncClient(trust_env=False) as plain:
            answer = (await plain.get(report.links[-1].url)).raise_for_status()
        return Made(template, shape, answer.headers["content-type"], answer.content)

    async def make_all(self) -> list[Made]:
        """Each template and tool, in each shape where it knows shapes, a few at a time."""
        turns = asyncio.Semaphore(3)

        async def one(template: Template, shape: str) -> Made:
            async with turns:
                return await self.make(template, shape)

        wanted = [
            one(template, shape)
            for service in SERVICES
            for template in catalog.load().of(service)
            for shape in _shapes(template)
        ]
        return list(await asyncio.gather(*wanted))


def _shapes(template: Template) -> tuple[str, ...]:
    """In which it is made; where it takes its photo's, in none that could be asked for."""
    if template.options.named("width"):
        return SHAPES
    ratios = template.options.named("aspect_ratio")
    return tuple(shape for shape in SHAPES if not ratios.enum or shape in ratios.enum) if ratios else ("",)


def frames(made: Made, moments: tuple[float, ...] = (0.0, 0.5, 1.0)) -> list[Image.Image]:
    if made.kind.startswith("image/"):
        return [Image.open(io.BytesIO(made.content))]
    with av.open(io.BytesIO(made.content)) as clip:
        all_frames = list(clip.decode(video=0))
    return [all_frames[round(moment * (len(all_frames) - 1))].to_image() for moment in moments]


def sheet(rows: list[tuple[str, list[Image.Image]]]) -> Image.Image:
    """Each with its title above its pictures, as many beside each other as find room."""
    font = ImageFont.load_default(20)
    lines: list[list[Image.Image]] = [[]]
    for cell in (_cell(title, pictures, font) for title, pictures in rows):
        if sum(each.width + MARGIN for each in lines[-1]) + cell.width > WIDTH:
            lines.append([])
        lines[-1].append(cell)
    height = lines[0][0].height + MARGIN
    whole = Image.new("RGB", (WIDTH + 2 * MARGIN, len(lines) * height + MARGIN), GROUND)
    for down, line in enumerate(lines):
        left = MARGIN
        for cell in line:
            whole.paste(cell, (left, MARGIN + down * height))
            left += cell.width + MARGIN
    return whole


def _cell(title: str, pictures: list[Image.Image], font: Any) -> Image.Image:
    scaled = [_on_checks(each.resize((max(1, round(each.width * LINE / each.height)), LINE))) for each in pictures]
    width = max(sum(each.width + 4 for each in scaled), round(font.getlength(title)))
    cell = Image.new("RGB", (width, LINE + 28), GROUND)
    ImageDraw.Draw(cell).text((0, 0), title, "white", font)
    left = 0
    for each in scaled:
        cell.paste(each, (left, 28))
        left += each.width + 4
    return cell


def _on_checks(picture: Image.Image) -> Image.Image:
    """What is seen through is seen."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    checks = Image.effect_noise(picture.size, 60).convert("RGB")
    checks.paste(picture, mask=picture.getchannel("A"))
    return checks


def check(made: Made) -> None:
    """What every clip must be, read by PyAV and by hand; an AssertionError names what is not so."""
    if made.kind.startswith("image/"):
        frames(made)[0].load()
        return
    assert made.content.find(b"moov") < made.content.find(b"mdat"), f"{made.name}: its index stands behind"
    with av.open(io.BytesIO(made.content)) as clip:
        stream = clip.streams.video[0]
        context = stream.codec_context
        counted = sum(1 for _frame in clip.decode(stream))
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p"), made.name
        assert (context.colorspace, context.color_range) == (1, 1), f"{made.name}: no BT.709 in the limited range"
        assert counted == stream.frames, f"{made.name}: {counted} frames of {stream.frames}"
        assert stream.duration and stream.time_base and stream.average_rate
        assert abs(stream.duration * stream.time_base - counted / stream.average_rate) < 0.001, made.name
        if made.shape:
            assert (context.width, context.height) == sized(made.shape, 720), made.name
    print(f"{made.name}: {context.width}x{context.height}, {counted} frames, {counted / stream.average_rate} s")


async def main(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="vividdesk-sheets-") as folder:
        async with studio(Path(folder)) as running:
            results = await running.make_all()
    for made in results:
        check(made)
        suffix = "mp4" if "video" in made.kind else made.kind.partition("/")[2]
        (out / f"{made.name}.{suffix}").write_bytes(made.content)
    first = [made for made in results if made.shape in ("", SHAPES[0])]
    sheet([(made.name, frames(made)) for made in first]).save(out / "sheet.png")
    sheet([(made.name, frames(made)) for made in results if made.shape in SHAPES[1:]]).save(out / "sheet-shapes.png")
    random.Random(26).shuffle(first)
    unnamed = [(_number(at, made), [*_sources(made), *frames(made)]) for at, made in enumerate(first, 1)]
    sheet(unnamed).save(out / "sheet-unnamed.png")


def _number(at: int, made: Made) -> str:
    width, height = frames(made)[0].size
    return f"{at} · {width} x {height}"


def _sources(made: Made) -> list[Image.Image]:
    """Of what is one picture, what it was made of stands before it."""
    if not made.kind.startswith("image/"):
        return []
    names = [PHOTOS.get(slot.name) or PHOTOS.get(made.template.target, USUAL) for slot in made.template.slots]
    return [Image.open(resource("samples", name)) for name in names]


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
