"""How soon the program answers, and how soon its window can be used."""

import asyncio
import compileall
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ratio import Measure, Ratio, ratio
from tests.conftest import ROOT
from tests.store.many import make_many
from vividdesk.paths import Paths
from vividdesk.store import opening
from vividdesk.store.db import connect

# Both tell the moment when the window is painted and the loop has nothing more to do before it takes input.
BARE_WINDOW = """
import time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

class Watcher(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, lambda: (print(time.monotonic(), flush=True), application.quit()))
        return False

application = QApplication([])
window = QMainWindow()
watcher = Watcher()
window.installEventFilter(watcher)
window.show()
application.exec()
"""
DESK = """
import os, sys, time
from vividdesk.lean import start_lean
start_lean()
from vividdesk import app
from vividdesk.paths import Paths

async def watch(running):
    await running.painted.wait()
    early = {"httpx", "av", "PIL", "keyring", "typer", "jsonschema"} & set(sys.modules)
    print(time.monotonic(), *early, flush=True)

app.run(Paths.of(os.environ), os.environ, watch)
"""
READY = """
import os, time
from vividdesk.lean import start_lean
start_lean()
from vividdesk import app
from vividdesk.paths import Paths

async def watch(running):
    await running.furnished.wait()
    await running.journal_known.wait()
    print(time.monotonic(), flush=True)

app.run(Paths.of(os.environ), os.environ, watch, keyring=False)
"""
MANY = 100_000


def measure(turns: int) -> Iterator[Ratio]:
    compileall.compile_dir(ROOT / "vividdesk", quiet=1)  # as pip does for a wheel
    program = str(Path(sys.executable).with_name("vividdesk"))
    yield ratio(
        "vividdesk --version : python -c pass",
        _run(program, "--version"),
        _run(sys.executable, "-c", "pass"),
        2.0,
        turns,
    )
    again = _run(sys.executable, str(ROOT / "packaging" / "dev.py"), "run", "--version")
    alone = _run(program, "--version")
    yield ratio("what dev.py run adds to a start : half a second", lambda: again() - alone(), lambda: 0.5, 1.0, turns)
    with TemporaryDirectory(prefix="vividdesk-bench-") as home, _screen() as screen:
        environ = os.environ | screen | {"VIVIDDESK_HOME": home}
        yield ratio(
            f"window to use : bare QMainWindow, on {screen['QT_QPA_PLATFORM']}",
            _moment(DESK, environ),
            _moment(BARE_WINDOW, environ),
            2.2,
            turns,
        )
        with TemporaryDirectory(prefix="vividdesk-bench-") as long:
            _fill(Paths.of({"VIVIDDESK_HOME": long}))
            yield ratio(
                f"all of the desk, with {MANY:,} jobs and clips : with none",
                _moment(READY, environ | {"VIVIDDESK_HOME": long}),
                _moment(READY, environ),
                1.3,
                turns,
            )


def _fill(paths: Paths) -> None:
    paths.make()
    asyncio.run(make_many(paths.data, MANY))
    with closing(connect(paths.data / opening.NAME)) as db, db:
        db.execute("UPDATE jobs SET state = 'done' WHERE state IN ('queued', 'waiting')")  # nothing is to be sent


def _run(*words: str) -> Measure:
    def once() -> float:
        began = time.monotonic()
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began

    return once


def _moment(script: str, environ: dict[str, str]) -> Measure:
    def once() -> float:
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", script], check=True, stdout=subprocess.PIPE, text=True, env=environ
        )
        moment, *early = done.stdout.split()
        if early:
            raise SystemExit(f"loaded before the first paint: {', '.join(early)}")
        return float(moment) - began

    return once


@contextmanager
def _screen() -> Iterator[dict[str, str]]:
    """A virtual screen of our own; drawn unseen where there is none to be had."""
    if shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    words = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1440x900x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(words, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as numbers:
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{numbers.readline().strip()}"}
    finally:
        server.terminate()
        server.wait()
