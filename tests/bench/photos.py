"""How fast a photo of 24 megapixels is taken in, against what Pillow alone takes for it."""

import asyncio
import io
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.bench.ratio import Measure, Ratio, ratio
from tests.media.pictures import detailed, turned
from vividdesk.media.encode import BEST, HALVED
from vividdesk.media.intake import Intake

SIZE = (6000, 4000)


def measure(turns: int) -> Iterator[Ratio]:
    with TemporaryDirectory(prefix="vividdesk-bench-") as folder, asyncio.Runner() as runner:
        lying, upright = Path(folder, "lying.jpg"), Path(folder, "upright.jpg")
        photo = detailed(SIZE)
        photo.save(lying, quality=92, **turned(6))
        photo.save(upright, quality=92)
        intake = Intake(Path(folder, "photos"))
        try:
            yield ratio(
                f"a photo of 24 megapixels ({_mega(lying)} MB) turned upright : Pillow decodes and encodes it",
                _take(runner, intake, lying),
                _by_pillow(lying),
                1.8,
                turns,
            )
            yield ratio(
                f"one that needs nothing ({_mega(upright)} MB) : 60 ms",
                _take(runner, intake, upright),
                lambda: 0.060,
                1.0,
                turns,
            )
        finally:
            runner.run(intake.close())


def _take(runner: asyncio.Runner, intake: Intake, path: Path) -> Measure:
    async def take() -> float:
        began = time.perf_counter()
        await intake.take(path)
        return time.perf_counter() - began

    return lambda: runner.run(take())


def _by_pillow(path: Path) -> Measure:
    def once() -> float:
        began = time.perf_counter()
        with Image.open(path) as image:
            image.load()
            image.save(io.BytesIO(), "JPEG", quality=BEST, subsampling=HALVED)
        return time.perf_counter() - began

    return once


def _mega(path: Path) -> str:
    return f"{path.stat().st_size / 1_000_000:.1f}"
