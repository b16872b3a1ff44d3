"""Posters as they are painted: read in threads, the newest wish first; those long out of sight are let go."""

import asyncio
from collections import OrderedDict

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QPainter, QPainterPath, QPixmap

from vividdesk.bridge.tasks import Tasks

AT_ONCE = 2
MOST_WANTED = 48  # what was scrolled past is not read
MEMORY = 6_000_000  # bytes of cards, on a screen at 100 %
FEW = 2_000_000  # and of others, of which one is large


class Posters(QObject):
    """`came` carries the file whose poster is there now."""

    came = Signal(str)

    def __init__(self, tasks: Tasks, radius: int, is_card: bool = True) -> None:
        """`radius`: of the corners, in pixels of a screen at 100 %; below a picture on a card its words go on."""
        super().__init__()
        self._tasks = tasks
        self._radius = radius
        self._is_card = is_card
        self._there: OrderedDict[str, QPixmap] = OrderedDict()
        self._asked: dict[str, tuple[QSize, float]] = {}  # what each was asked to be when it was last read
        self._wanted: dict[str, tuple[QSize, float]] = {}
        self._reading = 0
        self._weight = 0
        self._least = 0

    def keep(self, least: int) -> None:
        """So many in any case: those in sight must not push one another out."""
        self._least = least

    def of(self, file: str, size: QSize, ratio: float) -> QPixmap | None:
        """What there is of it, maybe in another size while this one is read; null where it cannot be read."""
        if not file:
            return None
        found = self._there.get(file)
        if found is not None:
            self._there.move_to_end(file)
        if self._asked.get(file) != (size, ratio):
            self._want(file, size, ratio)
        return found

    def _want(self, file: str, size: QSize, ratio: float) -> None:
        self._wanted.pop(file, None)
        self._wanted[file] = (size, ratio)
        if len(self._wanted) > max(MOST_WANTED, self._least):
            del self._wanted[next(iter(self._wanted))]
        if self._reading < AT_ONCE:
            self._reading += 1
            self._tasks.start(self._read())

    async def _read(self) -> None:
        try:
            while self._wanted:
                file, (size, ratio) = self._wanted.popitem()
                self._asked[file] = (size, ratio)
                radius = self._radius * ratio
                self._take(file, await asyncio.to_thread(_poster, file, size * ratio, radius, self._is_card), ratio)
        finally:
            self._reading -= 1

    def _take(self, file: str, image: QImage, ratio: float) -> None:
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self._drop(file)
        self._there[file] = pixmap
        self._weight += _weight(pixmap)
        most = MEMORY if self._is_card else FEW
        while self._weight > most * ratio * ratio and len(self._there) > max(1, self._least):
            oldest = next(iter(self._there))
            self._drop(oldest)
            del self._asked[oldest]
        self.came.emit(file)

    def _drop(self, file: str) -> None:
        if (pixmap := self._there.pop(file, None)) is not None:
            self._weight -= _weight(pixmap)


def _weight(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def _poster(file: str, size: QSize, radius: float, is_card: bool) -> QImage:
    """Filled by the picture, of a tall one by what is a little above its middle: that is where faces are."""
    reader = QImageReader(file)
    whole = reader.size()
    if not whole.isValid():
        return QImage()
    covering = whole.scaled(size, Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    left, top = (covering.width() - size.width()) // 2, (covering.height() - size.height()) * 3 // 8
    reader.setScaledSize(covering)
    reader.setScaledClipRect(QRect(left, top, size.width(), size.height()))
    image = reader.read()
    return image if image.isNull() else _rounded(image, radius, is_card)


def _rounded(image: QImage, radius: float, is_card: bool) -> QImage:
    made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    field = QRectF(made.rect())
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)
    outline.addRoundedRect(field, radius, radius)
    if is_card:
        outline.addRect(field.adjusted(0, radius, 0, 0))
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(outline)
    painter.drawImage(0, 0, image)
    painter.end()
    return made
