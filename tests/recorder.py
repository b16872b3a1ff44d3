"""The real local service as if it were hosted: in a thread of its own, and all that is ordered of it written down."""

import asyncio
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from vividdesk.localservice import serve, vimmerse_order, vistoure_order, vividflow_order
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.render.film import sized
from vividdesk.model.service import SERVICES

CREDITS = 10_000
SUBMITS = ("/vimmerse/workflow", "/vividflow/generate", "/vistoure/api/v3/run")


@dataclass(frozen=True)
class Order:
    """As it came over the wire: a form's words and the sums of its files, or JSON."""

    path: str
    words: dict[str, Any]
    files: dict[str, list[str]]


@dataclass
class Recorder:
    """`environ` is for a program that shall take it for the three."""

    environ: dict[str, str] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)

    def around(self, app: Starlette) -> Any:
        async def heard(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["method"] != "POST" or scope["path"] not in SUBMITS:
                await app(scope, receive, send)
                return
            request = Request(scope, receive)
            body = await request.body()
            self.orders.append(await _read(scope, body))
            await app(scope, _again(body, receive), send)

        return heard


def _again(body: bytes, receive: Receive) -> Receive:
    said: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def say() -> Message:
        return said.pop() if said else await receive()

    return say


async def _read(scope: Scope, body: bytes) -> Order:
    request = Request(scope, _again(body, _silence))
    if "json" in request.headers["content-type"]:
        return Order(scope["path"], json.loads(body), {})
    words: dict[str, Any] = {}
    files: dict[str, list[str]] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files.setdefault(name, []).append(hashlib.sha256(await value.read()).hexdigest())
            else:
                assert name not in words, f"{name} comes twice"
                words[name] = value
    return Order(scope["path"], words, files)


async def _silence() -> Message:
    return {"type": "http.disconnect"}


@contextmanager
def recording(folder: Path, pool: Pool, share: int = 1) -> Iterator[Recorder]:
    """Results are drawn so many times smaller than they are ordered."""
    recorder, ready, over = Recorder(), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def live() -> None:
        async with serve.running(folder, pool, serve.Wishes(credits=CREDITS)) as service:
            for each in SERVICES:
                recorder.environ[f"VIVIDDESK_{each.id.upper()}_URL"] = service.address(each.id)
                recorder.environ[f"VIVIDDESK_{each.id.upper()}_KEY"] = service.key
            loops.append(asyncio.get_running_loop())
            ready.set()
            await over.wait()

    def run() -> None:
        try:
            asyncio.run(live())
        finally:
            ready.set()  # also where it could not begin

    with pytest.MonkeyPatch.context() as patch:
        made = serve._app
        patch.setattr(serve, "_app", lambda *given: recorder.around(made(*given)))
        for module in (vimmerse_order, vividflow_order, vistoure_order):
            patch.setattr(module, "sized", lambda aspect, short: sized(aspect, short // share))
        thread = threading.Thread(target=run)
        thread.start()
        ready.wait()
        try:
            yield recorder
        finally:
            for loop in loops:
                loop.call_soon_threadsafe(over.set)
            thread.join()
