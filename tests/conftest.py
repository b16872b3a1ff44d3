"""What holds for every test: a world of its own, and nothing unexpected in it."""

import asyncio
import gc
import inspect
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_asyncio

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_API"] = "pyside6"

from PySide6.QtGui import QGuiApplication

from vividdesk import log
from vividdesk.paths import Paths

# What one of some hundred child processes has compiled the next one finds, whatever the machine's own habit.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes is the machine's affair.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")

OFFSCREEN = "This plugin does not support propagateSizeHints|No RHI backend"  # said of dialogs and films
ROOT = Path(__file__).parents[1]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs(pattern): this test is expected to log such a warning or error")
    log.quieten_libraries()


@pytest.fixture(scope="session", autouse=True)
def clipboard_emptied() -> Iterator[None]:
    """What Python made and left there would go after Python has, and take the process with it."""
    yield
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()


@pytest.fixture(autouse=True)
def own_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, no key, no session bus, and a runtime folder short enough for sockets."""
    for name in [name for name in os.environ if name.startswith("VIVIDDESK_")]:
        monkeypatch.delenv(name)
    world = Path(tempfile.mkdtemp(prefix="vd-"))
    for name in ("home", "run"):
        (world / name).mkdir(mode=0o700)
    monkeypatch.setenv("VIVIDDESK_HOME", str(world / "home"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(world / "run"))
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={world}/no-bus")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    yield world
    shutil.rmtree(world, ignore_errors=True)


@pytest.fixture
def home() -> Path:
    return Path(os.environ["VIVIDDESK_HOME"])


@pytest.fixture
def paths() -> Paths:
    made = Paths.of(os.environ)
    made.make()
    return made


@pytest.fixture(autouse=True)
def nothing_unexpected(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test on a warning or error in the log that it did not announce, and on a task left behind."""
    if inspect.iscoroutinefunction(getattr(request.node, "obj", None)):
        request.getfixturevalue("no_task_left_in_module" if on_the_modules_loop(request.node) else "no_task_left")
    yield
    gc.collect(1)  # what would be unraisable later is raised here, in the test whose it is
    announced = [marker.args[0] for marker in request.node.iter_markers("logs")]
    seen = [
        f"{record.name}: {record.getMessage()}"
        for phase in ("setup", "call")
        for record in caplog.get_records(phase)
        if record.levelno >= logging.WARNING
    ]
    unexpected = [line for line in seen if not any(re.search(pattern, line) for pattern in [*announced, OFFSCREEN])]
    assert not unexpected, f"unexpected in the log: {unexpected}"
    missing = [pattern for pattern in announced if not any(re.search(pattern, line) for line in seen)]
    assert not missing, f"announced, but not in the log: {missing}"


def on_the_modules_loop(test: pytest.Item) -> bool:
    marker = test.get_closest_marker("asyncio")
    return marker is not None and marker.kwargs.get("loop_scope") == "module"


@pytest.fixture
async def no_task_left() -> AsyncIterator[None]:
    yield
    all_done()


@pytest_asyncio.fixture(loop_scope="module")
async def no_task_left_in_module() -> AsyncIterator[None]:
    yield
    all_done()


def all_done() -> None:
    left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    assert not left, f"left behind: {left}"


@pytest.fixture
def clean_logging() -> Iterator[None]:
    """For tests that start the log themselves."""
    root = logging.getLogger()
    level = root.level
    yield
    log.stop()
    log._secrets.clear()
    root.setLevel(level)


def tool(name: str) -> str:
    """A system program that a test needs. Where it is missing the test is skipped, but never at the gate."""
    found = shutil.which(name)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is not installed")
    return found
