"""The system's own window on a folder."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from vividdesk.bridge.notices import Notices
from vividdesk.texts import _


def show_folder(folder: Path, notices: Notices) -> None:
    """Where that cannot be done, the folder is named."""
    if not folder.is_dir():
        notices.warn(_("The folder is not where it was."), _("It was {folder}.").format(folder=folder))
    elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        notices.warn(
            _("The system has no program that shows folders."),
            _("It can be opened by hand: {folder}").format(folder=folder),
        )
