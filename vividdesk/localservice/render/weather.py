"""Weather by its name, as `words` finds it."""

from collections.abc import Mapping
from typing import Protocol

from vividdesk.localservice.render.effects.dust import Dust
from vividdesk.localservice.render.effects.fog import Fog
from vividdesk.localservice.render.effects.leaves import Leaves
from vividdesk.localservice.render.effects.light import LightPulse
from vividdesk.localservice.render.effects.rain import Rain
from vividdesk.localservice.render.effects.snow import Snow
from vividdesk.localservice.render.effects.water import Shimmer
from vividdesk.localservice.render.planes import Pixels


class Effect(Protocol):
    def over(self, picture: Pixels, seconds: float) -> None: ...


class Make(Protocol):
    def __call__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> Effect: ...


EFFECTS: dict[str, Make] = {  # from the back to the front
    "water": Shimmer,
    "light": LightPulse,
    "fog": Fog,
    "rain": Rain,
    "dust": Dust,
    "snow": Snow,
    "leaves": Leaves,
}


def effects(named: Mapping[str, float], size: tuple[int, int], seed: int) -> list[Effect]:
    return [make(size, seed + 1, named[name]) for name, make in EFFECTS.items() if name in named]
