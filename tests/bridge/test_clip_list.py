"""The library as a list: lazy, in step with the journal, and honest about files."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage

from tests.desk.libraries import MANY, Library, desk_loop, in_library
from tests.fakes import RecordedNotices
from tests.waiting import until_on_loop
from vividdesk.bridge import clip_files, clip_list, posters
from vividdesk.bridge.clip_list import PAGE, ClipChanges, ClipFilter
from vividdesk.bridge.posters import Posters
from vividdesk.bridge.tasks import Tasks
from vividdesk.jobs.events import ClipAdded
from vividdesk.model.clip import Clip
from vividdesk.paths import Paths

__all__ = ["desk_loop"]

Make = Callable[..., Library]


@pytest.fixture
def make(desk_loop: asyncio.AbstractEventLoop, paths: Paths) -> Make:
    return lambda *arguments, **named: Library(desk_loop, paths, *arguments, **named)


def test_its_length_is_known_and_only_the_first_page_is_read(make: Make) -> None:
    library = make()

    async def scenario() -> None:
        assert library.clips.rowCount() == MANY
        first = [library.clips.clip(row) for row in range(PAGE + 1)]
        assert [clip.id for clip in first[:PAGE] if clip] == list(range(MANY, MANY - PAGE, -1))
        assert first[PAGE] is None

    in_library(library, scenario)


@pytest.mark.parametrize("row", [PAGE, 1234, MANY - 1])
def test_a_row_is_read_when_it_is_looked_at(make: Make, row: int) -> None:
    library = make()
    told: list[tuple[int, int]] = []
    library.clips.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))

    async def scenario() -> None:
        assert (await library.read(row)).id == MANY - row
        await until_on_loop(lambda: any(first <= row <= last for first, last in told))

    in_library(library, scenario)


def test_of_all_that_was_read_a_bounded_part_stays(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_list, "KEPT", 500)
    library = make()

    async def scenario() -> None:
        for row in range(0, MANY, PAGE):
            await library.read(row)
        assert len(library.clips._clips) <= 500
        assert (await library.read(0)).id == MANY

    in_library(library, scenario)


def test_the_last_filter_is_the_one_that_is_shown(make: Make) -> None:
    library = make()

    async def scenario() -> None:
        for wanted in (ClipFilter(text="zeppelin"), ClipFilter(), ClipFilter(kinds=("image/png",))):
            library.clips.filter(wanted)
        await library.clips.settled()
        assert library.clips.rowCount() == MANY // 50
        assert {clip.kind for row in range(20) if (clip := library.clips.clip(row))} == {"image/png"}

    in_library(library, scenario)


def test_one_that_was_taken_out_while_it_was_looked_for_stays_out(make: Make) -> None:
    library = make(300)

    async def scenario() -> None:
        newest = await library.core.store.clips.get(300)
        assert newest is not None
        before = library.clips.rowCount()
        library.clips.hear(ClipAdded(newest))
        library.clips.take_out([300])
        await library.tasks.finish(5)
        assert library.clips.rowCount() == before - 1

    in_library(library, scenario)


def test_a_new_clip_comes_in_front_once_and_only_where_it_fits(make: Make) -> None:
    library = make(300)

    async def scenario() -> None:
        newest = await library.core.store.clips.get(300)
        assert newest is not None
        library.clips.filter(ClipFilter(service=newest.service))
        await library.clips.settled()
        before = library.clips.rowCount()
        library.clips.hear(ClipAdded(newest))  # it is there already
        await library.core.store.clips.forget([300])
        library.clips.take_out([300])
        assert library.clips.rowCount() == before - 1
        library.clips.hear(ClipAdded(newest))  # gone again before it was told of
        other = await library.core.store.clips.get(298)
        assert other is not None
        assert other.service != newest.service
        library.clips.hear(ClipAdded(other))
        await library.tasks.finish(5)
        assert library.clips.rowCount() == before - 1

    in_library(library, scenario)


def test_a_clip_that_is_kept_while_one_looks_is_the_first(make: Make) -> None:
    library = make(150)

    async def scenario() -> None:
        newest = await library.core.store.clips.get(150)
        assert newest is not None
        library.clips.filter(ClipFilter(text="portrait", until=newest.made_at))
        await library.clips.settled()
        assert library.clips.rowCount() == 149
        library.clips._shown = ClipFilter(text="portrait")
        library.clips.hear(ClipAdded(newest))
        await until_on_loop(lambda: library.clips.rowCount() == 150)
        assert library.numbers()[:3] == [150, 149, 148]

    in_library(library, scenario)


def test_what_a_person_changes_is_in_the_journal_and_in_sight(make: Make) -> None:
    library = make(20)

    async def scenario() -> None:
        clip = await library.read(4)
        await library.clips.change([clip], ClipChanges(rating=4, title="Sunday"))
        shown, kept = library.clips.clip(4), await library.core.store.clips.get(clip.id)
        assert shown == kept == replace(clip, rating=4, title="Sunday")
        assert library.clips.index(4).data() == "Sunday"
        assert "4 stars" in library.clips.index(4).data(Qt.ItemDataRole.AccessibleTextRole)

    in_library(library, scenario)


def test_a_missing_file_is_noticed_when_seen_and_when_it_is_back(make: Make) -> None:
    library = make(5, files=2)
    library.file(5).unlink()

    async def scenario() -> None:
        def missing() -> list[bool]:
            return [clip.missing for row in range(5) if (clip := library.clips.clip(row))]

        await until_on_loop(lambda: missing() == [True, False, False, False, False])
        library.file(5).write_bytes(b"back")
        library.clips.look_again()
        await until_on_loop(lambda: not any(missing()))
        kept = await library.core.store.clips.get(5)
        assert kept is not None
        assert not kept.missing

    in_library(library, scenario)


def test_what_is_taken_out_comes_back_or_is_forgotten(make: Make) -> None:
    library = make(250, files=3)
    poster = library.paths.posters / "a.jpg"

    async def scenario() -> None:
        library.clips.take_out([250, 249, 200])
        assert library.clips.rowCount() == 247
        assert library.numbers()[:2] == [248, 247]
        library.clips.filter(ClipFilter(text="portrait"))
        await library.clips.settled()
        assert library.numbers()[0] == 248
        library.clips.begin()
        await library.clips.settled()
        assert library.clips.rowCount() == 250
        library.clips.take_out([250])
        await library.clips.forget([250])
        assert await library.core.store.clips.get(250) is None
        assert library.file(250).exists()

    poster.parent.mkdir(parents=True)
    poster.write_bytes(b"poster")
    in_library(library, scenario)
    assert poster.exists()
    clip_files.drop_posters([str(poster), str(library.file(249))], poster.parent)
    assert not poster.exists()
    assert library.file(249).exists()


def test_where_a_clip_stands(make: Make) -> None:
    library = make()

    async def scenario() -> None:
        assert library.clips.row_of(7) == MANY - 7
        assert library.clips.row_of(MANY + 1) is None
        library.clips.filter(ClipFilter(kinds=("image/png",)))
        await library.clips.settled()
        assert library.clips.row_of(50) == MANY // 50 - 1
        assert library.clips.row_of(51) is None

    in_library(library, scenario)


def test_rows_that_were_never_seen_can_be_chosen(make: Make) -> None:
    library = make()

    async def scenario() -> None:
        chosen = await library.clips.chosen([0, 700, 2400])
        assert [clip.id for clip in chosen] == [MANY, MANY - 700, MANY - 2400]
        assert len(await library.clips.chosen(range(MANY))) == MANY

    in_library(library, scenario)


def test_rows_whose_clips_went_by_another_way_go_when_they_are_read(make: Make) -> None:
    library = make(400)

    async def scenario() -> None:
        await library.core.store.clips.forget(range(1, 251))
        for row, left in ((380, 300), (299, 200), (199, 150)):
            library.clips.clip(row)
            await until_on_loop(lambda left=left: library.clips.rowCount() == left)
        assert (await library.read(149)).id == 251

    in_library(library, scenario)


def test_rows_are_carried_as_files_to_be_copied(make: Make) -> None:
    library = make(150, files=2)

    async def scenario() -> None:
        clips = library.clips
        data = clips.mimeData([clips.index(1), clips.index(0)])
        assert data is not None
        assert [Path(url.toLocalFile()) for url in data.urls()] == [library.file(150), library.file(149)]
        assert clips.supportedDragActions() == Qt.DropAction.CopyAction
        assert clips.mimeData([clips.index(0), clips.index(140)]) is None

    in_library(library, scenario)


def clip(file: Path, number: int = 1) -> Clip:
    return Clip(number, str(file), "vimmerse", "t", "Arctic", "video/mp4", 8, 8, 1.0, 3, "", "", 0.0)


def test_copies_write_over_nothing_and_tell_what_failed(tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    (tmp_path / "to").mkdir()
    source = tmp_path / "from" / "a.mp4"
    source.write_bytes(b"new")
    (tmp_path / "to" / "a.mp4").write_bytes(b"old")
    done = clip_files.copy_out([clip(source), clip(source), clip(tmp_path / "gone.mp4")], tmp_path / "to")
    assert done.names == ("a (2).mp4", "a (3).mp4")
    assert done.failed == (("gone.mp4", "No such file or directory"),)
    assert {each.name: each.read_bytes() for each in (tmp_path / "to").iterdir()} == {
        "a.mp4": b"old",
        "a (2).mp4": b"new",
        "a (3).mp4": b"new",
    }


def test_a_copy_has_the_title_of_its_clip(tmp_path: Path) -> None:
    source = tmp_path / "2026-11-21 Arctic (1).mp4"
    source.write_bytes(b"new")
    titled = replace(clip(source), title="Holiday: in the snow?")
    assert clip_files.copy_out([titled, titled], tmp_path).names == (
        "Holiday in the snow.mp4",
        "Holiday in the snow (2).mp4",
    )
    assert clip_files.copy_out([replace(titled, title="../..")], tmp_path).names == ("2026-11-21 Arctic (1) (2).mp4",)


def test_what_may_not_be_looked_at_is_not_missing(tmp_path: Path) -> None:
    odd = clip(tmp_path / ("x" * 300))
    assert clip_files.moved([odd]) == []
    assert clip_files.moved([clip(tmp_path / "gone.mp4")]) == [(clip(tmp_path / "gone.mp4"), True)]


def picture(place: Path, colour: str, size: QSize) -> str:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    place.write_bytes(buffer.data().data())
    return str(place)


def test_posters_come_in_the_wanted_size_and_unreadable_ones_once(
    desk_loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    desk_loop.run_until_complete(posters_come(tmp_path))


async def posters_come(tmp_path: Path) -> None:
    tasks = Tasks(RecordedNotices())
    kept = Posters(tasks, radius=4)
    came: list[str] = []
    kept.came.connect(came.append)
    good, bad = picture(tmp_path / "a.png", "#3366cc", QSize(300, 600)), str(tmp_path / "b.png")
    Path(bad).write_bytes(b"no picture")
    size = QSize(80, 50)
    assert kept.of(good, size, 2.0) is None
    assert kept.of(bad, size, 2.0) is None
    await until_on_loop(lambda: len(came) == 2)
    found, none = kept.of(good, size, 2.0), kept.of(bad, size, 2.0)
    assert found is not None
    assert none is not None
    assert none.isNull()
    image = found.toImage()
    assert image.size() == QSize(160, 100)
    assert image.pixelColor(80, 50).name() == "#3366cc"
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(0, 99).alpha() == 255
    alone = Posters(tasks, radius=4, is_card=False)
    alone.of(good, size, 2.0)
    await tasks.finish(5)
    assert len(came) == 2
    round_below = alone.of(good, size, 2.0)
    assert round_below is not None
    assert round_below.toImage().pixelColor(0, 99).alpha() == 0


def test_the_poster_wanted_last_is_read_first_and_memory_is_bounded(
    desk_loop: asyncio.AbstractEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "AT_ONCE", 1)
    monkeypatch.setattr(posters, "MOST_WANTED", 6)
    monkeypatch.setattr(posters, "MEMORY", 4 * 80 * 50 * 4)
    desk_loop.run_until_complete(newest_first(tmp_path))


async def newest_first(tmp_path: Path) -> None:
    tasks = Tasks(RecordedNotices())
    kept = Posters(tasks, radius=4)
    came: list[str] = []
    kept.came.connect(came.append)
    files = [picture(tmp_path / f"{number}.png", "#112233", QSize(80, 50)) for number in range(12)]
    for file in files:
        kept.of(file, QSize(80, 50), 1.0)
    await asyncio.wait_for(tasks.finish(10), 20)
    assert came == files[:-7:-1]
    assert sum(kept.of(file, QSize(80, 50), 1.0) is not None for file in files) == 4


def test_posters_in_sight_do_not_push_one_another_out(
    desk_loop: asyncio.AbstractEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "MOST_WANTED", 6)
    monkeypatch.setattr(posters, "MEMORY", 4 * 80 * 50 * 4)
    desk_loop.run_until_complete(all_in_sight(tmp_path))


async def all_in_sight(tmp_path: Path) -> None:
    tasks = Tasks(RecordedNotices())
    kept = Posters(tasks, radius=4)
    files = [picture(tmp_path / f"{number}.png", "#112233", QSize(80, 50)) for number in range(12)]
    kept.keep(len(files))
    for file in files:
        kept.of(file, QSize(80, 50), 1.0)
    await asyncio.wait_for(tasks.finish(10), 20)
    assert all(kept.of(file, QSize(80, 50), 1.0) is not None for file in files)
