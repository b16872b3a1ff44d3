"""The steps of one job, each with its picture: as the service tells of them while it works, or as they were kept."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from vividdesk.bridge import job_words
from vividdesk.bridge.job_rows import JobRows
from vividdesk.bridge.overrides import guarded
from vividdesk.bridge.step_pictures import LARGEST, StepPictures
from vividdesk.model.job import Job
from vividdesk.model.report import RemoteState, Step
from vividdesk.texts import _
from vividdesk.widgets.basics import label
from vividdesk.widgets.theme import SIZES

TONES = {RemoteState.DONE: "done", RemoteState.RUNNING: "running", RemoteState.FAILED: "failed"}

Kept = tuple[str, QImage]  # the name of a step and its picture


class JobSteps(QScrollArea):
    def __init__(self, job: Job, jobs: JobRows, pictures: StepPictures, kept: Sequence[Kept]) -> None:
        super().__init__()
        self._job = job
        self._jobs = jobs
        self._pictures = pictures
        self._kept = kept
        self._shown: tuple[Step, ...] = ()
        self.setAccessibleName(_("Steps"))
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        jobs.dataChanged.connect(self._look_again)
        pictures.came.connect(self._show_picture)
        self._show(self._steps())

    @property
    def has_any(self) -> bool:
        return bool(self._shown or self._kept)

    def _steps(self) -> tuple[Step, ...]:
        progress = self._jobs.progress.get(self._job.id)
        return progress.steps if progress else ()

    def _look_again(self) -> None:
        """What the service told last stays: afterwards it tells nothing more."""
        if (steps := self._steps()) and steps != self._shown:
            self._show(steps)

    def _show_picture(self, number: int) -> None:
        if number == self._job.id:
            self._show(self._shown)

    def _show(self, steps: tuple[Step, ...]) -> None:
        self._shown = steps
        inside = QWidget()
        inside.setObjectName("steps")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SIZES.gap, SIZES.gap, SIZES.gap, SIZES.gap)
        column.setSpacing(SIZES.gap + 2)
        for step in steps:
            column.addWidget(_row(step, self._pictures.of(self._job, step)))
        for name, image in () if steps else self._kept:
            column.addWidget(_row(Step(name, RemoteState.DONE), QPixmap.fromImage(image)))
        column.addStretch()
        self.setWidget(inside)


class Picture(QWidget):
    """Cut to its place. Without one it is an empty frame."""

    def __init__(self, picture: QPixmap | None) -> None:
        super().__init__()
        self.setFixedSize(LARGEST)
        self._picture = picture

    @guarded()
    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(self.rect())
        clip = QPainterPath()
        clip.addRoundedRect(place, SIZES.inner_radius, SIZES.inner_radius)
        painter.fillPath(clip, self.palette().color(QPalette.ColorRole.AlternateBase))
        if self._picture is None or self._picture.isNull():
            return
        painter.setClipPath(clip)
        size = QSize(LARGEST).scaled(self._picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
        middle = QRectF(
            (self._picture.width() - size.width()) / 2,
            (self._picture.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )
        painter.drawPixmap(place, self._picture, middle)


def _row(step: Step, picture: QPixmap | None) -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SIZES.margin)
    row.addWidget(Picture(picture))
    words = QVBoxLayout()
    words.setSpacing(3)
    words.addStretch()
    name = job_words.step_name(step.name)
    words.addWidget(label(name[:1].upper() + name[1:], bold=True, wrap=True))
    state = " · ".join(part for part in (_state(step), step.fault) if part)
    words.addWidget(label(state, tone=TONES.get(step.state, "quiet"), wrap=True))
    words.addStretch()
    row.addLayout(words, 1)
    return made


def _state(step: Step) -> str:
    match step.state:
        case RemoteState.DONE:
            return _("Done")
        case RemoteState.RUNNING:
            return _("Making")
        case RemoteState.FAILED:
            return _("Failed")
        case RemoteState.CANCELLED:
            return _("Cancelled")
    return _("Waits for the steps before it")
