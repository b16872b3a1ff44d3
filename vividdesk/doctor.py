"""What is present and what is missing on this computer, each with its remedy.

All that Qt knows is asked in a child process, `python -m vividdesk.doctor`: where no window can be opened, Qt
ends the process that asks.
"""

import asyncio
import contextlib
import json
import logging
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from vividdesk import __version__
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.model.service import SERVICES, Service
from vividdesk.paths import Paths, has_display
from vividdesk.texts import _

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

logger = logging.getLogger(__name__)

QT_WITHIN = 30.0  # seconds for Qt to answer
PLAYS_WITHIN = 8_000  # milliseconds for a first frame
LEAST_FREE = 2 * 1024**3  # bytes: some hundred clips


@dataclass(frozen=True)
class Finding:
    """`needed` marks what vividdesk cannot work without."""

    what: str
    fine: bool
    says: str
    remedy: str = ""
    needed: bool = False


def run(paths: Paths, environ: Mapping[str, str]) -> int:
    """Prints the findings; 1 if something is missing that vividdesk cannot work without."""
    paths.make()
    findings = asyncio.run(examine(Core(paths, environ)))
    _print(findings)
    return int(any(finding.needed and not finding.fine for finding in findings))


async def examine(core: Core) -> list[Finding]:
    """All at once: each of them may take seconds to say no."""
    with TemporaryDirectory(prefix="vividdesk-doctor-") as folder:
        clip = Path(folder, "test.mp4")
        codecs = _codecs(clip)
        examined = await asyncio.gather(
            _of_qt(clip),
            _keyring(core),
            *(_service(core, service) for service in SERVICES),
            return_exceptions=True,  # one that breaks must not cost the others
        )
    qt, keyring, *services = (_findings(answer) for answer in examined)
    return [_program(), *qt, codecs, *keyring, _disk(core.paths), *chain(*services)]


def _findings(answer: list[Finding] | BaseException) -> list[Finding]:
    if isinstance(answer, BaseException):
        logger.error("While examining: %s", answer, exc_info=answer)
        return [Finding(_("Doctor"), False, type(answer).__name__, _("The log has the details. Please report it."))]
    return answer


def _program() -> Finding:
    return Finding(
        "vividdesk",
        True,
        f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}",
    )


async def _of_qt(clip: Path) -> list[Finding]:
    answer = await _ask_qt(clip)
    if "fault" in answer:
        remedy = _("Qt cannot start. On a bare Linux its libraries may be missing: packaging/dev.py run installs them.")
        return [Finding(_("Window"), False, answer["fault"], remedy, needed=True)]
    return [
        _window(answer),
        _player(answer["plays"]),
        _device(
            _("Camera"),
            answer["cameras"],
            _("Without one no photos can be taken here. Connect it, and allow its use in the system's settings."),
        ),
        _device(
            _("Printer"),
            answer["printers"],
            _("Only a photobooth needs one. Connect it, and set it up in the system's settings."),
        ),
    ]


def _window(answer: Mapping[str, Any]) -> Finding:
    if answer["platform"] == "offscreen":
        remedy = _("Start vividdesk from a desktop session; vividdesk tour works without one.")
        return Finding(
            _("Window"), False, _("no display, Qt {version}").format(version=answer["qt"]), remedy, needed=True
        )
    return Finding(_("Window"), True, f"{answer['platform']}, {answer['screen']}, Qt {answer['qt']}", needed=True)


def _player(plays: bool) -> Finding:
    if plays:
        return Finding(_("Player"), True, _("plays H.264"), needed=True)
    remedy = _("Install PySide6-Addons again: its media plug-in is missing or cannot be loaded.")
    return Finding(_("Player"), False, _("did not play a test clip"), remedy, needed=True)


def _device(what: str, names: list[str], remedy: str) -> Finding:
    return Finding(what, bool(names), ", ".join(names) or _("none found"), "" if names else remedy)


def _codecs(clip: Path) -> Finding:
    from vividdesk.media.probe import make_test_clip

    try:
        make_test_clip(clip)
    except VividError as fault:
        return Finding(_("Encoder"), False, fault.title, fault.advice, needed=True)
    return Finding(_("Encoder"), True, _("makes H.264"), needed=True)


async def _keyring(core: Core) -> list[Finding]:
    try:
        return [Finding(_("Keyring"), True, await core.keyring_name())]
    except VividError as fault:
        return [Finding(_("Keyring"), False, fault.title, fault.advice)]


def _disk(paths: Paths) -> Finding:
    free = shutil.disk_usage(paths.data).free
    enough = free >= LEAST_FREE
    says = _("{free:.1f} GB free in {folder}").format(free=free / 1e9, folder=paths.data)
    return Finding(_("Disk"), enough, says, "" if enough else _("Make room: clips need some."), needed=True)


async def _service(core: Core, service: Service) -> list[Finding]:
    from vividdesk.providers.http import reach

    connection = core.connection(service)
    try:
        await reach(connection)
    except VividError as fault:
        return [Finding(service.name, False, fault.title, fault.advice)]
    return [Finding(service.name, True, _("{address} answers").format(address=connection.address))]


def _print(findings: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for finding in findings:
        state = (
            (_("fine"), "green")
            if finding.fine
            else (_("missing"), "red")
            if finding.needed
            else (_("not here"), "yellow")
        )
        says = Text(finding.says)
        if finding.remedy:
            says.append(f"\n{finding.remedy}", style="dim")
        table.add_row(Text(finding.what, style="bold"), Text(*state), says)
    Console(soft_wrap=False).print(table)


async def _ask_qt(clip: Path) -> dict[str, Any]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "vividdesk.doctor", str(clip)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, complaint = await asyncio.wait_for(child.communicate(), QT_WITHIN)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        return {"fault": _("Qt does not answer.")}
    try:
        answer: dict[str, Any] = json.loads(output.splitlines()[-1])
        return answer
    except (IndexError, ValueError):
        lines = [line for line in complaint.decode(errors="replace").splitlines() if line.strip()]
        return {"fault": lines[-1].removeprefix("ImportError: ") if lines else _("Qt ended without a word.")}


def _answer_for_qt(clip: Path) -> None:
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtMultimedia import QMediaDevices
    from PySide6.QtPrintSupport import QPrinterInfo

    if not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    screen = application.primaryScreen()
    size = screen.size() * screen.devicePixelRatio()
    answer = {
        "platform": application.platformName(),
        "qt": qVersion(),
        "screen": f"{size.width()} × {size.height()}",
        "plays": _plays(application, clip),
        "cameras": [camera.description() for camera in QMediaDevices.videoInputs()],
        "printers": QPrinterInfo.availablePrinterNames(),
    }
    print(json.dumps(answer), flush=True)
    os._exit(0)  # some of Qt's media back ends take their time to go


def _plays(application: "QGuiApplication", clip: Path) -> bool:
    """Whether a frame of the clip arrives. Qt's own list of codecs leaves out some that it plays."""
    from PySide6.QtCore import QTimer, QUrl
    from PySide6.QtMultimedia import QMediaPlayer, QVideoSink

    player, sink = QMediaPlayer(), QVideoSink()
    arrived: list[bool] = []
    sink.videoFrameChanged.connect(lambda frame: arrived.append(frame.isValid()))
    sink.videoFrameChanged.connect(application.quit)
    player.errorOccurred.connect(lambda *_fault: application.quit())
    player.setVideoSink(sink)
    player.setSource(QUrl.fromLocalFile(str(clip)))
    player.play()
    QTimer.singleShot(PLAYS_WITHIN, application.quit)
    application.exec()
    return any(arrived)


if __name__ == "__main__":
    _answer_for_qt(Path(sys.argv[1]))
