"""The model veo3.1: the camera, the subject and the surroundings are told apart."""

import zlib

from vividdesk.localservice.render import words
from vividdesk.localservice.render.animated import Animated, Wish
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.moves import path_of, together, wander
from vividdesk.localservice.render.scene import Photos, only, text_of


class Veo(Animated):
    """It has no seed: another prompt drifts another way."""

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        seed = zlib.crc32(text_of(options, "prompt").encode())
        named = words.moves(options)
        path = together(path_of(move) for move in named) if named else wander(seed, 1.0)
        super().__init__(only(photos), film, Wish(path, words.gestures(options), words.weather(options), seed))
