"""What speaks against a photo or an option before it is paid for. A word, never a wall: all of it can be sent.

Silence is better than a false alarm: where a service does not tell what it needs, nothing is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

from vividdesk.model.crop import SHAPE, Shape
from vividdesk.model.photo import Photo
from vividdesk.model.schema import Warn
from vividdesk.model.service import service_named
from vividdesk.model.template import Kind, Template
from vividdesk.texts import _, count

MEGA = 1_000_000
BLURRED = 0.03  # of the places with contrast that are sharp; a good photo has more than 0.8
ENLARGED = 1.5  # times that a photo can be, to fill what is made of it, before it looks soft
USUAL = 720  # pixels of a result's shorter side, where only its shape is known
KEPT = 0.9  # of a photo that is the first frame of its clip
KEPT_OF_ANY = 0.7  # the same, where the service chooses among shapes
KEPT_IN_SCENE = 0.5  # of one from which somebody is taken into a scene: its edges matter less
WIDTH, HEIGHT, RESOLUTION = "width", "height", "resolution"


class Trouble(IntEnum):
    """By what it costs."""

    OPTION = 0
    NO_FACE = 1
    SHAPE = 2
    SMALL = 3
    BLURRED = 4
    SCALED = 5


class Facts(NamedTuple):
    photo: Photo
    sharpness: float | None = None  # not known, or not to be told
    has_face: bool | None = None  # not known


class Needs(NamedTuple):
    """What a template needs, with the options as they are; empty where nobody knows."""

    service: str = ""
    shapes: tuple[Shape, ...] = ()  # one if it is settled, several if the service chooses
    kept: float = 0.0  # of the photo, at least
    width: int = 0
    height: int = 0
    short_side: int = 0  # where only that is known
    most_bytes: int | None = None
    people: bool = False


@dataclass(frozen=True)
class Caution:
    """`offer` are options that would mend it, and `offers` says so."""

    trouble: Trouble
    says: str
    photo: Photo | None = None
    offer: Mapping[str, Any] = field(default_factory=dict)
    offers: str = ""


def needs(template: Template, options: Mapping[str, Any]) -> Needs:
    """`options` are those that a person has set."""
    service = service_named(template.service)
    name = service.name if service else template.service
    known = Needs(name, most_bytes=template.limits.most_bytes, people=is_of_people(template))
    values = {**template.options.defaults, **options}
    is_frame = template.kind is Kind.MODEL  # the photo itself begins to move
    if size := _size(values):
        shape = Shape.of(*size)
        return known._replace(shapes=(shape,), kept=KEPT if is_frame else KEPT_IN_SCENE, width=size[0], height=size[1])
    if template.options.named(SHAPE) is None:
        return known
    lines = str(values.get(RESOLUTION, "")).removesuffix("p")
    short_side = int(lines) if lines.isdecimal() else USUAL
    if (settled := Shape.read(values.get(SHAPE))) is not None:
        return known._replace(shapes=(settled,), kept=KEPT if is_frame else KEPT_IN_SCENE, short_side=short_side)
    several = shapes_of(template)
    return known._replace(shapes=several, kept=KEPT_OF_ANY if is_frame else KEPT_IN_SCENE, short_side=short_side)


def warnings(facts: Facts, template: Template, known: Needs) -> list[Caution]:
    """Of one photo, the dearest first; `known` of that template."""
    photo = facts.photo
    found = []
    if known.people and facts.has_face is False:
        found.append(Caution(Trouble.NO_FACE, said(Trouble.NO_FACE, [photo], known), photo))
    if known.shapes and max(kept(photo, shape) for shape in known.shapes) < known.kept:
        offer, offers = _better_shape(photo, template, known)
        found.append(Caution(Trouble.SHAPE, said(Trouble.SHAPE, [photo], known), photo, offer, offers))
    if _is_small(photo, known):
        found.append(Caution(Trouble.SMALL, said(Trouble.SMALL, [photo], known), photo))
    if facts.sharpness is not None and facts.sharpness < BLURRED:
        found.append(Caution(Trouble.BLURRED, said(Trouble.BLURRED, [photo], known), photo))
    if known.most_bytes is not None and photo.size > known.most_bytes:
        found.append(Caution(Trouble.SCALED, said(Trouble.SCALED, [photo], known), photo))
    return found


def of_options(warned: Mapping[str, Warn]) -> list[Caution]:
    """As a check found them, by the option's name."""
    return [
        Caution(Trouble.OPTION, warn.says, offer={} if warn.offer is None else {name: warn.offer}, offers=_change(warn))
        for name, warn in warned.items()
    ]


def said(trouble: Trouble, photos: Sequence[Photo], known: Needs) -> str:
    """The same of several photos is one sentence."""
    number = len(photos)
    match trouble:
        case Trouble.NO_FACE:
            return count(
                "No face is seen in the photo: this template is for people.",
                "No face is seen in {n} photos: this template is for people.",
                number,
            )
        case Trouble.SHAPE:
            return count(
                "The photo is not {shape}: the service crops or fills it.",
                "{n} photos are not {shape}: the service crops or fills them.",
                number,
                shape=_either([shape.name for shape in known.shapes]),
            )
        case Trouble.SMALL:
            return count(
                "The photo is small: it has to be enlarged, and looks soft then.",
                "{n} photos are small: they have to be enlarged, and look soft then.",
                number,
            )
        case Trouble.BLURRED:
            return count(
                "The photo looks blurred: what is made of it will be, too.",
                "{n} photos look blurred: what is made of them will be, too.",
                number,
            )
        case Trouble.SCALED:
            return count(
                "The photo has {mega} MB, and {service} takes {most}: a smaller copy is sent.",
                "{n} photos have up to {mega} MB, and {service} takes {most}: smaller copies are sent.",
                number,
                mega=f"{max(photo.size for photo in photos) / MEGA:.1f}",
                most=_("{n} MB").format(n=f"{(known.most_bytes or 0) / MEGA:g}"),
                service=known.service,
            )
    raise ValueError(trouble)


def word(trouble: Trouble) -> str:
    """Where there is room for no more."""
    match trouble:
        case Trouble.NO_FACE:
            return _("no face")
        case Trouble.SHAPE:
            return _("other shape")
        case Trouble.SMALL:
            return _("small")
        case Trouble.BLURRED:
            return _("blurred")
        case Trouble.SCALED:
            return _("sent smaller")
    raise ValueError(trouble)


def is_of_people(template: Template) -> bool:
    return bool(template.slots) and all(slot.people for slot in template.slots)


def shapes_of(template: Template) -> tuple[Shape, ...]:
    """That the template itself names, whatever is chosen."""
    option = template.options.named(SHAPE)
    named = (option.enum or option.examples) if option else ()
    return tuple(shape for shape in map(Shape.read, named) if shape)


def kept(photo: Photo, shape: Shape) -> float:
    """The share of it that a frame of this shape holds."""
    ratio = photo.width / photo.height / shape.ratio
    return min(ratio, 1 / ratio)


def enlarged(width: float, height: float, known: Needs) -> float:
    """How many times a picture of this size has to be, to fill what is made of it."""
    if known.width:
        return max(known.width / width, known.height / height)
    return known.short_side / min(width, height)


def _is_small(photo: Photo, known: Needs) -> bool:
    return enlarged(photo.width, photo.height, known) > ENLARGED


def _size(values: Mapping[str, Any]) -> tuple[int, int] | None:
    match values.get(WIDTH), values.get(HEIGHT):
        case int(width), int(height) if width > 0 and height > 0:
            return width, height
    return None


def _better_shape(photo: Photo, template: Template, known: Needs) -> tuple[dict[str, Any], str]:
    """Another option that would keep much more of the photo, and its words; nothing where there is none."""
    now = max(kept(photo, shape) for shape in known.shapes)
    if known.width:
        turned = known.shapes[0].turned
        if kept(photo, turned) > 1.2 * now:
            return {WIDTH: known.height, HEIGHT: known.width}, _take(turned)
        return {}, ""
    best = max(shapes_of(template), key=lambda shape: kept(photo, shape), default=None)
    if best is not None and kept(photo, best) > 1.2 * now:
        return {SHAPE: best.name}, _take(best)
    return {}, ""


def _take(shape: Shape) -> str:
    return _("Take {value}").format(value=shape.name)


def _change(warn: Warn) -> str:
    match warn.offer:
        case None:
            return ""
        case True:
            return _("Turn it on")
        case False:
            return _("Turn it off")
    return _("Take {value}").format(value=warn.offer)


def _either(names: Sequence[str]) -> str:
    *several, last = names
    return _("{several} or {last}").format(several=", ".join(several), last=last) if several else last
