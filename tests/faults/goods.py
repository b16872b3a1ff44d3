"""What a fake service has to give: a clip and a picture that are real, and different for each job."""

import functools
import io
import struct
import zlib
from fractions import Fraction

import av
import numpy as np
from PIL import Image

FRAMES, RATE, SIZE = 8, 8, (96, 64)
CLIP, PICTURE = "video/mp4", "image/png"
GRAIN = 60  # levels of noise, so that a file is long enough to be cut


def clip(job: str) -> bytes:
    """An MP4 that names the job in a box of its own, which means nothing to a player."""
    name = job.encode()
    return _clip() + struct.pack(">I4s", len(name) + 8, b"free") + name


def picture(job: str) -> bytes:
    """A PNG that names the job in a chunk."""
    base = _picture()
    chunk = b"tEXtjob\0" + job.encode()
    end = len(base) - 12  # of the IEND chunk
    return base[:end] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + base[end:]


def good(job: str, kind: str) -> bytes:
    return clip(job) if kind == CLIP else picture(job)


def is_of(content: bytes, job: str, kind: str) -> bool:
    """Whether a file has all that was served for the job; a recipe may have come into it."""
    if kind == CLIP:
        served = clip(job)
        return _box(served, b"mdat") in content and content.endswith(job.encode()) and _box(content, b"moov") != b""
    return _picture_data(picture(job)) in content and b"job\0" + job.encode() in content and content[-8:-4] == b"IEND"


def spoilt(job: str, kind: str, how: str) -> tuple[bytes, str]:
    """Something else in place of the file, and the media type it comes with."""
    whole = good(job, kind)
    match how:
        case "html":
            return b"<!doctype html><title>Sign in</title><p>Sign in to go on.", "text/html"
        case "html in disguise":
            return b"<!doctype html><title>Sign in</title><p>Sign in to go on.", kind
        case "cut":
            return whole[: len(whole) * 2 // 3], kind
        case "empty":
            return b"", kind
        case "random":
            return bytes((each * 167 + 13) % 251 for each in range(len(whole))), kind
    raise ValueError(how)


SPOILS = ("html", "html in disguise", "cut", "empty", "random")


def _box(content: bytes, wanted: bytes) -> bytes:
    at = 0
    while at + 8 <= len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size < 8:
            return b""
        if name == wanted:
            return content[at : at + size] if at + size <= len(content) else b""
        at += size
    return b""


def _picture_data(png: bytes) -> bytes:
    start = png.index(b"IDAT")
    return png[start : png.index(b"tEXt") - 4]


@functools.cache
def _clip() -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, RATE)
        stream.codec_context.thread_count = 1
        for number in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(_drawn(number), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


@functools.cache
def _picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(_drawn(3)).save(file, "PNG")
    return file.getvalue()


def _drawn(number: int) -> np.ndarray:
    width, height = SIZE
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    plain = np.stack([across * 2, down * 3, across + down + number * 10], axis=-1) % 196
    return (plain + np.random.default_rng(number).integers(0, GRAIN, plain.shape)).astype(np.uint8)


@functools.cache
def photo(size: int) -> bytes:
    """A JPEG of about so many bytes, as an upload."""
    side = max(16, round((size / 0.61) ** 0.5))
    noise = np.random.default_rng(size).integers(0, 256, (side, side, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG", quality=75)
    return file.getvalue()
