"""How soon the catalogue is there, in a program that has read its settings."""

import compileall
import os
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.ratio import Ratio, ratio
from tests.conftest import ROOT

LOAD = """
import sys, time
import vividdesk.settings
began = time.monotonic()
from vividdesk import catalog
assert len(catalog.load().templates) == 26
took = time.monotonic() - began
slow = {"PySide6", "httpx", "jsonschema", "PIL"} & set(sys.modules)
assert not slow, slow
print(took)
"""


def measure(turns: int) -> Iterator[Ratio]:
    compileall.compile_dir(ROOT / "vividdesk", quiet=1)  # as pip does for a wheel
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def loaded() -> float:
        done = subprocess.run([sys.executable, "-c", LOAD], check=True, capture_output=True, text=True, env=environ)
        return float(done.stdout)

    yield ratio("catalogue imported and loaded : 30 ms", loaded, lambda: 0.030, 1.0, turns)
