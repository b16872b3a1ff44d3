"""The journal of another process: wishes handed to the owner of the data folder, and how the owner grants them."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vividdesk import errors, handover
from vividdesk.errors import VividError
from vividdesk.handover import Answer, Wish
from vividdesk.model.job import JobState
from vividdesk.model.request import Request
from vividdesk.texts import _
from vividdesk.wishes.journal import Journal, OwnerGone, Standing, Twice, Wanted

TAKE_IN = 30.0  # seconds for the owner to take many jobs in
DECIDE = 90.0  # seconds in which a submit may have to end first, and the service to be told
LIST = 15.0  # seconds for many jobs to be told
LOOK_EVERY = 0.5  # seconds


class Handed:
    """Over the private socket, to the owner of the data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    async def enqueue(self, requests: Sequence[Request], out: str, batch: str, again: bool) -> list[int]:
        texts = [request.to_json() for request in requests]
        wish = {"do": "enqueue", "requests": texts, "out": out, "batch": batch, "again": again}
        return list(await self._ask(wish, TAKE_IN))

    async def page(self, wanted: Wanted) -> Standing:
        wish = {"do": "page", "states": wanted.states, "text": wanted.text, "most": wanted.most}
        standing: Standing = await self._ask(wish, LIST)
        return standing

    async def stand(self, numbers: Sequence[int]) -> Standing:
        standing: Standing = await self._ask({"do": "stand", "jobs": numbers}, LIST)
        return standing

    async def cancel(self, number: int) -> str:
        return str(await self._ask({"do": "cancel", "job": number}, DECIDE, once=True))

    async def retry(self, number: int, anew: bool) -> str:
        return str(await self._ask({"do": "retry", "job": number, "anew": anew}, DECIDE, once=True))

    async def forget(self, numbers: Sequence[int], files: bool) -> list[str]:
        return list(await self._ask({"do": "forget", "jobs": numbers, "files": files}, DECIDE, once=True))

    async def decide(self, number: int, found: str | None, resend: bool) -> str:
        wish = {"do": "decide", "job": number, "found": found, "resend": resend}
        return str(await self._ask(wish, DECIDE, once=True))

    async def news(self) -> None:
        await asyncio.sleep(LOOK_EVERY)

    async def _ask(self, wish: Wish, patience: float, once: bool = False) -> Any:
        """OwnerGone: it may be asked of the next owner. `once` is for what must not be granted twice."""
        try:
            address = handover.owner_of(self._data)
            answer = await asyncio.to_thread(handover.ask, address, wish, patience)
        except (ConnectionRefusedError, FileNotFoundError) as fault:
            raise OwnerGone(str(fault)) from fault
        except (OSError, ValueError) as fault:
            if once:
                raise VividError(
                    _("The vividdesk that is open left before it answered: nobody knows whether it did this."),
                    _("Look at the jobs before you try again: vividdesk jobs"),
                ) from fault
            raise OwnerGone(str(fault)) from fault
        return granted(answer)


def granted(answer: Answer) -> Any:
    """What was granted, or the owner's VividError once more."""
    match answer:
        case {"done": done}:
            return done
        case {"fault": {"kind": str(kind), "title": str(title), "advice": str(advice)}}:
            raise _fault(kind, title, advice)
    raise VividError(
        _("The vividdesk that is open does not know how to do this: it is of another version."),
        _("Close it, then try again."),
    )


async def grant(journal: Journal, wish: Wish) -> Answer:
    """The owner's side."""
    try:
        match wish:
            case {"do": "hello"}:
                return {"done": "hello"}
            case {"do": "enqueue", "requests": [*texts], "out": str(out), "batch": str(batch), "again": bool(again)}:
                requests = [Request.from_json(str(text)) for text in texts]
                return {"done": await journal.enqueue(requests, out, batch, again)}
            case {"do": "page", "states": [*states], "text": str(text), "most": int(most)}:
                return {"done": await journal.page(Wanted(tuple(map(JobState, states)), text, most))}
            case {"do": "stand", "jobs": [*numbers]}:
                return {"done": await journal.stand(_whole(numbers))}
            case {"do": "cancel", "job": int(number)}:
                return {"done": await journal.cancel(number)}
            case {"do": "retry", "job": int(number), "anew": bool(anew)}:
                return {"done": await journal.retry(number, anew)}
            case {"do": "forget", "jobs": [*numbers], "files": bool(files)}:
                return {"done": await journal.forget(_whole(numbers), files)}
            case {"do": "decide", "job": int(number), "found": str() | None as found, "resend": bool(resend)}:
                return {"done": await journal.decide(number, found, resend)}
    except VividError as fault:
        return refusal(fault)
    return {"refused": "unknown"}


def refusal(fault: VividError) -> Answer:
    return {"fault": {"kind": type(fault).__name__, "title": fault.title, "advice": fault.advice}}


def _whole(numbers: Sequence[Any]) -> list[int]:
    return [number for number in numbers if isinstance(number, int)]


def _fault(kind: str, title: str, advice: str) -> VividError:
    made: Any = {"Twice": Twice}.get(kind) or getattr(errors, kind, None)
    if isinstance(made, type) and issubclass(made, VividError):
        return made(title, advice)
    return VividError(title, advice)
