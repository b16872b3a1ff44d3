"""Work that goes on elsewhere, and all that can go wrong with it, at services that misbehave as planned."""

from PySide6.QtWidgets import QMenu

from tests.faults.plan import Act, Ask, At, Mishap
from tests.faults.remote import Life
from tests.faults.service import Service
from tests.shots.camera import Camera
from tests.shots.making import PHOTOS
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.bridge.studio import Studio
from vividdesk.model.draft import Draft
from vividdesk.model.job import Job, JobState
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request

LONG = 600.0  # seconds


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
    service.plan.now([Mishap(Ask.LOOK, Act.FAIL, body="The picture shows no face.", service="vimmerse")])
    (failed,) = await running.core.runner.enqueue([order(studio, "vimmerse", "vim_arctic", photos[3])])
    await until_on_loop(lambda: _state(studio, failed) is JobState.FAILED)
    service.works.life = Life(seconds=LONG, steps=5)
    await running.core.runner.enqueue([order(studio, "vistoure", "video", photos[2])])
    service.plan.now([Mishap(Ask.SUBMIT, Act.RESET, At.ACCEPTED, service="vimmerse")])
    (unsure,) = await running.core.runner.enqueue([order(studio, "vimmerse", "vim_amazonia", photos[1])])
    await until_on_loop(lambda: _job(studio, unsure).ask is not None)
    refusal = '{"error": "Invalid API key"}'
    service.plan.now([Mishap(Ask.SUBMIT, Act.SAY, status=401, body=refusal, service="vividflow")])
    await running.core.runner.enqueue([order(studio, "vividflow", name, photos[4]) for name in ("veo3.1", "wan2.1")])
    await until_on_loop(lambda: bool(studio.lanes.lines()))
    await camera.take("queue-trouble")
    running.desk.create_page._queue_share = 0.6
    running.desk.create_page._share_heights()
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
    actions.decide(_job(studio, unsure))
    await camera.take_dialog("decide")


def order(studio: Studio, service: str, name: str, photo: Photo) -> Request:
    template = studio.catalog.find(service, name)
    assert template is not None
    draft = Draft(template).put(template.slots[0].name, photo)
    for field in template.options.fields:
        if field.required and field.default is None:
            draft = draft.set(field.name, field.enum[0] if field.enum else "The lights come on behind her")
    return draft.request()


def _job(studio: Studio, job: Job) -> Job:
    return studio.jobs.known(job.id) or job


def _state(studio: Studio, job: Job) -> JobState:
    return _job(studio, job).state
