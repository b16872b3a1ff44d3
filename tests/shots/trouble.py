"""Work that goes on elsewhere, and all that can go wrong with it, at services that misbehave as planned."""

import asyncio
import shutil
import unittest.mock
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from tests.faults.plan import Act, At, Mishap
from tests.faults.plan import Ask as Asked
from tests.faults.remote import Life
from tests.faults.service import Service
from tests.shots.camera import Camera
from tests.shots.making import PHOTOS
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.bridge.lane_list import Remedy
from vividdesk.bridge.limit_words import beyond_limit
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.twice import twice_words
from vividdesk.desk.job_details import JobDetails
from vividdesk.desk.strips import Strip
from vividdesk.jobs.runner import AskedTwice
from vividdesk.model.draft import Draft
from vividdesk.model.job import Ask, Job, JobState
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request
from vividdesk.texts import _
from vividdesk.widgets.question import Question

LONG, SHORT = 600.0, 40.0  # seconds
EACH = (("vimmerse", "vim_arctic"), ("vividflow", "wan2.1"), ("vistoure", "upscale"))
REFUSALS = (
    Mishap(Asked.SUBMIT, Act.SAY, status=402, body='{"message": "INSUFFICIENT_CREDIT"}', service="vimmerse"),
    Mishap(Asked.SUBMIT, Act.SAY, status=429, headers={"Retry-After": "130"}, service="vividflow"),
    Mishap(Asked.SUBMIT, Act.SAY, status=402, body='{"detail": "InsufficientTokens"}', service="vistoure"),
)


async def walk(running: App, camera: Camera, service: Service) -> None:
    bench, studio = running.desk.create_page.bench, running.studio
    assert bench is not None and studio is not None
    jobs, actions = studio.jobs, bench.queue._actions
    studio.photos.add_files(PHOTOS)
    await until_on_loop(lambda: studio.photos.rowCount() == len(PHOTOS) and not studio.photos.reading())
    photos = studio.photos.ready()
    await camera.take("connected")

    (done,) = await running.core.runner.enqueue([order(studio, "vimmerse", "vim_birthday", photos[0])])
    await until_on_loop(lambda: _state(studio, done) is JobState.DONE)
    service.plan.now([Mishap(Asked.LOOK, Act.FAIL, body="The picture shows no face.", service="vimmerse")])
    (failed,) = await running.core.runner.enqueue([order(studio, "vimmerse", "vim_arctic", photos[3])])
    await until_on_loop(lambda: _state(studio, failed) is JobState.FAILED)
    service.works.life = Life(seconds=LONG, steps=5, early=2)
    (run,) = await running.core.runner.enqueue([order(studio, "vistoure", "video", photos[2])])
    service.plan.now([Mishap(Asked.SUBMIT, Act.RESET, At.ACCEPTED, service="vimmerse")])
    (unsure,) = await running.core.runner.enqueue([order(studio, "vimmerse", "vim_amazonia", photos[1])])
    await until_on_loop(lambda: _job(studio, unsure).ask is not None)
    refusal = '{"error": "Invalid API key"}'
    service.plan.now([Mishap(Asked.SUBMIT, Act.SAY, status=401, body=refusal, service="vividflow")])
    await running.core.runner.enqueue([order(studio, "vividflow", name, photos[4]) for name in ("veo3.1", "wan2.1")])
    await until_on_loop(lambda: bool(studio.lanes.lines()))
    await camera.take("queue-trouble")
    _raise_queue(running)
    await until_on_loop(lambda: len(studio.step_pictures._kept) >= 2)
    await camera.take("queue-tall")
    bench.queue.view.setFocus()
    bench.queue.view.setCurrentIndex(jobs.index_of(failed.id))
    await camera.take("queue-chosen")
    await running.core.runner.pause()
    await camera.take("queue-paused")
    menu = QMenu(bench.queue)
    bench.queue._filled_menu(menu)
    await camera.take_menu("menu-queue", menu)
    actions.clear([_job(studio, failed)])
    await camera.take("queue-cleared")
    bench.queue.head.text.setText("zeppelin")
    await camera.take("queue-nothing-found")
    bench.queue.head.reset()
    running.desk.create_page.lay_out()
    actions.details(_job(studio, done))
    await camera.take_dialog("details")
    actions.details(_job(studio, run))
    await until_on_loop(lambda: isinstance(camera.dialog(), JobDetails))
    dialog = camera.dialog()
    assert dialog is not None
    steps = next(each for each in dialog.findChildren(QPushButton) if each.text() == _("Steps"))
    QTest.mouseClick(steps, Qt.MouseButton.LeftButton)
    await camera.take_dialog("details-steps")
    actions.decide(_job(studio, unsure))
    await camera.take_dialog("decide")
    actions.decide(replace(_job(studio, unsure), state=JobState.WAITING, ask=Ask.OVERDUE))
    await camera.take_dialog("decide-overdue")
    await _twice(running, camera, _job(studio, done))
    await _lanes(running, camera, service, photos)
    await _travelling(running, camera, service, photos)
    await _alike(running, camera, photos)


async def _twice(running: App, camera: Camera, job: Job) -> None:
    """The question about what was asked for already, alone and among others that are new; and beyond a day's limit."""
    for name, number, new in (("question", 1, 0), ("question-several", 5, 2)):
        said = twice_words(AskedTwice(job), number, new, job.lane.local)
        instead = said.all if said.others else ""
        Question(running.desk, said.title, said.says, said.others or said.all, instead=instead).open()
        await camera.take_dialog(name)
    for name, number, left in (("question-limit", 5, 3), ("question-limit-reached", 1, 0)):
        beyond = beyond_limit(number, left)
        Question(running.desk, beyond.title, beyond.says, beyond.all, instead=beyond.fewer).open()
        await camera.take_dialog(name)


async def _lanes(running: App, camera: Camera, service: Service, photos: list[Photo]) -> None:
    """Trouble of lanes, as the services or this computer cause it."""
    studio, core = running.studio, running.core
    assert studio is not None
    lines, runner = studio.lanes.lines, core.runner
    wanted = [order(studio, *each, photos[0]) for each in EACH]
    await runner.resume()
    service.plan.now(REFUSALS)
    waiting = await runner.enqueue(wanted)
    await until_on_loop(lambda: sorted(line.remedy.value for line in lines()) == ["page", "page", "wait"])
    await camera.take("queue-lanes")
    for more in running.desk.findChildren(Strip):
        more.more.click()
    await runner.pause(waiting[0].lane)
    await camera.take("queue-lane-paused")
    assert service._server is not None
    loop = service._server.get_loop()
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(service.close(), loop))
    await runner.resume()
    await until_on_loop(lambda: len(lines()) == len(EACH) and {line.remedy for line in lines()} == {Remedy.TRY})
    await camera.take("queue-offline")
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(service.open(), loop))
    room = shutil.disk_usage(core.paths.data)
    with unittest.mock.patch("shutil.disk_usage", return_value=room._replace(free=0)):
        await runner.resume()
        await until_on_loop(lambda: any("disk" in line.title for line in lines()))
        await camera.take("queue-disk-full")
    await runner.let_go([job.id for job in waiting])
    await runner.resume()
    await until_on_loop(lambda: not lines())


async def _travelling(running: App, camera: Camera, service: Service, photos: list[Photo]) -> None:
    """What is sent and what is fetched, each in the middle."""
    studio = running.studio
    assert studio is not None
    service.works.life = Life()
    service.plan.now(
        [
            Mishap(Asked.FILE, Act.DRIP, seconds=0.4, service="vimmerse"),
            Mishap(Asked.SUBMIT, Act.STALL, At.BODY, part=0.3, seconds=SHORT, service="vistoure"),
        ]
    )
    await running.core.runner.enqueue(
        [order(studio, "vimmerse", "vim_birthday", photos[3]), order(studio, "vistoure", "upscale", photos[2])]
    )
    known, progress = studio.jobs.known, studio.jobs.progress

    def travelling() -> set[JobState]:
        return {job.state for number, each in progress.items() if each.moved and (job := known(number))}

    await until_on_loop(lambda: travelling() == {JobState.FETCHING, JobState.SUBMITTING})
    await camera.take("queue-travelling")


async def _alike(running: App, camera: Camera, photos: list[Photo]) -> None:
    """Jobs of one template and one photo: by an option, or else by when they were asked for."""
    studio, runner = running.studio, running.core.runner
    assert studio is not None
    await runner.pause()
    for value in ("9:16", "16:9", "16:9"):
        await runner.enqueue([order(studio, "vividflow", "veo3.1", photos[0], aspect_ratio=value)], again=True)
    _raise_queue(running)
    assert running.desk.create_page.bench is not None
    running.desk.create_page.bench.queue.head.text.setText("Veo")
    await camera.take("queue-alike")


def _raise_queue(running: App) -> None:
    running.desk.create_page._queue_share = 0.6
    running.desk.create_page._share_heights()


def order(studio: Studio, service: str, name: str, photo: Photo, **options: str) -> Request:
    template = studio.catalog.find(service, name)
    assert template is not None
    draft = Draft(template).put(template.slots[0].name, photo)
    for field in template.options.fields:
        if field.required and field.default is None:
            draft = draft.set(field.name, field.enum[0] if field.enum else "The lights come on behind her")
    for option, value in options.items():
        draft = draft.set(option, value)
    return draft.request()


def _job(studio: Studio, job: Job) -> Job:
    return studio.jobs.known(job.id) or job


def _state(studio: Studio, job: Job) -> JobState:
    return _job(studio, job).state
