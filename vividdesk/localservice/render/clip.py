"""Frames become a file: H.264 in MP4, chunk by chunk, and the chunks one clip.

One thread encodes, in the same steps on every processor: that makes the same bytes everywhere, and leaves the other
cores to other chunks. A chunk is what the encoder gave, packet by packet, behind a line of JSON: to open a container
for each takes as long as five frames.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.codec.context import Flags
from av.container import OutputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.planes import Moved, Planes
from vividdesk.localservice.render.scene import Frame
from vividdesk.localservice.render.sound import RATE, Track

# With its own steps for each processor, x264 rounds on one as on no other; on those with AVX-512 it also reads past the
# end of a row of blocks where their number is no multiple of eight, and so encodes by what happens to lie in memory.
ENCODER = {"preset": "veryfast", "crf": "20", "threads": "1", "x264-params": "cpu-independent=1"}
RING = 4  # frames in memory; the encoder has copied what it was given before the first is used again


def chunk(frames: Iterable[Frame], film: Film) -> bytes:
    """Part of a clip, whose first frame needs no other."""
    encoder = VideoCodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    _prepare(encoder, film)
    encoder.options = ENCODER
    packets = list(_encoded(frames, film, encoder))
    facts = [(packet.pts, packet.dts, packet.is_keyframe, packet.size) for packet in packets]
    head = json.dumps({"encoder": (encoder.extradata or b"").hex(), "packets": facts})
    return b"".join([head.encode(), b"\n", *map(bytes, packets)])


def joined(chunks: Sequence[bytes], film: Film, track: Track | None) -> bytes:
    """One clip that begins to play before all of it is there: its index stands in front, for which a file is needed."""
    with tempfile.TemporaryDirectory(prefix="vividdesk-clip-") as folder:
        path = Path(folder, "clip.mp4")
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as out:
            _join(chunks, film, track, out)
        return path.read_bytes()


def _prepare(context: VideoCodecContext, film: Film) -> None:
    context.width, context.height, context.pix_fmt = film.width, film.height, "yuv420p"
    context.framerate, context.time_base = Fraction(film.rate), Fraction(1, film.rate)
    context.color_range = ColorRange.MPEG
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709
    context.colorspace = Colorspace.ITU709
    context.flags |= Flags.global_header


def _encoded(frames: Iterable[Frame], film: Film, encoder: VideoCodecContext) -> Iterator["av.Packet[Any]"]:
    ring = [av.VideoFrame(film.width, film.height, "yuv420p") for _each in range(RING)]
    memory = [_memory(frame) for frame in ring]
    for number, frame in enumerate(frames):
        _put(frame, memory[number % RING])
        picture = ring[number % RING]
        picture.pts, picture.time_base = number, Fraction(1, film.rate)
        yield from encoder.encode(picture)
    yield from encoder.encode(None)


def _join(chunks: Sequence[bytes], film: Film, track: Track | None, out: OutputContainer) -> None:
    stream = out.add_stream("libx264", rate=film.rate, options=ENCODER)
    _prepare(stream.codec_context, film)
    sound = out.add_stream("aac", rate=RATE, layout="stereo") if track is not None else None
    out.start_encoding()
    begin = 0
    for content in chunks:
        line, _newline, data = content.partition(b"\n")
        head = json.loads(line)
        if bytes.fromhex(head["encoder"]) != stream.codec_context.extradata:
            raise ValueError("a worker encodes with another libx264 than this one")
        at = 0
        for pts, dts, is_key, size in head["packets"]:
            packet = av.Packet(data[at : at + size])
            packet.stream, packet.time_base = stream, Fraction(1, film.rate)
            packet.pts, packet.dts, packet.duration, packet.is_keyframe = pts + begin, dts + begin, 1, is_key
            out.mux(packet)
            at += size
        begin += len(head["packets"])
    if sound is not None and track is not None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(track.T), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, 0
        out.mux(sound.encode(frame))
        out.mux(sound.encode(None))


def _memory(frame: av.VideoFrame) -> Planes:
    """The planes of a frame, to be written into."""
    planes = []
    for plane in frame.planes:
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
        planes.append(rows[:, : plane.width])
    return Planes(*planes)


def _put(frame: Frame, memory: Planes) -> None:
    if isinstance(frame, Moved):
        frame.picture.warp_to(memory, frame.view)
    else:
        Planes.of(frame).copy_to(memory)
