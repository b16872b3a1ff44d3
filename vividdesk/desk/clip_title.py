"""The title of the clip that is looked at, to be read and to be changed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _


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
