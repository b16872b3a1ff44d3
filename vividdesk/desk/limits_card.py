"""How much may be spent at a service, and how often it may be asked."""

from vividdesk.bridge.preferences import Preferences
from vividdesk.desk.number_setting import NumberEntry, NumberSetting, Rule
from vividdesk.desk.setting_card import SettingCard
from vividdesk.jobs.pacing import RHYTHMS
from vividdesk.model.service import Service
from vividdesk.texts import _


class LimitsCard(SettingCard):
    def __init__(self, service: Service, preferences: Preferences) -> None:
        super().__init__(
            _("Limits"),
            _("What would go over a day's limit waits until tomorrow. Empty: no limit of yours."),
        )
        self._service = service
        self._preferences = preferences
        now, whole, none = preferences.now, Rule(whole=True), _("none")
        self.jobs = self._entry("jobs_a_day", whole, now.jobs_a_day(service.id), _("Jobs a day"), none)
        self.credits = self._entry("credits_a_day", Rule(), now.credits_a_day(service.id), _("Credits a day"), none)
        usual = RHYTHMS[service.id].hour
        self.requests = self._entry(
            "requests_an_hour",
            whole,
            now.requests_an_hour(service.id),
            _("Requests an hour"),
            str(usual) if usual else none,
        )
        for title, says, unit, entry in (
            (_("Jobs a day"), _("Each one that is sent counts, whatever becomes of it."), _("jobs"), self.jobs),
            (
                _("Credits a day"),
                _("By what the service took, else by the prices below."),
                _("credits"),
                self.credits,
            ),
            (
                _("Requests an hour"),
                _("Your allowance there; progress is asked for less often as it runs out. Holds from the next start."),
                _("requests"),
                self.requests,
            ),
        ):
            self.inside.addWidget(NumberSetting(title, says, unit, entry))

    def leave(self) -> None:
        for entry in (self.jobs, self.credits, self.requests):
            entry.leave()

    def _entry(self, setting: str, rule: Rule, value: float | None, title: str, empty: str) -> NumberEntry:
        entry = NumberEntry(rule, value, _("{title}, {service}").format(title=title, service=self._service.name), empty)
        name, none = f"{self._service.id}_{setting}", 0 if rule.whole else 0.0
        entry.settled.connect(lambda number: self._preferences.set(**{name: number or none}))
        return entry
