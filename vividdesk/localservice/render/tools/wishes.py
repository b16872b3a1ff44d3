"""What a person typed, understood as far as it can be: no option of these tools is documented, so any name will do."""

import math
import re
import zlib
from collections.abc import Iterable
from typing import Any

from vividdesk.localservice.render.film import Options, ratio
from vividdesk.localservice.render.paint import Colour, colour

COLOURS = {
    "black": "#26262b", "white": "#f3f1ec", "ivory": "#efe6d2", "cream": "#efe3c8", "beige": "#d6c2a3",
    "grey": "#8b9097", "gray": "#8b9097", "silver": "#b9bec6", "charcoal": "#43474f", "red": "#c3212f",
    "crimson": "#a8142f", "scarlet": "#d5281f", "burgundy": "#6d1530", "maroon": "#6b1a22", "wine": "#6d1838",
    "rose": "#b23a5f", "pink": "#ea8fb0", "fuchsia": "#d32c85", "magenta": "#c2298a", "coral": "#f0735c",
    "peach": "#f3a985", "orange": "#e8762b", "rust": "#a9492a", "terracotta": "#bd5f42", "brown": "#74492f",
    "chocolate": "#54301f", "tan": "#bd9468", "camel": "#b98d58", "gold": "#c99a3c", "golden": "#c99a3c",
    "mustard": "#d0a02c", "yellow": "#efc62f", "lemon": "#f0dd55", "olive": "#6f6d34", "khaki": "#9b9065",
    "lime": "#9fc73a", "green": "#2f8a4e", "emerald": "#0f7a55", "mint": "#9bd8bd", "sage": "#9cae8f",
    "teal": "#1c7a7c", "turquoise": "#2bb3b1", "cyan": "#33b3d0", "aqua": "#45c0c6", "blue": "#2b62b8",
    "sky": "#7db7e2", "navy": "#1d2c54", "indigo": "#3b3a86", "denim": "#3f5f8a", "purple": "#6b3a8f",
    "violet": "#7b4bb0", "lilac": "#bda3d8", "lavender": "#b3a5dc", "plum": "#6a2c5f", "mauve": "#a27a9e",
}  # fmt: skip
CODE = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SHAPE = re.compile(r"\d+(?:\.\d+)?\s*[:x/]\s*\d+(?:\.\d+)?")
SHAPES = {"square": 1.0, "portrait": 3 / 4, "landscape": 4 / 3, "story": 9 / 16, "vertical": 9 / 16, "wide": 16 / 9}
LONGEST = 2000  # characters of an option that are read


def sentence(options: Options, names: Iterable[str] = ()) -> str:
    """All text of these options, or of every one, in small letters."""
    wanted = set(names)
    texts = [value for name, value in options.items() if isinstance(value, str) and (not wanted or name in wanted)]
    return " ".join(text[:LONGEST] for text in texts).lower()


def words(options: Options, names: Iterable[str] = ()) -> list[str]:
    return re.findall(r"[^\W\d_]+", sentence(options, names))


def chosen(options: Options, known: Iterable[str], otherwise: str) -> str:
    """The first of the known words that was typed."""
    known = set(known)
    return next((word for word in words(options) if word in known), otherwise)


def tints(options: Options, names: Iterable[str] = ()) -> list[Colour]:
    """The colours named, as words or as "#c03", in their order."""
    text = sentence(options, names)
    found = [(match.start(), colour(f"#{_six(match[1])}")) for match in CODE.finditer(text)]
    found += [
        (match.start(), colour(COLOURS[match[0]])) for match in re.finditer(r"[a-z]+", text) if match[0] in COLOURS
    ]
    return [tint for _at, tint in sorted(found)]


def number(options: Options, names: Iterable[str], otherwise: float, least: float, most: float) -> float:
    """Of 2, "2x", "x2" or "2,5"; what is no number counts as not said, what is too much as the most."""
    for name in names:
        value = _number(options.get(name))
        if value is not None:
            return min(max(value, least), most)
    return otherwise


def aspect(options: Options, otherwise: float) -> float:
    """Width by height."""
    text = sentence(options)
    for match in SHAPE.finditer(text):
        try:
            across, down = ratio(match[0].replace(" ", ""))
        except ValueError:
            continue
        return across / down
    return next((SHAPES[word] for word in words(options) if word in SHAPES), otherwise)


def seed(options: Options) -> int:
    """A number below 2³² of whatever was given as the seed."""
    value = options.get("seed")
    if isinstance(value, int):
        return int(value) % 2**32
    return zlib.crc32(repr(value).encode()) if value not in (None, "") else 0


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        found = NUMBER.search(value[:LONGEST])
        return float(found[0].replace(",", ".")) if found else None
    if isinstance(value, int):
        return float(min(max(value, -1_000_000), 1_000_000))
    return value if isinstance(value, float) and math.isfinite(value) else None


def _six(code: str) -> str:
    return code if len(code) == 6 else "".join(letter * 2 for letter in code)
