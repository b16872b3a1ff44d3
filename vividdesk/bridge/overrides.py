"""What a method that Qt calls owes to Qt: an answer, and never an exception."""

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar

Override = TypeVar("Override", bound=Callable[..., Any])


def guarded(answer: Any = None) -> Callable[[Override], Override]:
    """For every method of ours that overrides one of Qt's: a mistake in it is told, and Qt gets this answer.

    PySide6 6.11.3 on Python 3.11 ends the process with a segmentation fault where an override that was reached by
    way of Python (`window.close()` calls `closeEvent`) leaves with an exception that C code raised, say 1 / 0.
    """

    def guard(override: Override) -> Override:
        @functools.wraps(override)
        def told(*arguments: Any) -> Any:
            try:
                return override(*arguments)
            except Exception as fault:  # noqa: BLE001 - the hook tells it, as it tells what leaves a slot
                sys.excepthook(type(fault), fault, fault.__traceback__)
                return answer() if callable(answer) else answer

        return told  # type: ignore[return-value]

    return guard
