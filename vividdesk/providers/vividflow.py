"""Vivid Flow: API v1.2 as documented, and as it answers today."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from vividdesk.errors import Rejected
from vividdesk.model.report import Accepted, History, RemoteState, Report, Usage
from vividdesk.model.request import Request
from vividdesk.providers.base import Client, KeyVerdict, form_word, segment
from vividdesk.providers.body import Multipart
from vividdesk.providers.http import Told
from vividdesk.providers.reading import (
    Fields,
    as_id,
    list_in,
    object_with,
    plain,
    redacted_object,
    redacted_text,
    state_of,
)
from vividdesk.texts import _, count

JOB = ("job_id", "id", "status", "video_url", "result_url", "error", "error_message", "prompt", "model")
USAGE = ("credits_remaining", "cycle_resets_on", "total_jobs", "recent_24h")
FAULTS = ("error_message", "error", "message")
OWN_FIELDS = ("model", "image")  # of the form itself, never options
FILTERS = "responsibleai"  # names the safety filters where they refused a job
OLDEST = datetime.min.replace(tzinfo=UTC)


class VividFlow(Client):
    looks = "/status"
    life = timedelta(hours=1)

    async def submit(self, request: Request, told: Told | None = None) -> Accepted:
        body = Multipart(list(_fields(request)), self._uploads(request, "image"))
        answer = await self._line.submit("/generate", body, told)
        job = object_with(answer.content, JOB)
        if job.value("error") and not as_id(job.value("job_id")):
            raise self._unsure(answer)  # the id may be the error's own
        return self._accepted(answer)

    async def cancel(self, job_id: str) -> bool:
        try:
            await self._line.change("POST", f"/cancel/{segment(job_id)}")
        except Rejected as fault:
            if fault.status == 400:
                return False
            raise
        return True

    async def history(self, limit: int = 100, page: int = 1) -> History:
        """The documented service has pages; today's gives 100 at most, and no second page."""
        further = {"page": str(page)} if page > 1 else {}
        answer = await self._line.read("/history", {"limit": str(limit)} | further)
        jobs = list_in(answer.content, "jobs", "history")
        if jobs is None:
            raise self._broken(answer)
        reports = [report for report in (self._read(job, answer.at) for job in jobs) if report.id]
        if jobs and not reports:
            raise self._broken(answer)
        reports.sort(key=lambda report: report.created or OLDEST, reverse=True)
        return History(tuple(reports), answer.at)

    async def usage(self) -> Usage:
        answer = await self._line.read("/usage")
        usage = _usage(answer.content)
        if usage == Usage():
            raise self._broken(answer)
        return usage

    async def _verdict(self) -> KeyVerdict:
        answer = await self._line.read("/usage", tries=1)
        usage = _usage(answer.content)
        if usage.credits_left is None:
            if error := object_with(answer.content, ("error",)).value("error"):
                raise self._refusal(answer, error)
            return KeyVerdict(None, _("The key was not refused, but Vivid Flow does not tell the credits left."))
        left = count("{n} credit left", "{n} credits left", int(usage.credits_left))
        return KeyVerdict(True, _("The key works: {left}.").format(left=left))

    def _read(self, content: Any, at: datetime | None) -> Report:
        told = object_with(content, JOB)
        words = told.words("status")
        results = self._links(at).of([told.value("result_url"), told.value("video_url")])
        state = state_of(words) if words or not results else RemoteState.DONE
        failed = state is RemoteState.FAILED
        return Report(
            id=as_id(told.value("job_id")) or as_id(told.value("id")),
            state=state,
            words=words,
            links=results,
            fault=_fault(told) if failed else "",
            filtered=failed and FILTERS in plain(redacted_text([told.value(name) for name in (*FAULTS, "details")])),
            request_id=told.text("request_id"),
            prompt=told.text("prompt"),
            template=told.text("model"),
            created=told.time("created_at", "timestamp"),
            updated=told.time("updated_at"),
            raw=redacted_object(content),
        )


def _fields(request: Request) -> Iterator[tuple[str, str]]:
    """In the order of the documentation's examples."""
    given = {name: value for name, value in request.options.items() if name not in OWN_FIELDS}
    options = {name: form_word(value) for name, value in given.items() if value is not None}
    if "prompt" in options:
        yield "prompt", options.pop("prompt")
    yield "model", request.target
    yield from options.items()


def _fault(told: Fields) -> str:
    return ": ".join(filter(None, (told.words(*FAULTS), told.words("details"))))


def _usage(content: Any) -> Usage:
    told = object_with(content, USAGE)
    return Usage(
        credits_left=told.number("credits_remaining"),
        resets=told.time("cycle_resets_on"),
        jobs=told.whole("total_jobs"),
        last_day=told.whole("recent_24h"),
        raw=redacted_object(content),
    )
