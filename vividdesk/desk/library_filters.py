"""What of the library one wants to see, in one row."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from PySide6.QtCore import QDate, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from vividdesk.bridge import figures
from vividdesk.bridge.clip_list import ClipFilter
from vividdesk.bridge.overrides import guarded
from vividdesk.model.service import SERVICES
from vividdesk.model.template import Template
from vividdesk.texts import _, count
from vividdesk.widgets.basics import unmarked
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.controls import Switch
from vividdesk.widgets.icons import icon
from vividdesk.widgets.search_field import SearchField
from vividdesk.widgets.stars import MOST
from vividdesk.widgets.theme import SIZES

CLIPS = ("video/mp4", "video/webm", "video/quicktime")
PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
REST = 180  # ms without a key before the search begins
Choice = tuple[Any, str]
Days = tuple[date | None, date | None]


class MenuChoice(QPushButton):
    """One of many, behind a button that says which. The first is for no wish at all."""

    chosen = Signal(object)

    def __init__(self, says: str, choices: Callable[[], Iterable[Choice]]) -> None:
        super().__init__()
        self._says = says
        self._choices = choices
        self._arrow = icon("down", QPalette.ColorRole.PlaceholderText)
        self.value: Any = None
        self.setProperty("look", "choice")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.show_choice(*next(iter(choices())))

    def show_choice(self, value: Any, text: str) -> None:
        self.value = value
        self.setText(text)
        self.setAccessibleName(f"{self._says}: {text}")
        self.setProperty("chosen", bool(value))
        self.style().polish(self)

    def clear(self) -> None:
        self.show_choice(*next(iter(self._choices())))

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for value, text in self._choices():
            action = QAction(unmarked(text), menu)
            action.setCheckable(True)
            action.setChecked(value == self.value)
            action.triggered.connect(lambda _on, value=value, text=text: self._choose(value, text))
            group.addAction(action)
            menu.addAction(action)

    def _choose(self, value: Any, text: str) -> None:
        self.show_choice(value, text)
        self.chosen.emit(value)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Qt's own way with a button that has a menu leaves the words no margin."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        direction, whole = self.layoutDirection(), self.rect()
        role = QPalette.ColorRole.Text if self.value else QPalette.ColorRole.PlaceholderText
        painter.setPen(QGuiApplication.palette().color(role))
        aligned = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QStyle.visualRect(direction, whole, whole.adjusted(13, 0, -28, 0)), aligned, self.text())
        arrow = QRect(self.width() - 25, (self.height() - 12) // 2, 12, 12)
        self._arrow.paint(painter, QStyle.visualRect(direction, whole, arrow))


class LibraryFilters(QWidget):
    """`changed` carries the filter, `days_wanted` asks for two days, which `show_days` then takes.

    `steps` has its place elsewhere, and what clears the filters leaves it as it is.
    """

    changed = Signal(object)
    days_wanted = Signal()

    def __init__(self, templates: Callable[[], Iterable[Template]]) -> None:
        """The templates are asked for when somebody wants to choose one."""
        super().__init__()
        self._templates = templates
        self._days: Days = (None, None)
        self._time: Choice = (0, "")  # before two days were asked for
        self.search = SearchField(_("Search the library"))
        self.search.setPlaceholderText(_("Search: title, photo, prompt…"))
        self.search.setMinimumWidth(150)
        self._kinds: tuple[str, ...] = ()
        self._kind = Segments([((), _("All")), (CLIPS, _("Clips")), (PICTURES, _("Pictures"))], _("Kind"))
        self._kind.choose(())
        self.service = MenuChoice(_("Service"), _services)
        self.template = MenuChoice(_("Template"), self._of_service)
        self.rating = MenuChoice(_("Rating"), _ratings)
        self.date = MenuChoice(_("Made"), _times)
        self.steps = Switch()
        self.steps.setAccessibleName(_("With steps"))
        self.steps.setToolTip(_("Also the pictures that were made on the way to a result"))
        self._lay_out()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._tell)
        self.search.textChanged.connect(lambda _text: self._rest.start())
        self.search.entered.connect(self._tell)
        self._kind.chosen.connect(self._choose_kind)
        self.service.chosen.connect(self._choose_service)
        self.template.chosen.connect(lambda _value: self._tell())
        self.rating.chosen.connect(lambda _value: self._tell())
        self.date.chosen.connect(self._choose_time)
        self.steps.toggled.connect(lambda _on: self._tell())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.margin + 3, 10, SIZES.margin + 1, 10)  # in line with what is below
        row.setSpacing(SIZES.gap)
        row.addWidget(self.search, 1)
        for each in (self._kind, self.service, self.template, self.rating, self.date):
            row.addWidget(each)

    @property
    def wanted(self) -> ClipFilter:
        since, until = self._span()
        return ClipFilter(
            service=self.service.value or (self.template.value or ("",))[0],
            template=self.template.value[1] if self.template.value else "",
            rating_at_least=self.rating.value or 0,
            since=since,
            until=until,
            text=self.search.text().strip(),
            kinds=self._kinds,
            steps=self.steps.isChecked(),
        )

    def clear(self) -> None:
        self.search.clear()
        self._kinds = ()
        self._kind.choose(())
        for each in (self.service, self.template, self.rating, self.date):
            each.clear()
        self._time = (0, "")
        self._tell()

    def show_days(self, first: date, last: date) -> None:
        self._days = (first, last)
        ends = [figures.day_of_month(QDate(day.year, day.month, day.day)) for day in (first, last)]
        self._time = "days", " – ".join(ends)
        self.date.show_choice(*self._time)
        self._tell()

    def _choose_kind(self, kinds: tuple[str, ...]) -> None:
        self._kinds = kinds
        self._tell()

    def _choose_service(self, service: str) -> None:
        if service and self.template.value and self.template.value[0] != service:
            self.template.clear()
        self._tell()

    def restore_time(self) -> None:
        """No days were named after all."""
        self.date.show_choice(*self._time) if self._time[1] else self.date.clear()

    def _choose_time(self, value: str) -> None:
        if value == "days":
            self.days_wanted.emit()
        else:
            self._time = value, self.date.text()
            self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        self.changed.emit(self.wanted)

    def _of_service(self) -> Iterable[Choice]:
        yield None, _("Any template")
        for template in self._templates():
            if self.service.value in (None, "", template.service):
                yield (template.service, template.id), template.label

    def _span(self) -> tuple[float, float]:
        """From the first moment of a day to the first after another, by this computer's clock."""
        today = date.today()
        match self.date.value:
            case int() as days if days > 0:
                return _begin(today - timedelta(days=days - 1)), 0.0
            case "days":
                first, last = self._days
                return (_begin(first) if first else 0.0), (_begin(last + timedelta(days=1)) if last else 0.0)
        return 0.0, 0.0


def _begin(day: date) -> float:
    return datetime(day.year, day.month, day.day).timestamp()


def _services() -> Iterable[Choice]:
    yield "", _("Any service")
    yield from ((service.id, service.name) for service in SERVICES)


def _ratings() -> Iterable[Choice]:
    yield 0, _("Any rating")
    yield MOST, count("{n} star", "{n} stars", MOST)
    for rating in range(MOST - 1, 0, -1):
        yield rating, count("{n} star or more", "{n} stars or more", rating)


def _times() -> Iterable[Choice]:
    yield 0, _("Any time")
    yield 1, _("Today")
    yield 7, _("Last 7 days")
    yield 30, _("Last 30 days")
    yield "days", _("Between two days…")
