"""How the window looks, and the language it speaks."""

from PySide6.QtWidgets import QWidget

from vividdesk.bridge.preferences import Appearance, Preferences
from vividdesk.desk.setting_card import ChoiceCard, column_of
from vividdesk.texts import _
from vividdesk.widgets.basics import label

LANGUAGES = {"en": "English", "de": "Deutsch"}  # each in its own words, so that who is lost finds it


class AppearancePage(QWidget):
    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        column = column_of(self, _("Appearance"))
        column.addWidget(self._look_card())
        column.addWidget(self._language_card())
        column.addWidget(self._movement_card())
        column.addStretch()

    def _look_card(self) -> ChoiceCard:
        card = ChoiceCard(
            _("Light or dark"),
            _("As the system has it, or always the one."),
            [(Appearance.SYSTEM, _("System")), (Appearance.LIGHT, _("Light")), (Appearance.DARK, _("Dark"))],
            self._preferences.now.appearance,
        )
        card.segments.chosen.connect(lambda appearance: self._preferences.set(appearance=appearance))
        self._looks = card.segments
        self._preferences.changed.connect(lambda: self._looks.choose(self._preferences.now.appearance))
        return card

    def _language_card(self) -> ChoiceCard:
        self._begun_in = self._preferences.now.language
        card = ChoiceCard(
            _("Language"),
            _("All that vividdesk says. Services answer in their own."),
            [("system", _("System")), *LANGUAGES.items()],
            self._begun_in,
        )
        self.languages = card.segments
        self.languages.chosen.connect(self._set_language)
        self.later = label(_("Holds from the next start of vividdesk."), tone="waiting", wrap=True)
        self.later.hide()
        card.inside.addWidget(self.later)
        return card

    def _movement_card(self) -> ChoiceCard:
        """Qt does not tell whether the system asks for less movement; nothing else in the window moves by itself."""
        card = ChoiceCard(
            _("Movement"),
            _("What was made plays by itself as soon as it is there, or waits until you play it."),
            [("plays", _("Play at once")), ("waits", _("Wait for me"))],
            "plays" if self._preferences.now.autoplay else "waits",
        )
        self.movement = card.segments
        self.movement.chosen.connect(lambda wish: self._preferences.set(autoplay=wish == "plays"))
        return card

    def _set_language(self, language: str) -> None:
        self._preferences.set(language=language)
        self.later.setVisible(language != self._begun_in)
