"""Faults 27 and 31: the folder for results is not there, and what comes as a result is something else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import queued
from tests.desk.faults.conftest import Put
from tests.desk.faults.window import Shared, buttons, click, in_shared_window, texts
from tests.faults import goods
from tests.faults.plan import Act as Happens
from tests.faults.plan import Ask, Mishap
from tests.faults.service import Service
from tests.waiting import until_on_loop
from vividdesk.desk.folders_page import FoldersPage
from vividdesk.model.job import JobState
from vividdesk.store.clips import ClipFilter
from vividdesk.widgets.job_columns import Act

# What Qt's player and its offscreen windows say of themselves.
pytestmark = pytest.mark.qt_log_ignore(
    "Using Qt multimedia", "No HW decoder", "No RHI", "does not support", extend=True
)

looked = queued.looked
DONE, FAILED = JobState.DONE, JobState.FAILED
SAID = {
    "html": "Instead of the result, 127.0.0.1 sends a page of text (text/html).",
    "html in disguise": "What came as the result is a web page, not a clip.",
    "cut": "The result that came breaks off before its end.",
    "empty": "The result that came is empty.",
    "random": "What came as the result is of an unknown kind, not a clip.",
}


@pytest.fixture
def goes_wrong(services: Service) -> Iterator[Service]:
    yield services
    services.plan.now([])


async def order(window: Shared, put: Put, mark: str) -> None:
    await window.drop(put(f"{mark}.jpg", goods.photo(20_000)))
    window.choose("vividflow", "wan2.1", prompt=mark)
    window.make()


@pytest.mark.usefixtures("looked")
@pytest.mark.parametrize("what", goods.SPOILS)
@in_shared_window
async def test_fault_31_the_row_says_what_came_and_it_is_never_played(
    window: Shared, goes_wrong: Service, put: Put, what: str
) -> None:
    goes_wrong.plan.now([Mishap(Ask.FILE, Happens.SPOIL, body=what, times=3)])
    await order(window, put, f"mark-{what.replace(' ', '-')}")
    await window.until(FAILED)
    assert f"Failed · {SAID[what]}" in window.queue()[0]
    tip = window.tips()[0]
    assert SAID[what] in tip
    assert "ook" in tip.splitlines()[2], tip
    assert "Nothing is shown" in texts(window.bench.preview)
    window.click_job(0, Act.RETRY)
    await window.until(DONE)
    await until_on_loop(lambda: "Nothing is shown" not in texts(window.bench.preview))


@in_shared_window
async def test_fault_27_it_is_kept_in_the_library_and_another_folder_is_asked_for(
    window: Shared, services: Service, put: Put, tmp_path: Path
) -> None:
    gone, other = put("no folder", b"") / "results", tmp_path / "other"
    other.mkdir()
    window.app.preferences.set(results_folder=str(gone))
    await order(window, put, "mark-gone")
    await window.until(DONE)
    (said,) = window.notices()
    library = window.app.core.paths.library
    assert f"The folder {gone} cannot be used (Not a directory)." in said
    assert f"Results are put into {library} meanwhile." in said
    assert "or choose another folder." in said
    (clip,) = await window.app.core.store.clips.page(ClipFilter(), size=1)
    assert Path(clip.file).parent == library
    assert Path(clip.file).is_file()

    click(*buttons(window.desk.notice_bar, "Choose a folder…"))
    page = window.dialog().findChild(FoldersPage)
    assert page is not None
    assert page.isVisible()
    assert page.place.text() == str(gone)
    page.choose(gone)
    await until_on_loop(lambda: not page.fault.isHidden())
    assert page.fault.text().startswith(f"vividdesk may not write to {gone}.")
    page.choose(other)
    await until_on_loop(lambda: page.place.text() == str(other))
    window.dialog().close()
    await order(window, put, "mark-kept")
    await window.until(DONE, DONE)
    assert [file.suffix for file in other.iterdir()] == [".mp4"]
    window.app.preferences.set(results_folder="")
