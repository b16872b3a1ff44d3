"""The title of the clip that is looked at, to be read and to be changed."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _

BESIDE = 2  # QLineEdit keeps them free beside its letters


class ClipTitle(QLineEdit):
    """`titled` carries another title, `entered` tells that a key ended the entry: Enter, or Escape for none.

    A clip without a title is called after its template; who begins to write finds that name there, to be replaced.
    """

    titled = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = self._label = ""
        self.setAccessibleName(_("Title (F2)"))
        self.setMaxLength(200)
        self.setProperty("look", "title")
        self.editingFinished.connect(self._take)
        self.textChanged.connect(lambda _text: self._tell_all())

    def show_title(self, title: str, label: str, is_other: bool) -> None:
        """Of the same clip, what somebody is writing stays."""
        self._title, self._label = title, label
        self.setPlaceholderText(label)
        if is_other or not self.hasFocus():
            self._put_back()

    def edit(self) -> None:
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _put_back(self) -> None:
        """Also that nothing was written yet."""
        self.setText(self._title)
        self.setCursorPosition(0)

    def _take(self) -> None:
        title = self.text().strip()
        is_new = self.isModified() and title != self._title
        if is_new:
            self._title = title
        self._put_back()  # it ends once more when the focus goes
        if is_new:
            self.titled.emit(title)
        if self.hasFocus():
            self.entered.emit()

    def _room(self) -> QRect:
        """Of the letters, as the entry itself places them."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inside.adjusted(BESIDE, 0, -BESIDE, 0)

    def _tell_all(self) -> None:
        """What is cut off can be read under the mouse."""
        self.setToolTip(self.text() if self._is_cut() else "")

    def _is_cut(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self._room().width()

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._tell_all()

    @guarded()
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Only read, it ends in an ellipsis, not within a letter."""
        if self.hasFocus() or not self._is_cut():
            super().paintEvent(event)
            return
        option, room, style = QStyleOptionFrame(), self._room(), self.style()
        self.initStyleOption(option)
        painter = QPainter(self)
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, option, painter, self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        where = QStyle.visualAlignment(self.layoutDirection(), self.alignment() | Qt.AlignmentFlag.AlignVCenter)
        style.drawItemText(painter, room, where, self.palette(), True, shown, QPalette.ColorRole.Text)

    @guarded()
    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.setText(self._title or self._label)
        super().focusInEvent(event)

    @guarded()
    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self._put_back()
            self.entered.emit()
        else:
            super().keyPressEvent(event)
