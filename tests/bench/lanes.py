"""What the journal and the lanes cost beyond what a bare client would."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench.ratio import Amount, Ratio
from tests.campaigns.life import HASTE
from tests.faults.orders import order, shelved
from tests.faults.service import KEY
from vividdesk.core import Core
from vividdesk.jobs import looking
from vividdesk.model.job import Job, JobState
from vividdesk.model.request import Request
from vividdesk.model.service import VIMMERSE
from vividdesk.paths import Paths
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for
from vividdesk.store.jobs import JobChanges, Jobs

LOOKS = 200
WAITING = 1000
BATCH = 500
CALM = 4.0  # seconds that are watched
NEVER = replace(
    HASTE, rhythms={name: replace(each, quick=(3600.0,), steady=3600.0) for name, each in HASTE.rhythms.items()}
)


def measure(turns: int) -> Iterator[Ratio | Amount]:
    with _service() as port, asyncio.Runner() as runner:
        yield runner.run(_first_byte(port, turns))
        yield runner.run(_look(port, turns))
        yield runner.run(_calm(port))
        yield from runner.run(_batch(port))


async def _first_byte(port: int, turns: int) -> Amount:
    """Between the order and the service's first sight of it; of it the part that a bare client does not take."""
    ours, theirs = [], []
    async with _core(port) as core, Line(core.connection(VIMMERSE)) as line:
        for turn in range(turns + 1):
            for times, send in ((ours, _ordered), (theirs, _bare)):
                request = order("vimmerse", f"mark-{turn}-{len(times)}", shelved(core.paths.photos))
                began = time.time()
                await send(core, line, request)
                times.append(_seen(port) - began)
    more = statistics.median(ours[1:]) - statistics.median(theirs[1:])
    return Amount("from the order to the first byte at the service, beyond a bare client", more * 1000, 15.0, "ms")


async def _ordered(core: Core, _line: Line, request: Request) -> None:
    (job,) = await core.runner.enqueue([request], again=True)
    while (await _known(core, job)).state in (JobState.QUEUED, JobState.SUBMITTING):
        await asyncio.sleep(0.002)


async def _bare(core: Core, line: Line, request: Request) -> None:
    await client_for(line, core.paths.photos).submit(request)


async def _look(port: int, turns: int) -> Ratio:
    async with _core(port) as core:
        (job,) = await core.runner.enqueue([order("vimmerse", "mark-look", shelved(core.paths.photos))])
        while (job := await _known(core, job)).state is not JobState.WAITING:
            await asyncio.sleep(0.005)
        kit = core._open.kit
        job = (await looking.look(kit, job)).job
        address = f"{core.connection(VIMMERSE).address}/workflow/{job.remote}"
        async with httpx.AsyncClient(headers={"X-Api-Key": KEY}, trust_env=False) as client:

            async def ours() -> None:
                await looking.look(kit, job)

            async def theirs() -> None:
                json.loads((await client.get(address)).content)

            pairs = [(await _work_of(ours), await _work_of(theirs)) for _turn in range(max(3, turns // 3))]
    return Ratio(
        f"the work of {LOOKS} looks : as many bare GETs, read",
        statistics.median(mine for mine, _other in pairs),
        statistics.median(other for _mine, other in pairs),
        1.4,
        len(pairs),
    )


async def _work_of(ask: object) -> float:
    await ask()  # type: ignore[operator]
    began = time.process_time()
    for _turn in range(LOOKS):
        await ask()  # type: ignore[operator]
    return time.process_time() - began


async def _calm(port: int) -> Amount:
    """All were looked at once, and nothing is due."""
    still = {"ask": "look", "act": "say", "at": "taken", "body": '{"status": "processing"}', "times": 10**6}
    _plan(port, mishaps=[still])
    with TemporaryDirectory(prefix="vividdesk-bench-") as home:
        await _fill(port, Path(home))
        async with _core(port, Path(home)) as core:
            while core.runner.is_busy or any(going.due < _soon() for going in _in_hand(core)):
                await asyncio.sleep(0.1)
            began, worked = time.monotonic(), time.process_time()
            await asyncio.sleep(CALM)
            share = (time.process_time() - worked) / (time.monotonic() - began)
    return Amount(f"what {WAITING} waiting jobs cost while none is due", share * 100, 1.0, "% of a core")


async def _fill(port: int, home: Path) -> None:
    async with _core(port, home) as core:
        await core.runner.pause(core.lane_of("vividflow"))
        photo = shelved(core.paths.photos)
        jobs = await core.runner.enqueue([order("vividflow", f"mark-{n}", photo) for n in range(WAITING)])
        for number, job in enumerate(jobs):
            await _sent(core.store.jobs, job, f"w-{number}")


async def _sent(jobs: Jobs, job: Job, remote: str) -> None:
    job = await jobs.begin(job, "account", "body", None, 0.0, None)
    await jobs.move(job, JobState.WAITING, "the service took it", JobChanges(remote=remote))


def _soon() -> float:
    return asyncio.get_running_loop().time() + 60


def _in_hand(core: Core) -> list[object]:
    return [going for lane in core.runner._lanes.values() for going in lane._hand]


async def _batch(port: int) -> list[Amount]:
    async with _core(port) as core:
        await core.runner.pause(core.lane_of("vividflow"))
        photo = shelved(core.paths.photos)
        requests = [order("vividflow", f"mark-{n}", photo) for n in range(BATCH)]
        gaps: list[float] = []
        watch = asyncio.ensure_future(_watch(gaps))
        await asyncio.sleep(0.1)
        gaps.clear()
        began = time.perf_counter()
        await core.runner.enqueue(requests)
        took = time.perf_counter() - began
        await asyncio.sleep(0.05)
        watch.cancel()
    return [
        Amount(f"enqueue of {BATCH} jobs", took, 3.0, "s"),
        Amount("the longest gap of the loop in it", max(gaps) * 1000, 16.0, "ms"),
    ]


async def _watch(gaps: list[float]) -> None:
    """Waits in between, as a window does: a loop that spins would itself keep the other threads from working."""
    last = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now


async def _known(core: Core, job: Job) -> Job:
    found = await core.store.jobs.get(job.id)
    assert found is not None
    return found


def _seen(port: int) -> float:
    """When the service saw the last submit."""
    asked = httpx.get(f"http://127.0.0.1:{port}/_ledger?1000000", trust_env=False).json()["asked"]
    return float([each["at"] for each in asked if each["ask"] == "submit"][-1])


def _plan(port: int, **told: object) -> None:
    httpx.post(f"http://127.0.0.1:{port}/_plan", json=told, trust_env=False).raise_for_status()


@asynccontextmanager
async def _core(port: int, home: Path | None = None) -> AsyncIterator[Core]:
    """On a folder of its own, or on one that is given. Nothing is looked at unless somebody asks."""
    with TemporaryDirectory(prefix="vividdesk-bench-") as own:
        services = ("vimmerse", "vividflow", "vistoure")
        environ = {f"VIVIDDESK_{name.upper()}_KEY": KEY for name in services}
        environ |= {f"VIVIDDESK_{name.upper()}_URL": f"http://127.0.0.1:{port}/{name}" for name in services}
        core = Core(Paths.of({"VIVIDDESK_HOME": str(home or own)}), environ, keyring=False)
        await core.open(pace=NEVER)
        try:
            yield core
        finally:
            await core.close(grace=1.0)


@contextmanager
def _service() -> Iterator[int]:
    words = [sys.executable, "-m", "tests.faults.service"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            port = int(process.stdout.readline())
            _plan(port, life={"looks": 1, "seconds": 1_000_000.0})  # no job ever ends
            yield port
        finally:
            process.stdin.close()
