"""Many pieces of news as few: the first is told at once, those that follow soon after it together."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PAUSE = 100  # milliseconds


class Calm(QObject):
    """Goes with its owner: what it would tell of then is nobody's any more."""

    def __init__(self, owner: QObject, tell: Callable[[], object]) -> None:
        super().__init__(owner)
        self._tell = tell
        self._untold = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._tell_more)

    def news(self) -> None:
        self._untold = self._pause.isActive()
        if not self._untold:
            self._pause.start()
            self._tell()

    def _tell_more(self) -> None:
        if self._untold:
            self.news()
