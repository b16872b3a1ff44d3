"""A soft track that fits what is shown."""

from collections.abc import Callable, Mapping

import numpy as np

from vividdesk.localservice.render.tones import RATE, Tones, Track, Values

__all__ = ["RATE", "Track", "track"]

PEAK = 0.36  # of full scale: -9 dB, which leaves room for what the encoder adds
FADE_IN, FADE_OUT = 0.7, 1.1  # seconds; less in a short track
WIDE, OPEN, DARK = (0, 7, 14, 16, 23), (-4, 3, 8, 15, 19), (0, 7, 12, 15, 22)  # semitones above the root


def track(mood: str, seconds: float, seed: int) -> Track:
    """A mood that nobody knows is soft."""
    count = round(seconds * RATE)
    if count < 2:
        return np.zeros((count, 2), np.float32)
    whole = MOODS.get(mood, _soft)(Tones(count, seed)) * _fades(count)
    return np.asarray(whole * (PEAK / max(float(np.abs(whole).max()), 1e-6)), np.float32)


def _soft(play: Tones) -> Track:
    return play.chords((WIDE, OPEN), fall=1.9)


def _snow(play: Tones) -> Track:
    """Bells far away, and air."""
    return play.chords((WIDE, OPEN), fall=2.3) + 2.0 * play.bells(1.7) + 0.25 * play.swell(0.7) * play.noise(520, 1.0)


def _rain(play: Tones) -> Track:
    """A hush, drops in it, a quiet chord below."""
    hush = play.noise(3000, 1.1) + 0.45 * play.noise(600, 0.8)
    return play.swell(0.25) * hush + 1.8 * play.drops(60) + 0.55 * play.chords((DARK,), fall=2.5)


def _fog(play: Tones) -> Track:
    wind = play.swell(0.8) * play.noise(240, 0.7)
    return play.chords((DARK, OPEN), fall=2.6, octave=0.5) + 0.4 * wind


def _leaves(play: Tones) -> Track:
    """Wind that comes and goes; what it stirs rustles while it blows."""
    wind = 0.9 * play.noise(460, 0.9) + 0.5 * play.flutter() * play.noise(4500, 0.6)
    return play.swell(0.9) * wind + 0.6 * play.chords((OPEN, WIDE), fall=2.3)


def _water(play: Tones) -> Track:
    flow = 0.45 * play.swell(0.7, 0.9) * play.noise(950, 0.7) + 0.4 * play.swell(0.6) * play.noise(340, 0.6)
    return flow + 1.5 * play.bubbles(5) + 0.6 * play.chords((WIDE, OPEN), fall=2.4)


def _dust(play: Tones) -> Track:
    return play.chords((OPEN, WIDE), fall=2.3) + 1.3 * play.bells(1.0)


def _light(play: Tones) -> Track:
    """Something bright in the chord opens and closes, as slowly as the light."""
    return play.chords((WIDE, OPEN), fall=2.5) + 0.8 * play.pulse(2.6) * play.chords((WIDE,), fall=1.6, octave=2.0)


MOODS: Mapping[str, Callable[[Tones], Track]] = {
    "soft": _soft,
    "snow": _snow,
    "rain": _rain,
    "fog": _fog,
    "leaves": _leaves,
    "water": _water,
    "dust": _dust,
    "light": _light,
}


def _fades(count: int) -> Values:
    """From nothing and to nothing."""
    moments = np.arange(count, dtype=np.float32) / np.float32(RATE)
    whole = float(moments[-1])
    begin = np.clip(moments / np.float32(min(FADE_IN, 0.3 * whole)), 0, 1)
    end = np.clip((moments[-1] - moments) / np.float32(min(FADE_OUT, 0.4 * whole)), 0, 1)
    return np.asarray((np.sin(np.pi / 2 * begin) * np.sin(np.pi / 2 * end)) ** 2, np.float32)[:, None]
