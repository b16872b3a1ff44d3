"""Real keyrings for tests: a session bus of its own, gnome-keyring on it, and a person to answer its prompts.

Nothing of the machine's own is touched: the bus knows no services but the ones it is given, and the keyrings lie
in the folder that is handed in.
"""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.conftest import tool
from tests.waiting import until

secretstorage = pytest.importorskip("secretstorage", reason="only Linux has it")
jeepney = pytest.importorskip("jeepney.io.blocking", reason="only Linux has it")


PASSWORD = "opensesame"
PROMPTER = "org.gnome.keyring.SystemPrompter.service"

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth><servicedir>{services}</servicedir>
  <policy context="default"><allow send_destination="*"/><allow own="*"/><allow receive_sender="*"/></policy>
</busconfig>
"""
NAMED_KEYS = ("Escape", "Return", "Tab")
PLAIN_KEYRING = "[keyring]\ndisplay-name=Plain\nctime=0\nmtime=0\nlock-on-idle=false\nlock-after=false\n"


@contextmanager
def running(*command: str, env: Mapping[str, str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=dict(env), **(quiet | options))
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


class Bus:
    """A session bus in a folder of its own. `environ` is for the programs on it."""

    def __init__(self, folder: Path, address: str, display: str = "") -> None:
        self.address = address
        self.keyrings = folder / "data" / "keyrings"
        self.environ = {
            "PATH": os.environ["PATH"],
            "DBUS_SESSION_BUS_ADDRESS": address,
            "GSETTINGS_BACKEND": "memory",
            "HOME": str(folder),
            "NO_AT_BRIDGE": "1",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_RUNTIME_DIR": str(folder / "run"),
        } | ({"DISPLAY": display} if display else {})

    @contextmanager
    def unlocked(self) -> Iterator[subprocess.Popen[bytes]]:
        """gnome-keyring as after a sign-in with the password, which makes the keyring the first time."""
        with self._daemon("--unlock", stdin=subprocess.PIPE) as daemon:
            assert daemon.stdin
            daemon.stdin.write(PASSWORD.encode())
            daemon.stdin.close()
            until(lambda: self._has(locked=False))
            yield daemon

    @contextmanager
    def locked(self) -> Iterator[subprocess.Popen[bytes]]:
        """gnome-keyring with a keyring that was made before, and nobody signed in with its password."""
        with self.unlocked():
            pass
        with self._daemon() as daemon:
            until(lambda: self._has(locked=True))
            yield daemon

    @contextmanager
    def empty(self) -> Iterator[subprocess.Popen[bytes]]:
        """gnome-keyring as at its very first start."""
        with self._daemon() as daemon:
            until(self._answers)
            yield daemon

    @contextmanager
    def plain(self) -> Iterator[subprocess.Popen[bytes]]:
        """gnome-keyring with a keyring that has no password, as people choose who are signed in automatically."""
        self.keyrings.mkdir(parents=True)
        (self.keyrings / "plain.keyring").write_text(PLAIN_KEYRING)
        (self.keyrings / "default").write_text("plain")
        with self._daemon() as daemon:
            until(lambda: self._has(locked=True))
            yield daemon

    @contextmanager
    def _daemon(self, *more: str, **options: object) -> Iterator[subprocess.Popen[bytes]]:
        command = (tool("gnome-keyring-daemon"), "--foreground", "--components=secrets", *more)
        with running(*command, env=self.environ, **options) as daemon:
            yield daemon

    def _answers(self) -> bool:
        with jeepney.open_dbus_connection(self.address) as connection:
            return secretstorage.check_service_availability(connection)

    def _has(self, *, locked: bool) -> bool:
        with jeepney.open_dbus_connection(self.address) as connection:
            try:
                return secretstorage.Collection(connection).is_locked() == locked
            except (secretstorage.ItemNotFoundException, secretstorage.SecretServiceNotAvailableException):
                return False


@contextmanager
def session_bus(folder: Path, display: str = "") -> Iterator[Bus]:
    """With a display, whoever wants to unlock a keyring is asked there, by GNOME's own prompter."""
    services = folder / "services"
    for made in (services, folder / "data", folder / "run"):
        made.mkdir(mode=0o700, parents=True)
    if display:
        shutil.copy(_prompter(), services)
    config = folder / "bus.conf"
    config.write_text(BUS.format(socket=folder / "bus", services=services))
    bus = Bus(folder, f"unix:path={folder / 'bus'}", display)
    command = (tool("dbus-daemon"), f"--config-file={config}", "--nofork", "--nopidfile", "--print-address")
    with running(*command, env=bus.environ, stdout=subprocess.PIPE) as daemon:
        assert daemon.stdout
        daemon.stdout.readline()
        yield bus


@contextmanager
def deaf_bus(folder: Path) -> Iterator[socket.socket]:
    """It lets everybody connect, and never says a word."""
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "deaf"))
        listening.listen()
        listening.setblocking(False)
        yield listening


class Person:
    """Sits before a display of its own."""

    def __init__(self, display: str) -> None:
        self.display = display
        self._xdotool = tool("xdotool")

    def is_asked(self) -> bool:
        """A program's window has the keys, and only a prompter opens one here."""
        return bool(self._do("getwindowfocus", "getwindowpid"))

    def types(self, *keys: str) -> None:
        until(self.is_asked)
        for key in keys:
            self._do("key", key) if key in NAMED_KEYS else self._do("type", key)

    def _do(self, *words: str) -> str:
        environ = os.environ | {"DISPLAY": self.display}
        return subprocess.run([self._xdotool, *words], env=environ, capture_output=True, text=True).stdout


@contextmanager
def person() -> Iterator[Person]:
    with ExitStack() as stack:
        read, write = os.pipe()
        command = (tool("Xvfb"), "-displayfd", str(write), "-screen", "0", "800x600x24", "-nolisten", "tcp", "-noreset")
        stack.enter_context(running(*command, env=os.environ, pass_fds=(write,)))
        os.close(write)
        with os.fdopen(read) as told:
            display = f":{told.readline().strip()}"
        stack.enter_context(running(tool("openbox"), env=os.environ | {"DISPLAY": display}))
        yield Person(display)


def _prompter() -> Path:
    service = Path("/usr/share/dbus-1/services", PROMPTER)
    if not service.is_file():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("GNOME's prompter (gcr) is not installed")
    return service
