"""The settings as the windows see them: changing one tells all who show it."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.errors import SettingsError
from vividdesk.settings import Appearance, Settings, SettingsFile, Visibility
from vividdesk.texts import count

__all__ = ["Appearance", "Preferences", "Visibility"]


class Preferences(QObject):
    changed = Signal()

    def __init__(self, file: SettingsFile, notices: Notices) -> None:
        super().__init__()
        self._file = file
        self._notices = notices

    @property
    def now(self) -> Settings:
        return self._file.settings

    def tell_problems(self) -> None:
        """What the file has that makes no sense."""
        if found := self._file.problems:
            title = count("A setting cannot be understood.", "{n} settings cannot be understood.", len(found))
            self._notices.problems(title, found)

    def set(self, **values: Any) -> None:
        """In force at once; where the file cannot be written, a notice says so."""
        try:
            self._file.change(**values)
        except SettingsError as fault:
            self._notices.fault(fault)
        self.changed.emit()

    def set_price(self, service: str, template: str, price: float | None) -> None:
        """In credits; None where the person does not know it any more."""
        of_service = {name: known for name, known in self.now.prices.get(service, {}).items() if name != template}
        if price is not None:
            of_service[template] = price
        self.set(prices={**self.now.prices, service: of_service})
