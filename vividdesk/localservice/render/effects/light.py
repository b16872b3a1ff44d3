"""Light that pulses like a slow breath: a warm glow from above, a fainter answer from the other side."""

import numpy as np

from vividdesk.localservice.render.effects.veil import lit
from vividdesk.localservice.render.paint import colour, radial
from vividdesk.localservice.render.planes import Pixels

WARM = colour("#ffd2a0")
PERIOD = 2.6  # seconds


class LightPulse:
    def __init__(self, size: tuple[int, int], seed: int, strength: float = 1.0) -> None:
        width, height = size
        random = np.random.default_rng(seed)
        side = 0.12 + 0.1 * random.random()
        if random.random() < 0.5:
            side = 1 - side
        reach = float(np.hypot(width, height))
        self._main = radial(size, (side * width, -0.05 * height), reach, 1.8) * 0.62
        self._answer = radial(size, ((1 - side) * width, 0.9 * height), reach * 0.65, 1.9) * 0.34
        self._phase = 2 * np.pi * random.random()
        self._strength = strength

    def over(self, picture: Pixels, seconds: float) -> None:
        turn = 2 * np.pi * seconds / PERIOD + self._phase
        main = 0.5 + 0.36 * np.sin(turn) + 0.06 * np.sin(2.7 * turn + 1)
        answer = 0.5 + 0.38 * np.sin(turn - 1.9)
        lit(picture, self._main * np.float32(main) + self._answer * np.float32(answer), WARM, self._strength)
