"""The sample pictures are there as packaging/samples draws them: their size, nothing else, and faces."""

from pathlib import Path

import pytest
from PIL import Image

SAMPLES = Path(__file__).resolve().parents[1] / "resources" / "samples"
SIZES = {
    "portrait.jpg": (1600, 1200),
    "family.jpg": (1600, 1200),
    "standing.jpg": (900, 1600),
    "garment.jpg": (1000, 1000),
    "product.jpg": (1200, 1200),
    "sketch.png": (900, 1200),
    "landscape.jpg": (1920, 1080),
}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_a_sample_has_its_size_and_nothing_but_its_picture(name: str, size: tuple[int, int]) -> None:
    path = SAMPLES / name
    with Image.open(path) as picture:
        assert picture.size == size
        assert not picture.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(picture.info)
    assert path.stat().st_size <= (350_000 if path.suffix == ".jpg" else 600_000)


@pytest.mark.parametrize(
    ("name", "cascade", "count"),
    [
        ("portrait.jpg", "haarcascade_frontalface_default.xml", 1),
        ("portrait.jpg", "haarcascade_frontalface_alt2.xml", 1),
        ("family.jpg", "haarcascade_frontalface_alt2.xml", 4),
        ("standing.jpg", "haarcascade_frontalface_alt2.xml", 1),
        ("landscape.jpg", "haarcascade_frontalface_alt2.xml", 0),
        ("product.jpg", "haarcascade_frontalface_alt2.xml", 0),
    ],
)
def test_its_faces_are_found(name: str, cascade: str, count: int) -> None:
    cv2 = pytest.importorskip("cv2")
    grey = cv2.imread(str(SAMPLES / name), cv2.IMREAD_GRAYSCALE)
    grey = cv2.resize(grey, (640, round(640 * grey.shape[0] / grey.shape[1])), interpolation=cv2.INTER_AREA)
    finder = cv2.CascadeClassifier(cv2.data.haarcascades + cascade)
    assert len(finder.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=4)) == count
