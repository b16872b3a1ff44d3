"""The same in German, which takes more room: whatever has words of ours."""

from tests.shots import making, settings
from tests.shots.camera import Camera
from tests.waiting import until_on_loop
from vividdesk.app import App


async def walk(running: App, camera: Camera) -> None:
    bench, studio = running.desk.create_page.bench, running.studio
    assert bench is not None and studio is not None
    await camera.take("empty")
    running.desk.show_page(1)
    await camera.take("library-empty")
    running.desk.show_page(0)
    studio.photos.add_files(making.PHOTOS[:1])
    await until_on_loop(lambda: studio.photos.rowCount() and not studio.photos.reading())
    for service, name in making.SHOWN:
        bench.pane.choose(service, name)
        await camera.take(f"template-{service}")
    await making.picker(bench, camera)
    await making.forms(running, bench, camera)
    await settings.pages(running, camera)
    await settings.dialogs(running, camera)
