"""The settings as the windows see them: changing one tells all who show it."""

from typing import Any

from PySide6.QtCore import QObject, Signal

from vividdesk.bridge.notices import Notices
from vividdesk.errors import SettingsError
from vividdesk.model.service import VIMMERSE
from vividdesk.settings import Appearance, Settings, SettingsFile, Visibility

__all__ = ["Appearance", "Preferences", "Visibility", "details_of"]

AT_VIMMERSE = {Visibility.ME: "0", Visibility.LINK: "1", Visibility.EVERYBODY: "2"}


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

    def set_price(self, service: str, template: str, price: float | None) -> None:
        """In credits; None where the person does not know it any more."""
        of_service = {name: known for name, known in self.now.prices.get(service, {}).items() if name != template}
        if price is not None:
            of_service[template] = price
        self.set(prices={**self.now.prices, service: of_service})


def details_of(settings: Settings, service: str) -> dict[str, str]:
    """What new jobs there say of themselves where the person sets nothing else, in the service's own words."""
    if service == VIMMERSE.id and settings.vimmerse_visibility is not Visibility.ME:
        return {"visibility_status": AT_VIMMERSE[settings.vimmerse_visibility]}
    return {}
