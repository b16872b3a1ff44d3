"""Fault 40: a long list opens and scrolls as a short one. Not by the clock, but by how the questions are answered."""

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.store.conftest import VIMMERSE, VIVIDFLOW, new, request
from tests.store.many import EVERYWHERE, SELDOM, SELDOM_EVERY, make_many
from vividdesk.model.job import ACTIVE, JobState, Outcome
from vividdesk.store import db as database
from vividdesk.store import opening
from vividdesk.store.clips import ClipChanges, ClipFilter, _wanted
from vividdesk.store.jobs import JobChanges, JobFilter, Kept, NewResult
from vividdesk.store.store import Store

COUNT = 6000
# Going through all of a list by its rows is what must not be; through an index that has all that is asked is allowed
# where the question is how many there are, or for all names of files.
SCAN = re.compile(r"\bSCAN (jobs|clips|moves|attempts|results|answers|photos|job_photos)\b(?! USING COVERING INDEX)")


class Watched(sqlite3.Connection):
    """Keeps what it is asked."""

    asked: ClassVar[set[str]] = set()

    def execute(self, sql: str, *others: Any) -> sqlite3.Cursor:
        self.asked.add(sql)
        return super().execute(sql, *others)


@pytest.fixture
async def grown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    await make_many(tmp_path, COUNT)
    Watched.asked.clear()
    connect = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda *words, **named: connect(*words, **named | {"factory": Watched})
    )
    store = await Store.open(tmp_path)
    yield store
    await store.close()


async def ask_everything(store: Store) -> None:
    jobs, clips = store.jobs, store.clips
    for text in ("", EVERYWHERE):
        for asked in (
            JobFilter(text=text),
            JobFilter(text=text, states=(JobState.FAILED, JobState.DONE), hidden=None),
            JobFilter(text=text, service="vimmerse", ask=False),
            JobFilter(text=text, batch="batch7", service="vimmerse"),
            JobFilter(text=text, ask=True, hidden=None),
        ):
            first = await jobs.page(asked)
            await jobs.page(asked, first[-1] if first else None)
            await jobs.count(asked)
        for wanted in (
            ClipFilter(text=text),
            ClipFilter(text=text, service="vimmerse", template="vim_arctic", kinds=("image/png", "video/mp4")),
            ClipFilter(text=text, rating_at_least=3, missing=True),
            ClipFilter(text=text, since=60.0, until=6000.0),
            ClipFilter(text=text, missing=True),
            ClipFilter(text=text, steps=True),
            ClipFilter(text=text, service="vimmerse", steps=True),
        ):
            await clips.page(wanted)
            await clips.count(wanted)
            await clips.numbers(wanted)
    await clips.many([1, 2])
    await clips.jobs_done(COUNT * 60.0 - 600)
    await jobs.counts()
    await jobs.many([1, 2])
    await jobs.in_states(None, ACTIVE)
    await jobs.in_states(VIMMERSE, ACTIVE)
    await jobs.twin([request()], 60.0)
    await jobs.durations("vimmerse", False, "vim_arctic")
    await jobs.claimed("vimmerse", ["remote-7"])
    await store.ledger.spent(VIMMERSE, 60.0)
    await store.ledger.price("vimmerse", "vim_arctic")
    await store.ledger.rows(None, COUNT * 60.0 - 600)
    await store.ledger.rows(VIMMERSE, COUNT * 60.0 - 600)


async def do_everything(store: Store) -> None:
    jobs = store.jobs
    first, second = await jobs.add([new(VIVIDFLOW), new(VIVIDFLOW)])
    await jobs.reorder(second.id, first.id)
    await jobs.reorder(second.id, None)
    await jobs.prioritise([first.id], 3)
    await jobs.hide([second.id], True)
    job = await jobs.next_queued(VIVIDFLOW, [second.id])
    assert job is not None
    job = await jobs.begin(job, "a", "b", None, 0, None)
    job = await jobs.move(
        job, JobState.WAITING, "taken", JobChanges(remote="x"), outcome=Outcome.ACCEPTED, answer="yes"
    )
    await store.ledger.credits(job.id, 1, 2.0, 1.0, 1.0)
    job = await jobs.move(job, JobState.FETCHING, "ready", results=[NewResult("https://x/a")])
    clip = await jobs.keep(job, 1, Kept("/f", "video/mp4", 1, 1, 1.0, 1, "h", "/p"))
    job = await jobs.move(job, JobState.DONE, "all are kept")
    for read in (jobs.moves, jobs.attempts, jobs.answers, jobs.results, store.clips.of_job):
        await read(job.id)
    await store.clips.change_many([clip.id], ClipChanges(rating=3))
    await jobs.recover()
    await store.photos.drop(await jobs.forget([job.id], clips=True))
    await store.photos.references("x")
    await store.clips.forget([1, 2])
    await store.connections.pause(VIMMERSE, True)


async def test_fault_40_every_question_is_answered_by_an_index(grown: Store, tmp_path: Path) -> None:
    await ask_everything(grown)
    await do_everything(grown)
    scans = {}
    with closing(database.connect(tmp_path / opening.NAME)) as db:
        asked = [sql for sql in Watched.asked if re.match("SELECT|UPDATE|DELETE|INSERT", sql)]
        assert len(asked) > 60
        for sql in asked:
            values = (None,) * sql.count("?")
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
            if found := [step for step in plan if SCAN.search(step)]:
                scans[sql] = found
    assert scans == {}


async def test_fault_40_a_page_is_a_page_wherever_it_is(grown: Store) -> None:
    """And the words that are searched for are found in all of it."""
    page = await grown.jobs.page(JobFilter(hidden=None))
    assert [job.id for job in page] == list(range(COUNT, COUNT - 100, -1))
    (oldest,) = await grown.jobs.many([102])
    last = await grown.jobs.page(JobFilter(hidden=None), oldest, size=200)
    assert [job.id for job in last] == list(range(101, 0, -1))
    assert await grown.jobs.count(JobFilter(hidden=None)) == COUNT
    assert sum((await grown.jobs.counts()).values()) == COUNT / 2
    seldom = [job.id for job in await grown.jobs.page(JobFilter(text=SELDOM, hidden=None))]
    assert seldom == list(range(COUNT - COUNT % SELDOM_EVERY + 3, 0, -SELDOM_EVERY))
    everywhere = await grown.jobs.page(JobFilter(text=EVERYWHERE[:4]), size=50)
    assert [job.id for job in everywhere] == [number for number in range(COUNT, 0, -1) if number // 10 % 2 == 0][:50]
    clips = await grown.clips.page(ClipFilter(text=EVERYWHERE, since=6000.0, until=6600.0))
    assert [clip.id for clip in clips] == list(range(109, 99, -1))


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (ClipFilter(), "clips_step"),
        (ClipFilter(since=1.0), "clips_step"),
        (ClipFilter("vimmerse"), "results_service"),
        (ClipFilter("vimmerse", template="vim_arctic"), "results_(service|template)"),
        (ClipFilter(kinds=("image/png", "image/webp")), "results_kind"),
        (ClipFilter("vimmerse", rating_at_least=4), "clips_(rating|service)"),
        (ClipFilter(rating_at_least=4), "clips_rating"),
        (ClipFilter(missing=True), "clips_missing"),
    ],
)
async def test_fault_40_a_page_of_results_is_found_by_an_index_of_them(
    store: Store, asked: ClipFilter, index: str
) -> None:
    """However many steps lie before it, and however few results are wanted."""

    def plan(db: sqlite3.Connection) -> list[str]:
        page = _wanted(db, asked).page(None, 100)
        steps = db.execute(f"EXPLAIN QUERY PLAN SELECT id FROM clips WHERE {page.sql}", page.values)
        return [step[3] for step in steps if "<?)" in step[3]]

    steps = await store._db.read(plan)
    assert steps
    assert all(re.search(rf"INDEX {index} ", step) for step in steps), steps


async def test_fault_40_the_words_are_whole(grown: Store) -> None:
    """What was filled in bulk, and what came after, agree with the rows."""
    await do_everything(grown)

    def examine(db: sqlite3.Connection) -> None:
        for words in ("job_words", "clip_words"):
            db.execute(f"INSERT INTO {words} ({words}, rank) VALUES ('integrity-check', 1)")

    await grown._db.write(examine)
