"""What every client offers, and what only some do: ask with `isinstance(client, Cancels)`."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar, runtime_checkable
from urllib.parse import quote

from vividdesk.errors import BrokenAnswer, KeyRefused, NotAllowed, OutOfCredits, Rejected, ServiceError, Unsure
from vividdesk.model.photo import SUFFIXES
from vividdesk.model.report import Accepted, History, Report, SavedWorkflow, Usage
from vividdesk.model.request import Request, thawed
from vividdesk.providers import reading
from vividdesk.providers.body import Upload
from vividdesk.providers.http import Answer, Line, Told
from vividdesk.providers.links import Links
from vividdesk.texts import _, quoted

Clock = Callable[[], datetime]
F = TypeVar("F", bound=ServiceError)

NO_CREDITS = "insufficienttokens"  # in a refusal by VistoureAI


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class KeyVerdict:
    """`accepted` is None where the service only lets one know that it did not refuse the key."""

    accepted: bool | None
    says: str


class Delivery(Enum):
    NOW = "now"  # by the service's own clock


class Client(ABC):
    """Speaks one service's language over a line, which others open and close."""

    looks: ClassVar[str]  # the path under which a job is looked at, but for its id
    life: ClassVar[timedelta | None] = None  # of a link that does not tell its own

    def __init__(self, line: Line, photos: Path, clock: Clock = now) -> None:
        """`photos` is the folder in which a request's photos lie under their file names."""
        self._line = line
        self._photos = photos
        self._clock = clock

    @abstractmethod
    async def submit(self, request: Request, told: Told | None = None) -> Accepted:
        """Sends it once. Unsure where nobody knows whether it was taken: then it is not sent again by itself."""

    async def look(self, job_id: str) -> Report:
        """How a job stands."""
        answer = await self._line.read(f"{self.looks}/{segment(job_id)}")
        report = self._read(answer.content, answer.at)
        if not (report.words or report.links or report.steps or report.percent is not None):
            raise self._broken(answer)
        return replace(report, id=job_id)

    async def try_key(self) -> KeyVerdict:
        """The service's cheapest read that asks for the key. A 403 there can only mean the account as a whole."""
        try:
            return await self._verdict()
        except NotAllowed as fault:
            refused = KeyRefused(
                _("{service} refused the key.{words}").format(service=self._name, words=quoted(fault.words)),
                _("The account may still wait for its approval; look on the service's page."),
            )
            raise with_what_was_said(refused, fault) from fault

    @abstractmethod
    async def _verdict(self) -> KeyVerdict: ...

    @abstractmethod
    def _read(self, content: Any, at: datetime | None) -> Report:
        """Whatever can be read of a job's answer; at the least a report that says nothing."""

    @property
    def _name(self) -> str:
        return self._line.connection.service.name

    def _links(self, at: datetime | None) -> Links:
        return Links(self._line.connection.address, at or self._clock(), self.life)

    def _broken(self, answer: Answer) -> ServiceError:
        fault = BrokenAnswer(
            _("{service} answered something that is not its documented form.").format(service=self._name),
            _("Try again later; if it stays so, check the address in the settings."),
        )
        fault.answer = reading.redacted_text(answer.content)
        return fault

    def _refusal(self, answer: Answer, error: Any) -> ServiceError:
        """What comes with a yes, but is none."""
        kept = reading.redacted_text(answer.content)
        words = reading.sentence(error) or reading.Fields(answer.content).words("message", "detail")
        said = quoted(words)
        if NO_CREDITS in reading.plain(kept):
            fault: ServiceError = OutOfCredits(
                _("The credits at {service} do not suffice.{words}").format(service=self._name, words=said),
                _("Buy credits on the service's page, then go on."),
            )
        else:
            fault = Rejected(
                _("{service} does not take this.{words}").format(service=self._name, words=said),
                _("Change what it objects to, then try again."),
            )
        fault.status, fault.words, fault.answer = answer.status, words, kept
        return fault

    def _uploads(self, request: Request, field: str) -> list[Upload]:
        """Under neutral names: what a person calls a photo is nobody's business."""
        return [
            Upload(field, f"photo-{number}{SUFFIXES[photo.kind]}", photo.kind, self._photos / photo.file_name)
            for number, photo in enumerate(request.photos, start=1)
        ]

    def _accepted(self, answer: Answer) -> Accepted:
        report = self._read(answer.content, answer.at)
        if report.id:
            return Accepted(report.id, report, answer.at)
        raise self._unsure(answer)

    def _unsure(self, answer: Answer) -> Unsure:
        fault = Unsure(
            _(
                "Nobody knows whether {service} took this: it answered something that is not its documented form."
            ).format(service=self._name),
            _("Look on the service's page whether it is there, before you send it again."),
        )
        fault.answer = reading.redacted_text(answer.content)
        return fault


@runtime_checkable
class Cancels(Protocol):
    async def cancel(self, job_id: str) -> bool:
        """False where the job is not queued any more, and so goes on."""


@runtime_checkable
class KeepsHistory(Protocol):
    async def history(self, limit: int = 100, page: int = 1) -> History:
        """A service that has no pages gives the first one again."""


@runtime_checkable
class CountsCredits(Protocol):
    async def usage(self) -> Usage: ...


@runtime_checkable
class Edits(Protocol):
    async def update(
        self,
        job_id: str,
        *,
        title: str | None = None,
        description: str | None = None,
        visibility: str | None = None,
        delivered: datetime | Delivery | None = None,
    ) -> Report:
        """Changes what is given and leaves the rest. A yes that says no more gives a report that says nothing."""

    async def rate(self, job_id: str, rating: str) -> Report: ...

    async def delete(self, job_id: str) -> Report:
        """The job there and its files; what it was. NotKnown where it is gone already."""


@runtime_checkable
class TakesErrors(Protocol):
    async def log_error(self, message: str, context: Mapping[str, Any] | None = None) -> str:
        """Into the customer's own log at the service; where that lies, if it tells."""


@runtime_checkable
class SavesWorkflows(Protocol):
    async def workflows(self) -> tuple[SavedWorkflow, ...]: ...

    async def workflow(self, name: str) -> Mapping[str, Any]:
        """What it needs, as the service tells it."""


def with_what_was_said(fault: F, other: ServiceError) -> F:
    """With the service's part of another fault."""
    fault.status, fault.words = other.status, other.words
    fault.request_id, fault.answer = other.request_id, other.answer
    return fault


def segment(text: str) -> str:
    """One part of a path, whatever is in it; of dots alone, a client or server would make a step upwards."""
    return quote(text, safe="") if text.strip(".") else "%2E" * len(text)


def form_word(value: Any) -> str:
    """A value as a form's field carries it."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))  # a field for whole numbers takes no 8.0
        case int() | float():
            return str(value)
    return json.dumps(thawed(value))
