"""The service as a whole, on this computer alone: the three APIs behind one guard, and the workshop behind them."""

import asyncio
import contextlib
import logging
import secrets
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from vividdesk import catalog, log
from vividdesk.errors import LocalServiceFault
from vividdesk.localservice.guard import Bounds, Guard
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.reception import files
from vividdesk.localservice.refusal import Refusal, answer
from vividdesk.localservice.vimmerse_api import VimmerseApi
from vividdesk.localservice.vistoure_api import VistoureApi
from vividdesk.localservice.vividflow_api import VividFlowApi
from vividdesk.localservice.wire import Wire
from vividdesk.localservice.workshop import Workshop
from vividdesk.model.schema import Schema
from vividdesk.model.service import SERVICES
from vividdesk.model.validate import validate
from vividdesk.texts import _

logger = logging.getLogger(__name__)

HERE = "127.0.0.1"
KEY_BYTES = 24
LONGEST_HEAD = 16_384  # bytes
IDLE = 30  # seconds that a connection stays open between two requests
END_WITHIN = 1  # second, for what is being answered
GONE_WITHIN = 10  # seconds, for whom that leaves
USUAL = Bounds()


@dataclass(frozen=True)
class Wishes:
    """What whoever starts the service may set. None: without an end."""

    port: int = 0  # 0: any that is free
    retention: float | None = None  # seconds that results are kept
    credits: int | None = None  # of each service; None: what is left of the last time
    allowance: int | None = None  # requests to each service in an hour
    vividflow_today: bool = False


@dataclass(frozen=True)
class Running:
    port: int
    key: str
    resumed: int  # jobs that were not done when it last ended

    def address(self, service: str) -> str:
        return f"http://{HERE}:{self.port}/{service}"


@contextlib.asynccontextmanager
async def running(folder: Path, pool: Pool, wishes: Wishes, bounds: Bounds = USUAL) -> AsyncIterator[Running]:
    """Answers on the present loop until it is left. A VividError where it cannot start."""
    key = secrets.token_urlsafe(KEY_BYTES)
    log.hide(key)
    with _door(wishes.port) as door:
        workshop = _workshop(folder, pool, wishes)
        try:
            resumed = await workshop.start()
            await asyncio.to_thread(validate, Schema(), {})  # else the first who orders would wait for its libraries
            port = door.getsockname()[1]
            guard = Guard(_app(workshop, folder, wishes), f"{HERE}:{port}", key, bounds)
            async with _answering(guard, door):
                logger.info("The local service answers on port %s; %s jobs go on", port, resumed)
                yield Running(port, key, resumed)
        finally:
            await workshop.close()


def _workshop(folder: Path, pool: Pool, wishes: Wishes) -> Workshop:
    allowances = {service.id: wishes.allowance for service in SERVICES} if wishes.allowance else None
    workshop = Workshop(folder, pool, retention=wishes.retention, allowances=allowances)
    if wishes.credits is not None:
        for service in SERVICES:
            account = workshop.account(service.id)
            account.give_back(wishes.credits - account.left)
    return workshop


@contextlib.contextmanager
def _door(port: int) -> Iterator[socket.socket]:
    # Without its protocol asyncio would not take it for TCP, and each answer would wait 40 ms for its second half.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as door:
        if sys.platform != "win32":  # there, it would let two services listen
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HERE, port))
            door.listen()
        except OSError as fault:
            raise LocalServiceFault(
                _("The local service cannot listen on port {port} ({reason}).").format(
                    port=port, reason=fault.strerror
                ),
                _("Choose another port, or none: then any that is free is taken."),
            ) from fault
        yield door


@contextlib.asynccontextmanager
async def _answering(guard: Guard, door: socket.socket) -> AsyncIterator[None]:
    for library in ("python_multipart", "uvicorn"):
        logging.getLogger(library).setLevel(logging.ERROR)  # they log what strangers send
    server = _Server(
        uvicorn.Config(
            guard,
            http=Wire,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=GONE_WITHIN,
        )
    )
    task = asyncio.create_task(server.serve([door]))
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=END_WITHIN)
        for connection in list(server.server_state.connections):
            connection.transport.abort()  # whoever works for it then comes to an end, as when a client leaves
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """None: they belong to whoever runs the loop."""
        yield


def _app(workshop: Workshop, folder: Path, wishes: Wishes) -> Starlette:
    offered = catalog.load()
    apis = (
        VimmerseApi(workshop, offered, folder / "customer-error-logs"),
        VividFlowApi(workshop, offered, wishes.vividflow_today),
        VistoureApi(workshop, offered),
    )
    handlers = {Refusal: _refused, HTTPException: _not_found, Exception: _mistaken}
    app = Starlette(routes=[*(route for api in apis for route in api.routes), files(workshop)])
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.router.redirect_slashes = False
    return app


async def _refused(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Refusal)
    return answer(fault, request.url.path)


async def _not_found(request: Request, fault: Exception) -> Response:
    """Of starlette itself: no such path, or not with this method."""
    assert isinstance(fault, HTTPException)
    return answer(Refusal(fault.status_code, fault.detail), request.url.path)


async def _mistaken(request: Request, _fault: Exception) -> Response:
    """Our own mistake, which the server logs."""
    return answer(Refusal(500, "An unexpected error occurred on our end."), request.url.path)
