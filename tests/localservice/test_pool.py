"""Steps on workers that fall over, and on any executor there may be."""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.localservice.shop import FILM, PHOTO, Bench, photo
from tests.waiting import until, until_on_loop
from vividdesk.localservice import pool as pools
from vividdesk.localservice.pool import Pool, StepFault, WorkerLost, processes
from vividdesk.localservice.render.refusal import Cannot
from vividdesk.localservice.worker import Worker

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc")

CROP = json.dumps({"do": "tool", "craft": "crop", "options": {"width": 32, "height": 32}, "slots": ["image"]}).encode()
FRAMES = json.dumps(
    {"do": "frames", "film": asdict(FILM), "from": 0, "to": 8, "craft": "wan2.1", "options": {}, "slots": ["image"]}
).encode()


def photos() -> list[bytes]:
    return [PHOTO]


def pids() -> set[int]:
    return {child.pid or 0 for child in multiprocessing.active_children()}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def lone() -> Iterator[Pool]:
    """A worker of one's own, to be ill-treated."""
    with processes(1) as made:
        yield made


async def test_workers_draw(pool: Pool) -> None:
    join = json.dumps({"do": "join", "film": asdict(FILM), "seed": 0}).encode()
    picture, part = await asyncio.gather(pool.run(CROP, photos), pool.run(FRAMES, photos))
    clip = await pool.run(join, lambda: [part])
    assert picture.startswith(b"\xff\xd8") and clip[4:8] == b"ftyp"


async def test_what_cannot_be_drawn_is_a_sentence(pool: Pool) -> None:
    with pytest.raises(Cannot, match=r"^The photo cannot be read\.$"):
        await pool.run(CROP, lambda: [b"no photo"])


async def test_our_own_mistake_tells_where_it_was_made(pool: Pool) -> None:
    with pytest.raises(StepFault, match=r"work\.py(.|\n)*KeyError: 'nothing'"):
        await pool.run(CROP.replace(b'"crop"', b'"nothing"'), photos)


async def test_a_photo_that_is_gone_is_its_steps_trouble_alone(pool: Pool) -> None:
    def gone() -> list[bytes]:
        raise FileNotFoundError("gone")

    with pytest.raises(FileNotFoundError):
        await pool.run(CROP, gone)
    assert await pool.run(CROP, photos)


@on_linux
async def test_a_worker_that_dies_in_the_middle_is_replaced_and_the_step_done(lone: Pool) -> None:
    """The photo is larger than a pipe: half of it is on its way when the worker dies, and half in it."""
    others = pids()
    small = await lone.run(CROP, photos)
    (worker,) = pids() - others
    os.kill(worker, signal.SIGSTOP)
    step = asyncio.ensure_future(lone.run(CROP, lambda: [PHOTO + bytes(3_000_000)]))
    await asyncio.sleep(0)
    os.kill(worker, signal.SIGKILL)
    assert await step == small
    assert pids() - others != {worker}


@on_linux
async def test_a_worker_that_dies_idle_is_replaced(lone: Pool) -> None:
    others = pids()
    await lone.run(CROP, photos)
    os.kill(*(pids() - others), signal.SIGKILL)
    assert await lone.run(CROP, photos)


@on_linux
async def test_what_kills_two_workers_is_given_up(lone: Pool) -> None:
    others = pids()
    step = asyncio.ensure_future(lone.run(CROP, photos))
    killed: set[int] = set()
    while not step.done():
        for worker in pids() - others - killed:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
        await asyncio.sleep(0)
    with pytest.raises(WorkerLost, match="BrokenExecutor"):
        await step
    assert len(killed) == 2
    assert await lone.run(CROP, photos)


@on_linux
async def test_ctrl_c_is_not_for_workers(lone: Pool) -> None:
    others = pids()
    await lone.run(CROP, photos)
    (worker,) = pids() - others
    os.kill(worker, signal.SIGINT)
    assert await lone.run(CROP, photos)
    assert pids() - others == {worker}
    assert os.getpriority(os.PRIO_PROCESS, worker) > os.getpriority(os.PRIO_PROCESS, 0)


@on_linux
async def test_closing_ends_workers_in_the_middle_of_a_step() -> None:
    long = json.loads(FRAMES) | {"film": asdict(FILM) | {"frames": 1_000_000}, "to": 1_000_000}
    others = pids()
    with processes(1) as own:
        step = asyncio.ensure_future(own.run(json.dumps(long).encode(), photos))
        await until_on_loop(lambda: pids() - others)
        workers = pids() - others
    await until_on_loop(lambda: not any(is_alive(worker) for worker in workers))
    with pytest.raises(RuntimeError, match="closed"):  # and none is started for the next try
        await step
    assert not pids() - others


@on_linux
@pytest.mark.logs("its worker is ended")
@pytest.mark.parametrize("limit", ["LONGEST_STEP", "LONGEST_UNWANTED"])
async def test_a_step_that_does_not_end_does_not_hold_its_worker(
    lone: Pool, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = pids()
    await lone.run(CROP, photos)
    (worker,) = pids() - others
    os.kill(worker, signal.SIGSTOP)
    monkeypatch.setattr(pools, limit, 0.05)
    step = asyncio.ensure_future(lone.run(CROP, photos))
    await asyncio.sleep(0)
    monkeypatch.setattr(pools, "LONGEST_STEP", 600.0)
    if limit == "LONGEST_UNWANTED":
        step.cancel()
        await asyncio.gather(step, return_exceptions=True)
    else:
        assert await step
    assert await lone.run(CROP, photos)
    assert worker not in pids()


SERVICE = """
import asyncio, json, multiprocessing, sys
from pathlib import Path
from vividdesk.localservice.pool import processes

async def work(pool):
    order, content = sys.argv[1].encode(), Path(sys.argv[2]).read_bytes()
    await asyncio.gather(*(pool.run(order, lambda: [content]) for _each in range(2)))
    print(json.dumps([child.pid for child in multiprocessing.active_children()]), flush=True)
    long = json.loads(order) | {"to": 1_000_000}
    long["film"]["frames"] = 1_000_000
    await asyncio.gather(*(pool.run(json.dumps(long).encode(), lambda: [content]) for _each in range(2)))

with processes(2) as pool:
    asyncio.run(work(pool))
"""


@on_linux
def test_workers_go_when_their_parent_is_killed(tmp_path: Path) -> None:
    """In the middle of work without an end."""
    (tmp_path / "photo").write_bytes(PHOTO)
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE, FRAMES.decode(), str(tmp_path / "photo")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # the tracker of semaphores says that some were left
    )
    with service:
        assert service.stdout
        workers = json.loads(service.stdout.readline())
        assert len(workers) == 2 and all(is_alive(worker) for worker in workers)
        service.kill()
    until(lambda: not any(is_alive(worker) for worker in workers))


def test_the_service_loads_nothing_that_draws() -> None:
    script = "import sys, vividdesk.localservice.workshop as _w; print(*{'cv2', 'numpy', 'av'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_worker_starts_when_it_is_needed() -> None:
    before = pids()
    with processes():
        assert pids() == before


def test_without_a_word_there_is_a_worker_for_each_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    with processes() as made:
        assert len(made._seats) == 7
        assert all(isinstance(seat.executor, Worker) for seat in made._seats)


def widths(bench: Bench) -> list[int]:
    return [said["options"]["width"] for said in bench.orders]


def of(width: int) -> bytes:
    return CROP.replace(b'"width": 32', f'"width": {width}'.encode())


async def test_the_lowest_turn_comes_first_and_then_who_waits_longest() -> None:
    bench = Bench()
    pool = Pool([bench])
    steps = [
        asyncio.ensure_future(pool.run(of(width), photos, turn)) for width, turn in ((20, 5), (22, 7), (24, 6), (26, 6))
    ]
    seen = []
    for _each in steps:
        await until_on_loop(lambda: bench.orders)
        seen += widths(bench)
        bench.do()
    await asyncio.gather(*steps)
    assert seen == [20, 24, 26, 22]


async def test_an_executor_has_as_many_steps_as_it_has_seats() -> None:
    one, other = Bench(), Bench()
    pool = Pool([one, other, other])
    steps = [asyncio.ensure_future(pool.run(of(width), photos)) for width in (20, 22, 24, 26)]
    await asyncio.sleep(0)
    assert (widths(one), widths(other)) == ([20], [22, 24])
    other.do()
    await until_on_loop(lambda: widths(other) == [24, 26])
    for bench in (one, other, other):
        bench.do()
    await asyncio.gather(*steps)


async def test_who_is_cancelled_while_waiting_never_starts_and_reads_no_photo() -> None:
    bench = Bench()
    pool = Pool([bench])
    first = asyncio.ensure_future(pool.run(of(20), photos))
    second = asyncio.ensure_future(pool.run(of(22), lambda: pytest.fail("read")))
    third = asyncio.ensure_future(pool.run(of(24), photos))
    await asyncio.sleep(0)
    second.cancel()
    bench.do()
    await until_on_loop(lambda: widths(bench) == [24])
    bench.do()
    await asyncio.gather(first, third)
    assert second.cancelled()


async def test_a_step_that_nobody_waits_for_holds_its_seat_until_it_ends() -> None:
    bench = Bench()
    pool = Pool([bench])
    dropped = asyncio.ensure_future(pool.run(of(20), photos))
    await asyncio.sleep(0)
    dropped.cancel()
    next_one = asyncio.ensure_future(pool.run(of(22), photos))
    await asyncio.gather(dropped, return_exceptions=True)
    assert widths(bench) == [20]
    bench.do()
    await until_on_loop(lambda: widths(bench) == [22])
    bench.do()
    assert await next_one


@pytest.mark.parametrize("fault", [BrokenProcessPool("gone"), None], ids=["broken", "forgotten"])
async def test_what_an_executor_loses_is_tried_once_more(fault: Exception | None) -> None:
    bench = Bench()
    pool = Pool([bench])
    saved = asyncio.ensure_future(pool.run(of(20), photos))
    await asyncio.sleep(0)
    bench.fall(fault)
    await until_on_loop(lambda: bench.orders)
    bench.do()
    assert await saved
    lost = asyncio.ensure_future(pool.run(of(20), photos))
    for _each in range(2):
        await until_on_loop(lambda: bench.orders)
        bench.fall(fault)
    with pytest.raises(WorkerLost):
        await lost


def test_a_pool_outlives_the_loop_that_left_a_step_in_it() -> None:
    bench = Bench()
    pool = Pool([bench])

    async def leave() -> None:
        step = asyncio.ensure_future(pool.run(of(20), photos))
        await asyncio.sleep(0)
        step.cancel()

    async def go_on() -> bytes:
        step = asyncio.ensure_future(pool.run(of(22), photos))
        await asyncio.sleep(0)
        bench.do()
        return await step

    asyncio.run(leave())
    bench.do()
    assert asyncio.run(go_on())


async def test_large_photos_are_not_kept_by_those_that_wait() -> None:
    bench = Bench()
    pool = Pool([bench])
    read: list[int] = []

    def large() -> list[bytes]:
        read.append(1)
        return [photo((400, 300))]

    steps = [asyncio.ensure_future(pool.run(CROP, large)) for _each in range(3)]
    await asyncio.sleep(0)
    assert len(read) == 1
    for step in steps:
        step.cancel()
    await asyncio.gather(*steps, return_exceptions=True)
