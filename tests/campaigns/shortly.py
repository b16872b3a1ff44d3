"""A campaign's short form in a process of its own: pytest has threads, and what has threads must not fork."""

import re
import subprocess
import sys

WITHIN = 240.0  # seconds, after which it hangs


def figures_of(campaign: str) -> dict[str, int]:
    """The numbers of its table, by what stands beside them."""
    command = [sys.executable, "-m", "tests.campaigns", campaign, "--short", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN)
    assert done.returncode == 0, done.stdout + done.stderr
    return {what: int(number) for number, what in re.findall(r"^ +(\d+)  (.+)$", done.stdout, re.MULTILINE)}
