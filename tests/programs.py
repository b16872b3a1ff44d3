"""The program as others start it: a child process, or its window within this one."""

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from vividdesk import app
from vividdesk.paths import Paths


def vividdesk(*arguments: str, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vividdesk", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environ,
    )


def side_by_side(*calls: Sequence[str], **environ: str) -> list[subprocess.CompletedProcess[str]]:
    """Each as above, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(lambda call: vividdesk(*call, **environ), calls))


def in_window(scenario: Callable[[app.App], Awaitable[None]]) -> None:
    """Runs the whole program in this process until the scenario has ended."""
    assert app.run(Paths.of(os.environ), dict(os.environ), scenario) == 0


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a command has loaded when it ends."""
    script = (
        "import sys; sys.argv = ['vividdesk', *sys.argv[1:]]\n"
        "from vividdesk.__main__ import main\n"
        "before = set(sys.modules)\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*(set(sys.modules) - before | {'vividdesk', 'vividdesk.__main__'}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], input="", capture_output=True, text=True, timeout=60
    )
    return set(done.stderr.splitlines()[-1].split())
