"""The three hosted services as one process on loopback, which misbehaves as planned and keeps a ledger of charges.

`python -m tests.faults.service [--ledger FILE]` prints its port, and ends when its standard input does.
"""

import argparse
import asyncio
import contextlib
import json
import sys
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Any

from tests.faults import answers, goods
from tests.faults.goods import PICTURE
from tests.faults.plan import Act, Ask, At, Mishap, Plan
from tests.faults.remote import Life, Work, Works
from tests.faults.wire import Course, Gone, Head, Reply, Talk

KEY = "fake-key-of-the-trials-0123456789"
WINDOW = 16 * 1024  # bytes that arrive before they are read, so that an upload does not leave in one go


@dataclass(frozen=True)
class Asked:
    ask: str
    service: str
    path: str
    at: float


class Service:
    """`now` is its clock: of what it dates and of how long its jobs take."""

    def __init__(self, ledger: Path | None = None, now: Callable[[], float] = time.time) -> None:
        self.plan = Plan()
        self.works = Works(now, ledger)
        self.saved: dict[str, Any] = {}  # workflows, as VistoureAI describes them, by name
        self.asked: list[Asked] = []
        self.counts: Counter[str] = Counter()
        self.leaks: list[str] = []
        self.reports: list[bytes] = []  # that its error log took
        self.port = 0
        self._now = now
        self._server: asyncio.Server | None = None
        self._talks: dict[asyncio.Task[None], Talk] = {}
        self._closing: set[asyncio.StreamWriter] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """For a program that shall take it for the three."""
        urls = {f"VIVIDDESK_{name.upper()}_URL": f"{self.address}/{name}" for name in answers.NOT_FOUND}
        return urls | {f"VIVIDDESK_{name.upper()}_KEY": KEY for name in answers.NOT_FOUND}

    async def open(self) -> None:
        """The first time on any port, then again on the same."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port, limit=WINDOW * 4)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """As a service that is down: connections are refused, those that were open break."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        for writer in self._closing:
            writer.transport.abort()
        self._closing.clear()
        for _turn in range(3):
            await asyncio.sleep(0)  # in which the transports close their sockets

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks[task] = talk = Talk(reader, writer)
        try:
            with suppress(Gone, asyncio.CancelledError):
                await Course(talk, self.plan, self.plan.next(Ask.CONNECT, "")).reach(At.TAKEN)
                while True:
                    await self._converse(talk)
        finally:
            writer.close()
            if writer.transport.get_write_buffer_size():
                self._closing.add(writer)  # until all of it has left, or the service closes
            self._closing = {each for each in self._closing if each.transport.get_write_buffer_size()}
            del self._talks[task]

    async def _converse(self, talk: Talk) -> None:
        head = await talk.head()
        if head.path.startswith("/_"):
            talk.is_control = True
            reply = self._controlled(head, await talk.read(head.length))
            await talk.send(reply.head() + reply.body)
            return
        ask, service = answers.kind_of(head)
        if ask is Ask.FILE:
            service = self._owner(head)
        self._note(ask, service, head)
        mishap = self.plan.next(ask, service) if ask is not None else None
        course = Course(talk, self.plan, mishap)
        await course.reach(At.HEAD)
        body, digest = await course.body(head.length)
        await course.reach(At.TAKEN)
        reply = self._misanswered(course, head, At.TAKEN)
        if reply is None:
            reply = self._answered(ask, service, head, body, digest, course)
            await course.reach(At.ACCEPTED)
            reply = self._misanswered(course, head, At.ACCEPTED) or reply
        await course.send(reply, head.method == "HEAD")

    def _note(self, ask: Ask | None, service: str, head: Head) -> None:
        name = ask.value if ask is not None else "unknown"
        self.asked.append(Asked(name, service, head.path, self._now()))
        self.counts[name] += 1
        if not head.path.startswith(("/vimmerse/", "/vividflow/", "/vistoure/")) and "x-api-key" in head.headers:
            self.leaks.append(head.path)

    def _misanswered(self, course: Course, head: Head, point: At) -> Reply | None:
        """Said in place of the right answer."""
        if not course.is_to(Act.SAY) or course.mishap is None or course.mishap.at is not point:
            return None
        mishap = course.befalls()
        kind = "text/html" if mishap.body.startswith("<") else "application/json"
        said = {name: self._dated(text) for name, text in mishap.headers.items()}
        return self._signed(Reply(mishap.status, mishap.body.encode(), kind, said))

    def _dated(self, text: str) -> str:
        """`in 30 s` as a date of HTTP."""
        if not text.startswith("in "):
            return text
        return formatdate(self._now() + float(text.split()[1]), usegmt=True)

    def _signed(self, reply: Reply) -> Reply:
        return Reply(
            reply.status, reply.body, reply.kind, {"Date": formatdate(self._now(), usegmt=True), **reply.headers}
        )

    def _answered(self, ask: Ask | None, service: str, head: Head, body: bytes, digest: str, course: Course) -> Reply:
        if ask is Ask.FILE:
            return self._signed(self._file(head, course))
        if service not in answers.NOT_FOUND or ask is None:
            return self._signed(answers.told({"error": "Not found"}, 404))
        if head.headers.get("x-api-key") != KEY:
            return self._signed(answers.told(answers.REFUSED_KEY[service], 401))
        return self._signed(self._done(ask, service, head, body, digest, course))

    def _done(self, ask: Ask, service: str, head: Head, body: bytes, digest: str, course: Course) -> Reply:
        match ask:
            case Ask.SUBMIT:
                try:
                    order = answers.order(service, head, body)
                except answers.Unreadable as fault:
                    return answers.told({"error": f"unreadable: {fault}"}, 400)
                return answers.accepted(self.works.accept(order, digest))
            case Ask.HISTORY:
                return answers.told(answers.history(self.works, self.address, head))
            case Ask.USAGE:
                return answers.told(answers.usage(self.works))
            case Ask.WORKFLOWS:
                return answers.workflows(self.saved, head)
            case Ask.REPORT:
                self.reports.append(body)
                return answers.told(answers.logged())
        work = self.works.find(service, answers.last_part(head))
        if work is None or (ask is Ask.LOOK and course.is_to(Act.FORGET) and course.befalls()):
            return answers.told(answers.NOT_FOUND[service], 404)
        return self._changed(ask, head, body, work, course)

    def _changed(self, ask: Ask, head: Head, body: bytes, work: Work, course: Course) -> Reply:
        if ask is Ask.CANCEL:
            if work.looks or work.done:
                return answers.told({"error": "Only queued jobs can be cancelled"}, 400)
            work.cancelled = True
            return answers.told({"message": "cancelled", "job_id": work.id})
        if ask is Ask.CHANGE:
            work.deleted = head.method == "DELETE"
            work.changes |= json.loads(body) if body else {}
            return answers.told(answers.state(self.works, work, self.address, None))
        mishap = course.befalls() if course.is_to(Act.WORD, Act.EMPTY, Act.FAIL) else None
        return answers.told(answers.state(self.works, self.works.look(work), self.address, mishap))

    def _owner(self, head: Head) -> str:
        """The service whose result it is, also behind a link that has expired."""
        work = self.works.behind(head.path.split("/")[2], expired=True)
        return work.order.service if work is not None else ""

    def _file(self, head: Head, course: Course) -> Reply:
        _root, _files, links, name = head.path.split("/", 3)
        if course.is_to(Act.EXPIRE):
            self.works.expire(links)
            return answers.told({"error": "this link has expired"}, course.befalls().status)
        work = self.works.behind(links)
        if work is None:
            return answers.told({"error": "this link has expired"}, 403)
        kind = PICTURE if name.startswith("step-") else work.order.kind
        if course.is_to(Act.SPOIL):
            content, kind = goods.spoilt(work.id, kind, course.befalls().body)
        else:
            content = goods.good(work.id, kind)
        return _part(content, kind, f'"{work.id}-{name}"', head)

    def _controlled(self, head: Head, body: bytes) -> Reply:
        if head.path == "/_plan":
            told = json.loads(body)
            self.plan.now(map(Mishap.from_json, told.get("mishaps", ())))
            self.works.life = Life(**told["life"]) if "life" in told else self.works.life
            return answers.told({})
        after = int(head.query or 0)  # charges that the asker knows already
        return answers.told(self.ledger(after))

    def ledger(self, after: int = 0) -> dict[str, Any]:
        return {
            "charges": [asdict(charge) for charge in self.works.charges[after:]],
            "leaks": self.leaks,
            "counts": dict(self.counts),
            "befell": sum(self.plan.befell.values()),
            "is_over": self.plan.is_over,
            "open": sum(not talk.is_control for talk in self._talks.values()),
            "asked": [asdict(asked) for asked in self.asked[-50:]],
        }


def _part(content: bytes, kind: str, tag: str, head: Head) -> Reply:
    """All of it, or what is asked for of it."""
    headers = {"ETag": tag, "Accept-Ranges": "bytes"}
    wanted = head.headers.get("range", "")
    if not wanted.startswith("bytes=") or head.headers.get("if-range", tag) != tag:
        return Reply(200, content, kind, headers)
    start = int(wanted.removeprefix("bytes=").partition("-")[0])
    if start >= len(content):
        return Reply(416, b"", kind, {**headers, "Content-Range": f"bytes */{len(content)}"})
    span = f"bytes {start}-{len(content) - 1}/{len(content)}"
    return Reply(206, content[start:], kind, {**headers, "Content-Range": span})


@asynccontextmanager
async def running(ledger: Path | None = None, now: Callable[[], float] = time.time) -> AsyncIterator[Service]:
    """On the loop of whoever asks."""
    service = Service(ledger, now)
    await service.open()
    try:
        yield service
    finally:
        await service.close()
        service.works.close()


@contextmanager
def in_a_thread(ledger: Path | None = None) -> Iterator[Service]:
    ready, over = threading.Event(), asyncio.Event()
    made: list[tuple[Service, asyncio.AbstractEventLoop]] = []

    async def live() -> None:
        async with running(ledger) as service:
            made.append((service, asyncio.get_running_loop()))
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()))
    thread.start()
    ready.wait()
    try:
        yield made[0][0]
    finally:
        made[0][1].call_soon_threadsafe(over.set)
        thread.join()


async def _serve(ledger: Path | None) -> None:
    async with running(ledger) as service:
        goods.clip(""), goods.picture("")  # made before anybody waits for them
        print(service.port, flush=True)
        ended = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        with contextlib.suppress(asyncio.CancelledError):
            await ended


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.service")
    parser.add_argument("--ledger", type=Path)
    asyncio.run(_serve(parser.parse_args().ledger))
