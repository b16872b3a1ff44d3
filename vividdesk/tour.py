"""A newcomer's run without hands: opens the window, takes a picture of every screen, makes a clip of a sample photo.

It has a data folder of its own and asks no keyring, so it neither meets nor changes anything of the person's.
"""

import asyncio
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QApplication, QWidget

from vividdesk import app
from vividdesk.bridge.preferences import Appearance
from vividdesk.errors import DataFolderError
from vividdesk.jobs.sample import make_sample_clip
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths, has_display
from vividdesk.texts import _

SIZE = (1280, 800)


def run(out: Path) -> int:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise DataFolderError(
            _("The folder {folder} cannot be made ({reason}).").format(folder=out, reason=fault.strerror),
            _("Name another one with --out."),
        ) from fault
    if not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        print(_("There is no display here, so the window is drawn unseen."))
    with TemporaryDirectory(prefix="vividdesk-tour-") as home:
        world = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
        paths = Paths.of({"VIVIDDESK_HOME": home})
        return app.run(paths, world, lambda running: _walk(running, out), keyring=False)


async def _walk(running: app.App, out: Path) -> None:
    desk = running.desk
    desk.resize(*SIZE)
    await running.connections.loaded.wait()
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        running.preferences.set(appearance=appearance)
        desk.show_page(0)
        await photograph(desk, out / f"desk-{appearance}.png")
        desk.show_page(1)
        await photograph(desk, out / f"library-{appearance}.png")
    desk.show_page(0)
    for page in (*(service.id for service in SERVICES), "appearance"):
        desk.open_settings(page)
        await photograph_dialog(out / f"settings-{page}.png")
    desk.open_about()
    await photograph_dialog(out / "about.png")
    clip = out / "clip.mp4"
    await make_sample_clip(running.core.local, clip)
    print(clip)


async def photograph_dialog(path: Path) -> None:
    """Of the dialog that is open, which is closed then."""
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    await photograph(dialog, path)
    dialog.close()


async def photograph(widget: QWidget, path: Path) -> None:
    await asyncio.sleep(0.1)  # what was just changed is laid out and drawn
    if not widget.grab().save(str(path)):
        raise DataFolderError(_("{file} could not be written.").format(file=path), _("Make room, or use --out."))
    print(path)
