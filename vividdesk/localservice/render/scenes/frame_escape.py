"""A post, and the person in its photo who grows out of it towards the viewer."""

import cv2
import numpy as np

from vividdesk.localservice.render.faces import Box, around
from vividdesk.localservice.render.film import Film, Options
from vividdesk.localservice.render.framing import window
from vividdesk.localservice.render.lettering import readable
from vividdesk.localservice.render.paint import colour, graded, overshoot, part
from vividdesk.localservice.render.planes import Matrix, Pixels
from vividdesk.localservice.render.scene import Photos, only, text_of
from vividdesk.localservice.render.scenes import post
from vividdesk.localservice.render.scenes.sitter import Sitter
from vividdesk.localservice.render.scenes.sprite import Sprite, pose
from vividdesk.localservice.render.scenes.stage import seconds_of

GROW = 0.12, 0.5  # moments
LEAVE = 0.3, 0.56
LIKED = 0.6
HEARTS = 11
USUAL = 1.3  # how much the person grows at least
NAME, JOB = "vivid.me", "businessman"


class FrameEscape:
    still = 0.78

    def __init__(self, photos: Photos, options: Options, film: Film) -> None:
        sitter = Sitter(only(photos), film)
        self._film, self._seconds = film, seconds_of(film)
        self._plan = post.planned(film.size, _shape(sitter))
        photo = self._plan.photo
        seen = window(film.size, photo.width / photo.height, sitter.faces)
        share = photo.width / seen.width
        self._seat = np.array([[share, 0, photo.left - seen.left * share], [0, share, photo.top - seen.top * share]])
        self._base = post.ground(film.size)
        words = text_of(options, "user_name", NAME), text_of(options, "job_description", JOB)
        name, job = (text if readable(text) else other for text, other in zip(words, (NAME, JOB), strict=True))
        reach = post.lay_card(self._base, self._plan, _portrait(sitter), name, job)
        bright = graded(sitter.photo, (1.02, 1.03, 1.04), (2, 2, 2), 1.1)
        self._way = _Way(sitter, self._plan, self._seat, reach) if sitter.apart else None
        self._lay_photo(sitter, bright)
        self._hearts = _Hearts(self._plan, film)

    def _lay_photo(self, sitter: Sitter, bright: Pixels) -> None:
        """What is behind the person into the card; the person, or else the photo itself, as what comes out of it."""
        photo = self._plan.photo
        behind = graded(sitter.ground, (1.02, 1.03, 1.04), (2, 2, 2), 1.1) if sitter.apart else bright
        size = round(photo.width), round(photo.height)
        seat = self._seat.copy()
        seat[:, 2] -= photo.left, photo.top
        inside = cv2.warpAffine(behind, seat, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        rows, columns = (
            slice(int(photo.top), int(photo.top) + size[1]),
            slice(int(photo.left), int(photo.left) + size[0]),
        )
        self._base[rows, columns] = inside
        if sitter.apart:
            self._person = sitter.cut(bright)
            mask = sitter.mask
        else:
            self._seat = np.array([[1.0, 0, photo.left], [0, 1.0, photo.top]])
            mask = post.rounded(size, size[1] / 40)
            self._person = Sprite(inside, mask)
        soft = max(1.0, min(self._film.size) / 40)
        self._around = edge = int(soft * 3)
        wide = cv2.copyMakeBorder(mask, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=0)
        self._shadow = Sprite(colour("#16062c"), cv2.GaussianBlur(wide, (0, 0), soft))

    def frame(self, moment: float) -> Pixels:
        grown, left = part(moment, *GROW), part(moment, *LEAVE)
        before = self._base.copy()
        self._hearts.liked(before, moment)
        picture = before.copy()
        self._hearts.over(picture, moment, self._seconds)
        view = self._view(grown, moment)
        off = min(self._film.size) * 0.03 * grown
        shadow = view.copy()
        shadow[:, 2] += view[:, :2] @ (-self._around, -self._around) + (off * 0.7, off)
        self._shadow.over(picture, shadow, 0.62 * grown)
        self._person.over(picture, view)
        return self._held(picture, before, left) if self._way else picture

    def _view(self, grown: float, moment: float) -> Matrix:
        swing = np.sin(moment * self._seconds * 1.7) * part(moment, 0.5, 0.75)
        if self._way:
            return self._way.view(grown, swing)
        photo = self._plan.photo
        at = photo.left - 0.06 * photo.width * grown, photo.top + 0.02 * photo.height * grown
        return pose((0, 0), at, 1 + 0.12 * grown, (-1.6 + 0.4 * swing) * grown)

    def _held(self, picture: Pixels, before: Pixels, left: float) -> Pixels:
        """Until the person leaves, the photo's edges hold them; only the head comes over the upper one."""
        if left >= 1:
            return picture
        width, height = self._film.size
        photo = self._plan.photo
        x = round(photo.left * (1 - left))
        right = round(photo.right + (width - photo.right) * left)
        low = round(photo.bottom + (height - photo.bottom) * left)
        before[:low, x:right] = picture[:low, x:right]
        return before


class _Way:
    """From the photo to the viewer: so large in the end that no lower edge is seen."""

    def __init__(self, sitter: Sitter, plan: post.Plan, seat: Matrix, words: float) -> None:
        height = sitter.size[1]
        self._seat = seat
        rows, columns = np.nonzero(sitter.mask > 0.5)
        heads = (
            around(sitter.heads)
            if sitter.heads
            else Box(float(columns.min()), float(rows.min()), float(np.ptp(columns)), 1)
        )
        top = max(heads.top, float(rows.min()))
        self._anchor = heads.middle[0], top
        self._at = tuple(seat @ (*self._anchor, 1))
        bottom = float((seat @ (0, height, 1))[1])
        reach = heads.width / 2 * seat[0, 0] * USUAL
        clear = words + plan.header * 0.2 - (self._at[0] - reach)
        room = max(0.0, sitter.size[0] * 0.98 - self._at[0] - reach)
        self._aside = min(max(clear, plan.card.width * 0.05), plan.card.width * 0.24, room)
        highest = plan.card.top - plan.header * 0.12 if self._aside >= clear else plan.photo.top
        self._rise = min(max(0.0, self._at[1] - highest), height * 0.16)
        self._growth = max(USUAL, (height * 1.04 + self._rise - self._at[1]) / (bottom - self._at[1])) - 1

    def view(self, grown: float, swing: float) -> Matrix:
        at = self._at[0] + self._aside * grown, self._at[1] - self._rise * grown
        scale = self._seat[0, 0] * (1 + self._growth * grown * (1 + 0.02 * swing))
        return pose(self._anchor, at, scale, swing * 0.6)


class _Hearts:
    """The post is liked, and hearts rise from it."""

    def __init__(self, plan: post.Plan, film: Film) -> None:
        size = (plan.card.bottom - plan.photo.bottom) * 0.42
        self._film, self._icon = film, plan.icons
        self._empty = Sprite(post.INK, post.heart(size))
        self._full = Sprite(post.LOVE, post.heart(size * 1.08, True))
        self._counts = [post.likes(plan, text) for text in ("2,025 likes", "2,026 likes")]
        unit = min(film.size)
        self._rising = [Sprite(tint, post.heart(unit * 0.11, True)) for tint in ((255, 255, 255), post.LOVE)]
        self._forms = np.random.default_rng(14).random((HEARTS, 4))
        self._sides = plan.card.left, plan.card.right

    def liked(self, picture: Pixels, moment: float) -> None:
        loved = moment >= LIKED
        icon = self._full if loved else self._empty
        size = 0.6 + 0.4 * overshoot((moment - LIKED) / 0.07) if loved else 1.0
        icon.over(picture, pose(icon.middle, self._icon, size))
        count, at = self._counts[loved]
        count.over(picture, pose((0, 0), at))

    def over(self, picture: Pixels, moment: float, seconds: float) -> None:
        """On both sides of the card, where there is nobody."""
        width, height = self._film.size
        for number, (begin, across, size, phase) in enumerate(self._forms):
            age = (moment - 0.3 - 0.4 * begin) * seconds / 2.6
            if not 0 < age < 1:
                continue
            left, right = self._sides
            x = across * left if number % 2 else right + across * (width - right)
            x += np.sin(age * 5 + phase * 6) * min(width, height) * 0.015
            y = height * (1.04 - 0.9 * age)
            scale = (0.35 + 0.65 * size) * min(1.0, age * 6)
            sprite = self._rising[number % 3 == 0]
            sprite.over(picture, pose(sprite.middle, (x, y), scale, 14 * np.sin(age * 4 + phase)), (1 - age) * 0.9)


def _shape(sitter: Sitter) -> float:
    """Of the photo in the card: as wide as the heads need it."""
    width, height = sitter.size
    needed = around(sitter.heads).width * 1.1 / height if sitter.heads else 1.0
    return min(max(needed, 0.86 if height > width else 1.15), 1.7, max(width / height, 0.8))


def _portrait(sitter: Sitter) -> Pixels:
    """The largest face with its hair, or the middle."""
    width, height = sitter.size
    head = sitter.heads[0] if sitter.heads else Box(width * 0.3, height * 0.3, width * 0.4, height * 0.4)
    side = min(max(head.width, head.height), width, height)
    left = round(min(max(head.middle[0] - side / 2, 0), width - side))
    top = round(min(max(head.middle[1] - side / 2, 0), height - side))
    return sitter.photo[top : top + max(1, round(side)), left : left + max(1, round(side))]
