"""What Qt says stands in the log."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
}
# Words on a picture or film, which whoever shows it tells the person in ours.
OF_FILES = ("qt.gui.imageio", "qt.multimedia.ffmpeg.mediadataholder")
# A screen reader's bus took its time over a key; Qt hands the key on all the same.
OF_A_SLOW_READER = ("QSpiApplication::keyEventError", "QSpiApplication::notifyKeyboardListenerCallback with no queued")


@contextmanager
def qt_logged() -> Iterator[None]:
    before = qInstallMessageHandler(_log)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _log(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if kind == QtMsgType.QtFatalMsg:  # Qt would now abort the process, with a core dump for a message
        logging.getLogger("qt").critical(text)
        os._exit(1)
    of_others = str(context.category).startswith(OF_FILES) or text.startswith(OF_A_SLOW_READER)
    logging.getLogger("qt").log(logging.INFO if of_others else LEVELS.get(kind, logging.ERROR), text)
