"""A job as one row: its photo, what it is, how it stands, how far it is, what it took and what can be done."""

import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from vividdesk.bridge import job_words
from vividdesk.bridge.job_rows import Row, RowRole
from vividdesk.bridge.overrides import guarded
from vividdesk.jobs.events import Progress
from vividdesk.model.job import Job
from vividdesk.model.photo import Photo
from vividdesk.model.report import RemoteState, Step
from vividdesk.widgets.basics import with_even_digits
from vividdesk.widgets.icons import icon
from vividdesk.widgets.job_columns import SPACE, Act, act_places, act_words, acts_of, columns_of
from vividdesk.widgets.theme import SIZES, Colours, font_of, tinted

HEIGHT = 42
DOT = 8
LONGEST_BAR = 200
STEP, STEP_GAP = 28, 4  # a picture of a step, and what lies between two
SEGMENT = 24
ICONS = {Act.PLAY: "job-play", Act.CANCEL: "close", Act.RETRY: "job-again", Act.MENU: "job-more"}


class JobRow(QStyledItemDelegate):
    """`hovered` is what the mouse is over: a row's number and what can be done there."""

    def __init__(
        self,
        colours: Callable[[], Colours],
        thumbnail: Callable[[Photo], QPixmap | None],
        step: Callable[[Job, Step], QPixmap | None],
    ) -> None:
        super().__init__()
        self._colours = colours
        self._thumbnail = thumbnail
        self._step = step
        self._pens = Pens()
        self.hovered: tuple[int, Act | None] | None = None

    @guarded(QSize)
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        return QSize(0, HEIGHT)

    @guarded()
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row | None = index.data(RowRole)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painted = _Painted(painter, option, self._colours(), self._pens, self._step)
        number = index.row()
        painted.ground(self.hovered is not None and self.hovered[0] == number)
        painted.picture(self._picture(row.job))
        painted.words(row)
        for act, place in self.places(option, row):
            painted.act(act, place, self.hovered == (number, act))
        painter.restore()

    def places(self, option: QStyleOptionViewItem, row: Row) -> list[tuple[Act, QRect]]:
        """What can be done with it, and where that stands in the view."""
        return act_places(option.rect, acts_of(row.job, row.ending), self._pens.bold_metrics, option.direction)

    def act_at(self, option: QStyleOptionViewItem, row: Row, at: QPoint) -> Act | None:
        return next((act for act, place in self.places(option, row) if place.contains(at)), None)

    @guarded(False)
    def helpEvent(  # noqa: N802
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        row: Row | None = index.data(RowRole)
        if row is not None and (act := self.act_at(option, row, event.pos())) is not None:
            QToolTip.showText(event.globalPos(), act_words(act), view)
            return True
        return super().helpEvent(event, view, option, index)

    def _picture(self, job: Job) -> QPixmap | None:
        photos = job.request.photos
        return self._thumbnail(photos[0]) if photos else None


class Pens:
    """Fonts and icons as they are painted, made once for each colour and sharpness."""

    def __init__(self) -> None:
        self.plain, self.bold = with_even_digits(font_of(SIZES.body)), font_of(SIZES.body, QFont.Weight.DemiBold)
        self.plain_metrics, self.bold_metrics = QFontMetrics(self.plain), QFontMetrics(self.bold)
        self._icons: dict[tuple[str, str, int, float], QPixmap] = {}

    def icon(self, name: str, role: QPalette.ColorRole, size: int, sharpness: float) -> QPixmap:
        kind = name, QGuiApplication.palette().color(role).name(), size, sharpness
        if kind not in self._icons:
            made = icon(name, role).pixmap(QSize(size, size) * sharpness)
            made.setDevicePixelRatio(sharpness)
            self._icons[kind] = made
        return self._icons[kind]


class _Painted:
    """One painting of one row."""

    def __init__(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        colours: Colours,
        pens: Pens,
        step: Callable[[Job, Step], QPixmap | None],
    ) -> None:
        self._step = step
        self._painter = painter
        self._option = option
        self._colours = colours
        self._pens = pens
        self._columns = columns_of(option.rect.width(), option.rect.height())

    def ground(self, is_hovered: bool) -> None:
        rect, state = self._option.rect, self._option.state
        if state & QStyle.StateFlag.State_Selected:
            self._painter.fillRect(rect, tinted(self._colours.accent))
            edge = QStyle.visualRect(self._option.direction, rect, QRect(rect.left(), rect.top(), 3, rect.height()))
            self._painter.fillRect(edge, QColor(self._colours.accent))
        elif is_hovered:
            self._painter.fillRect(rect, QColor(self._colours.raised))
        self._painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(self._colours.line))
        if state & QStyle.StateFlag.State_HasFocus:
            self._painter.setPen(QColor(self._colours.accent))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -2.5), 6, 6)

    def picture(self, picture: QPixmap | None) -> None:
        place = self._seen(self._columns.picture)
        if picture is None or picture.isNull():
            clip = QPainterPath()
            clip.addRoundedRect(QRectF(place), 6, 6)
            self._painter.fillPath(clip, QColor(self._colours.raised))
            self._icon("photos", QPalette.ColorRole.PlaceholderText, place.adjusted(7, 7, -7, -7))
            return
        self._rounded(place, picture)

    def _rounded(self, place: QRect, picture: QPixmap) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(place), 6, 6)
        self._painter.fillPath(clip, QColor(self._colours.raised))
        side = min(picture.width(), picture.height())
        middle = QRect((picture.width() - side) // 2, (picture.height() - side) // 2, side, side)
        self._painter.save()
        self._painter.setClipPath(clip)
        self._painter.drawPixmap(place, picture, middle)
        self._painter.restore()

    def words(self, row: Row) -> None:
        job, progress, past, ending, apart = row
        columns, colours = self._columns, self._colours
        taken = self._text(columns.name, job.label, True, colours.text)
        about = columns.about if columns.about.isValid() else columns.name.adjusted(taken + 6, 0, 0, 0)
        self._text(about, job_words.second_line(job, apart), False, colours.quiet)
        dot = QRect(columns.state.left(), columns.state.center().y() - DOT // 2 + 1, DOT, DOT)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(getattr(colours, job_words.tone(job))))
        self._painter.drawEllipse(self._seen(dot))
        state = columns.state.adjusted(DOT + 8, 0, 0, 0)
        if ending or not self._progress(job, progress):
            state.setRight(columns.bar.right())
        self._text(state, job_words.state_words(job, progress, ending), False, colours.text)
        passed = job_words.time_words(job, time.time(), past, progress)
        self._text(columns.time, passed, False, colours.quiet)
        self._text(columns.cost, job_words.cost_words(job), False, colours.quiet)

    def _progress(self, job: Job, progress: Progress | None) -> bool:
        """Only what the service tells: its steps, its part as a bar. Whether there is anything to show."""
        place, colours = self._columns.bar, self._colours
        steps = progress.steps if progress is not None else ()
        part = progress.part if progress is not None and not job.state.is_end else None
        if len(steps) > 1 or (steps and part is not None):
            left = self._steps(job, steps, place)
            if part is not None and left.width() >= SEGMENT and steps[-1].state is RemoteState.DONE:
                self._part(left, part)  # which says nothing of the steps that are still to come
        elif part is not None:
            self._part(place.adjusted(0, 0, min(0, LONGEST_BAR - place.width()), 0), part)
        elif place.height() > 3 and (said := job_words.meanwhile(job)):
            self._text(QRect(place.left(), 0, place.width(), self._option.rect.height()), said, False, colours.quiet)
        else:
            return False
        return True

    def _steps(self, job: Job, steps: Sequence[Step], place: QRect) -> QRect:
        """Each as its picture where there is one and it has room, else as a segment; what is left of the place."""
        colours = self._colours
        tones = {RemoteState.DONE: colours.done, RemoteState.RUNNING: colours.running}
        tones[RemoteState.FAILED] = colours.failed
        has_room = place.height() > 3 and len(steps) * (STEP + STEP_GAP) <= place.width() + STEP_GAP
        width = min(SEGMENT, (place.width() + STEP_GAP) // len(steps) - STEP_GAP)
        left, middle = place.left(), self._option.rect.height() // 2
        for step in steps:
            picture = self._step(job, step) if has_room else None
            if picture is not None:
                self._rounded(self._seen(QRect(left, middle - STEP // 2, STEP, STEP)), picture)
                left += STEP + STEP_GAP
            else:
                segment = QRect(left, place.top(), max(2, width), place.height())
                self._bar(segment, tones.get(step.state, colours.line))
                left += width + STEP_GAP
        end = min(place.right() + 1, place.left() + LONGEST_BAR)
        return QRect(left, place.top(), max(0, end - left), place.height())

    def _part(self, place: QRect, part: float) -> None:
        self._bar(place, self._colours.line)
        self._bar(QRect(place.topLeft(), QSize(round(place.width() * part), place.height())), self._colours.running)

    def act(self, act: Act, place: QRect, is_hovered: bool) -> None:
        if is_hovered:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(self._colours.line))
            self._painter.drawRoundedRect(place, 6, 6)
        if act is Act.DECIDE:
            self._painter.setFont(self._pens.bold)
            self._painter.setPen(QColor(self._colours.accent))
            self._painter.drawText(place, Qt.AlignmentFlag.AlignCenter, act_words(act))
            return
        role = QPalette.ColorRole.WindowText if is_hovered else QPalette.ColorRole.PlaceholderText
        self._icon(ICONS[act], role, place.adjusted(6, 6, -6, -6))

    def _icon(self, name: str, role: QPalette.ColorRole, place: QRect) -> None:
        sharpness = self._painter.device().devicePixelRatioF()
        self._painter.drawPixmap(place, self._pens.icon(name, role, place.width(), sharpness))

    def _bar(self, place: QRect, colour: str) -> None:
        if place.width() > 0:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(colour))
            round_by = place.height() / 2
            self._painter.drawRoundedRect(QRectF(self._seen(place)), round_by, round_by)

    def _text(self, place: QRect, text: str, is_bold: bool, colour: str) -> int:
        """In one line, cut where there is no more room. Returns how wide it is."""
        if place.width() < SPACE or not text:
            return 0
        pens = self._pens
        font, metrics = (pens.bold, pens.bold_metrics) if is_bold else (pens.plain, pens.plain_metrics)
        shown = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, place.width())
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        start = QStyle.visualAlignment(self._option.direction, Qt.AlignmentFlag.AlignLeft)
        self._painter.drawText(self._seen(place), start | Qt.AlignmentFlag.AlignVCenter, shown)
        return metrics.horizontalAdvance(shown)

    def _seen(self, place: QRect) -> QRect:
        """Where a place within the row stands in the view."""
        row = self._option.rect
        return QStyle.visualRect(self._option.direction, row, place.translated(row.topLeft()))
