"""Photos on their way into the slots of the form, in the real window."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from tests.desk.faults.window import Window
from tests.programs import in_window
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.bridge.studio import Studio
from vividdesk.desk.workbench import Workbench
from vividdesk.model.photo import Photo
from vividdesk.paths import resource
from vividdesk.widgets.form.photo_slot import PhotoSlot
from vividdesk.widgets.form.slot_parts import Place

pytestmark = pytest.mark.qt_log_ignore("does not support", extend=True)  # windows of the offscreen platform

BUTTONS, MODIFIERS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
COPY = Qt.DropAction.CopyAction
PORTRAIT, PRODUCT, FAMILY = (resource("samples", f"{name}.jpg") for name in ("portrait", "product", "family"))


async def parts(running: app.App, template: str) -> tuple[Workbench, Studio, PhotoSlot]:
    await running.furnished.wait()
    await running.journal_known.wait()
    bench, studio = running.desk.create_page.bench, running.studio
    assert bench is not None
    assert studio is not None
    bench.pane.choose(*template.split("/"))
    slots = list(bench.pane.form._body.slots.values())
    return bench, studio, slots[-1]


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def let_go(slot: PhotoSlot, at: QPoint, mime: QMimeData) -> None:
    enter = QDragEnterEvent(at, COPY, mime, BUTTONS, MODIFIERS)
    slot.dragEnterEvent(enter)
    assert enter.isAccepted()
    slot.dragMoveEvent(QDragMoveEvent(at, COPY, mime, BUTTONS, MODIFIERS))
    lit = [part for part in slot.findChildren(Place) if part._is_lit]
    assert len(lit) == 1
    slot.dropEvent(QDropEvent(QPointF(at), COPY, mime, BUTTONS, MODIFIERS))
    assert not any(part._is_lit for part in lit)


def middle(slot: PhotoSlot, card: int | None) -> QPoint:
    return (slot._empty if card is None else slot._cards[card]).geometry().center()


def names(slot: PhotoSlot) -> list[str]:
    return [each.name for each in slot.pictures if isinstance(each, Photo)]


def test_another_photo_goes_into_the_same_job_and_one_on_a_card_in_its_place() -> None:
    async def scenario(running: app.App) -> None:
        bench, studio, slot = await parts(running, "vimmerse/vim_product_showcase")
        bench.tray.drop(files(PORTRAIT))
        await until_on_loop(lambda: names(slot) == ["portrait.jpg"])
        let_go(slot, middle(slot, None), files(PRODUCT))
        await until_on_loop(lambda: names(slot) == ["portrait.jpg", "product.jpg"])
        assert (studio.compose.number, bench.tray.chosen()) == (1, [])
        (draft,) = studio.compose.drafts()
        assert [each.name for each in draft.request().photos] == ["portrait.jpg", "product.jpg"]
        let_go(slot, middle(slot, 0), files(FAMILY))
        await until_on_loop(lambda: names(slot) == ["family.jpg", "product.jpg"])

    in_window(scenario)


def test_two_that_come_one_soon_after_the_other_are_both_there_and_nothing_is_sent_before() -> None:
    async def scenario(running: app.App) -> None:
        bench, studio, slot = await parts(running, "vimmerse/vim_product_showcase")
        bench.tray.drop(files(PORTRAIT))
        await until_on_loop(lambda: names(slot) == ["portrait.jpg"])
        one_more = middle(slot, None)
        let_go(slot, one_more, files(PRODUCT))
        let_go(slot, one_more, files(FAMILY))
        await asyncio.sleep(0)  # they are on their way now
        assert slot._empty.accessibleName() == "Product photos: being read…"
        bench.pane.send()
        assert [each.strip() for each in Window(running).notices()] == [
            "Note A photo is still being read. Try again in a moment."
        ]
        await until_on_loop(lambda: sorted(names(slot)) == ["family.jpg", "portrait.jpg", "product.jpg"])
        await until_on_loop(lambda: not bench.pane.slots.is_taking)
        assert slot._empty.accessibleName() == "Product photos: Add another photo"
        assert studio.jobs.rowCount() == 0

    in_window(scenario)


@pytest.mark.logs("does not support (raise|grabbing)")
def test_another_photo_is_chosen_from_the_disk_or_from_the_tray() -> None:
    async def scenario(running: app.App) -> None:
        bench, studio, slot = await parts(running, "vimmerse/vim_product_showcase")
        studio.photos.add_files([PORTRAIT, PRODUCT])
        await until_on_loop(lambda: len(studio.photos.ready()) == 2)
        studio.compose.take(studio.photos.ready()[:1])
        slot._empty.click()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == "product.jpg").trigger()
        menu.close()
        assert names(slot) == ["portrait.jpg", "product.jpg"]
        slot._empty.click()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == "Browse…").trigger()
        menu.close()
        dialog = bench.pane.findChild(QFileDialog)
        assert dialog.fileMode() is QFileDialog.FileMode.ExistingFiles
        dialog.filesSelected.emit([str(FAMILY), str(PRODUCT)])
        dialog.close()
        await until_on_loop(lambda: names(slot) == ["portrait.jpg", "product.jpg", "family.jpg"])
        assert studio.compose.number == 1

    in_window(scenario)


def test_a_picture_without_a_file_comes_into_a_slot_of_its_own_and_of_two_one() -> None:
    async def scenario(running: app.App) -> None:
        bench, studio, slot = await parts(running, "vistoure/virtual_tryon")
        bench.tray.drop(files(PORTRAIT, PRODUCT))
        await until_on_loop(lambda: len(studio.photos.ready()) == 2)
        bench.tray.list.selectAll()
        assert studio.compose.number == 2
        main = next(iter(bench.pane.form._body.slots.values()))
        let_go(main, middle(main, 0), studio.photos.mimeData([studio.photos.index(row) for row in range(2)]))
        assert studio.compose.number == 2, "those of the tray are chosen there"
        studio.photos.remove([0, 1])
        assert slot.name == "garment_image"
        image = QImage(600, 800, QImage.Format.Format_RGB32)
        image.fill(QColor("teal"))
        pixels = QMimeData()
        pixels.setImageData(image)
        let_go(slot, middle(slot, None), pixels)
        await until_on_loop(lambda: bool(slot.pictures))
        (garment,) = slot.pictures
        assert isinstance(garment, Photo)
        assert (garment.width, garment.height) == (600, 800)
        let_go(slot, middle(slot, 0), files(PRODUCT, FAMILY))
        await until_on_loop(lambda: names(slot) == ["product.jpg"])
        assert [each.strip() for each in Window(running).notices()] == ["Note Only 1 photo fits here."]
        address = QMimeData()
        address.setUrls([QUrl("https://127.0.0.1/coat.jpg")])
        let_go(slot, middle(slot, 0), address)
        await until_on_loop(lambda: "“coat.jpg” was not fetched: 127.0.0.1 is in a" in Window(running).notices()[-1])
        assert names(slot) == ["product.jpg"]
        assert studio.photos.rowCount() == 0, "the tray is for what is made one by one"
        assert bench.pane.form.draft.pictures["garment_image"] == slot.pictures

    in_window(scenario)
