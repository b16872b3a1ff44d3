"""Our own SVG icons, drawn in the colour the palette has at that moment."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from vividdesk.bridge.overrides import guarded
from vividdesk.paths import resource


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    return QIcon(_Tinted(name, role))


def application_icon() -> QIcon:
    return QIcon(str(resource("icons", "vividdesk.svg")))


@lru_cache(maxsize=64)
def _drawing(name: str, colour: str) -> QSvgRenderer:
    svg = resource("icons", f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    return QSvgRenderer(QByteArray(svg.encode()))


class _Tinted(QIconEngine):
    def __init__(self, name: str, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._name = name
        self._role = role

    @guarded()
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        role = QPalette.ColorRole.PlaceholderText if mode == QIcon.Mode.Disabled else self._role
        colour = QGuiApplication.palette().color(role).name()
        _drawing(self._name, colour).render(painter, QRectF(rect))

    @guarded(QPixmap)
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return made

    def clone(self) -> "QIconEngine":
        return _Tinted(self._name, self._role)
