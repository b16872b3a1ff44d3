"""The settings under real mouse and keys, over a real settings file; and the sheet of shortcuts."""

import asyncio
import errno
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.desk.libraries import desk_loop  # noqa: F401 - a fixture
from tests.disks import go_dead
from tests.loopback import loopback
from tests.waiting import until_on_loop
from vividdesk.bridge.connections import Connections
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.preferences import Preferences
from vividdesk.bridge.storage import Storage
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.appearance_page import AppearancePage
from vividdesk.desk.folders_page import FoldersPage
from vividdesk.desk.number_setting import MOST, Rule
from vividdesk.desk.privacy_page import PrivacyPage
from vividdesk.desk.service_page import ServicePage
from vividdesk.desk.settings_dialog import SettingsDialog
from vividdesk.desk.shortcuts import TO, ShortcutSheet, groups
from vividdesk.keys import Keys, _fault
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths
from vividdesk.settings import Settings, Visibility, read
from vividdesk.widgets.choices import Segments

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def run(desk_loop: asyncio.AbstractEventLoop) -> Run:  # noqa: F811
    return desk_loop.run_until_complete


@pytest.fixture
def dialog(qtbot: QtBot, run: Run, paths: Paths) -> Iterator[SettingsDialog]:
    core, notices = Core(paths, dict(os.environ), keyring=False), Notices()
    tasks = Tasks(notices)
    window = QWidget()
    qtbot.addWidget(window)
    made = SettingsDialog(window, Preferences(core.settings, notices), Connections(core, notices), tasks)
    made.open()
    yield made
    made.close()
    run(tasks.finish(10))


@pytest.fixture
def kept(paths: Paths) -> Callable[[], Settings]:
    """What the file says, as another start would read it."""

    def look() -> Settings:
        settings, problems = read(paths.settings)
        assert not problems
        return settings

    return look


def service_page(dialog: SettingsDialog, run: Run, name: str) -> ServicePage:
    dialog.show_page(name)
    page = dialog.findChild(ServicePage, name)
    assert page is not None
    run(until_on_loop(lambda: page.prices.entries))
    return page


def folders_page(dialog: SettingsDialog, run: Run) -> FoldersPage:
    dialog.show_page("folders")
    page = dialog.findChild(FoldersPage)
    assert page is not None
    run(until_on_loop(lambda: not page.busy))
    return page


def fill(entry: QLineEdit, text: str) -> None:
    entry.setFocus()
    entry.selectAll()
    QTest.keyClick(entry, Qt.Key.Key_Delete)
    QTest.keyClicks(entry, text)


def click(button: QPushButton) -> None:
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(segments: Segments, text: str) -> None:
    click(next(each for each in segments.findChildren(QPushButton) if each.text() == text))


def said(widget: QWidget) -> list[str]:
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]


def test_a_limit_is_in_force_with_enter_and_empty_lifts_it(
    dialog: SettingsDialog, run: Run, kept: Callable[[], Settings]
) -> None:
    limits = service_page(dialog, run, "vividflow").limits
    for entry, text in ((limits.jobs, "40"), (limits.credits, "2,5"), (limits.requests, "300")):
        fill(entry, text)
        QTest.keyClick(entry, Qt.Key.Key_Return)
    now = kept()
    assert (now.jobs_a_day("vividflow"), now.credits_a_day("vividflow"), now.requests_an_hour("vividflow")) == (
        40,
        2.5,
        300,
    )
    fill(limits.jobs, "")
    QTest.keyClick(limits.jobs, Qt.Key.Key_Tab)
    assert kept().jobs_a_day("vividflow") is None
    assert dialog.isVisible(), "Enter in a field does not close the dialog"


def test_a_wrong_number_is_told_as_it_is_typed_and_changes_nothing(
    dialog: SettingsDialog, run: Run, kept: Callable[[], Settings]
) -> None:
    page = service_page(dialog, run, "vimmerse")
    fill(page.limits.jobs, "12")
    QTest.keyClick(page.limits.jobs, Qt.Key.Key_Return)
    fill(page.limits.jobs, "1.5")
    words = "A whole number from 1 up, please, or nothing."
    assert words in said(page.limits)
    assert page.limits.jobs.accessibleDescription() == words
    QTest.keyClick(page.limits.jobs, Qt.Key.Key_Return)
    assert kept().jobs_a_day("vimmerse") == 12
    assert page.limits.jobs.text() == "1.5", "it can be mended"
    dialog.close()
    dialog.open()
    assert page.limits.jobs.text() == "12"
    assert words not in said(page.limits)


def test_what_was_typed_holds_although_the_dialog_was_closed_over_it(
    dialog: SettingsDialog, run: Run, kept: Callable[[], Settings]
) -> None:
    page = service_page(dialog, run, "vistoure")
    fill(page.limits.jobs, "7")
    QTest.keyClick(page.limits.jobs, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert kept().jobs_a_day("vistoure") == 7


@pytest.mark.parametrize(
    ("rule", "value", "fine"),
    [
        (Rule(whole=True), None, True),
        (Rule(whole=True), 1, True),
        (Rule(whole=True), 0, False),
        (Rule(whole=True), 1.0, False),
        (Rule(), 0.5, True),
        (Rule(), 0, False),
        (Rule(), -1, False),
        (Rule(), "many", False),
        (Rule(zero=True), 0, True),
        (Rule(zero=True), -0.5, False),
        (Rule(zero=True), MOST, True),
        (Rule(zero=True), MOST + 1, False),
    ],
)
def test_what_a_number_may_be(rule: Rule, value: Any, fine: bool) -> None:
    assert (rule.fault(value) == "") is fine


def pasted(dialog: SettingsDialog, run: Run, key: str, status: int, body: str) -> tuple[ServicePage, list[str]]:
    """Vivid Flow's page once the key was kept, and the keys that came to the service, which answers so."""
    page = service_page(dialog, run, "vividflow")
    with loopback() as service:
        page.address.setText(service.address)
        page.address.editingFinished.emit()
        service.answers(status, body)
        fill(page.entry, key)
        click(page.keep_button)
        run(until_on_loop(lambda: not page.busy))
    return page, [asked.headers["X-Api-Key"] for asked in service.asked]


@pytest.mark.usefixtures("clean_logging")
@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, '{"credits_remaining": 850}', "The key works: 850 credits left."),
        (401, "", "Vivid Flow refused the key."),
    ],
)
def test_a_key_is_tested_as_soon_as_it_is_kept(
    dialog: SettingsDialog, run: Run, monkeypatch: pytest.MonkeyPatch, status: int, body: str, words: str
) -> None:
    async def obliging(*_question: object) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(Keys, "_ask", obliging)  # in place of the keyring
    page, seen = pasted(dialog, run, "some-key-1234", status, body)
    assert page.verdict.text().startswith(f"The key is in the system keyring now. {words}")
    assert seen == ["some-key-1234"]
    assert page.entry.text() == ""


@pytest.mark.usefixtures("clean_logging")
@pytest.mark.parametrize(
    ("status", "body", "words", "tone"),
    [
        (200, '{"credits_remaining": 850}', "The key works: 850 credits left.", "done"),
        (401, "", "Vivid Flow refused the key.", "waiting"),
    ],
)
def test_without_a_keyring_a_key_is_taken_and_tested_all_the_same(
    dialog: SettingsDialog, run: Run, status: int, body: str, words: str, tone: str
) -> None:
    page, seen = pasted(dialog, run, "some-key-123456", status, body)
    assert page.verdict.text().startswith(f"This computer has no keyring that vividdesk can use. {words}")
    assert page.verdict.property("tone") == tone
    assert seen == ["some-key-123456"]
    assert page.entry.text() == ""
    assert not page.keep_button.isEnabled()
    assert "Key …3456, until vividdesk is closed." in said(page)
    assert not [text for text in said(page) if "<SERVICE>" in text]


def test_a_keyring_that_refuses_names_the_variable_of_this_service_and_the_key_can_be_kept_again(
    dialog: SettingsDialog, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refusing(*_question: object) -> dict[str, Any]:
        raise _fault("failed", "the disk is full")

    monkeypatch.setattr(Keys, "_ask", refusing)
    page = service_page(dialog, run, "vividflow")
    fill(page.entry, "some-key-123456")
    click(page.keep_button)
    run(until_on_loop(lambda: not page.busy))
    assert page.verdict.text().endswith("or give the key as the variable VIVIDDESK_VIVIDFLOW_KEY.")
    assert page.verdict.property("tone") == "failed"
    assert page.entry.text() == "some-key-123456"
    assert page.keep_button.isEnabled()


def test_prices_of_its_templates_are_filled_in_and_taken_away(
    dialog: SettingsDialog, run: Run, kept: Callable[[], Settings]
) -> None:
    prices = service_page(dialog, run, "vividflow").prices
    assert set(prices.entries) == {"wan2.1", "veo3.1"}
    for template, text in (("wan2.1", "1"), ("veo3.1", "0")):
        fill(prices.entries[template], text)
        QTest.keyClick(prices.entries[template], Qt.Key.Key_Return)
    assert kept().prices == {"vividflow": {"wan2.1": 1.0, "veo3.1": 0.0}}
    fill(prices.entries["wan2.1"], "-3")
    assert prices.fault.text().startswith("Wan 2.1: A number from 0 up")
    fill(prices.entries["wan2.1"], "")
    assert prices.fault.isHidden()
    QTest.keyClick(prices.entries["wan2.1"], Qt.Key.Key_Return)
    assert kept().prices == {"vividflow": {"veo3.1": 0.0}}


def test_the_keyboard_goes_down_the_page_and_ends_at_close(dialog: SettingsDialog, run: Run) -> None:
    page = service_page(dialog, run, "vividflow")
    dialog.activateWindow()
    page.limits.jobs.setFocus()
    way = []
    while not way or not isinstance(way[-1], QPushButton):
        QTest.keyClick(dialog, Qt.Key.Key_Tab)
        way.append(dialog.focusWidget())
    limits, prices = page.limits, page.prices.entries
    assert way[:-1] == [limits.credits, limits.requests, *prices.values(), page.address]
    assert way[-1].text() == "Close"


def test_what_is_wrong_with_the_last_field_comes_into_sight(dialog: SettingsDialog, run: Run, qtbot: QtBot) -> None:
    page = service_page(dialog, run, "vividflow")
    dialog.resize(dialog.minimumSize())
    page.address.setFocus()
    bar = dialog._scroll(1).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    before = bar.maximum()
    page.address.setText("http://vivid.example")
    page.address.editingFinished.emit()
    qtbot.waitUntil(lambda: bar.maximum() > before)
    assert bar.value() == bar.maximum()


def test_who_sees_new_results_is_asked_for_vimmerse_alone(
    dialog: SettingsDialog, run: Run, kept: Callable[[], Settings]
) -> None:
    assert not service_page(dialog, run, "vividflow").findChildren(Segments)
    segments = service_page(dialog, run, "vimmerse").findChild(Segments)
    assert kept().details("vimmerse") == {}
    choose(segments, "Whoever has the link")
    assert kept().vimmerse_visibility is Visibility.LINK
    assert kept().details("vimmerse") == {"visibility_status": "1"}
    assert kept().details("vividflow") == {}


def test_a_language_holds_from_the_next_start_and_that_is_said(
    dialog: SettingsDialog, kept: Callable[[], Settings]
) -> None:
    dialog.show_page("appearance")
    page = dialog.findChild(AppearancePage)
    choose(page.languages, "Deutsch")
    assert kept().language == "de"
    assert page.later.isVisible()
    choose(page.languages, "System")
    assert kept().language == "system"
    assert page.later.isHidden()


def test_a_folder_for_results_is_chosen_and_given_back(
    dialog: SettingsDialog, run: Run, tmp_path: Path, paths: Paths, kept: Callable[[], Settings]
) -> None:
    page = folders_page(dialog, run)
    assert page.place.text() == str(paths.results)
    assert page.reset_button.isHidden()
    click(page.choose_button)
    chooser = dialog.findChild(QFileDialog)
    assert Path(chooser.directory().path()) in (paths.results, Path.home()), "not where the program was started"
    chooser.fileSelected.emit(str(tmp_path))
    chooser.close()
    run(until_on_loop(lambda: page.place.text() == str(tmp_path)))
    assert kept().results_folder == str(tmp_path)
    click(page.reset_button)
    assert kept().results_folder == ""
    assert page.place.text() == str(paths.results)


def test_a_folder_that_takes_no_results_is_refused_at_the_place(
    dialog: SettingsDialog, run: Run, tmp_path: Path, kept: Callable[[], Settings]
) -> None:
    page = folders_page(dialog, run)
    page.choose(tmp_path / "gone")
    run(until_on_loop(lambda: page.fault.isVisible()))
    assert "may not write to" in page.fault.text()
    assert kept().results_folder == ""


def test_a_folder_that_the_system_does_not_show_is_named_where_it_was_asked_for(
    dialog: SettingsDialog, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = folders_page(dialog, run)
    results, data = [each for each in page.findChildren(QPushButton) if each.text() == "Show the folder"]
    asked: list[str] = []
    for shows, says in ((False, "It can be opened by hand: "), (True, "")):
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda url, shows=shows: asked.append(url.path()) or shows)
        for shown, place in ((results, page.fault), (data, page.verdict)):
            before = len(asked)
            click(shown)
            run(until_on_loop(lambda before=before: len(asked) > before))
            run(asyncio.sleep(0))
            assert place.isVisible() is not shows
            assert says in place.text()
            assert shows or asked[-1] in place.text()


def test_thumbnails_are_counted_and_cleared_and_nothing_else(dialog: SettingsDialog, run: Run, paths: Paths) -> None:
    for place, weight in ((paths.thumbs / "ab" / "one.jpg", 3000), (paths.photos / "two.jpg", 5000)):
        place.parent.mkdir(parents=True)
        place.write_bytes(b"x" * weight)
    page = folders_page(dialog, run)
    assert "3.0 kB" in said(page)
    click(page.clear_button)
    run(until_on_loop(lambda: not page.busy and not page.clear_button.isEnabled()))
    assert not list(paths.thumbs.rglob("*.jpg"))
    assert (paths.photos / "two.jpg").exists()
    assert page.verdict.text().startswith("The thumbnails are gone.")


def test_each_part_of_the_data_counts_once_and_results_not_at_all(run: Run, paths: Paths) -> None:
    for number, folder in enumerate(
        (paths.photos, paths.thumbs, paths.posters, paths.local, paths.data, paths.results)
    ):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "one").write_bytes(b"x" * 10**number)
    (paths.data / "leads nowhere").symlink_to(paths.data / "nothing")
    room = run(Storage(paths).room())
    link = (paths.data / "leads nowhere").lstat().st_size
    assert (room.photos, room.thumbnails, room.previews, room.local, room.rest) == (1, 10, 100, 1000, 10_000 + link)
    assert room.total == 11_111 + link


def test_thumbnails_that_cannot_be_removed_are_told(
    dialog: SettingsDialog, run: Run, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    paths.thumbs.mkdir(parents=True)
    (paths.thumbs / "one.jpg").write_bytes(b"x")
    page = folders_page(dialog, run)
    monkeypatch.setattr(Path, "unlink", refuse)  # a real one is no hindrance to root
    click(page.clear_button)
    run(until_on_loop(lambda: page.verdict.isVisible() and not page.busy))
    assert page.verdict.text().startswith(
        f"Not all thumbnails could be removed from {paths.thumbs} (Permission denied)."
    )
    assert page.clear_button.isEnabled()


def test_what_is_opened_is_there(run: Run, tmp_path: Path) -> None:
    assert run(Storage(Paths(tmp_path, tmp_path, tmp_path, tmp_path)).nearest(tmp_path / "not" / "yet")) == tmp_path


def test_a_share_that_is_gone_takes_nothing_and_what_is_above_it_is_opened(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = Storage(Paths(tmp_path, tmp_path, tmp_path, tmp_path))
    go_dead(tmp_path / "share", monkeypatch)
    assert not run(storage.takes_results(tmp_path / "share" / "clips"))
    assert run(storage.nearest(tmp_path / "share" / "clips")) == tmp_path


def test_reports_of_failed_jobs_are_off_until_they_are_switched_on_where_it_says_what_they_are(
    dialog: SettingsDialog, kept: Callable[[], Settings]
) -> None:
    dialog.show_page("privacy")
    page = dialog.findChild(PrivacyPage)
    assert not page.errors.isChecked()
    assert not kept().vimmerse_error_reports
    (says,) = [text for text in said(page) if text.startswith("Off by default. When a job at Vimmerse fails")]
    assert "No photo, no prompt, no file name, no key," in says
    assert page.errors.accessibleDescription() == says
    QTest.mouseClick(page.errors, Qt.MouseButton.LeftButton, pos=page.errors.rect().center())
    assert kept().vimmerse_error_reports
    page.errors.setFocus()
    QTest.keyClick(page.errors, Qt.Key.Key_Space)
    assert not kept().vimmerse_error_reports
    page._preferences.set(vimmerse_error_reports=True)
    assert page.errors.isChecked()


def test_a_look_chosen_elsewhere_shows_in_the_settings(dialog: SettingsDialog) -> None:
    dialog.show_page("appearance")
    page = dialog.findChild(AppearancePage)
    page._preferences.set(appearance="dark")
    checked = [each.text() for each in page.findChildren(QPushButton) if each.isChecked()]
    assert checked == ["Dark", "System", "Play at once"]


def test_every_page_can_be_reached_and_is_made_only_then(dialog: SettingsDialog, run: Run) -> None:
    assert not dialog.findChildren(ServicePage)
    for name in ("privacy", "appearance"):
        dialog.show_page(name)
        assert dialog.findChild(QWidget, name).isVisible()
    assert folders_page(dialog, run).isVisible()
    assert not dialog.findChildren(ServicePage)
    for service in SERVICES:
        assert service_page(dialog, run, service.id).isVisible()


def test_the_sheet_shows_every_key_once_for_its_part_and_closes_with_escape(qtbot: QtBot, qapp: QApplication) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    sheet = ShortcutSheet(window)
    sheet.open()
    shown = said(sheet)
    for title, lines in groups():
        assert title in shown
        keys = [key for each, _does in lines for key in each if key != TO]
        assert len(keys) == len(set(keys)), f"a key of {title} does two things"
        for key in keys:
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            assert native, f"Qt does not know {key}"
            assert native in shown
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
