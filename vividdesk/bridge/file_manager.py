"""The system's own programs on folders and files."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from vividdesk.bridge.notices import Notices
from vividdesk.paths import is_folder
from vividdesk.texts import _

Problem = tuple[str, str]  # what it is, and what to do


def show_folder(folder: Path, notices: Notices) -> None:
    """Where that cannot be done, the folder is named."""
    if problem := show(folder):
        notices.warn(*problem)


def show(folder: Path) -> Problem | None:
    """What kept it from being shown."""
    if not is_folder(folder):
        return _("The folder is not where it was."), _("It was {folder}.").format(folder=folder)
    if not _opens(folder):
        return _("The system has no program that shows folders."), _by_hand(folder)
    return None


def play(file: Path) -> Problem | None:
    """What kept the system's player from opening."""
    return None if _opens(file) else (_("The system has no program that opens this file."), _by_hand(file))


def _opens(place: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))


def _by_hand(place: Path) -> str:
    return _("It can be opened by hand: {folder}").format(folder=place)
