"""Whether a face is to be seen, by the cascades that come with OpenCV.

They know faces from the front and from the side, as far as these are not much turned or hidden. Whoever says that
there is none should be nearly sure: so several look, and what one of them takes for a face is one.
"""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
from cv2.data import haarcascades
from PIL import Image

from vividdesk.media.pixels import decoding

SEARCHED = 480  # pixels of the longer side
LEAST = 20  # of a face
FRONT, SIDE = "frontalface_alt2", "profileface"


def has_face(image: Image.Image) -> bool:
    """The picture lies upright in 8 bits; it may not be loaded yet."""
    with decoding():
        image.draft("L", (SEARCHED, SEARCHED))
        small = image.convert("L")
    small.thumbnail((SEARCHED, SEARCHED), Image.Resampling.BOX, reducing_gap=None)
    grey = np.asarray(small)
    looks = (
        (FRONT, grey, 3),
        (FRONT, cv2.equalizeHist(grey), 3),  # what is dark; a bright wall would drown a face in it
        (SIDE, grey, 4),
        (SIDE, cv2.flip(grey, 1), 4),  # it knows only those who look to the left
    )
    least = (LEAST, LEAST)
    return any(
        len(cascade(name).detectMultiScale(seen, scaleFactor=1.1, minNeighbors=sure, minSize=least))
        for name, seen, sure in looks
    )


@cache
def cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(haarcascades, f"haarcascade_{name}.xml")))
