"""What a scene is: each frame follows from its number alone, so that any worker can draw any part of it."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.planes import Moved, Pixels
from vividdesk.localservice.render.refusal import Cannot as Cannot

Photos = Mapping[str, Pixels]
Frame = Pixels | Moved


class Scene(Protocol):
    still: float  # the moment, 0 to 1, that stands for the whole: as the picture, as the poster

    def frame(self, moment: float) -> Frame:
        """At a moment from 0, the first frame, to just under 1: in pixels of the film's size."""
        ...


Make = Callable[[Photos, Options, Film], Scene]  # prepares it: what every frame needs is done here, once
Tool = Callable[[Photos, Options], Pixels]  # makes one picture


def only(photos: Photos) -> Pixels:
    """Of scenes with one photo, whatever its slot is called; more are taken by their order."""
    return next(iter(photos.values()))


def text_of(options: Mapping[str, Any], name: str, otherwise: str = "") -> str:
    return str(options.get(name) or "").strip() or otherwise
