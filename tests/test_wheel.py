"""The wheel, installed into a fresh environment far from the checkout."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vividdesk import __version__


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    script = "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, str(folder)], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installed without its dependencies, which it finds in the environment that runs the tests."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    words = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(words, check=True, capture_output=True)
    here = [path for path in sys.path if path.endswith("site-packages")]
    (site,) = place.glob("Lib/site-packages" if os.name == "nt" else "lib/*/site-packages")
    (site / "dependencies.pth").write_text("\n".join(here))
    return python.with_name("vividdesk")


def test_it_carries_what_it_needs_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    own = {name.removeprefix("vividdesk/") for name in names if name.startswith("vividdesk/")}
    kept = {str(path.relative_to(ROOT)) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert kept <= own
    code = {str(path.relative_to(ROOT / "vividdesk")) for path in (ROOT / "vividdesk").rglob("*.py")}
    assert own - kept == code
    assert {name.partition("/")[0] for name in names} == {"vividdesk", f"vividdesk-{__version__}.dist-info"}


def test_it_answers_and_opens_its_window(program: Path, home: Path, tmp_path: Path) -> None:
    def run(*words: str) -> str:
        # From a folder of its own: the checkout must not be what is found.
        done = subprocess.run([program, *words], cwd=tmp_path, capture_output=True, text=True, timeout=150)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    assert run("--version") == f"vividdesk {__version__}\n"
    run("tour", "--out", str(tmp_path / "tour"))
    pictures = {picture.name for picture in (tmp_path / "tour").iterdir()}
    assert {"desk-light.png", "desk-dark.png", "library-dark.png", "settings-vistoure.png", "about.png"} <= pictures
    assert (tmp_path / "tour" / "desk-dark.png").stat().st_size > 10_000
    assert (tmp_path / "tour" / "clip.mp4").read_bytes()[4:8] == b"ftyp"
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left == {"commands.log"}, "the tour leaves the person's own folder alone"
    script = "import vividdesk.paths as p; print(p.resource('theme', 'vividdesk.qss'))"
    found = subprocess.run([program.with_name("python"), "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert str(program.parents[1]) in found.stdout
