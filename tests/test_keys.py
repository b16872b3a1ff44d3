"""Against the real parts: gnome-keyring on a bus of its own, and the real child process. Nothing is mocked."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from tests.fakes import RecordedNotices
from tests.keyrings import PASSWORD, Bus, Person, deaf_bus, person, session_bus
from tests.waiting import until
from vividdesk.bridge.connections import Connections
from vividdesk.bridge.loop import qt_loop
from vividdesk.core import Core
from vividdesk.errors import KeyringError, KeyringLocked, KeyringSilent, NoKeyring
from vividdesk.keys import LONGEST_KEY, Key, Keys, Origin, Patience, _end, name_of_keyring
from vividdesk.model.service import SERVICES, service_named
from vividdesk.paths import Paths

KEY = "vm_4f9a-77c1-Zyxw9876"
ODD = "sp ace\"quote'\\back`tick %41 $HOME ${x} <&> {}~"
HASTY = Patience(silent=0.6, unlock=0.6)
CALM = Patience(silent=20.0, unlock=20.0)
STALL = 0.05  # seconds
NOBODY = "unix:path=/nowhere"


@pytest.fixture
def bus(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with session_bus(own_world / "bus") as made:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        yield made


@pytest.fixture
def somebody() -> Iterator[Person]:
    with person() as sitting:
        yield sitting


@pytest.fixture
def attended(own_world: Path, somebody: Person, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus on which a person can be asked."""
    with session_bus(own_world / "bus", somebody.display) as made:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", made.address)
        yield made


class Locked:
    """Counts how often the person was told that the keyring is locked."""

    def __init__(self) -> None:
        self.told = 0

    def __call__(self) -> None:
        self.told += 1


def keys(patience: Patience = CALM, **environ: str) -> Keys:
    return Keys(environ, patience)


async def stored(service: str, locked: Locked | None = None) -> str | None:
    """What another run of the program would find."""
    other = keys()
    await other.load([service], locked or Locked())
    key = other.get(service)
    assert key is None or key.origin is Origin.KEYRING
    return key.text if key else None


def children(of: int) -> list[int]:
    """Also those that have ended and were not waited for."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == of:
                found.append(int(folder.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def askers(of: int) -> list[int]:
    """Children that ask the keyring."""
    return [pid for pid in children(of) if b"vividdesk.keyring_child" in Path(f"/proc/{pid}/cmdline").read_bytes()]


async def asker() -> int:
    return (await asyncio.to_thread(until, lambda: askers(os.getpid())))[0]


# One that is unlocked


async def test_a_key_is_stored_and_found_by_another_run_until_it_is_forgotten(bus: Bus) -> None:
    locked = Locked()
    with bus.unlocked():
        mine = keys()
        assert await mine.put("vimmerse", ODD, locked) == Key(ODD, Origin.KEYRING)
        assert await stored("vimmerse") == ODD
        await mine.put("vimmerse", KEY, locked)
        assert await stored("vimmerse") == KEY
        assert await mine.forget("vimmerse", locked)
        assert mine.get("vimmerse") is None
        assert await stored("vimmerse") is None
        assert not await mine.forget("vimmerse", locked)
    assert locked.told == 0


async def test_each_service_has_its_own_key(bus: Bus) -> None:
    with bus.unlocked():
        for service in ("vimmerse", "vistoure"):
            await keys().put(service, f"key-of-{service}", Locked())
        other = keys()
        await other.load([service.id for service in SERVICES], Locked())
    found = {service.id: key.text for service in SERVICES if (key := other.get(service.id))}
    assert found == {"vimmerse": "key-of-vimmerse", "vistoure": "key-of-vistoure"}


async def test_the_longest_key_comes_back_whole(bus: Bus) -> None:
    with bus.unlocked():
        await keys().put("vimmerse", "\\" * LONGEST_KEY, Locked())
        assert await stored("vimmerse") == "\\" * LONGEST_KEY


async def test_a_keyring_without_a_password_asks_nobody(bus: Bus) -> None:
    locked = Locked()
    with bus.plain():
        await keys().put("vimmerse", KEY, locked)
    with bus.empty():
        assert await stored("vimmerse", locked) == KEY
    assert locked.told == 0


def test_little_of_a_key_is_shown() -> None:
    key = Key(KEY, Origin.KEYRING)
    assert key.masked == "…9876"
    assert KEY not in f"{key} {key!r} {[key]}"
    assert Key("short", Origin.KEYRING).masked == "…"


def test_the_commands_keep_a_key_to_themselves(bus: Bus, home: Path) -> None:
    def run(*words: str, said: str = "") -> tuple[int, str]:
        command = [Path(sys.executable).with_name("vividdesk"), "keys", *words]
        done = subprocess.run(command, input=said, capture_output=True, text=True, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    with bus.unlocked():
        assert run("set", "vimmerse", said=f"{KEY}\n") == (
            0,
            "The key …9876 for Vimmerse is in the system keyring.\n",
        )
        assert asyncio.run(stored("vimmerse")) == KEY
        assert run("forget", "vimmerse") == (0, "The key for Vimmerse is forgotten.\n")
        assert asyncio.run(stored("vimmerse")) is None
    code, words = run("set", "vimmerse", said=f"{KEY}\n")
    assert code == 1
    assert "keyring" in words
    assert KEY not in words
    kept = [path for path in home.rglob("*") if path.is_file()]
    assert kept
    assert not [path for path in kept if KEY.encode() in path.read_bytes()]


# One that is locked


async def test_fault_30_a_locked_keyring_and_no_way_to_ask_the_person(bus: Bus) -> None:
    locked = Locked()
    with bus.locked():
        with pytest.raises(KeyringLocked):
            await keys().load(["vimmerse"], locked)
        assert locked.told == 1
        mine = keys()
        with pytest.raises(KeyringLocked):
            await mine.put("vimmerse", KEY, locked)
        with pytest.raises(KeyringLocked):
            await mine.forget("vimmerse", locked)
        assert mine.get("vimmerse") == Key(KEY, Origin.THIS_RUN), "what could not be forgotten there stays known here"
        assert await name_of_keyring(CALM) == "SecretService"
    assert locked.told == 3


async def test_fault_30_a_locked_keyring_and_nobody_there(attended: Bus, somebody: Person) -> None:
    locked = Locked()
    with attended.locked():
        with pytest.raises(KeyringLocked):
            await keys(Patience(silent=20.0, unlock=0.3)).load(["vimmerse"], locked)
        assert locked.told == 1
        assert not askers(os.getpid())


async def test_a_person_unlocks_the_keyring(attended: Bus, somebody: Person) -> None:
    locked = Locked()
    with attended.unlocked():
        await keys().put("vimmerse", KEY, locked)
    with attended.locked():
        typing = asyncio.to_thread(somebody.types, PASSWORD, "Return")
        found, _none = await asyncio.gather(stored("vimmerse", locked), typing)
    assert found == KEY
    assert locked.told == 1


async def test_a_person_does_not_want_to_unlock_the_keyring(attended: Bus, somebody: Person) -> None:
    with attended.locked():
        refusal = asyncio.create_task(asyncio.to_thread(somebody.types, "Escape"))
        with pytest.raises(KeyringLocked):
            await stored("vimmerse")
        await refusal


async def test_a_key_that_came_while_the_keyring_was_locked_is_not_replaced_by_the_old_one(
    attended: Bus, somebody: Person
) -> None:
    locked = Locked()
    with attended.unlocked():
        await keys().put("vimmerse", "the-old-key-0001", locked)
    with attended.locked():
        mine = keys()
        loading = asyncio.create_task(mine.load(["vimmerse"], locked))
        await asyncio.to_thread(until, somebody.is_asked)
        keeping = asyncio.create_task(mine.put("vimmerse", KEY, locked))
        await asyncio.to_thread(somebody.types, PASSWORD, "Return")
        await asyncio.gather(loading, keeping)
        assert mine.get("vimmerse") == Key(KEY, Origin.KEYRING)
        assert await stored("vimmerse") == KEY
    assert locked.told == 1


# One that has never been used


async def test_reading_from_an_empty_keyring_asks_nobody_and_makes_nothing(bus: Bus) -> None:
    locked = Locked()
    with bus.empty():
        assert await stored("vimmerse", locked) is None
        assert not await keys().forget("vimmerse", locked)
        assert await name_of_keyring(CALM) == "SecretService"
    assert locked.told == 0
    assert not list(bus.keyrings.glob("*.keyring"))


async def test_storing_in_an_empty_keyring_needs_a_person(bus: Bus) -> None:
    locked = Locked()
    with bus.empty(), pytest.raises(KeyringLocked):
        await keys().put("vimmerse", KEY, locked)
    assert locked.told == 1


async def test_a_person_chooses_a_password_for_a_new_keyring(attended: Bus, somebody: Person) -> None:
    locked = Locked()
    with attended.empty():
        typing = asyncio.to_thread(somebody.types, PASSWORD, "Tab", PASSWORD, "Return")
        key, _none = await asyncio.gather(keys().put("vimmerse", KEY, locked), typing)
        assert key.origin is Origin.KEYRING
        assert await stored("vimmerse") == KEY
    assert locked.told == 1


# None at all


@pytest.mark.parametrize("address", [NOBODY, "autolaunch:", None])
async def test_fault_30_without_a_bus_a_key_holds_for_this_run(
    address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if address is None:
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    mine = keys()
    with pytest.raises(NoKeyring):
        await mine.put("vimmerse", KEY, Locked())
    assert mine.get("vimmerse") == Key(KEY, Origin.THIS_RUN)


async def test_fault_30_a_bus_with_no_keyring_on_it(bus: Bus, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NoKeyring):
        await name_of_keyring(CALM)
    mine = keys()
    with pytest.raises(NoKeyring):
        await mine.forget("vimmerse", Locked())
    with pytest.raises(NoKeyring):
        await mine.put("vimmerse", KEY, Locked())
    assert await mine.forget("vimmerse", Locked())
    assert mine.get("vimmerse") is None
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["keyring.backends.null.Keyring", "keyring.backends.fail.Keyring"])
async def test_the_keyring_librarys_own_choice_does_not_count(
    name: str, bus: Bus, own_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(own_world))
    config = own_world / "python_keyring" / "keyringrc.cfg"
    config.parent.mkdir()
    config.write_text(f"[backend]\ndefault-keyring={name}\nkeyring-path={own_world}\n")
    with pytest.raises(NoKeyring):
        await keys().put("vimmerse", KEY, Locked())
    with bus.unlocked():
        await keys().put("vimmerse", KEY, Locked())
        assert await stored("vimmerse") == KEY


async def test_modules_in_the_current_folder_are_not_loaded(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(own_world)
    for name in ("keyring", "secretstorage", "json", "vividdesk"):
        Path(f"{name}.py").write_text("open('trapped', 'w')")
    with pytest.raises(NoKeyring):
        await name_of_keyring(CALM)
    assert not Path("trapped").exists()


# One that does not answer


async def test_fault_30_a_keyring_that_hangs_and_comes_round(bus: Bus) -> None:
    with bus.unlocked() as daemon:
        await keys().put("vimmerse", KEY, Locked())
        daemon.send_signal(signal.SIGSTOP)
        asked = keys(HASTY).load(["vimmerse"], Locked()), name_of_keyring(HASTY)
        told = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(each) for each in told] == [KeyringSilent] * 2
        assert not askers(os.getpid())
        daemon.send_signal(signal.SIGCONT)
        assert await stored("vimmerse") == KEY


async def test_fault_30_a_bus_that_lets_in_and_never_answers(own_world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with deaf_bus(own_world) as deaf:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={deaf.getsockname()}")
        for patience in (CALM, Patience(silent=0.1)):
            mine = keys(patience)
            with pytest.raises(KeyringSilent):
                await mine.put("vimmerse", KEY, Locked())
            assert mine.get("vimmerse") == Key(KEY, Origin.THIS_RUN)
            assert not askers(os.getpid())


# The child


@pytest.fixture
def hung(bus: Bus) -> Iterator[Bus]:
    """A keyring that keeps the child waiting."""
    with bus.unlocked() as daemon:
        daemon.send_signal(signal.SIGSTOP)
        yield bus


async def test_a_child_that_is_killed_is_a_fault_and_no_hang(hung: Bus) -> None:
    putting = asyncio.create_task(keys().put("vimmerse", KEY, Locked()))
    child = await asker()
    for name in ("cmdline", "environ"):
        assert KEY.encode() not in Path(f"/proc/{child}/{name}").read_bytes()
    os.kill(child, signal.SIGKILL)
    with pytest.raises(KeyringError, match="broke off") as caught:
        await putting
    assert type(caught.value) is KeyringError
    assert not askers(os.getpid())


async def test_a_child_ends_with_whoever_asks_no_more(hung: Bus) -> None:
    loading = asyncio.create_task(keys().load(["vimmerse"], Locked()))
    child = await asker()
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert child not in children(os.getpid())


async def test_a_child_that_cannot_move_is_killed(hung: Bus) -> None:
    loading = asyncio.create_task(keys().load(["vimmerse"], Locked()))
    child = await asker()
    os.kill(child, signal.SIGSTOP)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert child not in children(os.getpid())


async def test_a_child_that_ends_just_before_it_is_killed_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass", stdin=asyncio.subprocess.PIPE)
    await child.wait()
    await asyncio.sleep(0)
    with pytest.raises(ProcessLookupError):
        child.kill()
    monkeypatch.setattr("vividdesk.keys.END_WITHIN", 0.0)
    await _end(child)


@pytest.mark.parametrize("steps", range(0, 10, 2))
async def test_asking_may_be_given_up_at_any_step(steps: int) -> None:
    loading = asyncio.create_task(keys().load(["vimmerse"], Locked()))
    for _step in range(steps):
        await asyncio.sleep(0)
    loading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loading
    assert not askers(os.getpid())


def test_a_child_ends_with_its_parent(hung: Bus) -> None:
    ask = "import asyncio; from vividdesk.keys import Keys; asyncio.run(Keys({}).load(['vimmerse'], print))"
    parent = subprocess.Popen([sys.executable, "-c", ask])
    child = until(lambda: askers(parent.pid))[0]
    parent.kill()
    parent.wait()
    until(lambda: not _lives(child))


def _lives(pid: int) -> bool:
    """Not so once it has ended, even if nobody has waited for it."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


# The environment


async def test_the_environment_goes_before_the_keyring(bus: Bus) -> None:
    with bus.unlocked():
        await keys().put("vimmerse", KEY, Locked())
        await keys().put("vistoure", KEY, Locked())
        mine = keys(VIVIDDESK_VIMMERSE_KEY=" from-outside \n")
        await mine.load([service.id for service in SERVICES], Locked())
    assert mine.get("vimmerse") == Key("from-outside", Origin.ENVIRONMENT)
    assert mine.get("vistoure") == Key(KEY, Origin.KEYRING)


async def test_with_all_keys_in_the_environment_the_keyring_is_not_asked(
    own_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deaf_bus(own_world) as deaf:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={deaf.getsockname()}")
        given = {f"VIVIDDESK_{service.id.upper()}_KEY": KEY for service in SERVICES}
        await keys(HASTY, **given).load([service.id for service in SERVICES], Locked())
        with pytest.raises(BlockingIOError):
            deaf.accept()


# The window


class Heartbeat:
    """Beats on Qt's loop every two milliseconds."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=2)
        self._timer.timeout.connect(lambda: self._beats.append(asyncio.get_running_loop().time()))

    async def during(self, work: Coroutine[Any, Any, None]) -> tuple[float, float]:
        """How long the work took, and the longest time between two beats."""
        loop = asyncio.get_running_loop()
        self._beats = [start := loop.time()]
        self._timer.start()
        await work
        self._timer.stop()
        end = loop.time()
        gaps = [after - before for before, after in zip(self._beats, [*self._beats[1:], end], strict=True)]
        return end - start, max(gaps)


async def load_and_keep(connections: Connections) -> None:
    await connections.load()
    vimmerse = service_named("vimmerse")
    assert vimmerse
    try:
        await connections.keep(vimmerse, KEY)
    except KeyringError as fault:
        print(type(fault).__name__, end=" ")


def measured(situation: str, qapp: QApplication, core: Core) -> bool:
    """Against a stretch of the same length in which nothing happens, for on a busy machine every loop stalls."""
    core.keys = keys(HASTY if situation in ("hung", "deaf") else CALM)
    connections = Connections(core, RecordedNotices())
    heart = Heartbeat()
    with qt_loop(qapp) as loop:
        length, longest = loop.run_until_complete(heart.during(load_and_keep(connections)))
        print(f"{situation}: {longest * 1000:.1f} ms at most in {length:.1f} s")
        if longest < STALL:
            return True
        _length, usual = loop.run_until_complete(heart.during(asyncio.sleep(length)))
    return longest < 3 * usual


@pytest.mark.parametrize("situation", ["unlocked", "locked", "none", "hung", "deaf"])
def test_fault_30_the_window_goes_on_meanwhile(
    situation: str, bus: Bus, own_world: Path, paths: Paths, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stalls the loop does so each time; the machine may once take the processor away."""
    with ExitStack() as stack:
        if situation == "deaf":
            address = f"unix:path={stack.enter_context(deaf_bus(own_world)).getsockname()}"
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        elif situation != "none":
            daemon = stack.enter_context(bus.locked() if situation == "locked" else bus.unlocked())
            if situation == "hung":
                daemon.send_signal(signal.SIGSTOP)
        core = Core(paths, {})
        assert any(measured(situation, qapp, core) for _attempt in range(3))
