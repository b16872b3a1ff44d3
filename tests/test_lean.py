"""The desk starts with what it needs and no more."""

import subprocess
import sys

import pytest

HEAVY = {"rich", "pygments", "click"}
LOOK = f"import sys, httpx; print(*({HEAVY} & set(sys.modules)))"


def told(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=60)


def test_the_commands_of_a_library_are_not_loaded_with_it() -> None:
    assert set(told("-c", LOOK).stdout.split()) == HEAVY  # else there would be nothing to leave out
    lean = told("-c", f"from vividdesk.lean import start_lean; start_lean(); {LOOK}")
    assert (lean.stdout, lean.stderr) == ("\n", "")


def test_nothing_is_collected_while_it_loads() -> None:
    script = "from vividdesk.lean import start_lean; start_lean(); import gc; print(gc.isenabled())"
    assert told("-c", script).stdout == "False\n"


def test_the_desk_itself_starts_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    order = [
        line.rpartition("|")[2].strip() for line in told("-X", "importtime", "-m", "vividdesk").stderr.splitlines()
    ]
    assert order.index("vividdesk.lean") < order.index("PySide6.QtCore")


STARTED = """
import os, sys, threading
from vividdesk import app
from vividdesk.desk.furniture import FURNITURE
from vividdesk.paths import Paths

OF_QT = "PySide6", "vividdesk.bridge", "vividdesk.widgets", "vividdesk.desk"

def watch(event, told):
    if event == "import" and told[0].startswith(OF_QT) and threading.current_thread() is not threading.main_thread():
        elsewhere.add(told[0])

async def furnished(running):
    await running.furnished.wait()
    print(*sorted(elsewhere), *(name for name in FURNITURE if name not in sys.modules))

elsewhere = set()
sys.addaudithook(watch)
app.run(Paths.of(os.environ), os.environ, furnished, keyring=False)
"""


def test_qts_types_are_made_on_the_windows_own_thread() -> None:
    """Two threads that ask PySide for one at the same time crash it."""
    assert told("-c", STARTED).stdout == "\n"
