"""What a person looks like, in numbers and colours. A head is 2.9 units high; its eyes lie at (±0.45, 0)."""

from dataclasses import dataclass, field

from samples.canvas import Colour


@dataclass(frozen=True)
class Face:
    skin: Colour = (0.851, 0.639, 0.514)
    lips: Colour = (0.710, 0.376, 0.361)
    iris: Colour = (0.357, 0.275, 0.196)
    brow: Colour = (0.227, 0.165, 0.125)
    width: float = 1.0
    jaw: float = 0.78
    chin: float = 0.3
    length: float = 1.43  # where the chin ends
    eyes: float = 1.0
    nose: float = 1.0
    bridge: float = 1.0
    mouth: float = 1.1
    full: float = 1.0  # lips
    brows: float = 1.0
    smile: float = 0.5
    age: float = 0.0  # 0 young, 1 old
    blush: float = 0.5
    lashes: float = 1.0
    beard: float = 0.0
    freckles: float = 0.0


@dataclass(frozen=True)
class Hair:
    style: str = "long"
    dark: Colour = (0.114, 0.067, 0.043)
    middle: Colour = (0.290, 0.173, 0.102)
    light: Colour = (0.604, 0.416, 0.251)


@dataclass(frozen=True)
class Clothes:
    kind: str = "jumper"  # jumper, tee, shirt, dress
    colour: Colour = (0.224, 0.345, 0.420)
    inner: Colour = (0.914, 0.894, 0.855)
    pattern: str = "knit"  # knit, plain, stripes, checks


@dataclass(frozen=True)
class Person:
    face: Face = field(default_factory=Face)
    hair: Hair = field(default_factory=Hair)
    clothes: Clothes = field(default_factory=Clothes)
    shoulders: float = 1.0
    neck: float = 1.0
    tilt: float = 0.0
    seed: int = 1
