"""The short form of the campaign, and what it relies on; `packaging/dev.py campaign monkey` is the long one."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.campaigns import monkey, monkey_cage, monkey_checks
from tests.campaigns.monkey_life import CAGE
from tests.conftest import tool

SEED = 7
CAN = "2026-11-21 16:42:16,602 INFO    vividdesk.app: The desk is ready\n"
MUST_NOT = (
    "2026-11-21 16:42:17,602 ERROR   vividdesk.bridge.notices: In a slot: no\nTraceback (…):\n  …\nValueError: no\n"
)
MAY = "2026-11-21 16:42:18,602 WARNING qt: Desk(0x7f8b14004050) : No drag target set.\n"


@pytest.fixture
def cage() -> None:
    if monkey_cage.version() < monkey_cage.NEEDED:
        pytest.skip("this kernel cannot confine a program, and none is let loose without")


@pytest.fixture
def played(cage: None) -> monkey.Figures:
    for name in ("Xvfb", "openbox", "xdotool"):
        tool(name)
    with monkey.monkey(SEED) as made:
        made.one_life(2.0, "by its window")
        made.one_life(0.6, "terminated")
    return made.figures


def test_nothing_that_a_monkey_does_goes_wrong(played: monkey.Figures) -> None:
    assert played.wrong == []
    assert played.lives.total() == 2
    assert played.done.total() >= 5


@pytest.mark.usefixtures("cage")
@pytest.mark.parametrize(
    "way",
    [
        "os.remove(there)",
        "open(there, 'a')",
        "os.rename(there, 'x')",
        "os.mkdir(there + '2')",
        "os.rename('home', 'away')",
        "os.rmdir('home')",
    ],
)
def test_in_its_cage_a_program_changes_nothing_outside_its_own_folders(tmp_path: Path, way: str) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    (inside / "home").mkdir(parents=True)
    outside.write_text("as it was")
    program = f"import os; there = {str(outside)!r}; open('home/x', 'w').write('x'); os.remove('home/x'); {way}"
    done = subprocess.run([sys.executable, CAGE, str(inside), "-c", program], capture_output=True, text=True)
    assert "PermissionError" in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "outside"}
    assert list(inside.iterdir()) == [inside / "home"]
    assert outside.read_text() == "as it was"


@pytest.mark.usefixtures("cage")
def test_in_its_cage_a_program_lists_folders_but_no_processes(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    program = f"import os; assert 'home' in os.listdir({str(tmp_path)!r}); os.listdir('/dev/fd')"
    done = subprocess.run([sys.executable, CAGE, str(tmp_path), "-c", program], capture_output=True, text=True)
    assert done.stderr.rstrip().endswith("PermissionError: [Errno 13] Permission denied: '/dev/fd'")


def test_a_loud_record_is_found_with_its_traceback_and_once(tmp_path: Path) -> None:
    file = tmp_path / "vividdesk.log"
    log = monkey_checks.Log(file)
    assert log.wrongs() == []
    file.write_text(CAN + MUST_NOT + MAY)
    assert log.wrongs() == [MUST_NOT.rstrip()]
    with file.open("a") as more:
        more.write(CAN + MUST_NOT)
    file.rename(tmp_path / "vividdesk.log.1")
    file.write_text(MUST_NOT + CAN)
    assert log.wrongs() == [MUST_NOT.rstrip()] * 2
    assert log.wrongs() == []


@pytest.mark.parametrize("an_hour", [0.0, 30.0])
def test_growth_is_told_for_an_hour_and_a_large_picture_now_and_then_is_none(an_hour: float) -> None:
    samples = [
        monkey_checks.Sample(at, 200 + an_hour * at / 3600 + (40 if at % 420 == 0 else 0), 0.0, 14, 30, 0)
        for at in range(60, 1800, 60)
    ]
    assert monkey_checks.growth(samples, "memory, MB") == pytest.approx(an_hour, abs=0.5)
