"""Camera moves: each goes where it should, to a tenth of a pixel in the finished clip, and never too far."""

from collections.abc import Sequence

import numpy as np
import pytest

from tests.localservice.motion import Points, decoded, dotted, rms, track_dot
from vividdesk.localservice.render import clip
from vividdesk.localservice.render.camera import Camera
from vividdesk.localservice.render.faces import Box
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.moves import path_of, together, travel, wander
from vividdesk.localservice.render.planes import Moved
from vividdesk.localservice.render.veo import Veo
from vividdesk.localservice.render.wan import Video, Wan
from vividdesk.localservice.render.words import moves_of

MOVES = [
    *("Dolly (In)", "Dolly (Out)", "Pan (Left)", "Pan (Right)", "Tilt (Up)", "Tilt (Down)", "Zoom (In)", "Zoom (Out)"),
    *("Truck (Left)", "Truck (Right)", "Orbit (Left)", "Orbit (Right)", "Arc (Left)", "Arc (Right)"),
    *("Crane (Up)", "Crane (Down)", "Handheld", "Static", "None"),
]
FILM = Film(640, 360, 24, 96)
FACE = Box(540, 200, 190, 190)


def place(camera: Camera, point: Points, moment: float) -> Points:
    """Where in the frame this point of the picture is seen: the way back through the camera, by Newton."""
    found = point / 2
    here = camera.seen(found, moment)
    across, down = (camera.seen(found + step, moment) - here for step in ((0.1, 0), (0, 0.1)))
    back = np.linalg.inv(np.stack([across, down], axis=1) / 0.1)
    for _round in range(6):
        found = found + back @ (point - camera.seen(found, moment))
    return found


def camera(move: str, frame: tuple[int, int] = (640, 360), faces: Sequence[Box] = (), strength: float = 1.0) -> Camera:
    path = together([path_of(each, strength) for each in moves_of(move)] or [wander(7, strength)])
    picture = frame[0] * 2, frame[1] * 2
    return Camera(frame, picture, list(faces), path, 4.0)


def test_the_measure_itself_is_ten_times_finer() -> None:
    way = np.array([(210.3, 140.8)]) + np.arange(12)[:, None] * (1.37, -0.61)
    frames = [dotted((320, 240), [dot], 2.7)[:, :, 0] for dot in way]
    assert rms(track_dot(frames), way) < 0.015


@pytest.mark.parametrize("move", MOVES)
def test_a_dot_in_the_clip_is_where_the_camera_means_it(move: str) -> None:
    dots = [(330.5, 200.25), (600.0, 330.5)]
    scene = Veo({"image": dotted((960, 540), dots, 4.5)}, {"prompt": "dots", "camera_motion": move}, FILM)
    moments = [number / FILM.frames for number in range(40, 49)]
    frames = decoded(clip.joined([clip.chunk((scene.frame(at) for at in moments), FILM)], FILM, None))
    ways = []
    for dot in dots:
        intended = np.array([place(scene.camera, np.array(dot), moment) for moment in moments])
        assert rms(track_dot(frames, intended[0]), intended) < 0.1
        ways.append(np.ptp(intended, axis=0).max())
    assert (max(ways) > 1) == (move != "Static")


@pytest.mark.parametrize("move", MOVES)
def test_nothing_jerks(move: str) -> None:
    sight = camera(move)
    seen = np.array([sight.seen(np.array([140.0, 90.0]), moment) for moment in np.linspace(0, 1, 97)]) / 2
    for order, most in ((2, 0.2), (3, 0.05)):
        assert np.abs(np.diff(seen, order, axis=0)).max() < most


def test_travel_begins_and_ends_softly() -> None:
    way = np.array([travel(moment) for moment in np.linspace(0, 1, 1001)])
    speed = np.diff(way) * 1000
    assert (way[0], way[-1]) == (0, 1)
    assert speed[0] < 0.01 > speed[-1]
    assert np.ptp(speed[170:830]) < 1e-9


@pytest.mark.parametrize("frame", [(640, 360), (360, 640), (34, 50)])
def test_no_move_shows_the_border(frame: tuple[int, int]) -> None:
    ring = np.array([[x, y] for x in np.linspace(0, frame[0], 9) for y in np.linspace(0, frame[1], 9)])
    for move in MOVES:
        sight = camera(move, frame, strength=1.8)
        for moment in np.linspace(0, 1, 25):
            seen = sight.seen(ring, moment)
            assert (seen > 0).all() and (seen < (2 * frame[0], 2 * frame[1])).all(), (move, moment)


@pytest.mark.parametrize("move", MOVES)
def test_no_move_cuts_a_head(move: str) -> None:
    sight, head = camera(move, faces=[FACE]), FACE.head()
    for moment in np.linspace(0, 1, 13):
        for corner in ((head.left, head.top), (head.right, head.bottom)):
            seen = place(sight, np.array(corner), moment)
            assert (seen > 0).all() and (seen < (640, 360)).all()


def growth(move: str, around: tuple[float, float]) -> float:
    """Of a short line about this place, from the first moment to the last."""
    sight = camera(move, faces=[FACE])
    begin, end = (
        np.linalg.norm(place(sight, np.add(around, (12, 0)), at) - place(sight, np.subtract(around, (12, 0)), at))
        for at in (0.0, 1.0)
    )
    return float(end / begin)


def test_a_dolly_makes_the_near_grow_faster_and_a_zoom_all_alike() -> None:
    face, wall = (635, 290), (160, 140)
    assert growth("Zoom (In)", face) == pytest.approx(growth("Zoom (In)", wall), rel=1e-6)
    assert growth("Dolly (In)", face) > 1.05 * growth("Dolly (In)", wall) > 1.05
    assert growth("Dolly (Out)", face) < 1 > growth("Zoom (Out)", face)


@pytest.mark.parametrize(
    ("move", "axis", "way"),
    [
        *[("Pan (Left)", 0, 1), ("Pan (Right)", 0, -1), ("Truck (Left)", 0, 1), ("Truck (Right)", 0, -1)],
        *[("Tilt (Up)", 1, 1), ("Tilt (Down)", 1, -1), ("Crane (Up)", 1, 1), ("Crane (Down)", 1, -1)],
    ],
)
def test_the_picture_goes_the_other_way(move: str, axis: int, way: int) -> None:
    sight, middle = camera(move), np.array([640.0, 360.0])
    assert way * (place(sight, middle, 1.0) - place(sight, middle, 0.0))[axis] > 10


def test_what_is_far_passes_behind_what_the_camera_goes_around() -> None:
    sight = camera("Orbit (Left)", faces=[FACE])
    face, wall = (place(sight, np.array(at), 1.0) - place(sight, np.array(at), 0.0) for at in ((635, 290), (1100, 140)))
    assert abs(face[0]) < 0.3 * abs(wall[0])


PHOTO = dotted((480, 300), [(90, 80), (250, 150), (400, 220), (330, 60)], 5)
SMALL = Film(160, 90, 16, 20)
WAN = {"prompt": "the dots move", "cfg": 7.5, "steps": 30, "seed": 42}


def shown(options: dict[str, object], moment: float = 0.85, film: Film = SMALL) -> np.ndarray:
    frame = Wan({"image": PHOTO}, WAN | options, film).frame(moment)
    return frame.pixels(film.size) if isinstance(frame, Moved) else frame


def test_the_same_options_give_the_same_pixels() -> None:
    for options in ({}, {"prompt": "it snows"}, {"prompt": "heavy rain, the camera orbits left", "steps": 50}):
        assert np.array_equal(shown(options), shown(options))


@pytest.mark.parametrize(
    "options",
    [{"seed": 43}, {"cfg": 15.0}, {"cfg": 1.0}, {"steps": 45}, {"steps": 90}]
    + [{"prompt": text} for text in ("the camera tilts up", "slow zoom in", "it snows", "she sways", "fog")],
)
def test_each_option_changes_the_picture(options: dict[str, object]) -> None:
    assert not np.array_equal(shown(options), shown({}))


def test_what_is_to_be_avoided_is_avoided() -> None:
    assert np.array_equal(shown({"prompt": "it snows", "negative_prompt": "snow"}), shown({}))
    assert np.array_equal(shown({"prompt": "zoom in", "negative_prompt": "camera zoom"}), shown({}))


def test_guidance_is_how_far_it_moves() -> None:
    ways = []
    for cfg in (1.0, 4.0, 7.5, 12.0, 20.0):
        sight = Wan({"image": PHOTO}, WAN | {"prompt": "zoom in", "cfg": cfg}, SMALL).camera
        begin, end = (place(sight, np.array([60.0, 40.0]), moment) for moment in (0.0, 1.0))
        ways.append(np.linalg.norm(end - begin))
    assert ways == sorted(ways) and ways[-1] > 3 * ways[0]


def test_length_stretches_the_move_and_width_and_height_are_the_film_s() -> None:
    assert np.array_equal(shown({}, film=Film(160, 90, 16, 20)), shown({}, film=Film(160, 90, 16, 40)))
    for size in ((160, 90), (90, 160), (120, 120), (2, 2), (256, 64)):
        assert shown({"prompt": "snow, a slow dolly out"}, film=Film(*size, 16, 3)).shape == (size[1], size[0], 3)


def test_a_pure_move_is_not_drawn_before_it_must_be() -> None:
    still = Veo({"image": PHOTO}, {"prompt": "dots", "camera_motion": "Orbit (Right)"}, SMALL)
    assert isinstance(still.frame(0.3), Moved)
    assert isinstance(Video({"image": PHOTO}, {"prompt": "a quiet day"}, SMALL).frame(0.3), Moved)


def test_the_subject_moves_and_its_surroundings_do_not() -> None:
    options = {"prompt": "dots", "camera_motion": "Static", "subject_animation": "She sways"}
    scene = Veo({"image": PHOTO}, options, SMALL)
    begin, later = (scene.frame(moment).pixels(SMALL.size).astype(int) for moment in (0.0, 0.8))
    change = np.abs(later - begin).max(axis=2)
    assert change[25:65, 60:100].max() > 20
    assert change[:12].max() < 3 > change[:, :20].max()
