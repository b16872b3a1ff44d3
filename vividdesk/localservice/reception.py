"""What the three services have in common towards those who ask: the allowance, the credits, the links to files."""

import math
import re
from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from vividdesk.localservice.job import Job, Made, Order
from vividdesk.localservice.refusal import Refusal
from vividdesk.localservice.workshop import NoRoom, OutOfCredits, QueueFull, Workshop
from vividdesk.model.photo import JPEG, PNG, WEBP

Endpoint = Callable[[Request], Awaitable[Response]]

QUEUE_WAIT = 60  # seconds
RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
SUFFIXES = {JPEG: ".jpg", PNG: ".png", WEBP: ".webp", "video/mp4": ".mp4"}


class Reception:
    """Of one service. `poor` is what it says to somebody whose credits do not suffice, with {cost} and {left}."""

    def __init__(self, service: str, workshop: Workshop, poor: str) -> None:
        self.workshop = workshop
        self.account = workshop.account(service)
        self._service = service
        self._poor = poor

    def route(self, method: str, path: str, endpoint: Endpoint) -> Route:
        """Every request counts against the allowance, one that is refused for something else, too."""

        @wraps(endpoint)
        async def admitted(request: Request) -> Response:
            if wait := self.account.admit():
                raise Refusal(429, "You have exceeded the rate limit.", wait=math.ceil(wait))
            return await endpoint(request)

        return Route(f"/{self._service}{path}", admitted, methods=[method])

    def accept(self, order: Order) -> Job:
        try:
            return self.workshop.accept(order)
        except OutOfCredits as fault:
            raise Refusal(402, self._poor.format(cost=order.cost, left=self.account.left)) from fault
        except QueueFull as fault:
            raise Refusal(429, "Too many jobs are waiting already.", wait=QUEUE_WAIT) from fault
        except NoRoom as fault:  # no 5xx: after one, clients cannot tell whether it was accepted
            raise Refusal(429, f"The disk of this computer takes nothing more: {fault}.", wait=QUEUE_WAIT) from fault

    def find(self, id_: str) -> Job:
        job = self.workshop.find(self._service, id_)
        if job is None:
            raise Refusal(404, "Not found")
        return job

    def jobs(self) -> list[Job]:
        """Newest first."""
        return self.workshop.jobs(self._service)


def link(request: Request, made: Made) -> str:
    """Under the address that was asked, which the guard has made sure is ours."""
    return f"http://{request.headers['Host']}/files/{made.token}{SUFFIXES.get(made.kind, '')}"


def files(workshop: Workshop) -> Route:
    """Results, and what was sent in: whoever knows such a link may follow it until it has expired."""

    async def file(request: Request) -> Response:
        token = request.path_params["name"].partition(".")[0]
        found = workshop.file(token)
        if found is not None:
            path, kind = found
            _pass_over_odd_ranges(request, path.stat().st_size)
            return FileResponse(path, media_type=kind)
        if workshop.is_known(token):
            raise Refusal(410, "This link has expired.")
        raise Refusal(404, "Not found")

    return Route("/files/{name}", file)


def _pass_over_odd_ranges(request: Request, size: int) -> None:
    """Starlette would refuse them in plain text; whoever asks for one may as well have the whole."""
    if not _is_inside(request.headers.get("Range", ""), size):
        request.scope["headers"] = [each for each in request.scope["headers"] if each[0] != b"range"]


def _is_inside(text: str, size: int) -> bool:
    found = RANGE.fullmatch(text)
    if found is None:
        return False
    first, last, rest = found.groups()
    if first is None:
        return int(rest) > 0 and size > 0
    return int(first) < size and (not last or int(first) <= int(last))
