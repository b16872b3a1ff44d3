"""The model of the tray: what comes is listed at once, read one by one, and can be brought back."""

import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests import photo_reading
from tests.media.pictures import detailed, encoded, scene
from tests.photo_reading import Reading, on_desk
from vividdesk.bridge.incoming import OURS
from vividdesk.bridge.photo_reader import Loose
from vividdesk.bridge.photos import THUMBNAIL, Photos
from vividdesk.bridge.tray_photo import facts
from vividdesk.media.intake import Taken
from vividdesk.model.photo import JPEG, Photo

PICTURE = encoded(scene(), "JPEG")


desk = photo_reading.desk


@pytest.fixture
def photos(desk: Reading) -> Photos:
    made = desk.photos()
    made.tester = QAbstractItemModelTester(made)  # type: ignore[attr-defined]
    return made


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Three photos that are not the same."""
    made = [tmp_path / f"photo {number}.jpg" for number in (1, 2, 10)]
    for number, path in enumerate(made):
        path.write_bytes(encoded(scene((80 + number, 60)), "JPEG"))
    return made


def names(photos: Photos) -> list[str]:
    return [photos.at(row).name for row in range(photos.rowCount())]


@on_desk
async def test_a_folder_is_listed_at_once_and_then_read(desk: Reading, photos: Photos, files: list[Path]) -> None:
    states = []
    photos.changed.connect(lambda: states.append((photos.rowCount(), len(photos.ready()), photos.reading())))
    await desk.add(photos, files[0].parent)
    assert states[0] == (3, 0, (1, 3))
    assert states[-1] == (3, 3, None)
    assert names(photos) == ["photo 1.jpg", "photo 2.jpg", "photo 10.jpg"]
    assert [photo.width for photo in photos.ready()] == [80, 81, 82]
    assert all((desk.shelf / photo.file_name).is_file() for photo in photos.ready())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"Dear diary,\n", "ends in .jpg, but it is a text file"),
        (encoded(detailed(), "JPEG")[:20_000], "breaks off before its end"),
    ],
    ids=["fault_22", "fault_23", "fault_24"],
)
@on_desk
async def test_what_is_no_photo_stays_with_its_reason(
    desk: Reading, photos: Photos, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "IMG 1.jpg"
    path.write_bytes(content)
    await desk.add(photos, path)
    fault = photos.at(0).fault
    assert fault is not None
    assert says in fault.title
    assert says in photos.data(photos.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert photos.ready() == []


@pytest.mark.skipif(sys.platform == "win32", reason="there a look at such a name finds nothing")
@on_desk
async def test_what_cannot_be_looked_at_stays_with_its_reason_and_the_others_come(
    desk: Reading, photos: Photos, files: list[Path]
) -> None:
    """As on a share that is gone; a name that is too long fails in the same way, and in the children, too."""
    await desk.add(photos, files[0], files[0].with_name(f"photo 5{'x' * 300}.jpg"), files[2])
    faults = [photos.at(row).fault for row in range(photos.rowCount())]
    assert [fault is None for fault in faults] == [True, False, True]
    assert faults[1] is not None
    assert "cannot be read" in faults[1].title
    assert len(photos.ready()) == 2


@on_desk
async def test_a_wrong_suffix_is_a_note_fault_25(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(PICTURE)
    await desk.add(photos, tmp_path / "x.png")
    (note,) = photos.at(0).notes
    assert "another kind" in note


@on_desk
async def test_a_name_of_any_letters_is_shown_on_one_line(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    path = tmp_path / f"two\nlines {'x' * 200}.jpg"
    path.write_bytes(PICTURE)
    await desk.add(photos, path)
    assert photos.at(0).name == path.name
    told = photos.data(photos.index(0))
    assert "\n" not in told
    assert len(told) <= 60


@on_desk
async def test_the_file_mended_it_is_tried_again(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    path = tmp_path / "x.jpg"
    path.write_bytes(b"")
    await desk.add(photos, path)
    path.write_bytes(PICTURE)
    photos.retry(0)
    assert photos.at(0).fault is None
    await desk.until_read(photos, 1)
    assert len(photos.ready()) == 1


@on_desk
async def test_the_same_photo_twice_is_one_row(
    desk: Reading, photos: Photos, files: list[Path], tmp_path: Path
) -> None:
    again = Path(shutil.copy(files[0], tmp_path / "copy.jpg"))
    await desk.add(photos, files[0], files[1])
    came: list[list[int]] = []
    photos.known.connect(came.append)
    photos.add_files([again])
    await desk.until(lambda: came)
    await desk.until_read(photos, 2)
    assert came[-1] == [photos.at(0).key]
    assert photos.at(0).notes == ("Added again: it is the same photo.",)
    came.clear()
    photos.add_files([Path(shutil.copy(files[2], tmp_path / "a.jpg")), Path(shutil.copy(files[2], tmp_path / "b.jpg"))])
    await desk.until(lambda: came)
    assert came[-1] == [photos.at(2).key], "both of one drop are one that came"


@on_desk
async def test_of_several_one_of_which_is_there_already_all_are_chosen(
    desk: Reading, photos: Photos, files: list[Path]
) -> None:
    await desk.add(photos, files[0])
    came: list[list[int]] = []
    photos.known.connect(came.append)
    await desk.add(photos, *files[:3])
    await desk.until(lambda: photos.rowCount() == 3)
    assert came[-1] == [photos.at(row).key for row in range(3)]


@on_desk
async def test_what_cannot_be_brought_back_any_more_leaves_no_thumbnail(
    desk: Reading, photos: Photos, files: list[Path]
) -> None:
    await desk.add(photos, *files[:3])
    first, second, third = (photo.hash for photo in photos.ready())
    await desk.until(lambda: all(photos.thumbnail(photo) for photo in photos.ready()))
    photos.remove([0])
    assert first in photos._thumbnails._kept, "it may come back"
    photos.remove([0])
    assert set(photos._thumbnails._kept) == {second, third}


@on_desk
async def test_data_without_a_file(
    desk: Reading, photos: Photos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    photos.add(Loose(PICTURE, "from/the web\n.png"))
    photos.add(Loose(b"no picture", "other.png"))
    await desk.until_read(photos, 2)
    assert [photo.name for photo in photos.ready()] == ["from/the web\n.png"]
    assert photos.at(1).fault is not None
    assert list(tmp_path.iterdir()) == []  # nothing stays there


@on_desk
async def test_what_was_removed_comes_back_where_it_was(desk: Reading, photos: Photos, files: list[Path]) -> None:
    await desk.add(photos, *files)
    before = photos.ready()
    photos.remove([2, 0])
    assert names(photos) == ["photo 2.jpg"]
    assert photos.undo()
    assert photos.ready() == before
    photos.remove(range(photos.rowCount()))
    assert photos.rowCount() == 0
    assert photos.undo()
    assert photos.ready() == before
    assert not photos.undo()
    photos.remove([0, 1])
    photos.add_known(before[0])
    assert photos.undo()
    assert {photo.hash for photo in photos.ready()} == {photo.hash for photo in before}
    assert photos.rowCount() == 3, "what was added again meanwhile is not there twice"


@on_desk
async def test_removed_before_it_was_read_and_brought_back(desk: Reading, photos: Photos, files: list[Path]) -> None:
    photos.add_files(files)
    await desk.until(lambda: photos.rowCount() == 3)
    photos.remove(range(photos.rowCount()))
    await desk.until(lambda: photos.reading() is None)
    assert photos.undo()
    await desk.until_read(photos, 3)
    assert len(photos.ready()) == 3


@on_desk
async def test_a_thumbnail_comes_before_the_verdict_and_stays(desk: Reading, photos: Photos, files: list[Path]) -> None:
    ready_when_seen: list[int] = []

    def look(_first: QModelIndex, _last: QModelIndex, roles: list[int]) -> None:
        if roles == [THUMBNAIL]:
            ready_when_seen.append(len(photos.ready()))

    photos.dataChanged.connect(look)
    await desk.add(photos, files[0])
    assert ready_when_seen == [0]
    (photo,) = photos.ready()
    seen = photos.thumbnail(photo)
    assert seen is not None
    assert (seen.width(), seen.height()) == (69, 52), "as large as it is shown"


@on_desk
async def test_a_known_photo_has_one_too(desk: Reading, photos: Photos, files: list[Path]) -> None:
    other = desk.photos()
    await desk.add(other, files[0])
    (photo,) = other.ready()
    photos.add_known(photo)
    photos.add_known(photo)
    came: list[str] = []
    photos.thumbnail_came.connect(came.append)
    assert photos.thumbnail(photo) is None
    await desk.until(lambda: came == [photo.hash])
    assert photos.thumbnail(photo) is not None
    assert photos.ready() == [photo]


@on_desk
async def test_no_thumbnail_is_asked_for_once(desk: Reading, photos: Photos) -> None:
    gone = Photo("0" * 64, JPEG, 10, 10, 10, "gone.jpg")
    assert photos.thumbnail(gone) is None
    await desk.until(lambda: "0" * 64 in photos._thumbnails._without)
    assert photos.thumbnail(gone) is None
    assert not photos._thumbnails._wanted


@on_desk
async def test_a_folder_without_photos_says_so(desk: Reading, photos: Photos, tmp_path: Path) -> None:
    said: list[str] = []
    photos.said.connect(said.append)
    (tmp_path / "letters").mkdir()
    photos.add_files([tmp_path / "letters"])
    await desk.until(lambda: said)
    assert said == ["There is no photo in “letters”."]


@on_desk
async def test_a_drag_carries_what_other_parts_and_other_programs_read(
    desk: Reading, photos: Photos, files: list[Path]
) -> None:
    await desk.add(photos, files[0])
    (photo,) = photos.ready()
    mime = photos.mimeData([photos.index(0)])
    assert bytes(mime.data(OURS).data()).decode() == photo.hash
    assert Path(mime.urls()[0].toLocalFile()).read_bytes() == (desk.shelf / photo.file_name).read_bytes()


@pytest.mark.logs("In PhotoReader")
@on_desk
async def test_a_mistake_of_ours_costs_one_photo(desk: Reading, files: list[Path]) -> None:
    async def take(path: Path) -> Taken:
        if path == files[0]:
            raise ZeroDivisionError
        return await desk.intake.take(path)

    photos = Photos(take, desk.web.fetched, desk.thumbs, desk.tasks, desk.shelf)
    photos.add_files(files)
    await desk.until_read(photos, 3)
    assert len(photos.ready()) == 2
    assert photos.at(0).fault is not None
    assert "inside vividdesk" in desk.notices.told.pop().title


def test_size_in_words() -> None:
    shape = {"hash": "", "kind": JPEG, "width": 2048, "height": 1536, "name": ""}
    assert facts(Photo(**shape, size=3_140_000)) == "2048 × 1536 · 3.1 MB"  # type: ignore[arg-type]
    assert facts(Photo(**shape, size=200)) == "2048 × 1536 · 1 kB"  # type: ignore[arg-type]
