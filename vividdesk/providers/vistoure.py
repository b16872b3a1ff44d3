"""VistoureAI, API v3, and the form in which its first generation answered."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from vividdesk.errors import ServiceError
from vividdesk.model.photo import Picture, WebPhoto
from vividdesk.model.report import Accepted, Link, RemoteState, Report, SavedWorkflow, Step
from vividdesk.model.request import Request
from vividdesk.model.template import Kind
from vividdesk.providers.base import Client, Clock, KeyVerdict, now, segment
from vividdesk.providers.body import InBase64, JsonBody
from vividdesk.providers.http import Answer, Line, Told
from vividdesk.providers.links import Links
from vividdesk.providers.reading import (
    Fields,
    as_id,
    as_text,
    list_in,
    object_with,
    redacted_object,
    sentence,
    state_of,
)
from vividdesk.texts import _, count

RUN = ("workflow_run_id", "id", "overall_status", "status", "outputs", "output", "nodes", "error")
INFO = ("name", "inputs", "outputs", "sample_payload", "workflow")


class Vistoure(Client):
    looks = "/api/v3/status"
    life = timedelta(days=3)

    def __init__(self, line: Line, photos: Path, clock: Clock = now, data_uris: bool = False) -> None:
        """A photo is sent as bare base64, or as a data URI."""
        super().__init__(line, photos, clock)
        self._data_uris = data_uris

    async def submit(self, request: Request, told: Told | None = None) -> Accepted:
        content = {
            "type": "workflow" if request.kind is Kind.WORKFLOW else "node",
            "target": request.target,
            "input": {**request.base, **request.options, **self._pictures(request)},
        }
        answer = await self._line.submit("/api/v3/run", JsonBody(content), told)
        self._check(answer)
        return self._accepted(answer)

    async def workflows(self) -> tuple[SavedWorkflow, ...]:
        answer = await self._line.read("/api/v3/workflows")
        saved = self._saved(answer)
        if saved is None:
            raise self._broken(answer)
        return saved

    async def workflow(self, name: str) -> Mapping[str, Any]:
        answer = await self._line.read(f"/api/v3/workflow/{segment(name)}")
        self._check(answer)
        info = object_with(answer.content, INFO).content
        if not info:
            raise self._broken(answer)
        return info

    async def _verdict(self) -> KeyVerdict:
        workflows = self._saved(await self._line.read("/api/v3/workflows", tries=1))
        if workflows is None:
            return KeyVerdict(None, _("The key was not refused, but VistoureAI does not list the saved workflows."))
        saved = count("{n} saved workflow", "{n} saved workflows", len(workflows))
        return KeyVerdict(True, _("The key works: {saved}.").format(saved=saved))

    def _pictures(self, request: Request) -> dict[str, Any]:
        """By slot: one as it is, several as a list."""
        taken = {slot: [self._picture(each) for each in pictures] for slot, pictures in request.pictures.items()}
        return {slot: pictures if len(pictures) > 1 else pictures[0] for slot, pictures in taken.items()}

    def _picture(self, picture: Picture) -> str | InBase64:
        if isinstance(picture, WebPhoto):
            return picture.url
        return InBase64(self._photos / picture.file_name, picture.kind, self._data_uris)

    def _saved(self, answer: Answer) -> tuple[SavedWorkflow, ...] | None:
        """None where the answer has no list of them."""
        listed = list_in(answer.content, "workflows")
        saved = tuple(_workflows(listed or []))
        if not saved:
            self._check(answer)
        return None if listed is None else saved

    def _check(self, answer: Answer) -> None:
        """A yes with an error in it is a refusal."""
        if error := _error(answer):
            raise self._refusal(answer, error)

    def _broken(self, answer: Answer) -> ServiceError:
        error = _error(answer)
        return self._refusal(answer, error) if error else super()._broken(answer)

    def _read(self, content: Any, at: datetime | None) -> Report:
        told = object_with(content, RUN)
        links = self._links(_start(told, at or self._clock()))
        steps = tuple(_steps(told, links))
        words, results = told.words("overall_status", "status"), _results(told, links)
        state = state_of(words) if words or not results else RemoteState.DONE
        if state is RemoteState.DONE and not results and len(steps) == 1:
            results = steps[0].links  # a single tool need not name its outputs
        return Report(
            id=as_id(told.value("id")) or as_id(told.value("workflow_run_id")),
            state=state,
            words=words,
            links=results,
            steps=steps,
            fault=_fault(told, steps) if state is RemoteState.FAILED else "",
            raw=redacted_object(content),
        )


def _error(answer: Answer) -> Any:
    return object_with(answer.content, RUN).value("error")


def _start(told: Fields, now: datetime) -> datetime:
    """When the files began to be kept, as nearly as the run tells it."""
    return min(told.time("updated_at", "created_at") or now, now)


def _results(told: Fields, links: Links) -> tuple[Link, ...]:
    """`outputs` is a map whose names a person chose: "url" may be one of them."""
    outputs = told.value("outputs")
    if isinstance(outputs, Mapping):
        return tuple(link for name, each in outputs.items() for link in links.of(each, as_text(name)))
    return links.of([outputs, told.value("output")])


def _steps(told: Fields, links: Links) -> Iterator[Step]:
    nodes = told.value("nodes")
    for name, node in nodes.items() if isinstance(nodes, Mapping) else ():
        step = Fields(node)
        words = step.words("status")
        yield Step(
            name=as_text(name),
            state=state_of(words),
            words=words,
            links=links.of(step.value("output")),
            fault=step.words("error"),
            tool=step.text("model_name"),
        )


def _fault(told: Fields, steps: tuple[Step, ...]) -> str:
    """Of the run, or of those of its nodes that tell one."""
    return told.words("error", "message") or sentence([f"{step.name}: {step.fault}" for step in steps if step.fault])


def _workflows(saved: list[Any]) -> Iterator[SavedWorkflow]:
    for each in saved:
        workflow = Fields(each)
        if name := workflow.text("name"):
            yield SavedWorkflow(
                name=name,
                id=as_id(workflow.value("id")),
                by_the_service=workflow.is_true("system_workflow"),
                created=workflow.time("created_at"),
            )
