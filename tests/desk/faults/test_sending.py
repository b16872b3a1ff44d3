"""Faults 20, 24 and 26: a click too many, what the bytes that leave still know, and a source that goes meanwhile."""

import asyncio
import hashlib
import shutil
import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.desk.faults.conftest import Put
from tests.desk.faults.window import LEFT, Shared, buttons, click, in_shared_window, texts
from tests.faults import goods
from tests.faults.orders import TEMPLATES
from tests.faults.plan import Ask
from tests.faults.service import Service
from tests.faults.wire import Head
from tests.media.pictures import encoded, metadata, scene
from tests.media.test_privacy import XMP, exif
from tests.waiting import until_on_loop
from vividdesk.bridge import figures
from vividdesk.bridge.compose import Compose
from vividdesk.jobs.money import midnight
from vividdesk.model.draft import Draft
from vividdesk.model.job import JobState
from vividdesk.model.photo import Photo
from vividdesk.widgets.question import Question

# What Qt's player and its offscreen windows say of themselves.
pytestmark = pytest.mark.qt_log_ignore(
    "Using Qt multimedia", "No HW decoder", "No RHI", "does not support", extend=True
)

DONE, QUEUED = JobState.DONE, JobState.QUEUED


@pytest.fixture
def arrived(services: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Whole submits as they come: their heads and bodies."""
    came: list[bytes] = []
    usual = services._answered

    def noting(ask: Ask | None, service: str, head: Head, body: bytes, *rest: object) -> object:
        if ask is Ask.SUBMIT:
            came.append(repr(head).encode() + body)
        return usual(ask, service, head, body, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "_answered", noting)
    yield came


def sent(services: Service, mark: str) -> int:
    return [charge.mark for charge in services.works.charges].count(mark)


@in_shared_window
async def test_fault_20_a_double_click_makes_one_job_and_the_same_again_is_asked_about(
    window: Shared, services: Service, put: Put
) -> None:
    await window.drop(put("twice.jpg", goods.photo(20_000)))
    window.choose("vividflow", "wan2.1", prompt="mark-twice")
    send = window.bench.pane.send_bar.button
    assert send.text() == "Make 1 clip with Vivid Flow"
    QTest.mouseClick(send, LEFT)
    QTest.mouseDClick(send, LEFT)
    QTest.keyClick(window.desk, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await window.until(DONE)
    assert not window.desk.findChildren(Question), "nobody is asked about a click too many"
    assert sent(services, "mark-twice") == 1

    window.make()
    await until_on_loop(lambda: window.desk.findChildren(Question))
    title, advice, *_rest = texts(window.dialog())
    (job,) = await window.until(DONE)
    since = figures.time_of(job.ended_at)
    assert title == f"Wan 2.1 of twice.jpg was made exactly like this at {since}."
    assert advice == "Make it again only if you want it twice. It is paid again."
    click(*buttons(window.dialog(), "Cancel"))
    await until_on_loop(lambda: not window.desk.findChildren(Question))
    assert sent(services, "mark-twice") == 1

    window.make()
    await until_on_loop(lambda: window.desk.findChildren(Question))
    click(*buttons(window.dialog(), "Make it again"))
    await window.until(DONE, DONE)
    assert sent(services, "mark-twice") == 2


@in_shared_window
async def test_fault_20_of_several_of_which_one_was_made_the_other_is_made_alone(
    window: Shared, services: Service, put: Put
) -> None:
    await window.drop(put("first.jpg", goods.photo(20_000)))
    window.choose("vividflow", "wan2.1", prompt="mark-several")
    window.make()
    await window.until(DONE)
    await window.drop(put("second.jpg", goods.photo(21_000)))
    window.bench.tray.list.selectAll()
    window.make()
    await until_on_loop(lambda: window.desk.findChildren(Question))
    assert texts(window.dialog())[1].startswith("Cancel makes none of these 2.")
    assert len(buttons(window.dialog(), "Make both")) == 1
    click(*buttons(window.dialog(), "Make the other one"))
    jobs = await window.until(DONE, DONE)
    assert sorted(job.photo_name for job in jobs) == ["first.jpg", "second.jpg"]
    assert sent(services, "mark-several") == 2


@in_shared_window
async def test_more_than_the_limit_of_the_day_lets_out_is_asked_about(
    window: Shared, services: Service, put: Put
) -> None:
    core = window.app.core
    spent = await core.store.ledger.spent(core.lane_of("vividflow"), midnight(time.time()))
    core.settings.change(vividflow_jobs_a_day=spent.jobs + 1)
    try:
        await window.drop(put("one.jpg", goods.photo(24_000)), put("two.jpg", goods.photo(25_000)))
        window.choose("vividflow", "wan2.1", prompt="mark-limited")
        window.make()
        await until_on_loop(lambda: window.desk.findChildren(Question))
        assert texts(window.dialog())[:2] == [
            "The limit that you set for a day lets 1 of these 2 out.",
            "The other one waits in the queue until tomorrow, or until you raise the limit in the settings.",
        ]
        click(*buttons(window.dialog(), "Cancel"))
        await until_on_loop(lambda: not window.desk.findChildren(Question))
        assert sent(services, "mark-limited") == 0

        window.make()
        await until_on_loop(lambda: window.desk.findChildren(Question))
        click(*buttons(window.dialog(), "Make 1 today"))
        (job,) = await window.until(DONE)
        assert job.photo_name == "one.jpg"

        window.make()
        await until_on_loop(lambda: window.desk.findChildren(Question))
        assert texts(window.dialog())[0] == "The limit that you set for a day has no room left."
        click(*buttons(window.dialog(), "Cancel"))
        await until_on_loop(lambda: not window.desk.findChildren(Question))
        assert sent(services, "mark-limited") == 1
    finally:
        core.settings.change(vividflow_jobs_a_day=0)


@in_shared_window
async def test_fault_20_asked_once_however_often_one_clicks_and_again_of_what_was_made_meanwhile(
    window: Shared, services: Service, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    await window.drop(put("third.jpg", goods.photo(22_000)))
    window.choose("vividflow", "wan2.1", prompt="mark-meanwhile")
    window.make()
    await window.until(DONE)
    await window.drop(put("fourth.jpg", goods.photo(23_000)))
    window.bench.tray.list.selectAll()
    looking, answered = asyncio.Event(), asyncio.Event()
    compose, usual = window.studio.compose, Compose.new_of

    async def slowly(compose: Compose, drafts: list[Draft]) -> list[Draft]:
        looking.set()
        await answered.wait()
        return await usual(compose, drafts)

    monkeypatch.setattr(Compose, "new_of", slowly)
    window.make()
    await looking.wait()
    window.make()
    window.make()
    await asyncio.sleep(0)
    answered.set()
    await until_on_loop(lambda: window.desk.findChildren(Question))
    for _turn in range(50):
        await asyncio.sleep(0)
    (asked,) = window.desk.findChildren(Question)
    (other,) = [draft for draft in compose.drafts() if _photo_of(draft) == "fourth.jpg"]
    await compose.send([other])
    await window.until(DONE, DONE)
    click(*buttons(asked, "Make the other one"))
    await until_on_loop(lambda: [each for each in window.desk.findChildren(Question) if each is not asked])
    assert "Wan 2.1 of fourth.jpg was made exactly like this" in texts(window.dialog())[0]
    click(*buttons(window.dialog(), "Cancel"))
    await until_on_loop(lambda: not window.desk.findChildren(Question))
    assert sent(services, "mark-meanwhile") == 2


def _photo_of(draft: Draft) -> str:
    ((photo,),) = draft.pictures.values()
    assert isinstance(photo, Photo)
    return photo.name


@in_shared_window
async def test_fault_20_the_same_photo_twice_is_one_row_that_says_so(window: Shared, put: Put) -> None:
    content = goods.photo(20_000)
    await window.drop(put("one.jpg", content))
    window.let_go(window.mime(put("the same.jpg", content)))
    await until_on_loop(lambda: "Added again" in window.photos()[0])
    assert len(window.photos()) == 1
    assert window.photos()[0].startswith("one.jpg. ")
    assert window.photos()[0].count("Added again: it is the same photo") == 1
    assert [photo.name for photo in window.bench.tray.chosen()] == ["one.jpg"]


@pytest.mark.parametrize("service", TEMPLATES)
@in_shared_window
async def test_fault_24_nothing_leaves_but_the_picture_as_the_privacy_page_says(
    window: Shared, services: Service, put: Put, arrived: list[bytes], service: str
) -> None:
    window.desk.open_settings("privacy")
    words = " ".join(texts(window.dialog()))
    assert "loses all its metadata: where and when it was taken, with which camera, and its file's name" in words
    assert "to the service named on that button and to no other" in words
    window.dialog().close()

    content = encoded(scene((640, 480)), "JPEG", exif=exif(6), xmp=XMP, comment=b"CANARYCOMMENT")
    assert content.count(b"CANARY") >= 5
    await window.drop(put("CANARYNAME.jpg", content))
    template, option = TEMPLATES[service][0]
    window.choose(service, template, **{option: f"mark-{service}"})
    window.make()
    await window.until(DONE)
    (request,) = arrived
    assert b"CANARY" not in request
    assert b"Exif" not in request
    (charge,) = [each for each in services.works.charges if each.mark == f"mark-{service}"]
    assert charge.service == service
    (photo,) = window.studio.photos.ready()
    kept = window.app.core.paths.photos / photo.file_name
    assert charge.photos == (hashlib.sha256(kept.read_bytes()).hexdigest(),), "what is looked at here is what arrived"
    assert metadata(kept.read_bytes()) == []
    assert (photo.width, photo.height) == (480, 640)
    assert kept.stat().st_mode & 0o077 == 0
    assert window.app.core.paths.photos.stat().st_mode & 0o077 == 0


@in_shared_window
async def test_fault_26_what_becomes_of_the_file_while_it_waits_does_not_matter(
    window: Shared, services: Service, put: Put
) -> None:
    deleted, changed = put("deleted.jpg", goods.photo(20_000)), put("changed.jpg", goods.photo(30_000))
    await window.drop(deleted, changed)
    photos = window.studio.photos.ready()
    window.choose("vividflow", "wan2.1", prompt="mark-gone")
    await window.app.core.runner.pause()
    window.make()
    await window.until(QUEUED, QUEUED)
    deleted.unlink()
    changed.write_bytes(goods.photo(40_000))
    await until_on_loop(window.strips)
    assert window.strips() == ["Everything is paused. What was sent goes on; nothing new is sent."]
    assert "Vivid Flow: paused" in window.pills()
    window.click_strip("Resume")
    await window.until(DONE, DONE)
    assert "Vivid Flow: key known" in window.pills()
    came = {photo for charge in services.works.charges if charge.mark == "mark-gone" for photo in charge.photos}
    assert came == {photo.hash for photo in photos}


@in_shared_window
async def test_fault_26_a_file_that_goes_before_it_was_read_is_said_to_be_gone(window: Shared, put: Put) -> None:
    file = put("gone.jpg", goods.photo(20_000))
    mime = window.mime(file)
    file.unlink()
    window.let_go(mime)
    await until_on_loop(window.photos)
    await window.all_read()
    assert window.photos() == ["gone.jpg, refused. “gone.jpg” is not there. Look where it went, or choose another"]


@in_shared_window
async def test_fault_26_without_its_copy_nothing_is_sent_and_the_row_says_why(
    window: Shared, services: Service, put: Put
) -> None:
    await window.drop(put("lost.jpg", goods.photo(60_000)))
    window.choose("vividflow", "wan2.1", prompt="mark-lost")
    await window.app.core.runner.pause()
    window.make()
    await window.until(QUEUED)
    shutil.rmtree(window.app.core.paths.photos)
    window.click_strip("Resume")
    await window.until(JobState.FAILED)
    assert "Failed · " in window.queue()[0]
    assert "lost.jpg" in window.queue()[0]
    assert not window.notices()
    assert sent(services, "mark-lost") == 0
