"""A fashion model: one of the sample people, in other colours, before another ground."""

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np

from vividdesk.localservice.render.film import Options
from vividdesk.localservice.render.paint import Colour, Mask, colour, dithered, lay
from vividdesk.localservice.render.picture import read
from vividdesk.localservice.render.planes import Pixels
from vividdesk.localservice.render.scene import Photos
from vividdesk.localservice.render.tools import cloth, piece, stage, wishes
from vividdesk.localservice.render.tools.body import BOTTOM, HAIR, SKIN, TOP, Body, body
from vividdesk.localservice.render.tools.cloth import Hang
from vividdesk.localservice.render.tools.piece import Piece
from vividdesk.paths import resource

SIZE = 1080, 1440
FEMALE = {"female", "woman", "women", "girl", "lady", "feminine", "she", "f", "frau", "femme"}
MALE = {"male", "man", "men", "boy", "guy", "masculine", "he", "m", "mann", "homme"}
HAIRS = {
    "blonde": "#d9b36c", "blond": "#d9b36c", "brunette": "#4a2d1c", "redhead": "#a8471f", "ginger": "#b8551f",
    "black": "#1d1a1c", "brown": "#5a3820", "red": "#a03a1c", "grey": "#a9abb0", "gray": "#a9abb0", "white": "#dedfe2",
    "silver": "#bfc3c9", "pink": "#d67a9f", "blue": "#3f67a8", "auburn": "#7d3520", "dark": "#2b1d18",
}  # fmt: skip
SKINS = {
    "pale": "#efcdb8", "fair": "#ecc6ac", "light": "#e6bb9d", "tan": "#c08a63", "tanned": "#c08a63", "olive": "#b98d68",
    "brown": "#8d5a3c", "dark": "#6b4029", "black": "#5a3524", "deep": "#5a3524",
}  # fmt: skip
CLOTHES = ("#a8325a", "#0f7a55", "#274b8f", "#d0862c", "#6b3a8f", "#b8402e", "#1c7a7c", "#e3b7c0", "#3c4048", "#8fa37a")
GROUNDS = ("#d8d3cd", "#c6d0d4", "#e2cfc4", "#cbd3c4", "#d6cde0", "#e4dac2")
TROUSERS = ("#2c3442", "#40506e", "#5a4a3c", "#8a8578", "#23252b")


class Look(NamedTuple):
    figure: str  # female, male, or something else
    hair: Colour | None
    skin: Colour | None
    clothes: Colour
    trousers: Colour
    ground: Colour
    mirrored: bool
    seed: int


def virtual_model(_photos: Photos, options: Options) -> Pixels:
    look = _look(options)
    man = _sample("standing.jpg", SIZE[1])
    figure = _tinted(man, HAIR, look.hair) if look.hair else man.photo.astype(np.float32)
    head = man
    if look.figure != "male":
        head = _sample("portrait.jpg", SIZE[1])
    figure = _dyed(man, figure, look)
    whole = Piece(dithered(figure), man.mask)
    if head is not man:
        whole = _with_head(whole, man, head, look)
    if look.figure == "female":
        whole = _in_dress(whole, man, look)
    return _photographed(whole, look)


def _look(options: Options) -> Look:
    rng = np.random.default_rng([wishes.seed(options), 3])
    typed = wishes.words(options)
    hair, skin = _before(typed, ("hair", "haired"), HAIRS), _before(typed, ("skin", "skinned", "complexion"), SKINS)
    hair = hair or next(
        (HAIRS[word] for word in typed if word in ("blonde", "blond", "brunette", "redhead", "ginger")), ""
    )
    free = [wishes.COLOURS[word] for at, word in enumerate(typed) if word in wishes.COLOURS and not _about(typed, at)]
    drawn = CLOTHES[int(rng.integers(len(CLOTHES)))], GROUNDS[int(rng.integers(len(GROUNDS)))]
    return Look(
        _figure(options),
        colour(hair) if hair else None,
        colour(skin) if skin else None,
        colour(free[0]) if free else colour(drawn[0]),
        colour(free[1]) if len(free) > 1 else colour(TROUSERS[int(rng.integers(len(TROUSERS)))]),
        colour(drawn[1]),
        bool(rng.integers(2)),
        int(rng.integers(1000)),
    )


def _figure(options: Options) -> str:
    for names in (("gender", "sex"), ()):
        for word in wishes.words(options, names):
            if word in FEMALE or word in MALE:
                return "female" if word in FEMALE else "male"
    return "other" if wishes.sentence(options, ("gender", "sex")).strip() else "female"


def _before(typed: list[str], things: tuple[str, ...], known: dict[str, str]) -> str:
    """The colour of a thing, as in "blonde hair" or "long black hair"."""
    for at, word in enumerate(typed):
        if word in things:
            return next((known[each] for each in reversed(typed[max(0, at - 3) : at]) if each in known), "")
    return ""


def _about(typed: list[str], at: int) -> bool:
    """Whether a colour is said of hair or skin, not of clothes."""
    near = set(typed[at + 1 : at + 3])
    return bool(near & {"hair", "haired", "skin", "skinned", "eyes"})


@lru_cache(maxsize=2)
def _sample(name: str, longest: int) -> Body:
    return body(piece.handy(read(resource("samples", name).read_bytes()), longest))


def _tinted(person: Body, part: int, tone: Colour, strength: float = 1.0) -> Mask:
    """The part in this colour, with its own light and shade."""
    mask = person.parts[part]
    luma = cv2.cvtColor(person.photo, cv2.COLOR_BGR2GRAY).astype(np.float32)
    usual = float(np.average(luma, weights=mask + 1e-6))
    shade = luma / max(12.0, usual)
    base = np.array(tone, np.float32)
    picture = base * np.minimum(shade, 1)[:, :, None] ** 0.9
    picture = picture + (255 - base) * np.clip((shade - 1) * 0.5, 0, 0.6)[:, :, None]
    return person.photo + (picture - person.photo) * (mask * strength)[:, :, None]


def _dyed(man: Body, figure: Mask, look: Look) -> Mask:
    legs = _skin(man) if look.figure == "female" else look.trousers
    for part, tone in ((TOP, look.clothes), (BOTTOM, legs)):
        mask = man.parts[part]
        if part == BOTTOM:  # not the shoes
            mask = mask * _above_shoes(man)
        tinted = _tinted(man, part, tone)
        figure = figure + (tinted - figure) * mask[:, :, None]
    if look.skin:
        tinted = _tinted(man, SKIN, look.skin, 0.85)
        figure = figure + (tinted - figure) * man.parts[SKIN][:, :, None]
    return figure


def _above_shoes(man: Body) -> Mask:
    low = piece.extent(man.parts[BOTTOM]).bottom - man.face.height * 0.42
    return np.clip((low - np.arange(len(man.mask), dtype=np.float32)) / 6, 0, 1)[:, None]


def _skin(man: Body) -> Colour:
    """Of his arms, as they are seen."""
    arms = man.photo[(man.parts[SKIN] > 0.9) & (np.arange(len(man.mask))[:, None] > man.collar)]
    return tuple(float(each) for each in (arms.mean(axis=0) if len(arms) else (120, 150, 200)))  # type: ignore[return-value]


def _with_head(whole: Piece, man: Body, head: Body, look: Look) -> Piece:
    """The other's head and hair on this body, whose skin takes the head's colour."""
    photo = _tinted(head, HAIR, look.hair) if look.hair else head.photo.astype(np.float32)
    if look.skin:
        photo = photo + (_tinted(head, SKIN, look.skin, 0.85) - photo) * head.parts[SKIN][:, :, None]
    share = man.face.width / head.face.width * 0.98
    place = np.array(
        [
            [share, 0, man.face.middle[0] - head.face.middle[0] * share],
            [0, share, man.collar + man.half * 0.03 - head.collar * share],
        ]
    )
    size = whole.size
    mask = np.clip(head.parts[SKIN] + head.parts[HAIR], 0, 1) * head.mask
    pixels = cv2.warpAffine(piece.cleaned(dithered(np.clip(photo, 0, 255)), mask), place, size, flags=cv2.INTER_AREA)
    mask = cv2.warpAffine(mask, place, size, flags=cv2.INTER_LINEAR)
    y = np.arange(size[1], dtype=np.float32)[:, None]
    kept = whole.mask * np.clip((y - man.face.bottom - man.face.height * 0.06) / 6, 0, 1)
    bare = man.parts[SKIN]
    if look.figure == "female":
        bare = np.clip(bare + man.parts[BOTTOM] * _above_shoes(man), 0, 1)
    figure = _matched(whole.pixels, bare, np.asarray(pixels, np.float32), mask, man)
    lay_on = mask[:, :, None]
    return Piece(dithered(np.clip(figure + (pixels - figure) * lay_on, 0, 255)), np.maximum(kept, mask))


def _matched(figure: Pixels, skin: Mask, head: Mask, mask: Mask, man: Body) -> Mask:
    """Arms as light as the face."""
    x, y = (round(each) for each in man.face.middle)
    reach = max(3, round(man.face.width * 0.16))
    face = head[y : y + reach, x - reach : x + reach].reshape(-1, 3).mean(axis=0)
    arms = figure[(skin > 0.9) & (np.arange(len(skin))[:, None] > man.collar)]
    if not len(arms):
        return figure.astype(np.float32)
    gain = face / np.maximum(arms.mean(axis=0), 1)
    return np.asarray(figure * (1 + (np.clip(gain, 0.5, 1.7) - 1) * skin[:, :, None]), np.float32)


def _in_dress(whole: Piece, man: Body, look: Look) -> Piece:
    """A dress to below the knees: its upper part as the clothes were, its skirt wide from the waist."""
    middle, half = man.face.middle[0], man.half
    waist = man.collar + (man.hip - man.collar) * 0.72
    hem = man.hip + (piece.extent(man.mask).bottom - man.hip) * 0.5
    rows = np.linspace(0, 1, 40)
    reach = half * (0.86 + 0.95 * rows**0.8)
    wave = np.linspace(-1, 1, 80)
    low = hem + half * 0.05 * np.cos(wave * 17) + half * 0.1 * (1 - wave**2)
    shape = np.vstack(
        [
            np.column_stack([middle - reach, waist + rows * (hem - waist)]),
            np.column_stack([middle + wave * reach[-1], low]),
            np.column_stack([middle + reach, waist + rows * (hem - waist)])[::-1],
        ]
    )
    skirt = stage.polygon(whole.size, shape)
    hang = Hang(skirt)
    relief = hang.hung(
        (cloth.folds(hang, look.seed, 0.0) + cloth.hem(hang)[None, :] * hang.down[:, None]).astype(np.float32)
    )
    gather = np.clip(hang.down * 3, 0.15, 1)[:, None]
    heights = cloth.rounded(hang.endless, half * 0.6) * 0.7 + relief * half * 0.075 * gather
    pixels = cloth.dyed(heights.astype(np.float32), look.clothes, 0.08, 2.0)
    hands = man.parts[SKIN] * (np.arange(len(skirt))[:, None] > man.collar)
    figure = whole.pixels.copy()
    shade = cv2.GaussianBlur(skirt, (0, 0), half * 0.1)
    lay(figure, stage.SHADOW, np.roll(shade, round(half * 0.12), axis=0) * whole.mask, strength=0.45)
    lay(figure, pixels, skirt * (1 - hands))
    _belt(figure, man, waist, look)
    return Piece(figure, np.maximum(whole.mask, skirt))


def _belt(figure: Pixels, man: Body, waist: float, look: Look) -> None:
    middle, half = man.face.middle[0], man.half * 0.9
    along = np.linspace(-1, 1, 30)
    dip = man.half * 0.05 * (1 - along**2)
    upper = np.column_stack([middle + along * half, waist - man.half * 0.07 + dip])
    lower = np.column_stack([middle + along * half, waist + man.half * 0.07 + dip])[::-1]
    mask = stage.polygon((figure.shape[1], figure.shape[0]), np.vstack([upper, lower])) * man.mask
    x = (np.arange(figure.shape[1], dtype=np.float32)[None, :] - middle) / half
    shade = np.repeat(0.75 - 0.3 * x - 0.35 * x**2, len(figure), axis=0).astype(np.float32)
    lay(figure, cloth.coloured(shade, tuple(each * 0.5 for each in look.clothes)), mask)  # type: ignore[arg-type]


def _photographed(whole: Piece, look: Look) -> Pixels:
    scene = stage.sweep(SIZE, look.ground, 0.86)
    figure = whole.cropped()
    figure = figure.mirrored() if look.mirrored else figure
    figure = figure.scaled(SIZE[1] * 0.86 / figure.size[1])
    left, top = (SIZE[0] - figure.size[0]) / 2, SIZE[1] * 0.075
    foot = top + figure.size[1]
    stage.cast(scene, figure, (left, foot), 0.24, 0.45)
    stage.contact(scene, (SIZE[0] / 2, foot - 6), figure.size[0] * 0.5, 0.3)
    lay(scene, figure.pixels, figure.mask, round(left), round(top))
    return scene
