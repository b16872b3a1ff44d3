"""Faults 1 to 5: signal 9 at a chosen point of a job's life, and the order in which things come to the disk.

The first life of the program is a process of its own and dies for real; the next one finds what it left behind. As a
module of its own this is the parent of those processes, which has imported everything and has no threads.
"""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from tests.campaigns.inspecting import forked_inspector
from tests.campaigns.life import HASTE
from tests.conftest import tool
from tests.faults import goods
from tests.faults.conftest import DAY, World, hurried
from tests.faults.plan import Act, Ask, At, Mishap
from vividdesk.core import Core
from vividdesk.jobs.events import JobChanged
from vividdesk.model import job as jobs
from vividdesk.model.job import Job, JobState
from vividdesk.model.request import Request
from vividdesk.paths import Paths
from vividdesk.store import moves, queue, results
from vividdesk.store.clips import ClipFilter
from vividdesk.store.db import Database
from vividdesk.store.jobs import JobFilter

SERVICES = ("vividflow", "vimmerse", "vistoure")
BEFORE, AFTER = "before", "after"
WRITTEN = "a part is written"


# The first life.


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(what: str, side: str) -> None:
    """At the commit by which a job comes into this state, or its file is kept; or when bytes of a file are written."""
    under_way: list[str] = []

    def named(owner: Any, name: str, called: Callable[..., str]) -> None:
        former = getattr(owner, name)

        def wrapped(*arguments: Any, **more: Any) -> Any:
            under_way[:] = [called(*arguments)]
            return former(*arguments, **more)

        setattr(owner, name, wrapped)

    commit = Database._commit

    def committed(self: Database, connection: Any) -> None:
        is_it = under_way == [what]
        under_way.clear()
        if is_it and side == BEFORE:
            die()
        commit(self, connection)
        if is_it:
            die()

    write = os.write

    def written(descriptor: int, data: Any) -> int:
        size = write(descriptor, data)
        if what == WRITTEN and Path(f"/proc/self/fd/{descriptor}").readlink().suffix == ".part":
            die()
        return size

    named(queue, "add", lambda *_rest: "queued")
    named(moves, "begin", lambda *_rest: "submitting")
    named(moves, "move", lambda _db, _at, _job, to, *_rest: str(to))
    named(results, "keep", lambda *_rest: "kept")
    Database._commit = committed  # type: ignore[method-assign]
    os.write = written


async def live(home: str, environ: Mapping[str, str], requests: list[str], point: Callable[[str], None]) -> None:
    """Until all jobs have ended."""
    core = Core(Paths.of({"VIVIDDESK_HOME": home}), environ, keyring=False)
    ended = asyncio.Event()

    def heard(event: object) -> None:
        if isinstance(event, JobChanged) and event.job.state.is_end:
            ended.set()

    core.listen(heard)
    await core.open(pace=HASTE)
    point("opened")
    await core.runner.enqueue([Request.from_json(text) for text in requests])
    point("queued")
    await ended.wait()
    point("ended")
    await core.close()


def serve() -> None:
    """For each line that comes a life: its process is told, and with a further line it begins."""
    for line in iter(sys.stdin.buffer.raw.readline, b""):  # type: ignore[attr-defined]
        asked = json.loads(line)
        if (child := os.fork()) == 0:
            forked_inspector(close=os.dup(0), begin=lambda: None)
            os.read(0, 1)
            die_at(*asked["death"])
            asyncio.run(live(asked["home"], asked["environ"], asked["requests"], lambda _point: None))
            os._exit(0)
        print(child, flush=True)
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


class Lives:
    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.test_kills"]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)

    def one(self, world: World, request: Request, death: tuple[str, str], mishap: Mishap | None) -> None:
        asked = {
            "home": str(world.home),
            "environ": world.service.environ,
            "requests": [request.to_json()],
            "death": death,
        }
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(asked).encode() + b"\n")
        child = int(self._parent.stdout.readline())
        if mishap is not None:
            world.goes_wrong(replace(mishap, pid=child))
        self._parent.stdin.write(b"!")
        assert int(self._parent.stdout.readline()) == -signal.SIGKILL

    def close(self) -> None:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.close()
        self._parent.wait(10)
        self._parent.stdout.close()


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    lives = Lives()
    yield lives
    lives.close()


async def killed(
    lives: Lives, world: World, request: Request, death: tuple[str, str] = ("", ""), mishap: Mishap | None = None
) -> None:
    await asyncio.to_thread(lives.one, world, request, death, mishap)
    while world.service.ledger()["open"]:  # what was on its way is taken or dropped
        await asyncio.sleep(0.01)
    world.goes_wrong()


async def only_job(core: Core) -> Job:
    (job,) = await core.store.jobs.page(JobFilter(hidden=None))
    return job


@pytest.mark.parametrize(
    ("service", "death"),
    [
        ("vividflow", ("queued", AFTER)),
        *((service, ("submitting", BEFORE)) for service in SERVICES),
    ],
)
@hurried
async def test_fault_1_killed_before_it_is_written_down_as_sent(
    world: World, lives: Lives, service: str, death: tuple[str, str]
) -> None:
    await killed(lives, world, world.order(service), death)
    assert not world.asked(Ask.SUBMIT)
    async with world.core(lanes=False) as core:
        assert (await only_job(core)).state is JobState.QUEUED
    async with world.core() as core:
        job = await world.until(core, await only_job(core), JobState.DONE)
        assert job.attempts == 1
        assert JobState.UNSURE not in await world.past(core, job)
    assert world.sent == len(world.asked(Ask.SUBMIT)) == 1


@hurried
async def test_fault_1_killed_before_it_is_queued_there_is_nothing(world: World, lives: Lives) -> None:
    request = world.order("vimmerse")
    await killed(lives, world, request, ("queued", BEFORE))
    async with world.core() as core:
        assert await core.store.jobs.count(JobFilter(hidden=None)) == 0
        (job,) = await core.runner.enqueue([request])
        await world.until(core, job, JobState.DONE)
    assert world.sent == 1


SENT: dict[str, tuple[tuple[str, str], Mishap | None]] = {
    "nothing has left": (("submitting", AFTER), None),
    "its head has left": (("", ""), Mishap(Ask.SUBMIT, Act.KILL, At.HEAD)),
    "half has left": (("", ""), Mishap(Ask.SUBMIT, Act.KILL, At.BODY)),
    "all has left": (("", ""), Mishap(Ask.SUBMIT, Act.KILL, At.ACCEPTED)),
    "it is being answered": (("", ""), Mishap(Ask.SUBMIT, Act.KILL, At.HEADERS)),
    "it is answered": (("waiting", BEFORE), None),
}


@pytest.mark.parametrize(
    ("when", "service"),
    [*((when, "vividflow") for when in SENT), *zip(SENT, cycle(["vimmerse", "vistoure"]), strict=False)],
)
@hurried
async def test_fault_2_killed_while_it_is_sent(world: World, lives: Lives, when: str, service: str) -> None:
    """Vivid Flow's history tells; in all other cases the person is asked, and nothing is sent before the answer."""
    await killed(lives, world, world.order(service), *SENT[when])
    sent = world.sent
    if when in ("nothing has left", "all has left", "it is being answered", "it is answered"):
        assert sent == (when != "nothing has left")
    async with world.core(lanes=False) as core:
        job = await only_job(core)
        assert (job.state, job.ask) == (JobState.UNSURE, jobs.Ask.TAKEN)
        assert [attempt.outcome for attempt in await core.store.jobs.attempts(job.id)] == [jobs.Outcome.UNSURE]
    async with world.core() as core:
        await asyncio.sleep(DAY)
        assert world.sent == sent
        if service == "vividflow" and sent:
            job = await world.until(core, job, JobState.DONE)
        else:
            job = await world.until(core, job, JobState.UNSURE)
            assert job.ask is jobs.Ask.TAKEN
            if sent:
                await core.decisions.found(job.id, world.service.works.charges[0].id)
            else:
                await core.decisions.resend(job.id)
            job = await world.until(core, job, JobState.DONE)
        assert job.remote == world.service.works.charges[0].id
    assert world.sent == 1


@hurried
async def test_fault_2_killed_right_after_its_id_is_known(world: World, lives: Lives) -> None:
    await killed(lives, world, world.order("vimmerse"), ("waiting", AFTER))
    async with world.core() as core:
        job = await world.until(core, await only_job(core), JobState.DONE)
        assert JobState.UNSURE not in await world.past(core, job)
    assert world.sent == 1


@pytest.mark.parametrize("service", ["vividflow", "vistoure"])
@hurried
async def test_fault_3_killed_while_fetching(world: World, lives: Lives, service: str) -> None:
    stops = Mishap(Ask.FILE, Act.STALL, At.ANSWER)
    await killed(lives, world, world.order(service), (WRITTEN, AFTER), stops)
    (part,) = world.home.rglob("*.part")
    begun = part.read_bytes()
    async with world.core() as core:
        job = await only_job(core)
        whole = goods.clip(job.remote)
        assert 0 < len(begun) < len(whole)
        assert whole.startswith(begun)
        assert await core.store.clips.count(ClipFilter()) == 0
        await world.until(core, job, JobState.DONE)
        (clip,) = await core.store.clips.page(ClipFilter())
        assert goods.is_of(Path(clip.file).read_bytes(), job.remote, goods.CLIP)
        assert [path.suffix for path in core.paths.results.iterdir()] == [".mp4"]
        told = [event.progress.part for event in world.told if isinstance(event, JobChanged) and event.progress]
        shares = [part for part in told if part is not None and part < 1]
        assert shares[0] == pytest.approx(len(begun) / len(whole))
    assert world.sent == 1


@pytest.mark.parametrize("death", [("kept", BEFORE), ("kept", AFTER), ("done", BEFORE), ("done", AFTER)])
@hurried
async def test_fault_4_killed_between_the_rename_and_done(world: World, lives: Lives, death: tuple[str, str]) -> None:
    await killed(lives, world, world.order("vividflow"), death)
    fetched = len(world.asked(Ask.FILE))
    (file,) = (world.home / "results").iterdir()
    content = file.read_bytes()
    async with world.core() as core:
        job = await world.until(core, await only_job(core), JobState.DONE)
        (result,) = await core.store.jobs.results(job.id)
        assert (result.file, result.bytes) == (str(file), len(content))
        assert len(await core.store.clips.of_job(job.id)) == 1
    assert file.read_bytes() == content
    assert [*(world.home / "results").iterdir()] == [file]
    assert len(world.asked(Ask.FILE)) == fetched
    assert world.sent == 1


# The order on the disk.


def trace_point(point: str) -> None:
    """What can be seen from outside between the system's calls: a name that nothing has."""
    Path(f"/trace-{point}").unlink(missing_ok=True)


CALL = re.compile(r"(?:\[pid +)?(\d+)\]? +(\w+)\((.*)$")
CALLS = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,pwrite64,sendto,sendmsg,write"


@hurried
async def test_fault_5_a_power_cut_finds_things_in_order(world: World, tmp_path: Path) -> None:
    """Seen from outside: what is told or done next comes after what it stands on is flushed to the disk."""
    trace = tmp_path / "trace"
    # Only what is wanted stops the program: all other calls are many times as many.
    command = [tool("strace"), "-f", "--seccomp-bpf", "-y", "-s", "300", "-o", str(trace), "-e", f"trace={CALLS}"]
    asked = [str(world.home), json.dumps(world.service.environ), world.order("vimmerse").to_json()]
    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    module = "tests.faults.test_kills"
    await asyncio.to_thread(
        partial(subprocess.run, [*command, sys.executable, "-m", module, *asked], env=environ, check=True, timeout=60)
    )
    calls = [line.split(maxsplit=1)[1] for line in trace.read_text(errors="replace").splitlines()]

    def place(wanted: str, after: int = -1, last_before: int | None = None) -> int:
        found = [at for at, call in enumerate(calls) if at > after and re.search(wanted, call)]
        if last_before is not None:
            found = [at for at in found if at < last_before]
        assert found, f"never: {wanted}"
        return found[-1] if last_before is not None else found[0]

    log_written, log_flushed = r"^pwrite64\(.*journal\.db-wal>", r"^f(data)?sync\(.*journal\.db-wal>"
    (photo,) = (world.home / "photos").iterdir()
    opened, queued = place("/trace-opened"), place("/trace-queued")
    # A job is told to be queued: its photo, the photo's folder, the row.
    photo_flushed = place(rf"^fsync\(.*{photo.name}>", opened)
    folder_flushed = place(r"^fsync\(.*/photos>", photo_flushed)
    assert not [call for call in calls[opened:folder_flushed] if re.search(log_written, call)]
    row_flushed = place(log_flushed, place(log_written, folder_flushed))
    assert row_flushed < queued
    # The first byte of the submit leaves: `submitting` is there.
    left = place(r"^send(to|msg)\(.*POST /vimmerse/workflow")
    begun = place(r"^pwrite64\(.*journal\.db-wal>.*", row_flushed, left)
    assert begun < place(log_flushed, begun) < left
    # The file is shown: itself, its name, its folder, then the row.
    renamed = place(r"^rename\w*\(.*\.part[^,]*, .*\.mp4\"")
    part_flushed = place(r"^fsync\(.*results/.*\.part>", last_before=renamed)
    assert not [call for call in calls[part_flushed:renamed] if re.search(r"^(pwrite64|write)\(.*\.part>", call)]
    folder_flushed = place(r"^fsync\(.*/results>", renamed)
    assert not [call for call in calls[renamed:folder_flushed] if re.search(log_written, call)]
    kept = place(log_flushed, place(log_written, folder_flushed))
    done = place(log_flushed, place(log_written, kept))
    assert done < place("/trace-ended")


if __name__ == "__main__":
    if sys.argv[1:]:
        home, environ, *requests = sys.argv[1:]
        asyncio.run(live(home, json.loads(environ), requests, trace_point))
    else:
        serve()
