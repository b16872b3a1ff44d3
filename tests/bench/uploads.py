"""How fast a photo leaves, against curl, and how much memory that takes."""

import asyncio
import binascii
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ratio import Amount, Measure, Ratio, ratio
from vividdesk.model.connection import Connection
from vividdesk.model.service import SERVICES
from vividdesk.providers.body import Body, InBase64, JsonBody, Multipart, Upload
from vividdesk.providers.http import Line

LARGE, TINY = 10_000_000, 1_000  # bytes of a photo
MORE_MEMORY = 8.0  # MB that the large one may take beyond the tiny one
VIMMERSE = SERVICES[0]

# Takes every byte and says yes.
SINK = """
import socket
door = socket.create_server(("127.0.0.1", 0))
print(door.getsockname()[1], flush=True)
space = bytearray(1 << 20)
while True:
    wire, _ = door.accept()
    with wire:
        head = b""
        while b"\\r\\n\\r\\n" not in head:
            head += wire.recv(1 << 16)
        names, _, begun = head.partition(b"\\r\\n\\r\\n")
        lengths = [line for line in names.lower().split(b"\\r\\n") if line.startswith(b"content-length:")]
        left = int(lengths[0].split(b":")[1]) - len(begun)
        if b"100-continue" in names:
            wire.sendall(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        while left > 0:
            left -= wire.recv_into(space) or left
        wire.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 11\\r\\nConnection: close\\r\\n\\r\\n{"id": "x"}')
"""


def measure(turns: int) -> Iterator[Ratio | Amount]:
    with TemporaryDirectory(prefix="vividdesk-bench-") as folder, _sink() as address:
        large, tiny, sent = (Path(folder, name) for name in ("large.jpg", "tiny.jpg", "sent.json"))
        large.write_bytes(random.Random(1).randbytes(LARGE))
        tiny.write_bytes(b"x" * TINY)
        with asyncio.Runner() as runner:
            for what, make in (("a form", _in_form), ("JSON", _in_json)):
                grown = runner.run(_most_memory(address, make(large))) - runner.run(_most_memory(address, make(tiny)))
                yield Amount(f"what 10 MB in {what} take of memory beyond 1 kB", grown, MORE_MEMORY, "MB")
            yield ratio(
                "a form with 10 MB : curl -F",
                _submit(runner, address, _in_form, large, tiny),
                _curl(address, "-F", "title=bench", "-F", f"image_files=@{large};type=image/jpeg"),
                1.5,
                turns,
            )
            runner.run(_keep(_in_json(large), sent))
            curl = _curl(address, "-H", "Content-Type: application/json", "--data-binary", f"@{sent}")
            yield ratio(
                "JSON with 10 MB in base64 : b2a_base64 on them, then curl --data-binary",
                _submit(runner, address, _in_json, large, tiny),
                lambda: _encoding(large) + curl(),
                1.5,
                turns,
            )


def _line_to(address: str) -> Line:
    return Line(Connection(VIMMERSE, address, "bench-key-0123456789"))


def _in_form(photo: Path) -> Body:
    return Multipart([("title", "bench")], [Upload("image_files", "photo.jpg", "image/jpeg", photo)])


def _in_json(photo: Path) -> Body:
    return JsonBody({"type": "node", "target": "upscale", "input": {"image": InBase64(photo, "image/jpeg")}})


async def _keep(body: Body, file: Path) -> None:
    file.write_bytes(b"".join([chunk async for chunk in body.chunks()]))


def _encoding(photo: Path) -> float:
    """What base64 takes by itself; curl sends a file that has it behind it."""
    content = photo.read_bytes()
    began = time.perf_counter()
    binascii.b2a_base64(content, newline=False)
    return time.perf_counter() - began


def _submit(runner: asyncio.Runner, address: str, make: Callable[[Path], Body], large: Path, tiny: Path) -> Measure:
    line = _line_to(address)

    async def submit() -> float:
        await line.submit("/workflow", make(tiny))  # what ran in between has the caches
        body = make(large)
        began = time.perf_counter()
        await line.submit("/workflow", body)
        return time.perf_counter() - began

    return lambda: runner.run(submit())


async def _most_memory(address: str, body: Body) -> float:
    """In MB, of what Python holds; the rest is the kernel's."""
    async with _line_to(address) as line:
        await line.submit("/workflow", body)
        tracemalloc.start()
        await line.submit("/workflow", body)
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return most / 1_000_000


def _curl(address: str, *words: str) -> Measure:
    def once() -> float:
        command = ["curl", "--silent", "--noproxy", "*", "-o", "/dev/null", "-w", "%{time_total}", *words]
        return float(subprocess.run([*command, f"{address}/workflow"], check=True, stdout=subprocess.PIPE).stdout)

    return once


@contextmanager
def _sink() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout is not None
        try:
            yield f"http://127.0.0.1:{sink.stdout.readline().strip()}"
        finally:
            sink.terminate()
