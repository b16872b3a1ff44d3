"""Clips for tests, small and whole, in each of the forms that a service might send; and what can be seen in one."""

import functools
import hashlib
import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av

SIZE = 64, 48
FRAMES, RATE = 24, 12
SOUND_RATE = 16_000

FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "index in front": ("mp4", "libx264", {"movflags": "+faststart"}),
    "index at the end": ("mp4", "libx264", {}),
    "fragments": ("mp4", "libx264", {"movflags": "frag_keyframe+empty_moov+default_base_moof"}),
    "fragments that tell their places": ("mp4", "libx264", {"movflags": "frag_keyframe+empty_moov"}),
    "fragments behind a directory": (
        "mp4",
        "libx264",
        {"movflags": "frag_keyframe+empty_moov+default_base_moof+global_sidx"},
    ),
    "QuickTime": ("mov", "libx264", {"movflags": "+faststart"}),
    "WebM": ("webm", "libvpx", {}),
    "WebM as it was made": ("webm", "libvpx", {"live": "1"}),
}
BOXED = [form for form in FORMS if not form.startswith("WebM")]
WHOLE = [*BOXED, "WebM"]  # which a part of them is not


@functools.cache
def clip(form: str = "index in front", **tags: str) -> bytes:
    container, codec, options = FORMS[form]
    with TemporaryDirectory() as folder:
        path = Path(folder, "clip")
        with av.open(str(path), "w", format=container, options=options) as out:
            out.metadata.update(tags)
            stream = out.add_stream(codec, rate=Fraction(RATE), options={"g": "8"})
            stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
            for number in range(FRAMES):
                out.mux(stream.encode(picture(number)))
            out.mux(stream.encode(None))
        return path.read_bytes()


@functools.cache
def with_sound(form: str) -> bytes:
    """A tone beside the pictures, in chunks between theirs."""
    container, codec, options = FORMS[form]
    with TemporaryDirectory() as folder:
        path = Path(folder, "clip")
        with av.open(str(path), "w", format=container, options=options) as out:
            pictures = out.add_stream(codec, rate=Fraction(RATE), options={"g": "8"})
            pictures.width, pictures.height, pictures.pix_fmt = *SIZE, "yuv420p"
            tone = out.add_stream("aac", rate=SOUND_RATE, layout="mono")
            for number in range(FRAMES):
                out.mux(pictures.encode(picture(number)))
                heard = av.AudioFrame(format="fltp", layout="mono", samples=1024)
                heard.planes[0].update(bytes([number, 7, 63, 61]) * 1024)
                heard.sample_rate, heard.pts = SOUND_RATE, number * 1024
                out.mux(tone.encode(heard))
            out.mux(pictures.encode(None))
            out.mux(tone.encode(None))
        return path.read_bytes()


def sound(content: bytes) -> list[str]:
    with av.open(io.BytesIO(content)) as container:
        return [hashlib.sha256(bytes(frame.planes[0])).hexdigest() for frame in container.decode(audio=0)]


def picture(number: int) -> av.VideoFrame:
    """Each differs from the others, and has a bright top."""
    frame = av.VideoFrame(*SIZE, "yuv420p")
    for plane in frame.planes:
        half = plane.buffer_size // 2
        plane.update(bytes([200]) * half + bytes([20 + 5 * number]) * (plane.buffer_size - half))
    return frame


def frames(content: bytes) -> list[str]:
    """A hash of each picture, decoded."""
    with av.open(io.BytesIO(content)) as container:
        return [hashlib.sha256(bytes(frame.planes[0])).hexdigest() for frame in container.decode(video=0)]


def tags(content: bytes) -> dict[str, str]:
    with av.open(io.BytesIO(content)) as container:
        return dict(container.metadata)


def box(kind: bytes, *contents: bytes) -> bytes:
    content = b"".join(contents)
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def boxes(content: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and body of each, by the plainest of readers."""
    found = []
    while content:
        size = int.from_bytes(content[:4], "big")
        found.append((content[4:8], content[8:size]))
        content = content[size:]
    return found


def changed(content: bytes, way: tuple[bytes, ...], change: Callable[[bytes], bytes]) -> bytes:
    """With the body changed that lies at the end of a way of boxes."""
    return b"".join(
        box(kind, change(body) if len(way) == 1 else changed(body, way[1:], change))
        if kind == way[0]
        else box(kind, body)
        for kind, body in boxes(content)
    )
