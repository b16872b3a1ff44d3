"""A template that has an option of every kind, and values that are all wrong."""

from vividdesk.model.draft import Draft
from vividdesk.model.schema import Field, Schema, Slot, Warn
from vividdesk.model.template import Makes, Template

LOOKS = ("calm", "bright", "noir", "paper", "neon", "dream", "film")

EVERY = Template(
    "vividflow",
    "every",
    "Every kind",
    description="An option of every kind.",
    made=Makes.CLIP,
    slots=(
        Slot("photo", "Photo", "The picture that comes to life."),
        Slot("more", "Further photos", "Up to three, from other sides.", at_least=0, at_most=3, by_address=True),
    ),
    options=Schema(
        (
            Field("prompt", title="Prompt", description="What shall move, and how.", required=True, format="multiline"),
            Field("name", title="Title", max_length=12, description="At most 12 letters."),
            Field("page", title="Address", format="uri", description="Where the result is sent to."),
            Field("size", title="Resolution", enum=("720p", "1080p"), default="720p"),
            Field("look", title="Look", enum=LOOKS, default="calm"),
            Field("move", title="Camera motion", examples=("Dolly in", "Orbit"), description="Or your own."),
            Field("seconds", "integer", "Seconds", default=6, minimum=2, maximum=12, unit="s"),
            Field("frames", "integer", "Frames", default=80, minimum=16, multiple_of=4),
            Field("strength", "number", "Strength", default=0.5, minimum=0, maximum=1, multiple_of=0.05),
            Field("scale", "number", "Guidance", default=3.5),
            Field("sound", "boolean", "Sound", default=True, warn_when=(Warn(False, "A clip without sound is rare."),)),
            Field("seed", "integer", "Seed", nullable=True, advanced=True),
            Field("raw", "object", "Anything else", advanced=True),
        ),
        is_open=True,
    ),
)

WRONG = {
    "name": "far too long for a title",
    "page": "not an address",
    "size": "4320p",
    "look": "unheard of",
    "seconds": 90,
    "frames": 18,
    "strength": 7.0,
    "scale": "much",
    "sound": "perhaps",
    "seed": "none",
    "raw": "{ not JSON",
}


def all_wrong() -> Draft:
    draft = Draft(EVERY)
    for name, value in WRONG.items():
        draft = draft.set(name, value)
    return draft
