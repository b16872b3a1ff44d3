"""A real child process, and files of the test's own."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from vividdesk.media.intake import Intake

Put = Callable[[str, bytes], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of photos."""
    return tmp_path / "photos"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file somewhere else."""
    (tmp_path / "elsewhere").mkdir()

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / "elsewhere" / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
async def intake(folder: Path) -> AsyncIterator[Intake]:
    made = Intake(folder)
    yield made
    await made.close()
