"""How the window feels while much is under way: the gaps of its loop while one types."""

import asyncio
import gc
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.bench.ratio import Amount
from tests.faults.orders import order, shelved
from tests.faults.service import KEY
from vividdesk import app
from vividdesk.core import Core
from vividdesk.jobs import marks
from vividdesk.jobs.transfer import Teller
from vividdesk.model.job import JobState
from vividdesk.paths import Paths
from vividdesk.store.jobs import JobChanges

WAITING, AT_ONCE = 200, 5
PHOTO, RESULT = 10_000_000, 40_000_000  # bytes
SMOOTH, LONGEST = 10.0, 50.0  # ms
TYPING, KEY_EVERY = 8.0, 0.08  # seconds
SERVICES = ("vimmerse", "vividflow", "vistoure")
STILL = {"ask": "look", "act": "say", "at": "taken", "body": '{"status": "processing"}', "times": 10**6}
FILES = """
import http.server, sys, threading
handler = lambda *given: Quiet(*given, directory=sys.argv[1])
class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *words): pass
    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass
door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
threading.Thread(target=lambda: (sys.stdin.read(), door.shutdown()), daemon=True).start()
print(door.server_address[1], flush=True)
door.serve_forever()
"""
# A loop that does nothing, and sees how long this machine keeps it waiting.
BARE = """
import asyncio, sys, threading, time
async def watch():
    gaps, before = [], time.perf_counter()
    while not over.is_set():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append((now - before) * 1000)
        before = now
    gaps.sort()
    print(gaps[len(gaps) * 99 // 100], gaps[-1], flush=True)
over = threading.Event()
sys.stdin.readline()
threading.Thread(target=lambda: (sys.stdin.readline(), over.set()), daemon=True).start()
asyncio.run(watch())
"""


class Bare:
    """The bare loop, in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None and process.stdout is not None
        self._to, self._from = process.stdin, process.stdout

    def begin(self) -> None:
        self._to.write("begin\n")
        self._to.flush()

    def end(self) -> tuple[float, float]:
        """Of its gaps p99 and the longest, in milliseconds."""
        self.begin()
        p99, longest = self._from.readline().split()
        return float(p99), float(longest)


def measure(_turns: int) -> Iterator[Amount]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["bench", *app.FUSION])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    yield from _typed()


def _typed() -> list[Amount]:
    with ExitStack() as stack:
        home, goods = (Path(stack.enter_context(TemporaryDirectory(prefix="vividdesk-bench-"))) for _each in range(2))
        (goods / "clip.mp4").write_bytes(bytes(RESULT))
        service = stack.enter_context(_child("-m", "tests.faults.service"))
        files = stack.enter_context(_child("-c", FILES, str(goods)))
        _plan(service, life={"looks": 1, "seconds": 1e6}, mishaps=[STILL])
        environ = {f"VIVIDDESK_{name.upper()}_KEY": KEY for name in SERVICES}
        environ |= {f"VIVIDDESK_{name.upper()}_URL": f"http://127.0.0.1:{service}/{name}" for name in SERVICES}
        environ |= {"VIVIDDESK_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        asyncio.run(_fill(environ))
        bare = stack.enter_context(_bare())
        seen: list[Amount] = []

        async def scenario(running: app.App) -> None:
            seen.extend(await _watched(running, f"http://127.0.0.1:{files}/clip.mp4", bare))

        os.environ["XDG_RUNTIME_DIR"] = str(home)
        app.run(Paths.of(environ), environ, scenario, keyring=False)
        return seen


async def _fill(environ: dict[str, str]) -> None:
    core = Core(Paths.of(environ), environ, keyring=False)
    await core.open(lanes=False)
    try:
        photo, lane = shelved(core.paths.photos), core.lane_of("vividflow")
        await core.runner.pause(lane)
        jobs = await core.runner.enqueue([order("vividflow", f"mark-{n}", photo) for n in range(WAITING)])
        for number, job in enumerate(jobs):
            begun = await core.store.jobs.begin(job, "account", "body", None, 0.0, None)
            await core.store.jobs.move(begun, JobState.WAITING, "taken", JobChanges(remote=f"w-{number}"))
    finally:
        await core.close(grace=1.0)


async def _watched(running: app.App, result: str, bare: "Bare") -> list[Amount]:
    for begun in (running.furnished, running.journal_known):
        await begun.wait()
    running.desk.resize(1440, 900)
    bench = running.desk.create_page.bench
    assert bench is not None and running.studio is not None
    bench.pane.choose("vividflow", "wan2.1")
    while running.studio.jobs.rowCount() < WAITING:
        await asyncio.sleep(0.05)
    moved = [0, 0]
    traffic = _traffic(running.core, result, moved)
    await asyncio.sleep(2.0)
    gc.collect()
    moved[:] = 0, 0
    gaps: list[tuple[float, float]] = []
    bare.begin()
    watch = asyncio.ensure_future(_watch(gaps))
    (text, *_others) = [each for each in bench.pane.form.findChildren(QPlainTextEdit) if each.isVisible()]
    typed = text.toPlainText()
    for number in range(int(TYPING / KEY_EVERY)):
        QTest.keyClicks(text, "snow falls "[number % 11])
        await asyncio.sleep(KEY_EVERY)
    assert len(text.toPlainText()) > len(typed) + TYPING / KEY_EVERY / 2
    for task in (watch, *traffic):
        task.cancel()
    await asyncio.gather(watch, *traffic, return_exceptions=True)
    sent, came = (each / TYPING / 1e6 for each in moved)
    held, work = (sorted(times) for times in zip(*gaps, strict=True))
    theirs = await asyncio.to_thread(bare.end)
    p99 = len(gaps) * 99 // 100
    what = (
        f"gaps of the loop while one types, with {WAITING} jobs, {AT_ONCE} uploads ({sent:.0f} MB/s) and as many "
        f"downloads ({came:.0f} MB/s)"
    )

    def beside(own: float, bare: float) -> str:
        return f"(its own work: {own:.1f} ms; a bare loop beside it: {bare:.1f} ms)"

    return [
        Amount(f"{what}, p99 {beside(work[p99], theirs[0])}", held[p99], SMOOTH, "ms"),
        Amount(f"the longest of {len(gaps)} {beside(work[-1], theirs[1])}", held[-1], LONGEST, "ms"),
    ]


def _traffic(core: Core, result: str, moved: list[int]) -> list["asyncio.Task[None]"]:
    """By the program's own ways, one after the other without a pause; no job is charged with it."""
    kit = core._open.kit
    photo = shelved(core.paths.photos, PHOTO)

    async def send(number: int) -> None:
        wire = await kit.wires.of(core.lane_of("vimmerse"))
        request = order("vimmerse", f"mark-up-{number}", photo)
        await wire.submit(request, Teller(lambda _moved, _whole: None))
        moved[0] += photo.size

    async def fetch(number: int) -> None:
        part = core.paths.data / f"bench-{number}.part"
        teller = Teller(lambda _moved, _whole: None)
        await kit.transfer.run(lambda: kit.downloads.fetch(result, part, teller, RESULT))
        await kit.transfer.call(marks.forget, part)
        moved[1] += RESULT

    async def again(work: Callable[[int], Awaitable[None]], number: int) -> None:
        while True:
            await work(number)

    return [asyncio.ensure_future(again(work, number)) for number in range(AT_ONCE) for work in (send, fetch)]


async def _watch(gaps: list[tuple[float, float]]) -> None:
    """By the clock, which on a busy machine has in it what others did; and the loop's own work."""
    before, worked = time.perf_counter(), time.thread_time()
    while True:
        await asyncio.sleep(0.001)
        now, done = time.perf_counter(), time.thread_time()
        gaps.append(((now - before) * 1000, (done - worked) * 1000))
        before, worked = now, done


def _plan(port: int, **told: object) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/_plan", json.dumps(told).encode(), method="POST")
    urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).close()


@contextmanager
def _child(*words: str) -> Iterator[int]:
    """It prints its port, and ends with its standard input."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, *words], stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


@contextmanager
def _bare() -> Iterator[Bare]:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", BARE], stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Bare(process)
        finally:
            process.kill()
