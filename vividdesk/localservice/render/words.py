"""What a prompt asks for: camera moves, weather, what the subject does. Words alone: the service itself may ask."""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from vividdesk.localservice.render.film import Options


class Move(NamedTuple):
    kind: str  # one of `camera`
    way: str = ""  # in, out, left, right, up, down
    pace: float = 1.0


OPPOSITE = {"in": "out", "out": "in", "left": "right", "right": "left", "up": "down", "down": "up"}
WAYS = {
    "in": r"in|inwards?|forwards?|closer|nearer|towards?",
    "out": r"out|outwards?|backwards?|back|away",
    "left": r"left|leftwards?",
    "right": r"right|rightwards?",
    "up": r"up|upwards?|ris(?:es|ing)|ascend\w*",
    "down": r"down|downwards?|lower\w*|descend\w*|sink\w*",
}
WAYS_OF = {
    **dict.fromkeys(("dolly", "zoom"), ("in", "out")),
    **dict.fromkeys(("pan", "truck", "orbit", "arc"), ("left", "right")),
    **dict.fromkeys(("tilt", "crane"), ("up", "down")),
}
UPRIGHT = {"pan": "tilt", "truck": "crane"}  # what people mean by a pan up
MOVES = {  # the order is how sure the words are
    "handheld": r"hand[- ]?held|shak[ey]\w*",
    "static": r"static|locked|tripod|fixed|motionless|stationary",
    "dolly": r"doll(?:y|ies|ying|ied)|push(?:es|ing)? in|pull(?:s|ing)? (?:out|back)|approach\w*|closer",
    "zoom": r"zoom\w*",
    "orbit": r"orbit\w*|circl\w+|revolv\w+|rotat\w+ around",
    "arc": r"arc(?:s|ing)?",
    "crane": r"cran(?:e|es|ing)|pedestal|boom|jib|ris(?:es|ing)|ascends?|descends?",
    "pan": r"pan(?:s|ning)?",
    "tilt": r"tilt\w*",
    "truck": r"truck(?:s|ing)?|track(?:s|ing)?|slid(?:e|es|ing)|travel\w*",
}
GLIDE = r"glid\w+|mov(?:e|es|ing)|fl(?:y|ies|ying)|drift\w*|float\w*"  # whose way tells what it is
BY_WAY = {"in": "dolly", "out": "dolly", "left": "truck", "right": "truck", "up": "crane", "down": "crane"}
ALONE = frozenset({"handheld", "dolly", "zoom"})  # kinds that mean the camera without naming it
CAMERA = r"camera|shot|lens|viewpoint|frame"
SLOW, FAST = r"slow\w*|gent\w+|subtl\w+|soft\w*|calm\w*|slight\w*", r"fast|quick\w*|rapid\w*|swift\w*|dramatic\w*|whip"

WEATHER = {  # what a text about the surroundings must name; a prompt, where it is marked so, must say that it moves
    "snow": r"snow(?!m[ae]n)\w*|blizzard",
    "rain": r"rain(?:s|y|ing|fall|drops?|storm)?|drizzl\w+|downpour|thunderstorm",
    "fog": r"fog\w*|mist|mists|misty|haz[ey]",
    "leaves": r"leaf|leaves|foliage",
    "light": r"lights?(?! (?:snow|rain|fog|mist|drizzle|breeze|wind|dust))|glow\w*|candle\w*|firelight|neon",
    "water": r"water\w*|ripples?|lake|sea|ocean|river|pond|waves",
    "dust": r"dust(?:y)?|motes?|particles?|pollen|sparkles?",
}
MOVING = {
    "leaves": r"fall\w*|autumn\w*|drift\w*|tumbl\w+|blow\w*|swirl\w*|float\w*|flutter\w*",
    "light": r"puls\w+|flicker\w*|flash\w*|breath\w*|throb\w*|glow\w*",
    "water": r"shimmer\w*|rippl\w+|sparkl\w+|flow\w*|glisten\w*|glitter\w*",
}
FAINT, STRONG = (
    r"light|faint|few|fine|soft\w*|subtl\w+|gent\w+",
    r"heavy|heavily|strong\w*|dense|thick|storm\w*|blizzard",
)
NOT = r"no|not|without|never|avoid\w*|stop\w*|free of|don't"

GESTURES = {
    "turn": r"turn\w*|look\w*|glanc\w+|shak\w+ (?:her|his|their|the) head",
    "nod": r"nod\w*|bow\w*",
    "smile": r"smil\w+|laugh\w*|grin\w*|happ\w+",
    "hair": r"hair|breeze|wind\w*|flutter\w*|scarf",
    "sway": r"sway\w*|danc\w+|wav(?:e|es|ing)|walk\w*|lean\w*|step\w*|swing\w*|turns? around",
    "breathe": r"breath\w*|sigh\w*|blink\w*|stand\w*",
}


def moves_of(text: str, is_prompt: bool = False) -> tuple[Move, ...]:
    """At most two, made at once. In a prompt other things turn and rise as well: there the camera is named."""
    found: dict[str, Move] = {}
    for clause in _clauses(text):
        for move in _moves(clause, is_prompt):
            found.setdefault(move.kind, move)
    return tuple(found.values())[:2]


def _moves(clause: str, is_prompt: bool) -> Iterator[Move]:
    named = not is_prompt or _has(clause, CAMERA)
    pace = 0.6 if _has(clause, SLOW) else 1.5 if _has(clause, FAST) else 1.0
    kinds = [kind for kind, pattern in MOVES.items() if (named or kind in ALONE) and _asked(clause, pattern)]
    if named and not kinds and _has(clause, GLIDE):
        way = _way(clause, tuple(OPPOSITE))
        kinds = [BY_WAY[way]] if way else []
    for kind in kinds:
        if kind in ("handheld", "static"):
            yield Move(kind, "", pace)
            continue
        upright = UPRIGHT.get(kind, kind)
        meant = upright if not _way(clause, WAYS_OF[kind]) and _way(clause, WAYS_OF[upright]) else kind
        yield Move(meant, _way(clause, WAYS_OF[meant]) or WAYS_OF[meant][0], pace)


def _way(clause: str, allowed: tuple[str, ...]) -> str:
    places = ((match.start(), way) for way in allowed if (match := _pattern(WAYS[way]).search(clause)))
    return min(places, default=(0, ""))[1]


def weather_of(text: str, is_prompt: bool = False) -> dict[str, float]:
    """Each with its strength, 1 on the whole, as they are named."""
    found: dict[str, float] = {}
    for clause in _clauses(text):
        named = {
            name: match.start()
            for name, pattern in WEATHER.items()
            if _asked(clause, pattern) and (match := _pattern(pattern).search(clause))
            if not is_prompt or name not in MOVING or _has(clause, MOVING[name])
        }
        for name in sorted(named, key=lambda name: named[name]):
            is_faint = name != "light" and _has(clause, FAINT)
            found.setdefault(name, 0.55 if is_faint else 1.6 if _has(clause, STRONG) else 1.0)
    return found


def gestures_of(text: str) -> tuple[str, ...]:
    clauses = [clause for clause in _clauses(text) if not _has(clause, CAMERA)]
    return tuple(name for name, pattern in GESTURES.items() if any(_asked(clause, pattern) for clause in clauses))


def unwanted(options: Options) -> frozenset[str]:
    """Kinds of moves, weather and gestures that a negative prompt names."""
    text = _said(options, "negative_prompt")
    patterns = MOVES | WEATHER | GESTURES
    return frozenset(name for name, pattern in patterns.items() if _has(text.lower(), pattern))


def weather(options: Options) -> dict[str, float]:
    """The surroundings first, then what the prompt adds."""
    found = weather_of(_said(options, "environmental_animation"))
    for name, strength in weather_of(_said(options, "prompt"), is_prompt=True).items():
        found.setdefault(name, strength)
    without = unwanted(options)
    return {name: strength for name, strength in found.items() if name not in without}


def moves(options: Options) -> tuple[Move, ...]:
    """Of the camera's own option, or else of the prompt; none is told by nobody."""
    found = moves_of(_said(options, "camera_motion")) or moves_of(_said(options, "prompt"), is_prompt=True)
    without = unwanted(options)
    return tuple(move for move in found if move.kind not in without)


def gestures(options: Options) -> tuple[str, ...]:
    """What is asked of the subject and cannot be understood makes it breathe and sway."""
    asked = _said(options, "subject_animation")
    found = gestures_of(asked) or (("breathe", "sway") if asked else gestures_of(_said(options, "prompt")))
    without = unwanted(options)
    return tuple(name for name in found if name not in without)


def mood_of(options: Options) -> str:
    """Of the sound that fits."""
    return next(iter(weather(options)), "soft")


def _said(options: Options, name: str) -> str:
    text = str(options.get(name) or "").strip()
    return "" if text.lower() == "none" else text


def _clauses(text: str) -> list[str]:
    """Each once: what is said again tells nothing new."""
    parts = re.split(r"[.,;:!?\n]|\bwhile\b|\bas\b|\bthen\b", text.lower())
    return list(dict.fromkeys(part for part in parts if part.strip()))


def _has(clause: str, pattern: str) -> bool:
    return _pattern(pattern).search(clause) is not None


def _asked(clause: str, pattern: str) -> bool:
    """Whether it is named and not denied."""
    return _has(clause, pattern) and not _has(clause, rf"(?:{NOT})(?: \w+)? (?:{pattern})")


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b")
