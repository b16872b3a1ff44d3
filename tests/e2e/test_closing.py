"""Fault 33: however the program is left and whatever it does then, it ends soon and leaves nothing behind."""

import contextlib
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Start
from tests.e2e.screen import BUSY, Program, Screen
from tests.waiting import until
from vividdesk import handover

SOON = 6.0  # seconds by the program's own clock: five for running work, one to clear up


def by_its_window(screen: Screen, program: Program) -> None:
    screen.activate(program.window())
    screen.press("alt+F4")


def by_key(screen: Screen, program: Program) -> None:
    screen.activate(program.window())
    screen.press("ctrl+q")


def interrupted(_screen: Screen, program: Program) -> None:
    program.process.send_signal(signal.SIGINT)


def terminated(_screen: Screen, program: Program) -> None:
    program.process.send_signal(signal.SIGTERM)


def hung_up(_screen: Screen, program: Program) -> None:
    program.process.send_signal(signal.SIGHUP)


WAYS = (by_its_window, by_key, interrupted, terminated)
Leave = Callable[[Screen, Program], None]


@pytest.fixture
def programs(start: Start, own_world: Path) -> Callable[..., list[Program]]:
    """One for each way to leave it, all at once: the five seconds pass for all of them together."""

    def begin(*command: str) -> list[Program]:
        started = [start(*command, home=own_world / way.__name__) for way in WAYS]
        for program in started:
            program.window()
        return started

    return begin


def leave_all(screen: Screen, started: list[Program]) -> None:
    ends = []
    for program, leave in zip(started, WAYS, strict=True):
        leave(screen, program)
        ends.append(program.clock() + SOON)
    for program, end in zip(started, ends, strict=True):
        program.over(end)


def ends_soon(program: Program) -> int:
    return program.over(program.clock() + SOON)


def nothing_left(program: Program, run_folder: Path) -> None:
    assert program.process.returncode == 0, program.complained
    assert program.family() == []
    assert list(run_folder.iterdir()) == []
    owner = handover.claim(program.home, {"do": "raise"}, patience=0)
    assert isinstance(owner, handover.Ownership)
    owner.release()


@pytest.mark.parametrize("leave", [*WAYS, hung_up], ids=lambda way: way.__name__)
def test_when_idle(start: Start, screen: Screen, run_folder: Path, leave: Leave) -> None:
    program = start()
    program.shown()
    leave(screen, program)
    ends_soon(program)
    nothing_left(program, run_folder)
    assert program.complained == ""
    assert "ERROR" not in program.logged


def test_a_new_start_is_the_owner_at_once(start: Start, desk: Program, screen: Screen) -> None:
    screen.press("ctrl+q")
    following = start()
    following.shown()
    assert ends_soon(desk) == 0
    assert following.said == ""


def test_while_the_keyring_does_not_answer(
    programs: Callable[..., list[Program]], keyring_asked: Callable[[], None], screen: Screen, run_folder: Path
) -> None:
    started = programs()
    for _program in started:
        keyring_asked()
    assert [len(program.family()) for program in started] == [2, 2, 2, 2]
    leave_all(screen, started)
    for program in started:
        nothing_left(program, run_folder)
        assert program.complained == ""


def test_fault_33_while_a_thread_hangs_and_after_a_fault_of_the_world(
    programs: Callable[..., list[Program]], screen: Screen, run_folder: Path
) -> None:
    started = programs(BUSY, "wedged", "faulty")
    for program in started:
        until(lambda program=program: "The connection broke." in program.logged)
    leave_all(screen, started)
    for program in started:
        nothing_left(program, run_folder)
        assert program.complained == ""


def test_fault_33_while_work_ignores_that_it_is_cancelled(
    programs: Callable[..., list[Program]], screen: Screen, run_folder: Path
) -> None:
    """Python itself says a word about it in the end, and we add nothing."""
    started = programs(BUSY, "stubborn")
    leave_all(screen, started)
    for program in started:
        nothing_left(program, run_folder)
        assert "Traceback" not in program.complained


def test_with_a_mistake_of_ours_and_one_in_the_end(
    programs: Callable[..., list[Program]], screen: Screen, run_folder: Path
) -> None:
    """Their own tracebacks are all that there is to read, each once, in the log and on stderr."""
    started = programs(BUSY, "mistaken", "mistaken_in_the_end")
    leave_all(screen, started)
    for program in started:
        nothing_left(program, run_folder)
        for told in (program.complained, program.logged):
            found = re.findall(r"^\w+Error: .*", told, re.MULTILINE)
            assert found == ["ZeroDivisionError: a planted mistake", "ZeroDivisionError: a mistake in the end"]


def test_two_quick_ctrl_q(desk: Program, screen: Screen, run_folder: Path) -> None:
    screen.press("ctrl+q", "ctrl+q")
    ends_soon(desk)
    nothing_left(desk, run_folder)
    assert desk.complained == ""


def test_asked_again_and_again(desk: Program) -> None:
    """As by a session that ends with SIGTERM and SIGHUP, or by somebody impatient."""
    desk.process.send_signal(signal.SIGTERM)
    desk.process.send_signal(signal.SIGHUP)
    with contextlib.suppress(ProcessLookupError):
        while desk.process.poll() is None:
            desk.process.send_signal(signal.SIGTERM)
            time.sleep(0.02)
    assert desk.process.returncode in (0, -signal.SIGTERM)
    assert desk.family() == []
    assert desk.complained == ""


@pytest.mark.parametrize("moment", ["owner.lock", "logs/vividdesk.log"])
def test_terminated_before_the_window_is_there(start: Start, moment: str) -> None:
    program = start()
    until((program.home / moment).exists)
    program.process.terminate()
    assert ends_soon(program) in (0, -signal.SIGTERM)
    assert program.family() == []
    assert program.complained == ""


def test_killed_and_started_again(start: Start, keyring_asked: Callable[[], None], run_folder: Path) -> None:
    program = start()
    program.shown()
    keyring_asked()
    program.process.kill()
    program.process.wait()
    assert [path.suffix for path in run_folder.iterdir()] == [".sock"]
    until(lambda: program.family() == [])  # the child that asks the keyring goes by itself
    following = start()
    following.shown()
    assert ends_soon(start()) == 0
    assert following.complained == ""


def test_the_tour_can_be_broken_off(start: Start, tmp_path: Path) -> None:
    tour = start("-m", "vividdesk", "tour", "--out", str(tmp_path))
    tour.window()
    tour.process.send_signal(signal.SIGTERM)
    assert tour.process.wait(10) == 0
    assert "about.png" not in tour.said
    assert tour.complained == ""
