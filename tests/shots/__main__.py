"""`packaging/dev.py shots DIR`: a picture of every screen and state, in light and dark, at two sizes; and in `made`
all that the local service makes, with sheets of it.

All of it is the real program, without a keyring. Each walk at each size is a process of its own, because Qt reads
the scale once: `python -m tests.shots DIR SIZE [WALK…]` takes one size, or some walks of it.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import sheets
from tests.faults.service import in_a_thread
from tests.loopback import loopback
from tests.shots import german, library, making, photographing, settings, trouble
from tests.shots.camera import Camera
from vividdesk import app, texts
from vividdesk.paths import Paths, resource

SIZES = {"1280x720": (1280, 720, 1), "3840x2160": (1920, 1080, 2)}
DPI = 96
ALONE = "--alone"  # before a size and a walk: those, in this process
WALKS = ("making", "photographing", "trouble", "library", "settings", "german", "german-library")

Scenario = Callable[[app.App, Camera], Awaitable[None]]


def main(out: Path, sizes: list[str], walks: list[str]) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        for walk in walks:
            with TemporaryDirectory(prefix="vividdesk-shots-") as home:
                environ = os.environ | {
                    "VIVIDDESK_HOME": home,
                    "XDG_RUNTIME_DIR": home,
                    "DBUS_SESSION_BUS_ADDRESS": f"unix:path={home}/no-bus",
                    "LC_ALL": "de_DE.UTF-8" if walk.startswith("german") else "en_GB.UTF-8",
                    "QT_QPA_PLATFORM": _screen(Path(home), size),
                    "QT_SCALE_FACTOR": str(SIZES[size][2]),
                }
                command = [sys.executable, "-m", "tests.shots", str(out), ALONE, size, walk]
                child = subprocess.run(command, env=environ)
            if child.returncode:
                return child.returncode
    return 0


def _screen(folder: Path, size: str) -> str:
    """As large as the window: dialogs and menus fit themselves into what there is."""
    width, height, scale = SIZES[size]
    place = {"x": 0, "y": 0, "width": width * scale, "height": height * scale}
    resolution = {"logicalDpi": DPI, "logicalBaseDpi": DPI, "dpr": 1}
    file = folder / "screen.json"
    file.write_text(json.dumps({"screens": [{"name": size} | place | resolution]}))
    return f"offscreen:configfile={file}"


def walk_one(out: Path, size: str, walk: str) -> int:
    match walk:
        case "making":
            return _walk(out, size, making.walk)
        case "photographing":
            return _walk(out, size, photographing.walk)
        case "trouble":
            with in_a_thread() as service:
                os.environ.update(service.environ)
                return _walk(out, size, lambda running, camera: trouble.walk(running, camera, service))
        case "library" | "german-library":
            before = _german() if walk != "library" else ""
            with in_a_thread() as service:
                os.environ.update(service.environ)
                library.fill(Paths.of(os.environ), service)
                return _walk(out, size, lambda running, camera: library.walk(running, camera, service), before)
        case "german":
            return _walk(out, size, german.walk, _german())
    with loopback() as answerer:
        os.environ["VIVIDDESK_VIVIDFLOW_URL"] = answerer.address
        os.environ["VIVIDDESK_VIMMERSE_KEY"] = "sample-of-a-key-1f2e"
        return _walk(out, size, lambda running, camera: settings.walk(running, camera, answerer))


def _german() -> str:
    """From now on; and what begins the names of its pictures."""
    texts.speak(["de"], resource("locale"))
    paths = Paths.of(os.environ)
    paths.make()
    paths.settings.write_text('[look]\nlanguage = "de"\n')
    return "de-"


def _walk(out: Path, size: str, walk: Scenario, before: str = "") -> int:
    width, height, _scale = SIZES[size]

    async def scenario(running: app.App) -> None:
        running.desk.resize(width, height)
        for known in (running.connections.loaded, running.furnished, running.journal_known):
            await known.wait()
        await walk(running, Camera(running, out, size, before))

    return app.run(Paths.of(os.environ), os.environ, scenario, keyring=False)


if __name__ == "__main__":
    folder, *words = Path(sys.argv[1]).absolute(), *sys.argv[2:]
    if words[:1] == [ALONE]:
        sys.exit(walk_one(folder, words[1], words[2]))
    failed = main(folder, words[:1] or list(SIZES), words[1:] or list(WALKS))
    if not failed and not words:
        asyncio.run(sheets.main(folder / "made"))
    sys.exit(failed)
