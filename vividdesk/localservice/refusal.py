"""Why a request is not taken, and how each of the three services says so."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

Place = tuple[str, ...]  # the way to what is wrong, as in ("body", "options", "seed")
Content = Mapping[str, Any]

# What Vimmerse calls the statuses; those it does not document are named after its habit.
CODES = {402: "INSUFFICIENT_CREDIT", 404: "NOT_FOUND", 400: "BAD_REQUEST"}


class Refusal(Exception):
    """`says` is the sentence for a person, `faults` has one for each thing that is wrong, `wait` is in seconds."""

    def __init__(self, status: int, says: str = "", faults: Mapping[Place, str] | None = None, wait: int = 0) -> None:
        super().__init__(status, says)
        self.status = status
        self.says = says
        self.faults = dict(faults or {})
        self.wait = wait

    @property
    def sentence(self) -> str:
        """All of it in one line."""
        named = [f"{'.'.join(place[1:])}: {says}" if place[1:] else says for place, says in self.faults.items()]
        return " ".join([self.says] if self.says else named) or HTTPStatus(self.status).phrase


def unfit(faults: Mapping[Place, str]) -> Refusal:
    """Of a request whose parts are there, but wrong."""
    return Refusal(422, faults=faults)


def answer(refusal: Refusal, path: str) -> JSONResponse:
    """In the words of the service that was asked, which its address tells."""
    status, content = _said(refusal, path)
    headers = {"Retry-After": str(refusal.wait)} if refusal.wait and "retry_after" not in content else {}
    return JSONResponse(content, status, headers)


def _said(refusal: Refusal, path: str) -> tuple[int, Content]:
    match path.split("/")[1:2]:
        case ["vimmerse"]:
            return _vimmerse(refusal)
        case ["vividflow"]:
            return _vividflow(refusal)
    return refusal.status, {"error": refusal.sentence}


def _vimmerse(refusal: Refusal) -> tuple[int, Content]:
    if refusal.status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return refusal.status, {"detail": _listed(refusal.faults or {("body",): refusal.says})}
    code = CODES.get(refusal.status) or HTTPStatus(refusal.status).phrase.upper().replace(" ", "_")
    return refusal.status, {"message": code}


def _listed(faults: Mapping[Place, str]) -> Sequence[Content]:
    return [{"loc": list(place), "msg": says, "type": "value_error"} for place, says in faults.items()]


def _vividflow(refusal: Refusal) -> tuple[int, Content]:
    """It documents no status for what is wrong with a request but 400."""
    status = 400 if refusal.status in (402, 415, 422) else refusal.status
    wait = {"retry_after": refusal.wait} if refusal.wait else {}
    return status, {"error": refusal.sentence, **wait}
