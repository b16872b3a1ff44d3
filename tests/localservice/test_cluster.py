"""The same work on a cluster: the same files, and no worker is indispensable."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from tests.localservice.shop import PHOTO, Bench, clip, crop, frames, order
from tests.localservice.test_pool import CROP
from tests.waiting import until_on_loop
from vividdesk.errors import LocalServiceFault
from vividdesk.localservice import cluster as place
from vividdesk.localservice.cluster import cluster
from vividdesk.localservice.job import Order, State
from vividdesk.localservice.pool import Pool
from vividdesk.localservice.render.film import Film
from vividdesk.localservice.workshop import Workshop

ORDERS = [
    order(crop(width=width), clip(source="@crop", film=Film(64, 36, 8, count)))
    for width, count in ((32, 8), (40, 12), (48, 16), (56, 17), (64, 20), (72, 24), (80, 9), (88, 30))
]


@pytest.fixture(scope="module")
def dask() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as made:
        yield made


async def sums(folder: Path, pool: Pool, orders: list[Order], killed: int | None = None) -> list[tuple[int, str]]:
    """How many frames each of the clips has, and a sum of their pixels."""
    shop = Workshop(folder, pool)
    await shop.start()
    jobs = [shop.accept(each) for each in orders]
    if killed is not None:
        await until_on_loop(lambda: any(job.state is State.WORKING for job in jobs))
        os.kill(killed, signal.SIGKILL)
    await until_on_loop(lambda: all(job.state.is_end for job in jobs))
    files = [shop.file(job.results[-1].token) for job in jobs]
    await shop.close()
    return [frames(file[0]) for file in files if file]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
# What is said of a lost worker depends on when it was lost.
@pytest.mark.logs(r"distributed\.|tornado\.application: Exception in callback")
def test_a_cluster_makes_the_same_files_though_one_of_its_workers_dies(
    tmp_path: Path, pool: Pool, dask: LocalCluster
) -> None:
    ours = asyncio.run(sums(tmp_path / "ours", pool, ORDERS))
    with cluster(dask.scheduler_address) as theirs:
        assert asyncio.run(sums(tmp_path / "theirs", theirs, ORDERS)) == ours
        with Client(dask.scheduler_address, set_as_default=False) as client:
            worker = next(iter(client.run(os.getpid).values()))
        assert asyncio.run(sums(tmp_path / "killed", theirs, ORDERS, killed=worker)) == ours
    dask.wait_for_workers(2)
    assert [count for count, _sum in ours] == [8, 12, 16, 17, 20, 24, 9, 30]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "localhost:port"])
def test_a_cluster_that_does_not_answer_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "WITHIN", 0.3)
    with pytest.raises(LocalServiceFault, match="does not answer") as met, cluster(address):
        pass
    assert met.value.advice


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(LocalServiceFault, match=r"vividdesk\[cluster\]"), cluster("tcp://127.0.0.1:9"):
        pass


class Scheduler:
    """As a client of Dask sees one: whatever it is given stays undone until it is told."""

    def __init__(self) -> None:
        self.status = "running"
        self.bench = Bench()
        self.workers = 1

    def get_executor(self, pure: bool) -> Bench:
        return self.bench

    def ncores(self) -> dict[str, int]:
        return {"one": self.workers}

    def close(self, timeout: float) -> None:
        self.status = "closed"


@pytest.mark.logs("The cluster at tcp://x does not answer; it is tried again")
async def test_what_a_lost_scheduler_had_to_do_is_asked_of_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [Scheduler(), Scheduler()]
    made[1].workers = 3
    coming: Iterator[Scheduler | Exception] = iter([made[0], OSError("no answer"), made[1]])

    def client(*_args: object, **_terms: object) -> Scheduler:
        if isinstance(one := next(coming), Exception):
            raise one
        return one

    monkeypatch.setattr("distributed.Client", client)
    monkeypatch.setattr(place, "LOOK_EVERY", 0.02)
    with cluster("tcp://x") as pool:
        steps = [asyncio.ensure_future(pool.run(CROP, lambda: [PHOTO])) for _each in range(4)]
        await until_on_loop(lambda: made[0].bench.orders)
        made[0].status = "connecting"
        made[0].bench.fall()
        await until_on_loop(lambda: made[1].bench.orders)
        for _each in range(4):
            await until_on_loop(lambda: made[1].bench.orders)
            made[1].bench.do()
        assert len(set(await asyncio.gather(*steps))) == 1
        assert len(pool._seats) == 3
