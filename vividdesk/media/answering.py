"""A child process that answers questions from `child`: the child's side.

A line of JSON comes on stdin; on stdout go an empty line once it has begun, then a line with the answer. It ends when
its stdin does, in the middle of a question too, so also when its parent is gone.
"""

import contextlib
import json
import os
import signal
import sys
import threading
import traceback
import warnings
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TextIO

from vividdesk.memory import give_back_large

LONGEST_TRACE = 8000  # letters of an answer about our own mistake

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def serve(answer: Answer) -> None:
    """Never returns."""
    stdout = _own_stdout()
    questions: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    while True:
        question = json.loads(questions.get())
        print(file=stdout, flush=True)
        print(json.dumps(answer(question)), file=stdout, flush=True)


def prepare(memory: int) -> None:
    """No more address space than that, no core file, and nothing that is printed gets in between."""
    _limit(memory)
    give_back_large()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one for each of many processors would take that space
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes stdin
    warnings.simplefilter("ignore")


def mistake() -> dict[str, str]:
    """The answer where an exception of our own is being handled: the parent tells and logs it."""
    return {"mistake": traceback.format_exc()[-LONGEST_TRACE:]}


def _own_stdout() -> TextIO:
    """What libraries print goes nowhere, also from C."""
    own = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    return os.fdopen(own, "w", encoding="ascii")


def _listen(questions: "SimpleQueue[bytes]") -> None:
    try:
        for line in sys.stdin.buffer:
            questions.put(line)
    finally:
        os._exit(0)


def _limit(memory: int) -> None:
    """Windows has no such limits and macOS takes no heed of the first: there sizes are checked before anything is
    decoded, and the parent puts an end to what takes too long.
    """
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _soft, hard = resource.getrlimit(kind)
        with contextlib.suppress(ValueError, OSError):
            allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (allowed, allowed))
