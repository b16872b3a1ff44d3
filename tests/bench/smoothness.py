"""How smooth a slow zoom is: where a dot is in the decoded clip, against where it was meant to be."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from tests.bench.ratio import Amount
from tests.localservice.motion import Points, decoded, dotted, rms, track_dot
from tests.localservice.test_motion import place
from vividdesk.localservice.render import clip
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.render.veo import Veo

FILM = Film(640, 360, 24, 96)
SIZE, DOT, RADIUS = (960, 540), (330.5, 200.25), 4.5
MOST = 0.1  # pixels
ZOOM = "zoompan=z='1+0.2*on/96':x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':d=96:s=640x360:fps=24"


def measure(_turns: int) -> Iterator[Amount]:
    picture = dotted(SIZE, [DOT], RADIUS)
    theirs = _zoompan(picture)
    yield Amount(f"a dot's way in our zoom, RMS (in ffmpeg's zoompan: {theirs:.2f} px)", _ours(picture), MOST, "px")


def _ours(picture: Points) -> float:
    scene = Veo({"image": picture}, {"prompt": "dots", "camera_motion": "Zoom (In)"}, FILM)
    moments = [number / FILM.frames for number in range(FILM.frames)]
    made = clip.joined([clip.chunk((scene.frame(moment) for moment in moments), FILM)], FILM, None)
    intended = np.array([place(scene.camera, np.array(DOT), moment) for moment in moments])
    return rms(track_dot(decoded(made), intended[0]), intended)


def _zoompan(picture: Points) -> float:
    """Against the path of its own expressions."""
    with TemporaryDirectory(prefix="vividdesk-bench-") as folder:
        source, made = Path(folder, "dots.png"), Path(folder, "zoom.mp4")
        cv2.imwrite(str(source), picture)
        words = ["-i", str(source), "-vf", ZOOM, "-c:v", "libx264", "-preset", "veryfast", "-crf", "20"]
        subprocess.run(
            ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *words, "-pix_fmt", "yuv420p", str(made)], check=True
        )
        frames = decoded(made.read_bytes())
    middle, scale = np.array(SIZE) / 2, FILM.width / SIZE[0]
    zooms = 1 + 0.2 * np.arange(FILM.frames)[:, None] / FILM.frames
    intended = (np.array(DOT) - middle) * zooms * scale + np.array(FILM.size) / 2
    return rms(track_dot(frames, intended[0]), intended)
