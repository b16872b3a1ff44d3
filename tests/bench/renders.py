"""How fast a clip is made: against ffmpeg's own zoom over the picture, and against encoding frames that are ready."""

import asyncio
import itertools
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ratio import Measure, Ratio, ratio
from vividdesk.localservice.job import Order, Stage, State
from vividdesk.localservice.pool import processes
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.workshop import Workshop
from vividdesk.paths import resource

PICTURE = resource("samples", "landscape.jpg")
FILM = Film(1280, 720, 24, 96)
AT_ONCE = 8
PAIRS, FEW_PAIRS = 9, 3
X264 = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
ZOOM = "zoompan=z='1+0.2*on/96':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=96:s=1280x720:fps=24"
RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p")


def measure(turns: int) -> Iterator[Ratio]:
    with TemporaryDirectory(prefix="vividdesk-bench-") as name, asyncio.Runner() as runner, processes() as pool:
        folder = Path(name)

        async def opened() -> Workshop:
            return Workshop(folder / "service", pool)

        workshop = runner.run(opened())
        frames = folder / "frames.yuv"
        _ffmpeg("-i", str(_made(runner, workshop, 1)[0]), *RAW, str(frames))
        what, pairs = "4 s of 1280×720 from a photo", min(turns, PAIRS)
        yield ratio(f"{what} : ffmpeg's zoompan", _clips(runner, workshop, 1), _zooms(folder, 1), 1.0, pairs)
        yield ratio(f"{what} : encoding alone", _clips(runner, workshop, 1), _encodes(frames), 1.25, pairs)
        yield ratio(
            f"{AT_ONCE} of these at once : ffmpeg's zoompan, two at a time",
            _clips(runner, workshop, AT_ONCE),
            _zooms(folder, AT_ONCE),
            1.05,
            min(turns, FEW_PAIRS),
        )
        runner.run(workshop.close())


def _clips(runner: asyncio.Runner, workshop: Workshop, count: int) -> Measure:
    """From the accepted order to the file, with what the service does for it on disk."""
    return lambda: _timed(lambda: _made(runner, workshop, count))


_seeds = itertools.count()  # so that no clip is made from what was prepared for another


def _made(runner: asyncio.Runner, workshop: Workshop, count: int) -> list[Path]:
    content = PICTURE.read_bytes()

    async def make() -> list[Path]:
        jobs = []
        for seed in itertools.islice(_seeds, count):
            wishes = {"prompt": "zoom in", "camera_motion": "Zoom (In)", "seed": seed}
            stage = Stage("clip", "veo3.1", FILM, wishes, {"image": "photo"})
            jobs.append(workshop.accept(Order("vividflow", "veo3.1", (stage,), {"photo": content})))
        while not all(job.state.is_end for job in jobs):
            await asyncio.sleep(0.005)
        assert all(job.state is State.DONE for job in jobs), [job.error for job in jobs]
        files = [workshop.file(job.results[-1].token) for job in jobs]
        return [file[0] for file in files if file]

    return runner.run(make())


def _zooms(folder: Path, count: int) -> Measure:
    def zoom(number: int) -> "subprocess.Popen[bytes]":
        return _started("-i", str(PICTURE), "-vf", ZOOM, *X264, str(folder / f"{number}.mp4"))

    def all_of_them() -> None:
        running = [zoom(number) for number in range(min(count, 2))]
        for number in range(2, count):
            assert running.pop(0).wait() == 0
            running.append(zoom(number))
        assert not any(process.wait() for process in running)

    return lambda: _timed(all_of_them)


def _encodes(frames: Path) -> Measure:
    size = f"{FILM.width}x{FILM.height}"
    words = (*RAW, "-s", size, "-r", str(FILM.rate), "-i", str(frames), *X264, str(frames.with_suffix(".mp4")))
    return lambda: _timed(lambda: _ffmpeg(*words))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ffmpeg(*words: str) -> None:
    assert _started(*words).wait() == 0


def _started(*words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *words])
