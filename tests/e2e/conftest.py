import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import tool
from tests.e2e.screen import Program, Screen, opened
from tests.waiting import PATIENCE

Start = Callable[..., Program]


@pytest.fixture(scope="session")
def screen() -> Iterator[Screen]:
    """One for all tests: what they start on it, they end."""
    if sys.platform != "linux":
        pytest.skip("these tests need X11")
    for name in ("Xvfb", "openbox", "xdotool"):
        tool(name)
    with opened() as made:
        yield made


@pytest.fixture
def start(screen: Screen, home: Path) -> Iterator[Start]:
    """Starts the program, or another one; of those still there at the end none is left."""
    started = []

    def begin(*command: str, home: Path = home, **environ: str) -> Program:
        started.append(Program(screen, home, *command, **environ))
        return started[-1]

    screen.rest()
    yield begin
    for program in started:
        program.end()


@pytest.fixture
def desk(start: Start) -> Program:
    """The program, with its window open and the keys going there."""
    program = start()
    program.shown()
    return program


@pytest.fixture
def run_folder() -> Path:
    """Where the sockets lie."""
    return Path(os.environ["XDG_RUNTIME_DIR"], "vividdesk")


@pytest.fixture
def keyring_asked(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A real session bus whose keyring takes every question and answers none; what is given waits for a question."""
    from jeepney import MessageType
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection

    def asked() -> None:
        while keyring.receive(timeout=PATIENCE).header.message_type is not MessageType.method_call:
            pass  # a signal

    address = f"unix:path={own_world}/bus"
    words = [tool("dbus-daemon"), "--session", "--nofork", "--nopidfile", "--print-address", f"--address={address}"]
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as daemon:
        try:
            assert daemon.stdout is not None
            daemon.stdout.readline()
            with open_dbus_connection(address) as keyring:
                keyring.send_and_get_reply(message_bus.RequestName("org.freedesktop.secrets"))
                yield asked
        finally:
            daemon.terminate()
