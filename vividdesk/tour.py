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
from vividdesk.core import Core
from vividdesk.errors import DataFolderError, LocalServiceFault
from vividdesk.jobs.sample import sample_request
from vividdesk.model.job import JobState
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths, has_display
from vividdesk.texts import _

SIZE = (1280, 800)
READY_WITHIN = 180.0  # seconds


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
        world = {name: value for name, value in os.environ.items() if not name.endswith(("_KEY", "_URL"))}
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
    await running.journal_known.wait()
    print(await _make_clip(running.core, out / "clip.mp4"))


async def _make_clip(core: Core, file: Path) -> Path:
    """Through the journal and the lanes, as any job."""
    changed = asyncio.Event()
    core.listen(lambda _event: changed.set())
    (job,) = await core.runner.enqueue([await sample_request(core.paths.photos)], out=str(file.parent.absolute()))
    try:
        async with asyncio.timeout(READY_WITHIN):
            while not job.state.is_end:
                await changed.wait()
                changed.clear()  # before it is looked at: what changes meanwhile is looked at again
                (job,) = await core.store.jobs.many([job.id])
    except TimeoutError as fault:
        raise LocalServiceFault(_("The sample clip was not made in time.")) from fault
    clips = await core.store.clips.of_job(job.id)
    if job.state is not JobState.DONE or not clips:
        raise LocalServiceFault(
            _("The sample clip could not be made ({reason}).").format(reason=job.trouble.title if job.trouble else "")
        )
    return Path(clips[0].file).replace(file)


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
