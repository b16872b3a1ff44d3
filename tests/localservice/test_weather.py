"""Weather: it moves, follows from the second alone, and fits any picture."""

from itertools import pairwise

import numpy as np
import pytest

from vividdesk.localservice.render.weather import EFFECTS, effects

SIZE = (160, 90)


def picture(size: tuple[int, int]) -> np.ndarray:
    across = np.linspace(40, 200, size[0])[None, :, None] + 20 * np.sin(np.arange(size[1]) / 3)[:, None, None]
    return np.repeat(np.clip(across, 0, 255).astype(np.uint8), 3, axis=2)


def drawn(name: str, seconds: float, seed: int = 5, strength: float = 1.0, size: tuple[int, int] = SIZE) -> np.ndarray:
    ground = picture(size)
    (effect,) = effects({name: strength}, size, seed)
    effect.over(ground, seconds)
    return ground


@pytest.mark.parametrize("name", EFFECTS)
def test_it_moves_and_follows_from_the_second_alone(name: str) -> None:
    (effect,) = effects({name: 1.0}, SIZE, 5)
    for seconds in (3.0, 0.5, 1.25):
        ground = picture(SIZE)
        effect.over(ground, seconds)
        assert np.array_equal(ground, drawn(name, seconds))
    assert not np.array_equal(drawn(name, 1.0), drawn(name, 1.5))
    assert not np.array_equal(drawn(name, 1.0), picture(SIZE))


@pytest.mark.parametrize("name", EFFECTS)
def test_another_seed_is_another_weather_and_strength_is_more_of_it(name: str) -> None:
    assert not np.array_equal(drawn(name, 1.0, seed=5), drawn(name, 1.0, seed=6))
    changes = []
    for strength in (0.5, 1.6):
        drawings = [drawn(name, seconds, strength=strength).astype(int) for seconds in (0.4, 1.3, 2.6)]
        changes.append(np.mean([np.abs(each - picture(SIZE)).mean() for each in drawings]))
    assert changes[0] < changes[1]


@pytest.mark.parametrize("name", EFFECTS)
@pytest.mark.parametrize("size", [(2, 2), (17, 31), (90, 160), (120, 30)])
def test_it_fits_any_picture(name: str, size: tuple[int, int]) -> None:
    assert drawn(name, 2.2, size=size).shape == (size[1], size[0], 3)


@pytest.mark.parametrize("name", EFFECTS)
def test_from_frame_to_frame_it_changes_a_little(name: str) -> None:
    """The change of a frame's time is no jump: less than that of a second, and nothing flickers as a whole."""
    frames = [drawn(name, 1.0 + number / 24).astype(int) for number in range(5)]
    for one, other in pairwise(frames):
        assert abs(one.mean() - other.mean()) < 1.5
