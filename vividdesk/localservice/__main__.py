"""The process of the local service: for a person who starts it, or for the program that keeps it as its child."""

import argparse
import asyncio
import contextlib
import json
import os
import shlex
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from vividdesk import log
from vividdesk.errors import VividError
from vividdesk.localservice.cluster import cluster
from vividdesk.localservice.keeping import wait_until_free
from vividdesk.localservice.pool import Pool, processes
from vividdesk.localservice.serve import Running, Wishes, running
from vividdesk.model.service import SERVICES
from vividdesk.paths import Paths, resource
from vividdesk.texts import _

LOG = "localservice"
HANDOVER = 3.0  # seconds that the service of a program that has just died may need to end


def main(arguments: list[str]) -> int:
    asked = _parser().parse_args(arguments)
    sys.excepthook = log.log_uncaught
    try:
        if asked.parent is None:
            paths = Paths.of(os.environ)
            paths.make()
            log.start(paths.logs, LOG)
            asyncio.run(_for_a_person(paths.data / "service", asked))
        else:
            asked.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            log.start(asked.parent, LOG)
            wait_until_free(asked.parent, HANDOVER)
            asyncio.run(_for_the_program(asked.parent, asked))
    except VividError as fault:
        if asked.parent is not None:
            print(json.dumps({"title": fault.title, "advice": fault.advice}), flush=True)
        log.print_fault(fault)
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vividdesk service",
        description=_("The three services on this computer: their documented APIs, with results drawn here."),
    )
    add = parser.add_argument
    add("--port", type=_whole(0, 65535), default=0, help=_("where to listen; any free port if left out"))
    add("--workers", type=_whole(1, 256), help=_("processes that draw; one for each core if left out"))
    add("--cluster", metavar="ADDRESS", help=_("a Dask scheduler that is given the work, as in tcp://HOST:8786"))
    add("--retention", type=_whole(1), metavar="SECONDS", help=_("how long results are kept; for ever if left out"))
    add("--credits", type=_whole(0), help=_("what each service has, so that it can run out"))
    add("--allowance", type=_whole(1), metavar="REQUESTS", help=_("how many each service allows in an hour"))
    add("--vividflow-today", action="store_true", help=_("answer as Vivid Flow does today, not as it is documented"))
    add("--parent", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    return parser


def _whole(least: int, most: int = 10**9) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                _("give a whole number from {least} to {most}").format(least=least, most=most)
            )
        return int(text)

    return read


def _wishes(asked: argparse.Namespace) -> Wishes:
    return Wishes(asked.port, asked.retention, asked.credits, asked.allowance, asked.vividflow_today)


def _workers(asked: argparse.Namespace) -> contextlib.AbstractContextManager[Pool]:
    return cluster(asked.cluster) if asked.cluster else processes(asked.workers)


async def _for_a_person(folder: Path, asked: argparse.Namespace) -> None:
    with _workers(asked) as workers:
        async with running(folder, workers, _wishes(asked)) as service:
            print(_greeting(service), flush=True)
            await asyncio.Event().wait()  # for Ctrl-C


async def _for_the_program(folder: Path, asked: argparse.Namespace) -> None:
    """Ends with its stdin, and so with its parent, however that ends."""
    left = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_wait_for_parent, args=(loop, left), daemon=True).start()
    with _workers(asked) as workers:
        async with running(folder, workers, _wishes(asked)) as service:
            print(json.dumps({"port": service.port, "key": service.key, "resumed": service.resumed}), flush=True)
            await left.wait()


def _wait_for_parent(loop: asyncio.AbstractEventLoop, left: asyncio.Event) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop has ended by itself
        loop.call_soon_threadsafe(left.set)


def _greeting(service: Running) -> str:
    addresses = [f"  {each.name + ':':12}{service.address(each.id)}" for each in SERVICES]
    key = _("Key (header X-API-Key, until this ends): {key}").format(key=service.key)
    resumed = [_("Jobs that go on: {n}").format(n=service.resumed)] if service.resumed else []
    try_it = _("Try it; each line works as it stands:")
    parts = [_("The three services answer on this computer:"), *addresses, "", key, *resumed, "", try_it]
    return "\n".join([*parts, *_trials(service), "", _("Ctrl-C ends it.")])


def _trials(service: Running) -> list[str]:
    photo = resource("samples", "portrait.jpg")
    run = {
        "type": "workflow",
        "target": "My Custom Model Workflow",
        "input": {"User_Garment.garment_image": "https://example.com/new_shirt.jpg"},
    }
    options = json.dumps({"aspect_ratio": "16:9", "pipeline_mode": "video"})
    forms = {
        "vimmerse/workflow": ["template_id=vim_new_year_2026", f"options={options}", f"image_files=@{photo}"],
        "vividflow/generate": ["prompt=She smiles, gentle snow", "model=veo3.1", f"image=@{photo}"],
    }
    trials = [[word for field in fields for word in ("-F", field)] for fields in forms.values()]
    trials.append(["-d", json.dumps(run)])
    paths = [*forms, "vistoure/api/v3/run"]
    key = f"X-API-Key: {service.key}"
    return [
        shlex.join(["curl", "-H", key, *words, service.address(path)])
        for path, words in zip(paths, trials, strict=True)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
