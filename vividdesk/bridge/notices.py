"""The one channel to the person: what is said here is shown by whoever listens, and logged."""

import logging
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Signal

from vividdesk.errors import VividError
from vividdesk.texts import _

logger = logging.getLogger(__name__)


class Weight(Enum):
    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Notice:
    weight: Weight
    title: str
    advice: str = ""


class Notices(QObject):
    shown = Signal(Notice)

    def __init__(self) -> None:
        super().__init__()
        self._bugs_told: set[tuple[str, str]] = set()

    def say(self, title: str, advice: str = "") -> None:
        self._show(Notice(Weight.INFO, title, advice))

    def warn(self, title: str, advice: str = "") -> None:
        self._show(Notice(Weight.WARNING, title, advice))

    def fault(self, fault: VividError) -> None:
        """A fault of the world, in its own words."""
        self._show(Notice(Weight.WARNING, fault.title, fault.advice))

    def bug(self, where: str, fault: BaseException) -> None:
        """A mistake of ours: logged each time with its traceback, told to the person once."""
        logger.error("In %s: %s", where, fault, exc_info=fault)
        told = (where, repr(fault))
        if told not in self._bugs_told:
            self._bugs_told.add(told)
            self.shown.emit(
                Notice(
                    Weight.FAILURE,
                    _("Something went wrong inside vividdesk ({kind}).").format(kind=type(fault).__name__),
                    _("You can go on working. The log has the details, should you want to report it."),
                )
            )

    def _show(self, notice: Notice) -> None:
        logger.info("Told: %s %s", notice.title, notice.advice)
        self.shown.emit(notice)
