"""A question waits for its answer and stops nothing else."""

import asyncio

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from vividdesk.widgets.question import Answer, Question, asked, chosen, named


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


async def opened(owner: QWidget) -> Question:
    for _turn in range(3):
        await asyncio.sleep(0)
    found = owner.findChild(Question)
    assert found is not None
    assert found.isVisible()
    return found


async def test_the_key_that_is_pressed_first_costs_nothing(owner: QWidget) -> None:
    waiting = asyncio.ensure_future(asked(owner, "Again?", "It is paid again.", "Make it again"))
    question = await opened(owner)
    focus = question.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not waiting.done()
    QTest.keyClick(focus, Qt.Key.Key_Return)
    assert await waiting is False


async def test_yes_by_the_keys(owner: QWidget) -> None:
    waiting = asyncio.ensure_future(asked(owner, "Again?", "It is paid again.", "Make it again"))
    question = await opened(owner)
    QTest.keyClick(question.focusWidget(), Qt.Key.Key_Tab)
    assert question.focusWidget() is question.yes
    QTest.keyClick(question.yes, Qt.Key.Key_Return)
    assert await waiting is True


async def test_yes(owner: QWidget) -> None:
    waiting = asyncio.ensure_future(asked(owner, "Again?", "It is paid again.", "Make it again"))
    QTest.mouseClick((await opened(owner)).yes, Qt.MouseButton.LeftButton)
    assert await waiting is True


async def test_a_name_must_not_be_empty(owner: QWidget) -> None:
    waiting = asyncio.ensure_future(named(owner, "Name", "Of the preset.", "Save"))
    question = await opened(owner)
    entry = question.findChild(QLineEdit)
    assert entry is not None
    assert not question.yes.isEnabled()
    QTest.keyClicks(entry, "  ")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert not waiting.done()
    QTest.keyClicks(entry, "Slow ")
    QTest.keyClick(entry, Qt.Key.Key_Return)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as Qt's own loop does, before ours goes on
    assert not isValid(entry)
    assert await waiting == "Slow"


@pytest.mark.parametrize(
    ("says", "answer"), [("Both", Answer.INSTEAD), ("The other", Answer.YES), ("Cancel", Answer.NO)]
)
async def test_there_may_be_something_else_than_yes(owner: QWidget, says: str, answer: Answer) -> None:
    waiting = asyncio.ensure_future(chosen(owner, "Again?", "One was made before.", "The other", "Both"))
    question = await opened(owner)
    (wanted,) = [each for each in question.findChildren(QPushButton) if each.text() == says]
    wanted.click()
    assert await waiting is answer
