"""Somebody in another garment: laid on the body, in the light of the clothes beneath, head and hands before it."""

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Mask, dithered
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Cannot, Photos
from vividdesk.localservice.render.tools import fitting, piece, repeat, wishes
from vividdesk.localservice.render.tools.body import BOTTOM, HAIR, SKIN, TOP, Body, body
from vividdesk.localservice.render.tools.fitting import Laid
from vividdesk.localservice.render.tools.garment import COLLAR, Garment, garment

WORKED = 1800  # pixels of the result's longer side
LOWER = {"bottom", "bottoms", "lower", "trousers", "pants", "jeans", "skirt", "skirts", "shorts", "leggings"}
LONG = {"dress", "dresses", "gown", "overall", "one", "jumpsuit", "robe"}
UPPER = {"top", "tops", "upper", "shirt", "blouse", "jumper", "sweater", "jacket", "coat", "tee", "hoodie"}
ARMS = 0.75  # of half the chest, from the middle: what hangs beyond it is an arm
CALM, FINE = 0.16, 0.03  # of half the chest: how broad the shadows are that are taken over


def virtual_tryon(photos: Photos, options: Options) -> Pixels:
    return _dressed(photos, options, fine=False, close=False)


def virtual_tryon_pro(photos: Photos, options: Options) -> Pixels:
    """With the finer folds of the clothes beneath."""
    return _dressed(photos, options, fine=True, close=False)


def virtual_tryon_pro_fit(photos: Photos, options: Options) -> Pixels:
    """Following the outline of the body."""
    return _dressed(photos, options, fine=True, close=True)


def _dressed(photos: Photos, options: Options, fine: bool, close: bool) -> Pixels:
    person = body(piece.handy(_slot(photos, "model_image", 0), WORKED))
    kind = _kind(options)
    thing = garment(_slot(photos, "garment_image", -1), kind == "long")
    if kind == "lower":
        if person.parts[BOTTOM].sum() < person.half**2:
            raise Cannot("The photo ends above the hips: there is no room for what is worn below.")
        laid = fitting.lower(person, thing)
    else:
        laid = fitting.upper(person, thing, close)
    laid = _covering(laid, person, thing, kind)
    light = _light(person, TOP, fine) * _light(person, BOTTOM, fine)
    if kind == "long":  # the hem that was there is not to be seen through a dress
        light = cv2.GaussianBlur(light, (0, 0), person.half * CALM)
    mask = cv2.GaussianBlur(laid.mask, (0, 0), 1.0 if fine else 0.7) * (1 - _before(person, kind))
    picture = _shadowed(person, mask, 0.32 if fine else 0.22)
    cloth = np.clip(laid.pixels * light[:, :, None], 0, 255)
    return dithered(picture + (cloth - picture) * mask[:, :, None])


def _slot(photos: Photos, name: str, otherwise: int) -> Pixels:
    return photos[name] if name in photos else list(photos.values())[otherwise]


def _kind(options: Options) -> str:
    """What was said about its category counts for more than its description."""
    for names in (("category", "type", "garment_type", "kind"), ()):
        for word in wishes.words(options, names):
            for kind, known in (("lower", LOWER), ("long", LONG), ("upper", UPPER)):
                if word in known:
                    return kind
    return "upper"


def _covering(laid: Laid, person: Body, thing: Garment, kind: str) -> Laid:
    """Where the old clothes would look out, more of the same cloth; nothing far beyond the body."""
    share = person.half * fitting.EASE / thing.half
    cloth = _more(thing, share, (laid.mask.shape[1], laid.mask.shape[0]))
    rows = np.arange(len(laid.mask), dtype=np.float32)[:, None]
    bare = person.parts[BOTTOM if kind == "lower" else TOP] * np.clip(
        (rows - person.face.bottom) / person.face.height * 4 - 1, 0, 1
    )
    if kind == "upper":  # a skirt of the same colour may have been taken for part of what is worn above it
        hem = float(np.flatnonzero(laid.mask.max(axis=1) > 0.5).max(initial=0))
        bare = bare * np.clip((hem - rows) / person.face.height * 8 + 1.6, 0, 1)
    near = max(3, round(person.half * (0.05 if kind == "upper" else 1.2)))
    seen = np.clip(person.parts[SKIN] + person.parts[TOP] + person.parts[BOTTOM], 0, 1)
    room = cv2.dilate(seen, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * near + 1, 2 * near + 1)))
    mask = laid.mask * np.clip(cv2.GaussianBlur(room, (0, 0), 2) * 2 - 0.5, 0, 1)
    whole = np.maximum(mask, bare)
    weight = np.clip(mask / np.maximum(whole, 1e-4), 0, 1)[:, :, None]
    return Laid((laid.pixels * weight + cloth * (1 - weight)).astype(np.uint8), whole.astype(np.float32))


def _more(thing: Garment, share: float, size: tuple[int, int]) -> Pixels:
    alpha = (thing.piece.mask * 255).astype(np.uint8)
    tile = repeat.tile(np.dstack([thing.piece.pixels, alpha]))
    factor = share * max(thing.piece.size) / min(repeat.WORKED, max(thing.piece.size))
    tile_size = max(2, round(tile.shape[1] * factor)), max(2, round(tile.shape[0] * factor))
    return repeat.laid(np.asarray(cv2.resize(tile, tile_size, interpolation=cv2.INTER_AREA), np.uint8), size)


def _light(person: Body, part: int, fine: bool) -> Mask:
    """How bright what is worn was, place by place, by its usual brightness; 1 outside it."""
    old = person.parts[part]
    luma = cv2.cvtColor(person.photo, cv2.COLOR_BGR2GRAY).astype(np.float32) + 12
    sure = cv2.erode(old, np.ones((3, 3), np.uint8))
    if sure.sum() < 30:
        return np.ones(old.shape, np.float32)
    calm = max(1.5, person.half * CALM)
    usual = float(np.average(luma, weights=sure))
    broad = _within(luma, sure, calm)
    ratio = np.clip(broad / usual, 0.45, 1.35) ** 0.85
    if fine:
        near = _within(luma, sure, max(0.8, person.half * FINE))
        ratio = ratio * np.clip(near / np.maximum(broad, 1), 0.6, 1.4) ** 0.75
    return np.asarray(1 + (ratio - 1) * cv2.GaussianBlur(sure, (0, 0), 2), np.float32)


def _within(luma: Mask, sure: Mask, reach: float) -> Mask:
    weight = cv2.GaussianBlur(sure, (0, 0), reach)
    return np.asarray(cv2.GaussianBlur(luma * sure, (0, 0), reach) / np.maximum(weight, 1e-3), np.float32)


def _before(person: Body, kind: str) -> Mask:
    """What stays in front: face and hair, the neck within the collar, hands that hang lower than a sleeve."""
    y, x = np.indices(person.mask.shape, np.float32)
    across = (x - person.face.middle[0]) / person.half
    chin = person.face.bottom + person.face.height * 0.1
    head = person.mask * np.clip((chin - y) / 2, 0, 1)
    dip = person.collar + person.half * COLLAR * 0.12 - person.half * COLLAR * 1.35 * (np.abs(across) / COLLAR) ** 2.2
    neck = (
        person.parts[SKIN] * np.clip((dip - y) / 2 + 0.5, 0, 1) * np.clip((COLLAR * 1.25 - np.abs(across)) * 20, 0, 1)
    )
    low = person.collar + person.face.height * 1.7
    aside = np.clip((np.abs(across) - ARMS) * 10, 0, 1)  # a skirt of the colour of skin hangs between them
    hands = person.parts[SKIN] * np.clip((y - low) / (person.face.height * 0.2), 0, 1) * aside
    front = np.maximum(np.maximum(head, person.parts[HAIR]), hands)
    return np.asarray(front if kind == "lower" else np.maximum(front, neck), np.float32)


def _shadowed(person: Body, mask: Mask, strength: float) -> Pixels:
    """What the garment darkens on the skin beside it."""
    reach = max(1.5, person.half * 0.05)
    shade = cv2.GaussianBlur(mask, (0, 0), reach)
    shade = np.roll(shade, round(reach * 0.8), axis=0) * person.parts[SKIN]
    y = np.arange(len(mask), dtype=np.float32)[:, None]
    shade *= np.clip((y - person.face.bottom) / max(1.0, person.face.height * 0.2), 0, 1)
    return (person.photo * (1 - strength * shade[:, :, None])).astype(np.uint8)
