"""Fault 30: without a keyring that answers the window lives, says so, and a key for this run works."""

import functools
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from tests.desk.faults.window import Window, in_its_window, texts
from tests.faults.orders import shelved
from tests.faults.service import KEY, Service, in_a_thread
from tests.keyrings import session_bus
from tests.waiting import until_on_loop
from vividdesk import core
from vividdesk.desk.service_page import ServicePage
from vividdesk.keys import USUAL, Keys, Patience
from vividdesk.model.job import JobState

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging", "hurried")

NO_KEYRING = "This computer has no keyring that vividdesk can use."
LOCKED = "The system keyring is locked."
SILENT = "The system keyring does not answer."


@pytest.fixture
def keyless(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The services are there; a key for them has to be given."""
    with in_a_thread() as running:
        for name, value in running.environ.items():
            if name.endswith("_URL"):
                monkeypatch.setenv(name, value)
        yield running


@pytest.fixture(params=[NO_KEYRING, LOCKED, SILENT], ids=["none", "locked", "silent"])
def says(request: pytest.FixtureRequest, own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What is said of the keyring that there is."""
    hasty = Patience(silent=0.4 if request.param == SILENT else USUAL.silent, unlock=0.4)
    monkeypatch.setattr(core, "Keys", functools.partial(Keys, patience=hasty))
    with ExitStack() as stack:
        if request.param != NO_KEYRING:
            bus = stack.enter_context(session_bus(own_world / "bus"))
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
            daemon = stack.enter_context(bus.locked() if request.param == LOCKED else bus.unlocked())
            if request.param == SILENT:
                daemon.send_signal(signal.SIGSTOP)
        yield request.param


def test_fault_30_the_window_lives_and_a_key_for_this_run_works(keyless: Service, says: str) -> None:
    async def scenario(window: Window) -> None:
        await window.app.connections.loaded.wait()
        if says is NO_KEYRING:
            assert window.notices() == [], "it is no news before somebody wants to keep a key"
        else:
            await until_on_loop(lambda: any(says in notice for notice in window.notices()))
        window.desk.open_settings("vividflow")
        page = window.dialog().findChild(ServicePage, "vividflow")
        assert page is not None
        assert any(
            text.startswith(f"No key yet. One that you paste holds until vividdesk is closed. {says}")
            for text in texts(page)
        ), texts(page)
        QTest.keyClicks(page.entry, KEY)
        QTest.keyClick(page.entry, "\r")
        await until_on_loop(lambda: page.verdict.text() and not page.busy)
        assert page.verdict.text().startswith(says)
        assert f"Key …{KEY[-4:]}, until vividdesk is closed." in texts(page)
        window.dialog().close()
        window.studio.photos.add_known(shelved(window.app.core.paths.photos))
        window.choose("vividflow", "wan2.1", prompt="mark-key")
        await until_on_loop(lambda: window.studio.compose.outlook().ready)
        window.make()
        await window.until(JobState.DONE)

    in_its_window(scenario)
    assert len(keyless.works.charges) == 1
