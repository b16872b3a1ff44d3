"""What one panel brings to another, in the whole window: results come to the preview, and go back into the form."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QPushButton

from tests import hasty
from tests.faults.orders import order, shelved
from tests.faults.plan import Act, Ask, Mishap
from tests.faults.service import Service, in_a_thread
from tests.model.test_manifest import INFO
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.studio import Studio
from vividdesk.desk.create_page import CreatePage
from vividdesk.desk.preset_menu import PresetMenu
from vividdesk.desk.workbench import Workbench
from vividdesk.jobs.events import JobChanged
from vividdesk.model.crop import Frame
from vividdesk.model.job import Job, JobState
from vividdesk.model.template import Makes
from vividdesk.paths import resource
from vividdesk.widgets.question import Question

pytestmark = [
    pytest.mark.usefixtures("qapp", "clean_logging"),
    pytest.mark.qt_log_ignore(
        "Using Qt multimedia", "No HW decoder", "No RHI backend", "PulseAudio", "Could not open", extend=True
    ),
]
Key = Qt.Key


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    hasty.hasten(monkeypatch)
    with in_a_thread() as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(autouse=True, scope="module")
def said_before(qapp: QApplication) -> None:
    """What Qt says once of a computer without a GPU, it says here, and not into the log of the window."""
    QVideoFrame(QImage(8, 8, QImage.Format.Format_RGB32)).toImage()


async def parts(running: app.App) -> tuple[CreatePage, Workbench, Studio]:
    await running.furnished.wait()
    await running.journal_known.wait()
    running.desk.activateWindow()
    page, studio = running.desk.create_page, running.studio
    assert page.bench is not None
    assert studio is not None
    return page, page.bench, studio


async def sent(bench: Workbench, studio: Studio, mark: str) -> Job:
    (job,) = await studio.core.runner.enqueue([order("vividflow", mark, shelved(studio.core.paths.photos))])
    bench.pane.sent.emit([job])
    return job


async def shown(bench: Workbench, job: Job) -> None:
    await until_on_loop(lambda: bench.preview._clip is not None and bench.preview._clip.job == job.id)


def test_what_was_sent_plays_and_has_the_keys_and_closed_it_stays_silent_until_play(service: Service) -> None:
    async def scenario(running: app.App) -> None:
        page, bench, studio = await parts(running)
        button = bench.pane.send_bar.button
        bench.pane.choose("vividflow", "wan2.1")
        studio.compose.put("image", shelved(studio.core.paths.photos))
        assert studio.compose.draft is not None
        studio.compose.fill(studio.compose.draft.set("prompt", "mark-a"))
        button.setFocus()
        QTest.keyClick(button, Key.Key_Space)
        assert button.isEnabled() and button.hasFocus(), "disabled, it would give the focus to its neighbour"
        await until_on_loop(lambda: bench.preview._clip is not None)
        await until_on_loop(lambda: bench.preview.isAncestorOf(QApplication.focusWidget()))
        assert bench.preview._clip is not None
        number = bench.preview._clip.id
        QTest.keyClick(QApplication.focusWidget(), Key.Key_4)
        await until_on_loop(lambda: bench.preview.stars.accessibleName().startswith("Rating: 4"))
        studio.compose.take(())
        bench.pane.picker.focus_search()
        page.preview.close()

        job = await sent(bench, studio, "mark-b")
        await shown(bench, job)
        assert page.preview.isHidden()
        assert not bench.preview.stage.film.is_playing
        assert QApplication.focusWidget() is bench.pane.picker.head.search
        bench.queue.play_wanted.emit(job)
        await until_on_loop(lambda: bench.preview.isVisible() and bench.preview.stage.film.is_playing)
        page.preview.close()
        await until_on_loop(lambda: not bench.preview.stage.film.is_playing)
        (clip,) = await studio.core.store.clips.many([number])
        assert clip.rating == 4
        bench.play(clip)
        await until_on_loop(lambda: bench.preview.isAncestorOf(QApplication.focusWidget()))

    in_window(scenario)


def test_one_that_was_sent_again_plays_too_whatever_is_open(service: Service) -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        await studio.core.runner.pause(studio.core.lane_of("vividflow"))
        job = await sent(bench, studio, "mark-c")
        first = await sent(bench, studio, "mark-d")
        await studio.core.decisions.cancel(job.id)
        await studio.core.runner.resume(studio.core.lane_of("vividflow"))
        await shown(bench, first)
        running.desk.open_settings()
        await studio.core.decisions.send_anew(job.id)
        await shown(bench, job)
        assert bench.preview.stage.film.is_playing

    in_window(scenario)


def test_a_cropped_photo_is_the_one_that_is_shown() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        studio.photos.add_files([resource("samples", "portrait.jpg"), resource("samples", "product.jpg")])
        await until_on_loop(lambda: len(studio.photos.ready()) == 2)
        whole, other = studio.photos.ready()
        picture = bench.preview.stage.picture
        bench.tray.opened.emit(whole)
        await until_on_loop(lambda: picture.image.width() == whole.width)
        part = await studio.crop(whole, (0, 0, 160, 90))
        studio.photos.crop(studio.photos.at(0).key, part, whole, Frame(0, 0, 160, 90))
        await until_on_loop(lambda: picture.image.width() == 160)
        studio.photos.undo()
        await until_on_loop(lambda: picture.image.width() == whole.width)
        bench.tray.opened.emit(other)
        studio.photos.crop(studio.photos.at(0).key, part, whole, Frame(0, 0, 160, 90))
        await until_on_loop(lambda: picture.image.width() == other.width)

    in_window(scenario)


def test_again_with_changes_says_what_it_is_and_begins_at_the_top() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        photo = shelved(studio.core.paths.photos)
        bench.again(order("vimmerse", "mark-e", photo, number=1))
        assert bench.pane.origin.isVisible()
        assert bench.pane.origin.says.whole == f"As “Arctic” from {photo.name} was made. Change what you like."
        focus = QApplication.focusWidget()
        assert focus is not None and focus.accessibleName() == "Shape"
        assert studio.compose.draft is not None
        studio.compose.edit(studio.compose.draft.set("aspect_ratio", "1:1"))
        assert bench.pane.origin.isVisible(), "it is still that one, changed"
        bench.pane.choose("vividflow", "wan2.1")
        assert not bench.pane.origin.isVisible()

    in_window(scenario)


def test_chosen_among_clips_it_makes_a_clip() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        head = bench.pane.picker.head
        for makes, place in {Makes.CLIP: 1, Makes.PICTURE: 2}.items():
            head.kinds.findChildren(QPushButton)[place].click()
            head.search.setText("arctic")
            QTest.keyClick(head.search, Key.Key_Return)
            assert studio.compose.draft is not None
            assert studio.compose.draft.template.makes_with(studio.compose.draft.options) is makes
            assert studio.compose.draft == bench.pane.form.draft

    in_window(scenario)


def test_photos_are_looked_for_where_they_were_found_last(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, kept = tmp_path_factory.mktemp("holiday"), tmp_path_factory.mktemp("kept") / "kept.ini"

    async def scenario(running: app.App) -> None:
        _page, bench, _studio = await parts(running)
        bench.tray._add_chosen([folder / "gone.jpg"])
        bench.exports.folder = str(kept.parent)
        settings = QSettings(str(kept), QSettings.Format.IniFormat)
        bench.remember(settings)
        bench.tray.folder = bench.exports.folder = ""
        bench.recall(settings)
        assert bench.exports.folder == str(kept.parent)
        bench.tray.browse()
        assert bench.tray._dialog is not None
        assert bench.tray._dialog.directory().path() == str(folder)
        bench.tray._dialog.close()
        menu = bench.pane.findChild(PresetMenu)
        assert menu is not None
        for place in (str(Path.home()), str(folder)):
            menu._bring_in()
            dialog = bench.pane.findChildren(QFileDialog)[-1]
            assert dialog.directory().path() == place
            dialog.fileSelected.disconnect()
            dialog.close()
            menu._keep_folder(str(folder / "slow.json"))

    in_window(scenario)


def test_stars_given_in_the_preview_are_told_the_service_that_takes_them(service: Service) -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        photo = shelved(studio.core.paths.photos)
        (job,) = await studio.core.runner.enqueue([order("vimmerse", "mark-a", photo)])
        await shown(bench, job)
        assert bench.preview.clip is not None
        bench.preview.take_keys(from_text=False)
        await until_on_loop(lambda: bench.preview.isAncestorOf(QApplication.focusWidget()))
        QTest.keyClick(QApplication.focusWidget(), Key.Key_4)
        await until_on_loop(lambda: bench.preview.stars.accessibleName().startswith("Rating: 4"))
        work = service.works.find("vimmerse", bench.preview.clip.remote)
        assert work is not None
        await until_on_loop(lambda: work.changes == {"rating": "4"})

    in_window(scenario)


def test_an_empty_preview_shows_what_comes_next_whoever_sent_it_and_how_it_is_called(service: Service) -> None:
    """From the last time, or by a command."""

    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        photo = shelved(studio.core.paths.photos)
        (job,) = await studio.core.runner.enqueue([order("vividflow", "mark-before", photo)])
        await shown(bench, job)
        clip = bench.preview.clip
        assert clip is not None
        assert bench.preview.title.whole == f"{clip.label} · {photo.name}"
        await until_on_loop(lambda: studio.clips.clip(0) is not None)
        await studio.clips.change([clip], {"title": "Holiday", "rating": 3})
        assert bench.preview.title.whole == "Holiday"
        assert bench.preview.stars.rating == 3
        (other,) = await studio.core.runner.enqueue([order("vividflow", "mark-after", photo)])
        await until_on_loop(lambda: running.studio and (known := studio.jobs.known(other.id)) and known.state.is_end)
        assert bench.preview.clip is not None
        assert bench.preview.clip.job == job.id, "nobody is torn away from it"
        await shown(bench, await sent(bench, studio, "mark-own"))

    in_window(scenario)


@pytest.mark.usefixtures("service")
def test_what_comes_from_elsewhere_takes_nothing_from_what_was_sent_here() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        await studio.core.runner.pause()
        own = await sent(bench, studio, "mark-own")
        photo = shelved(studio.core.paths.photos)
        (other,) = await studio.core.runner.enqueue([order("vimmerse", "mark-other", photo)])
        bench.hear(JobChanged(replace(other, state=JobState.DONE, rev=99)))
        bench.preview.show_photo(resource("samples", "portrait.jpg"), "portrait.jpg")
        await studio.core.runner.resume()
        await shown(bench, own)

    in_window(scenario)


def test_a_saved_workflow_that_was_chosen_last_is_chosen_again_once_it_is_known(service: Service) -> None:
    """Unless another is chosen meanwhile. A start without the network does not forget it."""
    service.saved = {"My_Workflow": INFO}
    workflow = "vistoure", "workflow:My_Workflow"

    def chosen(studio: Studio) -> tuple[str, str] | None:
        template = studio.compose.template
        return (template.service, template.id) if template else None

    async def first(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        await until_on_loop(lambda: studio.templates.find(*workflow))
        bench.pane.choose(*workflow)
        assert chosen(studio) == workflow

    async def offline(running: app.App) -> None:
        _page, _bench, studio = await parts(running)
        await until_on_loop(lambda: service.plan.befell)
        assert chosen(studio) is None

    async def again(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        await until_on_loop(lambda: chosen(studio) == workflow)
        await until_on_loop(lambda: bench.pane.form.draft.template == studio.compose.template)

    async def searching(running: app.App) -> None:
        await running.furnished.wait()
        studio, bench = running.studio, running.desk.create_page.bench
        assert studio is not None and bench is not None
        search = bench.pane.picker.head.search
        search.setText("work")
        await until_on_loop(lambda: studio.templates.find(*workflow))
        assert (chosen(studio), search.text()) == (None, "work")
        search.clear()
        assert chosen(studio) == workflow

    async def meanwhile(running: app.App) -> None:
        await running.furnished.wait()
        studio, bench = running.studio, running.desk.create_page.bench
        assert studio is not None and bench is not None
        bench.pane.choose("vividflow", "wan2.1")
        await until_on_loop(lambda: studio.templates.find(*workflow))
        assert chosen(studio) == ("vividflow", "wan2.1")

    in_window(first)
    service.plan.now([Mishap(Ask.WORKFLOWS, Act.SAY, status=503, times=1_000)])
    in_window(offline)
    service.plan.now([])
    for scenario in (again, searching, meanwhile):
        in_window(scenario)


def test_a_preset_is_saved_applied_varied_and_removed() -> None:
    async def scenario(running: app.App) -> None:
        _page, bench, studio = await parts(running)
        bench.pane.choose("vividflow", "wan2.1")
        menu = bench.pane.findChild(PresetMenu)
        assert menu is not None
        compose = studio.compose
        for name, width in (("Small", 512), ("Wide", 1024)):
            assert compose.draft is not None
            compose.edit(compose.draft.set("width", width))
            await pick(menu, "Save as a preset…")
            question = await asked(bench)
            QTest.keyClicks(question.findChild(QLineEdit), name)
            QTest.keyClick(question.findChild(QLineEdit), Key.Key_Return)
            await until_on_loop(lambda name=name: name in entries(menu))
        assert compose.draft is not None
        compose.fill(compose.draft.set("width", 640))
        await pick(menu, "Small")
        assert compose.draft.options["width"] == 512
        await pick(menu, "Make one of each", "Small")
        await pick(menu, "Make one of each", "Wide")
        assert sorted(each.name for each in compose.variants) == ["Small", "Wide"]
        await pick(menu, "Remove", "Small")
        QTest.mouseClick((await asked(bench)).yes, Qt.MouseButton.LeftButton)
        await until_on_loop(lambda: "Small" not in entries(menu))
        assert [each.name for each in studio.presets.of(compose.draft.template)] == ["Wide"]
        assert [each.name for each in compose.variants] == ["Wide"]
        await pick(menu, "Make one of each", "Wide")
        assert compose.variants == (), "one that is left can be taken back, too"
        assert not running.desk.notice_bar.isVisible()

    in_window(scenario)


def entries(menu: QMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text() for action in menu.actions()]


async def pick(menu: QMenu, *path: str) -> None:
    menu.aboutToShow.emit()
    for text in path:
        (action,) = [each for each in menu.actions() if each.text() == text]
        menu = action.menu() or menu
    action.trigger()


async def asked(bench: Workbench) -> Question:
    await until_on_loop(lambda: bench.pane.findChildren(Question))
    (found,) = bench.pane.findChildren(Question)
    return found
