"""A window for a module, before services that take every job; and the rhythm of a hasty clock."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests import hasty
from tests.desk.faults.window import Shared, kept_open
from tests.faults.service import Service, in_a_thread


@pytest.fixture(scope="module")
def services() -> Iterator[Service]:
    with in_a_thread() as running:
        yield running


@pytest.fixture(scope="module")
def window(qapp: QApplication, services: Service) -> Iterator[Shared]:
    world = Path(tempfile.mkdtemp(prefix="vd-"))
    (world / "run").mkdir(mode=0o700)
    with pytest.MonkeyPatch.context() as patch:
        hasty.hasten(patch)
        with kept_open(qapp, world / "home", world / "run", os.environ | services.environ) as made:
            yield made
    shutil.rmtree(world, ignore_errors=True)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits longer than it takes."""
    hasty.hasten(monkeypatch)


@pytest.fixture
def put(tmp_path: Path) -> "Put":
    return Put(tmp_path)


class Put:
    """Writes files for a person to drop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, content: bytes) -> Path:
        file = self.folder / name
        file.write_bytes(content)
        return file
