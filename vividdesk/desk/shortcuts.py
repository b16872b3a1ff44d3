"""All keys on one sheet."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import Card, button, label
from vividdesk.widgets.theme import SIZES

Keys = tuple[str, ...]  # each does it, in Qt's own words
Lines = Sequence[tuple[Keys, str]]
Group = tuple[str, Lines]

TO = "–"  # between the first and the last of several
COLUMNS = 2
USUAL = QSize(860, 720)


class ShortcutSheet(QDialog):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.resize(USUAL.boundedTo(self.screen().availableSize() * 0.9))
        column = QVBoxLayout(self)
        column.setContentsMargins(SIZES.margin, SIZES.margin, SIZES.margin, SIZES.margin)
        column.setSpacing(SIZES.gap + 4)
        column.addWidget(label(_("Keyboard shortcuts"), SIZES.title, bold=True))
        says = _("F6 goes from part to part, Tab through all. A part's own keys work while it has the focus.")
        column.addWidget(label(says, tone="quiet", wrap=True))
        self._scroll = _scrolled(_sheet())
        column.addWidget(self._scroll, 1)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept))
        column.addLayout(foot)
        self._scroll.setFocus()


def groups() -> tuple[Group, ...]:
    return (
        (_("Everywhere"), _everywhere()),
        (_("Photos"), _photos()),
        (_("Camera"), _camera()),
        (_("Templates"), _templates()),
        (_("Queue"), _queue()),
        (_("Preview"), _preview()),
        (_("Library"), _library()),
    )


def _everywhere() -> Lines:
    return (
        (("Ctrl+1",), _("Create")),
        (("Ctrl+2",), _("Library")),
        (("Ctrl+O",), _("Add photos")),
        (("Ctrl+Shift+O",), _("Photos from a camera")),
        (("Ctrl+F",), _("Find a template")),
        (("Ctrl+Return",), _("Make it")),
        (("Ctrl+,",), _("Settings")),
        (("Ctrl+Shift+L",), _("Light or dark")),
        (("F6", "Shift+F6"), _("To the next part, or back")),
        (("F10",), _("Menu")),
        (("F11",), _("Full screen")),
        (("F1", "Ctrl+/"), _("This sheet")),
        (("Ctrl+Q",), _("Quit")),
    )


def _photos() -> Lines:
    return (
        (("Return",), _("Look at it")),
        (("C",), _("Crop…")),
        (("Ctrl+V",), _("Paste a photo")),
        (("Ctrl+A",), _("Choose all")),
        (("F5",), _("Try again")),
        (("Del",), _("Remove")),
        (("Ctrl+Z",), _("Undo")),
    )


def _camera() -> Lines:
    return (
        (("Space", "Return"), _("Take a photo, then add it")),
        (("Esc",), _("Take it again, or close")),
    )


def _templates() -> Lines:
    return (
        (("Down",), _("From the search to what was found")),
        (("Return",), _("Choose")),
        (("F",), _("Favourite or not")),
        (("Esc",), _("Back to the search")),
    )


def _queue() -> Lines:
    return (
        (("Return",), _("Play, or details")),
        (("Alt+Up", "Alt+Down"), _("Sooner or later")),
        (("Ctrl+C",), _("Copy")),
        (("Del",), _("Cancel or remove")),
    )


def _preview() -> Lines:
    return (
        (("Space", "K"), _("Play or pause")),
        ((",", "."), _("One frame back or on")),
        (("PgUp", "PgDown"), _("A leap back or on")),
        (("Home", "End"), _("To the start or the end")),
        (("[", "]"), _("Slower or faster")),
        (("Up", "Down"), _("Louder or softer")),
        (("M",), _("Sound off or on")),
        (("L",), _("Play in a loop or once")),
        (("F",), _("Full screen")),
        (("Esc",), _("Out of full screen, or of the comparison")),
        (("+", "-"), _("Picture: larger or smaller")),
        (("0", "1"), _("Picture: all of it, or pixel by pixel")),
    )


def _library() -> Lines:
    return (
        (("Return",), _("Play")),
        (("1", TO, "5"), _("Rate with 1 to 5 stars")),
        (("0",), _("No rating")),
        (("F2",), _("Rename")),
        (("Ctrl+C",), _("Copy the files")),
        (("Ctrl+E",), _("Export")),
        (("Del",), _("Delete")),
    )


def _scrolled(sheet: QWidget) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setAccessibleName(_("Keyboard shortcuts"))
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(sheet)
    return scroll


def _sheet() -> QWidget:
    """In columns of about the same height."""
    sheet = QWidget()
    row = QHBoxLayout(sheet)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SIZES.gap)
    columns = [QVBoxLayout() for _column in range(COLUMNS)]
    heights = [0] * COLUMNS
    for column in columns:
        column.setSpacing(SIZES.gap)
        row.addLayout(column, 1)
    for title, lines in groups():
        lowest = heights.index(min(heights))
        heights[lowest] += len(lines) + 2
        columns[lowest].addWidget(_card(title, lines))
    for column in columns:
        column.addStretch()
    return sheet


def _card(title: str, lines: Lines) -> Card:
    card = Card()
    grid = QGridLayout(card)
    grid.setContentsMargins(SIZES.margin, SIZES.margin - 2, SIZES.margin, SIZES.margin)
    grid.setHorizontalSpacing(SIZES.margin)
    grid.setVerticalSpacing(6)
    grid.addWidget(label(title, SIZES.heading, bold=True), 0, 0, 1, 2)
    for at, (keys, does) in enumerate(lines, start=1):
        grid.addWidget(label(does, wrap=True), at, 0)
        grid.addLayout(_caps(keys), at, 1)
    grid.setColumnStretch(0, 1)
    return card


def _caps(keys: Keys) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    row.addStretch()
    for key in keys:
        cap = label(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText), SIZES.small)
        cap.setProperty("role", "" if key == TO else "key")
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(cap, alignment=Qt.AlignmentFlag.AlignVCenter)
    return row
