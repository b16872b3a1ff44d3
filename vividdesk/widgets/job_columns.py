"""Where things stand in the row of a job, by its width, and what can be done with it there."""

from collections.abc import Sequence
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
COST = 124  # width of what it cost, or of “on this computer”


class Act(Enum):
    PLAY = "play"
    DECIDE = "decide"
    CANCEL = "cancel"
    RETRY = "retry"
    MENU = "menu"


def acts_of(job: Job, ending: bool = False) -> tuple[Act, ...]:
    if ending:
        return (Act.MENU,)
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
    about: QRect
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
    half = text.height() // 2
    if text.width() >= WIDE:
        spare = max(0, text.width() - MOST)
        text.setWidth(text.width() - spare)
        cost = QRect(text.right() - COST + 1, text.top(), COST, text.height())
        name, state, bar, passed = _shared(text.adjusted(0, 0, -COST, 0), (25, 31, 21, 23))
        state.setWidth(state.width() + spare // 2)
        bar.translate(spare // 2, 0)
        passed.translate(spare, 0)
        cost.translate(spare, 0)
        thin = QRect(bar.left(), bar.center().y() - 2, bar.width(), 5)
        return Columns(picture, *_lines(name, half), state, thin, passed, cost, acts)
    if text.width() >= MEDIUM:
        name, state, passed = _shared(text, (36, 40, 24))
        bar = QRect(state.left(), row.bottom() - 5, state.width(), 3)
        return Columns(picture, *_lines(name, half), state, bar, passed, none, acts)
    name = QRect(text.left(), text.top() + 4, text.width(), half - 4)
    state = QRect(text.left(), text.top() + half, text.width(), half - 4)
    return Columns(picture, name, none, state, QRect(text.left(), row.bottom() - 4, text.width(), 3), none, none, acts)


def _lines(place: QRect, half: int) -> tuple[QRect, QRect]:
    """One above the other, close to each other."""
    above = QRect(place.left(), place.top() + 3, place.width(), half - 3)
    return above, QRect(place.left(), place.top() + half, place.width(), half - 3)


def _shared(text: QRect, shares: tuple[int, ...]) -> list[QRect]:
    made, left = [], text.left()
    for share in shares:
        width = text.width() * share // 100
        made.append(QRect(left, text.top(), width - SPACE, text.height()))
        left += width
    return made


def act_places(
    row: QRect, acts: Sequence[Act], bold: QFontMetrics, direction: Qt.LayoutDirection
) -> list[tuple[Act, QRect]]:
    """From the end of the row: each as wide as it needs."""
    column = columns_of(row.width(), row.height()).acts.translated(row.topLeft())
    right, top = column.right() + 1, column.center().y() - BUTTON // 2 + 1
    places = []
    for act in reversed(acts):
        width = bold.horizontalAdvance(act_words(act)) + 12 if act is Act.DECIDE else BUTTON
        right -= width
        places.append((act, QStyle.visualRect(direction, row, QRect(right, top, width, BUTTON))))
    return places
