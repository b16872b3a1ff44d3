"""The one function that does the work: bytes in, bytes out, in any process on any machine.

An order is JSON; it names a scene or tool, its options and what is wanted of it. What a worker has prepared for a scene
it keeps for the next chunk of the same.
"""

import json
from functools import lru_cache

import cv2

from vividdesk.localservice.render import clip, picture, sound
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.planes import Moved, Pixels
from vividdesk.localservice.render.scene import Cannot, Scene
from vividdesk.localservice.render.studio import SCENES, TOOLS

PREPARED = 3  # scenes that a worker keeps

cv2.setNumThreads(1)  # each worker has one core


def perform(order: bytes, photos: list[bytes]) -> bytes:
    """Raises Cannot where it is the person's photo or wish that hinders."""
    match json.loads(order):
        case {"do": "tool", "craft": craft, "options": options, "slots": slots}:
            pixels = {slot: picture.read(content) for slot, content in zip(slots, photos, strict=True)}
            return picture.written(TOOLS[craft](pixels, options))
        case {"do": "picture", "film": form, **rest}:
            film = Film(**form)
            scene = _scene(json.dumps(rest, sort_keys=True), film, tuple(photos))
            return picture.written(_pixels(scene, scene.still, film))
        case {"do": "frames", "film": form, "from": first, "to": end, **rest}:
            film = Film(**form)
            scene = _scene(json.dumps(rest, sort_keys=True), film, tuple(photos))
            return clip.chunk((scene.frame(number / film.frames) for number in range(first, end)), film)
        case {"do": "join", "film": form, "seed": seed}:
            film = Film(**form)
            track = sound.track(film.sound, film.seconds, seed) if film.sound else None
            return clip.joined(photos, film, track)
    raise Cannot("This is no order.")


@lru_cache(maxsize=PREPARED)
def _scene(about: str, film: Film, photos: tuple[bytes, ...]) -> Scene:
    said = json.loads(about)
    pixels = {slot: picture.read(content) for slot, content in zip(said["slots"], photos, strict=True)}
    return SCENES[said["craft"]](pixels, said["options"], film)


def _pixels(scene: Scene, moment: float, film: Film) -> Pixels:
    frame = scene.frame(moment)
    return frame.pixels(film.size) if isinstance(frame, Moved) else frame
