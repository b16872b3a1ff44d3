"""Prompts: which moves, weather and gestures are asked for."""

import subprocess
import sys

import pytest

from vividdesk.localservice.render.moves import KINDS
from vividdesk.localservice.render.subject import GESTURES
from vividdesk.localservice.render.weather import EFFECTS
from vividdesk.localservice.render.words import GESTURES as SAID
from vividdesk.localservice.render.words import (
    MOVES,
    WEATHER,
    Move,
    gestures,
    gestures_of,
    mood_of,
    moves,
    moves_of,
    weather,
    weather_of,
)


def test_all_that_is_understood_can_be_drawn() -> None:
    assert set(MOVES) == {*KINDS, "handheld"}
    assert set(WEATHER) == set(EFFECTS)
    assert set(SAID) == set(GESTURES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dolly (Out)", [("dolly", "out")]),
        ("Crane (Down)", [("crane", "down")]),
        ("Handheld", [("handheld", "")]),
        ("slow dolly in", [("dolly", "in")]),
        ("the camera orbits left", [("orbit", "left")]),
        ("pan up", [("tilt", "up")]),
        ("zoom out and pan right", [("zoom", "out"), ("pan", "right")]),
        ("no zoom, truck right", [("truck", "right")]),
        ("whirl", []),
        ("None", []),
    ],
)
def test_moves(text: str, found: list[tuple[str, str]]) -> None:
    assert [(move.kind, move.way) for move in moves_of(text)] == found


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("A wide shot of a city at dusk; the camera glides slowly forward", (Move("dolly", "in", 0.6),)),
        ("quick zoom in on her face", (Move("zoom", "in", 1.5),)),
        ("a woman turns left beside a truck", ()),
        ("the sun rises, a cook holds a pan", ()),
    ],
)
def test_in_a_prompt_the_camera_is_named(prompt: str, found: tuple[Move, ...]) -> None:
    assert moves({"prompt": prompt}) == found


def test_the_camera_s_own_option_goes_before_the_prompt() -> None:
    assert moves({"prompt": "zoom in", "camera_motion": "Tilt (Up)"}) == (Move("tilt", "up"),)
    assert moves({"prompt": "zoom in", "camera_motion": None}) == (Move("zoom", "in"),)
    assert moves({"prompt": "zoom in", "negative_prompt": "zoom, blur"}) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Snow", {"snow": 1.0}),
        ("Falling leaves", {"leaves": 1.0}),
        ("Pulsing light", {"light": 1.0}),
        ("Shimmering water", {"water": 1.0}),
        ("Drifting dust", {"dust": 1.0}),
        ("heavy rain, no fog", {"rain": 1.6}),
        ("light snow", {"snow": 0.55}),
        ("mist over falling snow", {"fog": 1.0, "snow": 1.0}),
    ],
)
def test_weather(text: str, found: dict[str, float]) -> None:
    assert weather_of(text) == found
    assert mood_of({"prompt": "a day", "environmental_animation": text}) == next(iter(found))


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("she leaves the room, light on her face, a glass of water", []),
        ("autumn leaves drift down", ["leaves"]),
        ("the lake shimmers without rain", ["water"]),
        ("a train under a rainbow beside a snowman", []),
    ],
)
def test_in_a_prompt_things_must_move(prompt: str, found: list[str]) -> None:
    assert list(weather({"prompt": prompt})) == found


def test_what_is_avoided_is_off() -> None:
    options = {"prompt": "it snows, she smiles", "negative_prompt": "snow, smile"}
    assert (weather(options), gestures(options), mood_of(options)) == ({}, (), "soft")


def test_gestures() -> None:
    assert gestures_of("She turns her head and smiles") == ("turn", "smile")
    assert gestures_of("the camera turns") == ()
    assert gestures({"subject_animation": "juggles"}) == ("breathe", "sway")
    assert gestures({"prompt": "a man nods", "subject_animation": "None"}) == ("nod",)


def test_the_service_can_ask_without_loading_what_draws() -> None:
    code = "import sys, vividdesk.localservice.render.words; sys.exit('numpy' in sys.modules or 'cv2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
