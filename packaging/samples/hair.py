"""Hair, strand by strand: bundles of guide curves between which every strand finds its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from samples.canvas import Array, Sheet, curve, f32, linear, ramp, resampled
from samples.light import Stage
from samples.looks import Hair

STEPS = 44
Guide = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Lock:
    """Guides from one side of a bundle to the other, each from root to tip; mirrored with side -1."""

    guides: tuple[Guide, ...]
    count: int = 900
    wave: float = 0.0
    curls: float = 3.0
    wild: float = 0.02
    shine: float = 0.3
    width: float = 0.0075
    ends: float = 0.1  # how much strands differ in length
    starts: float = 0.0
    side: int = 1
    bright: float = 0.0


class Comb:
    """Draws locks into a map of brightness and one of cover."""

    def __init__(self, sheet: Sheet, seed: int) -> None:
        self.sheet = sheet
        self.value = np.zeros((sheet.height, sheet.width), np.uint8)
        self.cover = np.zeros((sheet.height, sheet.width), np.uint8)
        self.rng = np.random.default_rng(seed)

    def lock(self, lock: Lock) -> None:
        guides = np.stack([resampled(curve(guide), STEPS) for guide in lock.guides]) * f32((lock.side, 1))
        across = np.stack([curve(f32(guides[:, k]), steps=8) for k in range(STEPS)], 1)
        rng = self.rng
        way = np.linspace(0, 1, STEPS)
        hills = rng.uniform(0, 6.28, 4)
        for number in range(lock.count + lock.count // 60):
            u = rng.uniform() if number < lock.count else rng.uniform(0.75, 1.0)
            at = u * (len(across) - 1)
            first = min(int(at), len(across) - 2)
            line = across[first] + (across[first + 1] - across[first]) * (at - first)
            clump = sum(np.sin(u * k + p) for k, p in zip((7, 17, 33, 71), hills, strict=True)) / 2.4
            phase = rng.normal(0, 0.25) + 1.3 * np.sin(u * 5 + hills[0]) + u * 2
            swing = lock.wave * np.sin(way * lock.curls * 2 * np.pi + phase) * np.clip(way * 2.2, 0, 1)
            stray = 3.0 if number >= lock.count else 1.0
            drift = rng.normal(0, lock.wild * stray, 2) * way[:, None] ** 0.8
            line = line + drift + rng.normal(0, 0.018, 2) + np.stack([swing, 0.3 * swing], 1)
            # Joints of neighbours must not lie side by side: they would show as a weave.
            joints = way + rng.uniform(-0.5, 0.5) / STEPS
            line = np.stack([np.interp(joints, way, line[:, 0]), np.interp(joints, way, line[:, 1])], 1)
            start = int(STEPS * lock.starts * rng.uniform() ** 2)
            stop = max(start + 3, int(STEPS * (1 - lock.ends * rng.uniform() ** 1.4)))
            early = number < lock.count * 0.25
            tone = self._tone(lock, u, way, clump, phase) - (0.16 if early else 0)
            self._draw(f32(line[start:stop]), tone[start:stop], lock.width * (2.4 if early else 1 / stray**0.5))

    def _tone(self, lock: Lock, u: float, way: Array, clump: float, phase: float) -> Array:
        """How bright a strand is on its way from root to tip."""
        rng = self.rng
        peak = lock.shine + 0.035 * clump + rng.normal(0, 0.025)
        tone = 0.32 + 0.07 * clump + rng.normal(0, 0.06) + lock.bright
        band = np.exp(-(((way - peak) / 0.15) ** 2)) + 0.3 * np.exp(-(((way - peak - 0.42) / 0.16) ** 2))
        tone = tone - 0.14 * np.exp(-way / 0.05)  # shadow at the roots
        tone = tone + (0.24 + 0.06 * clump) * band - 0.12 * (2 * u - 1) ** 2
        if lock.wave:
            tone = tone + 0.09 * np.cos(way * lock.curls * 6.28 + phase) * np.clip(way * 2, 0, 1)
        return f32(np.clip(tone, 0.03, 1))

    def _draw(self, line: Array, tone: Array, width: float) -> None:
        thick = max(1, round(width * self.sheet.scale))
        pixels = self.sheet.pixels(line)
        ends, tones = pixels.tolist(), (tone * 255).astype(int).tolist()
        for a, b, value in zip(ends, ends[1:], tones, strict=False):
            cv2.line(self.value, a, b, value, thick, cv2.LINE_AA, 4)
        cv2.polylines(self.cover, [pixels], False, 255, thick, cv2.LINE_AA, 4)

    def lay(self, stage: Stage, hair: Hair, level: float, depth: float = 0.3, gloss: float = 0.02) -> None:
        sheet = self.sheet
        mask, tone = f32(self.cover) / 255, f32(self.value) / 255
        # Where a strand covers half a pixel its tone was drawn half as bright.
        near = 1.5 / sheet.scale
        tone = np.where(mask > 0.98, tone, sheet.blur(tone, near) / (sheet.blur(mask, near) + 1e-3))
        solid = sheet.blur(mask, 0.2)
        stage.colour *= (1 - 0.4 * sheet.blur(mask, 0.07))[..., None]  # its shadow on what lies beneath
        z = level + depth * solid + 0.035 * sheet.blur(f32(tone) * mask, 0.01)
        colour = ramp(f32(tone), [(0.0, hair.dark), (0.34, hair.middle), (0.8, hair.light), (1.0, hair.light)])
        over = np.maximum(z, np.where(solid < 0.35, stage.z + 0.04, z))
        stage.lay(mask, f32(over), linear(f32(colour)), skin=0.25, gloss=gloss, form=f32(z))


def comb(
    stage: Stage, sheet: Sheet, hair: Hair, locks: Sequence[Lock], level: float, seed: int, depth: float = 0.3
) -> None:
    drawn = Comb(sheet, seed)
    for lock in locks:
        drawn.lock(lock)
    drawn.lay(stage, hair, level, depth)


def both(lock: Lock) -> tuple[Lock, Lock]:
    return lock, Lock(**{**lock.__dict__, "side": -lock.side})
