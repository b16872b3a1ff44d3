"""Fetching a result: a link becomes a part on the disk, which goes on from its last byte after whatever broke it."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from vividdesk.errors import FetchBroken, LinkExpired, NotAResult, ResultFault
from vividdesk.jobs import marks
from vividdesk.jobs.asking import Bounds, Deadline, asked, host_of, pour
from vividdesk.jobs.growing import Growing, check_room, size_of
from vividdesk.jobs.marks import Mark
from vividdesk.jobs.taking import BROKEN, WORDS, Taking, Told, TooMuch, kind_of, length_of, why_broken
from vividdesk.media.disk import writing
from vividdesk.providers import faults
from vividdesk.providers.reply import Late, Reply
from vividdesk.texts import _

LONGEST_REFUSAL = 65_536  # bytes of a refusal that are read for how long to wait
PASSING = {408, 425, 429}  # of those below 500, the statuses that another try may not meet

RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
SETTLED = timedelta(minutes=1)  # after which what has a date is not changed again within its second

__all__ = ["Bounds", "Downloads", "Part", "Told"]

USUAL = Bounds()


@dataclass(frozen=True)
class Part:
    size: int
    kind: str  # the media type that the host named, without parameters


class Downloads:
    """Fetches on the loop of whoever asks."""

    def __init__(self, bounds: Bounds = USUAL) -> None:
        self._bounds = bounds
        self._under_way: set[asyncio.Task[object]] = set()

    async def fetch(self, url: str, part: Path, told: Told, size: int | None = None) -> Part:
        """Adds to the part until it is whole. A ResultFault or a cancellation leaves it as far as it came.

        `size` is what the service said of the result. A part that was whole before is not asked for again.
        """
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            return await _Fetch(self._bounds, url, part, told, size).run()
        finally:
            self._under_way.discard(task)

    async def close(self) -> None:
        """Ends what is under way; what came of it stays."""
        for task in (under_way := set(self._under_way)):
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


class _Fetch:
    def __init__(self, bounds: Bounds, url: str, part: Path, told: Told, size: int | None) -> None:
        self._bounds = bounds
        self._url = url
        self._part = part
        self._told = told
        self._size = size
        self._mark = marks.read(part)
        self._have = size_of(part)
        self._known = (self._mark.total if self._mark else None) or size  # bytes in all
        self._deadline = Deadline(bounds.whole)

    async def run(self) -> Part:
        mark = self._mark
        if mark is not None and self._have and (mark.whole or self._have == mark.total):
            return self._whole(mark)
        try:
            async with self._deadline:
                for headers in (self._rest(), {}):
                    if headers is not None and (part := await self._ask(headers)):
                        return part
        except TooMuch as fault:
            marks.forget(self._part)
            raise self._no_result(_too_much(self._bounds)) from fault
        except BROKEN as fault:
            raise self._broken(why_broken(fault)) from fault
        raise self._broken(_("it sends another part than was asked for"))

    def _rest(self) -> dict[str, str] | None:
        """How to ask for what is missing; None where nothing tells that it would be of the same file."""
        asked_for = {"Range": f"bytes={self._have}-"}
        if not self._have or (self._known is not None and self._have > self._known):
            return None
        if self._mark is not None and self._mark.tag:
            return asked_for | {"If-Range": self._mark.tag}
        return asked_for if self._known is not None else None

    async def _ask(self, headers: dict[str, str]) -> Part | None:
        """None where the answer is of no use, and only all of it from the beginning would be."""
        async with asked(self._url, headers, self._bounds) as answer:
            match answer.status_code:
                case 200:
                    return await self._take(answer, 0, length_of(answer))
                case 206 if headers and self._goes_on(answer):
                    return await self._take(answer, self._have, _range(answer)[1])
                case 416 if headers and self._is_all(answer):
                    return self._whole(self._mark or Mark(""))
                case 206 | 416 if headers:
                    return None
            raise await self._refused(answer)

    def _goes_on(self, answer: httpx.Response) -> bool:
        """Whether it is what comes after what is there, of the same file."""
        start, total = _range(answer)
        if start != self._have or self._is_other(answer):
            return False
        if self._mark is not None and self._mark.tag:
            return None in (total, self._mark.total) or total == self._mark.total
        return total is not None and total == self._known

    def _is_all(self, answer: httpx.Response) -> bool:
        """Whether nothing comes after what is there because that is all."""
        total = _range(answer)[1] or self._known
        return total == self._have and self._known in (None, total) and not self._is_other(answer)

    def _is_other(self, answer: httpx.Response) -> bool:
        """Whether it says itself that it is of another file, as one that takes no heed of If-Range does."""
        tag = _tag(answer)
        return self._mark is not None and "" not in (tag, self._mark.tag) and tag != self._mark.tag

    async def _take(self, answer: httpx.Response, at: int, total: int | None) -> Part:
        self._check(answer, at, total)
        mark = Mark(kind_of(answer), total, _tag(answer))
        if at and self._mark is not None:
            mark = replace(mark, kind=self._mark.kind or mark.kind, tag=self._mark.tag or mark.tag)
        with Growing(self._part, at) as growing:
            with writing(self._part.parent):
                marks.write(self._part, mark)
            taking = Taking(growing, total, self._told, self._bounds, self._part.parent)
            await pour(answer, taking.take, self._deadline)
            if growing.size < (total if total is not None else self._size or 0):
                raise self._broken(_("it ends too early"))
        return self._whole(mark)

    def _check(self, answer: httpx.Response, at: int, total: int | None) -> None:
        """Before anything of it is taken."""
        if WORDS.match(kind_of(answer)):
            raise self._no_result(_("a page of text ({kind})").format(kind=kind_of(answer)))
        if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", ""):
            raise self._no_result(_("something packed"))
        if total is not None:
            if total > self._bounds.largest:
                raise self._no_result(_too_much(self._bounds))
            check_room(self._part.parent, total - at + self._bounds.room)

    def _whole(self, mark: Mark) -> Part:
        """All of it is there. From now on that is known without asking."""
        size = size_of(self._part)
        if not mark.whole:
            with Growing(self._part, size) as growing:
                growing.sync()
            with writing(self._part.parent):
                marks.write(self._part, replace(mark, whole=True))
        return Part(size, mark.kind)

    async def _refused(self, answer: httpx.Response) -> ResultFault:
        status = answer.status_code
        if 400 <= status < 500 and status not in PASSING:
            return LinkExpired(
                _("The link to the result at {host} leads to nothing any more ({status}).").format(
                    host=host_of(self._url), status=status
                ),
                _("vividdesk asks the service for a new one."),
            )
        return self._broken(_("it answers {status}").format(status=status), await self._wait(answer))

    async def _wait(self, answer: httpx.Response) -> float:
        """Seconds that it asks for, in the header or the body; 0 where it does not."""
        if answer.status_code not in (429, 503):
            return 0.0
        said = bytearray()

        def take(piece: bytes) -> None:
            said.extend(piece[: LONGEST_REFUSAL - len(said)])

        with suppress(Late, *faults.LOST):  # what it said until then has to do
            async with Deadline(self._bounds.silent) as deadline:
                await pour(answer, take, deadline)
        reply = Reply(answer.status_code, answer.headers, bytes(said))
        return reply.wait if answer.status_code == 429 or reply.asks_to_wait else 0.0

    def _broken(self, reason: str, wait: float = 0.0) -> FetchBroken:
        return FetchBroken(
            _("The result could not be fetched from {host} ({reason}).").format(host=host_of(self._url), reason=reason),
            _("What came is kept, and it is tried again."),
            wait,
        )

    def _no_result(self, what: str) -> NotAResult:
        return NotAResult(
            _("Instead of the result, {host} sends {what}.").format(host=host_of(self._url), what=what),
            _("Look on the service's page whether the result is there."),
        )


def _too_much(bounds: Bounds) -> str:
    return _("more than {mega} MB").format(mega=bounds.largest // 1_000_000)


def _range(answer: httpx.Response) -> tuple[int | None, int | None]:
    """Where it starts, and how much there is in all."""
    found = RANGE.fullmatch(answer.headers.get("Content-Range", "").strip())
    start, total = found.groups() if found else (None, None)
    return int(start) if start else None, int(total) if total and total != "*" else None


def _tag(answer: httpx.Response) -> str:
    """By which the host knows exactly these bytes again. A weak ETag says less, a date that is young as well."""
    tag: str = answer.headers.get("ETag", "").strip()
    if tag.startswith('"') and tag.endswith('"') and len(tag) > 2:
        return tag
    changed: str = answer.headers.get("Last-Modified", "")
    then, now = _date(changed), _date(answer.headers.get("Date", ""))
    return changed if then and now and now - then >= SETTLED else ""


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).replace(tzinfo=UTC)  # HTTP knows no other
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
