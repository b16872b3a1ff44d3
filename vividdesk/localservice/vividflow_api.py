"""Vivid Flow's API: as its documentation v1.2 has it, or as the live service answers today."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vividdesk.catalog import Catalog
from vividdesk.localservice import vividflow_order
from vividdesk.localservice.forms import apart, form
from vividdesk.localservice.job import Job, State
from vividdesk.localservice.reception import Reception, link
from vividdesk.localservice.refusal import Refusal
from vividdesk.localservice.workshop import Workshop
from vividdesk.model.service import VIVIDFLOW

POOR = "Insufficient credits: this takes {cost}, and {left} are left."
USUAL_PAGE, LONGEST_PAGE = 20, 100  # jobs
DAY = timedelta(days=1)

DOCUMENTED = {
    State.WAITING: "PROCESSING",
    State.WORKING: "PROCESSING",
    State.DONE: "COMPLETED",
    State.FAILED: "FAILED",
    State.CANCELLED: "CANCELLED",
}
TODAY = {
    State.WAITING: "queued",
    State.WORKING: "processing",
    State.DONE: "completed",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}


class VividFlowApi:
    def __init__(self, workshop: Workshop, catalog: Catalog, today: bool) -> None:
        self._reception = Reception(VIVIDFLOW.id, workshop, POOR)
        self._catalog = catalog
        self._today = today

    @property
    def routes(self) -> list[Route]:
        route = self._reception.route
        return [
            route("POST", "/generate", self._generate),
            route("GET", "/status/{id}", self._status),
            route("GET", "/history", self._history),
            route("GET", "/usage", self._usage),
            route("POST", "/cancel/{id}", self._cancel),
        ]

    async def _generate(self, request: Request) -> JSONResponse:
        order = await apart(request, vividflow_order.order, await form(request), self._catalog)
        job = self._reception.accept(order)
        accepted = {"message": "Generation job accepted.", "job_id": job.id}
        now = {"status": TODAY[job.state], "model": job.target} if self._today else {}
        return JSONResponse(accepted | now, 202)

    async def _status(self, request: Request) -> JSONResponse:
        return JSONResponse(self._told(self._reception.find(request.path_params["id"]), request))

    async def _history(self, request: Request) -> JSONResponse:
        size = _number(request, "limit", USUAL_PAGE, LONGEST_PAGE)
        page = 1 if self._today else _number(request, "page", 1, None)
        jobs = self._reception.jobs()[(page - 1) * size : page * size]
        if self._today:
            return JSONResponse({"jobs": [self._told(job, request) for job in jobs]})
        return JSONResponse([_line(job, request) for job in jobs])

    async def _usage(self, _request: Request) -> JSONResponse:
        left, now = {"credits_remaining": self._reception.account.left}, datetime.now(UTC)
        if self._today:
            jobs = self._reception.jobs()
            recent = sum(job.created > now - DAY for job in jobs)
            return JSONResponse({"total_jobs": len(jobs), "recent_24h": recent, **left})
        next_month = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
        return JSONResponse({**left, "cycle_resets_on": f"{next_month:%Y-%m-%d}T00:00:00Z"})

    async def _cancel(self, request: Request) -> JSONResponse:
        job = self._reception.find(request.path_params["id"])
        if job.state is not State.WAITING:
            raise Refusal(400, "Only a job that is still queued can be cancelled.")
        self._reception.workshop.cancel(job)
        return JSONResponse(self._told(job, request))

    def _told(self, job: Job, request: Request) -> Mapping[str, Any]:
        if self._today:
            return _today(job, request)
        told = {"job_id": job.id, "status": DOCUMENTED[job.state]}
        if url := _url(job, request):
            told["video_url"] = url
        if job.state is State.FAILED:
            told["error"] = job.error
        return told


def _today(job: Job, request: Request) -> Mapping[str, Any]:
    seconds = round((job.updated - job.created).total_seconds(), 1)
    return {
        "job_id": job.id,
        "status": TODAY[job.state],
        "model": job.target,
        "prompt": job.facts["prompt"],
        "result_url": _url(job, request),
        "error_message": job.error or None,
        "metrics": {"seconds": seconds} if job.state.is_end else {},
        "created_at": _zulu(job.created),
        "updated_at": _zulu(job.updated),
    }


def _line(job: Job, request: Request) -> Mapping[str, Any]:
    """Of the documented history."""
    return {
        "id": job.id,
        "prompt": job.facts["prompt"],
        "video_url": _url(job, request),
        "status": DOCUMENTED[job.state],
        "timestamp": f"{job.created:%Y-%m-%d %H:%M:%S}",
    }


def _url(job: Job, request: Request) -> str | None:
    return link(request, job.results[0]) if job.state is State.DONE else None


def _zulu(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _number(request: Request, name: str, usual: int, most: int | None) -> int:
    """From the query; more than there may be is as much as there may be."""
    text = request.query_params.get(name, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise Refusal(400, f"{name}: Give a whole number, 1 or more.")
    return min(int(text), most or int(text))
