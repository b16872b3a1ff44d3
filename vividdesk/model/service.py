"""The three services: their names, where they are, where a person gets a key."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    id: str
    name: str
    address: str
    keys_page: str


VIMMERSE = Service("vimmerse", "Vimmerse", "https://api.vimmerse.net", "https://vimmerse.net")
VIVIDFLOW = Service(
    "vividflow", "Vivid Flow", "https://vivid.studioionique.com/api/v1", "https://vivid.studioionique.com"
)
VISTOURE = Service("vistoure", "VistoureAI", "https://vistoureai.com", "https://vistoureai.com")
SERVICES = (VIMMERSE, VIVIDFLOW, VISTOURE)


def service_named(name: str) -> Service | None:
    """By id or by name, however it is written."""
    plain = "".join(name.split()).casefold()
    return next((s for s in SERVICES if plain in (s.id, "".join(s.name.split()).casefold())), None)
