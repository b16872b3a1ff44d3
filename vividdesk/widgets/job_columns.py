"""Where things stand in the row of a job, by its width, and what can be done with it there."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle

from vividdesk.model.job import Job, JobState
from vividdesk.texts import _
from vividdesk.widgets.theme import SIZES

PICTURE = 30
BUTTON = 28
SPACE = 14
WIDE, MEDIUM = 640, 330  # from which width of the text on a row has all columns, or some
MOST = 1100  # wider columns would only part what belongs together; what is more lies before the last of them
ACTS = 112  # width of what can be done


class Act(Enum):
    PLAY = "play"
    DECIDE = "decide"
    CANCEL = "cancel"
    RETRY = "retry"
    MENU = "menu"


def acts_of(job: Job) -> tuple[Act, Act]:
    if job.ask is not None:
        return (Act.DECIDE, Act.MENU)
    if job.state is JobState.DONE:
        return (Act.PLAY, Act.MENU)
    return (Act.RETRY if job.state.is_end else Act.CANCEL, Act.MENU)


def act_words(act: Act) -> str:
    match act:
        case Act.PLAY:
            return _("Play it")
        case Act.DECIDE:
            return _("Decide…")
        case Act.CANCEL:
            return _("Cancel it")
        case Act.RETRY:
            return _("Try again")
    return _("More…")


@dataclass(frozen=True)
class Columns:
    """Where things stand in a row. One without room is empty."""

    picture: QRect
    name: QRect
    state: QRect
    bar: QRect
    time: QRect
    cost: QRect
    acts: QRect


@lru_cache(maxsize=8)
def columns_of(width: int, height: int) -> Columns:
    """Within a row, from left to right; where people read the other way, each is mirrored within it."""
    row = QRect(0, 0, width, height)
    inner = row.adjusted(SIZES.margin, 0, -SIZES.gap, -1)
    picture = QRect(inner.left(), inner.center().y() - PICTURE // 2 + 1, PICTURE, PICTURE)
    acts = QRect(inner.right() - ACTS + 1, inner.top(), ACTS, inner.height())
    text = QRect(picture.right() + 1 + SPACE, inner.top(), 0, inner.height())
    text.setRight(acts.left() - SPACE)
    none = QRect()
    if text.width() >= WIDE:
        spare = max(0, text.width() - MOST)
        text.setWidth(text.width() - spare)
        name, state, bar, passed, cost = _shared(text, (22, 31, 18, 17, 12))
        state.setWidth(state.width() + spare // 2)
        bar.translate(spare // 2, 0)
        passed.translate(spare, 0)
        cost.translate(spare, 0)
        thin = QRect(bar.left(), bar.center().y() - 2, bar.width(), 5)
        return Columns(picture, name, state, thin, passed, cost, acts)
    if text.width() >= MEDIUM:
        name, state, passed = _shared(text, (30, 40, 30))
        return Columns(
            picture, name, state, QRect(state.left(), row.bottom() - 5, state.width(), 3), passed, none, acts
        )
    half = text.height() // 2
    name = QRect(text.left(), text.top() + 4, text.width(), half - 4)
    state = QRect(text.left(), text.top() + half, text.width(), half - 4)
    return Columns(picture, name, state, QRect(text.left(), row.bottom() - 4, text.width(), 3), none, none, acts)


def _shared(text: QRect, shares: tuple[int, ...]) -> list[QRect]:
    made, left = [], text.left()
    for share in shares:
        width = text.width() * share // 100
        made.append(QRect(left, text.top(), width - SPACE, text.height()))
        left += width
    return made


def act_places(row: QRect, job: Job, bold: QFontMetrics, direction: Qt.LayoutDirection) -> list[tuple[Act, QRect]]:
    """From the end of the row: each as wide as it needs."""
    column = columns_of(row.width(), row.height()).acts.translated(row.topLeft())
    right, top = column.right() + 1, column.center().y() - BUTTON // 2 + 1
    places = []
    for act in reversed(acts_of(job)):
        width = bold.horizontalAdvance(act_words(act)) + 12 if act is Act.DECIDE else BUTTON
        right -= width
        places.append((act, QStyle.visualRect(direction, row, QRect(right, top, width, BUTTON))))
    return places
