"""A text of several lines that is as high as what stands in it."""

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from vividdesk.bridge.overrides import guarded

PADDING = 2 * (6 + 1 + 4) + 4  # of the style sheet, its line, the document's own, and a little air


class GrowingText(QPlainTextEdit):
    def __init__(self, least: int = 2, most: int = 8) -> None:
        super().__init__()
        self._least, self._most = least, most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().contentsChanged.connect(self._grow)
        self._grow()

    def _grow(self) -> None:
        """Asks each paragraph: the document's own size is only known for what was drawn already."""
        line = self.fontMetrics().lineSpacing()
        lines, paragraph = 0, self.document().firstBlock()
        while paragraph.isValid() and lines < self._most:
            lines += max(round(self.blockBoundingRect(paragraph).height() / line), 1)
            paragraph = paragraph.next()
        self.setFixedHeight(min(max(lines, self._least), self._most) * line + PADDING)

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._grow()

    @guarded(False)
    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802
        """Words only: a photo dropped beside its slot must not become the path of its file in the prompt."""
        return source.hasText() and not source.hasUrls()
