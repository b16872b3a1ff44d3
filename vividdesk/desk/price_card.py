"""What the templates of a service cost, as far as the person knows and likes to fill in."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from vividdesk.bridge.preferences import Preferences
from vividdesk.desk.number_setting import NumberEntry, Rule
from vividdesk.desk.setting_card import SettingCard
from vividdesk.model.service import Service
from vividdesk.model.template import Template
from vividdesk.texts import _
from vividdesk.widgets.basics import label
from vividdesk.widgets.theme import SIZES
from vividdesk.widgets.title_line import ElidedLabel

COLUMNS = 2
WIDTH = 64


class PriceCard(SettingCard):
    """Hidden until it is filled."""

    def __init__(self, service: Service, preferences: Preferences) -> None:
        super().__init__(
            _("Prices"),
            _("What a job costs in credits, for the day's limit, until the service shows its own."),
        )
        self._service = service
        self._preferences = preferences
        self.entries: dict[str, NumberEntry] = {}
        self._faults: dict[str, str] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SIZES.gap)
        self._grid.setVerticalSpacing(6)
        self.inside.addLayout(self._grid)
        self.fault = label("", SIZES.small, "failed", wrap=True)
        self.fault.hide()
        self.inside.addWidget(self.fault)
        self.hide()

    def fill(self, templates: Sequence[Template], after: QWidget) -> None:
        """Down one column, then the next; the keyboard comes here from `after`, and goes through them the same way."""
        mine = [template for template in templates if template.service == self._service.id]
        rows = -(-len(mine) // COLUMNS)
        widest = [1] * COLUMNS
        for at, template in enumerate(mine):
            column, row = divmod(at, rows)
            name = ElidedLabel(template.label)
            name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._grid.addWidget(name, row, 3 * column)
            widest[column] = max(widest[column], name.fontMetrics().horizontalAdvance(template.label))
            entry = self._entry(template)
            self._grid.addWidget(entry, row, 3 * column + 1)
            QWidget.setTabOrder(after, entry)
            after = entry
        for column in range(COLUMNS):
            self._grid.setColumnStretch(3 * column, widest[column])
        self._grid.setColumnMinimumWidth(2, SIZES.margin)
        self.setVisible(bool(mine))

    def leave(self) -> None:
        for entry in self.entries.values():
            entry.leave()

    def _entry(self, template: Template) -> NumberEntry:
        price = self._preferences.now.price(self._service.id, template.id)
        entry = NumberEntry(
            Rule(zero=True), price, _("Price of {template} in credits").format(template=template.label), "–"
        )
        entry.setFixedWidth(WIDTH)
        entry.settled.connect(lambda number: self._set(template, number))
        entry.judged.connect(lambda fault: self._show(template, fault))
        self.entries[template.id] = entry
        return entry

    def _set(self, template: Template, number: float | None) -> None:
        self._preferences.set_price(self._service.id, template.id, None if number is None else float(number))

    def _show(self, template: Template, fault: str) -> None:
        self._faults[template.label] = fault
        self.entries[template.id].setAccessibleDescription(fault)
        said = [
            _("{template}: {fault}").format(template=name, fault=wrong) for name, wrong in self._faults.items() if wrong
        ]
        self.fault.setText("\n".join(said))
        self.fault.setVisible(bool(said))
