"""One service in the settings: its key, who sees its results, limits, prices, and its address."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from vividdesk.bridge.connections import LONGEST_KEY, Connections, Knowledge
from vividdesk.bridge.preferences import Preferences, Visibility
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.limits_card import LimitsCard
from vividdesk.desk.price_card import PriceCard
from vividdesk.desk.setting_card import ChoiceCard, SettingCard, column_of
from vividdesk.errors import NoKeyring, VividError
from vividdesk.model.connection import is_safe
from vividdesk.model.service import VIMMERSE, Service
from vividdesk.texts import _
from vividdesk.widgets.basics import button, icon_button, label, set_tone
from vividdesk.widgets.icons import icon
from vividdesk.widgets.theme import SIZES

Verdict = tuple[str, str]  # what is said, and its tone


class ServicePage(QWidget):
    def __init__(self, service: Service, preferences: Preferences, connections: Connections, tasks: Tasks) -> None:
        super().__init__()
        self._service = service
        self._preferences = preferences
        self._connections = connections
        self._tasks = tasks
        self.busy = False
        self.limits = LimitsCard(service, preferences)
        self.prices = PriceCard(service, preferences)
        column = column_of(self, service.name)
        column.addWidget(self._key_card())
        if service is VIMMERSE:
            column.addWidget(self._visibility_card())
        for card in (self.limits, self.prices, self._address_card()):
            column.addWidget(card)
        column.addStretch()
        connections.changed.connect(self._show_key)
        self._show_key()
        tasks.start(self._fill())

    def leave(self) -> None:
        """Numbers that are right are in force; a key that was typed and not kept is gone."""
        self.limits.leave()
        self.prices.leave()
        self.entry.clear()
        self._hide_typed(True)
        self.verdict.hide()

    async def _fill(self) -> None:
        self.prices.fill(await self._connections.templates(), self.limits.requests)

    def _key_card(self) -> SettingCard:
        card = SettingCard(_("Key"))
        inside = card.inside
        self._state = label("", wrap=True)
        inside.addWidget(self._state)
        inside.addLayout(self._entry_row())
        self.verdict = label("", wrap=True)
        self.verdict.hide()
        inside.addWidget(self.verdict)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        self.keep_button = button(_("Keep this key"), self._keep_key, "primary")
        self.try_button = button(_("Test"), self._try_key)
        self.forget_button = button(_("Forget"), self._forget_key)
        for one in (self.keep_button, self.try_button, self.forget_button):
            row.addWidget(one)
        row.addStretch()
        row.addWidget(button(_("Where to get a key"), self._open_keys_page, "link"))
        inside.addLayout(row)
        return card

    def _entry_row(self) -> QHBoxLayout:
        self.entry = QLineEdit()
        self.entry.setEchoMode(QLineEdit.EchoMode.Password)
        self.entry.setMaxLength(LONGEST_KEY)
        self.entry.setPlaceholderText(_("Paste the key here"))
        self.entry.setAccessibleName(_("Key for {service}").format(service=self._service.name))
        self.entry.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.entry.textChanged.connect(lambda: self._show_buttons())
        self.entry.returnPressed.connect(self._keep_key)
        self.setFocusProxy(self.entry)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(self.entry)
        self._eye = icon_button("show", _("Show or hide what is typed"), self._switch_echo)
        row.addWidget(self._eye)
        return row

    def _visibility_card(self) -> SettingCard:
        card = ChoiceCard(
            _("Who can see new results"),
            _("On Vimmerse's own page. Each job can say otherwise."),
            [
                (Visibility.ME, _("Only me")),
                (Visibility.LINK, _("Whoever has the link")),
                (Visibility.EVERYBODY, _("Everybody")),
            ],
            self._preferences.now.vimmerse_visibility,
        )
        card.segments.chosen.connect(lambda who: self._preferences.set(vimmerse_visibility=who))
        return card

    def _address_card(self) -> SettingCard:
        card = SettingCard(_("Address"), _("Change it only if the service told you another one."))
        inside = card.inside
        self.address = QLineEdit(self._preferences.now.address(self._service.id))
        self.address.setPlaceholderText(self._service.address)
        self.address.setAccessibleName(_("Address of {service}").format(service=self._service.name))
        self.address.editingFinished.connect(self._set_address)
        inside.addWidget(self.address)
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
        self._state.setText(self._named(key.says))
        set_tone(self._state, "" if key.knowledge is Knowledge.KNOWN else "quiet")
        self._show_buttons()

    def _named(self, says: str) -> str:
        """With this service's variable where any service's is spoken of."""
        return says.replace("<SERVICE>", self._service.id.upper())

    def _show_buttons(self) -> None:
        typed, key = bool(self.entry.text().strip()), self._connections.key(self._service)
        self.keep_button.setEnabled(typed)
        self.try_button.setEnabled(typed or key.knowledge is Knowledge.KNOWN)
        self.forget_button.setVisible(key.can_be_forgotten)

    def _keep_key(self) -> None:
        if text := self.entry.text().strip():
            self._do(lambda: self._kept(text), _("Storing the key…"))

    def _try_key(self) -> None:
        text = self.entry.text().strip()
        self._do(lambda: self._tried(text), _("Asking {service}…").format(service=self._service.name))

    def _forget_key(self) -> None:
        self._do(self._forgotten, _("Removing the key…"))

    def _do(self, work: Callable[[], Awaitable[Verdict]], meanwhile: str) -> None:
        """One thing at a time: a second click while something is under way does nothing."""
        if not self.busy:
            self.busy = True
            self._tell(meanwhile, "quiet")
            self._tasks.start(self._done(work))

    async def _done(self, work: Callable[[], Awaitable[Verdict]]) -> None:
        try:
            says, tone = await work()
        except VividError as fault:
            says, tone = self._named(f"{fault.title} {fault.advice}"), "failed"
        except Exception:
            self.verdict.hide()
            raise
        finally:
            self.busy = False
        self._tell(says, tone)
        self._show_buttons()

    async def _kept(self, text: str) -> Verdict:
        """And tested: a key with a letter missing is better known now than with the first job.

        Without a keyring it holds until vividdesk is closed, which is no failure.
        """
        kept, tone = _("The key is in the system keyring now."), "done"
        try:
            await self._connections.keep(self._service, text)
        except NoKeyring as fault:
            kept, tone = fault.title, "quiet"
        if self.entry.text().strip() == text:
            self.entry.clear()
        self._tell(kept, tone)
        try:
            says, tone = await self._tried("")
        except VividError as fault:
            return f"{kept} {fault.title} {fault.advice}", "waiting"
        return f"{kept} {says}", tone

    async def _tried(self, text: str) -> Verdict:
        verdict = await self._connections.try_key(self._service, text)
        return verdict.says, "done" if verdict.accepted else "waiting"

    async def _forgotten(self) -> Verdict:
        await self._connections.forget(self._service)
        return _("The key is forgotten."), "done"

    def _tell(self, says: str, tone: str) -> None:
        self.verdict.setText(says)
        self.verdict.show()
        set_tone(self.verdict, tone)

    def _switch_echo(self) -> None:
        self._hide_typed(self.entry.echoMode() != QLineEdit.EchoMode.Password)

    def _hide_typed(self, hidden: bool) -> None:
        self.entry.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self._eye.setIcon(icon("show" if hidden else "hide"))

    def _set_address(self) -> None:
        address = self.address.text().strip()
        fine = not address or is_safe(address)
        self._address_fault.setHidden(fine)
        if fine and address != self._preferences.now.address(self._service.id):
            self._preferences.set(**{f"{self._service.id}_address": address})

    def _open_keys_page(self) -> None:
        QDesktopServices.openUrl(QUrl(self._service.keys_page))
