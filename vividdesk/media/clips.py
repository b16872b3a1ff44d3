"""Clips that came as results: walked box by box, then their first picture decoded, and one near their end."""

from contextlib import suppress
from typing import BinaryIO

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from PIL import Image

from vividdesk.media import boxes, webm
from vividdesk.media.flaw import Flaw, Flawed
from vividdesk.media.refusal import MOST_PIXELS
from vividdesk.media.stills import POSTER, Look, reduced

QUICKTIME = b"qt  "
SHORT_BY = 0.9, 1.0  # share of the time told, and seconds beside it, that must really be there


def is_webm(head: bytes) -> bool:
    return head.startswith(webm.HEAD) and b"webm" in head[:64]


def look(file: BinaryIO, size: int, head: bytes) -> Look:
    try:
        if is_webm(head):
            webm.check(file, size)
            return _decoded(file, "matroska", "video/webm", ".webm")
        boxes.checked(file, size)
    except (boxes.Broken, webm.Broken) as fault:
        raise Flawed(Flaw.TRUNCATED, words=str(fault)) from fault
    if head[8:12] == QUICKTIME:
        return _decoded(file, "mov", "video/quicktime", ".mov")
    return _decoded(file, "mp4", "video/mp4", ".mp4")


def _decoded(file: BinaryIO, form: str, kind: str, suffix: str) -> Look:
    file.seek(0)
    try:
        # Its form is told, or a list of addresses might be taken for a clip, and fetched.
        with av.open(file, "r", format=form, metadata_errors="replace") as container:
            stream = container.streams.best("video")
            if not isinstance(stream, VideoStream):
                raise Flawed(Flaw.BROKEN, words="no pictures in it")
            if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
                raise Flawed(Flaw.TOO_LARGE)
            stream.codec_context.thread_count = 1
            first = next(container.decode(stream), None)
            if first is None:
                raise Flawed(Flaw.TRUNCATED, words="no first picture")
            poster = _poster(first)
            width, height = (first.height, first.width) if first.rotation % 180 else (first.width, first.height)
            end = _end(container, stream)
            seconds = _told(container, stream) or end
            if end < seconds * SHORT_BY[0] - SHORT_BY[1]:
                raise Flawed(Flaw.TRUNCATED, words=f"{end} of {seconds} s")
            return Look(kind, suffix, width, height, round(seconds, 3), poster)
    except (av.FFmpegError, ValueError, EOFError) as fault:
        raise Flawed(Flaw.BROKEN, words=str(fault)) from fault


def _poster(frame: av.VideoFrame) -> Image.Image:
    share = min(1.0, POSTER / max(frame.width, frame.height))
    size = max(1, round(frame.width * share)), max(1, round(frame.height * share))
    plane = (plain := frame.reformat(*size, format="rgb24")).planes[0]
    image = Image.frombytes("RGB", (plain.width, plain.height), bytes(plane), "raw", "RGB", plane.line_size)
    return reduced(image.rotate(frame.rotation, expand=True) if frame.rotation % 360 else image)


def _told(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _end(container: InputContainer, stream: VideoStream) -> float:
    """When its last pictures end; one of them at least can be decoded."""
    with suppress(av.FFmpegError):  # one without a directory is read from where it stands
        if stream.duration:
            container.seek(stream.duration + (stream.start_time or 0), stream=stream)
        elif container.duration:
            container.seek(container.duration)
    end, is_seen = 0.0, False
    for packet in container.demux(stream):
        if packet.pts is not None and packet.time_base is not None:
            end = max(end, float((packet.pts + (packet.duration or 0) - (stream.start_time or 0)) * packet.time_base))
        is_seen = is_seen or bool(packet.decode())
    if not is_seen:
        raise Flawed(Flaw.TRUNCATED, words="no last picture")
    return end
