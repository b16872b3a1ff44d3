"""VistoureAI's saved workflows come up as soon as they can, and only those of the key that holds now."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from itertools import pairwise

import pytest

from tests.fakes import RecordedNotices
from tests.faults.hurry import Hurry
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.service import KEY, Service, running
from tests.model.test_manifest import INFO
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.errors import NoKeyring
from vividdesk.model.service import VISTOURE
from vividdesk.paths import Paths

pytestmark = pytest.mark.usefixtures("qapp")

DAY = 86_400.0
ALWAYS = 1_000_000
APART = 3.0  # seconds; the tries of one asking come sooner after each other


class World:
    """A studio before the service, by a clock that jumps over all waiting."""

    def __init__(self, core: Core, service: Service) -> None:
        self.core = core
        self.service = service
        self.notices = RecordedNotices()
        self.tasks = Tasks(self.notices)
        self.studio: Studio

    @property
    def knows(self) -> list[str]:
        return [each.label for each in self.studio.catalog.templates if each.id.startswith("workflow:")]

    @property
    def asked(self) -> list[float]:
        """When, the tries of one asking counted as one."""
        times = [each.at for each in self.service.asked if each.path.endswith("/workflows")]
        return [at for before, at in pairwise([-math.inf, *times]) if at - before > APART]

    def discover(self) -> None:
        self.tasks.start(self.studio.discover())

    async def paste_key(self) -> None:
        with suppress(NoKeyring):
            await self.core.keys.put(VISTOURE.id, KEY, lambda: None)
        self.discover()

    async def forget_key(self) -> None:
        with suppress(NoKeyring):
            await self.core.keys.forget(VISTOURE.id, lambda: None)
        self.discover()


def in_world(paths: Paths, scenario: Callable[[World], Awaitable[None]]) -> None:
    @asynccontextmanager
    async def world() -> AsyncIterator[World]:
        async with running(now=asyncio.get_running_loop().time) as service:
            service.saved = {"My_Workflow": INFO}
            environ = {"VIVIDDESK_VISTOURE_URL": service.environ["VIVIDDESK_VISTOURE_URL"]}
            made = World(Core(paths, environ, keyring=False), service)
            made.studio = await Studio.made(made.core, made.tasks, made.notices)
            try:
                yield made
            finally:
                await made.studio.close()
                await made.tasks.finish(5)
                await made.core.close()

    async def lived() -> None:
        async with world() as made:
            await scenario(made)
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, f"left behind: {left}"

    with asyncio.Runner(loop_factory=Hurry().loop) as runner:
        runner.run(lived())


def test_they_are_asked_for_again_with_growing_pauses_until_the_service_can_be_reached(paths: Paths) -> None:
    async def scenario(world: World) -> None:
        await world.service.close()
        await world.paste_key()
        await asyncio.sleep(60)
        assert world.knows == []
        await world.service.open()
        await asyncio.sleep(120)
        assert world.knows == ["My Workflow"]
        assert len(world.asked) == 1, "an answer is enough"
        assert world.notices.told == []

    in_world(paths, scenario)


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(Ask.WORKFLOWS, Act.SAY, status=503, times=12),
        Mishap(Ask.WORKFLOWS, Act.SAY, body="<html>Sign in to the network", times=12),
        Mishap(Ask.WORKFLOWS, Act.RESET, times=12),
        Mishap(Ask.WORKFLOWS, Act.SAY, status=429, headers={"Retry-After": "20"}, times=4),
    ],
    ids=str,
)
def test_so_they_are_where_it_does_not_answer_as_it_should(paths: Paths, mishap: Mishap) -> None:
    async def scenario(world: World) -> None:
        world.service.plan.now([mishap])
        await world.paste_key()
        await asyncio.sleep(3600)
        assert world.knows == ["My Workflow"]
        pauses = [round(later - sooner) for sooner, later in pairwise(world.asked)]
        assert len(pauses) == 4
        assert pauses == sorted(pauses)
        assert pauses[0] >= (20 if mishap.status == 429 else 4)
        assert pauses[-1] > 200
        assert world.notices.told == []

    in_world(paths, scenario)


def test_what_is_refused_is_not_asked_for_again(paths: Paths) -> None:
    async def scenario(world: World) -> None:
        world.service.plan.now([Mishap(Ask.WORKFLOWS, Act.SAY, status=401, times=ALWAYS)])
        await world.paste_key()
        await asyncio.sleep(DAY)
        assert len(world.asked) == 1
        assert world.knows == []

    in_world(paths, scenario)


def test_a_slower_answer_to_a_key_that_is_forgotten_shows_nothing(paths: Paths) -> None:
    async def scenario(world: World) -> None:
        world.service.plan.now([Mishap(Ask.WORKFLOWS, Act.STALL, At.ACCEPTED, seconds=10)])
        await world.paste_key()
        await asyncio.sleep(5)
        assert world.asked
        await world.forget_key()
        await asyncio.sleep(60)
        assert world.knows == []
        await world.paste_key()
        await asyncio.sleep(60)
        assert world.knows == ["My Workflow"]

    in_world(paths, scenario)


def test_a_key_that_is_forgotten_is_asked_for_no_more(paths: Paths) -> None:
    async def scenario(world: World) -> None:
        world.service.plan.now([Mishap(Ask.WORKFLOWS, Act.SAY, status=503, times=ALWAYS)])
        await world.paste_key()
        await asyncio.sleep(60)
        asked = len(world.asked)
        assert asked > 1
        await world.forget_key()
        await asyncio.sleep(DAY)
        assert len(world.asked) == asked

    in_world(paths, scenario)


def test_closing_does_not_wait_for_the_next_time(paths: Paths) -> None:
    async def scenario(world: World) -> None:
        await world.service.close()
        await world.paste_key()
        await asyncio.sleep(30)
        now = asyncio.get_running_loop().time
        before = now()
        await world.studio.close()
        await world.tasks.finish(5)
        assert now() - before < 0.1

    in_world(paths, scenario)
