"""From a form of Vimmerse to the work it asks for: crop, picture, and for a clip the moving picture."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from vividdesk.localservice.forms import Form, read_json
from vividdesk.localservice.job import Order, Stage
from vividdesk.localservice.options import fitting
from vividdesk.localservice.pictures import NoPicture, Shape, at_address, checked
from vividdesk.localservice.refusal import Place, unfit
from vividdesk.localservice.render.film import CLIP_RATE, CLIP_SHORT, PICTURE_SHORT, Film, sized
from vividdesk.model.template import Makes, Template

SLOT, ADDRESSES = "image_files", "image_urls"
MOST_IMAGES = 20
SECONDS = {"each_explodedloop_0226": 6, "each_ugcproduct_0226": 8, "vim_instagramframeescape_0226": 5}
USUAL_SECONDS = 4
PRODUCTS = ("vim_product_showcase", "each_explodedloop_0226", "each_ugcproduct_0226")
PRODUCT = "https://distribution.vimmerse.net/presets/image/skincare_product.jpg"
PICTURE_CREDITS, CLIP_CREDITS = 1, 4

# As documented: our own client sends others.
DETAILS = {"title": "", "description": "", "visibility_status": "1", "event_id": "no_event", "webhook_url": None}


class Given(NamedTuple):
    place: Place
    content: bytes


def order(form: Form, template: Template) -> Order:
    """A Refusal says what is wrong, of each part."""
    details = fitting(template.details, {name: form.text(name) or default for name, default in DETAILS.items()})
    filled = [SLOT] if form.contents(SLOT) or form.texts(ADDRESSES) else []
    options = fitting(template.options, _options(form), filled, ("body", "options"))
    photos = list(_given(form, template, options))
    if len(photos) > MOST_IMAGES:
        raise unfit({("body", SLOT): f"Send at most {MOST_IMAGES} pictures."})
    shape, *_others = [_shape(photo, template) for photo in photos]
    is_clip = template.makes_with(options) is not Makes.PICTURE
    return Order(
        service="vimmerse",
        target=template.target,
        stages=tuple(_stages(template, options, shape, is_clip)),
        photos={_name(number): photo.content for number, photo in enumerate(photos)},
        facts={**DETAILS, **details, "options": options},
        cost=CLIP_CREDITS if is_clip else PICTURE_CREDITS,
    )


def _options(form: Form) -> Mapping[str, Any]:
    try:
        options = read_json(form.text("options") or "{}")
    except ValueError as fault:
        raise unfit({("body", "options"): f"The options cannot be read: {fault}."}) from fault
    if not isinstance(options, dict):
        raise unfit({("body", "options"): "The options must be an object in JSON."})
    return options


def _given(form: Form, template: Template, options: Mapping[str, Any]) -> Iterator[Given]:
    """Files; else addresses; else what the template brings along, if it needs none."""
    if files := form.contents(SLOT):
        yield from (Given(("body", SLOT, str(number)), content) for number, content in enumerate(files))
    elif urls := form.texts(ADDRESSES):
        for number, url in enumerate(urls):
            yield _fetched(url, template, ("body", ADDRESSES, str(number)))
    elif any(slot.at_least for slot in template.slots) or form.texts(SLOT):
        raise unfit({("body", SLOT): "Field required: send a picture as a file, or its address in image_urls."})
    else:
        url = str(options.get("product_image", PRODUCT))
        yield _fetched(url, template, ("body", "options", "product_image"))


def _fetched(url: str, template: Template, place: Place) -> Given:
    try:
        return Given(place, at_address(url.strip(), template.target))
    except NoPicture as fault:
        raise unfit({place: str(fault)}) from fault


def _shape(photo: Given, template: Template) -> Shape:
    try:
        return checked(photo.content, template.limits.kinds)
    except NoPicture as fault:
        raise unfit({photo.place: str(fault)}) from fault


def _name(number: int) -> str:
    return f"image-{number + 1}"


def _stages(template: Template, options: Mapping[str, Any], shape: Shape, is_clip: bool) -> Iterator[Stage]:
    """The first picture is the one that is shown; the others are kept with it."""
    aspect = str(options["aspect_ratio"])
    size = _sized(aspect, CLIP_SHORT if is_clip else PICTURE_SHORT)
    # A product is never cut: its picture keeps its own shape.
    width, height = sized(shape.aspect, PICTURE_SHORT) if template.target in PRODUCTS else _sized(aspect, PICTURE_SHORT)
    crop, cropped = {"width": width, "height": height}, {SLOT: "@crop_to_content"}
    picture = Film(*size)
    clip = Film(*size, frames=CLIP_RATE * SECONDS.get(template.target, USUAL_SECONDS))
    yield Stage("crop_to_content", "crop", options=crop, photos={SLOT: _name(0)}, shown=False)
    yield Stage("create_media", template.target, picture, options, cropped, shown=not is_clip)
    if is_clip:
        yield Stage("video_overlay", template.target, clip, options, cropped)


def _sized(aspect: str, short: int) -> tuple[int, int]:
    try:
        return sized(aspect, short)
    except ValueError as fault:
        says = "Give width to height, such as 16:9, 9:16 or 1:1; at most four to one."
        raise unfit({("body", "options", "aspect_ratio"): says}) from fault
