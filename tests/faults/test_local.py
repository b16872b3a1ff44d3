"""Fault 34: the local service does not start, dies, and finds its port taken."""

import asyncio
import os
import signal
import socket
from dataclasses import replace
from urllib.parse import urlsplit

from tests.faults.orders import shelved
from tests.waiting import until_on_loop
from vividdesk import catalog
from vividdesk.core import Core
from vividdesk.jobs.events import LaneChanged
from vividdesk.jobs.local import Restarted
from vividdesk.jobs.pacing import Pace
from vividdesk.model.draft import Draft
from vividdesk.model.job import Job, JobState
from vividdesk.model.request import Request
from vividdesk.model.service import VIVIDFLOW
from vividdesk.paths import Paths

SMALL = {"width": 160, "height": 120, "length": 24, "prompt": "slow dolly in"}
PACE = replace(Pace(), probes=(0.1,))


def order(core: Core) -> Request:
    template = catalog.load().find("vividflow", "wan2.1")
    assert template is not None
    draft = Draft(template).put(template.slots[0].name, shelved(core.paths.photos))
    for name, value in SMALL.items():
        draft = draft.set(name, value)
    return draft.request()


async def found(core: Core, job: Job) -> Job:
    (now,) = await core.store.jobs.many([job.id])
    return now


async def come_to(core: Core, job: Job, state: JobState) -> Job:
    async with asyncio.timeout(60):
        while (now := await found(core, job)).state is not state:
            assert not now.state.is_end, now
            await asyncio.sleep(0.02)
    return now


async def test_fault_34_the_local_service_dies_during_a_job(paths: Paths) -> None:
    core = Core(paths, {}, keyring=False)
    news: list[object] = []
    core.local.told = news.append
    core.listen(news.append)
    paths.local.write_text("a file where its folder should be")
    try:
        await core.open(pace=PACE)
        (job,) = await core.runner.enqueue([order(core)])
        assert job.lane.local
        await until_on_loop(lambda: [each for each in news if isinstance(each, LaneChanged) and each.trouble])
        (lane,) = core.runner.lanes()
        assert lane.trouble is not None
        assert lane.trouble.kind == "LocalServiceFault"
        assert lane.trouble.advice
        assert (await found(core, job)).state is JobState.QUEUED

        paths.local.unlink()
        job = await come_to(core, job, JobState.WAITING)
        port = urlsplit((await core.local.connection(VIVIDFLOW)).address).port
        killed = core.local._process
        assert killed is not None
        os.kill(killed.pid, signal.SIGKILL)
        await until_on_loop(lambda: killed.returncode is not None)
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", port))
            done = await come_to(core, job, JobState.DONE)
        assert [each.jobs for each in news if isinstance(each, Restarted)] == [1]
        assert core.local._process is not killed
        assert (done.remote, done.attempts, done.files) == (job.remote, 1, 1)
    finally:
        await core.close()
