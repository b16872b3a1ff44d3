"""What somebody may still ask of one service: credits that run down, and an allowance per hour."""

import json
import logging
from collections import deque
from collections.abc import Callable
from pathlib import Path

from vividdesk.errors import DataFolderError
from vividdesk.paths import write_whole
from vividdesk.texts import _

logger = logging.getLogger(__name__)

STOCK = 1_000_000
HOUR = 3600.0  # seconds


class Account:
    """The credits outlast the process, in a file; the allowance, of one request at least or None, does not."""

    def __init__(self, path: Path, stock: int, allowance: int | None, clock: Callable[[], float]) -> None:
        self._path = path
        self._allowance = allowance
        self._clock = clock
        self._asked: deque[float] = deque()
        self.stock = stock
        self.left = self._read()

    def charge(self, cost: int) -> None:
        self._write(self.left - cost)

    def give_back(self, cost: int) -> None:
        self._write(self.left + cost)

    def admit(self) -> float:
        """0 if one more request is allowed now, which counts it; else the seconds until one is."""
        if self._allowance is None:
            return 0.0
        now = self._clock()
        while self._asked and self._asked[0] <= now - HOUR:
            self._asked.popleft()
        if len(self._asked) < self._allowance:
            self._asked.append(now)
            return 0.0
        return self._asked[0] + HOUR - now

    def _read(self) -> int:
        try:
            left = json.loads(self._path.read_bytes())["credits"]
            if type(left) is not int or left < 0:
                raise ValueError(left)
        except FileNotFoundError:
            return self.stock
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as fault:
            logger.warning("%s cannot be read, so the credits begin anew: %r", self._path, fault)
            return self.stock
        return left

    def _write(self, left: int) -> None:
        try:
            write_whole(self._path, json.dumps({"credits": left}).encode())
        except OSError as fault:
            raise DataFolderError(
                _("The local service cannot write to {file} ({reason}).").format(
                    file=self._path, reason=fault.strerror or fault
                ),
                _("Make room on that disk, or give yourself the right to write there."),
            ) from fault
        self.left = left
