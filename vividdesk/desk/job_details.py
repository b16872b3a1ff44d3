"""All that the journal knows of one job: its way, what was asked for, how it was sent, what the service said."""

import json
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from vividdesk.bridge import figures, job_story, job_words
from vividdesk.model.job import Attempt, Job, Move, Outcome
from vividdesk.model.photo import Photo
from vividdesk.model.request import Request, thawed
from vividdesk.texts import _
from vividdesk.widgets.basics import Card, button, label
from vividdesk.widgets.choices import Segments
from vividdesk.widgets.theme import SIZES

Answer = tuple[float, str, str]
Row = tuple[str, ...]


class FactTable(QTableWidget):
    """Read, not edited; the last column takes what room there is."""

    def __init__(self, says: str, heads: Sequence[str], rows: Sequence[Row]) -> None:
        super().__init__(len(rows), len(heads))
        self.setAccessibleName(says)
        self.setHorizontalHeaderLabels(list(heads))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(len(heads) - 1, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text if len(text) > 60 else "")
                self.setItem(line, column, item)


class JobDetails(QDialog):
    def __init__(
        self,
        parent: QWidget,
        job: Job,
        moves: Sequence[Move],
        attempts: Sequence[Attempt],
        answers: Sequence[Answer],
        steps: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Details of job {id}").format(id=job.id))
        self.resize(720, 520)
        self._sections: list[tuple[str, Sequence[Row]]] = [
            (_("Timeline"), timeline(moves)),
            (_("Request"), wanted(job)),
            (_("Attempts"), tries(attempts)),
            (_("Answers"), said(answers)),
        ]
        self._title = job.label, f"{job_words.lane_name(job.lane)} · {job_words.state_words(job)}"
        self.pages = QStackedWidget()
        names = [name for name, _rows in self._sections]
        heads = (
            (_("When"), _("State"), _("Why")),
            (_("What"), _("Value")),
            (_("When"), _("What became of it"), _("Credits")),
        )
        for name, columns, (_name, rows) in zip(names, heads, self._sections, strict=False):
            self.pages.addWidget(FactTable(name, columns, rows) if rows else _nothing(_("It was never sent.")))
        self.pages.addWidget(
            _answers_page(names[-1], said(answers)) if answers else _nothing(_("Nothing was answered."))
        )
        if steps is not None:
            self.pages.addWidget(steps)
            names.append(_("Steps"))
        self._put_together(job, names)

    def text(self) -> str:
        """All of it, for whoever is to be shown it."""
        lines = [" · ".join(self._title)]
        for name, rows in self._sections:
            lines += ["", name, *("\t".join(row) for row in rows)]
        return "\n".join(lines)

    def _put_together(self, job: Job, names: Sequence[str]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(SIZES.gap + 2)
        column.addWidget(label(self._title[0], SIZES.title, bold=True, wrap=True))
        column.addWidget(label(self._title[1], tone="quiet", wrap=True))
        if job.trouble is not None and job.trouble.advice:
            column.addWidget(label(job.trouble.advice, tone="quiet", wrap=True))
        chooser = Segments(list(enumerate(names)), _("What to show"))
        chooser.chosen.connect(self.pages.setCurrentIndex)
        chooser.choose(0)
        column.addWidget(chooser)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.pages)
        column.addWidget(card, 1)
        foot = QHBoxLayout()
        foot.addWidget(button(_("Copy all"), lambda: QGuiApplication.clipboard().setText(self.text())))
        foot.addStretch()
        foot.addWidget(button(_("Close"), self.accept))
        column.addLayout(foot)


def timeline(moves: Iterable[Move]) -> list[Row]:
    return [(figures.exactly(move.at), job_words.state_word(move.after), job_story.why(move.why)) for move in moves]


def wanted(job: Job) -> list[Row]:
    """What was asked for. Addresses of pictures are named by their host alone."""
    request = job.request
    rows = [
        (_("Service"), job_words.lane_name(job.lane)),
        (_("Template"), f"{request.label} ({request.template})"),
        *_pictures(request),
        *_values(request.options),
        *_values(request.details),
        (_("Job number"), str(job.id)),
        (_("Id at the service"), job.remote),
        (_("Batch"), job.batch),
        (_("Folder"), job.out),
    ]
    return [(name, value) for name, value in rows if value]


def tries(attempts: Iterable[Attempt]) -> list[Row]:
    return [(figures.exactly(attempt.began_at), _outcome(attempt.outcome), _credits(attempt)) for attempt in attempts]


def said(answers: Iterable[Answer]) -> list[Row]:
    return [(figures.exactly(at), kind, _laid_out(text)) for at, kind, text in answers]


def _pictures(request: Request) -> Iterable[Row]:
    for slot, taken in request.pictures.items():
        for picture in taken:
            if isinstance(picture, Photo):
                told = f"{picture.name} · {picture.width} × {picture.height}"
            else:
                told = _("a picture at {host}").format(host=urlsplit(picture.url).hostname or "?")
            yield _spoken(slot), told


def _values(values: Mapping[str, object]) -> Iterable[Row]:
    for name, value in thawed(values).items():
        yield _spoken(name), value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _spoken(name: str) -> str:
    """An option as the service calls it, without its underscores."""
    return name.replace("_", " ").capitalize()


def _outcome(outcome: Outcome) -> str:
    match outcome:
        case Outcome.SENT:
            return _("Is being sent")
        case Outcome.UNSURE:
            return _("Nobody knows whether it was taken")
        case Outcome.ACCEPTED:
            return _("Accepted")
    return _("Surely not taken")


def _credits(attempt: Attempt) -> str:
    if attempt.fact is not None:
        return figures.number(attempt.fact)
    return _("about {n}").format(n=figures.number(attempt.estimate)) if attempt.estimate is not None else ""


def _laid_out(text: str) -> str:
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    except ValueError:
        return text


def _answers_page(name: str, rows: Sequence[Row]) -> QWidget:
    page = QPlainTextEdit("\n\n".join(f"{when}  {kind}\n{text}" for when, kind, text in rows))
    page.setReadOnly(True)
    page.setTabChangesFocus(True)
    page.setAccessibleName(name)
    return page


def _nothing(says: str) -> QWidget:
    made = label(says, tone="quiet")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made
