"""A preset is given away as a file, by its menu."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes import RecordedNotices
from vividdesk import catalog
from vividdesk.bridge.compose import Compose
from vividdesk.bridge.presets import Presets
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.preset_menu import PresetMenu
from vividdesk.media.intake import Intake
from vividdesk.paths import Paths


class Desk:
    """One template is chosen, and nothing is saved yet."""

    def __init__(self, qtbot: QtBot, paths: Paths, folder: Path) -> None:
        self.notices = RecordedNotices()
        self.presets = Presets(folder / "presets", self.notices)
        self._compose = Compose(Core(paths, {}, keyring=False), Intake(paths.photos))
        template = catalog.load().find("vividflow", "wan2.1")
        assert template is not None
        self._compose.choose(template)
        self.window = QWidget()
        qtbot.addWidget(self.window)

    def menu(self, *names: str) -> PresetMenu:
        """With presets of these names."""
        assert self._compose.draft is not None
        for name in names:
            self.presets.save(name, self._compose.draft)
        menu = PresetMenu(self.window, self._compose, self.presets, Tasks(self.notices), self.notices)
        menu.aboutToShow.emit()
        return menu


@pytest.fixture
def desk(qtbot: QtBot, paths: Paths, tmp_path: Path) -> Desk:
    return Desk(qtbot, paths, tmp_path)


@pytest.mark.parametrize(("typed", "written"), [("mine", "mine.json"), ("Mine.JSON", "Mine.JSON")])
def test_a_file_of_its_kind_is_written(desk: Desk, tmp_path: Path, typed: str, written: str) -> None:
    menu = desk.menu("Slow/er")
    (export,) = [each for each in menu.findChildren(QMenu) if each.title() == "Export"]
    export.actions()[0].trigger()
    (dialog,) = desk.window.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Slow-er.json"
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / typed))
    dialog.accept()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [written]
    assert desk.presets.bring_in(tmp_path / written).name == "Slow/er"
    assert desk.notices.told == []


def test_an_ampersand_in_a_name_is_one(desk: Desk) -> None:
    menu = desk.menu("R & B", "S")
    shown = [action.text() for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    assert shown.count("R && B") == 4
    assert "R & B" not in shown
