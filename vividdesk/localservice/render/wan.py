"""The model wan2.1: a photo and a prompt, with a hand on how strongly and how finely it moves."""

from vividdesk.localservice.render import words
from vividdesk.localservice.render.animated import Animated, Wish
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.moves import Path, path_of, together, wander
from vividdesk.localservice.render.scene import Photos, only

USUAL_CFG = 7.5
BESIDE = 0.3  # how much of a seed's own drift goes with a move that was asked for


class Wan(Animated):
    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        steps = int(options.get("steps") or 30)
        super().__init__(only(photos), film, wish_of(options, 1 if steps <= 30 else 2 if steps <= 60 else 4))


class Video(Animated):
    """VistoureAI's tool: the same from a prompt alone."""

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        super().__init__(only(photos), film, wish_of(options))


def wish_of(options: Options, samples: int = 1) -> Wish:
    seed = abs(int(options.get("seed", 42)))
    path = _path(options, seed, _strength(float(options.get("cfg") or USUAL_CFG)))
    return Wish(path, words.gestures(options), words.weather(options), seed, samples)


def _strength(cfg: float) -> float:
    """1 at the usual guidance, 0.4 at the least, 1.8 at the most."""
    return 0.3 + 0.7 * (min(max(cfg, 1.0), 20.0) / USUAL_CFG) ** 0.78


def _path(options: Options, seed: int, strength: float) -> Path:
    named = words.moves(options)
    if any(move.kind == "static" for move in named):
        return together(path_of(move, strength) for move in named)
    drift = wander(seed, strength * (BESIDE if named else 1.0))
    return together([drift, *(path_of(move, strength) for move in named)])
