"""In the place of what cannot be shown: why, and two ways on."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vividdesk.bridge.file_manager import Problem, play, show
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label
from vividdesk.widgets.empty_state import Emblem
from vividdesk.widgets.theme import SIZES


class Trouble(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._file = Path()
        self.title = label("", SIZES.heading, bold=True, wrap=True)
        self.says = label("", tone="quiet", wrap=True)
        self.open = button(_("Open in the system's player"), self._open)
        self.folder = button(_("Show the folder"), self._show_folder)
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(Emblem("player-trouble"), alignment=centre)
        column.addSpacing(8)
        for line in (self.title, self.says):
            line.setAlignment(centre)
            column.addWidget(line)
        column.addSpacing(8)
        for one in (self.open, self.folder):
            column.addWidget(one, alignment=centre)
        column.addStretch(3)

    def tell(self, file: Path, fault: OSError | None) -> None:
        """`fault` as `kept_away` found it."""
        match fault:
            case None:
                self.show_unplayable(file)
            case FileNotFoundError() | NotADirectoryError():
                self.show_missing(file)
            case _:
                self.show_unreached(file, fault.strerror or str(fault))

    def show_missing(self, file: Path) -> None:
        self._tell(
            file,
            _("The file is not there any more."),
            _("{name} was moved or deleted. Look in its folder, or make it again.").format(name=file.name),
        )
        self.open.setVisible(False)

    def show_unreached(self, file: Path, reason: str) -> None:
        self._tell(
            file,
            _("The file cannot be reached."),
            _(
                "{name} cannot be read now ({reason}). Connect its drive or network folder again, then open it anew."
            ).format(name=file.name, reason=reason),
        )
        self.open.setVisible(False)

    def show_unplayable(self, file: Path) -> None:
        self._tell(
            file,
            _("This cannot be shown here."),
            _("The file is there, but its kind cannot be read on this computer, or it is damaged."),
        )
        self.open.setVisible(True)

    def _tell(self, file: Path, title: str, says: str) -> None:
        self._file = file
        self.title.setText(title)
        self.says.setText(says)

    def _open(self) -> None:
        self._tell_of(play(self._file))

    def _show_folder(self) -> None:
        self._tell_of(show(self._file.parent))

    def _tell_of(self, problem: Problem | None) -> None:
        """In place of the advice, which was followed to no avail."""
        if problem is not None:
            self.says.setText(" ".join(problem))


def kept_away(file: Path) -> OSError | None:
    """What keeps it from being looked at, if anything does; for a thread."""
    try:
        file.stat()
    except OSError as fault:
        return fault
    return None
