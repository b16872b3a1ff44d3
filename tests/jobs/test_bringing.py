"""What a service has made elsewhere comes into the library, each once, whatever breaks on the way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Order, Work
from tests.faults.service import Service
from tests.jobs.conftest import NEVER, SETTLED, Desk
from tests.waiting import until_on_loop
from vividdesk.errors import FolderGone, Unreachable
from vividdesk.jobs import bringing
from vividdesk.jobs.bringing import Tally
from vividdesk.jobs.events import ClipAdded
from vividdesk.model.clip import Clip
from vividdesk.model.job import JobState
from vividdesk.model.report import History, RemoteState, Report
from vividdesk.model.service import VIVIDFLOW
from vividdesk.store.clips import ClipFilter


def elsewhere(service: Service, *prompts: str) -> list[Work]:
    """Made by the same account on another computer."""
    return [
        service.works.accept(Order("vividflow", prompt, prompt=prompt, template="wan2.1"), "") for prompt in prompts
    ]


async def bring(desk: Desk) -> list[Tally]:
    told: list[Tally] = []
    tally = await desk.core.bring_in(VIVIDFLOW, {"wan2.1": "Wan 2.1"}, told.append)
    assert told[-1] == tally
    return told


async def library(desk: Desk) -> list[Clip]:
    return await desk.core.store.clips.page(ClipFilter())


def parts(desk: Desk) -> list[str]:
    return [file.name for file in desk.core.paths.results.glob("*") if file.suffix != ".mp4"]


async def test_all_that_is_new_comes_in_and_nothing_twice(desk: Desk, service: Service) -> None:
    await desk.until(JobState.DONE, *await desk.send("mark-ours"))
    old, new = elsewhere(service, "an old fox", "a new fox")
    told = await bring(desk)
    assert told[-1] == Tally(2, new=2, known=1)
    assert [tally.done for tally in told] == [0, 0, 1, 2]
    newest, oldest, ours = await library(desk)
    assert [newest.remote, oldest.remote] == [new.id, old.id]
    assert (newest.prompt, newest.label, newest.template, newest.job) == ("a new fox", "Wan 2.1", "wan2.1", None)
    assert (newest.service, newest.local, newest.kind) == ("vividflow", False, "video/mp4")
    assert abs(newest.made_at - new.at) < 1
    assert ours.job is not None
    assert [event.clip for event in desk.events if isinstance(event, ClipAdded)][1:] == [oldest, newest]
    assert parts(desk) == []
    assert (await bring(desk))[-1] == Tally(0, known=3)
    assert len(service.works.charges) == 3


async def test_what_is_being_sent_may_be_it_and_is_left(desk: Desk, service: Service) -> None:
    desk.pace = replace(SETTLED, searches=(NEVER,))
    await desk.reopen()
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED)])
    await desk.until(JobState.UNSURE, *await desk.send("mark-ours"))
    elsewhere(service, "a fox")
    assert (await bring(desk))[-1] == Tally(1, new=1, known=1)


async def test_a_job_without_words_that_is_being_sent_hides_nothing(desk: Desk, service: Service) -> None:
    """Of that nobody can tell which of those without words it is; at worst one is there twice."""
    desk.pace = replace(SETTLED, searches=(NEVER,))
    await desk.reopen()
    wordless = replace(desk.request("mark-ours"), options={})
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.HEAD)])
    await desk.until(JobState.UNSURE, *await desk.core.runner.enqueue([wordless]))
    elsewhere(service, "", "")
    assert (await bring(desk))[-1].new == 2


async def test_that_the_folder_for_results_is_gone_is_told_once(desk: Desk, service: Service, tmp_path: Path) -> None:
    (tmp_path / "no disk").touch()
    desk.core.settings.change(results_folder=str(tmp_path / "no disk" / "results"))
    elsewhere(service, "a fox", "a hare", "an owl")
    assert (await bring(desk))[-1] == Tally(3, new=3)
    assert {Path(clip.file).parent for clip in await library(desk)} == {desk.core.folders().library}
    (fault,) = desk.mistakes
    assert isinstance(fault, FolderGone)
    desk.events.clear()


async def test_a_link_that_has_expired_is_asked_for_again(desk: Desk, service: Service) -> None:
    elsewhere(service, "a fox", "another")
    service.plan.now([Mishap(Ask.FILE, Act.EXPIRE, status=403)])
    assert (await bring(desk))[-1] == Tally(2, new=2)
    elsewhere(service, "gone for good")
    service.plan.now([Mishap(Ask.FILE, Act.EXPIRE, status=410, times=9)])
    assert (await bring(desk))[-1] == Tally(1, known=2, expired=1)
    service.plan.now([])
    assert (await bring(desk))[-1] == Tally(1, known=2, new=1)


async def test_a_download_that_breaks_goes_on_and_one_that_is_no_clip_does_not_come_in(
    desk: Desk, service: Service
) -> None:
    elsewhere(service, "a fox")
    service.plan.now([Mishap(Ask.FILE, Act.RESET, At.ANSWER)])
    assert (await bring(desk))[-1] == Tally(1, new=1)
    elsewhere(service, "nonsense")
    service.plan.now([Mishap(Ask.FILE, Act.SPOIL, body="html", times=9)])
    assert (await bring(desk))[-1] == Tally(1, known=1, broken=1)
    assert parts(desk) == []


async def test_cancelled_it_leaves_what_came_and_nothing_half(desk: Desk, service: Service) -> None:
    elsewhere(service, "a fox", "another")
    service.plan.now([Mishap(Ask.FILE, Act.STALL, At.ANSWER, skip=1)])
    under_way = asyncio.ensure_future(bring(desk))
    await until_on_loop(lambda: any(name.endswith(".part") for name in parts(desk)) and service.counts["file"] == 2)
    under_way.cancel()
    await asyncio.wait({under_way})
    assert under_way.cancelled()
    assert len(await library(desk)) == 1
    assert parts(desk) == []
    service.plan.now([])
    assert (await bring(desk))[-1] == Tally(1, known=1, new=1)


async def test_a_file_that_the_journal_did_not_learn_of_is_found(desk: Desk, service: Service) -> None:
    elsewhere(service, "a fox")
    await bring(desk)
    (clip,) = await library(desk)
    await desk.core.store.clips.forget([clip.id])  # as after a power cut just before it was written down
    before = service.counts["file"]
    assert (await bring(desk))[-1].new == 1
    assert service.counts["file"] == before
    (again,) = await library(desk)
    assert again.file == clip.file


async def test_offline_nothing_comes_and_it_says_why(desk: Desk, service: Service) -> None:
    await service.close()
    with pytest.raises(Unreachable):
        await bring(desk)


async def test_pages_are_turned_until_nothing_new_is_on_them() -> None:
    asked: list[int] = []

    class Paged:
        async def history(self, limit: int = 100, page: int = 1) -> History:
            asked.append(page)
            shown = range(5)[(page - 1) * 2 : page * 2] if page < 4 else ()
            at = datetime(2026, 1, 1, tzinfo=UTC)
            return History(tuple(Report(f"R{number}", RemoteState.DONE, created=at) for number in shown), at)

    found = await bringing._history(cast(Any, SimpleNamespace(client=Paged())))
    assert [report.id for report in found] == ["R0", "R1", "R2", "R3", "R4"]
    assert asked == [1, 2, 3, 4]
