"""Real disks that are soon full, and a share that is gone."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    """Of this size, in the mount command's words. Where none may be mounted the test is skipped."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("mounting needs root")
    place.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)]
    if subprocess.run(words, capture_output=True).returncode:
        pytest.skip("may not mount here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def go_dead(place: Path, monkeypatch: pytest.MonkeyPatch, reason: int = errno.ENOTCONN) -> None:
    """A share that was unmounted: this process may not even look at it, nor at what was in it."""
    usual = os.stat

    def stat(path: Any, *rest: Any, **named: Any) -> os.stat_result:
        if isinstance(path, str | os.PathLike) and Path(path).is_relative_to(place):
            raise OSError(reason, os.strerror(reason), str(path))
        return usual(path, *rest, **named)

    monkeypatch.setattr(os, "stat", stat)
