"""A question that the person answers with yes or no, while everything else goes on."""

import asyncio
from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.theme import SIZES

T = TypeVar("T")


class Answer(IntEnum):
    NO = 0  # as Qt rejects
    YES = 1
    INSTEAD = 2


class Question(QDialog):
    """With an entry, if one is given, which must not be left empty; `instead` of yes there may be something else."""

    def __init__(
        self, parent: QWidget, title: str, says: str, yes: str, entry: QLineEdit | None = None, instead: str = ""
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(SIZES.gap)
        column.addStrut(520)  # a minimum of the window itself would let it cut off what is wider
        column.addWidget(label(title, SIZES.heading, bold=True, wrap=True))
        column.addWidget(label(says, tone="quiet", wrap=True))
        no = button(_("Cancel"), self.reject)
        self.yes = button(yes, self.accept, "primary")
        if entry is not None:
            entry.setAccessibleName(title)
            column.addWidget(entry)
            self.yes.setEnabled(bool(entry.text().strip()))
            entry.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip())))
            entry.returnPressed.connect(self.yes.click)
        column.addStretch()
        column.addSpacing(SIZES.gap)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(no)
        if instead:
            foot.addWidget(button(instead, lambda: self.done(Answer.INSTEAD)))
        foot.addWidget(self.yes)
        column.addLayout(foot)
        (entry or no).setFocus()


async def asked(parent: QWidget, title: str, says: str, yes: str) -> bool:
    """Whether the answer is yes."""
    return await _answered(Question(parent, title, says, yes), lambda answer: answer is Answer.YES)


async def chosen(parent: QWidget, title: str, says: str, yes: str, instead: str) -> Answer:
    return await _answered(Question(parent, title, says, yes, instead=instead), lambda answer: answer)


async def named(parent: QWidget, title: str, says: str, yes: str, text: str = "") -> str:
    """What was typed; empty where nothing is wanted."""
    entry = QLineEdit(text)
    entry.selectAll()
    question = Question(parent, title, says, yes, entry)
    return await _answered(question, lambda answer: entry.text().strip() if answer is Answer.YES else "")


async def _answered(question: Question, read: Callable[[Answer], T]) -> T:
    """What is read of it as it closes: a moment later it is gone, with all that is in it."""
    answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()

    def tell(code: int) -> None:
        if not answer.done():
            answer.set_result(read(Answer(code)))

    question.finished.connect(tell)
    question.open()
    return await answer
