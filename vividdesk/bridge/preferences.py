"""The settings as the windows see them: changing one tells all who show it."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.errors import SettingsError
from vividdesk.settings import Appearance, Settings, SettingsFile

__all__ = ["Appearance", "Preferences"]


class Preferences(QObject):
    changed = Signal()

    def __init__(self, file: SettingsFile, notices: Notices) -> None:
        super().__init__()
        self._file = file
        self._notices = notices

    @property
    def now(self) -> Settings:
        return self._file.settings

    def set(self, **values: Any) -> None:
        """In force at once; where the file cannot be written, a notice says so."""
        try:
            self._file.change(**values)
        except SettingsError as fault:
            self._notices.fault(fault)
        self.changed.emit()
