"""All that can be made, by the keys alone: found, its whole form filled in, sent, done. In the real window, offscreen,
against the real local service as if it were hosted; what that received is compared with what was typed.
"""

import asyncio
import contextlib
import json
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.hasty import hasten
from tests.recorder import Order, Recorder, recording
from tests.typist import CONTROL, Filled, Key, Typist, add_photo, come_back, press
from tests.waiting import until_on_loop
from vividdesk import app
from vividdesk.localservice.graphs import GRAPHS
from vividdesk.localservice.pool import Pool, processes
from vividdesk.model.job import JobState
from vividdesk.model.template import Kind, Template
from vividdesk.paths import Paths, resource

PHOTO = resource("samples", "standing.jpg")  # a whole person: something can be put on it everywhere
PATIENCE = 3600.0  # seconds in which all is to be made, a limit and no measure

Told = Callable[[str], None]


async def opened(running: app.App, photo: Path) -> tuple[Template, ...]:
    """The desk as it begins, with one photo that is chosen; all that can be made."""
    await running.furnished.wait()
    await running.journal_known.wait()
    studio = running.studio
    assert studio is not None
    await until_on_loop(lambda: sum(each.kind is Kind.WORKFLOW for each in studio.catalog.templates) == len(GRAPHS))
    page = running.desk.create_page
    await come_back(running)
    await until_on_loop(lambda: QApplication.focusWidget() is page)
    await add_photo(running, str(photo))
    return studio.catalog.templates


async def send(running: app.App, recorder: Recorder, template: Template, seed: int) -> tuple[Filled, Order]:
    """What was typed, and what came to the service."""
    number = len(recorder.orders)
    typist = Typist(running, seed)
    await come_back(running)
    typist.find(template)
    filled = typist.fill_in(template)
    await come_back(running)
    press(Key.Key_Return, CONTROL)
    await until_on_loop(lambda: len(recorder.orders) > number)
    return filled, recorder.orders[number]


def differences(template: Template, filled: Filled, order: Order) -> list[str]:
    """Between what was typed and what came, as the documentation of each service has it."""
    expected, came = _EXPECTED[template.service](template, filled), dict(order.words)
    if template.service == "vimmerse":
        came["options"] = json.loads(came["options"])
        came["title"] = re.sub(r" \[vd-[0-9a-f]{8}\]$", "", came["title"])  # the mark of the job
    pictures = _pictures(template, came, order)
    names = sorted(expected.keys() | came.keys())
    wrong = [
        f"{name}: {expected.get(name)!r} ≠ {came.get(name)!r}" for name in names if expected.get(name) != came.get(name)
    ]
    asked = {slot.name for slot in template.slots if not slot.linked and (slot.at_least or slot is template.slots[0])}
    return wrong if pictures == asked else [*wrong, f"photos: {asked} ≠ {pictures}"]


def left_out(template: Template, filled: Filled) -> set[str]:
    """Fields that the Tab key did not come to, of those that are to be seen."""
    fields = (*template.options.fields, *template.details.fields)
    given = template.options.defaults | filled.options
    shown = {each.name for each in fields if not each.linked and each.is_shown(given)}
    covered = {each.name for each in fields if each.slot}  # a photo is in their place
    return shown - covered - set(filled.way)


def _of_vimmerse(template: Template, filled: Filled) -> Mapping[str, Any]:
    return {"template_id": template.target, "options": filled.options, **filled.details}


def _of_vividflow(template: Template, filled: Filled) -> Mapping[str, Any]:
    return {
        "model": template.target,
        **{name: _word(value) for name, value in filled.options.items() if value is not None},
    }


def _of_vistoure(template: Template, filled: Filled) -> Mapping[str, Any]:
    kind = "workflow" if template.kind is Kind.WORKFLOW else "node"
    return {"type": kind, "target": template.target, "input": {**filled.options, **filled.extras}}


_EXPECTED = {"vimmerse": _of_vimmerse, "vividflow": _of_vividflow, "vistoure": _of_vistoure}


def _word(value: Any) -> str:
    """In a form there are only words."""
    return value if isinstance(value, str) else json.dumps(value)


def _pictures(template: Template, came: dict[str, Any], order: Order) -> set[str]:
    """The places for which one came; in JSON they are taken out of it."""
    if template.service != "vistoure":
        return set(order.files)
    places = {slot.name for slot in template.slots}
    given = came["input"] = dict(came["input"])
    return {name for name in places if len(str(given.pop(name, ""))) > 1000}


@contextlib.contextmanager
def hosted(folder: Path, pool: Pool, share: int = 1) -> Iterator[Recorder]:
    """The three services, as far as a program that starts now can see."""
    with pytest.MonkeyPatch.context() as patch, recording(folder / "service", pool, share) as recorder:
        hasten(patch)
        for name, value in recorder.environ.items():
            patch.setenv(name, value)
        yield recorder


async def finished(running: app.App, number: int) -> list[str]:
    """What became of the jobs once the last has come to its end: those that are not done."""
    deadline = time.monotonic() + PATIENCE
    while True:
        jobs = await running.core.store.jobs.many(list(range(1, number + 1)))
        if all(job.state.is_end for job in jobs) or time.monotonic() > deadline:
            return [
                f"{job.request.template}: {job.state.value}; {job.trouble and job.trouble.title}"
                for job in jobs
                if job.state is not JobState.DONE
            ]
        await asyncio.sleep(0.5)


def main(seed: int, told: Told, share: int = 1) -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wrong: list[str] = []
    figures: list[str] = []

    async def scenario(running: app.App) -> None:
        begun = time.monotonic()
        templates = await opened(running, PHOTO)
        for number, template in enumerate(templates):
            filled, order = await send(running, recorder, template, seed + number)
            wrong.extend(f"{template.id}: {each}" for each in differences(template, filled, order))
            wrong.extend(f"{template.id}: the Tab key passes {name}" for name in left_out(template, filled))
        sent = time.monotonic()
        wrong.extend(await finished(running, len(templates)))
        figures.append(
            f"{len(templates)} forms filled in by keys and sent in {sent - begun:.0f} s; "
            f"all made {time.monotonic() - sent:.0f} s later; {len(wrong)} wrong"
        )

    with tempfile.TemporaryDirectory(prefix="vd-keys-") as folder, processes(os.cpu_count() or 1) as pool:
        home = Path(folder, "home")
        os.environ["VIVIDDESK_HOME"] = str(home)
        with hosted(Path(folder), pool, share) as recorder:
            app.run(Paths.of(os.environ), dict(os.environ), scenario, keyring=False)
    told("\n".join([*figures, *wrong]))
    return int(bool(wrong))
