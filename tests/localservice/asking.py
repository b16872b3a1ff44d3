"""The real service on the test's own loop, and ways to ask it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import httpx
import pytest
from PIL import Image

from tests.localservice.shop import photo
from tests.media.pictures import bomb
from vividdesk import catalog
from vividdesk.localservice import vimmerse_order, vistoure_order, vividflow_order
from vividdesk.localservice.guard import Bounds
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.render.film import sized
from vividdesk.localservice.serve import USUAL, Running, Wishes, running
from vividdesk.model.connection import Connection
from vividdesk.model.draft import Draft
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.report import Report
from vividdesk.model.request import Request
from vividdesk.model.service import SERVICES
from vividdesk.providers.base import Client
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for

SHARE = 8  # results are drawn this much smaller than they are ordered
CATALOG = catalog.load()
PATIENCE = 300.0  # seconds, a limit and no measure
FILLED = {"prompt": "The camera moves in", "user_name": "mia", "image_description": "a pilot"}
SAMPLE = photo((320, 240))
BOMB = bomb()


@dataclass
class Asked:
    """A service that runs, with a plain HTTP client that has the key."""

    running: Running
    http: httpx.AsyncClient

    async def json(self, method: str, path: str, status: int = 200, **request: Any) -> Any:
        answer = await self.http.request(method, path, **request)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/json"
        return answer.json()

    async def until(self, path: str, name: str, *ends: str) -> Any:
        """What stands at the path as soon as its field is one of these; a field may be inside of another."""
        async with asyncio.timeout(PATIENCE):
            while True:
                told = seen = await self.json("GET", path)
                for step in name.split("."):
                    seen = seen[step]
                if seen in ends:
                    return told
                await asyncio.sleep(0.05)


@asynccontextmanager
async def served(folder: Path, pool: Pool, bounds: Bounds = USUAL, **wishes: Any) -> AsyncIterator[Asked]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (vimmerse_order, vividflow_order, vistoure_order):
            patch.setattr(module, "sized", lambda aspect, short: sized(aspect, short // SHARE))
        async with running(folder / "service", pool, Wishes(**wishes), bounds) as service:
            headers = {"X-API-Key": service.key}
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{service.port}",
                headers=headers,
                timeout=PATIENCE,
                trust_env=False,
                verify=False,  # reading the certificates takes longer than most requests
            ) as http:
                yield Asked(service, http)


@asynccontextmanager
async def client(asked: Asked, service: str, photos: Path) -> AsyncIterator[Client]:
    """Our own, as the program uses it."""
    (known,) = (each for each in SERVICES if each.id == service)
    async with Line(Connection(known, asked.running.address(service), asked.running.key)) as line:
        yield client_for(line, photos)


def request(folder: Path, service: str, template: str, **options: Any) -> Request:
    """With a photo in every place for one."""
    found = CATALOG.find(service, template)
    assert found is not None
    draft = Draft(found)
    for slot in found.slots:
        draft = draft.put(slot.name, kept(folder))
    for name in found.options.required:
        draft = draft.set(name, FILLED[name])
    for name, value in options.items():
        draft = draft.set(name, value)
    return draft.request()


def kept(folder: Path, content: bytes = SAMPLE) -> Photo:
    made = Photo(hashlib.sha256(content).hexdigest(), JPEG, 320, 240, len(content), "a.jpg")
    folder.mkdir(exist_ok=True)
    (folder / made.file_name).write_bytes(content)
    return made


async def ended(client: Client, job_id: str) -> Report:
    async with asyncio.timeout(PATIENCE):
        while True:
            report = await client.look(job_id)
            if report.state.is_end:
                return report
            await asyncio.sleep(0.05)


async def fetched(url: str, file: Path) -> Path:
    """Without the key, as everybody may who knows the link."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as plain:
        answer = (await plain.get(url)).raise_for_status()
    file.write_bytes(answer.content)
    return file


def film(file: Path) -> tuple[int, int, int, bool]:
    """Width, height, frames that can be seen, whether there is sound."""
    with av.open(str(file)) as clip:
        frames = [(frame.width, frame.height) for frame in clip.decode(video=0)]
        return *frames[0], len(frames), bool(clip.streams.audio)


def picture(file: Path) -> tuple[int, int]:
    with Image.open(file) as image:
        image.load()
        return image.size
