"""VistoureAI's API, v3."""

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from vividdesk.catalog import Catalog
from vividdesk.localservice import graphs, vistoure_order
from vividdesk.localservice.forms import apart, json_body
from vividdesk.localservice.job import Job, Progress, State
from vividdesk.localservice.reception import Reception, link
from vividdesk.localservice.refusal import Refusal
from vividdesk.localservice.vistoure_order import Incomplete
from vividdesk.localservice.workshop import Workshop
from vividdesk.model.service import VISTOURE

POOR = "InsufficientTokens: this run takes {cost}, and {left} are left."
RUN = "wr_"

STATUS = {
    State.WAITING: "queued",
    State.WORKING: "running",
    State.DONE: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "cancelled",
}
OF_NODE = STATUS | {State.WAITING: "waiting", State.WORKING: "processing"}


class VistoureApi:
    def __init__(self, workshop: Workshop, catalog: Catalog) -> None:
        self._reception = Reception(VISTOURE.id, workshop, POOR)
        self._catalog = catalog

    @property
    def routes(self) -> list[Route]:
        route = self._reception.route
        return [
            route("POST", "/api/v3/run", self._run),
            route("GET", "/api/v3/status/{id}", self._status),
            route("GET", "/api/v3/workflow/{name:path}", self._workflow),
            route("GET", "/api/v3/workflows", self._workflows),
        ]

    async def _run(self, request: Request) -> JSONResponse:
        try:
            order = await apart(request, vistoure_order.order, await json_body(request), self._catalog)
        except Incomplete as fault:
            # "If any mandatory parameter is missing, the workflow execution will fail immediately."
            return JSONResponse({"id": None, "error": str(fault)})
        return JSONResponse({"id": _run_id(self._reception.accept(order)), "error": None})

    async def _status(self, request: Request) -> JSONResponse:
        job = self._reception.find(_job_id(request.path_params["id"]))
        return JSONResponse(
            {
                "workflow_run_id": _run_id(job),
                "overall_status": STATUS[job.state],
                "outputs": _outputs(job, request) if job.state is State.DONE else {},
                "nodes": {each.stage.name: _node(job, each, request) for each in job.stages},
                **({"error": job.error} if job.error else {}),
            }
        )

    async def _workflow(self, request: Request) -> JSONResponse:
        graph = graphs.named(request.path_params["name"])
        if graph is None:
            raise Refusal(404, "There is no workflow of this name.")
        return JSONResponse(graphs.described(graph))

    async def _workflows(self, _request: Request) -> JSONResponse:
        return JSONResponse([graphs.listed(graph) for graph in graphs.GRAPHS])


def _run_id(job: Job) -> str:
    return f"{RUN}{uuid.UUID(job.id).hex}"


def _job_id(run_id: str) -> str:
    """Of a run; nothing that is known where it is none."""
    try:
        job_id = str(uuid.UUID(hex=run_id.removeprefix(RUN)))
    except ValueError:
        return ""
    return job_id if run_id == f"{RUN}{job_id.replace('-', '')}" else ""


def _outputs(job: Job, request: Request) -> Mapping[str, str]:
    """By their friendly names; a single tool has one that says what it is."""
    made = {each.stage.name: each.made for each in job.stages if each.made is not None}
    if named := job.facts["outputs"]:
        return {name: link(request, made[node]) for name, node in named.items()}
    return {f"result_{one.kind.partition('/')[0]}": link(request, one) for one in made.values()}


def _node(job: Job, progress: Progress, request: Request) -> Mapping[str, Any]:
    number = hashlib.sha256(f"{job.id}/{progress.stage.name}".encode()).hexdigest()[:12]
    return {
        "id": f"gen_{number}",
        "status": OF_NODE[progress.state],
        "output": [link(request, progress.made)] if progress.made else [],
        "error": progress.error or None,
        "model_name": progress.stage.craft,
    }
