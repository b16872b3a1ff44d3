import os
import stat
import subprocess
from pathlib import Path

import pytest

from tests.conftest import tool
from vividdesk.errors import DataFolderError
from vividdesk.paths import Paths, has_display, resource, write_whole


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    paths = Paths.of({"VIVIDDESK_HOME": str(tmp_path)})
    for path in (paths.data, paths.config, paths.logs, paths.settings, paths.layout):
        assert path.is_relative_to(tmp_path)


def test_without_it_the_systems_places_are_used() -> None:
    assert "vividdesk" in str(Paths.of({}).data)


def test_folders_are_the_owners_alone(tmp_path: Path) -> None:
    paths = Paths.of({"VIVIDDESK_HOME": str(tmp_path / "a" / "b")})
    paths.make()
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(paths.logs.stat().st_mode) == 0o700


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataFolderError, match="cannot write"):
        Paths.of({"VIVIDDESK_HOME": str(tmp_path / "file" / "home")}).make()


def test_resources_are_found() -> None:
    assert resource("icons", "vividdesk.svg").is_file()
    assert resource("theme", "vividdesk.qss").is_file()


def test_writing_whole_keeps_the_old_until_the_new_is_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_whole(file, b"old")
    (tmp_path / "file.part").mkdir()
    with pytest.raises(OSError):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", b"x")
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="strace is for Linux")
def test_fault_5_order_on_disk(tmp_path: Path) -> None:
    """fsync of the file, rename, fsync of the folder: seen from outside."""
    import sys

    trace = tmp_path / "trace"
    file = tmp_path / "f"
    write = f"from pathlib import Path; from vividdesk.paths import write_whole; write_whole(Path({str(file)!r}), b'x')"
    command = [tool("strace"), "-f", "-y", "-e", "trace=fsync,rename,renameat,renameat2", "-o", str(trace)]
    subprocess.run([*command, sys.executable, "-c", write], check=True)
    steps = [line.split(maxsplit=1)[1] for line in trace.read_text().splitlines() if str(tmp_path) in line]
    assert [step.partition("(")[0].rstrip("at2") for step in steps] == ["fsync", "rename", "fsync"]
    assert "f.part>" in steps[0]
    assert f"{tmp_path}>" in steps[2]


@pytest.mark.parametrize(
    ("environ", "there"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "w"}, True)]
)
@pytest.mark.skipif(os.name == "nt", reason="only Linux can be without a display")
def test_a_display_is_there_or_not(environ: dict[str, str], there: bool) -> None:
    assert has_display(environ) is there
