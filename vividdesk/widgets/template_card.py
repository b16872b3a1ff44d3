"""A template as a card: its illustration, what it makes, its name and what it does."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPalette, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.template_list import FAVOURITE, STANDS_IN, TEMPLATE, Key, badge, name_of
from vividdesk.model.template import Kind, Template
from vividdesk.paths import resource
from vividdesk.widgets.icons import icon
from vividdesk.widgets.stars import star
from vividdesk.widgets.theme import DARK, SIZES, Colours, font_of

INSET = SIZES.gap // 2  # on all sides of a card within its cell; the ring of the focus finds room there
PADDING, BETWEEN = 9, 2
SHAPE = 16 / 9
LOW, LYING_SHAPE = 62, 4 / 3  # the height of a card that lies, and the shape of its picture
CHIP, CHIP_HEIGHT, STAR = 5, 20, 24
LEAST_WORDS = 56  # of what a template does, to be worth showing
ON_PICTURES = 0.72  # how much a chip on a picture hides of it

Index = QModelIndex | QPersistentModelIndex
State = QStyle.StateFlag


def illustration(template: Template) -> Path:
    """Where its picture lies, if it has one."""
    name = re.sub(r"[^a-z0-9_.-]", "-", f"{template.service}-{template.id}".lower())
    return resource("illustrations", f"{name}.jpg")


class TemplateCard(QStyledItemDelegate):
    """`lies` is for where there is little height: the picture beside the words. The view says how large a `cell` is."""

    def __init__(self, parent: QWidget, colours: Callable[[], Colours]) -> None:
        super().__init__(parent)
        self.lies = False
        self.cell = QSize()
        self._colours = colours
        self._pictures: dict[Key, QPixmap] = {}
        self._drawn_for = QSize()
        self._name = font_of(SIZES.body, QFont.Weight.DemiBold)
        self._line = font_of(SIZES.small)

    def height(self, width: int, lies: bool) -> int:
        """Of a cell that is as wide as this."""
        if lies:
            return LOW + 2 * INSET
        words = QFontMetrics(self._name).height() + BETWEEN + QFontMetrics(self._line).height() + 2 * PADDING
        return round((width - 2 * INSET) / SHAPE) + words + 2 * INSET

    def star(self, cell: QRect, direction: Qt.LayoutDirection) -> QRect:
        """Where a click makes a favourite of it."""
        card = cell.adjusted(INSET, INSET, -INSET, -INSET)
        place = QRect(card.right() - CHIP - STAR + 1, card.top() + CHIP, STAR, STAR)
        return QStyle.visualRect(direction, card, place)

    @guarded(QSize)
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        return self.cell

    @guarded()
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setLayoutDirection(option.direction)
        card = option.rect.adjusted(INSET, INSET, -INSET, -INSET)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(card), SIZES.inner_radius, SIZES.inner_radius)
        painter.fillPath(outline, QColor(self._colours().raised))
        picture = self._picture_of(card, option.direction)
        painter.save()
        painter.setClipPath(outline)
        self._paint_picture(painter, picture, index.data(TEMPLATE))
        painter.restore()
        self._paint_words(painter, option, index)
        self._paint_marks(painter, option, index, picture)
        self._paint_edge(painter, option.state, QRectF(card))
        painter.restore()

    def _picture_of(self, card: QRect, direction: Qt.LayoutDirection) -> QRect:
        if not self.lies:
            return QRect(card.left(), card.top(), card.width(), round(card.width() / SHAPE))
        return QStyle.visualRect(direction, card, QRect(card.topLeft(), QSize(round(LOW * LYING_SHAPE), card.height())))

    def _paint_picture(self, painter: QPainter, place: QRect, template: Template) -> None:
        """A template that we have no picture of has its emblem on a plain ground."""
        device = painter.device()
        size = place.size() * (device.devicePixelRatioF() if device else 1.0)
        if size != self._drawn_for:
            self._pictures.clear()
            self._drawn_for = size
        key = template.service, template.id
        if (picture := self._pictures.get(key)) is None:
            path = illustration(template)
            picture = self._pictures[key] = _filling(QPixmap(str(path)) if path.exists() else QPixmap(), size)
        if not picture.isNull():
            painter.drawPixmap(place, picture)
            return
        painter.fillRect(place, QColor(self._colours().line))
        side = place.height() // 3
        emblem = QRect(0, 0, side, side)
        emblem.moveCenter(place.center())
        name = "workflow" if template.kind is Kind.WORKFLOW else "templates"
        icon(name, QPalette.ColorRole.PlaceholderText).paint(painter, emblem)

    def _paint_words(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = option.rect.adjusted(INSET, INSET, -INSET, -INSET)
        name, line = QFontMetrics(self._name), QFontMetrics(self._line)
        if self.lies:
            left, right = card.left() + round(LOW * LYING_SHAPE) + PADDING, card.right() - PADDING
            top = card.center().y() - (name.height() + BETWEEN + line.height()) // 2
        else:
            left, right = card.left() + PADDING, card.right() - PADDING
            top = card.bottom() + 1 - PADDING - name.height() - BETWEEN - line.height()
        upper = QRect(left, top, right - left, name.height())
        lower = QRect(left, upper.bottom() + 1 + BETWEEN, right - left, line.height())
        template, colours = index.data(TEMPLATE), self._colours()
        if self.lies and _has_star(option, index):
            upper.setRight(right - STAR)
        self._write(painter, QStyle.visualRect(option.direction, card, upper), template.label, self._name, colours.text)
        if index.data(STANDS_IN):
            side = line.height()
            sign = QRect(lower.left(), lower.top(), side, side).adjusted(1, 1, -1, -1)
            role = QPalette.ColorRole.PlaceholderText
            icon("made-here", role).paint(painter, QStyle.visualRect(option.direction, card, sign))
            lower.setLeft(lower.left() + side + 4)
        says = f"{name_of(template)} · {badge(template.makes)}" if self.lies else fitting(template, line, lower.width())
        self._write(painter, QStyle.visualRect(option.direction, card, lower), says, self._line, colours.quiet)

    def _write(self, painter: QPainter, place: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_marks(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, picture: QRect) -> None:
        """What lies over the picture: what is made, the star, and a tick on the chosen one."""
        if not self.lies:
            self._paint_badge(painter, option.direction, badge(index.data(TEMPLATE).makes), picture)
        if _has_star(option, index):
            favourite = QRectF(self.star(option.rect, option.direction))
            self._paint_star(painter, favourite, filled=bool(index.data(FAVOURITE)))
        if option.state & State.State_Selected:
            place = QRect(picture.left() + CHIP + 1, picture.top() + CHIP + 1, 20, 20)
            self._paint_tick(painter, QRectF(QStyle.visualRect(option.direction, picture, place)))

    def _paint_badge(self, painter: QPainter, direction: Qt.LayoutDirection, says: str, picture: QRect) -> None:
        width = QFontMetrics(self._line).horizontalAdvance(says) + 12
        at = QRect(picture.right() - CHIP - width + 1, picture.bottom() - CHIP - CHIP_HEIGHT + 1, width, CHIP_HEIGHT)
        place = QStyle.visualRect(direction, picture, at)
        _paint_chip(painter, QRectF(place))
        painter.setFont(self._line)
        painter.setPen(QColor(DARK.text))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, says)

    def _paint_star(self, painter: QPainter, place: QRectF, filled: bool) -> None:
        colour = QColor(self._colours().text if self.lies else DARK.text)
        if not self.lies:
            _paint_chip(painter, place)
        painter.setPen(_round_pen(colour, 1.3))
        painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(star(place.center(), place.width() * 0.3))

    def _paint_tick(self, painter: QPainter, place: QRectF) -> None:
        colours = self._colours()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent))
        painter.drawEllipse(place)
        painter.setPen(_round_pen(QColor(colours.on_accent), 1.8))
        points = ((0.29, 0.52), (0.44, 0.67), (0.72, 0.36))
        painter.drawPolyline(
            QPolygonF([place.topLeft() + QPointF(place.width() * x, place.height() * y) for x, y in points])
        )

    def _paint_edge(self, painter: QPainter, state: QStyle.StateFlag, card: QRectF) -> None:
        """The chosen one has the accent at its edge, the one with the focus a ring around it."""
        colours = self._colours()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if state & State.State_Selected:
            painter.setPen(QPen(QColor(colours.accent), 1.5))
        else:
            painter.setPen(QPen(QColor(colours.quiet if state & State.State_MouseOver else colours.line), 1))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), SIZES.inner_radius, SIZES.inner_radius)
        if state & State.State_HasFocus:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(card.adjusted(-2.5, -2.5, 2.5, 2.5), SIZES.inner_radius + 2, SIZES.inner_radius + 2)


def _has_star(option: QStyleOptionViewItem, index: Index) -> bool:
    return bool(index.data(FAVOURITE) or option.state & (State.State_MouseOver | State.State_HasFocus))


def line_of(template: Template) -> str:
    """Of which service it is, and what it does."""
    what = template.description.rstrip(".")
    return f"{name_of(template)} · {what}" if what else name_of(template)


def fitting(template: Template, metrics: QFontMetrics, width: int) -> str:
    """Without what it does where hardly a word of that could be read."""
    service = name_of(template)
    return line_of(template) if width - metrics.horizontalAdvance(f"{service} · ") >= LEAST_WORDS else service


def _filling(picture: QPixmap, size: QSize) -> QPixmap:
    """Scaled, with what is too much cut off evenly."""
    if picture.isNull() or size.isEmpty():
        return picture
    scaled = picture.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    at = QRect(0, 0, size.width(), size.height())
    at.moveCenter(scaled.rect().center())
    return scaled.copy(at)


def _round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _paint_chip(painter: QPainter, place: QRectF) -> None:
    """Dark in both looks, since pictures do not change with them."""
    ground = QColor(DARK.ground)
    ground.setAlphaF(ON_PICTURES)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 5, 5)
