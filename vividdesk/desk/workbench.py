"""The four panels once there is something in them, and what one brings to the other."""

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QSettings

from vividdesk.bridge.dropped import Dropped, dropped
from vividdesk.bridge.remembered import Keeper
from vividdesk.bridge.studio import Studio
from vividdesk.bridge.template_list import Key
from vividdesk.desk.announcer import Announcer
from vividdesk.desk.compose_pane import ComposePane
from vividdesk.desk.exports import Exports
from vividdesk.desk.photo_tray import PhotoTray
from vividdesk.desk.preview import Preview
from vividdesk.desk.queue_panel import QueuePanel
from vividdesk.errors import VividError
from vividdesk.jobs.events import Event, JobChanged, LaneChanged
from vividdesk.model.clip import Clip
from vividdesk.model.job import Job, JobState, LaneId, Trouble
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request
from vividdesk.paths import resource
from vividdesk.texts import _
from vividdesk.widgets.theme import Theme

logger = logging.getLogger(__name__)


class Workbench(QObject):
    """`open_settings` takes the id of a service."""

    @classmethod
    async def made(
        cls, studio: Studio, theme: Theme, open_settings: Callable[[str], None], announcer: Announcer
    ) -> "Workbench":
        """Piece by piece, so that the window goes on in between."""
        tasks, notices = studio.tasks, studio.notices
        tray = PhotoTray(studio.photos, resource("samples", "portrait.jpg"), lambda: theme.colours, tasks)
        await asyncio.sleep(0)
        pane = ComposePane(studio, theme)
        await asyncio.sleep(0)
        preview = Preview(studio.frames, tasks, lambda: theme.colours)
        await asyncio.sleep(0)
        lists = studio.core, studio.jobs, studio.lanes
        queue = QueuePanel(*lists, tasks, notices, lambda: theme.colours, studio.photos.thumbnail, studio.step_pictures)
        return cls(studio, open_settings, announcer, tray, pane, preview, queue)

    def __init__(
        self,
        studio: Studio,
        open_settings: Callable[[str], None],
        announcer: Announcer,
        tray: PhotoTray,
        pane: ComposePane,
        preview: Preview,
        queue: QueuePanel,
    ) -> None:
        super().__init__()
        self._announcer = announcer
        self._studio = studio
        self._sent: set[int] = set()  # jobs of this run, the first result of which plays by itself
        self._failed: set[int] = set()  # which may be sent again
        self.preview_is_closed: Callable[[], bool] = lambda: False  # the page that has it knows
        self.exports = Exports(studio.tasks, studio.notices)
        self._told: dict[LaneId, Trouble] = {}  # of lanes, while they last
        self._awaited: Key | None = None  # what was chosen last, until it is known: a saved workflow comes later
        self.tray, self.pane, self.preview, self.queue = tray, pane, preview, queue
        self.tray.selected.connect(lambda: studio.compose.take(self.tray.chosen()))
        studio.templates.modelReset.connect(self._choose_awaited)
        studio.compose.let_go.connect(self.tray.list.clearSelection)
        studio.photos.swapped.connect(studio.compose.swap)
        studio.photos.swapped.connect(
            lambda before, after: self.preview.swap_photo(self._file_of(before), self._file_of(after))
        )
        studio.photos.thumbnail_came.connect(self.queue.show_thumbnail)
        self.tray.opened.connect(self._show_photo)
        self.tray.crop_wanted.connect(self.pane.cropping.begin)
        self.pane.photos_dropped.connect(self.tray.drop)
        self.pane.photos_wanted.connect(self.tray.browse)
        self.pane.sent.connect(lambda jobs: self._sent.update(job.id for job in jobs))
        self.queue.key_wanted.connect(open_settings)
        self.queue.play_wanted.connect(lambda job: studio.tasks.start(self._play(job)))
        self.queue.again_wanted.connect(lambda job: self.again(job.request))
        self.preview.again_wanted.connect(lambda clip: studio.tasks.start(self.again_like(clip)))
        self.preview.export_wanted.connect(lambda clip: self.exports.ask(self.preview, [clip]))
        self.preview.dropped.connect(self._take_dropped)
        studio.clips.dataChanged.connect(self._renew)
        self.preview.rated.connect(lambda clip, stars: studio.tasks.start(self._rate(clip, stars)))

    def hear(self, event: Event) -> None:
        """What was sent from here plays as soon as it is there, and what an empty preview has promised to show.

        Trouble of a lane is told where nobody sees it.
        """
        self._announcer.hear(event)
        match event:
            case JobChanged(job) if job.state is JobState.DONE and (job.id in self._sent or self.preview.is_empty):
                if job.id in self._sent:
                    self._sent.clear()  # of many the first one plays, and nobody is torn away from it
                if not self.preview.compares:
                    self._studio.tasks.start(self._play_by_itself(job))
            case JobChanged(job) if job.state in (JobState.FAILED, JobState.CANCELLED):
                self._failed.add(job.id)
            case JobChanged(job) if job.id in self._failed and not job.state.is_end:
                self._failed.discard(job.id)
                self._sent.add(job.id)
            case LaneChanged(lane, trouble=trouble):
                self._tell_of_trouble(lane, trouble)

    def _renew(self, first: QModelIndex, last: QModelIndex) -> None:
        """The clip that is looked at was given a title, or stars, in the library."""
        clips, shown = self._studio.clips, self.preview.clip
        row = clips.row_of(shown.id) if shown is not None else None
        if row is not None and first.row() <= row <= last.row() and (clip := clips.clip(row)) is not None:
            self.preview.renew(clip)

    def _tell_of_trouble(self, lane: LaneId, trouble: Trouble | None) -> None:
        """Once, where nobody sees it in the queue; over, the notice goes by itself."""
        told, notices = self._told.get(lane), self._studio.notices
        if told == trouble:
            return
        if told is not None:
            del self._told[lane]
            notices.settle(VividError(told.title, told.advice))
        if trouble is not None and not self.queue.isVisible():
            self._told[lane] = trouble
            notices.warn(trouble.title, trouble.advice)

    def without_journal(self, fault: VividError, again: Callable[[], None]) -> None:
        def tried() -> None:
            self._studio.notices.settle(fault)
            again()

        self.pane.closed = fault
        self.queue.show_closed(fault, tried)
        self._studio.clips.stay_closed(fault, tried)

    def remember(self, kept: Keeper) -> None:
        """What was set and looked at, as JSON."""
        chosen = self._studio.compose.template
        memory = {
            "template": (chosen.service, chosen.id) if chosen else self._awaited,
            "values": self._studio.compose.memory(),
            "templates": self._studio.templates.memory(),
            "preview": self.preview.remember(),
            "camera": self.tray.usual_camera,
            "folder": self.tray.folder,
            "exports": self.exports.folder,
        }
        kept.setValue("bench", json.dumps(memory))

    def recall(self, kept: QSettings) -> None:
        """A memory that cannot be read is none."""
        try:
            memory = json.loads(str(kept.value("bench", "{}")))
            self._studio.compose.recall(memory.get("values", []))
            self._studio.templates.recall(memory.get("templates", {}))
            self.preview.recall(memory.get("preview", {}))
            self.tray.usual_camera = str(memory.get("camera", ""))
            self.tray.folder = str(memory.get("folder", ""))
            self.exports.folder = str(memory.get("exports", ""))
            if chosen := memory.get("template"):
                service, template = chosen
                self._awaited = (service, template)
                self._choose_awaited()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            logger.info("What the desk remembered cannot be read", exc_info=True)

    def _choose_awaited(self) -> None:
        """Nothing is taken from who has chosen another template meanwhile, or is searching for one."""
        if self._awaited is None or self._studio.compose.template is not None:
            self._awaited = None
        elif not self.pane.picker.head.search.text() and self._studio.templates.row_of(*self._awaited) >= 0:
            self.pane.choose(*self._awaited)

    def play(self, clip: Clip) -> None:
        """And is ready for the keys that stop and rate it."""

        async def play() -> None:
            await self._play_clip(clip)
            self.preview.take_keys(from_text=True)

        self._studio.tasks.start(play())

    def again(self, request: Request, title: str = "") -> None:
        """A job as it was sent goes back into the form, to be changed. `title` is what it is called by now."""
        template = self._studio.catalog.find(request.service, request.template)
        if template is None:
            self._studio.notices.warn(
                _("The template {name} is not in the catalogue any more.").format(name=request.label),
                _("Choose another one for this photo."),
            )
            return
        for photo in request.photos:
            self._studio.photos.add_known(photo)
        self.pane.choose(request.service, request.template)
        self._studio.compose.again(template, request)
        self.pane.show_origin(title or request.label, [photo.name for photo in request.photos])

    async def again_like(self, clip: Clip) -> None:
        if request := await self._request_of(clip):
            self.again(request, clip.title)
        else:
            self._studio.notices.warn(
                _("Nobody knows any more how this was made."), _("Its job was taken off the list.")
            )

    async def _play(self, job: Job) -> None:
        if clips := await self._results_of(job.id):
            await self._play_clip(clips[0])

    async def _play_by_itself(self, job: Job) -> None:
        """A preview that a person has closed stays so, and silent; the clip is there when it comes back."""
        if clips := await self._results_of(job.id):
            plays = self._studio.core.settings.settings.autoplay and not self.preview_is_closed()
            self.preview.show_clip(clips[0], await self._source_of(clips[0]), plays, wanted=False)
            if plays:
                self.preview.take_keys(from_text=False)

    async def _play_clip(self, clip: Clip) -> None:
        self.preview.show_clip(clip, await self._source_of(clip))

    async def _results_of(self, job: int) -> list[Clip]:
        return [clip for clip in await self._studio.core.store.clips.of_job(job) if not clip.step]

    async def _source_of(self, clip: Clip) -> Path | None:
        request = await self._request_of(clip)
        return self._file_of(request.photos[0]) if request and request.photos else None

    def _file_of(self, photo: Photo) -> Path:
        return self._studio.core.paths.photos / photo.file_name

    async def _request_of(self, clip: Clip) -> Request | None:
        job = await self._studio.core.store.jobs.get(clip.job) if clip.job else None
        return job.request if job else None

    async def _rate(self, clip: Clip, stars: int) -> None:
        await self._studio.clips.change_here_and_there([clip], {"rating": stars})

    def _show_photo(self, photo: Photo) -> None:
        self.preview.show_photo(self._file_of(photo), photo.name)

    def _take_dropped(self, mime: QMimeData) -> None:
        """On the preview: what can be seen there is shown, anything else goes to the photos."""
        found = dropped(mime)
        photo = next((photo for photo in self._studio.photos.ready() if photo.hash == found.photo), None)
        if found.clips or found.jobs:
            self._studio.tasks.start(self._play_dropped(found))
        elif photo is not None:
            self._show_photo(photo)
        elif found.film is not None:
            self.preview.show_film(found.film)
        else:
            self.tray.drop(mime)

    async def _play_dropped(self, found: Dropped) -> None:
        store = self._studio.core.store.clips
        clips = await store.many(found.clips)
        for job in found.jobs:
            clips += await self._results_of(job)
        if len(clips) > 1:
            self.preview.compare(clips)
        elif clips:
            await self._play_clip(clips[0])
