"""What the library shows: its cards, or why there are none and what to do."""

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from vividdesk.errors import VividError
from vividdesk.texts import _
from vividdesk.widgets.basics import button
from vividdesk.widgets.empty_state import EmptyState


class View(IntEnum):
    CARDS = 0
    EMPTY = 1
    NOTHING = 2  # found
    CLOSED = 3


class LibraryViews(QStackedWidget):
    def __init__(
        self, cards: QWidget, make_first: Callable[[], None], bring_in: QPushButton, clear: Callable[[], None]
    ) -> None:
        super().__init__()
        self._closed_by: VividError | None = None
        nothing = EmptyState(
            "library",
            _("Nothing found"),
            _("Nothing here matches the search and the filters. Try other words, or fewer filters."),
            button(_("Clear filters"), clear, "primary"),
        )
        empty = EmptyState(
            "library",
            _("The library is empty"),
            _("Finished clips and pictures are kept here, the newest first."),
            button(_("Make the first"), make_first, "primary"),
            bring_in,
        )
        self._closed = QWidget()
        for page in (cards, empty, nothing, self._closed):
            self.addWidget(page)

    def show_view(self, view: View) -> None:
        self.setCurrentIndex(view)

    def show_closed(self, fault: VividError, again: Callable[[], None]) -> None:
        """In the words in which the queue says it."""
        if fault is not self._closed_by:
            self._closed_by = fault
            had_focus = self._closed.isAncestorOf(self.window().focusWidget() or self)
            self.removeWidget(self._closed)
            self._closed.deleteLater()
            step = button(_("Try again"), again, "primary")
            self._closed = EmptyState("library", fault.title, fault.advice, step)
            self.addWidget(self._closed)
            if had_focus:
                self.show_view(View.CLOSED)
                step.setFocus()
        self.show_view(View.CLOSED)
