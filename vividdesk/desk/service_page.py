"""One service in the settings: its key and its address."""

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vividdesk.bridge.connections import Connections
from vividdesk.bridge.preferences import Preferences
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import VividError
from vividdesk.keys import Key, Origin, variable
from vividdesk.model.connection import is_safe
from vividdesk.model.service import Service
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, button, icon_button, label, set_tone
from vividdesk.widgets.theme import SIZES


class ServicePage(QWidget):
    def __init__(self, service: Service, preferences: Preferences, connections: Connections, tasks: Tasks) -> None:
        super().__init__()
        self._service = service
        self._preferences = preferences
        self._connections = connections
        self._tasks = tasks
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SIZES.gap + 4)
        column.addWidget(label(service.name, SIZES.title, bold=True))
        column.addWidget(self._key_card())
        column.addWidget(self._address_card())
        column.addStretch()
        connections.changed.connect(self._show_key)
        self._show_key()

    def _key_card(self) -> Card:
        card, inside = _card(_("Key"))
        self._state = label("", wrap=True)
        inside.addWidget(self._state)
        inside.addLayout(self._entry_row())
        self._verdict = label("", wrap=True)
        self._verdict.hide()
        inside.addWidget(self._verdict)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        self._save = button(_("Keep this key"), self._keep_key, "primary")
        self._try = button(_("Test"), self._try_key)
        self._forget = button(_("Forget"), self._forget_key)
        for one in (self._save, self._try, self._forget):
            row.addWidget(one)
        row.addStretch()
        row.addWidget(button(_("Where to get a key"), self._open_keys_page, "link"))
        inside.addLayout(row)
        return card

    def _entry_row(self) -> QHBoxLayout:
        self._entry = QLineEdit()
        self._entry.setEchoMode(QLineEdit.EchoMode.Password)
        self._entry.setPlaceholderText(_("Paste the key here"))
        self._entry.setAccessibleName(_("Key for {service}").format(service=self._service.name))
        self._entry.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._entry.textChanged.connect(self._show_buttons)
        self._entry.returnPressed.connect(self._keep_key)
        self.setFocusProxy(self._entry)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(self._entry)
        row.addWidget(icon_button("show", _("Show or hide what is typed"), self._switch_echo))
        return row

    def _address_card(self) -> Card:
        card, inside = _card(_("Address"))
        inside.addWidget(label(_("Change it only if the service told you another one."), tone="quiet", wrap=True))
        self._address = QLineEdit(self._preferences.now.address(self._service.id))
        self._address.setPlaceholderText(self._service.address)
        self._address.setAccessibleName(_("Address of {service}").format(service=self._service.name))
        self._address.editingFinished.connect(self._set_address)
        inside.addWidget(self._address)
        self._address_fault = label(
            _("It must begin with https://, or with http:// for a service on this computer."),
            tone="failed",
            wrap=True,
        )
        self._address_fault.hide()
        inside.addWidget(self._address_fault)
        return card

    def _show_key(self, service_id: str = "") -> None:
        if service_id not in ("", self._service.id):
            return
        key = self._connections.key(self._service)
        fault = self._connections.keyring_fault
        if key is not None:
            self._state.setText(_whereabouts(key, self._service))
        elif not self._connections.loaded.is_set():
            self._state.setText(_("Looking for a key in the system keyring…"))
        elif fault is not None:
            self._state.setText(f"{_('No key yet.')} {fault.title} {fault.advice}")
        else:
            self._state.setText(_("No key yet. It will be kept in the system keyring."))
        set_tone(self._state, "" if key else "quiet")
        self._show_buttons()

    def _show_buttons(self, busy: bool | str = False) -> None:
        working = busy is True
        typed, known = bool(self._entry.text().strip()), self._connections.key(self._service)
        self._save.setEnabled(typed and not working)
        self._try.setEnabled((typed or known is not None) and not working)
        self._forget.setVisible(known is not None and known.origin is not Origin.ENVIRONMENT)
        self._forget.setEnabled(not working)

    def _keep_key(self) -> None:
        if text := self._entry.text().strip():
            self._do(self._kept(text), _("Storing the key…"))

    def _try_key(self) -> None:
        self._do(self._tried(self._entry.text().strip()), _("Asking {service}…").format(service=self._service.name))

    def _forget_key(self) -> None:
        self._do(self._forgotten(), _("Removing the key…"))

    def _do(self, work: Coroutine[Any, Any, tuple[str, str]], meanwhile: str) -> None:
        self._tell(meanwhile, "quiet")
        self._show_buttons(busy=True)
        self._tasks.start(self._done(work))

    async def _done(self, work: Coroutine[Any, Any, tuple[str, str]]) -> None:
        try:
            says, tone = await work
        except VividError as fault:
            says, tone = f"{fault.title} {fault.advice}", "failed"
        self._tell(says, tone)
        self._show_buttons()

    async def _kept(self, text: str) -> tuple[str, str]:
        await self._connections.keep(self._service, text)
        self._entry.clear()
        return _("The key is in the system keyring now."), "done"

    async def _tried(self, text: str) -> tuple[str, str]:
        verdict = await self._connections.try_key(self._service, text)
        return verdict.says, "done" if verdict.accepted else "waiting"

    async def _forgotten(self) -> tuple[str, str]:
        await self._connections.forget(self._service)
        return _("The key is forgotten, here and in the system keyring."), "done"

    def _tell(self, says: str, tone: str) -> None:
        self._verdict.setText(says)
        self._verdict.show()
        set_tone(self._verdict, tone)

    def _switch_echo(self) -> None:
        mode = QLineEdit.EchoMode
        hidden = self._entry.echoMode() == mode.Password
        self._entry.setEchoMode(mode.Normal if hidden else mode.Password)

    def _set_address(self) -> None:
        address = self._address.text().strip()
        fine = not address or is_safe(address)
        self._address_fault.setHidden(fine)
        if fine and address != self._preferences.now.address(self._service.id):
            self._preferences.set(**{f"{self._service.id}_address": address})

    def _open_keys_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._service.keys_page))


def _card(title: str) -> tuple[Card, QVBoxLayout]:
    card = Card()
    inside = QVBoxLayout(card)
    inside.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
    inside.setSpacing(SIZES.gap + 2)
    inside.addWidget(label(title, SIZES.heading, bold=True))
    return card, inside


def _whereabouts(key: Key, service: Service) -> str:
    match key.origin:
        case Origin.KEYRING:
            return _("Key {key}, in the system keyring.").format(key=key.masked)
        case Origin.ENVIRONMENT:
            return _("Key {key}, from the environment variable {variable}. It goes before any other.").format(
                key=key.masked, variable=variable(service.id)
            )
        case Origin.THIS_RUN:
            return _("Key {key}, until vividdesk is closed.").format(key=key.masked)
