"""Fault 40: ten thousand jobs and a hundred thousand clips open and scroll as ten do: only what is seen is painted."""

import asyncio
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QListView

from tests.desk.faults.window import Window, in_its_window
from tests.store.many import make_many
from tests.waiting import until_on_loop
from vividdesk.store import opening, rows
from vividdesk.widgets.clip_card import ClipCard
from vividdesk.widgets.job_row import JobRow

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging")

FEW, JOBS, CLIPS = 10, 10_000, 100_000
PAGE = 100  # rows that are read together
SLACK = 3  # rows that are seen in part


@pytest.fixture(scope="module")
def journals(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Of few, and of many: clips beyond the jobs came from a service's history."""
    made = {}
    for number in (FEW, JOBS):
        folder = tmp_path_factory.mktemp(f"of-{number}")
        asyncio.run(make_many(folder, number))
        made[number] = folder / opening.NAME
    with closing(sqlite3.connect(made[JOBS])) as db, db:
        words = db.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        kept = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'")]
        for (name,) in words:
            db.execute(f"DROP TRIGGER {name}")
        columns = [name for _at, name, *_rest in db.execute("PRAGMA table_info(clips)") if name != "id"]
        copied = [{"file": "file || '-' || n", "job": "NULL"}.get(name, name) for name in columns]
        db.execute(
            f"WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {CLIPS // JOBS - 1})"
            f" INSERT INTO clips ({', '.join(columns)}) SELECT {', '.join(copied)} FROM clips, copies"
        )
        for sql in kept:
            db.execute(sql)
    return made


class Work:
    """What is painted and read, by kind."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        patch.setattr(JobRow, "paint", self._counted("rows painted", JobRow.paint))
        patch.setattr(ClipCard, "paint", self._counted("cards painted", ClipCard.paint))
        patch.setattr(rows, "clip", self._counted("clips read", rows.clip))

    def _counted(self, kind: str, usual: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*words: Any) -> Any:
            self.done[kind] += 1
            return usual(*words)

        return counted

    def once(self, view: QListView | Any) -> int:
        """How many rows one painting of a view takes."""
        before = self.done.total()
        view.viewport().repaint()
        return self.done.total() - before


@pytest.mark.parametrize("number", [FEW, JOBS])
def test_fault_40_only_what_is_in_sight_is_painted(
    home: Path, journals: dict[int, Path], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    shutil.copy(journals[number], home / opening.NAME)
    (home / "photos").mkdir()
    clips = FEW if number == FEW else CLIPS

    async def scenario(window: Window) -> None:
        work = Work(monkeypatch)
        studio, view = window.studio, window.bench.queue.view
        await studio.clips.settled()
        assert studio.clips.rowCount() == clips
        await until_on_loop(studio.jobs.rowCount)
        assert studio.jobs.rowCount() <= number / 100 + 2 * PAGE, "those that have ended come in pages"
        in_sight = view.viewport().height() // view.sizeHintForRow(0) + SLACK
        assert 0 < work.once(view) <= in_sight
        for _page in range(3):
            last = studio.jobs.rowCount()
            view.scrollToBottom()
            assert work.once(view) <= in_sight
            if number == JOBS:
                await until_on_loop(lambda last=last: studio.jobs.rowCount() > last)
                assert studio.jobs.rowCount() <= last + PAGE

        window.desk.show_page(1)
        grid = window.desk.library_page.grid
        await until_on_loop(lambda: studio.clips.clip(0))
        await until_on_loop(lambda: work.once(grid))
        assert 0 < (cards := work.once(grid)) <= 60
        for row in (clips // 2, clips - 1, 0):
            grid.scrollTo(studio.clips.index(row))
            await until_on_loop(lambda row=row: studio.clips.clip(row))
            assert work.once(grid) <= cards + 12, row
        assert work.done["clips read"] <= 8 * PAGE
        assert f"{clips:,}".replace(",", "") in window.desk.library_page._count.text().replace(",", "")
        assert not window.notices()

    in_its_window(scenario)
