"""Vimmerse's legacy Workflow API."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vividdesk.catalog import Catalog
from vividdesk.localservice import vimmerse_order
from vividdesk.localservice.forms import apart, form, json_body
from vividdesk.localservice.job import Job, Made, State
from vividdesk.localservice.reception import Reception, link
from vividdesk.localservice.refusal import Refusal
from vividdesk.localservice.workshop import Workshop
from vividdesk.model.service import VIMMERSE

USUAL_TEMPLATE = "vim_new_year_2026"
VISIBILITIES = ("0", "1", "2")
CUSTOMER, USER = "local-customer", "local-user"
LONGEST_TEXT = 20_000  # letters of what is changed or logged
LARGEST_LOG = 1_000_000  # bytes of a week

STATUS = {
    State.WAITING: "new",
    State.WORKING: "processing",
    State.DONE: "success",
    State.FAILED: "fail",
    State.CANCELLED: "fail",
}


class VimmerseApi:
    def __init__(self, workshop: Workshop, catalog: Catalog, logs: Path) -> None:
        """`logs` is the folder for what customers log."""
        self._reception = Reception(VIMMERSE.id, workshop, "")
        self._catalog = catalog
        self._logs = logs

    @property
    def routes(self) -> list[Route]:
        route = self._reception.route
        return [
            route("POST", "/workflow", self._create),
            route("POST", "/workflow/error-log", self._log),
            route("GET", "/workflow/{id}", self._show),
            route("PUT", "/workflow/{id}", self._update),
            route("DELETE", "/workflow/{id}", self._delete),
        ]

    async def _create(self, request: Request) -> JSONResponse:
        given = await form(request)
        template = self._catalog.find(VIMMERSE.id, given.text("template_id") or USUAL_TEMPLATE)
        if template is None:
            raise Refusal(404)
        order = await apart(request, vimmerse_order.order, given, template)
        return _answer(self._reception.accept(order), request)

    async def _show(self, request: Request) -> JSONResponse:
        return _answer(self._reception.find(request.path_params["id"]), request)

    async def _update(self, request: Request) -> JSONResponse:
        job = self._reception.find(request.path_params["id"])
        changes = dict(_changes(await _object(request)))
        if not changes:
            raise Refusal(400)
        self._reception.workshop.change(job, changes)
        return _answer(job, request)

    async def _delete(self, request: Request) -> JSONResponse:
        job = self._reception.find(request.path_params["id"])
        answer = _answer(job, request)
        self._reception.workshop.delete(job)
        return answer

    async def _log(self, request: Request) -> JSONResponse:
        said = await _object(request)
        message = said.get("error_message")
        if not isinstance(message, str) or not message.strip() or len(json.dumps(said)) > LONGEST_TEXT:
            raise Refusal(400)
        now = datetime.now(UTC)
        entry = {"at": str(now), "error_message": message, "context": said.get("context")}
        name = f"errors-{now:%G-W%V}.log"
        _append(self._logs / CUSTOMER / name, json.dumps(entry, ensure_ascii=False))
        path = f"customer-error-logs/{CUSTOMER}/{name}"
        return JSONResponse({"data": {"message": "Error logged successfully", "log_path": path}})


def _append(path: Path, line: str) -> None:
    """One file for each week; those of earlier weeks go."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for other in path.parent.iterdir():
        if other != path:
            other.unlink(missing_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.unlink()
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


async def _object(request: Request) -> Mapping[str, Any]:
    content = await json_body(request)
    if not isinstance(content, dict):
        raise Refusal(422, faults={("body",): "Send an object in JSON."})
    return content


def _changes(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What may be changed, each in the form in which it is kept; the rest is passed over."""
    for name in ("title", "description", "visibility_status", "rating"):
        if name in given:
            value = given[name]
            if not isinstance(value, str) or len(value) > LONGEST_TEXT:
                raise Refusal(400)
            if name == "visibility_status" and value not in VISIBILITIES:
                raise Refusal(400)
            yield name, value
    if "delivered_at" in given:
        yield "delivered_at", _delivered(given["delivered_at"])


def _delivered(value: Any) -> str:
    """Null stands for now."""
    try:
        return str(datetime.now(UTC) if value is None else datetime.fromisoformat(value))
    except (ValueError, TypeError) as fault:
        raise Refusal(400) from fault


def _answer(job: Job, request: Request) -> JSONResponse:
    return JSONResponse({"data": _workflow(job, request)})


def _workflow(job: Job, request: Request) -> Mapping[str, Any]:
    def shown(made: Made) -> dict[str, str]:
        return {"content_type": made.kind, "url": link(request, made)}

    results = job.results if job.state is State.DONE else []
    told = {name: job.facts[name] for name in ("title", "description", "visibility_status")}
    added: dict[str, Any] = {name: job.facts[name] for name in ("rating", "delivered_at") if name in job.facts}
    return {
        "id": job.id,
        **told,
        "model": job.target,
        "options": job.facts["options"],
        "images": [link(request, made) for made in job.photos.values()],
        "primary_user_id": USER,
        "customer_id": CUSTOMER,
        "processing_status": STATUS[job.state],
        "progress_percentage": job.percent,
        "completions": [
            {"result": [shown(each.made)], "flow": each.stage.name} for each in job.stages if each.made is not None
        ],
        "result": [shown(made) for made in results],
        "media_result": [
            {"updated_at": str(job.updated.replace(microsecond=0)), "size": made.size, "url": link(request, made)}
            for made in results
        ],
        "created_at": str(job.created),
        "updated_at": str(job.updated),
        **added,
        **({"error_message": job.error} if job.error else {}),
    }
