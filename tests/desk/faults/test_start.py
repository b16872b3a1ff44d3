"""Faults 28, 29, 33 and 39: what a start finds, and what a person reads of it."""

import asyncio
import functools
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.desk.faults.window import Window, buttons, click, in_its_window, texts
from tests.faults.orders import LARGE, order, shelved
from tests.faults.plan import Act as Happens
from tests.faults.plan import Ask, At, Mishap
from tests.faults.service import Service, in_a_thread
from tests.waiting import until_on_loop
from vividdesk import app as program
from vividdesk.desk.decide import Decide
from vividdesk.desk.window import CREATE, LIBRARY
from vividdesk.model.job import JobState
from vividdesk.store.store import Store
from vividdesk.widgets.job_columns import Act

pytestmark = pytest.mark.usefixtures("qapp", "clean_logging", "hurried")

DONE, QUEUED, UNSURE, SUBMITTING = JobState.DONE, JobState.QUEUED, JobState.UNSURE, JobState.SUBMITTING


@pytest.fixture
def hosted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The three services, with keys for them in the environment."""
    with in_a_thread() as running:
        for name, value in running.environ.items():
            monkeypatch.setenv(name, value)
        yield running


async def enqueue(window: Window, mark: str, size: int = 20_000) -> None:
    core = window.app.core
    await core.runner.enqueue([order("vividflow", mark, shelved(core.paths.photos, size))])


async def back_up(home: Path) -> None:
    store = await Store.open(home)
    await store.back_up()
    await store.close()


@pytest.mark.logs("does not support raise")
def test_fault_28_a_second_start_brings_the_minimised_window_to_the_front(home: Path) -> None:
    async def scenario(window: Window) -> None:
        window.desk.showMinimized()
        await until_on_loop(window.desk.isMinimized)
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "vividdesk"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        said = await second.communicate()
        assert (second.returncode, *said) == (0, b"vividdesk is open already; its window is in front now.\n", b"")
        assert not window.desk.isMinimized()
        assert window.desk.isVisible()
        await until_on_loop(lambda: QApplication.activeWindow() is window.desk)

    in_its_window(scenario)


def test_fault_29_a_journal_that_another_holds_is_waited_for_and_tried_again(
    home: Path, hosted: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def first(window: Window) -> None:
        await enqueue(window, "mark-kept")
        await window.until(DONE)

    in_its_window(first)
    monkeypatch.setattr(Store, "open", functools.partial(Store.open, patience=0.05))
    other = sqlite3.connect(home / "journal.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    async def scenario(window: Window) -> None:
        says = ["Another program holds the journal of jobs.", "Close what has journal.db open, then try again."]
        await until_on_loop(window.notices)
        assert window.notices() == [" ".join(["Warning", *says])]
        assert texts(window.bench.queue)[-2:] == says, "the queue is not said to be empty"
        window.desk.show_page(LIBRARY)
        library = window.desk.library_page
        await until_on_loop(lambda: texts(library) == says)  # nor is the library said to be
        window.desk.show_page(CREATE)
        again = buttons(window.bench.queue, "Try again")
        again[0].setFocus()
        click(*again)
        await until_on_loop(lambda: window.notices() and buttons(window.bench.queue, "Try again") != again)
        assert [window.desk.focusWidget()] == buttons(window.bench.queue, "Try again"), "to be pressed again"
        other.close()
        click(*buttons(window.bench.queue, "Try again"))
        await window.until(DONE)
        assert window.notices() == [], "what is over is not said any more"
        window.desk.show_page(LIBRARY)
        await until_on_loop(lambda: "1 clip or picture" in texts(library))
        assert not set(says) & set(texts(library))

    in_its_window(scenario)
    assert len(hosted.works.charges) == 1


def test_fault_29_a_journal_of_a_later_version_is_refused_and_left_alone(home: Path) -> None:
    async def nothing(_window: Window) -> None:
        pass

    in_its_window(nothing)
    with closing(sqlite3.connect(home / "journal.db")) as db, db:
        db.execute("INSERT INTO migrations VALUES (99, 'much later', 0)")
    before = (home / "journal.db").read_bytes()

    async def scenario(window: Window) -> None:
        await until_on_loop(window.notices)
        (said,) = window.notices()
        title = "The journal of jobs was written by a later version of vividdesk. It was left as it is."
        advice = "Start that version, or set VIVIDDESK_HOME to another folder."
        assert said == f"Warning {title} {advice}"
        assert texts(window.bench.queue)[-2:] == [title, advice]
        window.desk.notice_bar.clear()
        window.choose("vividflow", "wan2.1", prompt="a prompt")
        window.studio.photos.add_known(shelved(window.app.core.paths.photos))
        await until_on_loop(lambda: window.studio.compose.outlook().ready)
        window.make()
        assert window.notices() == [said], "one is told why nothing can be sent"

    in_its_window(scenario)
    assert (home / "journal.db").read_bytes() == before


@pytest.mark.parametrize("copy", ["with a copy", "without"])
def test_fault_29_a_damaged_journal_is_set_aside_and_the_copy_takes_its_place(
    home: Path, hosted: Service, copy: str
) -> None:
    async def first(window: Window) -> None:
        await enqueue(window, "mark-first")
        await window.until(DONE)

    in_its_window(first)
    shutil.rmtree(home / "backups")  # of when it was empty
    if copy == "with a copy":
        asyncio.run(back_up(home))
    spoilt = b"spoilt" * 5_000
    (home / "journal.db").write_bytes(spoilt)

    async def scenario(window: Window) -> None:
        await until_on_loop(window.notices)
        (said,) = window.notices()
        assert said.startswith("Warning The journal of jobs was damaged, ")
        assert "The damaged journal was kept as " in said
        if copy == "without":
            assert "there is no copy of it: the list of jobs begins anew." in said
            return
        assert "Jobs since then may be missing." in said
        await window.until(DONE)
        await enqueue(window, "mark-second")
        await until_on_loop(window.strips)
        assert "is paused" in window.strips()[0]
        assert "nothing new is" in window.strips()[0]
        window.click_strip("Resume")
        await window.until(DONE, DONE)

    in_its_window(scenario)
    assert spoilt in [file.read_bytes() for file in home.glob("journal-damaged-*.db")]


def test_fault_33_closed_in_an_upload_that_hangs_it_ends_and_the_next_start_asks(
    home: Path, hosted: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "GRACE", 0.3)
    hosted.plan.now([Mishap(Ask.SUBMIT, Happens.STALL, At.BODY)])

    async def closed(window: Window) -> None:
        window.studio.photos.add_known(shelved(window.app.core.paths.photos, LARGE))
        window.choose("vimmerse", "vim_dreamcareer_0226", image_description="mark-hung")
        window.make()
        await window.until(SUBMITTING)
        await until_on_loop(lambda: hosted.plan.befell)
        window.desk.close()
        await until_on_loop(lambda: False)

    in_its_window(closed)
    assert not children(), "no process is left behind"

    async def scenario(window: Window) -> None:
        await window.until(UNSURE)
        await until_on_loop(lambda: window.studio.jobs.job(0).ask)
        assert "Was it accepted? The connection broke while sending" in window.queue()[0]
        window.click_job(0, Act.DECIDE)
        await until_on_loop(lambda: window.desk.findChildren(Decide))
        said = texts(window.dialog())
        assert said[0] == "Was this job accepted?"
        assert "sent twice, it would be paid twice." in said[1]
        (question,) = window.desk.findChildren(Decide)
        await until_on_loop(lambda: question.resend.button.isEnabled())
        click(question.resend.button)
        await window.until(DONE)

    in_its_window(scenario)
    assert [charge.mark for charge in hosted.works.charges] == ["mark-hung"]


def test_fault_33_closed_in_an_upload_that_ends_in_time_the_next_start_goes_on(home: Path, hosted: Service) -> None:
    hosted.plan.now([Mishap(Ask.SUBMIT, Happens.STALL, At.BODY, seconds=0.3)])

    async def closed(window: Window) -> None:
        window.studio.photos.add_known(shelved(window.app.core.paths.photos, LARGE))
        window.choose("vimmerse", "vim_dreamcareer_0226", image_description="mark-slow")
        window.make()
        await window.until(SUBMITTING)
        await until_on_loop(lambda: hosted.plan.befell)
        window.desk.close()
        await until_on_loop(lambda: False)

    in_its_window(closed)

    async def scenario(window: Window) -> None:
        await window.until(DONE)
        assert window.notices() == []

    in_its_window(scenario)
    assert len(hosted.works.charges) == 1


def children() -> list[int]:
    """Of this process, but for what pytest itself has."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _name, _end, rest = stat.read_text().rpartition(")")
            command = (stat.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(rest.split()[1]) == os.getpid() and b"vividdesk" in command:
            found.append(int(stat.parent.name))
    return found


def test_fault_39_settings_that_make_no_sense_are_named_together_and_left_alone(home: Path) -> None:
    lines = ["[look]", 'appearance = "blue"', "[vimmerse]", "jobs_a_day = -3", "[folders]", "results = 7"]
    text = "\n".join(lines) + "\n"
    (home / "settings.toml").write_text(text)

    async def scenario(window: Window) -> None:
        (said,) = window.notices()
        assert "settings cannot be understood." in said
        assert f"{home}/settings.toml, line 2: " in said
        assert "“blue”, but may be one of: system, light, dark" in said
        window.desk.open_settings("appearance")
        window.dialog().close()

    in_its_window(scenario)
    assert (home / "settings.toml").read_text() == text


def test_fault_39_settings_that_are_no_toml_are_named_and_a_change_says_that_it_will_not_last(home: Path) -> None:
    (home / "settings.toml").write_text("[look\nappearance = \n")

    async def scenario(window: Window) -> None:
        (said,) = window.notices()
        assert f"{home}/settings.toml, line 1: " in said
        window.app.preferences.set(appearance="dark")
        await until_on_loop(lambda: len(window.notices()) == 2)
        assert "The change holds until vividdesk is closed" in window.notices()[1]
        assert "Mend or remove the file, then change the setting again." in window.notices()[1]

    in_its_window(scenario)
    assert (home / "settings.toml").read_text() == "[look\nappearance = \n"


def test_fault_39_a_catalogue_of_ones_own_is_named_with_file_line_and_reason(home: Path) -> None:
    folder = home / "catalog"
    folder.mkdir()
    (folder / "broken.json").write_text('{\n  "service": "vimmerse",\n  oops\n}')
    (folder / "wrong.json").write_text('{\n  "service": "nobody"\n}')

    async def scenario(window: Window) -> None:
        (said,) = window.notices()
        assert "in your own templates." in said
        assert f"{folder}/broken.json, line 3: this is no JSON" in said
        assert f"{folder}/wrong.json, line " in said
        assert window.studio.templates.rowCount() == 26, "all that we bring along is there"

    in_its_window(scenario)
    assert (folder / "wrong.json").read_text() == '{\n  "service": "nobody"\n}'
