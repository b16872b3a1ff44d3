"""Photos from a camera, and what is let go of on the preview: real keys, and real drags."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.e2e.conftest import Start
from tests.e2e.screen import Program, Screen, alike, difference, until
from tests.e2e.test_creating import CARDS, CLEARLY, FILES, PHOTO, PHOTOS, PREVIEW, TAKEN_WITHIN, left
from tests.store.many import make_many
from vividdesk.paths import Paths
from vividdesk.store import opening
from vividdesk.store.db import connect

LIVE = (400, 250, 900, 500)  # the middle of the camera's dialog
ROW = (500, 740)  # the first of the queue
ROWS_BELOW = (90, 765, 1330, 845)
ELSEWHERE = (120, 500)  # where nothing takes a result
OVER = (1160, 500)  # the preview, below the window with the files


def shelved(program: Program) -> list[Path]:
    return list(program.home.glob("photos/*.jpg"))


def started(start: Start, screen: Screen, **environ: str) -> Program:
    program = start(**environ)
    program.shown()
    until(lambda: len(screen.picture().crop(CARDS).getcolors(100_000) or ()) > 1000)
    return program


def soon(look: Callable[[], object]) -> bool:
    try:
        return bool(until(look, TAKEN_WITHIN))
    except AssertionError:
        return False


def test_photos_are_taken_by_keys_alone(start: Start, screen: Screen, run_folder: Path) -> None:
    desk = started(start, screen, VIVIDDESK_CAMERA="simulated")
    before = screen.still().crop(PHOTOS)
    screen.press("ctrl+shift+o")
    desk.window("^Camera$")
    seen = screen.picture().crop(LIVE)
    until(lambda: difference(screen.picture().crop(LIVE), seen) > CLEARLY)
    for taken in (1, 2):
        screen.press("space")
        screen.still()
        screen.press("Return")
        until(lambda taken=taken: len(shelved(desk)) == taken)
    screen.press("Escape")
    until(lambda: not desk.windows("^Camera$"))
    assert difference(screen.still().crop(PHOTOS), before) > CLEARLY
    left(screen, desk, run_folder)


def test_a_photo_let_go_of_on_the_preview_goes_to_the_others(start: Start, screen: Screen, run_folder: Path) -> None:
    desk = started(start, screen)
    files = start("-c", FILES, PHOTO)
    place = screen.middle(files.window("files"))
    before = screen.still().crop(PREVIEW)

    def dropped() -> bool:
        """Let go of too early, it goes nowhere: then once more."""
        screen.drag(place, OVER, 1, lambda: difference(screen.picture().crop(PREVIEW), before) > CLEARLY)
        screen.rest()
        return soon(lambda: shelved(desk))

    assert any(dropped() for _time in range(3))
    files.end()
    screen.activate(desk.window())
    left(screen, desk, run_folder)


def done_before(home: Path) -> None:
    """Jobs that are done, each with a picture."""
    paths = Paths.of({"VIVIDDESK_HOME": str(home)})
    paths.make()
    asyncio.run(make_many(paths.data, 3))
    with closing(connect(paths.data / opening.NAME)) as db, db:
        db.execute("UPDATE jobs SET state = 'done', ask = NULL")
        db.execute("UPDATE clips SET missing = 0, kind = 'image/jpeg', seconds = 0, file = ?, poster = ''", (PHOTO,))


def test_a_result_dragged_from_the_queue_is_seen(start: Start, screen: Screen, home: Path, run_folder: Path) -> None:
    done_before(home)
    desk = started(start, screen)
    before = screen.still()

    def dropped() -> bool:
        welcome = before.crop(PREVIEW)
        screen.drag(ROW, OVER, 1, lambda: difference(screen.picture().crop(PREVIEW), welcome) > CLEARLY)
        screen.rest()
        try:
            return bool(
                until(lambda: len(screen.picture().crop(PREVIEW).getcolors(100_000) or ()) > 1000, TAKEN_WITHIN)
            )
        except AssertionError:
            return False

    assert any(dropped() for _time in range(3))
    assert alike(screen.still().crop(ROWS_BELOW), before.crop(ROWS_BELOW)), "it was not taken away"
    left(screen, desk, run_folder)


def test_a_hand_that_is_quicker_than_the_window_drags_once(
    start: Start, screen: Screen, home: Path, run_folder: Path
) -> None:
    """Qt takes a press before the drag that was let go of has ended, and warns of a drag that then begins."""
    done_before(home)
    desk = started(start, screen)
    screen.still()
    desk.process.send_signal(signal.SIGSTOP)
    for _time in range(4):
        screen.do("mousemove", *ROW, "mousedown", 1, "mousemove_relative", 12, 9, "mousemove", *ELSEWHERE, "mouseup", 1)
    desk.process.send_signal(signal.SIGCONT)
    screen.rest()
    screen.still()
    left(screen, desk, run_folder)
