"""The whole program in this process: its window, its tasks, its settings."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from tests.loopback import Loopback, loopback
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app, handover
from vividdesk.bridge.connections import Knowledge
from vividdesk.bridge.notices import Notice
from vividdesk.bridge.overrides import guarded
from vividdesk.desk.service_page import ServicePage
from vividdesk.errors import KeyRefused
from vividdesk.keys import check
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths
from vividdesk.settings import Appearance
from vividdesk.widgets.theme import DARK, LIGHT, Colours

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    with loopback() as running:
        for one in SERVICES:
            monkeypatch.setenv(f"VIVIDDESK_{one.id.upper()}_URL", running.address)
        yield running


def dialog() -> QDialog:
    found = QApplication.activeModalWidget()
    assert isinstance(found, QDialog)
    return found


def open_page(running: app.App, name: str) -> ServicePage:
    running.desk.open_settings(name)
    page = dialog().findChild(ServicePage, name)
    assert page is not None
    return page


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_key_is_tested_by_asking_the_service(service: Loopback) -> None:
    async def scenario(running: app.App) -> None:
        await running.connections.loaded.wait()
        page = open_page(running, "vividflow")
        assert not page.try_button.isEnabled()
        QTest.keyClicks(page.entry, "some-key-1234")
        service.answers(200, '{"credits_remaining": 850}')
        click(page.try_button)
        await until_on_loop(lambda: not page.busy)
        assert page.verdict.text() == "The key works: 850 credits left."
        service.answers(401)
        click(page.try_button)
        click(page.try_button)
        await until_on_loop(lambda: not page.busy)
        assert page.verdict.text().startswith("Vivid Flow refused the key.")
        dialog().close()

    in_window(scenario)
    assert len(service.asked) == 2, "a second click while the first is under way does nothing"


def test_without_a_keyring_a_key_holds_for_this_run_and_that_is_said(home: Path) -> None:
    async def scenario(running: app.App) -> None:
        await running.connections.loaded.wait()
        page = open_page(running, "vimmerse")
        QTest.keyClicks(page.entry, "some-key-1234-9abc")
        QTest.keyClick(page.entry, "\r")
        await until_on_loop(lambda: not page.busy)
        assert "no keyring" in page.verdict.text()
        state = running.connections.key(SERVICES[0])
        assert state.knowledge is Knowledge.KNOWN
        assert state.says == "Key …9abc, until vividdesk is closed."
        dialog().close()
        assert page.entry.text() == ""

    in_window(scenario)


def test_a_dialog_closed_while_the_service_is_asked_harms_nothing(service: Loopback) -> None:
    async def scenario(running: app.App) -> None:
        page = open_page(running, "vistoure")
        QTest.keyClicks(page.entry, "some-key-1234")
        click(page.try_button)
        dialog().close()
        await until_on_loop(lambda: not page.busy)

    in_window(scenario)


def test_an_unsafe_address_is_refused_at_the_field_and_not_kept() -> None:
    async def scenario(running: app.App) -> None:
        page = open_page(running, "vistoure")
        for address, kept in (
            ("http://vistoureai.com", ""),
            ("https://other.example", "https://other.example"),
            ("", ""),
        ):
            page.address.setText(address)
            page.address.editingFinished.emit()
            assert running.preferences.now.vistoure_address == kept
        dialog().close()

    in_window(scenario)


def test_fault_39_settings_that_make_no_sense_are_told_at_the_start(home: Path) -> None:
    text = '[look]\nappearance = "blue"\n'
    (home / "settings.toml").write_text(text)

    async def scenario(running: app.App) -> None:
        words = " ".join(label.text() for label in running.desk.notice_bar.findChildren(QLabel))
        assert f"{home}/settings.toml, line 2" in words
        assert "“blue”" in words

    in_window(scenario)
    assert (home / "settings.toml").read_text() == text


@pytest.mark.parametrize(("appearance", "colours"), [(Appearance.LIGHT, LIGHT), (Appearance.DARK, DARK)])
def test_the_look_changes_at_once_and_is_kept(home: Path, appearance: Appearance, colours: Colours) -> None:
    async def scenario(running: app.App) -> None:
        running.preferences.set(appearance=appearance)
        await asyncio.sleep(0)
        image = running.desk.grab().toImage()
        assert image.pixelColor(3, image.height() - 3).name() == colours.ground

    in_window(scenario)
    assert f'appearance = "{appearance}"' in (home / "settings.toml").read_text()


def test_the_same_notice_is_shown_once_and_no_more_than_three() -> None:
    async def scenario(running: app.App) -> None:
        bar = running.desk.notice_bar
        for _turn in range(3):
            running.notices.say("The same")
        assert [notice.title for notice in bar.notices] == ["The same"]
        for number in range(4):
            running.notices.say(f"Number {number}")
        assert [notice.title for notice in bar.notices] == ["Number 1", "Number 2", "Number 3"]
        bar.clear()
        assert bar.isHidden()

    in_window(scenario)


@pytest.mark.logs("While closing")
def test_the_window_can_be_left_although_its_layout_cannot_be_written(paths: Paths) -> None:
    left = []

    async def scenario(running: app.App) -> None:
        running.desk.remember = lambda: 1 / 0
        running.desk.close()
        await asyncio.Event().wait()
        left.append("never")

    in_window(scenario)
    assert not left


def test_what_is_remembered_is_written_while_the_program_lives(paths: Paths) -> None:
    """Or a crash, a kill, a power cut would lose it."""

    async def scenario(running: app.App) -> None:
        await running.furnished.wait()
        bench, studio, pause = running.desk.create_page.bench, running.studio, running.desk._remembered._pause
        assert bench is not None and studio is not None
        assert pause.isActive()
        bench.preview.stage.set_settings(0.25, True, True, 1.0)
        studio.templates.set_favourite(studio.templates.template(0), True)
        pause.timeout.emit()
        await until_on_loop(paths.layout.exists)
        kept.append(paths.layout.read_text())
        bench.exports.folder = "/last"

    kept: list[str] = []
    in_window(scenario)
    assert '\\"volume\\": 0.25' in kept[0]
    assert '\\"favourites\\": [\\"' in kept[0]
    assert "panels=" in kept[0] and "window=" in kept[0]
    assert "/last" not in kept[0]
    assert '\\"exports\\": \\"/last\\"' in paths.layout.read_text(), "at the end at the latest"


@pytest.mark.parametrize("share", ["nan", "-1", "7", "many"])
def test_a_nonsense_share_for_the_queue_is_not_taken(home: Path, share: str) -> None:
    async def leave_a_layout(running: app.App) -> None:
        await running.painted.wait()

    async def look(running: app.App) -> None:
        await running.painted.wait()
        shares.append(running.desk.create_page.queue.height() / running.desk.create_page.height())

    shares: list[float] = []
    in_window(leave_a_layout)
    layout = (home / "layout.ini").read_text()
    (home / "layout.ini").write_text(re.sub("(?m)^queue=.*$", f"queue={share}", layout))
    in_window(look)
    assert 0.1 < shares[0] < 0.5


@pytest.mark.logs("the window")
def test_a_mistake_in_what_qt_calls_is_told_and_survived(qapp: QApplication) -> None:
    """Reached by way of Python, where PySide6 6.11 on Python 3.11 would end the process."""

    class Broken(QWidget):
        @guarded()
        def closeEvent(self, _event: QCloseEvent) -> None:
            self.closed = 1 / 0

    async def scenario(running: app.App) -> None:
        told: list[Notice] = []
        running.notices.shown.connect(told.append)
        widget = Broken()
        widget.show()
        widget.close()
        assert ["ZeroDivisionError" in notice.title for notice in told] == [True]

    in_window(scenario)


@pytest.mark.logs("_done: surprise")
def test_a_mistake_while_a_service_is_asked_leaves_no_asking_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(running: app.App) -> None:
        page = open_page(running, "vistoure")
        QTest.keyClicks(page.entry, "some-key-1234")
        monkeypatch.setattr(running.connections, "try_key", surprise)
        click(page.try_button)
        await until_on_loop(lambda: not page.busy)
        assert page.verdict.isHidden()
        dialog().close()

    async def surprise(*_words: object) -> None:
        raise ZeroDivisionError("surprise")

    in_window(scenario)


@pytest.mark.parametrize("text", ["curly “quote”", "ends…", "x" * 2000, "a\tb"])
def test_what_cannot_be_a_key_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(KeyRefused, match="no key"):
        check(text)


@pytest.mark.logs("While closing")
def test_closing_takes_every_step_whatever_fails(paths: Paths) -> None:
    async def scenario(running: app.App) -> None:
        running.desk.remember = lambda: 1 / 0
        running.tasks.start(asyncio.sleep(0.01))

    in_window(scenario)
    ownership = handover.claim(paths.data, {})
    assert isinstance(ownership, handover.Ownership), "the folder is free again"
    ownership.release()
