"""The journal behind the open window: jobs go on there, and commands reach it through the window's process."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.campaigns.life import HASTE
from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.service import Service, in_a_thread
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.notices import Notice
from vividdesk.core import Core
from vividdesk.model.job import JobState
from vividdesk.paths import Paths, resource

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    with in_a_thread() as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


async def command(*words: str) -> tuple[int, str]:
    """As a process of its own, while the window lives on."""
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "vividdesk", *words), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    said, complained = await program.communicate()
    assert program.returncode is not None
    return program.returncode, said.decode() + complained.decode()


def test_make_goes_through_the_open_window(service: Service) -> None:
    photo = str(resource("samples", "portrait.jpg"))

    async def scenario(running: app.App) -> None:
        await until_on_loop(running.journal_known.is_set)
        code, said = await command(
            "make", photo, "--with", "vividflow/wan2.1", "--set", "prompt=slow dolly in", "--json"
        )
        (told,) = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
        assert code == 0, said
        assert told["state"] == "done"
        assert Path(told["files"][0]).is_file()
        (job,) = await running.core.store.jobs.many([told["id"]])
        assert job.state is JobState.DONE

    in_window(scenario)
    assert len(service.works.charges) == 1


def test_what_was_left_goes_on_when_the_window_opens(service: Service, home: Path) -> None:
    async def begin() -> None:
        core = Core(Paths.of({"VIVIDDESK_HOME": str(home)}), service.environ, keyring=False)
        await core.open(pace=HASTE)
        await core.runner.pause(core.lane_of("vimmerse"))
        await core.runner.enqueue([order("vimmerse", "mark-a", shelved(core.paths.photos))])
        await core.runner.resume()
        await until_on_loop(lambda: service.works.charges)
        await core.close()

    asyncio.run(begin())

    async def scenario(running: app.App) -> None:
        await until_on_loop(running.journal_known.is_set)
        async with asyncio.timeout(20):
            while (await running.core.store.jobs.many([1]))[0].state is not JobState.DONE:
                await asyncio.sleep(0.02)

    in_window(scenario)
    assert len(service.works.charges) == 1


def test_trouble_of_a_lane_is_told_with_its_remedy(service: Service) -> None:
    """Above the queue; as a notice while that is not in sight."""
    told: list[Notice] = []
    out_of_credits = Mishap(Ask.SUBMIT, Act.SAY, At.TAKEN, status=402, body='{"message": "INSUFFICIENT_CREDIT"}')
    service.plan.now([out_of_credits, out_of_credits])

    async def scenario(running: app.App) -> None:
        running.notices.shown.connect(told.append)
        await until_on_loop(running.journal_known.is_set)
        assert running.studio is not None
        lanes, photos = running.studio.lanes, running.core.paths.photos
        await running.core.runner.enqueue([order("vimmerse", "mark-a", shelved(photos))])
        await until_on_loop(lanes.lines)
        (line,) = lanes.lines()
        assert line.title.endswith("The credits at Vimmerse do not suffice.")
        assert line.advice == "Buy credits on the service's page, then go on."
        assert told == []
        running.desk.show_page(1)
        await running.core.runner.resume()
        await until_on_loop(lambda: told)

    in_window(scenario)
    assert told[0].title == "The credits at Vimmerse do not suffice."
    assert told[0].advice == "Buy credits on the service's page, then go on."


def test_without_a_journal_the_window_says_so_and_commands_are_told_why(home: Path) -> None:
    told: list[Notice] = []
    (home / "journal.db").mkdir()

    async def scenario(running: app.App) -> None:
        running.notices.shown.connect(told.append)
        await until_on_loop(lambda: running.journal_known.is_set() and told)
        code, said = await command("jobs")
        assert code == 1
        assert told[0].title in said

    in_window(scenario)
