"""What single parts are to a screen reader: what they are called, what they are, and what they tell by themselves."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessibleActionInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests import hearing
from tests.desk.test_announcer import DONE, FAILED
from tests.hearing import Ears, all_heard, heard, interface
from vividdesk.bridge.notices import Notice, Notices, Weight
from vividdesk.desk import announcer
from vividdesk.desk.announcer import Announcer
from vividdesk.desk.strips import Strip as Line
from vividdesk.desk.strips import Strips
from vividdesk.desk.tray_message import TrayMessage
from vividdesk.jobs.events import JobChanged
from vividdesk.model.job import JobState
from vividdesk.model.schema import Field, Warn
from vividdesk.widgets.disclosure import Disclosure
from vividdesk.widgets.drop_zone import DropZone
from vividdesk.widgets.form.field_row import FieldRow
from vividdesk.widgets.notice_bar import NoticeBar
from vividdesk.widgets.panel import Panel
from vividdesk.widgets.player.compare import Wipe
from vividdesk.widgets.player.controls import Controls
from vividdesk.widgets.player.screen import Screen
from vividdesk.widgets.player.strip import Strip
from vividdesk.widgets.question import Question
from vividdesk.widgets.search_field import SearchField
from vividdesk.widgets.stars import Stars
from vividdesk.widgets.theme import DARK

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.qt_log_ignore("does not support", extend=True)]
ears = hearing.ears
Key = Qt.Key


def told(thing: QWidget) -> str:
    """As one would hear it: what it is, its name, its description, its value, its states."""
    return str(heard(thing))


def set_to(thing: QWidget, value: int) -> None:
    """As a screen reader does it."""
    number = interface(thing).valueInterface()
    assert number is not None
    number.setCurrentValue(value)


def test_more_options_are_unfolded_and_folded_and_not_ticked(qtbot: QtBot) -> None:
    fold = Disclosure("More options")
    qtbot.addWidget(fold)
    fold.show()
    assert told(fold) == "Button | More options | collapsed, expandable"
    fold.setAccessibleDescription("2 changed")
    acting = interface(fold).actionInterface()
    assert acting is not None
    acting.doAction(QAccessibleActionInterface.pressAction())
    assert fold.isChecked()
    assert told(fold) == "Button | More options | 2 changed | expandable, expanded"


def test_a_rating_is_a_slider_that_can_be_set(qtbot: QtBot) -> None:
    stars = Stars(lambda: DARK)
    qtbot.addWidget(stars)
    stars.show()
    given: list[int] = []
    stars.given.connect(given.append)
    stars.show_rating(2)
    assert given == [], "shown, it was given by nobody"
    set_to(stars, 4)
    assert (heard(stars).role, heard(stars).name, heard(stars).value) == ("Slider", "Rating: 4 stars", "4")
    QTest.keyClick(stars, Key.Key_Home)
    assert given == [4], "Home is a key of what is around it"


def test_the_line_between_photo_and_result_is_a_slider(qtbot: QtBot) -> None:
    screen = Screen("Clip")
    qtbot.addWidget(screen)
    wipe = Wipe(screen)
    screen.show()
    wipe.show_photo(QImage(20, 20, QImage.Format.Format_RGB32), "clip")
    assert told(wipe) == "Slider | Line between photo and result, at 50 % | 50"
    QTest.keyClick(wipe, Key.Key_Right)
    assert heard(wipe).value == "52"
    set_to(wipe, 10)
    assert wipe.share == 0.1
    assert heard(wipe).name.endswith("at 10 %")


def test_the_place_in_a_clip_is_heard_and_set_in_whole_seconds(qtbot: QtBot) -> None:
    strip = Strip()
    qtbot.addWidget(strip)
    strip.show()
    places: list[float] = []
    strip.scrubbed.connect(places.append)
    strip.set_length(8.04)
    strip.set_place(3.96)
    assert told(strip) == "Slider | Place in the clip, in seconds | 3"
    assert places == []
    set_to(strip, 6)
    assert places == [6.0]
    strip.clear()
    assert (heard(strip).value, places) == ("0", [6.0])


def test_what_a_player_does_and_how_is_heard(qtbot: QtBot) -> None:
    controls = Controls()
    qtbot.addWidget(controls)
    controls.show()
    controls.show_playing(True)
    controls.show_loop(True)
    controls.show_speed(0.5)
    controls.show_sound(0.8, False)
    controls.show_voice(False, True)
    told = [str(each) for each in all_heard(controls) if "focusable" in each.states]
    assert any("Pause (Space)" in each for each in told)
    assert any("Play again and again" in each and "checked" in each for each in told)
    assert any("Speed: 0.5×" in each for each in told)
    assert any("This clip has no sound" in each and "disabled" in each for each in told)
    controls._open_volume()
    assert "Slider | Volume | 80 | focused" in [str(each) for each in all_heard(controls._popup)]


def test_an_option_tells_what_stands_around_it(qtbot: QtBot) -> None:
    row = FieldRow(Field("length", title="Length", type="integer", description="How long.", unit="frames"))
    qtbot.addWidget(row)
    row.show()
    assert heard(row.entry.control).says == "How long."
    row.show_state("", None, is_changed=False, is_needed=True)
    assert heard(row.entry.control).says == "required. frames. How long"
    row.show_state("At most 121.", None, is_changed=True, is_needed=True)
    assert heard(row.entry.control).says == "At most 121. frames. How long"
    row.show_state("", Warn(True, "Slow.", 81), is_changed=True, is_needed=False)
    assert heard(row.entry.control).says == "Slow. frames. How long"


@pytest.mark.parametrize("closed", [True, False])
def test_what_is_wrong_is_told_where_the_focus_is(closed: bool, qtbot: QtBot) -> None:
    shapes = ("16:9", "9:16")
    row = FieldRow(Field("shape", title="Shape", enum=shapes if closed else (), examples=() if closed else shapes))
    qtbot.addWidget(row)
    row.show()
    row.activateWindow()
    row.show_state("Choose one.", None, is_changed=False, is_needed=True)
    row.take_focus()
    focus = row.focusWidget()
    assert focus is not None
    assert heard(focus).says == "Choose one"


def test_a_slider_tells_the_number_and_not_its_steps(qtbot: QtBot) -> None:
    row = FieldRow(Field("guidance", title="Guidance", type="number", minimum=1, maximum=20, default=7.5))
    qtbot.addWidget(row)
    row.show_value(7.5)
    row.show()
    (slider,) = [each for each in all_heard(row) if each.role == "Slider"]
    assert slider.name == "Guidance, slider at 7.5"


def test_a_notice_is_said_when_it_comes_and_a_fault_at_once(qtbot: QtBot, ears: Ears) -> None:
    bar = NoticeBar(Notices())
    qtbot.addWidget(bar)
    bar.show_notice(Notice(Weight.INFO, "Exported.", "3 files."))
    bar.show_notice(Notice(Weight.INFO, "Exported.", "3 files."))
    bar.show_notice(Notice(Weight.FAILURE, "Something went wrong."))
    assert ears.said == ["Note: Exported. 3 files.", "Fault: Something went wrong. "]
    assert ears.urgent == ears.said[1:]


def test_a_line_above_the_queue_is_said_once(qtbot: QtBot, ears: Ears) -> None:
    strips = Strips(lambda: DARK)
    qtbot.addWidget(strips)
    first, second = (Line(title, "Try later.", "waiting", lambda: DARK) for title in ("Offline.", "No credit."))
    strips.show_all([first])
    strips.show_all([first, second])
    strips.show_all([second])
    assert ears.said == ["Offline. Try later.", "No credit. Try later."]


def test_what_became_of_the_photos_is_said(qtbot: QtBot, ears: Ears) -> None:
    message = TrayMessage()
    qtbot.addWidget(message)
    message.say("1 photo removed.", can_undo=True)
    assert ears.said == ["1 photo removed."]


def test_a_job_that_ends_in_front_of_the_person_is_said_once(
    qtbot: QtBot, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "TOGETHER", 0)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tells = Announcer(window, lambda: None)
    tells._soon.setInterval(0)
    done, failed = (replace(job, ended_at=time.time()) for job in (DONE, FAILED))
    tells.hear(JobChanged(replace(done, id=9, ended_at=time.time() - 3600)))
    tells.hear(JobChanged(done))
    qtbot.waitUntil(lambda: ears.said == ["Wan 2.1 is done"])
    tells.hear(JobChanged(replace(done, cost=20.0)))
    tells.hear(JobChanged(failed))
    qtbot.waitUntil(lambda: ears.said[1:] == ["Wan 2.1 has failed. Out of memory."])
    tells.hear(JobChanged(replace(done, state=JobState.WAITING, ended_at=0.0)))
    tells.hear(JobChanged(done))
    qtbot.waitUntil(lambda: ears.said[2:] == ["Wan 2.1 is done"])


def test_a_job_that_ended_just_before_the_window_came_to_the_front_is_said(qtbot: QtBot, ears: Ears) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tells = Announcer(window, lambda: None)
    tells.hear(JobChanged(replace(DONE, ended_at=time.time())))
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    tells._soon.timeout.emit()
    assert ears.said == ["Wan 2.1 is done"]


def test_small_buttons_say_what_they_belong_to(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    panel = Panel(window, "queue", "Queue")
    names = [each.accessibleName() for each in panel.titleBarWidget().findChildren(QPushButton)]
    assert names == ["Take Queue out of the window, or put it back", "Hide Queue"]
    search = SearchField("Find a job")
    qtbot.addWidget(search)
    search.setText("wan")
    search.show()
    assert [each.name for each in all_heard(search) if each.role == "Button"] == ["Find a job", "Clear the search"]


def test_where_photos_are_dropped_the_ways_are_named(qtbot: QtBot) -> None:
    zone = DropZone()
    qtbot.addWidget(zone)
    zone.resize(400, 400)
    zone.show()
    heard_there = all_heard(zone)
    assert [each.name for each in heard_there if "focusable" in each.states] == [
        "browse",
        "camera",
        "paste",
        "Try a sample photo",
    ]
    assert "Drop photos here" in [each.name for each in heard_there]


def test_a_question_is_a_dialog_with_its_words(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = Question(parent, "Remove this preset?", "It cannot be brought back.", "Remove")
    question.show()
    question.activateWindow()
    qtbot.waitUntil(question.isActiveWindow)
    assert [str(each) for each in all_heard(question)] == [
        "Dialog | Remove this preset?",
        "StaticText | Remove this preset?",
        "StaticText | It cannot be brought back.",
        "Button | Cancel | focused",
        "Button | Remove",
    ]
