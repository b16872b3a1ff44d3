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


@contextmanager
def qt_logged() -> Iterator[None]:
    before = qInstallMessageHandler(_log)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _log(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    if kind == QtMsgType.QtFatalMsg:  # Qt would now abort the process, with a core dump for a message
        logging.getLogger("qt").critical(text)
        os._exit(1)
    logging.getLogger("qt").log(LEVELS.get(kind, logging.ERROR), text)
