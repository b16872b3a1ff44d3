"""The questions about a job that only a person can answer: was it accepted, and is it worth waiting for."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from vividdesk.bridge import figures, job_words
from vividdesk.bridge.job_rows import JobRows
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.tasks import Tasks
from vividdesk.core import Core
from vividdesk.errors import VividError
from vividdesk.model.job import Ask, Job
from vividdesk.model.service import service_named
from vividdesk.texts import _
from vividdesk.widgets.announce import say
from vividdesk.widgets.basics import Card, button, label
from vividdesk.widgets.theme import SIZES

LONGEST_ID = 200
WIDE = 660  # so that the time to look for is not alone in a line
BUTTON = 130  # all of them alike
SOON = 0.05  # seconds after the moment, so that it is surely past


class Decide(QDialog):
    """`until`: before this moment it cannot be sent again, since the service may still take it; 0: it can.

    `settled` carries a title and what it means, where the answer has come by itself.
    """

    settled = Signal(str, str)

    def __init__(self, parent: QWidget, core: Core, tasks: Tasks, job: Job, until: float) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._core = core
        self._tasks = tasks
        self._job = job
        self._until = until
        self._service = job_words.service_name(job.lane.service)
        self.fault = label("", tone="failed", wrap=True)
        self.fault.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 18, 20, 16)
        self._column.setSpacing(12)
        self._column.addStrut(WIDE)  # a minimum of the window itself would let it cut off what is wider
        self._ask_patience() if job.ask is Ask.OVERDUE else self._ask_whether_taken()
        self._column.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.addWidget(label(_("Nothing is lost by deciding later."), SIZES.small, "quiet"))
        foot.addStretch()
        foot.addWidget(button(_("Later"), self.reject))
        self._column.addLayout(foot)

    @guarded()
    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        self._fit()

    @guarded()
    def reject(self) -> None:
        """Not while a decision is on its way: its answer comes here."""
        if self.isEnabled():
            super().reject()

    def follow(self, jobs: JobRows) -> None:
        """Goes when there is nothing left to be decided."""

        def look_again() -> None:
            known = jobs.known(self._job.id)
            if known is not None and known.ask is None and self.isVisible() and self.isEnabled():
                said = _("There is nothing to decide about {name} any more.").format(name=known.label)
                self.settled.emit(said, job_words.state_words(known))
                self.reject()

        jobs.dataChanged.connect(look_again)
        self.finished.connect(lambda _answer: jobs.dataChanged.disconnect(look_again))

    def _fit(self) -> None:
        """Qt does not ask texts of several lines how high they are in a dialog that is this wide."""
        self.setMinimumHeight(self._column.totalHeightForWidth(self.width()))

    def _ask_whether_taken(self) -> None:
        job, decisions = self._job, self._core.decisions
        self._say(
            _("Was this job accepted?"),
            _(
                "The connection broke at {time}, while {name} was being sent to {service}. Nobody knows whether the "
                "service took it; sent twice, it would be paid twice."
            ).format(time=figures.time_of(job.sent_at, seconds=True), name=job.label, service=self._service),
        )
        self._column.addWidget(self._where_to_look())
        self.entry = QLineEdit()
        self.entry.setPlaceholderText(_("Paste its id here"))
        self.entry.setAccessibleName(_("The id of the job at {service}").format(service=self._service))
        self.entry.setMaxLength(LONGEST_ID)
        self.entry.textChanged.connect(lambda text: self.found.button.setEnabled(bool(text.strip())))
        self.entry.returnPressed.connect(lambda: self.found.button.click())
        self.found: Choice = self._choice(
            _("It is there"),
            _("It goes on from where it is. Nothing more is paid."),
            _("Go on with it"),
            lambda: decisions.found(job.id, self.entry.text()),
            self.entry,
        )
        self.found.button.setEnabled(False)
        self.resend = self._choice(_("It is not there"), "", _("Send it again"), lambda: decisions.resend(job.id))
        self._settle()
        self.drop = self._choice(
            _("Let it go"),
            _("If the service took it after all, it goes on there and may be paid."),
            _("Let it go"),
            lambda: decisions.drop(job.id),
        )
        self.entry.setFocus()

    def _ask_patience(self) -> None:
        job, decisions = self._job, self._core.decisions
        self._say(
            _("Wait longer for this job?"),
            _(
                "{service} has had {name} since {time}, which is longer than it says it takes. Until you decide, it is "
                "looked at as before."
            ).format(service=self._service, name=job.label, time=figures.time_of(job.sent_at)),
        )
        self.wait_on = self._choice(
            _("Wait on"),
            _("You are asked again after as long a time. Nothing more is paid."),
            _("Wait on"),
            lambda: decisions.wait_on(job.id),
        )
        self.drop = self._choice(
            _("Cancel it"),
            _("Where the service cannot cancel, it may go on there and be paid."),
            _("Cancel the job"),
            lambda: decisions.cancel(job.id),
        )

    def _say(self, title: str, says: str) -> None:
        self.setWindowTitle(title)
        self._column.addWidget(label(title, SIZES.title, bold=True, wrap=True))
        self._column.addWidget(label(says, tone="quiet", wrap=True))

    def _where_to_look(self) -> QWidget:
        job = self._job
        said = _("Look on the page of {service} for a job of {time}.").format(
            service=self._service, time=figures.time_of(job.sent_at, seconds=True)
        )
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(SIZES.margin, 10, 10, 10)
        row.setSpacing(SIZES.gap)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(said, wrap=True))
        row.addLayout(words, 1)
        row.addSpacing(SIZES.gap)
        if job.tag in str(job.request.details):
            words.addWidget(label(_("Its title ends with [{tag}].").format(tag=job.tag), tone="quiet", wrap=True))
            row.addWidget(button(_("Copy the tag"), lambda: QGuiApplication.clipboard().setText(job.tag)))
        service = service_named(job.lane.service)
        if service is not None:
            row.addWidget(button(_("Open its page"), lambda: QDesktopServices.openUrl(QUrl(service.keys_page))))
        return card

    def _choice(
        self,
        title: str,
        says: str,
        does: str,
        decide: Callable[[], Coroutine[Any, Any, str]],
        *more: QWidget,
    ) -> "Choice":
        choice = Choice(title, says, does, lambda: self._tasks.start(self._decide(decide)), *more)
        self._column.addWidget(choice)
        return choice

    async def _decide(self, decide: Callable[[], Coroutine[Any, Any, str]]) -> None:
        focus = self.focusWidget()
        self.fault.hide()
        self.setEnabled(False)
        try:
            await decide()
        except VividError as fault:
            self.fault.setText(f"{fault.title} {fault.advice}".strip())
            self.fault.show()
            say(self.fault, self.fault.text())
            self._fit()
        else:
            self.accept()
        finally:
            self.setEnabled(True)
            if focus is not None:
                focus.setFocus()

    def _settle(self) -> None:
        """Until the service surely takes nothing more of it, sending again could be paid twice."""
        left = self._until - time.time()
        self.resend.button.setEnabled(left <= 0)
        if left <= 0:
            self.resend.says.setText(_("It is sent once more, and paid as any job."))
            return
        self.resend.says.setText(
            _("It may still appear there until {time}; before that it cannot be sent again.").format(
                time=figures.time_of(self._until, seconds=True)
            )
        )
        again = QTimer(self, singleShot=True)  # goes with the dialog
        again.timeout.connect(self._settle)
        again.start(round((left + SOON) * 1000))


class Choice(QWidget):
    """One answer: what it is called, what it means, and the button that gives it."""

    def __init__(self, title: str, says: str, does: str, on_click: Callable[[], None], *more: QWidget) -> None:
        super().__init__()
        self.says = label(says, SIZES.body, "quiet", wrap=True)
        self.button = button(does, on_click)
        self.button.setAccessibleDescription(title)
        self.button.setMinimumWidth(BUTTON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(SIZES.margin * 2)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(label(title, SIZES.body, bold=True))
        words.addWidget(self.says)
        for widget in more:
            words.addSpacing(4)
            words.addWidget(widget)
        row.addLayout(words, 1)
        row.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignBottom if more else Qt.AlignmentFlag.AlignVCenter)
