"""Vimmerse, the legacy Workflow API."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from vividdesk.errors import NotKnown, Rejected
from vividdesk.model.photo import WebPhoto
from vividdesk.model.report import Accepted, Link, RemoteState, Report, Step
from vividdesk.model.request import Request, thawed
from vividdesk.providers.base import Client, Delivery, KeyVerdict, form_word, segment
from vividdesk.providers.body import Multipart
from vividdesk.providers.http import Told
from vividdesk.providers.links import Links
from vividdesk.providers.reading import Fields, as_id, as_percent, object_with, redacted_object, state_of
from vividdesk.texts import _

UNKNOWN_ID = "vividdesk-key-test"
BEFORE_OPTIONS = ("title", "description", "visibility_status")
AFTER_OPTIONS = ("event_id", "webhook_url")
OWN_FIELDS = ("template_id", "options", "image_files", "image_urls")  # of the form itself, never details

WORKFLOW = ("id", "processing_status", "progress_percentage", "completions", "result", "media_result", "model")
LOGGED = ("log_path", "log_url")
FAULTS = ("error_message", "error", "message")


class Vimmerse(Client):
    looks = "/workflow"

    async def submit(self, request: Request, told: Told | None = None) -> Accepted:
        uploads = self._uploads(request, "image_files")
        # The service ignores addresses where files are sent.
        fields = [*_fields(request), *([] if uploads else _addresses(request))]
        return self._accepted(await self._line.submit("/workflow", Multipart(fields, uploads), told))

    async def update(
        self,
        job_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        visibility: str | None = None,
        delivered: datetime | Delivery | None = None,
    ) -> Report:
        given = {"title": title, "description": description, "visibility_status": visibility}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if delivered is not None:
            # Null: the service puts its present time.
            changes["delivered_at"] = None if delivered is Delivery.NOW else delivered.isoformat()
        return await self._change("PUT", job_id, changes)

    async def rate(self, job_id: str, rating: str) -> Report:
        return await self._change("PUT", job_id, {"rating": rating})

    async def delete(self, job_id: str) -> Report:
        return await self._change("DELETE", job_id)

    async def log_error(self, message: str, context: Mapping[str, Any] | None = None) -> str:
        content: dict[str, Any] = {"error_message": message}
        if context:
            content["context"] = dict(context)
        answer = await self._line.change("POST", "/workflow/error-log", content)
        return object_with(answer.content, LOGGED).text("log_url", "log_path")

    async def _change(self, method: str, job_id: str, changes: Mapping[str, Any] | None = None) -> Report:
        answer = await self._line.change(method, f"/workflow/{segment(job_id)}", changes)
        return replace(self._read(answer.content, answer.at), id=job_id)

    async def _verdict(self) -> KeyVerdict:
        try:
            await self._line.read(f"/workflow/{UNKNOWN_ID}", tries=1)
        except NotKnown:
            pass
        except Rejected as fault:
            if fault.status != 422:
                raise
            # An id that it does not like the look of is documented, too.
        return KeyVerdict(None, _("The key was not refused. Vimmerse tells no more before the first job."))

    def _read(self, content: Any, at: datetime | None) -> Report:
        told, links = object_with(content, WORKFLOW), self._links(at)
        words, results = told.words("processing_status"), _results(told, links)
        state = state_of(words) if words or not results else RemoteState.DONE
        return Report(
            id=as_id(told.value("id")),
            state=state,
            words=words,
            percent=as_percent(told.value("progress_percentage")),
            links=results,
            steps=tuple(_steps(told, links)),
            fault=_fault(content, told) if state is RemoteState.FAILED else "",
            title=told.text("title"),
            template=told.text("model"),
            created=told.time("created_at"),
            updated=told.time("updated_at"),
            raw=redacted_object(content),
        )


def _fields(request: Request) -> Iterator[tuple[str, str]]:
    """In the order of the documentation, then what a person's own catalogue adds."""
    details = {name: form_word(value) for name, value in request.details.items() if value is not None}
    yield from ((name, details[name]) for name in BEFORE_OPTIONS if name in details)
    yield "template_id", request.target
    yield "options", json.dumps(thawed(request.options))
    yield from ((name, details[name]) for name in AFTER_OPTIONS if name in details)
    documented = (*BEFORE_OPTIONS, *AFTER_OPTIONS, *OWN_FIELDS)
    yield from ((name, word) for name, word in details.items() if name not in documented)


def _addresses(request: Request) -> Iterator[tuple[str, str]]:
    for taken in request.pictures.values():
        yield from (("image_urls", picture.url) for picture in taken if isinstance(picture, WebPhoto))


def _results(told: Fields, links: Links) -> tuple[Link, ...]:
    """`media_result` lists the same files with their sizes, and stands in where there is no other list."""
    media = links.of(told.value("media_result"))
    sizes = {link.url: link.size for link in media}
    results = links.of(told.value("result"))
    return tuple(replace(link, size=link.size or sizes.get(link.url)) for link in results) or media


def _steps(told: Fields, links: Links) -> Iterator[Step]:
    completions = told.value("completions")
    for completion in completions if isinstance(completions, list) else []:
        step = Fields(completion)
        if name := step.text("flow"):
            yield Step(name, RemoteState.DONE, links=links.of(step.value("result")))


def _fault(content: Any, told: Fields) -> str:
    """In the workflow or around it."""
    return told.words(*FAULTS) or Fields(content).words(*FAULTS)
