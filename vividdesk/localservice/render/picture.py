"""Pictures in and out: files to pixels, pixels to files."""

import cv2
import numpy as np

from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot

JPEG = b"\xff\xd8"  # how one begins
PNG_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 3]
JPEG_FINE = [cv2.IMWRITE_JPEG_QUALITY, 93]


def read(content: bytes) -> Pixels:
    """Upright, 8 bits; with alpha where something is seen through."""
    if content[: len(JPEG)] != JPEG:
        found = _decoded(content, cv2.IMREAD_UNCHANGED)
        if found.ndim == 3 and found.shape[2] == 4 and found.dtype == np.uint8 and found[:, :, 3].min() < 255:
            return found
    return _decoded(content, cv2.IMREAD_COLOR)


def _decoded(content: bytes, how: int) -> Pixels:
    try:
        found: Pixels | None = cv2.imdecode(np.frombuffer(content, np.uint8), how)
    except cv2.error:
        found = None
    if found is None:
        raise Cannot("The photo cannot be read.")
    return found


def opaque(picture: Pixels, ground: tuple[int, int, int] = (255, 255, 255)) -> Pixels:
    if picture.shape[2] == 3:
        return picture
    alpha = picture[:, :, 3:].astype(np.float32) / 255
    return (picture[:, :, :3] * alpha + np.array(ground, np.float32) * (1 - alpha) + 0.5).astype(np.uint8)


def written(picture: Pixels) -> bytes:
    """PNG where something is seen through, else JPEG."""
    kind, how = (".png", PNG_FAST) if picture.shape[2] == 4 else (".jpg", JPEG_FINE)
    content: bytes = cv2.imencode(kind, picture, how)[1].tobytes()
    return content
