"""python monkey_giver.py: a window that gives away what it is told to, by dragging and by the clipboard.

A line of JSON on stdin says what: {"by": "drag" or "clipboard", "files": […], "text": …, "html": …, "image": path,
"other": {type: text}}; "ok" answers it.
"""

import json
import sys
from typing import Any

from PySide6.QtCore import QMimeData, QSocketNotifier, Qt, QUrl
from PySide6.QtGui import QDrag, QDragEnterEvent, QDropEvent, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

PLACE = (1350, 810, 80, 80)  # on the screen
MIDDLE = (1390, 850)


class Giver(QWidget):
    def __init__(self) -> None:
        super().__init__(windowTitle="giver")
        stays = Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.BypassWindowManagerHint
        self.setWindowFlags(stays | Qt.WindowType.WindowDoesNotAcceptFocus | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAcceptDrops(True)
        self.setGeometry(*PLACE)
        self._goods: dict[str, Any] = {}
        self._gives = False
        self._news = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
        self._news.activated.connect(self._hear)

    def _hear(self) -> None:
        line = sys.stdin.readline()
        if not line:
            QApplication.exit()
            return
        told = json.loads(line)
        if told["by"] == "clipboard":
            QApplication.clipboard().setMimeData(packed(told))
        else:
            self._goods = told
        print("ok", flush=True)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        if self._gives or not self._goods:
            return
        self._gives = True
        drag = QDrag(self)
        drag.setMimeData(packed(self._goods))
        drag.exec(Qt.DropAction.CopyAction | Qt.DropAction.MoveAction | Qt.DropAction.LinkAction)
        self._gives = False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()


def packed(told: dict[str, Any]) -> QMimeData:
    goods = QMimeData()
    if "files" in told:
        goods.setUrls([QUrl(each) if ":" in each[:12] else QUrl.fromLocalFile(each) for each in told["files"]])
    if "text" in told:
        goods.setText(told["text"])
    if "html" in told:
        goods.setHtml(told["html"])
    if "image" in told:
        goods.setImageData(QImage(told["image"]))
    for kind, content in told.get("other", {}).items():
        goods.setData(kind, content.encode())
    return goods


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    giver = Giver()
    giver.show()
    print("ok", flush=True)
    sys.exit(application.exec())
