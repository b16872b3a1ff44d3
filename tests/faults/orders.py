"""Requests for trials, each with a mark of its own that shows up in the ledger, and photos on the shelf for them."""

import hashlib
import os
from functools import cache
from pathlib import Path

from PIL import Image

from tests.faults import goods
from vividdesk import catalog
from vividdesk.model.draft import Draft
from vividdesk.model.photo import JPEG, Photo
from vividdesk.model.request import Request
from vividdesk.model.template import Template

SMALL, LARGE = 20_000, 1_000_000  # bytes of a photo

# A clip and, where the service makes them, a picture; and the option that takes a text.
TEMPLATES = {
    "vividflow": (("wan2.1", "prompt"),),
    "vimmerse": (("vim_dreamcareer_0226", "image_description"), ("vim_arctic", "title")),
    "vistoure": (("video", "note"), ("upscale", "note")),
}


def order(service: str, mark: str, photo: Photo, number: int = 0) -> Request:
    choices = TEMPLATES[service]
    name, option = choices[number % len(choices)]
    template = _template(service, name)
    return Draft(template).put(template.slots[0].name, photo).set(option, f"a trial, {mark}").request()


@cache
def _template(service: str, name: str) -> Template:
    found = catalog.load().find(service, name)
    assert found is not None
    return found


def shelved(shelf: Path, size: int = SMALL) -> Photo:
    """The photo of about this size, which then lies in the folder."""
    content = goods.photo(size)
    photo = _photo(size)
    place = shelf / photo.file_name
    if not place.exists():
        shelf.mkdir(parents=True, exist_ok=True)
        part = shelf / f"{photo.hash}.{os.getpid()}"
        part.write_bytes(content)
        part.rename(place)
    return photo


@cache
def _photo(size: int) -> Photo:
    import io

    content = goods.photo(size)
    with Image.open(io.BytesIO(content)) as opened:
        width, height = opened.size
    return Photo(hashlib.sha256(content).hexdigest(), JPEG, width, height, len(content), "trial.jpg")
