"""Lines above the list: lanes that do not go on, and what was just cleared. One line each, with what can be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge.job_words import lasting
from vividdesk.bridge.lane_list import Line, Remedy
from vividdesk.bridge.overrides import guarded
from vividdesk.texts import _, count
from vividdesk.widgets.announce import say
from vividdesk.widgets.basics import button, label, with_even_digits
from vividdesk.widgets.theme import SIZES, Colours, font_of, tinted

HEIGHT, BETWEEN = 28, 4


class OneLine(QLabel):
    """Cut where there is no more room; the tooltip then has all of it."""

    def __init__(self, text: str, tone: str = "") -> None:
        super().__init__()
        self._full = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font_of(SIZES.body))
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(text)

    @guarded(QSize)
    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, self.fontMetrics().height())

    @guarded(QSize)
    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(40, self.fontMetrics().height())

    @guarded()
    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self._full if shown != self._full else "")
        super().resizeEvent(event)


class Strip(QFrame):
    """`tone` names the colour that its ground is tinted with."""

    until = 0.0  # when what it tells of is tried again by itself; 0: nobody knows

    def __init__(self, title: str, advice: str, tone: str, colours: Callable[[], Colours], *acts: QPushButton) -> None:
        super().__init__()
        self._tone = tone
        self._colours = colours
        self.setAccessibleName(f"{title} {advice}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(SIZES.gap + 4, 2, 4, 2)
        row.setSpacing(SIZES.gap)
        said = OneLine(title)
        row.addWidget(said, int(not advice))
        if advice:
            said.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            row.addWidget(OneLine(advice, "quiet"), 1)
        self.more = button("", lambda: None, "link")
        self.more.hide()
        row.addWidget(self.more)
        self.countdown = label("", tone="quiet")
        self.countdown.setFont(with_even_digits(self.countdown.font()))
        self.countdown.hide()
        row.addWidget(self.countdown)
        for act in acts:
            row.addWidget(act)

    def tick(self, now: float) -> None:
        """The seconds that are left."""
        left = self.until - now
        self.countdown.setVisible(self.until > 0)
        said = _("again in {time}").format(time=lasting(left)) if left > 0 else _("is tried now…")
        if self.countdown.text() != said:
            self.countdown.setText(said)

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tinted(getattr(self._colours(), self._tone)))
        painter.drawRoundedRect(self.rect(), SIZES.inner_radius, SIZES.inner_radius)


class Strips(QWidget):
    """One below the other; without any it takes no room. Where that is scarce, the last in sight counts the rest."""

    def __init__(self, colours: Callable[[], Colours]) -> None:
        super().__init__()
        self._colours = colours
        self._shown: list[Strip] = []
        self._fits = 1
        self._unfolded = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SIZES.margin, 0, SIZES.margin, 6)
        self._column.setSpacing(BETWEEN)
        self.hide()

    @property
    def counts(self) -> bool:
        """Whether there is one that has seconds to count."""
        return any(strip.until for strip in self._shown)

    def tick(self, now: float) -> None:
        for strip in self._shown:
            strip.tick(now)

    def show_all(self, strips: list[Strip]) -> None:
        """In place of those before; those that were shown already stay as they are, with the focus they may have."""
        for strip in (each for each in self._shown if each not in strips):
            self._column.removeWidget(strip)
            strip.hide()
            strip.deleteLater()
        for place, strip in enumerate(strips):
            if strip not in self._shown:
                strip.more.clicked.connect(self._unfold)
            if self._column.indexOf(strip) != place:
                self._column.removeWidget(strip)
                self._column.insertWidget(place, strip)
        came = [strip.accessibleName() for strip in strips if strip not in self._shown]
        self._shown = list(strips)
        self._unfolded = self._unfolded and len(strips) > 1
        self._show_what_fits()
        self.setVisible(bool(strips))
        say(self, "\n".join(came))

    def fit(self, height: int) -> None:
        """So much room there is for them; one is always in sight."""
        fits = max(1, height // (HEIGHT + BETWEEN))
        if fits != self._fits:
            self._fits = fits
            self._show_what_fits()

    def _unfold(self) -> None:
        self._unfolded = True
        self._show_what_fits()

    def _show_what_fits(self) -> None:
        fits = len(self._shown) if self._unfolded else self._fits
        for place, strip in enumerate(self._shown):
            rest = len(self._shown) - fits if place == fits - 1 else 0
            strip.more.setText(count("{n} more", "{n} more", rest))
            strip.more.setVisible(rest > 0)
            strip.setVisible(place < fits)


def lane_strip(line: Line, colours: Callable[[], Colours], act: Callable[[Remedy, Line], None]) -> Strip:
    buttons = [button(text, partial(act, remedy, line), "link") for remedy, text in _remedies(line)]
    tone = "running" if line.remedy is Remedy.RESUME else "waiting"
    return Strip(line.title, line.advice, tone, colours, *buttons)


def _remedies(line: Line) -> list[tuple[Remedy, str]]:
    """After what is done elsewhere, the person says that it goes on."""
    match line.remedy:
        case Remedy.RESUME:
            return [(Remedy.RESUME, _("Resume"))]
        case Remedy.TRY:
            return [(Remedy.TRY, _("Try now"))]
        case Remedy.WAIT:
            return [(Remedy.TRY, _("Try now"))]
        case Remedy.SETTINGS:
            return [(Remedy.SETTINGS, _("Open its settings…")), (Remedy.TRY, _("Go on"))]
        case Remedy.FOLDERS:
            return [(Remedy.FOLDERS, _("Choose another folder…")), (Remedy.TRY, _("Try now"))]
        case Remedy.PAGE:
            return [(Remedy.PAGE, _("Open its page")), (Remedy.TRY, _("Go on"))]
