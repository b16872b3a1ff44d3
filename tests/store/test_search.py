"""The list: pages, filters, and what a person types."""

from collections.abc import Sequence

import pytest

from tests.store.conftest import HERE, VIMMERSE, VIVIDFLOW, at, new, photo, queued, request
from vividdesk.model.job import Ask, Job, JobState
from vividdesk.store.jobs import JobChanges, JobFilter
from vividdesk.store.store import Store


async def found(store: Store, **wanted: object) -> list[int]:
    """Numbers, the newest first; the count agrees."""
    asked = JobFilter(**wanted)  # type: ignore[arg-type]
    page = await store.jobs.page(asked)
    assert await store.jobs.count(asked) == len(page)
    return [job.id for job in page]


async def pages(store: Store, asked: JobFilter, size: int) -> list[Sequence[Job]]:
    taken = [await store.jobs.page(asked, size=size)]
    while taken[-1]:
        taken.append(await store.jobs.page(asked, taken[-1][-1], size))
    return taken


@pytest.mark.parametrize("text", ["", "snow"])
async def test_paging_gives_each_row_once_while_rows_are_added(store: Store, text: str) -> None:
    await store.jobs.add([new() for _job in range(25)])
    asked, seen = JobFilter(text=text), []
    page = await store.jobs.page(asked, size=7)
    while page:
        seen += [job.id for job in page]
        await store.jobs.add([new(), new()])
        page = await store.jobs.page(asked, page[-1], size=7)
    assert seen == list(range(25, 0, -1))


async def test_every_filter_and_both_together(store: Store) -> None:
    jobs = {state: await at(store, state) for state in JobState}
    numbers = {state: job.id for state, job in jobs.items()}
    here = await at(store, JobState.DONE, HERE)
    flow = await queued(store, VIVIDFLOW, batch="b7")
    hidden = await at(store, JobState.DONE, VIVIDFLOW, batch="b7")
    await store.jobs.hide([hidden.id], True)
    await store.jobs.note(jobs[JobState.WAITING], JobChanges(ask=Ask.OVERDUE))
    shown = sorted([*numbers.values(), here.id, flow.id], reverse=True)
    assert await found(store) == shown
    assert await found(store, hidden=None) == [hidden.id, *shown]
    assert await found(store, hidden=True) == [hidden.id]
    assert await found(store, states=(JobState.DONE,)) == [here.id, numbers[JobState.DONE]]
    both = (JobState.FAILED, JobState.UNSURE)
    assert await found(store, states=both) == sorted([numbers[state] for state in both], reverse=True)
    assert await found(store, service="vimmerse") == [number for number in shown if number != flow.id]
    assert await found(store, service="vividflow", hidden=None) == [hidden.id, flow.id]
    assert await found(store, service="vistoure") == []
    assert await found(store, batch="b7") == [flow.id]
    assert await found(store, batch="b7", hidden=None, states=(JobState.DONE,)) == [hidden.id]
    assert await found(store, batch="b7", service="vimmerse", hidden=None) == []
    assert await found(store, ask=True) == [numbers[JobState.WAITING]]
    assert await found(store, ask=False) == [number for number in shown if number != numbers[JobState.WAITING]]
    assert await found(store, text="arctic", states=(JobState.DONE,), service="vimmerse") == [
        here.id, numbers[JobState.DONE],
    ]  # fmt: skip
    assert await found(store, text="arctic", ask=True) == [numbers[JobState.WAITING]]


async def test_pages_of_a_filter_join_without_a_seam(store: Store) -> None:
    for turn in range(12):
        await at(store, (JobState.DONE, JobState.QUEUED, JobState.CANCELLED)[turn % 3], (VIMMERSE, VIVIDFLOW)[turn % 2])
    for asked in (JobFilter(), JobFilter(states=(JobState.DONE, JobState.CANCELLED)), JobFilter(service="vimmerse")):
        whole = [job.id for job in await store.jobs.page(asked)]
        parts = await pages(store, asked, 3)
        assert [job.id for page in parts for job in page] == whole
        assert all(len(page) == 3 for page in parts[:-2])


TYPED = {
    "Égalité": True,
    "egalite": True,
    "ÉGAL": True,
    "e\u0301galite\u0301": True,  # the accent as a sign of its own
    "zurich": True,
    "züri": True,
    "snow egal": True,
    "egal snow": True,
    "snow rain": False,
    "now": False,  # the middle of a word
    '"snow': True,
    'sn"ow': False,
    '"': True,
    "*": True,
    "sno*": True,
    "snow AND rain": False,
    "AND": False,
    "snow OR rain": False,
    "or": True,  # as "or-else" begins
    "NOT snow": False,
    "NEAR(snow falls)": False,
    "snow - falls": True,
    "-snow": True,
    "or-else": True,
    "or-el": True,
    "label:snow": False,
    "label : snow": False,
    "^snow": True,
    "(snow)": True,
    "{label photo}: snow": False,
    "snow\0": True,
    "  snow\t\n": True,
    "🏖": True,
    "🏖 beach": True,
    "🎿": False,
    "k3x9": True,
    "R77": True,
    "IMG_0042": True,
    "img_004": True,
    "'; DROP TABLE jobs; --": False,
    "\udce9": False,
    "שלום": True,
    "x" * 5000: False,
}


async def test_what_a_person_types(store: Store) -> None:
    """Each word is a beginning, all of them must be there, none of it is a command."""
    asked = request(photo("IMG_0042 🏖 beach.jpg"), prompt="Snow falls on Égalité, Zürich or-else שלום")
    (job,) = await store.jobs.add([new(asked=asked)])
    job = await store.jobs.begin(job, "a", "b", None, 0, None)
    await store.jobs.move(job, JobState.WAITING, "taken", JobChanges(remote="R77"))
    wrong = {text for text, expected in TYPED.items() if (await found(store, text=text) == [job.id]) != expected}
    assert wrong == set()


async def test_the_words_follow_the_row(store: Store) -> None:
    job = await at(store, JobState.WAITING, remote="alpha")
    assert await found(store, text="alpha") == [job.id]
    await store.jobs.note(job, JobChanges(remote="beta"))
    assert (await found(store, text="alpha"), await found(store, text="beta")) == ([], [job.id])
