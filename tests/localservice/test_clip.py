"""What a clip is as a file, read by PyAV and by hand."""

import io
import json
from dataclasses import asdict

import av
import cv2
import numpy as np
import pytest

from vividdesk.localservice.render import clip as files
from vividdesk.localservice.render import work
from vividdesk.localservice.render.film import Film, ratio, sized
from vividdesk.localservice.render.planes import Moved, Planes
from vividdesk.paths import resource

PHOTO = resource("samples", "portrait.jpg").read_bytes()
SHAPES = ("16:9", "9:16", "1:1")


def made(film: Film, lengths: tuple[int, ...], craft: str = "wan2.1") -> bytes:
    about = {"craft": craft, "options": {"prompt": "dolly in"}, "slots": ["image"], "film": asdict(film)}
    begin, chunks = 0, []
    for length in lengths:
        order = {"do": "frames", "from": begin, "to": begin + length, **about}
        chunks.append(work.perform(json.dumps(order).encode(), [PHOTO]))
        begin += length
    return work.perform(json.dumps({"do": "join", "film": asdict(film), "seed": 1}).encode(), chunks)


def boxes(clip: bytes) -> list[str]:
    """The names of an MP4's outermost boxes, in their order."""
    names, at = [], 0
    while at < len(clip):
        names.append(clip[at + 4 : at + 8].decode())
        at += int.from_bytes(clip[at : at + 4], "big")
    return names


@pytest.mark.parametrize("shape", SHAPES)
def test_a_clip_is_what_players_want(shape: str) -> None:
    width, height = sized(shape, 180)
    clip = made(Film(width, height, 24, 31), (11, 10, 10))
    assert boxes(clip)[:2] == ["ftyp", "moov"], "the index stands in front"
    with av.open(io.BytesIO(clip)) as file:
        stream = file.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, context.width, context.height) == ("h264", "yuv420p", width, height)
        assert (context.colorspace, context.color_primaries, context.color_trc, context.color_range) == (1, 1, 1, 1)
        assert (stream.frames, stream.average_rate) == (31, 24)
        assert float(stream.duration * stream.time_base) == pytest.approx(31 / 24, abs=1e-3)
        times = [frame.time for frame in file.decode(stream)]
    assert times == pytest.approx([number / 24 for number in range(31)], abs=1e-4)


def test_a_clip_is_the_same_on_every_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 8 blocks to a row, and of 5: x264 takes them by eights where it can."""
    films = [Film(128, 64, 8, 16), Film(72, 128, 8, 16)]
    ours = [made(film, (16,)) for film in films]
    monkeypatch.setitem(files.ENCODER, "x264-params", files.ENCODER["x264-params"] + ":asm=0")  # plain C
    assert [made(film, (16,)) for film in films] == ours


def test_a_track_is_as_long_as_its_clip() -> None:
    clip = made(Film(160, 90, 24, 24, sound="soft"), (24,))
    with av.open(io.BytesIO(clip)) as file:
        sound = file.streams.audio[0]
        assert (sound.codec_context.name, sound.rate, sound.channels) == ("aac", 48000, 2)
        assert float(sound.duration * sound.time_base) == pytest.approx(1.0, abs=0.03)
        loudness = max(np.abs(frame.to_ndarray()).max() for frame in file.decode(sound))
    assert 0.005 < loudness < 0.9


def test_a_film_of_one_frame_or_an_odd_rate() -> None:
    for film in (Film(64, 64, 24, 1), Film(66, 130, 16, 5), Film(64, 64, 16, 17)):
        with av.open(io.BytesIO(made(film, (film.frames,)))) as file:
            assert sum(1 for _frame in file.decode(video=0)) == film.frames


def test_colours_arrive() -> None:
    """A player that follows the tags shows what the picture showed."""
    colours = [(255, 255, 255), (0, 0, 0), (30, 40, 220), (40, 200, 60), (210, 60, 30), (128, 128, 128)]
    picture = np.concatenate([np.full((64, 64, 3), colour, np.uint8) for colour in colours], axis=1)
    planes = Planes.of(picture)
    assert (planes.y[0, 0], planes.y[0, 64]) == (235, 16)
    shown = planes.pixels()
    for number, colour in enumerate(colours):
        assert np.abs(shown[32, 64 * number + 32].astype(int) - colour).max() <= 2


def test_a_still_camera_changes_nothing() -> None:
    picture = cv2.resize(cv2.imread(str(resource("samples", "portrait.jpg"))), (320, 180))
    planes = Planes.of(picture)
    frame = Moved(planes, np.array([[1.0, 0, 0], [0, 1, 0]])).pixels((320, 180))
    assert np.abs(frame.astype(int) - planes.pixels()).max() <= 1


@pytest.mark.parametrize(("text", "size"), [("16:9", (1280, 720)), ("9:16", (720, 1280)), ("1:1", (720, 720))])
def test_shapes(text: str, size: tuple[int, int]) -> None:
    assert sized(text, 720) == size


@pytest.mark.parametrize("text", ["", "16", "16:0", "9:-3", "a:b", "100:1", "1:2:3", "nan:1", "inf:1"])
def test_no_shapes(text: str) -> None:
    with pytest.raises(ValueError):
        ratio(text)
