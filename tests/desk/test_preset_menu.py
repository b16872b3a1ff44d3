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


@pytest.mark.parametrize(("typed", "written"), [("mine", "mine.json"), ("Mine.JSON", "Mine.JSON")])
def test_a_file_of_its_kind_is_written(qtbot: QtBot, paths: Paths, tmp_path: Path, typed: str, written: str) -> None:
    notices = RecordedNotices()
    presets = Presets(tmp_path / "presets", notices)
    compose = Compose(Core(paths, {}, keyring=False), Intake(paths.photos))
    template = catalog.load().find("vividflow", "wan2.1")
    assert template is not None
    compose.choose(template)
    assert compose.draft is not None
    presets.save("Slow/er", compose.draft)
    window = QWidget()
    qtbot.addWidget(window)
    menu = PresetMenu(window, compose, presets, Tasks(notices), notices)
    menu.aboutToShow.emit()
    (export,) = [each for each in menu.findChildren(QMenu) if each.title() == "Export"]
    export.actions()[0].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Slow-er.json"
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / typed))
    dialog.accept()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [written]
    assert presets.bring_in(tmp_path / written).name == "Slow/er"
    assert notices.told == []


def test_an_ampersand_in_a_name_is_one(qtbot: QtBot, paths: Paths, tmp_path: Path) -> None:
    notices = RecordedNotices()
    presets = Presets(tmp_path / "presets", notices)
    compose = Compose(Core(paths, {}, keyring=False), Intake(paths.photos))
    template = catalog.load().find("vividflow", "wan2.1")
    assert template is not None
    compose.choose(template)
    assert compose.draft is not None
    for name in ("R & B", "S"):
        presets.save(name, compose.draft)
    window = QWidget()
    qtbot.addWidget(window)
    menu = PresetMenu(window, compose, presets, Tasks(notices), notices)
    menu.aboutToShow.emit()
    shown = [action.text() for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    assert shown.count("R && B") == 4
    assert "R & B" not in shown
