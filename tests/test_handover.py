"""Fault 28, on real locks, sockets and processes."""

import asyncio
import contextlib
import json
import multiprocessing
import os
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from vividdesk import handover
from vividdesk.errors import DataFolderError, FolderInUse
from vividdesk.handover import Ownership, Wish, claim

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="these look into unix sockets")

RAISE = {"do": "raise"}
RACES = 40
RACERS = 4


def granted(wish: Wish) -> Mapping[str, Any]:
    return {"granted": wish}


@contextlib.contextmanager
def listening(owner: Ownership, grant: handover.Grant = granted) -> Iterator[Callable[..., None]]:
    """The owner answers from a loop in a thread; what is given runs something there."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)

    def there(call: Callable[[], None]) -> None:
        async def called() -> None:
            call()

        asyncio.run_coroutine_threadsafe(called(), loop).result(10)

    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(owner.listen(grant), loop).result(10)
        yield there
        there(owner.deafen)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@pytest.fixture
def owner(home: Path) -> Iterator[Ownership]:
    claimed = claim(home, RAISE)
    assert isinstance(claimed, Ownership)
    yield claimed
    claimed.release()


@pytest.fixture
def run_folder() -> Path:
    return Path(os.environ["XDG_RUNTIME_DIR"], "vividdesk")


class Clock:
    """Time passes only where somebody sleeps; `then` happens when that has been a number of times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.sleeps = 0
        self.then: dict[int, Callable[[], None]] = {}
        monkeypatch.setattr(handover, "time", self)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.sleeps += 1
        self.then.get(self.sleeps, lambda: None)()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_fault_28_a_second_claim_gets_the_answer_of_the_owner(owner: Ownership, home: Path) -> None:
    with listening(owner):
        assert claim(home, {"do": "raise", "who": "zweiter ✓"}) == {"granted": {"do": "raise", "who": "zweiter ✓"}}


def test_the_folder_is_the_same_whatever_it_is_called(owner: Ownership, home: Path) -> None:
    (home.parent / "alias").symlink_to(home)
    with listening(owner):
        assert claim(home.parent / "alias", RAISE) == {"granted": RAISE}


def test_another_folder_has_another_owner(owner: Ownership, home: Path) -> None:
    (home / "other").mkdir()
    with listening(owner):
        other = claim(home / "other", RAISE)
        assert isinstance(other, Ownership)
        with listening(other, lambda _wish: {"by": "the other"}):
            assert claim(home / "other", RAISE) == {"by": "the other"}
            assert claim(home, RAISE) == {"granted": RAISE}
        other.release()


def test_what_is_released_can_be_claimed_at_once(home: Path, run_folder: Path) -> None:
    for _time in range(3):
        owner = claim(home, RAISE, patience=0)
        assert isinstance(owner, Ownership)
        with listening(owner):
            assert claim(home, RAISE) == {"granted": RAISE}
        owner.release()
        assert list(run_folder.iterdir()) == []


def test_a_socket_left_behind_is_in_nobodys_way(owner: Ownership, home: Path, run_folder: Path) -> None:
    with listening(owner):
        (left,) = run_folder.iterdir()
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(left))
    with listening(owner):
        assert claim(home, RAISE) == {"granted": RAISE}


def test_only_the_person_can_reach_the_socket(owner: Ownership, run_folder: Path) -> None:
    with listening(owner):
        (found,) = run_folder.iterdir()
        assert stat.S_IMODE(found.stat().st_mode) == 0o600
        assert stat.S_IMODE(run_folder.stat().st_mode) == 0o700


def spoken(address: Path, said: bytes) -> bytes:
    """All that comes back."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(10)
        caller.connect(str(address))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            caller.sendall(said)
            return b"".join(iter(lambda: caller.recv(4096), b""))
    return b""


REFUSED = {"refused": "not understood"}


@pytest.mark.parametrize(
    "said",
    [
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        bytes(range(256)),
        b"[1, 2]\n",
        b'"raise"\n',
        b"\xff\xfe\n",
        b"[" * 60_000 + b"\n",
        b'{"do": "raise"\n',
    ],
    ids=["nothing", "http", "bytes", "list", "text", "not-utf-8", "deep", "half"],
)
def test_garbage_is_refused_and_the_owner_listens_on(
    owner: Ownership, home: Path, run_folder: Path, said: bytes
) -> None:
    with listening(owner):
        (address,) = run_folder.iterdir()
        assert json.loads(spoken(address, said)) == REFUSED
        assert claim(home, RAISE) == {"granted": RAISE}


def test_a_line_without_an_end_is_cut_off(owner: Ownership, home: Path, run_folder: Path) -> None:
    with listening(owner):
        (address,) = run_folder.iterdir()
        assert spoken(address, b"x" * (handover.LONGEST_WISH + 1)) == b""
        assert spoken(address, b"x" * 10_000_000) == b""
        assert claim(home, RAISE) == {"granted": RAISE}


def test_who_calls_and_says_nothing_is_in_nobodys_way(owner: Ownership, home: Path, run_folder: Path) -> None:
    with listening(owner), contextlib.ExitStack() as callers:
        (address,) = run_folder.iterdir()
        for _each in range(20):
            callers.enter_context(socket.socket(socket.AF_UNIX)).connect(str(address))
        assert claim(home, RAISE) == {"granted": RAISE}


def test_a_wish_may_come_in_pieces(owner: Ownership, run_folder: Path) -> None:
    with listening(owner):
        (address,) = run_folder.iterdir()
        with socket.socket(socket.AF_UNIX) as caller, caller.makefile("rb") as answer:
            caller.connect(str(address))
            for letter in b'{"do": "raise"}\n':
                caller.sendall(bytes([letter]))
            assert json.loads(answer.readline()) == {"granted": RAISE}


def test_a_wish_may_take_its_time_and_others_are_granted_meanwhile(owner: Ownership, home: Path) -> None:
    released = asyncio.Event()

    async def slow(wish: Wish) -> Mapping[str, Any]:
        if wish["do"] == "wait":
            await released.wait()
        else:
            released.set()
        return {"granted": wish}

    with listening(owner, slow):
        answers: list[Mapping[str, Any]] = []
        waiting = threading.Thread(target=lambda: answers.append(claim(home, {"do": "wait"})))
        waiting.start()
        assert claim(home, {"do": "go on"}) == {"granted": {"do": "go on"}}
        waiting.join()
    assert answers == [{"granted": {"do": "wait"}}]


def test_a_long_wish_and_a_long_answer(owner: Ownership, home: Path) -> None:
    wish = {"do": "enqueue", "requests": ["ü" * 1_000] * 800}
    assert len(json.dumps(wish)) > 4_000_000
    with listening(owner):
        assert handover.ask(handover.owner_of(home), wish) == {"granted": wish}


@pytest.mark.logs("While a wish was granted")
def test_a_mistake_of_ours_leaves_the_caller_without_an_answer(owner: Ownership, home: Path) -> None:
    async def fails(_wish: Wish) -> Mapping[str, Any]:
        raise RuntimeError("a mistake")

    def mistaken(wish: Wish) -> Any:
        return fails(wish) if wish["do"] == "fail" else {"unwritable": {1}} if wish["do"] == "set" else granted(wish)

    with listening(owner, mistaken):
        for do in ("fail", "set"):
            with pytest.raises((OSError, ValueError)):
                handover.ask(handover.owner_of(home), {"do": do})
        assert claim(home, RAISE) == {"granted": RAISE}


def test_who_loses_patience_is_in_nobodys_way(owner: Ownership, home: Path) -> None:
    gone = threading.Event()

    async def slow(wish: Wish) -> Mapping[str, Any]:
        if wish["do"] == "wait":
            await asyncio.to_thread(gone.wait)
        return {"granted": wish}

    with listening(owner, slow):
        with pytest.raises(TimeoutError):
            handover.ask(handover.owner_of(home), {"do": "wait"}, patience=0.05)
        gone.set()
        assert claim(home, RAISE) == {"granted": RAISE}


def test_a_wish_that_comes_when_the_owner_is_closing_is_not_granted(owner: Ownership, run_folder: Path) -> None:
    wishes: list[Wish] = []
    with listening(owner, lambda wish: {"granted": wishes.append(wish)}) as there:
        (address,) = run_folder.iterdir()
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(10)
            caller.connect(str(address))
            there(lambda: None)
            there(owner.deafen)
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                caller.sendall(b'{"do": "raise"}\n')
                assert caller.recv(100) == b""
    assert wishes == []


def test_fault_28_who_comes_while_the_owner_closes_waits_and_is_the_next(
    owner: Ownership, home: Path, clock: Clock
) -> None:
    with listening(owner):
        pass
    clock.then[5] = owner.release
    following = claim(home, RAISE)
    assert isinstance(following, Ownership)
    assert clock.sleeps == 5
    following.release()


def test_who_comes_while_the_owner_starts_gets_its_answer(owner: Ownership, home: Path, clock: Clock) -> None:
    with contextlib.ExitStack() as later:
        clock.then[5] = lambda: later.enter_context(listening(owner)) and None
        assert claim(home, RAISE) == {"granted": RAISE}
        assert clock.sleeps == 5


def test_patience_runs_out(owner: Ownership, home: Path, clock: Clock) -> None:
    with pytest.raises(FolderInUse, match="does not answer") as met:
        claim(home, RAISE)
    assert 15 < clock.now < 15.2
    assert str(home) in met.value.title
    assert met.value.advice


def test_an_owner_that_listens_but_never_answers(
    owner: Ownership, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handover, "ANSWER_WITHIN", 0.02)
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(handover._address(home))
        frozen.listen(1000)
        with pytest.raises(FolderInUse):
            claim(home, RAISE, patience=0.2)


@pytest.mark.parametrize("answer", [b"", b"\n", b"nonsense\n", b"[]\n", b"\xff\n"])
def test_what_is_no_answer(home: Path, answer: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(handover._address(home))
        server.listen()

        def serve() -> None:
            connection, _address = server.accept()
            with connection:
                connection.recv(100)
                connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises((OSError, ValueError)):
            handover.ask(handover._address(home), RAISE)
        thread.join()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives folders away")
def test_a_folder_of_another_account_is_refused(home: Path, run_folder: Path) -> None:
    run_folder.mkdir(mode=0o700)
    os.chown(run_folder, 12345, 12345)
    with pytest.raises(DataFolderError, match="not private") as met:
        claim(home, RAISE)
    assert str(run_folder) in met.value.title


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o770, 0o777])
def test_a_folder_that_others_may_enter_is_refused(home: Path, run_folder: Path, mode: int) -> None:
    run_folder.mkdir()
    run_folder.chmod(mode)
    with pytest.raises(DataFolderError, match="not private"):
        claim(home, RAISE)


def test_a_folder_that_leads_elsewhere_is_refused(home: Path, run_folder: Path) -> None:
    (home / "elsewhere").mkdir(mode=0o700)
    run_folder.symlink_to(home / "elsewhere")
    with pytest.raises(DataFolderError, match="not private"):
        claim(home, RAISE)


def test_a_folder_that_cannot_be_made_is_told(home: Path, run_folder: Path) -> None:
    """As under `su`, which leaves XDG_RUNTIME_DIR as it was."""
    run_folder.write_text("a file")
    with pytest.raises(DataFolderError, match="cannot be made") as met:
        claim(home, RAISE)
    assert met.value.advice


def test_without_a_runtime_folder_there_is_a_private_one(
    home: Path, own_world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr("tempfile.tempdir", str(own_world))
    owner = claim(home, RAISE)
    assert isinstance(owner, Ownership)
    with listening(owner):
        assert claim(home, RAISE) == {"granted": RAISE}
    owner.release()
    assert stat.S_IMODE((own_world / f"vividdesk-{os.getuid()}").stat().st_mode) == 0o700


def test_fault_28_races_have_one_winner_each(home: Path) -> None:
    """Claims at the same instant, while the winner of the last race still closes."""
    spawn = multiprocessing.get_context("spawn")
    line, results = spawn.Barrier(RACERS), spawn.Queue()
    racers = [spawn.Process(target=race, args=(home, line, results)) for _each in range(RACERS)]
    for racer in racers:
        racer.start()
    winners: list[set[int]] = [set() for _race in range(RACES)]
    for _result in range(RACES * RACERS):
        number, winner = results.get(timeout=30)
        winners[number].add(winner)
    for racer in racers:
        racer.join(30)
        assert racer.exitcode == 0
    assert [len(found) for found in winners] == [1] * RACES


def race(home: Path, line: Barrier, results: "Queue[tuple[int, int]]") -> None:
    """After each race: its number, and whose answer came, or the own number. Two owners at a time are a fault."""
    asyncio.run(_race(home, line, results))


async def _race(home: Path, line: Barrier, results: "Queue[tuple[int, int]]") -> None:
    last = None
    for number in range(RACES):
        line.wait(30)
        if last is not None:
            last.release()
        found = claim(home, RAISE)
        last = found if isinstance(found, Ownership) else None
        if last is not None:
            (home / "in charge").touch(exist_ok=False)
            await last.listen(lambda _wish: {"winner": os.getpid()})
        results.put((number, os.getpid() if last is not None else found["winner"]))
        await asyncio.to_thread(line.wait, 30)
        if last is not None:
            last.deafen()
            (home / "in charge").unlink()
    if last is not None:
        last.release()
