"""The one channel to the person: what is said here is shown by whoever listens, and logged."""

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QObject, Signal

from vividdesk.errors import FolderGone, VividError
from vividdesk.texts import _, count

logger = logging.getLogger(__name__)

MOST_NAMED = 5  # of many problems
AGAIN = 5.0  # seconds after which the same mistake of ours is news: the person has tried again


class Weight(Enum):
    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Notice:
    weight: Weight
    title: str
    advice: str = ""
    asks_for_folder: bool = field(default=False, compare=False)
    folder: str = field(default="", compare=False)  # that it offers to show


class Notices(QObject):
    shown = Signal(Notice)
    settled = Signal(Notice)

    def __init__(self) -> None:
        super().__init__()
        self._bugs_told: dict[tuple[str, str], float] = {}  # when

    def say(self, title: str, advice: str = "", folder: str = "") -> None:
        self._show(Notice(Weight.INFO, title, advice, folder=folder))

    def warn(self, title: str, advice: str = "") -> None:
        self._show(Notice(Weight.WARNING, title, advice))

    def fault(self, fault: VividError) -> None:
        """A fault of the world, in its own words."""
        self._show(Notice(Weight.WARNING, fault.title, fault.advice, isinstance(fault, FolderGone)))

    def problems(self, title: str, found: Sequence[object]) -> None:
        """Of a kind that can come by the dozen: together, so that none pushes another out."""
        said, more = [str(each) for each in found[:MOST_NAMED]], found[MOST_NAMED:]
        if more:
            said.append(count("{n} more is in the log.", "{n} more are in the log.", len(more)))
        for each in more:
            logger.info("Not told: %s %s", title, each)
        self.warn(title, "\n".join(said))

    def settle(self, fault: VividError) -> None:
        """What was told of it is over."""
        self.settled.emit(Notice(Weight.WARNING, fault.title, fault.advice))

    def bug(self, where: str, fault: BaseException) -> None:
        """A mistake of ours: logged each time with its traceback, and told, though not with each picture anew."""
        logger.error("In %s: %s", where, fault, exc_info=fault)
        told, now = (where, repr(fault)), time.monotonic()
        if now - self._bugs_told.get(told, -math.inf) >= AGAIN:
            self._bugs_told[told] = now
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
