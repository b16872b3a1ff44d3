"""How soon the local service answers: after a submit, while it draws; and after it was killed."""

import asyncio
import os
import signal
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.ratio import Amount
from vividdesk.jobs.local import LocalService
from vividdesk.jobs.sample import sample_request
from vividdesk.model.service import VIVIDFLOW
from vividdesk.providers.http import Line
from vividdesk.providers.registry import client_for

FIRST_ANSWER, BACK = 50.0, 2000.0  # ms


def measure(turns: int) -> Iterator[Amount]:
    with TemporaryDirectory(prefix="vividdesk-bench-") as folder:
        answers, backs = asyncio.run(_measured(Path(folder), min(turns, 5)))
    yield Amount("the first status answer after a submit", statistics.median(answers), FIRST_ANSWER, "ms")
    yield Amount("running again after it was killed in the middle of a job", max(backs), BACK, "ms")


async def _measured(folder: Path, turns: int) -> tuple[list[float], list[float]]:
    request = await sample_request(folder)
    news = asyncio.Event()
    answers, backs = [], []
    for turn in range(turns):
        local = LocalService(folder / f"local-{turn}", lambda _news: news.set())
        async with Line(await local.connection(VIVIDFLOW)) as line:
            client = client_for(line, folder)
            job = (await client.submit(request)).id
            began = time.perf_counter()
            await client.look(job)
            answers.append((time.perf_counter() - began) * 1000)
        assert local._process
        began = time.perf_counter()
        os.kill(local._process.pid, signal.SIGKILL)
        await news.wait()
        backs.append((time.perf_counter() - began) * 1000)
        news.clear()
        await local.close()
    return answers, backs
