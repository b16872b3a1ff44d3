"""A Dask cluster as an executor that outlasts its scheduler: what a lost one had to do is asked of the next."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from vividdesk.errors import LocalServiceFault
from vividdesk.localservice.pool import Pool
from vividdesk.texts import _

logger = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")

WITHIN = 10.0  # seconds that a scheduler has to answer
LOOK_EVERY = 3.0  # seconds, whether it is still there, and how many work for it


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Pool]:
    """It retries by itself where one of its workers dies."""
    try:
        import dask
        import distributed  # noqa: F401
    except ImportError as fault:
        raise LocalServiceFault(
            _("A cluster cannot be used: the package “distributed” is missing."),
            _("Install it with: pip install 'vividdesk[cluster]'"),
        ) from fault
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"})  # photos are meant to be sent
    try:
        made = Cluster(address)
    except (OSError, ValueError) as fault:
        raise LocalServiceFault(
            _("The cluster at {address} does not answer.").format(address=address),
            _("See that its scheduler runs there, and that the address looks like tcp://192.168.1.10:8786."),
        ) from fault
    with made:
        yield Pool(made.seats)


@dataclass(eq=False)
class _Errand:
    future: "Future[Any]"
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


class Cluster(Executor):
    def __init__(self, address: str) -> None:
        self._address = address
        self._changing = threading.RLock()
        self._out: set[_Errand] = set()  # with the scheduler
        self._back: list[_Errand] = []  # to be sent when there is one again
        self._closed = threading.Event()
        self._connect()
        threading.Thread(target=self._look, daemon=True).start()

    def seats(self) -> Sequence[Executor]:
        return [self] * self._count

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        errand = _Errand(Future(), fn, args, kwargs)
        self._send(errand)
        return errand.future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._closed.set()
        with contextlib.suppress(Exception):  # it may be gone already
            self._client.close(timeout=WITHIN)

    def _connect(self) -> None:
        from distributed import Client

        client: Any = Client(self._address, timeout=WITHIN, set_as_default=False)  # type: ignore[no-untyped-call]
        # Not “pure”: that would hash every photo to find out whether the same was asked before.
        self._client, self._executor = client, client.get_executor(pure=False)
        self._count = max(sum(client.ncores().values()), 1)

    def _send(self, errand: _Errand) -> None:
        with self._changing:
            if self._client.status != "running":
                self._back.append(errand)
                return
            client = self._client
            try:
                inner = self._executor.submit(errand.function, *errand.args, **errand.kwargs)
            except Exception:
                if client.status == "running":
                    raise
                self._back.append(errand)
                return
            self._out.add(errand)
        inner.add_done_callback(lambda done: self._take(errand, done, client))

    def _take(self, errand: _Errand, done: "Future[Any]", client: Any) -> None:
        with self._changing:
            if errand not in self._out:
                return  # it was taken back already
            self._out.remove(errand)
            if done.cancelled() or (client.status != "running" and done.exception() is not None):
                self._back.append(errand)  # we cancel nothing: the scheduler is lost
                return
        if fault := done.exception():
            errand.future.set_exception(fault)
        else:
            errand.future.set_result(done.result())

    def _look(self) -> None:
        is_lost, idle = False, set[_Errand]()
        while not self._closed.wait(LOOK_EVERY):
            try:
                if self._client.status == "running":
                    cores = sum(self._client.ncores().values())
                    self._count = max(cores, 1)
                    idle = self._ask_again(idle) if cores and not any(self._client.processing().values()) else set()
                    self._send_back()
                    is_lost = False
                    continue
                if not is_lost:
                    logger.warning("The cluster at %s does not answer; it is tried again", self._address)
                is_lost = True
                self._renew()
                logger.info("The cluster at %s answers again", self._address)
            except Exception as fault:  # noqa: BLE001 - of a scheduler that is gone, anything may come
                logger.info("The cluster at %s does not answer: %r", self._address, fault)

    def _ask_again(self, idle: set[_Errand]) -> set[_Errand]:
        """Nobody works: what was out already when that was seen before is not coming. Its answer was on a lost worker,
        which Dask does not always tell. Who is out now."""
        with self._changing:
            self._back += self._out & idle
            self._out -= idle
            return set(self._out)

    def _renew(self) -> None:
        """A new client; what the old one had out is asked again."""
        old = self._client
        self._connect()
        with contextlib.suppress(Exception):
            old.close(timeout=1)
        with self._changing:
            self._back += self._out
            self._out.clear()
        self._send_back()

    def _send_back(self) -> None:
        with self._changing:
            back, self._back = self._back, []
            for errand in back:
                self._send(errand)
