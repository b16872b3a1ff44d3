"""Small work for a workshop, and an executor that does it when it is told to."""

import hashlib
import io
import json
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import av
from PIL import Image

from vividdesk.localservice.job import Job, Order, Stage
from vividdesk.localservice.render.film import Film

FILM = Film(64, 36, rate=8, frames=16)


def photo(size: tuple[int, int] = (96, 64)) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(file, "JPEG")
    return file.getvalue()


PHOTO = photo()


def clip(name: str = "clip", source: str = "photo", film: Film = FILM, **options: Any) -> Stage:
    return Stage(name, "wan2.1", film, options, {"image": source})


def crop(name: str = "crop", source: str = "photo", width: int = 32) -> Stage:
    return Stage(name, "crop", None, {"width": width, "height": 32}, {"image": source})


def order(*stages: Stage, service: str = "vividflow", content: bytes = PHOTO, cost: int = 1) -> Order:
    return Order(service, "wan2.1", stages or (clip(),), {"photo": content}, {"title": "Ours"}, cost)


def frames(path: Path) -> tuple[int, str]:
    """How many a clip has, and a sum of all their pixels."""
    pixels = hashlib.sha256()
    with av.open(str(path)) as file:
        pictures = [frame.to_ndarray() for frame in file.decode(video=0)]
    for picture in pictures:
        pixels.update(picture.tobytes())
    return len(pictures), pixels.hexdigest()


class Bench(Executor):
    """Does what lies on it here and now, one thing at a time, when `do` is called, or at once."""

    def __init__(self, at_once: bool = False) -> None:
        self._at_once = at_once
        self._steps: list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._steps.append((future, fn, args))
        if self._at_once:
            self.do()
        return future

    @property
    def orders(self) -> list[dict[str, Any]]:
        return [json.loads(args[0]) for _future, _fn, args in self._steps]

    @property
    def kinds(self) -> list[str]:
        return [said["do"] for said in self.orders]

    def do(self, number: int = 0) -> None:
        future, function, args = self._steps.pop(number)
        future.set_result(function(*args))

    def fall(self, fault: BaseException | None = None) -> None:
        """The step ends as it does when its worker dies; without a fault, as when a cluster forgets it."""
        future, _function, _args = self._steps.pop(0)
        if fault is None:
            future.cancel()
        else:
            future.set_exception(fault)


def parts_of(folder: Path, job: Job) -> list[str]:
    return sorted(file.name for file in (folder / "jobs" / job.id).glob("part-*"))
