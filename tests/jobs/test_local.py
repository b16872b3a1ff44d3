"""The local service as the program keeps it: a real process, killed for real."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.waiting import until, until_on_loop
from vividdesk.errors import LocalServiceFault, VividError
from vividdesk.jobs.local import FALLS, FALLS_WITHIN, LocalService, Restarted
from vividdesk.jobs.sample import sample_request
from vividdesk.model.report import RemoteState
from vividdesk.model.service import SERVICES, VIVIDFLOW
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for, try_key

WAN = {"prompt": "A calm evening", "width": 320, "height": 180, "length": 81}  # soon made
PARENT = """
import asyncio, sys
from pathlib import Path
from vividdesk.jobs.local import LocalService
from vividdesk.model.service import VIVIDFLOW

async def live():
    running = LocalService(Path(sys.argv[1]))
    await running.connection(VIVIDFLOW)
    print(running._instance.process.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(live())
"""


@pytest.fixture
def news() -> list[Restarted | VividError]:
    return []


@pytest.fixture
async def running(tmp_path: Path, news: list[Restarted | VividError]) -> AsyncIterator[LocalService]:
    service = LocalService(tmp_path / "local", news.append)
    yield service
    await service.close()


def pid_of(service: LocalService) -> int:
    assert service._instance is not None
    return service._instance.process.pid


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


async def test_each_service_answers_with_its_key_and_refuses_another(running: LocalService) -> None:
    for service in SERVICES:
        connection = await running.connection(service)
        assert connection.is_here
        assert (await try_key(connection)).accepted is not False
    assert len({(await running.connection(service)).key for service in SERVICES}) == 1


async def test_two_who_need_it_at_once_start_it_once(running: LocalService) -> None:
    one, other = await asyncio.gather(running.connection(SERVICES[0]), running.connection(SERVICES[1]))
    assert one.key == other.key


async def test_fault_34_killed_in_the_middle_of_a_job_it_is_there_again_and_the_job_goes_on(
    running: LocalService, news: list[Restarted | VividError], tmp_path: Path
) -> None:
    sample = await sample_request(tmp_path)
    request = replace(sample, template="wan2.1", target="wan2.1", options=WAN)
    async with Line(await running.connection(VIVIDFLOW)) as line:
        job = (await client_for(line, tmp_path).submit(request)).id
    killed = pid_of(running)
    os.kill(killed, signal.SIGKILL)
    await until_on_loop(lambda: news)
    assert str(news[0]) == "The local service stopped unexpectedly and was started again. 1 job goes on where it was."
    assert pid_of(running) != killed
    async with Line(await running.connection(VIVIDFLOW)) as line, asyncio.timeout(120):
        client = client_for(line, tmp_path)
        while not (report := await client.look(job)).state.is_end:
            await asyncio.sleep(0.2)
    assert report.state is RemoteState.DONE
    assert len(news) == 1


async def test_fault_34_one_that_dies_again_and_again_is_left_alone_for_a_while(
    tmp_path: Path, news: list[Restarted | VividError]
) -> None:
    now = 0.0
    running = LocalService(tmp_path / "local", news.append, clock=lambda: now)
    await running.connection(VIVIDFLOW)
    for falls in range(1, FALLS + 1):
        os.kill(pid_of(running), signal.SIGKILL)
        await until_on_loop(lambda falls=falls: len(news) == falls)
    assert isinstance(news[-1], LocalServiceFault)
    assert news[-1].title == "The local service stops again and again."
    with pytest.raises(LocalServiceFault, match="again and again"):
        await running.connection(VIVIDFLOW)
    now = FALLS_WITHIN + 1
    assert (await try_key(await running.connection(VIVIDFLOW))).accepted
    await running.close()


@pytest.mark.logs("While telling of the local service")
async def test_whoever_is_told_may_fail(tmp_path: Path) -> None:
    heard = []

    def told(news: Restarted | VividError) -> None:
        heard.append(news)
        raise RuntimeError("the window is gone")

    running = LocalService(tmp_path / "local", told)
    await running.connection(VIVIDFLOW)
    for falls in (1, 2):
        os.kill(pid_of(running), signal.SIGKILL)
        await until_on_loop(lambda falls=falls: len(heard) == falls)
    await running.close()


async def test_closing_does_not_wait_for_a_start_that_hangs(tmp_path: Path) -> None:
    running = LocalService(tmp_path / "local")
    starting = asyncio.ensure_future(running.connection(VIVIDFLOW))
    await until_on_loop(lambda: running._process)
    assert running._process
    os.kill(running._process.pid, signal.SIGSTOP)
    await running.close()
    with pytest.raises(LocalServiceFault):
        await starting
    assert not is_alive(running._process.pid)


async def test_it_ends_when_it_is_closed(running: LocalService) -> None:
    await running.connection(VIVIDFLOW)
    pid = pid_of(running)
    await running.close()
    assert not is_alive(pid)
    with pytest.raises(LocalServiceFault):
        await running.connection(VIVIDFLOW)


def test_fault_34_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "local")], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        pid = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        until(lambda: not is_alive(pid))


async def test_a_folder_that_cannot_be_used(tmp_path: Path, news: list[Restarted | VividError]) -> None:
    (tmp_path / "file").write_text("")
    service = LocalService(tmp_path / "file" / "local", news.append)
    with pytest.raises(LocalServiceFault):
        await service.connection(VIVIDFLOW)
    await service.close()
