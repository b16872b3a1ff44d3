"""A list whose rows can be dragged, one drag at a time."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QListView

from vividdesk.bridge.overrides import guarded


class OneDrag(QListView):
    """While the window is busy a quick hand can press and move again before the drag that it let go of has ended."""

    @guarded()
    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: N802
        if not any(window.findChild(QDrag) for window in QApplication.topLevelWidgets()):
            super().startDrag(supported)
