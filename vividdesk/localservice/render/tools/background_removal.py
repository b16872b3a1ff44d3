"""What stands in front, with nothing behind it."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos, only
from vividdesk.localservice.render.tools import piece

NEVER = 0.03  # a mask thinner than this is dust


def background_removal(photos: Photos, _options: Options) -> Pixels:
    """With alpha: the people of the photo, or the thing it shows."""
    photo = only(photos)
    cut = piece.front(photo)
    if photo.shape[2] == 4:
        return photo
    alpha = np.clip((cut.mask - NEVER) / (1 - 2 * NEVER), 0, 1)
    pixels = cut.pixels.copy()
    pixels[cv2.dilate(alpha, np.ones((5, 5), np.uint8)) <= 0] = 0  # nothing of it is left for who lifts the alpha
    return np.dstack([pixels, (alpha * 255 + 0.5).astype(np.uint8)])
