"""The child process that takes single frames out of clips: small ones for a strip, and exactly the one that is asked.

Pictures come back as files in the folder it is given, which the parent reads and removes.
"""

import os
import sys
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count as numbers
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from vividdesk.media import answering
from vividdesk.media.clips import is_webm
from vividdesk.media.sniff import HEAD

QUALITY = 82  # of a strip
NEAR = 48  # frames that are decoded at most to come nearer to a moment of a strip
HIGH_DEFINITION = 576  # lines; above, colours that are not told are those of BT.709, as Qt takes them
UNTOLD = 2  # as the standards number colour spaces


@dataclass(frozen=True)
class Index:
    """When each frame is shown, and where reading may begin; in the stream's own ticks, sorted."""

    shown: list[int]
    keys: list[int]
    end: int

    def key_before(self, tick: int) -> int:
        return self.keys[max(0, bisect_right(self.keys, tick) - 1)]


class Reader:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names = numbers()
        self._known: tuple[tuple[str, int, int], Index] | None = None

    def strip(self, path: str, most: int, height: int) -> dict[str, Any]:
        """That many frames or fewer, side by side in one picture, each from the middle of its share of the time."""
        with _opened(path) as (container, stream):
            index = self._index(path, container, stream)
            many = min(most, len(index.shown))
            begin, span = index.shown[0], index.end - index.shown[0]
            stream.codec_context.skip_frame = "NONREF"  # half the work, and near enough
            walk = Walk(container, stream, index)
            tiles = []
            for number in range(many):
                frame = walk.at(begin + span * (2 * number + 1) // (2 * many), NEAR)
                width = max(1, round(height * frame.width / frame.height))
                tiles.append(_upright(frame, width, height))
        wide, high = max(tile.width for tile in tiles), tiles[0].height
        sheet = Image.new("RGB", (wide * many, high))
        for number, tile in enumerate(tiles):
            sheet.paste(tile, (number * wide, 0))
        return {"file": self._put(sheet, "jpg"), "tiles": many}

    def frame(self, path: str, at: float, by: int) -> dict[str, Any]:
        """The frame that is shown at that second, or one so many frames after or before it; the last or first at most.

        `start` and `end` are seconds, and the first frame starts at 0.
        """
        with _opened(path) as (container, stream):
            index = self._index(path, container, stream)
            assert stream.time_base
            shown, begin = index.shown, index.shown[0]
            here = bisect_right(shown, begin + round(at / stream.time_base)) - 1
            number = min(max(0, here + by), len(shown) - 1)
            frame = Walk(container, stream, index).at(shown[number])
            end = shown[number + 1] if number + 1 < len(shown) else index.end
            return {
                "file": self._put(_upright(frame, frame.width, frame.height), "ppm"),
                "number": number,
                "frames": len(shown),
                "start": float((shown[number] - begin) * stream.time_base),
                "end": float((end - begin) * stream.time_base),
            }

    def _index(self, path: str, container: InputContainer, stream: VideoStream) -> Index:
        seen = Path(path).stat()
        mark = path, seen.st_mtime_ns, seen.st_size
        if self._known is None or self._known[0] != mark:
            self._known = mark, _indexed(container, stream)
        return self._known[1]

    def _put(self, picture: Image.Image, kind: str) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / f"{os.getpid()}-{next(self._names)}.{kind}"
        picture.save(file, quality=QUALITY)
        return str(file)


@contextmanager
def _opened(path: str) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Its form is told, or a list of addresses might be taken for a clip, and fetched."""
    with open(path, "rb") as file:  # noqa: PTH123 - PyAV takes the file itself
        head = file.read(HEAD)
        file.seek(0)
        with av.open(file, "r", format="matroska" if is_webm(head) else "mp4", metadata_errors="replace") as container:
            stream = container.streams.best("video")
            if not isinstance(stream, VideoStream):
                raise ValueError("no pictures in it")
            yield container, stream


def _indexed(container: InputContainer, stream: VideoStream) -> Index:
    shown, keys, end = [], [], 0
    for packet in container.demux(stream):
        if packet.pts is not None and not packet.is_discard:
            shown.append(packet.pts)
            keys += [packet.pts] * packet.is_keyframe
            end = max(end, packet.pts + (packet.duration or 0))
    if not shown or not keys:
        raise ValueError("no frame in it")
    return Index(sorted(shown), sorted(keys), end)


class Walk:
    """Through the frames of a clip; going on costs less than beginning again."""

    def __init__(self, container: InputContainer, stream: VideoStream, index: Index) -> None:
        self._container = container
        self._stream = stream
        self._index = index
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._last: av.VideoFrame | None = None

    def at(self, tick: int, patience: int | None = None) -> av.VideoFrame:
        """The last frame that is shown no later; after so many frames, whatever there is."""
        wanted = self._index.shown[max(0, bisect_right(self._index.shown, tick) - 1)]
        if self._last is None or not self._index.key_before(wanted) <= _pts(self._last) <= wanted:
            self._container.seek(self._index.key_before(wanted), stream=self._stream)
            self._frames, self._last = self._container.decode(self._stream), None
        for number, frame in enumerate(self._frames if self._is_before(wanted) else ()):
            self._last = frame
            if not self._is_before(wanted) or number == patience:
                break
        if self._last is None:
            raise ValueError("no frame there")
        return self._last

    def _is_before(self, wanted: int) -> bool:
        return self._last is None or _pts(self._last) < wanted


def _pts(frame: av.VideoFrame) -> int:
    return frame.pts if frame.pts is not None else 0


def _upright(frame: av.VideoFrame, width: int, height: int) -> Image.Image:
    """As it is meant to be seen, turned by what the file says of it."""
    guessed = "itu709" if frame.colorspace == UNTOLD and frame.height > HIGH_DEFINITION else None
    plane = (plain := frame.reformat(width, height, "rgb24", src_colorspace=guessed)).planes[0]
    image = Image.frombytes("RGB", (plain.width, plain.height), bytes(plane), "raw", "RGB", plane.line_size)
    return image.rotate(frame.rotation, expand=True) if frame.rotation % 360 else image


def answer(question: dict[str, Any], reader: Reader) -> dict[str, Any]:
    try:
        match question:
            case {"strip": path, "most": most, "height": height}:
                return reader.strip(path, most, height)
            case {"frame": path, "at": at, "by": by}:
                return reader.frame(path, at, by)
    except (av.FFmpegError, OSError, ValueError, EOFError, MemoryError) as fault:
        return {"unreadable": str(fault)}
    except Exception:  # noqa: BLE001 - our own mistake
        return answering.mistake()
    return {"mistake": repr(question)}


def main(folder: str, memory: str) -> None:
    answering.prepare(int(memory))
    reader = Reader(Path(folder))
    answering.serve(lambda question: answer(question, reader))


if __name__ == "__main__":
    main(*sys.argv[1:])
