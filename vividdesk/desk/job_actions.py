"""What a person does with jobs, one or many. It is asked first where it may cost, and told after where it failed."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu, QWidget

from vividdesk.bridge import job_words
from vividdesk.bridge.file_manager import show_folder
from vividdesk.bridge.job_list import JobList
from vividdesk.bridge.notices import Notices
from vividdesk.bridge.step_pictures import StepPictures
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.desk.decide import Decide
from vividdesk.desk.job_details import JobDetails
from vividdesk.desk.job_steps import JobSteps
from vividdesk.errors import VividError
from vividdesk.model.job import Job, JobState
from vividdesk.texts import _, count
from vividdesk.widgets.question import asked


class JobActions(QObject):
    """`cleared` carries the numbers of jobs that were taken off the list."""

    play_wanted = Signal(object)
    again_wanted = Signal(object)
    cleared = Signal(object)

    def __init__(
        self, window: QWidget, core: Core, jobs: JobList, tasks: Tasks, notices: Notices, steps: StepPictures
    ) -> None:
        super().__init__(window)
        self._window = window
        self._core = core
        self._jobs = jobs
        self._tasks = tasks
        self._notices = notices
        self._steps = steps

    def enter(self, job: Job) -> None:
        """What one most likely wants of it."""
        if job.ask is not None:
            self.decide(job)
        elif job.state is JobState.DONE:
            self.play_wanted.emit(job)
        else:
            self.details(job)

    def cancel(self, jobs: Sequence[Job]) -> None:
        if going := [job for job in jobs if not job.state.is_end and not self._jobs.is_ending(job.id)]:
            self._tasks.start(self._cancel(going))

    def retry(self, jobs: Sequence[Job]) -> None:
        """What a service may still have is looked at, the rest is sent again."""
        if ended := [job for job in jobs if _may_be_sent(job)]:
            self._tasks.start(self._retry(ended))

    def send_anew(self, jobs: Sequence[Job]) -> None:
        if ended := [job for job in jobs if _may_be_sent(job)]:
            self._tasks.start(self._send_anew(ended))

    def decide(self, job: Job) -> None:
        self._tasks.start(self._decide(job))

    def details(self, job: Job) -> None:
        self._tasks.start(self._details(job))

    def reveal(self, job: Job) -> None:
        self._tasks.start(self._reveal(job))

    def clear(self, jobs: Sequence[Job]) -> None:
        self._tasks.start(self._clear([job.id for job in jobs if job.state.is_end]))

    def clear_all(self) -> None:
        """All that have ended."""
        self._tasks.start(self._clear(None))

    def bring_back(self, numbers: Sequence[int]) -> None:
        self._tasks.start(self._jobs.hide(numbers, hidden=False))

    def copy(self, jobs: Sequence[Job]) -> None:
        told = (self._jobs.index_of(job.id).data() or job.label for job in jobs)
        QGuiApplication.clipboard().setText("\n".join(told))

    def copy_ids(self, jobs: Sequence[Job]) -> None:
        QGuiApplication.clipboard().setText("\n".join(job.remote or str(job.id) for job in jobs))

    def menu(self, jobs: Sequence[Job]) -> QMenu:
        """What can be done with all or some of these."""
        menu = QMenu(self._window)
        one = jobs[0] if len(jobs) == 1 else None
        if one is not None:
            self._fill_for_one(menu, one)
        if any(not job.state.is_end and not self._jobs.is_ending(job.id) for job in jobs):
            _add(menu, _("Cancel"), lambda: self.cancel(jobs), "Del")
        if ended := [job for job in jobs if _may_be_sent(job)]:
            if any(map(_is_free_to_retry, ended)):
                _add(menu, _("Look again"), lambda: self.retry(ended))
            _add(menu, _("Send again…"), lambda: self.send_anew(ended))
        menu.addSeparator()
        _add(menu, _("Copy as text"), lambda: self.copy(jobs), "Ctrl+C")
        _add(menu, count("Copy its id", "Copy their ids", len(jobs)), lambda: self.copy_ids(jobs))
        if one is not None:
            _add(menu, _("Details…"), lambda: self.details(one), "Alt+Return")
        if any(job.state.is_end for job in jobs):
            menu.addSeparator()
            _add(menu, _("Take off the list"), lambda: self.clear(jobs))
        return menu

    def _fill_for_one(self, menu: QMenu, job: Job) -> None:
        if job.ask is not None:
            _add(menu, _("Decide…"), lambda: self.decide(job), "Return")
        if job.state is JobState.DONE:
            _add(menu, _("Play"), lambda: self.play_wanted.emit(job), "Return")
        if job.files:
            _add(menu, _("Show in its folder"), lambda: self.reveal(job))
        _add(menu, _("Again with changes"), lambda: self.again_wanted.emit(job))
        menu.addSeparator()

    async def _cancel(self, jobs: Sequence[Job]) -> None:
        if any(map(_may_cost, jobs)) and not await asked(
            self._window,
            count("Cancel {n} job?", "Cancel {n} jobs?", len(jobs)),
            _("What a service has begun may go on there, and be paid, all the same."),
            _("Cancel the job") if len(jobs) == 1 else _("Cancel them"),
        ):
            return
        numbers = [job.id for job in jobs]
        self._jobs.show_ending(numbers, True)
        try:
            gone = await self._core.runner.let_go(numbers)
            await self._each([job for job in jobs if job.id not in gone], self._core.decisions.cancel)
        finally:
            self._jobs.show_ending(numbers, False)

    async def _retry(self, jobs: Sequence[Job]) -> None:
        if await self._may_pay([job for job in jobs if not _is_free_to_retry(job)]):
            await self._each(jobs, self._core.decisions.retry)

    async def _send_anew(self, jobs: Sequence[Job]) -> None:
        if await self._may_pay(jobs):
            await self._each(jobs, self._core.decisions.send_anew)

    async def _may_pay(self, jobs: Sequence[Job]) -> bool:
        paid = [job for job in jobs if not job.lane.local]
        if not paid:
            return True
        services = ", ".join(sorted({job_words.service_name(job.lane.service) for job in paid}))
        return await asked(
            self._window,
            count("Send {n} job again?", "Send {n} jobs again?", len(paid)),
            _("For {service} this is new work: it is paid again.").format(service=services),
            _("Send and pay again"),
        )

    async def _each(self, jobs: Sequence[Job], decide: Callable[[int], Coroutine[Any, Any, str]]) -> None:
        """One that will not does not keep the others from it; the same reason is told once."""
        told = set[str]()
        for job in jobs:
            try:
                await decide(job.id)
            except VividError as fault:
                if fault.title not in told:
                    told.add(fault.title)
                    self._notices.fault(fault)

    async def _decide(self, job: Job) -> None:
        until = await self._core.runner.unsettled_until(job)
        question = Decide(self._window, self._core, self._tasks, job, until)
        question.follow(self._jobs)
        question.settled.connect(self._notices.say)
        question.open()

    async def _details(self, job: Job) -> None:
        jobs = self._core.store.jobs
        found = await jobs.get(job.id) or job
        story = await jobs.moves(job.id), await jobs.attempts(job.id), await jobs.answers(job.id)
        clips = [clip for clip in await self._core.store.clips.of_job(job.id) if clip.step]
        images = await asyncio.to_thread(lambda: [QImage(clip.poster) for clip in clips])
        kept = [(clip.step, image) for clip, image in zip(clips, images, strict=True)]
        steps = JobSteps(found, self._jobs, self._steps, kept)
        JobDetails(self._window, found, *story, steps if steps.has_any else None).open()

    async def _reveal(self, job: Job) -> None:
        clips = [clip for clip in await self._core.store.clips.of_job(job.id) if not clip.step]
        if not clips:
            raise VividError(_("The files of this job are not in the library any more."))
        show_folder(Path(clips[0].file).parent, self._notices)

    async def _clear(self, numbers: Sequence[int] | None) -> None:
        chosen = await self._jobs.ended() if numbers is None else list(numbers)
        if chosen:
            await self._jobs.hide(chosen, hidden=True)
            self.cleared.emit(chosen)


def _add(menu: QMenu, text: str, do: Callable[[], object], keys: str = "") -> None:
    """The keys are shown only: it is the list that hears them."""
    menu.addAction(f"{text}\t{keys}" if keys else text).triggered.connect(lambda: do())


def _may_be_sent(job: Job) -> bool:
    return job.state in (JobState.FAILED, JobState.CANCELLED)


def _may_cost(job: Job) -> bool:
    return not job.lane.local and job.state is not JobState.QUEUED


def _is_free_to_retry(job: Job) -> bool:
    """The service may still have it, and is only asked again."""
    from vividdesk.jobs.decisions import VERDICTS

    return bool(job.remote) and not (job.trouble is not None and job.trouble.kind in VERDICTS)
