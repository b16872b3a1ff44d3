"""A library as it is after months."""

import asyncio
import time
from collections.abc import Callable
from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Order
from tests.faults.service import Service
from tests.shots.camera import SETTLES, Camera
from tests.store.many import make_many
from tests.waiting import PATIENCE, until_on_loop
from vividdesk.app import App
from vividdesk.bridge import clip_removal
from vividdesk.bridge.clip_removal import Removal
from vividdesk.catalog import load
from vividdesk.desk.library_page import LibraryPage
from vividdesk.desk.library_removal import RemovalDialog
from vividdesk.errors import JournalError
from vividdesk.model.clip import Clip
from vividdesk.model.errand import Errand, ErrandState, What, place_of
from vividdesk.paths import Paths, resource
from vividdesk.store import opening
from vividdesk.store.db import connect
from vividdesk.texts import _
from vividdesk.widgets.template_card import illustration

CLIPS = 5002  # two of them steps
HOSTED = 3  # of the newest: those that Vimmerse has, too
MISSING = CLIPS - 4
TITLE = "The aurora over the fjord, second take, with far more snow than there was in the first"
RATED = 3  # the place of "3 stars or more" among the ratings
WITH_STEPS = CLIPS - 8  # the two before it led to it
PROMPTS = ("a fox in the snow", "a hare on the run", "a heron")  # of what Vivid Flow made elsewhere
SLOW = 12.0  # seconds for the second of them
UNDO_THERE = 120.0  # seconds for two pictures of the way back
STAYS = 120_000  # milliseconds for two pictures of what was just done
IN_SIGHT, LOADS = 35, 2.0  # clips in the window, and seconds for their pictures
EVERY = 2000.0  # seconds between two of them


def fill(paths: Paths, service: Service) -> None:
    """Each clip with the picture and the name of its template; the newest are of Vimmerse, as the service plays it."""
    paths.make()
    asyncio.run(make_many(paths.data, CLIPS))
    templates = [each for each in load().templates if illustration(each).exists()]
    with closing(connect(paths.data / opening.NAME)) as db, db:
        db.execute("UPDATE jobs SET state = 'done', ask = NULL")
        for number, template in enumerate(templates):
            db.execute(
                """UPDATE clips SET missing = 0, file = ?, poster = ?, label = ?, made_at = ? - (? - id) * ?
                WHERE id % ? = ?""",
                (
                    str(resource("samples", "portrait.jpg")),
                    str(illustration(template)),
                    template.label,
                    time.time(),
                    CLIPS,
                    EVERY,
                    len(templates),
                    number,
                ),
            )
        db.execute("UPDATE clips SET missing = 1, file = ? WHERE id = ?", (str(paths.data / "gone.mp4"), MISSING))
        address = service.environ["VIVIDDESK_VIMMERSE_URL"]
        db.execute("UPDATE connections SET address = ? WHERE service = 'vimmerse' AND local = 0", (address,))
        db.execute(
            "UPDATE clips SET step = 'create_media', job = ? WHERE id IN (?, ?)",
            (WITH_STEPS, WITH_STEPS - 1, WITH_STEPS - 2),
        )
        for number in range(CLIPS - HOSTED, CLIPS):
            work = service.works.accept(Order("vimmerse", f"of clip {number}", template="vim_arctic"), "")
            db.execute(
                """UPDATE clips SET service = 'vimmerse', local = 0, remote = ?,
                connection = (SELECT id FROM connections WHERE service = 'vimmerse' AND local = 0) WHERE id = ?""",
                (work.id, number + 1),
            )


async def walk(running: App, camera: Camera, service: Service) -> None:
    running.desk.show_page(1)
    page = running.desk.library_page
    assert running.studio is not None and page is not None
    clips = running.studio.clips
    await until_on_loop(lambda: clips.rowCount() > IN_SIGHT and all(clips.clip(row) for row in range(IN_SIGHT)))
    await asyncio.sleep(LOADS)
    await camera.take("library-many")
    page.grid.setFocus()
    page.grid.setCurrentIndex(clips.index(0, 0))
    await camera.take("library-chosen")
    await _titled(page, camera)
    await _chosen(running, page, MISSING)
    await camera.take("library-missing")
    page.grid.selectAll()
    await until_on_loop(lambda: len(page.chosen.clips) == clips.rowCount())
    await camera.take("library-several")
    page.filters.search.setText("zeppelin")
    page.filters._tell()
    await clips.settled()
    await camera.take("library-found")
    page.filters.search.setText("nothing is called this")
    page.filters._tell()
    await clips.settled()
    await camera.take("library-nothing")
    page.filters.clear()
    await clips.settled()
    for name, choice in (("service", page.filters.service), ("template", page.filters.template)):
        await camera.take_menu(f"menu-{name}", choice.menu())
    await camera.take_menu("menu-time", page.filters.date.menu())
    menu = page.filters.rating.menu()
    await camera.take_menu("menu-rating", menu)
    menu.actions()[RATED].trigger()
    await clips.settled()
    await camera.take("library-filtered")
    page.filters.clear()
    await clips.settled()
    page._ask_days()
    await camera.take_dialog("library-days")
    page.grid.setCurrentIndex(clips.index(0, 0))
    page.chosen.ask_removal()
    await camera.take_dialog("library-removal")
    await _at_its_service(page, camera, service)
    await _removed(page, camera)
    await _removed_with_steps(running, page, camera)
    await _closed(running, page, camera)
    await _brought_in(page, camera, service)
    await _copied(running, page, camera)


async def _chosen(running: App, page: LibraryPage, number: int) -> Clip:
    assert running.studio is not None
    row = running.studio.clips.row_of(number)
    assert row is not None
    page.grid.choose_rows([row])
    page.grid.scrollTo(running.studio.clips.index(row))
    await until_on_loop(lambda: [clip.id for clip in page.chosen.clips] == [number])
    return page.chosen.clips[0]


async def _titled(page: LibraryPage, camera: Camera) -> None:
    """Somebody writes one that is longer than the line."""
    page.details.edit_title()
    await camera.take("library-title")
    QTest.keyClicks(page.details._title, TITLE)
    QTest.keyClick(page.details._title, Qt.Key.Key_Return)
    await until_on_loop(lambda: bool(page.chosen.clips and page.chosen.clips[0].title))
    await camera.take("library-titled")
    page.details.edit_title()
    page.details._title.clear()
    QTest.keyClick(page.details._title, Qt.Key.Key_Backspace)
    QTest.keyClick(page.details._title, Qt.Key.Key_Return)


async def _copied(running: App, page: LibraryPage, camera: Camera) -> None:
    """To the clipboard, to a name that is taken already, and to another one."""
    bench, studio = running.desk.create_page.bench, running.studio
    assert bench is not None and studio is not None
    clip = await _chosen(running, page, CLIPS)
    page._foot._read.setInterval(STAYS)
    page.actions_of_chosen.named["copy"].trigger()
    await camera.take("library-copied")
    page._foot.hide()
    QGuiApplication.clipboard().clear()  # offscreen, Qt would only let go of it after Python is gone
    taken = running.core.paths.data / "Exports" / "Aurora.jpg"
    taken.parent.mkdir()
    taken.touch()
    studio.tasks.start(bench.exports.to_file(page, clip, taken.with_suffix("")))
    await camera.take_dialog("library-export-there")
    await bench.exports.to_file(page, clip, taken.with_stem("Aurora 2"))
    await camera.take("library-exported")


async def _at_its_service(page: LibraryPage, camera: Camera, service: Service) -> None:
    """Changes that the service took, and one that cannot reach it."""
    (clip,) = page.chosen.clips
    await page.chosen._core.courier.tell([clip], What.VISIBILITY, "1")
    page.chosen.rate(4)
    await _until(page, clip, lambda errand: errand.what is What.RATING and errand.state is ErrandState.DONE)
    await camera.take("library-told")
    service.plan.now([Mishap(Ask.CHANGE, Act.RESET, At.HEAD, times=50)])
    page.chosen.rate(2)
    await _until(page, clip, lambda errand: errand.what is What.RATING and errand.trouble is not None)
    bar = page.details.findChildren(QScrollArea)[0].verticalScrollBar()
    bar.setValue(bar.maximum())
    await camera.take("library-not-told")
    bar.setValue(0)
    service.plan.now([])
    who = next(each for each in page.details.findChildren(QPushButton) if each.menu() is not None)
    await camera.take_menu("menu-visibility", who.menu())
    menu = page.actions_of_chosen.menu()
    await camera.take_menu("menu-clip", menu)


async def _until(page: LibraryPage, clip: Clip, is_so: Callable[[Errand], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not any(map(is_so, await page.chosen._core.store.errands.of(place_of(clip)))):
            await asyncio.sleep(0.05)


async def _removed(page: LibraryPage, camera: Camera) -> None:
    page.chosen.ask_removal()
    await until_on_loop(lambda: camera.dialog() is not None)
    dialog = camera.dialog()
    assert isinstance(dialog, RemovalDialog)
    dialog.there.click()
    await camera.take("library-removal-there", dialog)
    clip_removal.UNDO_THERE = UNDO_THERE
    dialog._decide()
    await until_on_loop(page.undo_bar.isVisible)
    await camera.take("library-undo")
    page.undo_bar.undo.click()
    await until_on_loop(lambda: not page.undo_bar.isVisible())


async def _removed_with_steps(running: App, page: LibraryPage, camera: Camera) -> None:
    studio = running.studio
    assert studio is not None
    page.filters.steps.setChecked(True)
    await studio.clips.settled()
    await _chosen(running, page, WITH_STEPS)
    bar = page.details.findChildren(QScrollArea)[0].verticalScrollBar()
    await until_on_loop(page.details._kin.isVisible)
    await asyncio.sleep(SETTLES)
    bar.setValue(bar.maximum())
    await camera.take("library-steps")
    page.filters.steps.setChecked(False)
    await studio.clips.settled()
    await _chosen(running, page, WITH_STEPS)
    page.chosen.ask_removal()
    await until_on_loop(lambda: camera.dialog() is not None)
    dialog = camera.dialog()
    assert isinstance(dialog, RemovalDialog)
    await camera.take("library-removal-steps", dialog)
    dialog.reject()
    page._removals.remove(page.chosen.clips, Removal())
    await until_on_loop(page.undo_bar.isVisible)
    await camera.take("library-undo-steps")
    page.undo_bar.undo.click()
    await until_on_loop(lambda: studio.clips.row_of(WITH_STEPS) is not None)


async def _closed(running: App, page: LibraryPage, camera: Camera) -> None:
    """As after a start at which the journal could not be opened."""
    assert running.studio is not None
    clips = running.studio.clips
    fault = JournalError(
        _("The journal of jobs was written by a later version of vividdesk. It was left as it is."),
        _("Start that version, or set VIVIDDESK_HOME to another folder."),
    )
    clips.stay_closed(fault, clips.begin)
    await camera.take("library-closed")
    clips.begin()
    await clips.settled()


async def _brought_in(page: LibraryPage, camera: Camera, service: Service) -> None:
    for prompt in PROMPTS:
        service.works.accept(Order("vividflow", prompt, prompt=prompt, template="wan2.1"), "")
    service.plan.now([Mishap(Ask.FILE, Act.STALL, At.ANSWER, skip=1, seconds=SLOW)])
    page.bring_in.start()
    await until_on_loop(lambda: page.bring_in.part is not None and page.bring_in.part > 0)
    await camera.take("library-bringing-in")
    await until_on_loop(lambda: not page.bring_in.is_running)
    await camera.take("library-brought-in")
