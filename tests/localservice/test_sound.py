"""The track: quiet, from silence to silence, and as different as the moods are."""

import numpy as np
import pytest

from vividdesk.localservice.render.sound import MOODS, RATE, track
from vividdesk.localservice.render.words import WEATHER


def test_there_is_a_mood_for_every_weather() -> None:
    assert set(MOODS) == {"soft", *WEATHER}


@pytest.mark.parametrize("mood", MOODS)
def test_it_is_gentle(mood: str) -> None:
    sound = track(mood, 2.0, 3)
    assert sound.shape == (2 * RATE, 2) and sound.dtype == np.float32
    assert 0.1 < np.abs(sound).max() < 0.5
    assert np.abs(sound[:48]).max() < 1e-3 > np.abs(sound[-48:]).max()
    assert np.abs(sound[0]).max() == 0 == np.abs(sound[-1]).max()
    assert np.abs(np.diff(sound, axis=0)).max() < 0.2
    assert abs(float(sound.mean())) < 1e-3
    assert np.array_equal(sound, track(mood, 2.0, 3))
    assert not np.array_equal(sound, track(mood, 2.0, 4))


def test_each_mood_sounds_of_its_own() -> None:
    pitches = {}
    for mood in MOODS:
        power = np.abs(np.fft.rfft(track(mood, 1.0, 3)[:, 0]))
        pitches[mood] = (power * np.arange(len(power))).sum() / power.sum()
    assert pitches["fog"] < pitches["soft"] < pitches["rain"]
    assert np.array_equal(track("polka", 1.0, 3), track("soft", 1.0, 3))


@pytest.mark.parametrize("seconds", [0.0, 1 / RATE, 0.04, 81 / 16])
def test_it_may_be_of_any_length(seconds: float) -> None:
    sound = track("rain", seconds, 1)
    assert len(sound) == round(seconds * RATE) and np.isfinite(sound).all()
