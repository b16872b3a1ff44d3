"""Fog: two banks that drift past each other, thicker towards the ground."""

import cv2
import numpy as np

from vividdesk.localservice.render.effects.veil import cover
from vividdesk.localservice.render.paint import Mask, colour
from vividdesk.localservice.render.planes import Pixels

WHITE = colour("#dde4ea")
COARSE = 90  # rows on which it is thought; the picture's size comes by smooth enlargement
TILE = 256  # of the noise, in the same rows; it repeats


class Fog:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        self._size = size
        self._coarse = max(2, round(COARSE * size[0] / min(size))), max(2, round(COARSE * size[1] / min(size)))
        random = np.random.default_rng(seed)
        self._banks = _noise(random, 2.1), _noise(random, 1.7)
        down = np.linspace(0, 1, self._coarse[1], dtype=np.float32)[:, None]
        self._thick = strength * (0.11 + 0.64 * down**2.2)

    def over(self, picture: Pixels, seconds: float) -> None:
        far = _seen(self._banks[0], self._coarse, 3.4 * seconds, 1.0 * np.sin(0.35 * seconds))
        near = _seen(self._banks[1], self._coarse, -7.5 * seconds, 1.6 * np.sin(0.5 * seconds + 1))
        share = np.clip(self._thick * (0.15 + 0.95 * far + 0.95 * near), 0, 0.92)
        cover(picture, cv2.resize(share, self._size, interpolation=cv2.INTER_CUBIC), WHITE)


def _seen(bank: Mask, size: tuple[int, int], x: float, y: float) -> Mask:
    """The part of the endless bank before which we stand."""
    matrix = np.array([[1, 0, x % TILE], [0, 1, y % TILE]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(bank, matrix, size, flags=flags, borderMode=cv2.BORDER_WRAP)


def _noise(random: np.random.Generator, roughness: float) -> Mask:
    """Clouds that repeat without a seam, 0 to 1; wider than they are high."""
    down, across = np.meshgrid(np.fft.fftfreq(TILE) * TILE, np.fft.fftfreq(TILE) * TILE, indexing="ij")
    distance = np.hypot(across * 1.6, down * 0.8)
    share = np.where(distance < 1.5, 0, np.maximum(distance, 1) ** -roughness) * np.exp(-((distance / 40) ** 2))
    field = np.real(np.fft.ifft2(np.fft.fft2(random.standard_normal((TILE, TILE))) * share))
    return np.clip(0.5 + 0.26 * field / field.std(), 0, 1).astype(np.float32)
