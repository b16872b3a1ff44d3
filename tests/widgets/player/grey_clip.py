"""A clip whose frames tell their number by how bright they are."""

import functools
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av

FRAMES, RATE = 24, 12
SIZE = 64, 48


def brightness(number: int) -> int:
    """Of a frame as it is seen, from 0 to 255."""
    return round((40 + 7 * number - 16) * 255 / 219)


@functools.cache
def grey_clip(rate: int = RATE) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "clip.mp4")
        with av.open(str(path), "w", options={"movflags": "+faststart"}) as out:
            stream = out.add_stream("libx264", rate=Fraction(rate), options={"g": "8", "crf": "10"})
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for number in range(FRAMES):
                frame = av.VideoFrame(*SIZE, "yuv420p")
                for plane, shade in zip(frame.planes, (40 + 7 * number, 128, 128), strict=True):
                    plane.update(bytes([shade]) * plane.buffer_size)
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        return path.read_bytes()
