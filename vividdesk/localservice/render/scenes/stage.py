"""How scenes with people are built: what is behind, they themselves, a camera that comes a little nearer."""

from vividdesk.localservice.render.faces import around
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import pose

STILL_SECONDS = 5.0  # that a picture stands for


def seconds_of(film: Film) -> float:
    return film.seconds if film.frames > 1 else STILL_SECONDS


class Stage:
    """People grow a little faster than what is behind them, which gives the picture depth."""

    def __init__(self, sitter: Sitter, ground: Pixels, photo: Pixels, nearer: float = 0.05) -> None:
        self._size, self._nearer = sitter.size, nearer
        self._ground = ground
        self._people = sitter.cut(photo) if sitter.apart else None
        self._guard = sitter.face_guard(photo) if sitter.faces else None
        self._anchor = _calm_point(sitter)

    def behind(self) -> Pixels:
        return self._ground.copy()

    def before(self, picture: Pixels, view: Matrix) -> None:
        if self._people:
            self._people.over(picture, view)

    def faces_before(self, picture: Pixels, view: Matrix) -> None:
        """Once more, over what has been drawn before them."""
        if self._guard:
            self._guard.over(picture, view)

    def view(self, moment: float) -> Matrix:
        """Where a point of the photo is; neither its lower edge nor the end of a head is seen."""
        return pose(self._anchor, self._anchor, 1 + self._nearer * moment)


def _calm_point(sitter: Sitter) -> tuple[float, float]:
    """What stays where it is as people come nearer: their middle, as high as the tops of their heads."""
    width, height = sitter.size
    if not sitter.heads:
        return width / 2, height / 2
    heads = around(sitter.heads)
    return min(max(heads.middle[0], 0), width), min(max(heads.top, 0), height)
