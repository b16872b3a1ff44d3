"""What the library does at the services: changes of a clip, deleting it there, and bringing in their history."""

import asyncio
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import replace
from itertools import count

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from tests.desk.libraries import Library, desk_loop, in_library, made
from tests.desk.test_library_page import click, dialog_button, press, texts
from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Order
from tests.faults.service import Service, running
from tests.waiting import until_on_loop
from vividdesk.bridge import clip_removal
from vividdesk.bridge.bring_in import words
from vividdesk.bridge.errand_words import line
from vividdesk.bridge.lineage import Lineage, lineage
from vividdesk.core import Core
from vividdesk.desk import library_chosen
from vividdesk.desk.library_bring_in import BringInBar
from vividdesk.desk.library_page import LibraryPage
from vividdesk.desk.library_removal import RemovalDialog
from vividdesk.jobs.bringing import Tally
from vividdesk.jobs.events import ErrandChanged
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, ErrandState, What
from vividdesk.model.job import LaneId, Trouble
from vividdesk.paths import Paths

__all__ = ["desk_loop"]

LEFT = Qt.MouseButton.LeftButton
HOSTED, FLOW, HERE = 3, 4, 5  # numbers of clips: from Vimmerse, from Vivid Flow, made on this computer
Scenario = Callable[[Library, LibraryPage, Service], Awaitable[None]]


@pytest.fixture
def run(desk_loop: asyncio.AbstractEventLoop, paths: Paths) -> Callable[[Scenario, int], None]:
    """A page over so many clips, before services that are there."""

    def whole(scenario: Scenario, clips: int = 6) -> None:
        async def live() -> None:
            async with running() as service:
                library = Library(desk_loop, paths, clips, environ=service.environ)
                page = library.show()
                try:
                    await library.begin()
                    await scenario(library, page, service)
                finally:
                    await library.close()

        if clips:
            made(clips)  # which has a loop of its own
        desk_loop.run_until_complete(live())

    return whole


def choose(library: Library, page: LibraryPage, number: int) -> None:
    row = library.clips.row_of(number)
    assert row is not None
    click(page.grid, row)


async def wanted(library: Library) -> list[tuple[str, What, str]]:
    return [(each.remote, each.what, each.value) for each in await library.core.store.errands.open()]


def test_what_is_said_of_a_clip_is_told_its_service_where_it_takes_it(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        for number in (HOSTED, FLOW, HERE):
            choose(library, page, number)
            press(page.grid, Qt.Key.Key_4)
            page.details.titled.emit("Zoë")
        await library.tasks.finish(5)
        assert await wanted(library) == [("remote-3", What.RATING, "4"), ("remote-3", What.TITLE, "Zoë")]

    run(scenario)


def test_who_may_see_it_is_chosen_where_the_service_asks(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        choose(library, page, HOSTED)
        button = next(each for each in page.findChildren(QPushButton) if each.accessibleName() == "Who can see it")
        choose(library, page, FLOW)
        assert not button.isVisible()
        choose(library, page, HOSTED)
        assert button.isVisible()
        action = next(each for each in button.menu().actions() if each.text() == "Everybody")
        action.trigger()
        await until_on_loop(lambda: button.accessibleName() == "Who can see it: Everybody")
        assert button.text() == "Everybody"
        assert action.isChecked()
        assert await wanted(library) == [("remote-3", What.VISIBILITY, "2")]
        await until_on_loop(lambda: "Who can see it: on its way…" in texts(page))
        menu = page.actions_of_chosen.menu()
        assert "Who can see it" in [each.text() for each in menu.actions()]
        menu.deleteLater()

    run(scenario)


def test_the_pane_says_what_the_service_does_not_know_yet(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        choose(library, page, HOSTED)
        press(page.grid, Qt.Key.Key_4)
        await until_on_loop(lambda: "Rating: on its way…" in texts(page))
        (errand,) = await library.core.store.errands.open()
        offline = Trouble("Unreachable", "Vimmerse cannot be reached.")
        changed = await library.core.store.errands.put(errand, ErrandState.WANTED, offline)
        assert changed is not None
        library.clips.hear(ErrandChanged(changed))
        await until_on_loop(lambda: any("Rating: not yet told." in text for text in texts(page)))
        done = await library.core.store.errands.put(errand, ErrandState.DONE)
        assert done is not None
        library.clips.hear(ErrandChanged(done))
        await until_on_loop(lambda: "Rating: told" in texts(page))

    run(scenario)


def test_a_look_that_took_longer_does_not_hide_a_newer_one(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, may_go_on = count(), asyncio.Event()

    async def slow_at_first(core: Core, clip: Clip) -> Lineage:
        found = await lineage(core, clip)
        if next(looks) == 0:
            await may_go_on.wait()
        return found

    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        choose(library, page, HOSTED)
        await until_on_loop(lambda: next(copy(looks)) == 1)
        press(page.grid, Qt.Key.Key_4)
        await until_on_loop(lambda: "Rating: on its way…" in texts(page))
        may_go_on.set()
        await library.tasks.finish(5)
        assert "Rating: on its way…" in texts(page)

    monkeypatch.setattr(library_chosen, "lineage", slow_at_first)
    run(scenario)


def test_each_state_of_what_is_told_has_its_words() -> None:
    trouble = Trouble("Rejected", "Vimmerse does not take this.")

    def said(what: What, state: ErrandState, of: Trouble | None = None) -> str:
        return line(Errand(1, LaneId("vimmerse", local=False), "R", what, "", state=state, trouble=of))

    assert said(What.TITLE, ErrandState.REFUSED, trouble) == "Title: not taken. Vimmerse does not take this."
    assert said(What.DELETE, ErrandState.WANTED) == "Will be deleted there"
    assert said(What.DELETE, ErrandState.SENDING, trouble) == "Not deleted yet. Vimmerse does not take this."
    assert said(What.DELETE, ErrandState.REFUSED, trouble) == "Not deleted. Vimmerse does not take this."
    assert said(What.DELETE, ErrandState.DONE) == "Deleted there"


def test_the_question_says_what_is_gone_there_and_offers_it_for_results_alone(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        (hosted,) = await library.core.store.clips.many([HOSTED])
        (flow,) = await library.core.store.clips.many([FLOW])
        undo = "You can undo it for 15 seconds, or until vividdesk is closed."
        for clips, says in (
            ([hosted], f"All that its job made is gone there for good. {undo}"),
            ([hosted, hosted], f"All that their jobs made is gone there for good. {undo}"),
            ([hosted, flow], f"It can be done with 1 of them. All that its job made is gone there for good. {undo}"),
        ):
            dialog = RemovalDialog(page, clips)
            dialog.open()
            assert dialog.there.isVisible()
            assert dialog.there.accessibleDescription() == says
            dialog.reject()
        step = RemovalDialog(page, [replace(hosted, step="sketch")])
        step.open()
        assert not step.there.isVisible(), "the whole job would go there"
        step.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    run(scenario)


async def remove(library: Library, page: LibraryPage, number: int, *, there: bool) -> None:
    choose(library, page, number)
    page.actions_of_chosen.named["remove"].trigger()
    dialog = page.findChild(RemovalDialog)
    assert dialog is not None
    if there:
        QTest.mouseClick(dialog.there, LEFT)
    QTest.mouseClick(dialog_button(page, "Remove"), LEFT)
    await until_on_loop(page.undo_bar.isVisible)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_deleting_there_is_offered_where_it_can_be_and_undone_in_time(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        choose(library, page, FLOW)
        page.actions_of_chosen.named["remove"].trigger()
        dialog = page.findChild(RemovalDialog)
        assert dialog is not None
        assert not dialog.there.isVisible()
        dialog.reject()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        await remove(library, page, HOSTED, there=True)
        assert await wanted(library) == [("remote-3", What.DELETE, "")]
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 6)
        assert await wanted(library) == []
        assert library.notices.told == []

    run(scenario)


def test_undone_too_late_it_is_back_here_and_that_is_said(
    run: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(library: Library, page: LibraryPage, _service: Service) -> None:
        await remove(library, page, HOSTED, there=True)
        (errand,) = await library.core.store.errands.open()
        await library.core.store.errands.put(errand, ErrandState.DONE)
        QTest.mouseClick(page.undo_bar.undo, LEFT)
        await until_on_loop(lambda: library.clips.rowCount() == 6)
        assert [notice.title for notice in library.notices.told] == ["The service has deleted it already."]
        monkeypatch.setattr(clip_removal, "UNDO_THERE", 0.01)
        await remove(library, page, HERE, there=True)
        await until_on_loop(lambda: not page.undo_bar.isVisible())
        await library.tasks.finish(5)
        assert await library.core.store.clips.get(HERE) is None
        assert ("remote-5", What.DELETE, "") in await wanted(library)

    run(scenario)


def made_elsewhere(service: Service, *prompts: str) -> None:
    for prompt in prompts:
        service.works.accept(Order("vividflow", prompt, prompt=prompt, template="wan2.1"), "")


def test_the_history_comes_in_and_what_became_of_it_is_said(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, service: Service) -> None:
        made_elsewhere(service, "a fox", "a hare")
        bar = page.findChild(BringInBar)
        assert bar is not None
        assert not bar.isVisible()
        assert "The library is empty" in texts(page)
        QTest.mouseClick(dialog_button(page, "Bring in Vivid Flow's history"), LEFT)
        await until_on_loop(bar.isVisible)
        await until_on_loop(lambda: not bar.isVisible())
        await until_on_loop(lambda: library.clips.rowCount() == 2)  # the list reads at its own pace
        assert [notice.title for notice in library.notices.told] == ["Vivid Flow's history is in the library."]
        assert [notice.advice for notice in library.notices.told] == ["2 brought in."]
        first = await library.read(0)
        assert (first.label, first.prompt) == ("Wan 2.1", "a hare")
        click(page.grid, 0)
        assert "a hare" in texts(page)

    run(scenario, 0)


def test_it_can_be_stopped_and_a_fault_says_what_came(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, service: Service) -> None:
        made_elsewhere(service, "a fox", "a hare")
        service.plan.now([Mishap(Ask.FILE, Act.STALL, At.ANSWER, skip=1)])
        page.bring_in.start()
        await until_on_loop(lambda: page.bring_in.says == "Bringing in 2 of 2 from Vivid Flow…")
        bar = page.findChild(BringInBar)
        assert bar is not None
        QTest.mouseClick(bar.cancel, LEFT)
        await until_on_loop(lambda: not page.bring_in.is_running)
        assert [(notice.title, notice.advice) for notice in library.notices.told] == [("Stopped.", "1 brought in.")]
        library.notices.told.clear()
        await service.close()
        page.bring_in.start()
        await until_on_loop(lambda: library.notices.told)
        assert library.notices.told[0].title.startswith("Vivid Flow's history could not be brought in.")

    run(scenario, 0)


def test_it_stops_when_the_program_is_closed(run: Callable[..., None]) -> None:
    async def scenario(library: Library, page: LibraryPage, service: Service) -> None:
        made_elsewhere(service, "a fox")
        service.plan.now([Mishap(Ask.FILE, Act.STALL, At.ANSWER)])
        page.bring_in.start()
        await until_on_loop(lambda: page.bring_in.is_running and service.counts[Ask.FILE.value])
        page.hide()
        await until_on_loop(lambda: not page.bring_in.is_running)

    run(scenario, 0)


def test_without_a_key_nobody_is_asked_and_it_says_what_is_missing(
    desk_loop: asyncio.AbstractEventLoop, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = Library(desk_loop, paths, 0)
    page = library.show()
    asked: list[object] = []

    async def bring_in(*what: object) -> Tally:
        asked.append(what)
        return Tally(0)

    async def scenario() -> None:
        monkeypatch.setattr(library.core, "bring_in", bring_in)
        page.bring_in.start()
        await until_on_loop(lambda: library.notices.told)
        assert [notice.title for notice in library.notices.told] == ["There is no key for Vivid Flow."]
        assert asked == []
        assert not page.bring_in.is_running

    in_library(library, scenario)


def test_all_that_became_of_it_in_one_line() -> None:
    assert words(Tally(16, new=12, known=3, expired=1)) == "12 brought in, 3 were there already, 1 has expired."
    assert words(Tally(0)) == "0 brought in."
    missing = "1 brought in, 2 could not be fetched. Begin again later for what is missing."
    assert words(Tally(3, new=1, broken=2)) == missing
