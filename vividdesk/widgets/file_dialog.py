"""The dialog for files: the system's, or Qt's own where the system has none."""

from PySide6.QtCore import QRegularExpression, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

NAME = QRegularExpression(r"[^\x{0}]*")


class FileDialog(QFileDialog):
    """Gone once it is closed. Into Qt's own nothing can be pasted that no file is called: it would warn of it."""

    def __init__(self, parent: QWidget, title: str, place: str, kinds: str = "") -> None:
        super().__init__(parent, title, place, kinds)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in self.findChildren(QLineEdit):
            entry.setValidator(QRegularExpressionValidator(NAME, entry))
