"""What may be let go of on the preview."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl

from vividdesk.bridge.dropped import CLIPS, DONE, Dropped, Use, carry, dropped, use_of
from vividdesk.bridge.incoming import OURS


def of_files(*files: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(file) for file in files])
    return mime


def test_numbers_of_ours_come_before_their_files() -> None:
    for kind, found in (
        (CLIPS, Dropped(clips=(7, 12), film=Path("/a/b.mp4"))),
        (DONE, Dropped(jobs=(7, 12), film=Path("/a/b.mp4"))),
    ):
        mime = of_files("/a/b.mp4", "/a/c.png")
        carry(mime, kind, [7, 12])
        assert use_of(mime) is Use.PLAY
        assert dropped(mime) == found


def test_a_photo_of_the_tray_is_looked_at() -> None:
    mime = of_files("/shelf/abc.jpg")
    mime.setData(OURS, b"abc\ndef")
    assert use_of(mime) is Use.LOOK
    assert dropped(mime).photo == "abc"


def test_what_another_program_gives() -> None:
    assert use_of(of_files("/a/IMG.jpg", "/a/folder")) is Use.ADD
    assert dropped(of_files("/a/IMG.jpg")) == Dropped()
    assert use_of(of_files("/a/IMG.jpg", "/a/Clip.WebM")) is Use.PLAY
    assert dropped(of_files("/a/IMG.jpg", "/a/Clip.WebM")).film == Path("/a/Clip.WebM")
    web = QMimeData()
    web.setText("https://example.org/cat.mp4")
    assert use_of(web) is Use.ADD
    assert use_of(QMimeData()) is None


def test_nonsense_in_place_of_numbers() -> None:
    mime = QMimeData()
    mime.setData(CLIPS, b"7 ; \xff -3 9")
    assert dropped(mime).clips == (7, 9)
