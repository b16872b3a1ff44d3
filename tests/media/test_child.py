"""The child that reads photos may be slow, greedy, killed or left alone: it costs one photo at most."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from tests.media.conftest import Put
from tests.media.pictures import detailed, encoded, png, scene
from tests.waiting import until, until_on_loop
from vividdesk.bridge.loop import qt_loop
from vividdesk.errors import DataFolderError, PhotoRefused
from vividdesk.media.child import KEPT_FOR
from vividdesk.media.decoder import answer
from vividdesk.media.intake import Bounds, Intake
from vividdesk.media.shelf import Shelf
from vividdesk.model.photo import Photo

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

PICTURE = encoded(scene(), "JPEG")
STALL = 0.05  # seconds


def decoders(of: int | None = None) -> list[int]:
    """Children of a process that read photos and have not been waited for."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and b"vividdesk.media.decoder" in (folder / "cmdline").read_bytes():
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                found += [int(folder.name)] * (parent == (of or os.getpid()))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def slow() -> bytes:
    """Some seconds of work in few bytes: 119 megapixels that can be seen through."""
    return png((11_900, 10_000), 8, 6, [bytes((9, 99, 200, 128)) * 11_900] * 10_000, level=1)


@pytest.fixture(scope="module")
def heavy() -> bytes:
    return slow()


async def busy() -> int:
    """Waits until the child is well into a heavy photo; its pid."""

    def works() -> bool:
        return any(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) > 40_000 for pid in decoders())

    await until_on_loop(works)
    (child,) = decoders()
    return child


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def ended(pid: int) -> bool:
    """Perhaps not waited for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@asynccontextmanager
async def opened(folder: Path, **bounds: float) -> AsyncIterator[Intake]:
    intake = Intake(folder, Bounds(**bounds))  # type: ignore[arg-type]
    try:
        yield intake
    finally:
        await intake.close()


async def test_one_child_serves_photo_after_photo(intake: Intake, put: Put) -> None:
    assert decoders() == []
    path = put("x.jpg", PICTURE)
    first = await intake.take(path)
    (child,) = decoders()
    assert [await intake.take(path) for _turn in range(5)] == [first] * 5
    with pytest.raises(PhotoRefused):
        await intake.take(put("y.jpg", b"text"))
    assert decoders() == [child]


async def test_twenty_at_once_each_get_their_own_answer(intake: Intake, put: Put) -> None:
    pictures = [put(f"{number}.png", encoded(Image.new("RGB", (40 + number, 40)), "PNG")) for number in range(20)]
    order: list[int] = []

    async def take(number: int) -> Photo:
        photo = (await intake.take(pictures[number])).photo
        order.append(number)
        return photo

    photos = await asyncio.gather(*map(take, range(20)))
    assert [(photo.name, photo.width) for photo in photos] == [(f"{n}.png", 40 + n) for n in range(20)]
    assert order == list(range(20))
    assert len(decoders()) == 1


async def test_one_that_is_killed_costs_one_photo(intake: Intake, folder: Path, put: Put, heavy: bytes) -> None:
    taking = asyncio.ensure_future(intake.take(put("x.png", heavy)))
    waiting = asyncio.ensure_future(intake.take(put("y.jpg", PICTURE)))
    os.kill(await busy(), signal.SIGKILL)
    with pytest.raises(PhotoRefused, match=r"“x\.png” made its reader stop"):
        await taking
    taken = (await waiting).photo
    assert taken.name == "y.jpg"
    assert [path.name for path in folder.iterdir()] == [taken.file_name]


async def test_one_that_died_between_photos_costs_none(intake: Intake, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    await intake.take(path)
    for _turn in range(3):
        (child,) = decoders()
        os.kill(child, signal.SIGKILL)
        until(partial(ended, child))
        assert (await intake.take(path)).photo.name == "x.jpg"


async def test_one_that_nobody_asks_any_more_gives_its_memory_back(
    intake: Intake, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put("x.jpg", PICTURE)
    await intake.take(path)
    (child,) = decoders()
    loop = asyncio.get_running_loop()
    clock, minutes = loop.time, 0.75
    monkeypatch.setattr(loop, "time", lambda: clock() + minutes * KEPT_FOR)
    await intake.take(path)
    minutes = 1.5
    for _turn in range(5):
        await asyncio.sleep(0)
    await intake.take(path)
    assert decoders() == [child]
    minutes = 3.0
    await until_on_loop(lambda: ended(child))
    assert (await intake.take(path)).photo.name == "x.jpg"
    assert len(decoders()) == 1


async def test_what_takes_too_long_and_what_does_not_react_at_all_is_ended(
    tmp_path: Path, put: Put, heavy: bytes
) -> None:
    """Side by side: the seconds pass for both."""
    path, large = put("y.jpg", PICTURE), put("x.png", heavy)
    async with opened(tmp_path / "busy", seconds=2) as busy, opened(tmp_path / "deaf", seconds=2) as deaf:
        await busy.take(path)
        (one,) = decoders()
        await deaf.take(path)
        (other,) = {*decoders()} - {one}
        os.kill(other, signal.SIGSTOP)
        taken = await asyncio.gather(busy.take(large), deaf.take(path), return_exceptions=True)
        assert [type(each) for each in taken] == [PhotoRefused] * 2
        assert [str(each).partition(" to read")[0] for each in taken] == [
            "“x.png” takes too long",
            "“y.jpg” takes too long",
        ]
        await until_on_loop(lambda: gone(one) and gone(other))
        assert (await busy.take(path)).photo.name == "y.jpg"


async def test_too_much_memory_is_refused_by_the_child_itself(folder: Path, put: Put, heavy: bytes) -> None:
    async with opened(folder, memory=400_000_000) as intake:
        await intake.take(put("y.jpg", PICTURE))
        (child,) = decoders()
        with pytest.raises(PhotoRefused, match=r"“x\.png” needs more memory"):
            await intake.take(put("x.png", heavy))
        assert (await intake.take(put("y.jpg", PICTURE))).photo.name == "y.jpg"
        assert decoders() == [child]


async def test_a_child_that_cannot_even_start(folder: Path, put: Put) -> None:
    async with opened(folder, memory=10_000_000) as intake:
        with pytest.raises(PhotoRefused, match="the part of vividdesk that reads photos does not start"):
            await intake.take(put("y.jpg", PICTURE))


async def test_no_core_file_and_no_more_memory_than_allowed(intake: Intake, put: Put) -> None:
    await intake.take(put("y.jpg", PICTURE))
    (child,) = decoders()
    limits = Path(f"/proc/{child}/limits").read_text().splitlines()
    assert any(line.split()[:5] == ["Max", "core", "file", "size", "0"] for line in limits)
    assert any(line.split()[:4] == ["Max", "address", "space", str(3 * 2**30)] for line in limits)


async def test_one_that_is_cancelled_does_not_answer_the_next(
    intake: Intake, folder: Path, put: Put, heavy: bytes
) -> None:
    taking = asyncio.ensure_future(intake.take(put("x.png", heavy)))
    child = await busy()
    taking.cancel()
    taken = await intake.take(put("y.jpg", PICTURE))
    assert taking.cancelled()
    assert (taken.photo.name, taken.photo.width) == ("y.jpg", scene().width)
    assert gone(child)
    assert [path.name for path in folder.iterdir()] == [taken.photo.file_name]


async def test_cancelled_at_any_moment_the_next_is_right(intake: Intake, put: Put) -> None:
    """Also while the child starts, and before its turn has come."""
    other = put("x.png", encoded(detailed((200, 100)), "PNG"))
    path = put("y.jpg", PICTURE)
    for turns in [*range(8), 20, 50, 100, 200]:
        taking = [asyncio.ensure_future(intake.take(other)) for _number in range(2)]
        for _turn in range(turns):
            await asyncio.sleep(0)
        for each in taking:
            each.cancel()
        assert (await intake.take(path)).photo.width == scene().width
        await asyncio.gather(*taking, return_exceptions=True)
    assert len(decoders()) == 1


async def test_closing_refuses_what_is_under_way(folder: Path, put: Put, heavy: bytes) -> None:
    intake = Intake(folder)
    taking = [asyncio.ensure_future(intake.take(put(name, heavy))) for name in ("x.png", "y.png", "z.png")]
    child = await busy()
    await asyncio.wait_for(intake.close(), 5)
    for each in taking:
        with pytest.raises(PhotoRefused, match="vividdesk is closing"):
            await each
    assert gone(child)
    assert decoders() == []
    assert not folder.exists() or list(folder.iterdir()) == []
    with pytest.raises(PhotoRefused, match="vividdesk is closing"):
        await intake.take(put("x.jpg", PICTURE))


async def test_closing_twice_or_without_a_child(folder: Path, put: Put) -> None:
    intake = Intake(folder)
    await intake.close()
    await intake.close()
    used = Intake(folder)
    await used.take(put("x.jpg", PICTURE))
    await asyncio.gather(used.close(), used.close())
    assert decoders() == []


async def test_closing_while_the_child_starts(folder: Path, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    for turns in range(8):
        intake = Intake(folder)
        taking = asyncio.ensure_future(intake.take(path))
        for _turn in range(turns):
            await asyncio.sleep(0)
        await intake.close()
        with pytest.raises(PhotoRefused, match="closing"):
            await taking
        assert decoders() == []


PARENT = """
import asyncio, sys
from pathlib import Path
from vividdesk.media.intake import Intake

async def main():
    intake = Intake(Path(sys.argv[1]))
    await intake.take(sys.argv[2])
    print("first", flush=True)
    await intake.take(sys.argv[3])

asyncio.run(main())
"""


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_no_orphan_is_left(tmp_path: Path, put: Put, heavy: bytes, signal_number: signal.Signals) -> None:
    """The parent ends while its child is in the middle of a photo."""
    words = [str(tmp_path / "photos"), str(put("x.jpg", PICTURE)), str(put("x.png", heavy))]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"first\n"
        (child,) = until(lambda: decoders(parent.pid))
        until(lambda: int(Path(f"/proc/{child}/statm").read_text().split()[1]) > 40_000)
        parent.send_signal(signal_number)
    until(lambda: ended(child))


async def test_what_a_killed_child_left_behind_is_cleared_away(folder: Path, put: Put) -> None:
    """By the next one: its own leftovers at once, those of others when nobody can be writing to them any more."""
    folder.mkdir()
    old, new = folder / "old.part", folder / "new.part"
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    async with opened(folder) as intake:
        await intake.take(put("x.jpg", PICTURE))
    assert new.exists()
    assert not old.exists()


async def test_a_folder_that_cannot_be_written_to(tmp_path: Path, put: Put) -> None:
    (tmp_path / "file").write_bytes(b"")
    async with opened(tmp_path / "file" / "photos") as intake:
        with pytest.raises(DataFolderError, match="The photo could not be stored in") as caught:
            await intake.take(put("x.jpg", PICTURE))
    assert "Make room on that disk" in caught.value.advice


async def test_the_same_photo_lies_there_once(intake: Intake, folder: Path, put: Put) -> None:
    first = (await intake.take(put("x.jpg", PICTURE))).photo
    at = folder / first.file_name
    before = at.stat().st_ino
    second = (await intake.take(put("copy.jpg", PICTURE))).photo
    assert (second.hash, second.name) == (first.hash, "copy.jpg")
    assert [path.name for path in folder.iterdir()] == [first.file_name]
    assert at.stat().st_ino == before  # not written again: somebody may be sending it


async def test_a_stored_file_that_was_damaged_is_made_whole(intake: Intake, folder: Path, put: Put) -> None:
    """As a power cut leaves it: the size is right, and the content zeros."""
    path = put("x.png", encoded(scene(), "PNG"))
    photo = (await intake.take(path)).photo
    good = (folder / photo.file_name).read_bytes()
    for damaged in (bytes(len(good)), good[:-1], b""):
        (folder / photo.file_name).write_bytes(damaged)
        assert (await intake.take(path)).photo == photo
        assert (folder / photo.file_name).read_bytes() == good


async def test_the_source_may_go(intake: Intake, folder: Path, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    photo = (await intake.take(path)).photo
    content = (folder / photo.file_name).read_bytes()
    path.write_bytes(b"changed")
    path.unlink()
    assert (folder / photo.file_name).read_bytes() == content


async def test_the_photos_folder_may_go(intake: Intake, folder: Path, put: Put) -> None:
    path = put("x.jpg", PICTURE)
    photo = (await intake.take(path)).photo
    (folder / photo.file_name).unlink()
    folder.rmdir()
    assert (await intake.take(path)).photo == photo
    assert (folder / photo.file_name).exists()


def test_this_process_never_loads_a_reader_of_pictures() -> None:
    script = "import sys, vividdesk.media.intake; print({'PIL', 'pillow_heif', 'av', 'json'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


NOISE = """
import os, sys, warnings
from pathlib import Path
from vividdesk.media import decoder, pixels

plain = pixels.plain

def noisy(*words):
    print('{"kept": {}}', flush=True)
    os.write(1, b"noise from C\\n")
    warnings.warn("a warning")
    return plain(*words)

decoder.pixels.plain = noisy
decoder.main(*sys.argv[1:])
"""


async def test_what_libraries_print_does_not_reach_the_answers(tmp_path: Path, put: Put) -> None:
    (tmp_path / "noise.py").write_text(NOISE)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, str(tmp_path / "noise.py"), str(tmp_path / "photos"), "x.part", str(2**31)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert child.stdin and child.stdout
    for number in range(3):
        path = put(f"{number}.png", encoded(Image.new("RGB", (50 + number, 50)), "PNG"))
        child.stdin.write(json.dumps({"take": str(path)}).encode() + b"\n")
        assert await child.stdout.readline() == b"\n"
        assert json.loads(await child.stdout.readline())["kept"]["width"] == 50 + number
    assert await child.communicate(b"") == (b"", b"")
    assert child.returncode == 0


def test_on_qts_loop_the_window_stays_alive(qapp: QApplication, folder: Path, put: Put) -> None:
    stalls: list[float] = []
    pictures = [put(f"{number}.png", encoded(detailed((800 + number, 600)), "PNG")) for number in range(4)]

    async def take_all() -> list[Photo]:
        loop = asyncio.get_running_loop()
        last = loop.time()

        def tick() -> None:
            nonlocal last
            stalls.append(loop.time() - last)
            last = loop.time()

        timer = QTimer()
        timer.timeout.connect(tick)
        timer.start(1)
        intake = Intake(folder)
        cancelled = asyncio.ensure_future(intake.take(pictures[0]))
        await asyncio.sleep(0.3)
        cancelled.cancel()
        taken = await asyncio.gather(*map(intake.take, pictures))
        os.kill(decoders()[0], signal.SIGKILL)
        again = await intake.take(pictures[0])
        await intake.close()
        timer.stop()
        return [each.photo for each in (*taken, again)]

    with qt_loop(qapp) as loop:
        photos = loop.run_until_complete(take_all())
    assert [photo.width for photo in photos] == [800, 801, 802, 803, 800]
    assert sorted(stalls)[len(stalls) * 99 // 100] < STALL
    assert decoders() == []


def test_our_own_mistakes_are_told_with_their_traceback(folder: Path) -> None:
    told = answer({"nonsense": 1}, Shelf(folder, "x.part"))
    assert told["mistake"].startswith("Traceback")
    assert "ValueError: {'nonsense': 1}" in told["mistake"]


async def test_our_own_mistakes_are_no_refusals(intake: Intake, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)the child that reads photos failed.*Traceback.*ValueError"):
        await intake._ask("x", {"nonsense": 1})
    await intake.take(put("x.jpg", PICTURE))
