"""Words as masks, in the fonts that come with the package font-manrope; they know Latin, Greek and Cyrillic."""

import unicodedata
from functools import lru_cache

import cv2
import font_manrope
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vividdesk.localservice.render.paint import Mask

MEDIUM, BOLD = font_manrope.ManropeSemiBold, font_manrope.ManropeExtraBold
LINE = 1.25  # of the height of the letters, from line to line
UNKNOWN = "\ufffe"


def line(text: str, height: float, weight: str = BOLD) -> Mask:
    """One line, with letters of this height; the mask is as high as a line and as wide as its words."""
    font = _font(round(height * 4) / 4, weight)
    text = readable(text, weight)
    left, _top, right, _bottom = font.getbbox(text or " ")
    ascent, descent = font.getmetrics()
    image = Image.new("L", (max(1, round(right - left) + 2), ascent + descent))
    ImageDraw.Draw(image).text((1 - left, 0), text, font=font, fill=255)
    return np.asarray(image, np.float32) / 255


def fitted(text: str, width: float, height: float, weight: str = BOLD, most: int = 1, largest: float = 1e9) -> Mask:
    """As large as the room allows, in at most so many lines, broken between words, centred; cut with … if need be."""
    size = min(height / (LINE * 1.1), largest)
    while True:
        lines = _broken(readable(text, weight), width, size, weight)
        tall = size * LINE * (len(lines) + 0.1)
        if len(lines) <= most and tall <= height and all(_length(each, size, weight) <= width for each in lines):
            break
        if size < 9:
            lines = [*lines[: most - 1], _shortened(" ".join(lines[most - 1 :]), width, size, weight)]
            break
        size *= 0.94
    return _stacked([line(each, size, weight) for each in lines], size * LINE)


def readable(text: str, weight: str = BOLD) -> str:
    """Without what the font cannot show: an accent too rare is dropped, and so is a letter of another script."""
    shown = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        plain = unicodedata.normalize("NFD", letter)[0]
        shown += [each for each in (letter, plain) if _has(each, weight)][:1]
    return " ".join("".join(shown).split())


def outline(mask: Mask, width: float) -> Mask:
    """The same letters, grown by so many pixels; the mask grows by twice as many, rounded up, in both directions."""
    grow = int(np.ceil(width))
    padded = cv2.copyMakeBorder(mask, grow, grow, grow, grow, cv2.BORDER_CONSTANT, value=0)
    return cv2.dilate(padded, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * grow + 1, 2 * grow + 1)))


def _broken(text: str, width: float, size: float, weight: str) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _length(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _shortened(text: str, width: float, size: float, weight: str) -> str:
    while text and _length(f"{text}…", size, weight) > width:
        text = text[:-1]
    return f"{text}…"


def _stacked(masks: list[Mask], step: float) -> Mask:
    width = max(mask.shape[1] for mask in masks)
    whole = np.zeros((round(step * (len(masks) - 1)) + masks[-1].shape[0], width), np.float32)
    for number, mask in enumerate(masks):
        top, left = round(number * step), (width - mask.shape[1]) // 2
        room = whole[top : top + mask.shape[0], left : left + mask.shape[1]]
        np.maximum(room, mask[: room.shape[0]], out=room)
    return whole


def _length(text: str, size: float, weight: str) -> float:
    return _font(round(size * 4) / 4, weight).getlength(text)


@lru_cache(maxsize=128)
def _font(size: float, weight: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(weight, max(4.0, size))


@lru_cache(maxsize=1024)
def _has(letter: str, weight: str) -> bool:
    font = _font(24, weight)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(UNKNOWN))
