"""All that the desk shows: photos, templates, what is composed, jobs, clips, and the children that read pictures.

Made once the first picture is on the screen, because it loads much that a start need not wait for.
"""

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vividdesk import catalog
from vividdesk.bridge.cautions import Cautions
from vividdesk.bridge.clip_list import ClipList
from vividdesk.bridge.compose import Compose
from vividdesk.bridge.job_list import JobList
from vividdesk.bridge.lane_list import LaneList
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.photo_reader import Source, taken
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.presets import Presets
from vividdesk.bridge.step_pictures import StepPictures
from vividdesk.bridge.tasks import Tasks
from vividdesk.bridge.template_list import TemplateList
from vividdesk.bridge.web_photos import Web, called
from vividdesk.core import Core
from vividdesk.errors import BrokenAnswer, SlowDown, Unreachable, VividError
from vividdesk.jobs.events import Event
from vividdesk.jobs.web_pictures import WebPictures
from vividdesk.media.frames import Frames
from vividdesk.media.intake import Intake, Taken
from vividdesk.media.thumbs import Thumbs
from vividdesk.model.photo import Photo
from vividdesk.model.service import VISTOURE
from vividdesk.model.template import Template
from vividdesk.texts import count

if TYPE_CHECKING:
    from vividdesk.providers.workflows import Workflows

logger = logging.getLogger(__name__)


class Studio:
    def __init__(self, core: Core, tasks: Tasks, notices: Notices, found: catalog.Catalog) -> None:
        self.core = core
        self.tasks = tasks
        self.notices = notices
        self.catalog = found
        self._brought = found.templates
        self._discovering: asyncio.Task[Any] | None = None
        self._intake = Intake(core.paths.photos)
        self._thumbs = Thumbs(core.paths.thumbs)
        self.frames = Frames(core.paths.frames)
        self._web = WebPictures(core.paths.frames / "web")
        self.photos = Photos(self._intake.take, self._web.fetched, self._thumbs, tasks, core.paths.photos)
        self.templates = TemplateList(found.templates)
        self.compose = Compose(core, self._intake)
        self.cautions = Cautions(self.compose, self.photos, self._intake, tasks)
        self.presets = Presets(core.paths.presets, notices, self.templates.find)
        self.jobs = JobList(core, tasks, self.templates.find)
        self.lanes = LaneList(core, tasks)
        self.clips = ClipList(core, tasks)
        self.step_pictures = StepPictures(core, self._thumbs, tasks, core.paths.frames / "steps")

    @classmethod
    async def made(cls, core: Core, tasks: Tasks, notices: Notices) -> "Studio":
        found = await asyncio.to_thread(catalog.load, core.paths.catalog)
        await asyncio.to_thread(shutil.rmtree, core.paths.frames, ignore_errors=True)  # a crash may have left some
        if problems := found.problems:
            title = count(
                "A template of your own cannot be used.", "{n} mistakes in your own templates.", len(problems)
            )
            notices.problems(title, problems)
        return cls(core, tasks, notices, found)

    async def discover(self) -> None:
        """VistoureAI's saved workflows, where there is a key for it. What an earlier key has asked for counts no more.

        Without the network, what was known stays, and it is asked for again.
        """
        self._stop_discovering()
        self._discovering = own = asyncio.current_task()
        try:
            await self._discover()
        finally:
            if self._discovering is own:
                self._discovering = None

    def _stop_discovering(self) -> None:
        if self._discovering is not None:
            self._discovering.cancel()

    async def _discover(self) -> None:
        if self.core.keys.get(VISTOURE.id) is None:
            return self._show_templates(())
        try:
            found = await self._saved_workflows()
        except VividError as fault:
            return logger.info("No saved workflows: %s", fault)
        for broken in found.faults:
            self.notices.fault(broken)
        return self._show_templates(found.templates)

    async def _saved_workflows(self) -> "Workflows":
        """As soon as the service can be reached; what it refuses it would refuse again."""
        from vividdesk.jobs.pacing import Pace
        from vividdesk.providers.workflows import saved_workflows

        pace, failures = Pace(), 0
        while True:
            try:
                return await saved_workflows(self.core.keyed(VISTOURE))
            except (Unreachable, BrokenAnswer, SlowDown) as fault:
                failures += 1
                asked = fault.wait if isinstance(fault, SlowDown) else 0.0
                pause = max(asked, pace.later(pace.workflows, failures))
                logger.info("No saved workflows yet, asked for again in %.0f s: %s", pause, fault)
            await asyncio.sleep(pause)

    def _show_templates(self, saved: tuple[Template, ...]) -> None:
        self.catalog = replace(self.catalog, templates=(*self._brought, *saved))
        self.templates.show(self.catalog.templates)

    async def take(self, source: Source) -> Taken:
        """A photo; a PhotoRefused says why it is none."""
        if not isinstance(source, Web):
            return await taken(self._intake.take, source)
        async with self._web.fetched(source.url, source.name) as file:
            return called(await self._intake.take(file), source.name)

    async def crop(self, photo: Photo, box: tuple[int, int, int, int]) -> Photo:
        """A part of one that was taken in, as a photo of its own."""
        return await self._intake.crop(photo, box)

    def begin(self) -> None:
        """The journal is open."""
        for each in (self.jobs, self.lanes, self.clips):
            each.begin()

    def hear(self, event: Event) -> None:
        for each in (self.jobs, self.lanes, self.clips):
            each.hear(event)

    async def close(self) -> None:
        """The children and the fetching end; each is ended, whatever became of the one before."""
        self._stop_discovering()
        ends: list[Callable[[], Awaitable[None]]] = [
            self._web.close,
            self._intake.close,
            self._thumbs.close,
            self.frames.close,
        ]
        for end in ends:
            try:
                await end()
            except Exception:
                logger.exception("While the studio was closed")
