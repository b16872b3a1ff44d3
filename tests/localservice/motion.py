"""Measures motion: where a bright dot is in each frame, and how far that is from where it was meant to be."""

import io
from collections.abc import Iterable, Sequence

import av
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # one a row, from the corner of the first pixel
Grey = NDArray[np.uint8]

REACH = 9  # pixels around the dot that are looked at
FAINT = 0.05  # of its light, what is left out: less takes in what the encoder leaves there, more shifts the middle


def track_dot(frames: Iterable[Grey], near: Sequence[float] | None = None) -> Points:
    """The middle of its light, to a small part of a pixel. Without a place to begin, it is the brightest thing."""
    points: list[tuple[float, float]] = []
    for frame in frames:
        if not points and near is None:
            row, column = np.unravel_index(int(np.argmax(frame)), frame.shape)
            near = (column + 0.5, row + 0.5)
        if len(points) > 1:
            last, before = np.array(points[-1]), np.array(points[-2])
            guess = 2 * last - before
        else:
            guess = np.array(points[-1] if points else near)
        points.append(_middle(frame, guess))
    return np.array(points)


def _middle(frame: Grey, guess: Points) -> tuple[float, float]:
    for _round in range(3):
        left, top = (max(0, round(float(value) - 0.5) - REACH) for value in guess)
        part = frame[top : top + 2 * REACH + 1, left : left + 2 * REACH + 1].astype(float)
        light = np.maximum(part - np.median(part) - FAINT * np.ptp(part), 0)
        total = light.sum()
        x = (light.sum(axis=0) * (left + 0.5 + np.arange(part.shape[1]))).sum() / total
        y = (light.sum(axis=1) * (top + 0.5 + np.arange(part.shape[0]))).sum() / total
        guess = np.array([x, y])
    return float(x), float(y)


def rms(path_of_points: Points, intended: Points) -> float:
    """In pixels."""
    return float(np.sqrt(((path_of_points - intended) ** 2).sum(axis=1).mean()))


def decoded(clip: bytes) -> list[Grey]:
    """The brightness of its frames."""
    with av.open(io.BytesIO(clip)) as file:
        return [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]


def dotted(size: tuple[int, int], dots: Sequence[Sequence[float]], radius: float) -> Grey:
    """A dark picture with sharp white dots, in three equal colours."""
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    light = sum(np.clip(radius + 0.5 - np.hypot(x - dot[0], y - dot[1]), 0, 1) for dot in dots)
    return np.repeat((30 + 200 * np.clip(light, 0, 1)).astype(np.uint8)[:, :, None], 3, axis=2)
