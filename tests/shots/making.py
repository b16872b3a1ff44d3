"""From the empty window to clips that play, all of it rendered on this computer."""

import asyncio
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from tests.shots.camera import Camera
from tests.shots.every_kind import EVERY, all_wrong
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.bridge.web_photos import web
from vividdesk.desk.workbench import Workbench
from vividdesk.model.clip import Clip
from vividdesk.model.draft import Draft
from vividdesk.model.preset import Preset
from vividdesk.model.warnings import Trouble
from vividdesk.paths import resource
from vividdesk.store.clips import ClipFilter

SHOWN = (("vimmerse", "vim_arctic"), ("vistoure", "virtual_tryon"), ("vividflow", "veo3.1"))
SEVERAL = ("vimmerse", "vim_product_showcase")
PHOTOS = [resource("samples", f"{name}.jpg") for name in ("portrait", "family", "landscape", "product", "standing")]
SMALL = {"prompt": "She smiles as the camera comes closer", "width": 256, "height": 256, "length": 17}
BATCH = 40  # photos
PATIENCE = 120.0  # seconds for what is rendered
TALL = (620, 1500)


async def walk(running: App, camera: Camera) -> None:
    bench, studio = running.desk.create_page.bench, running.studio
    assert bench is not None and studio is not None
    await camera.take("empty")
    running.desk.show_page(1)
    await camera.take("library-empty")
    running.desk.show_page(0)
    await _photos(bench, camera, running.core.paths.data)
    for service, name in SHOWN:
        bench.pane.choose(service, name)
        await camera.take(f"template-{service}")
    await _faceless(bench, camera)
    await picker(bench, camera)
    await forms(running, bench, camera)
    await _presets(bench, camera)
    clips = await _clips(running, bench, camera)
    await _watching(bench, camera, clips)
    running.desk.show_page(1)
    await camera.take("library-few")
    running.desk.show_page(0)
    bench.queue.view.setCurrentIndex(bench.queue.view.model().index(0, 0))
    await camera.take_menu("menu-job", bench.queue._actions.menu(bench.queue.view.selected()))
    bench.queue._actions.details(bench.queue.view.selected()[0])
    await camera.take_dialog("details-done")


async def _photos(bench: Workbench, camera: Camera, folder: Path) -> None:
    photos = bench._studio.photos
    photos.add_files(PHOTOS[:1])
    await until_on_loop(lambda: photos.rowCount() and not photos.reading())
    await camera.take("photos-first")
    torn = folder / "IMG_0042.jpg"
    torn.write_bytes(PHOTOS[0].read_bytes()[:60_000])
    written = folder / "minutes of the meeting in which everything was decided.docx"
    written.write_text("Not a picture at all.")
    small = folder / "avatar.gif"
    small.write_bytes(b"GIF89a")
    photos.add_files([*PHOTOS[1:], torn, written, small])
    await until_on_loop(lambda: photos.rowCount() == len(PHOTOS) + 3 and not photos.reading())
    bench.tray.list.selectAll()
    bench.tray.list.setFocus()
    await camera.take("photos-batch")
    bench.tray.list.setCurrentIndex(photos.index(photos.rowCount() - 1))
    await camera.take("photos-one-chosen")
    photos.add(web("https://192.168.1.20/holidays/beach.jpg"))
    await until_on_loop(lambda: photos.at(photos.rowCount() - 1).fault is not None)
    await camera.take("photos-address-refused")
    photos.remove([photos.rowCount() - 1])
    before = photos.rowCount()
    photos.add_files([_another(folder, number) for number in range(BATCH)])
    await until_on_loop(lambda: photos.rowCount() == before + BATCH and not photos.reading())
    bench.tray.list.selectAll()
    await camera.take("photos-many")
    bench.tray.list.setCurrentIndex(photos.index(0))
    photos.remove([row for row in range(photos.rowCount()) if row >= before])


def _another(folder: Path, number: int) -> Path:
    file = folder / f"portrait {number + 1:02}.jpg"
    QImage(str(PHOTOS[number % len(PHOTOS)])).scaledToWidth(600 + 4 * number).save(str(file))
    return file


async def _faceless(bench: Workbench, camera: Camera) -> None:
    """A template for people, and a photo of none."""
    studio, chosen = bench._studio, bench.tray.list.currentIndex()
    rows = range(studio.photos.rowCount())
    (row,) = (row for row in rows if (photo := studio.photos.at(row).photo) and photo.name == "landscape.jpg")
    bench.tray.list.setCurrentIndex(studio.photos.index(row))
    bench.pane.choose(*SHOWN[0])
    await until_on_loop(lambda: any(each.trouble is Trouble.NO_FACE for each in studio.cautions.advice))
    await camera.take("no-face")
    bench.tray.list.setCurrentIndex(chosen)


async def picker(bench: Workbench, camera: Camera) -> None:
    head = bench.pane.picker.head
    QTest.keyClicks(head.search, "snow")
    await camera.take("picker-search")
    head.search.setText("zeppelin")
    await camera.take("picker-nothing")
    head.clear()
    QTest.mouseClick(head.orders.findChildren(QWidget)[-1], Qt.MouseButton.LeftButton)
    bench.pane.picker.grid.setFocus(Qt.FocusReason.TabFocusReason)
    await camera.take("picker-by-service")
    QTest.mouseClick(head.orders.findChildren(QWidget)[0], Qt.MouseButton.LeftButton)


async def forms(running: App, bench: Workbench, camera: Camera) -> None:
    """In full: of a template of each service, then with an option of every kind, then with all of them wrong."""
    panel = running.desk.create_page.templates
    panel.setFloating(True)
    panel.resize(*TALL)
    for service, name in SHOWN:
        bench.pane.choose(service, name)
        _unfold(bench)
        await camera.take(f"form-{service}", panel)
    bench.pane.choose(*SEVERAL)
    compose = bench._studio.compose
    compose.put("image_files", *bench._studio.photos.ready()[:2])
    await camera.take("form-several-photos", panel)
    compose.draft = None
    compose.choose(EVERY)
    _unfold(bench)
    await camera.take("form-every-kind", panel)
    compose.edit(all_wrong())
    compose.filled.emit()
    bench.pane.form.focus_first_fault()
    await camera.take("form-every-error", panel)
    panel.setFloating(False)
    running.desk.create_page.lay_out()


def _unfold(bench: Workbench) -> None:
    for fold in bench.pane.form.findChildren(QAbstractButton):
        if fold.property("look") == "fold" and not fold.isChecked():
            fold.click()


async def _presets(bench: Workbench, camera: Camera) -> None:
    bench.pane.choose("vividflow", "wan2.1")
    menu = bench.pane.send_bar.presets.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if each.text().startswith("Save")).trigger()
    await camera.take_dialog("preset-name")
    draft = bench._studio.compose.draft
    assert draft is not None
    for name in ("Slow and wide", "Portrait, short"):
        bench._studio.presets.keep(Preset.of(name, draft))
    await camera.take_menu("menu-presets", menu)
    menu.findChildren(QMenu)[-1].actions()[0].trigger()
    await camera.take_dialog("preset-remove")


async def _clips(running: App, bench: Workbench, camera: Camera) -> list[Clip]:
    studio = bench._studio
    bench.tray.list.selectAll()
    bench.pane.choose("vividflow", "wan2.1")
    draft = studio.compose.draft
    assert draft is not None
    studio.compose.fill(_filled(draft))
    await camera.take("ready")
    chosen = bench.tray.chosen()
    for name, photos in (("crop", chosen[:1]), ("crop-several", chosen)):
        bench.pane.cropping.begin(photos)
        await camera.take_dialog(name)
    rows = [row for row in range(studio.photos.rowCount()) if studio.photos.at(row).photo is not None]
    bench.tray.list.clearSelection()
    for row in rows[:2]:
        bench.tray.list.selectionModel().select(
            studio.photos.index(row), bench.tray.list.selectionModel().SelectionFlag.Select
        )
    studio.compose.fill(_filled(draft))
    bench.pane.send()
    await until_on_loop(lambda: studio.jobs.rowCount() > 0)
    await camera.take("queue-here")
    async with asyncio.timeout(PATIENCE):
        while studio.jobs.counts().done_today < 2:
            await asyncio.sleep(0.1)
    return await running.core.store.clips.page(ClipFilter())


def _filled(draft: Draft) -> Draft:
    for name, value in SMALL.items():
        draft = draft.set(name, value)
    return draft


async def _watching(bench: Workbench, camera: Camera, clips: list[Clip]) -> None:
    preview = bench.preview
    await camera.take("playing")
    preview.stage.toggle()
    preview.stage.setFocus()
    preview.stage.step(1)
    await camera.take("stepping")
    preview.compare_button.click()
    await camera.take("comparing")
    preview.compare(clips[:2])
    await camera.take("side-by-side")
    preview.show_photo(PHOTOS[2], PHOTOS[2].name)
    await camera.take("picture")
    preview.stage.picture.zoom(4.0)
    await camera.take("picture-zoomed")
    preview.show_clip(replace(clips[0], file="gone.mp4"))
    await camera.take("preview-trouble")
    preview.show_clip(clips[0], None)
