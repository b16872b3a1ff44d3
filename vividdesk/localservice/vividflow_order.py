"""From a form of Vivid Flow to the clip it asks for."""

from collections.abc import Iterator, Mapping
from typing import Any

from vividdesk.catalog import Catalog
from vividdesk.localservice.forms import Form
from vividdesk.localservice.job import Order, Stage
from vividdesk.localservice.options import fitting, from_words
from vividdesk.localservice.pictures import NoPicture, checked
from vividdesk.localservice.refusal import Place, Refusal, unfit
from vividdesk.localservice.render.film import CLIP_RATE, WAN_RATE, Film, sized
from vividdesk.localservice.render.words import mood_of
from vividdesk.model.service import VIVIDFLOW
from vividdesk.model.template import Template

SLOT = "image"
USUAL_MODEL = "wan2.1"
USUAL_ASPECT = "16:9"
OWN_FIELDS = ("model", SLOT)
CREDITS = {"wan2.1": 5, "veo3.1": 10}

SIDES, LENGTHS = (64, 1920), (2, 241)  # what is drawn here, of what Wan documents no limits for


def order(form: Form, catalog: Catalog) -> Order:
    template = _template(form.text("model") or USUAL_MODEL, catalog)
    photo = _photo(form, template)
    options = fitting(template.options, dict(_given(form, template, catalog)), [SLOT])
    film = _wan(options) if template.target == USUAL_MODEL else _veo(options)
    stage = Stage("generate", template.target, film, options, {SLOT: SLOT})
    return Order(
        service=VIVIDFLOW.id,
        target=template.target,
        stages=(stage,),
        photos={SLOT: photo},
        facts={"model": template.target, "prompt": options["prompt"], "options": options},
        cost=CREDITS[template.target],
    )


def _template(model: str, catalog: Catalog) -> Template:
    template = catalog.find(VIVIDFLOW.id, model)
    if template is None:
        known = " or ".join(each.target for each in catalog.of(VIVIDFLOW))
        raise unfit({("body", "model"): f"Choose {known}."})
    return template


def _photo(form: Form, template: Template) -> bytes:
    photo = next(iter(form.contents(SLOT)), b"")
    if not photo:
        raise Refusal(400, "No image file provided")
    most = template.limits.most_bytes
    if most is not None and len(photo) > most:
        raise unfit({("body", SLOT): f"A picture may have {most // 1_000_000} MB."})
    try:
        checked(photo, template.limits.kinds)
    except NoPicture as fault:
        raise unfit({("body", SLOT): str(fault)}) from fault
    return photo


def _given(form: Form, template: Template, catalog: Catalog) -> Iterator[tuple[str, Any]]:
    """What is for the other model is passed over; a name that neither has is left in, to be told of."""
    others = {field.name for each in catalog.of(VIVIDFLOW) for field in each.options.fields}
    for name, text in form.fields:
        field = template.options.named(name)
        if field is not None or name not in {*others, *OWN_FIELDS}:
            yield name, from_words(field, text)


def _wan(options: Mapping[str, Any]) -> Film:
    faults: dict[Place, str] = {}
    for name in ("width", "height"):
        if not SIDES[0] <= options[name] <= SIDES[1] or options[name] % 2:
            faults["body", name] = f"Give an even number from {SIDES[0]} to {SIDES[1]}."
    if not LENGTHS[0] <= options["length"] <= LENGTHS[1]:
        faults["body", "length"] = f"Give a whole number from {LENGTHS[0]} to {LENGTHS[1]}."
    if faults:
        raise unfit(faults)
    return Film(options["width"], options["height"], WAN_RATE, options["length"])


def _veo(options: Mapping[str, Any]) -> Film:
    size = sized(options.get("aspect_ratio") or USUAL_ASPECT, int(options["resolution"].removesuffix("p")))
    sound = mood_of(options) if options["generate_audio"] else ""
    return Film(*size, CLIP_RATE, CLIP_RATE * options["duration_seconds"], sound)
