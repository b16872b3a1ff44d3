"""A real child process, and files of the test's own.

A child takes longer to start than to read a photo. So the tests of a module that says `ONE_CHILD = True` share one,
and the loop on which it is asked; all others get a child for themselves.
"""

import inspect
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.conftest import on_the_modules_loop
from vividdesk.media.intake import Intake

Put = Callable[[str, bytes], Path]


def pytest_itemcollected(item: pytest.Item) -> None:
    """A plain function must not have the marker."""
    shares = isinstance(item, pytest.Function) and getattr(item.module, "ONE_CHILD", False)
    if shares and inspect.iscoroutinefunction(item.obj):
        item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest.fixture(scope="module")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared") / "photos"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_intake(shared_folder: Path) -> AsyncIterator[Intake]:
    made = Intake(shared_folder)
    yield made
    await made.close()


@pytest.fixture
async def own_intake(folder: Path) -> AsyncIterator[Intake]:
    made = Intake(folder)
    yield made
    await made.close()


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """The folder of photos, which is not there yet."""
    chosen: Path = (
        request.getfixturevalue("shared_folder") if on_the_modules_loop(request.node) else tmp_path / "photos"
    )
    yield chosen
    shutil.rmtree(chosen, ignore_errors=True)


@pytest.fixture
def intake(request: pytest.FixtureRequest, folder: Path) -> Any:
    return request.getfixturevalue("shared_intake" if on_the_modules_loop(request.node) else "own_intake")


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file somewhere else."""
    (tmp_path / "elsewhere").mkdir()

    def write(name: str, content: bytes) -> Path:
        path = tmp_path / "elsewhere" / name
        path.write_bytes(content)
        return path

    return write
