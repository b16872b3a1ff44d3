"""The form of what will be drawn, told from the options alone: the service plans with it and draws nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

CLIP_RATE = 24  # frames per second, of all but Wan
WAN_RATE = 16
CLIP_SHORT, PICTURE_SHORT = 720, 1080  # pixels of the shorter side
LONGEST_SIDE = 1920

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Film:
    """A picture is a film of one frame that shows the moment `still` of its scene."""

    width: int
    height: int
    rate: int = CLIP_RATE
    frames: int = 1
    sound: str = ""  # a mood of `sound`; empty: silent

    @property
    def seconds(self) -> float:
        return self.frames / self.rate

    @property
    def size(self) -> tuple[int, int]:
        return self.width, self.height

    def smaller(self, share: float) -> "Film":
        """The same in fewer pixels, as a test wants it."""
        return replace(self, width=_even(self.width * share), height=_even(self.height * share))


def sized(aspect: str, short: int) -> tuple[int, int]:
    """Of a picture of this shape, "16:9", with a shorter side of so many pixels, or less if it would be very long."""
    across, down = ratio(aspect)
    longer = max(across, down) / min(across, down)
    side = min(float(short), LONGEST_SIDE / longer)
    wide = across >= down
    return (_even(side * longer), _even(side)) if wide else (_even(side), _even(side * longer))


def ratio(aspect: str) -> tuple[float, float]:
    """Of "16:9", or of what else is understood by it; a ValueError otherwise, and where it is a mere slit."""
    words = aspect.replace("x", ":").replace("/", ":").split(":")
    if len(words) != 2:
        raise ValueError(aspect)
    across, down = (float(word) for word in words)
    if not (across > 0 and down > 0 and 1 / 4 <= across / down <= 4):
        raise ValueError(aspect)
    return across, down


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
