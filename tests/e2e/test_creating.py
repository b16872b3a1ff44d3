"""From a photo to a clip that plays, as a person does it: with the mouse, and with the keys alone; no key, no network."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen, difference
from tests.waiting import until
from vividdesk.paths import resource

# A window that gives a file away when it is dragged: what a file manager does.
FILES = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget

class Files(QWidget):
    def mousePressEvent(self, event):
        drag, given = QDrag(self), QMimeData()
        given.setUrls([QUrl.fromLocalFile(sys.argv[1])])
        drag.setMimeData(given)
        drag.exec(Qt.DropAction.CopyAction)

application = QApplication(sys.argv[:1])
window = Files(windowTitle="files")
window.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint)
window.setGeometry(1100, 60, 240, 160)
window.show()
application.exec()
"""
RENDERED_WITHIN = 120.0  # seconds; both cores may be busy with other tests


def clips(program: Program) -> list[Path]:
    return [file for file in (program.home / "results").glob("*.mp4")]


def plays(screen: Screen, part: tuple[int, int, int, int]) -> Callable[[], bool]:
    """Whether what is there changes with time, and goes on changing."""
    seen: list[Image.Image] = []

    def look() -> bool:
        seen.append(screen.picture().crop(part))
        moving = sum(difference(one, other) > 500 for one, other in zip(seen, seen[1:], strict=False))
        return moving >= 5

    return look
