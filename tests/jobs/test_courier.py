"""What a person changes of a result reaches the service that keeps it, whatever stands in the way, and once."""

from dataclasses import replace

import pytest

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Work
from tests.faults.service import Service
from tests.jobs.conftest import Desk
from tests.waiting import until_on_loop
from vividdesk.jobs.events import ErrandChanged
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, ErrandState, What, place_of
from vividdesk.model.job import JobState
from vividdesk.model.service import SERVICES, VIMMERSE
from vividdesk.providers.registry import CLIENTS

DAY = 86_400.0


async def made(desk: Desk, service: Service, which: str = "vimmerse") -> tuple[Clip, Work]:
    (job,) = await desk.until(JobState.DONE, *await desk.send("mark-a", service=which))
    (clip,) = await desk.core.store.clips.of_job(job.id)
    work = service.works.find(which, clip.remote)
    assert work is not None
    return clip, work


def errands(desk: Desk) -> list[Errand]:
    return [event.errand for event in desk.events if isinstance(event, ErrandChanged)]


async def until_told(desk: Desk, state: ErrandState, what: What = What.RATING) -> Errand:
    await until_on_loop(lambda: any(each.state is state and each.what is what for each in errands(desk)))
    return next(each for each in errands(desk) if each.state is state and each.what is what)


def changes(service: Service) -> int:
    return service.counts[Ask.CHANGE.value]


async def test_each_change_is_told_once(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    tell = desk.core.courier.tell
    await tell([clip], What.RATING, "4")
    await until_told(desk, ErrandState.DONE)
    await tell([clip], What.RATING, "4")
    await tell([clip], What.TITLE, "Zoë in the snow")
    await tell([clip], What.VISIBILITY, "2")
    await until_told(desk, ErrandState.DONE, What.VISIBILITY)
    assert work.changes == {"rating": "4", "title": "Zoë in the snow", "visibility_status": "2"}
    assert changes(service) == 3
    assert len(service.works.charges) == 1


async def test_of_a_service_that_takes_none_nothing_is_told(desk: Desk, service: Service) -> None:
    clip, _work = await made(desk, service, "vividflow")
    here = replace(clip, service="vimmerse", local=True)
    step = replace(clip, service="vimmerse", step="sketch")
    await desk.core.courier.tell([clip, here, step], What.RATING, "4")
    await desk.core.courier.delete([clip, step], 0.0)  # with the picture of a step the whole job would go
    assert errands(desk) == []


async def test_offline_it_waits_and_is_told_when_there_is_a_way_again(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    await service.close()
    await desk.core.courier.tell([clip], What.RATING, "2")
    await until_on_loop(lambda: errands(desk) and errands(desk)[-1].trouble)
    assert errands(desk)[-1].state is ErrandState.WANTED
    assert (await desk.core.store.errands.of(place_of(clip)))[0].trouble is not None
    await service.open()
    told = await until_told(desk, ErrandState.DONE)
    assert told.trouble is None
    assert work.changes == {"rating": "2"}


async def test_a_wish_outlasts_the_program(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    await service.close()
    await desk.core.courier.tell([clip], What.RATING, "2")
    await desk.core.close()
    await service.open()
    desk.events.clear()
    await desk.open()
    await until_told(desk, ErrandState.DONE)
    assert work.changes == {"rating": "2"}


@pytest.mark.parametrize(
    "mishap",
    [
        Mishap(Ask.CHANGE, Act.RESET, At.ACCEPTED),
        Mishap(Ask.CHANGE, Act.SAY, status=500, body="{}"),
        Mishap(Ask.CHANGE, Act.SAY, status=200, body="<html>"),
        Mishap(Ask.CHANGE, Act.SAY, status=429, body="{}", headers={"Retry-After": "1"}),
    ],
    ids=["an answer that is lost", "a broken service", "nonsense", "too many requests"],
)
async def test_what_passes_is_tried_again(desk: Desk, service: Service, mishap: Mishap) -> None:
    """Said twice it means the same."""
    clip, work = await made(desk, service)
    service.plan.now([mishap])
    await desk.core.courier.tell([clip], What.TITLE, "Zoë")
    await until_told(desk, ErrandState.DONE, What.TITLE)
    assert work.changes == {"title": "Zoë"}
    assert changes(service) == 2


@pytest.mark.parametrize(
    ("status", "body"), [(400, '{"message": "BAD_REQUEST"}'), (403, '{"message": "NOT_YOURS"}'), (404, "{}")]
)
async def test_a_refusal_is_kept_and_said_and_not_repeated(
    desk: Desk, service: Service, status: int, body: str
) -> None:
    clip, _work = await made(desk, service)
    service.plan.now([Mishap(Ask.CHANGE, Act.SAY, status=status, body=body)])
    await desk.core.courier.tell([clip], What.RATING, "1")
    refused = await until_told(desk, ErrandState.REFUSED)
    assert refused.trouble is not None
    assert "Vimmerse" in refused.trouble.title
    await desk.core.courier.tell([clip], What.TITLE, "goes through")
    await until_told(desk, ErrandState.DONE, What.TITLE)
    assert changes(service) == 2


async def test_a_refused_key_is_waited_for(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    service.plan.now([Mishap(Ask.CHANGE, Act.SAY, status=401, body="{}")])
    await desk.core.courier.tell([clip], What.RATING, "1")
    await until_on_loop(lambda: errands(desk) and errands(desk)[-1].trouble)
    await desk.core.courier.tell([clip], What.TITLE, "later")
    assert changes(service) == 1
    await desk.core.key_changed(VIMMERSE)
    await until_told(desk, ErrandState.DONE, What.TITLE)
    assert work.changes == {"rating": "1", "title": "later"}


async def test_deleted_there_and_if_it_is_gone_already_all_the_better(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    await desk.core.courier.delete([clip], 0.0)
    await until_told(desk, ErrandState.DONE, What.DELETE)
    assert work.deleted
    other, work = await made_again(desk, service)
    work.deleted = True
    desk.events.clear()
    await desk.core.courier.delete([other], 0.0)
    await until_told(desk, ErrandState.DONE, What.DELETE)


async def made_again(desk: Desk, service: Service) -> tuple[Clip, Work]:
    (job,) = await desk.until(JobState.DONE, *await desk.send("mark-b", service="vimmerse"))
    (clip,) = await desk.core.store.clips.of_job(job.id)
    work = service.works.find("vimmerse", clip.remote)
    assert work is not None
    return clip, work


async def test_thought_better_of_in_time_it_stays_there(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    await desk.core.courier.delete([clip], DAY)
    assert await desk.core.courier.spare([clip])
    await desk.core.courier.tell([clip], What.RATING, "5")
    await until_told(desk, ErrandState.DONE)
    assert not work.deleted
    await desk.core.courier.delete([clip], 0.0)
    await until_told(desk, ErrandState.DONE, What.DELETE)
    assert not await desk.core.courier.spare([clip])


async def test_what_a_job_still_waits_for_is_deleted_when_it_has_ended(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    store = desk.core.store
    (job,) = await store.jobs.many([clip.job or 0])
    await store._db.write(lambda db: db.execute("UPDATE jobs SET state = 'waiting' WHERE id = ?", (job.id,)))
    await desk.core.courier.delete([clip], 0.0)
    await desk.core.courier.tell([(await made_again(desk, service))[0]], What.RATING, "5")
    await until_told(desk, ErrandState.DONE)
    assert not work.deleted
    await desk.reopen()  # looks at the job, fetches what it made once more, and is done with it
    await until_told(desk, ErrandState.DONE, What.DELETE)
    assert work.deleted


async def test_what_waits_to_be_deleted_waits_after_the_next_start_too(desk: Desk, service: Service) -> None:
    clip, work = await made(desk, service)
    other, _work = await made_again(desk, service)
    await desk.core.courier.delete([clip], DAY)
    await desk.reopen()
    await desk.core.courier.tell([other], What.RATING, "5")
    await until_told(desk, ErrandState.DONE)
    assert not work.deleted
    assert await desk.core.courier.spare([clip])


async def test_a_mistake_of_ours_with_one_keeps_no_other_from_being_told(
    desk: Desk, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip, work = await made(desk, service)

    async def stumble(*_told: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as wrong:
        wrong.setattr(CLIENTS["vimmerse"], "rate", stumble)
        await desk.core.courier.tell([clip], What.RATING, "4")
        await desk.core.courier.tell([clip], What.TITLE, "Zoë")
        await until_told(desk, ErrandState.DONE, What.TITLE)
    await until_told(desk, ErrandState.DONE)
    assert work.changes == {"title": "Zoë", "rating": "4"}
    assert {type(fault) for fault in desk.mistakes} == {ZeroDivisionError}
    desk.events.clear()


def test_who_takes_changes_is_said_in_one_place() -> None:
    from vividdesk.model.errand import TAKERS
    from vividdesk.providers.base import Edits

    able = {each.id for each in SERVICES if all(hasattr(CLIENTS[each.id], name) for name in ("rate", "delete"))}
    assert able == TAKERS
    assert issubclass(CLIENTS["vimmerse"], Edits)
