"""What can be made here."""

from fractions import Fraction
from pathlib import Path

import av

from vividdesk.errors import VividError
from vividdesk.texts import _


def make_test_clip(path: Path) -> None:
    """A second of black in the form that clips have, H.264 in MP4. A VividError where that cannot be made."""
    try:
        with av.open(str(path), "w") as clip:
            stream = clip.add_stream("libx264", rate=Fraction(8))
            stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
            for _number in range(8):
                clip.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
            clip.mux(stream.encode(None))
    except (av.FFmpegError, ValueError, OSError) as fault:
        raise VividError(
            _("No H.264 clip can be made ({reason}).").format(reason=fault),
            _("Install the package av from the Python package index: it brings the encoder along."),
        ) from fault
