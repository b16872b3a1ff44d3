"""A library as it is after months."""

import asyncio
import time
from contextlib import closing

from tests.shots.camera import Camera
from tests.store.many import make_many
from tests.waiting import until_on_loop
from vividdesk.app import App
from vividdesk.catalog import load
from vividdesk.paths import Paths, resource
from vividdesk.store import opening
from vividdesk.store.db import connect
from vividdesk.widgets.template_card import illustration

CLIPS = 5000
IN_SIGHT, LOADS = 35, 2.0  # clips in the window, and seconds for their pictures
EVERY = 2000.0  # seconds between two of them


def fill(paths: Paths) -> None:
    """Each clip with the picture and the name of its template."""
    paths.make()
    asyncio.run(make_many(paths.data, CLIPS))
    templates = [each for each in load().templates if illustration(each).exists()]
    with closing(connect(paths.data / opening.NAME)) as db, db:
        db.execute("UPDATE jobs SET state = 'done', ask = NULL")
        for number, template in enumerate(templates):
            db.execute(
                """UPDATE clips SET missing = 0, file = ?, poster = ?, label = ?, made_at = ? - (? - id) * ?
                WHERE id % ? = ?""",
                (
                    str(resource("samples", "portrait.jpg")),
                    str(illustration(template)),
                    template.label,
                    time.time(),
                    CLIPS,
                    EVERY,
                    len(templates),
                    number,
                ),
            )


async def walk(running: App, camera: Camera) -> None:
    running.desk.show_page(1)
    page = running.desk.library_page
    assert running.studio is not None and page is not None
    clips = running.studio.clips
    await until_on_loop(lambda: clips.rowCount() > IN_SIGHT and all(clips.clip(row) for row in range(IN_SIGHT)))
    await asyncio.sleep(LOADS)
    await camera.take("library-many")
    page.grid.setFocus()
    page.grid.setCurrentIndex(clips.index(0, 0))
    await camera.take("library-chosen")
    page.grid.selectAll()
    await camera.take("library-several")
    page.filters.search.setText("zeppelin")
    page.filters._tell()
    await clips.settled()
    await camera.take("library-found")
    page.filters.search.setText("nothing is called this")
    page.filters._tell()
    await clips.settled()
    await camera.take("library-nothing")
    page.filters.clear()
    await clips.settled()
    menu = page.filters.rating.menu()
    assert menu is not None
    await camera.take_menu("menu-rating", menu)
    page._ask_days()
    await camera.take_dialog("library-days")
    page.grid.setCurrentIndex(clips.index(0, 0))
    page._ask_removal()
    await camera.take_dialog("library-removal")
