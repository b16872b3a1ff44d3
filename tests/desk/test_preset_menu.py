"""A preset is given away as a file, by its menu, and brought in; and what of it fits no more is said."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.fakes import RecordedNotices
from tests.waiting import until_on_loop
from vividdesk import catalog
from vividdesk.bridge.compose import Compose
from vividdesk.bridge.notices import Notice, Weight
from vividdesk.bridge.presets import Presets
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.preset_menu import PresetMenu
from vividdesk.media.intake import Intake
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo
from vividdesk.model.preset import Preset
from vividdesk.model.template import Template
from vividdesk.paths import Paths
from vividdesk.widgets.question import Question

PHOTO = Photo("a" * 64, "image/jpeg", 640, 480, 1000, "a.jpg")


class Desk:
    """One template is chosen, and nothing is saved yet."""

    def __init__(self, qtbot: QtBot, paths: Paths, folder: Path) -> None:
        self.notices = RecordedNotices()
        self.tasks = Tasks(self.notices)
        self.presets = Presets(folder / "presets", self.notices, catalog.load().find)
        self.compose = Compose(Core(paths, {}, keyring=False), Intake(paths.photos))
        self.compose.choose(template("vividflow", "wan2.1"))
        self.window = QWidget()
        qtbot.addWidget(self.window)

    @property
    def draft(self) -> Draft:
        assert self.compose.draft is not None
        return self.compose.draft

    def menu(self, *names: str) -> PresetMenu:
        """With presets of these names."""
        for name in names:
            self.presets.keep(Preset.of(name, self.draft))
        menu = PresetMenu(self.window, self.compose, self.presets, self.tasks, self.notices)
        menu.aboutToShow.emit()
        return menu

    def bring_in(self, preset: Preset, file: Path) -> None:
        """As somebody gave it."""
        file.write_text(preset.to_json())
        action(self.menu(), "Bring in a file…").trigger()
        dialog = self.window.findChildren(QFileDialog)[-1]
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert name is not None
        name.setText(str(file))
        dialog.accept()

    async def asked(self) -> Question:
        await until_on_loop(lambda: self.window.findChildren(Question))
        (question,) = self.window.findChildren(Question)
        return question

    async def told(self, *notices: Notice) -> None:
        await until_on_loop(lambda: len(self.notices.told) >= len(notices))
        assert self.notices.told == [*notices]


def template(service: str, name: str) -> Template:
    found = catalog.load().find(service, name)
    assert found is not None
    return found


def changed(wan: Template) -> Template:
    """As it might be after an update: smaller, and without a length."""
    fields = [
        replace(each, maximum=256, default=256) if each.name == "width" else each
        for each in wan.options.fields
        if each.name != "length"
    ]
    return replace(wan, options=replace(wan.options, fields=tuple(fields)))


def action(menu: QMenu, *path: str) -> QAction:
    for text in path:
        (found,) = [each for each in menu.actions() if each.text() == text]
        menu = found.menu() or menu  # type: ignore[assignment]
    return found


OLD = Preset("Old", "vividflow", "wan2.1", {"width": 512, "length": 33, "prompt": "slow dolly in"})
OLD_FITS_NO_MORE = Notice(
    Weight.WARNING,
    "2 values of the preset “Old” fit no more.",
    "The rest is used as it was saved, without: Width, length",
)


@pytest.fixture
async def desk(qtbot: QtBot, paths: Paths, tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(qtbot, paths, tmp_path)
    yield made
    await made.tasks.finish(5)


@pytest.mark.parametrize(("typed", "written"), [("mine", "mine.json"), ("Mine.JSON", "Mine.JSON")])
async def test_a_file_of_its_kind_is_written(desk: Desk, tmp_path: Path, typed: str, written: str) -> None:
    menu = desk.menu("Slow/er")
    action(menu, "Export", "Slow/er").trigger()
    (dialog,) = desk.window.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "Slow-er.json"
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(tmp_path / typed))
    dialog.accept()
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [written]
    assert desk.presets.read(tmp_path / written).name == "Slow/er"
    assert desk.notices.told == []


async def test_an_ampersand_in_a_name_is_one(desk: Desk) -> None:
    menu = desk.menu("R & B", "S")
    shown = [action.text() for each in (menu, *menu.findChildren(QMenu)) for action in each.actions()]
    assert shown.count("R && B") == 4
    assert "R & B" not in shown


async def test_a_file_that_was_brought_in_is_told_of_with_its_template(desk: Desk, tmp_path: Path) -> None:
    desk.bring_in(Preset("Slow", "vividflow", "wan2.1", {"width": 256}), tmp_path / "slow.json")
    here = Notice(Weight.INFO, "The preset “Slow” for Wan 2.1 came in.", "It is in the menu of presets now.")
    await desk.told(here)
    assert action(desk.menu(), "Slow").isEnabled()
    desk.bring_in(Preset("Cold", "vimmerse", "vim_arctic"), tmp_path / "cold.json")
    there = Notice(Weight.INFO, "The preset “Cold” for Arctic came in.", "Choose that template to use it.")
    await desk.told(here, there)
    desk.bring_in(Preset("Ours", "vistoure", "workflow:Our_Poster"), tmp_path / "ours.json")
    unknown = Notice(
        Weight.WARNING,
        "The preset “Ours” came in, but its template is not known here: workflow:Our_Poster of VistoureAI.",
        "It is kept until there is such a template. A saved workflow needs the key of its account.",
    )
    await desk.told(here, there, unknown)


async def test_a_file_that_is_no_preset_is_told_of(desk: Desk, tmp_path: Path) -> None:
    desk.bring_in(Preset("", "vividflow", "wan2.1"), tmp_path / "none.json")
    await desk.told(
        Notice(Weight.WARNING, f"{tmp_path}/none.json is no preset of vividdesk.", "Export it again, or remove it.")
    )


async def test_one_of_the_same_name_is_replaced_only_if_that_is_wanted(desk: Desk, tmp_path: Path) -> None:
    mine, theirs = (Preset("Slow", "vividflow", "wan2.1", {"width": width}) for width in (512, 256))
    desk.presets.keep(mine)
    action(desk.menu("Other"), "Make one of each", "Slow").trigger()
    desk.bring_in(theirs, tmp_path / "slow.json")
    question = await desk.asked()
    assert [each.text() for each in question.findChildren(QLabel)] == [
        "There is a preset of this name already.",
        "Slow",
    ]
    question.reject()
    await until_on_loop(lambda: not desk.window.findChildren(Question))
    assert desk.presets.of(desk.draft.template)[-1] == mine
    assert desk.notices.told == []

    desk.bring_in(theirs, tmp_path / "slow.json")
    (await desk.asked()).yes.click()
    await until_on_loop(lambda: desk.notices.told)
    assert desk.presets.of(desk.draft.template)[-1] == theirs
    assert desk.compose.variants == (theirs,), "it is made as it is now"


async def test_what_came_in_and_fits_no_more_says_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wan = changed(desk.draft.template)
    monkeypatch.setattr(desk.presets, "_find", lambda *_ids: wan)
    desk.bring_in(OLD, tmp_path / "old.json")
    came = Notice(Weight.INFO, "The preset “Old” for Wan 2.1 came in.", "It is in the menu of presets now.")
    await desk.told(came, OLD_FITS_NO_MORE)


async def test_applied_it_says_what_fits_no_more_and_is_right_without(desk: Desk) -> None:
    desk.presets.keep(OLD)
    action(desk.menu(), "Old").trigger()
    assert desk.draft.options == OLD.options
    assert desk.notices.told == []
    desk.compose.choose(changed(desk.draft.template))
    action(desk.menu(), "Old").trigger()
    assert desk.notices.told == [OLD_FITS_NO_MORE]
    assert desk.draft.options == {"prompt": "slow dolly in"}
    desk.compose.take([PHOTO])
    assert desk.compose.outlook().ready


async def test_made_one_of_each_it_says_what_fits_no_more_and_the_button_is_not_stuck(desk: Desk) -> None:
    desk.compose.choose(changed(desk.draft.template))
    desk.compose.fill(desk.draft.set("prompt", "fast"))
    desk.compose.take([PHOTO])
    desk.presets.keep(OLD)
    for name in ("New", "Old"):
        action(desk.menu("New"), "Make one of each", name).trigger()
    assert desk.notices.told == [OLD_FITS_NO_MORE]
    assert desk.compose.outlook().button == "Make 2 clips on this computer"
    assert desk.compose.outlook().ready
    assert [draft.check().options["width"] for draft in desk.compose.drafts()] == [256, 256]
    assert [draft.check().options["prompt"] for draft in desk.compose.drafts()] == ["fast", "slow dolly in"]

    chosen = action(desk.menu(), "Make one of each", "Old")
    assert chosen.isChecked()
    chosen.trigger()
    assert [each.name for each in desk.compose.variants] == ["New"]
    assert desk.notices.told == [OLD_FITS_NO_MORE]
