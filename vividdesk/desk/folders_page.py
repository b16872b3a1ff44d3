"""Where results go, and where the program's own data lies and how much room it takes."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

from vividdesk.bridge.clip_words import size
from vividdesk.bridge.file_manager import show
from vividdesk.bridge.incoming import usual_folder
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.preferences import Preferences
from vividdesk.bridge.storage import Room, Storage
from vividdesk.bridge.tasks import Tasks
from vividdesk.desk.setting_card import SettingCard, column_of
from vividdesk.errors import DataFolderError
from vividdesk.texts import _
from vividdesk.widgets.basics import button, label, set_tone
from vividdesk.widgets.file_dialog import FileDialog
from vividdesk.widgets.theme import SIZES


class FoldersPage(QWidget):
    """Counts whenever it comes into sight."""

    def __init__(self, preferences: Preferences, storage: Storage, tasks: Tasks) -> None:
        super().__init__()
        self._preferences = preferences
        self._storage = storage
        self._tasks = tasks
        self.busy = False
        self._unopened = ""  # what was said of it
        column = column_of(self, _("Folders"))
        column.addWidget(self._results_card())
        column.addWidget(self._data_card())
        column.addStretch()
        self._show_results()

    @property
    def results(self) -> Path:
        chosen = self._preferences.now.results_folder
        return Path(chosen).expanduser() if chosen else self._storage.usual_results

    def choose(self, folder: Path) -> None:
        """For results from now on, if they can be put there."""
        self._tasks.start(self._chosen(folder))

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._count()

    def _results_card(self) -> SettingCard:
        card = SettingCard(
            _("Results"),
            _("New clips and pictures go here. Earlier ones stay where they are."),
        )
        self.place = _path(_("Folder for results"), self.results)
        card.inside.addWidget(self.place)
        self.fault = label("", tone="failed", wrap=True)
        self.fault.hide()
        card.inside.addWidget(self.fault)
        self.choose_button = button(_("Choose…"), self._ask)
        self.reset_button = button(_("Use the usual one"), self._reset)
        row = QHBoxLayout()
        row.setSpacing(SIZES.gap)
        row.addWidget(self.choose_button)
        row.addWidget(button(_("Show the folder"), lambda: self._tasks.start(self._open(self.results, self.fault))))
        row.addWidget(self.reset_button)
        row.addStretch()
        card.inside.addLayout(row)
        self.setFocusProxy(self.choose_button)
        return card

    def _data_card(self) -> SettingCard:
        card = SettingCard(_("Data"), _("What vividdesk keeps for itself: without it, the library is empty."))
        card.inside.addWidget(_path(_("Folder of the data"), self._storage.data))
        self.total = label(_("Counting…"), SIZES.title, bold=True)
        card.inside.addWidget(self.total)
        self._parts = QGridLayout()
        self._parts.setHorizontalSpacing(SIZES.margin)
        self._parts.setVerticalSpacing(4)
        self._sizes = [label("", tone="quiet") for _title in _titles()]
        for row, (title, number) in enumerate(zip(_titles(), self._sizes, strict=True)):
            self._parts.addWidget(label(title), row, 0)
            self._parts.addWidget(number, row, 1, Qt.AlignmentFlag.AlignTrailing)
        self._parts.setColumnStretch(2, 1)
        card.inside.addLayout(self._parts)
        self.verdict = label("", tone="quiet", wrap=True)
        self.verdict.hide()
        card.inside.addWidget(self.verdict)
        self.clear_button = button(_("Clear thumbnails"), self._clear)
        self.clear_button.setToolTip(_("They are made again when they are needed."))
        row_of_buttons = QHBoxLayout()
        row_of_buttons.setSpacing(SIZES.gap)
        show = button(_("Show the folder"), lambda: self._tasks.start(self._open(self._storage.data, self.verdict)))
        row_of_buttons.addWidget(show)
        row_of_buttons.addWidget(self.clear_button)
        row_of_buttons.addStretch()
        card.inside.addLayout(row_of_buttons)
        return card

    def _show_results(self) -> None:
        _show_path(self.place, self.results)
        self.reset_button.setVisible(bool(self._preferences.now.results_folder))

    def _ask(self) -> None:
        place = usual_folder(str(self.results), QStandardPaths.StandardLocation.MoviesLocation)
        dialog = FileDialog(self.window(), _("A folder for results"), place)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.choose(Path(folder)))
        dialog.open()

    async def _chosen(self, folder: Path) -> None:
        fine = await self._storage.takes_results(folder)
        self.fault.setText(
            _("vividdesk may not write to {folder}. Results go where they went; choose another.").format(folder=folder)
        )
        self.fault.setHidden(fine)
        if fine:
            self._preferences.set(results_folder=str(folder))
            self._show_results()

    def _reset(self) -> None:
        self._preferences.set(results_folder="")
        self.fault.hide()
        self.choose_button.setFocus()
        self._show_results()

    async def _open(self, folder: Path, says: QLabel) -> None:
        """It is made with the first result; until then what it will be in is opened."""
        problem = show(await self._storage.nearest(folder))
        if problem is not None:
            self._unopened = " ".join(problem)
            says.setText(self._unopened)
            says.show()
            set_tone(says, "failed")
        elif says.text() == self._unopened:
            says.hide()

    def _count(self) -> None:
        if not self.busy:
            self.busy = True
            self._tasks.start(self._counted())

    async def _counted(self) -> None:
        try:
            self._show_room(await self._storage.room())
        finally:
            self.busy = False

    def _show_room(self, room: Room) -> None:
        self.total.setText(size(room.total))
        parts = (room.photos, room.thumbnails, room.previews, room.local, room.rest)
        for number, taken in zip(self._sizes, parts, strict=True):
            number.setText(size(taken))
        self.clear_button.setEnabled(room.thumbnails > 0)

    def _clear(self) -> None:
        if not self.busy:
            self.busy = True
            self._tasks.start(self._cleared())

    async def _cleared(self) -> None:
        try:
            await self._storage.clear_thumbnails()
            self._tell(_("The thumbnails are gone. They are made again when they are needed."), "done")
        except DataFolderError as fault:
            self._tell(f"{fault.title} {fault.advice}", "failed")
        finally:
            self.busy = False
        self._count()

    def _tell(self, says: str, tone: str) -> None:
        self.verdict.setText(says)
        self.verdict.show()
        set_tone(self.verdict, tone)


def _titles() -> tuple[str, ...]:
    return (
        _("Photos you put in"),
        _("Thumbnails"),
        _("Small pictures of results"),
        _("What was made on this computer"),
        _("Journal, its copies, and the rest"),
    )


def _path(name: str, folder: Path) -> QLineEdit:
    """To be read and copied."""
    made = QLineEdit()
    made.setReadOnly(True)
    made.setAccessibleName(name)
    _show_path(made, folder)
    return made


def _show_path(entry: QLineEdit, folder: Path) -> None:
    entry.setText(str(folder))
    entry.setCursorPosition(0)
    entry.setToolTip(str(folder))
