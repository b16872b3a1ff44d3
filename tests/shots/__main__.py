"""`packaging/dev.py shots DIR`: a picture of every screen and state, in light and dark, at two sizes; and in `made`
all that the local service makes, with sheets of it.

All of it is the real program, without a keyring. Each walk at each size is a process of its own, because Qt reads
the scale once: `python -m tests.shots DIR SIZE [WALK]` takes one size, or one walk of it.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import sheets
from tests.faults.service import in_a_thread
from tests.loopback import loopback
from tests.shots import library, making, settings, trouble
from tests.shots.camera import Camera
from vividdesk import app
from vividdesk.paths import Paths

SIZES = {"1280x720": (1280, 720, 1), "3840x2160": (1920, 1080, 2)}
WALKS = ("making", "trouble", "library", "settings")

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
                    "QT_QPA_PLATFORM": "offscreen",
                    "QT_SCALE_FACTOR": str(SIZES[size][2]),
                }
                command = [sys.executable, "-m", "tests.shots", str(out), size, walk, home]
                child = subprocess.run(command, env=environ)
            if child.returncode:
                return child.returncode
    return 0


def walk_one(out: Path, size: str, walk: str) -> int:
    match walk:
        case "making":
            return _walk(out, size, making.walk)
        case "trouble":
            with in_a_thread() as service:
                os.environ.update(service.environ)
                return _walk(out, size, lambda running, camera: trouble.walk(running, camera, service))
        case "library":
            library.fill(Paths.of(os.environ))
            return _walk(out, size, library.walk)
    with loopback() as answerer:
        os.environ["VIVIDDESK_VIVIDFLOW_URL"] = answerer.address
        os.environ["VIVIDDESK_VIMMERSE_KEY"] = "sample-of-a-key-1f2e"
        return _walk(out, size, lambda running, camera: settings.walk(running, camera, answerer))


def _walk(out: Path, size: str, walk: Scenario) -> int:
    width, height, _scale = SIZES[size]

    async def scenario(running: app.App) -> None:
        running.desk.resize(width, height)
        for known in (running.connections.loaded, running.furnished, running.journal_known):
            await known.wait()
        await walk(running, Camera(running, out, size))

    return app.run(Paths.of(os.environ), os.environ, scenario, keyring=False)


if __name__ == "__main__":
    folder, *words = Path(sys.argv[1]).absolute(), *sys.argv[2:]
    if len(words) == 3:
        sys.exit(walk_one(folder, words[0], words[1]))
    failed = main(folder, words[:1] or list(SIZES), words[1:] or list(WALKS))
    if not failed and not words:
        asyncio.run(sheets.main(folder / "made"))
    sys.exit(failed)
