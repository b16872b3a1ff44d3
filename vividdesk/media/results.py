"""Finishing results: each is checked, given its recipe and a poster in a child process, `inspector`.

This process never opens one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vividdesk.errors import FetchBroken, NotAResult, ResultFault
from vividdesk.media import disk, words
from vividdesk.media.child import Child, Unanswered, Why
from vividdesk.media.flaw import Flaw
from vividdesk.media.refusal import Thing
from vividdesk.texts import _


@dataclass(frozen=True)
class Bounds:
    """What one result may take: seconds by the clock, and the child's bytes of address space."""

    seconds: float = 180.0
    memory: int = 3 * 2**30


USUAL = Bounds()


@dataclass(frozen=True)
class Facts:
    """Of the finished file, its recipe included. `suffix` is that of what it really is."""

    kind: str
    suffix: str
    width: int
    height: int
    seconds: float
    size: int
    hash: str


class Results:
    """One result at a time, in the order they came, on any asyncio loop; always on the same."""

    def __init__(self, posters: Path, bounds: Bounds = USUAL) -> None:
        told = str(posters.absolute()), str(bounds.memory)
        self._child = Child("vividdesk.media.inspector", told, bounds.seconds)

    async def finish(self, part: Path, claimed: str, recipe: Mapping[str, Any]) -> tuple[Facts, Path]:
        """The facts of what `part` is now, and its poster. May be asked again, whatever became of the first time.

        A recipe goes into MP4, QuickTime, PNG and JPEG, unless that would endanger the file.
        """
        import json

        text = json.dumps(recipe, ensure_ascii=False, separators=(",", ":"))
        question = {"finish": str(part.absolute()), "recipe": text, "label": str(recipe.get("label", ""))}
        return await self._ask(part, claimed, question)

    async def facts(self, file: Path) -> tuple[Facts, Path]:
        """The same of a file that is finished already; nothing is written into it."""
        return await self._ask(file, "", {"facts": str(file.absolute())})

    async def close(self) -> None:
        """Ends the child. Results under way stay as they are."""
        await self._child.close()

    async def _ask(self, file: Path, claimed: str, question: dict[str, Any]) -> tuple[Facts, Path]:
        try:
            answer = await self._child.ask(question)
        except Unanswered as fault:
            raise _unanswered(fault.why) from fault
        match answer:
            case {"facts": dict() as facts, "poster": str(poster)}:
                return Facts(**facts), Path(poster)
            case {"flaw": str(flaw), "thing": str(thing)}:
                raise _no_result(flaw, thing, claimed)
            case {"disk": code, "reason": str(reason), "folder": str(folder)}:
                raise disk.refusal(Path(folder), code, reason)
        raise RuntimeError(f"the child that checks results failed: {answer.get('mistake', answer)}")


def _no_result(flaw: str, thing: str, claimed: str) -> NotAResult:
    again = _("Look again later, or fetch it from the service's page.")
    if Flaw(flaw) is Flaw.OTHER:
        title = _("What came as the result is {thing}, not {claimed}.")
        return NotAResult(title.format(thing=_named(thing), claimed=_promised(claimed)), again)
    titles = {
        Flaw.GONE: _("The result's file is not there any more."),
        Flaw.EMPTY: _("The result that came is empty."),
        Flaw.TRUNCATED: _("The result that came breaks off before its end."),
        Flaw.BROKEN: _("The result that came is damaged."),
        Flaw.TOO_LARGE: _("The result that came has more pixels or bytes than can be shown."),
        Flaw.MEMORY: _("The result that came needs more memory than there may be for one."),
        Flaw.TIME: _("The result that came takes too long to check."),
        Flaw.DIED: _("The result that came made its reader stop: it may be damaged, or memory is short."),
    }
    return NotAResult(titles[Flaw(flaw)], again)


def _unanswered(why: Why) -> ResultFault:
    match why:
        case Why.TIME:
            return _no_result(Flaw.TIME, "", "")
        case Why.DIED:
            return _no_result(Flaw.DIED, "", "")
        case Why.CLOSING:
            return FetchBroken(_("The result was not checked: vividdesk is closing."), _("The next start goes on."))
    return FetchBroken(
        _("The result was not checked: the part of vividdesk that reads results does not start."),
        _("Close other programs. If it stays so, install vividdesk again."),
    )


def _named(thing: str) -> str:
    if thing in (each.value for each in Thing):
        return words.thing_named(thing)
    return _("a picture of the kind {kind}").format(kind=thing)


def _promised(claimed: str) -> str:
    if claimed.startswith("video/"):
        return _("a clip")
    return _("a picture") if claimed.startswith("image/") else _("a picture or clip")
