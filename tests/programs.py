"""The program as others start it: a child process, or its window within this one."""

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence

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


FORKED = """
import json, os, sys, tempfile
import vividdesk.cli
from vividdesk.__main__ import main

told = []
for call in json.loads(sys.argv[1]):
    streams = [tempfile.TemporaryFile() for _ in range(2)]
    child = os.fork()
    if child == 0:
        for number, stream in enumerate(streams, start=1):
            os.dup2(stream.fileno(), number)
        sys.argv = ["vividdesk", *call]
        main()
        sys.exit()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    texts = [os.pread(stream.fileno(), 1 << 24, 0).decode() for stream in streams]
    told.append([code, *texts])
json.dump(told, sys.stdout)
"""


def side_by_side(*calls: Sequence[str], **environ: str) -> list[subprocess.CompletedProcess[str]]:
    """Each as above, but for what they load to begin with: that is loaded once, and each call is a fork of it."""
    done = subprocess.run(
        [sys.executable, "-c", FORKED, json.dumps(calls)],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | environ,
    )
    assert done.returncode == 0, done.stderr
    return [subprocess.CompletedProcess(call, *told) for call, told in zip(calls, json.loads(done.stdout), strict=True)]


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
