"""Single frames of clips, taken out of them in child processes, `frame_reader`."""

import asyncio
import logging
import shutil
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vividdesk.media.child import Child, Unanswered

logger = logging.getLogger(__name__)

TILES = 24
TILE_HEIGHT = 72  # pixels: enough for a screen at 200 %
KEPT = 48  # strips in memory, each some ten thousand bytes


@dataclass(frozen=True)
class Bounds:
    """What one question may take: seconds by the clock, and the child's bytes of address space."""

    seconds: float = 20.0
    memory: int = 2 * 2**30


USUAL = Bounds()


@dataclass(frozen=True)
class StripPicture:
    """Frames of equal distance and size side by side: a JPEG."""

    content: bytes
    tiles: int


@dataclass(frozen=True)
class ExactFrame:
    """`content` is a PPM with all its pixels; it is shown from `start` to `end`, in seconds."""

    content: bytes
    number: int
    frames: int
    start: float
    end: float


class Frames:
    """`folder` is for what is on its way from the child, and goes with it.

    What cannot be read is None: whoever plays the clip says so in better words.
    """

    def __init__(self, folder: Path, bounds: Bounds = USUAL) -> None:
        self._folder = folder.absolute()
        command = "vividdesk.media.frame_reader", (str(self._folder), str(bounds.memory)), bounds.seconds
        self._child = Child(*command)
        self._strip_child = Child(*command)  # a step must not wait until a long clip has been looked through
        self._strips: OrderedDict[str, StripPicture] = OrderedDict()

    async def strip(self, file: Path, content_hash: str = "") -> StripPicture | None:
        """Kept in memory by the hash of the clip, if there is one."""
        if content_hash in self._strips:
            self._strips.move_to_end(content_hash)
            return self._strips[content_hash]
        answer = await self._ask(
            self._strip_child, {"strip": str(file.absolute()), "most": TILES, "height": TILE_HEIGHT}
        )
        if answer is None:
            return None
        made = StripPicture(answer["content"], answer["tiles"])
        if content_hash:
            self._strips[content_hash] = made
            if len(self._strips) > KEPT:
                self._strips.popitem(last=False)
        return made

    async def frame(self, file: Path, at: float, by: int = 0) -> ExactFrame | None:
        """The frame shown at that second, or the one so many frames from it; the first or the last at most."""
        answer = await self._ask(self._child, {"frame": str(file.absolute()), "at": at, "by": by})
        return ExactFrame(**answer) if answer is not None else None

    async def close(self) -> None:
        """Ends the children; questions under way are answered with None."""
        await asyncio.gather(self._child.close(), self._strip_child.close())
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def _ask(self, child: Child, question: dict[str, Any]) -> dict[str, Any] | None:
        try:
            answer = await child.ask(question)
        except Unanswered as fault:
            logger.info("No frames: %s", fault)
            return None
        match answer:
            case {"file": str(file)}:
                content = await asyncio.to_thread(_taken, Path(file))
                return {name: value for name, value in answer.items() if name != "file"} | {"content": content}
            case {"unreadable": reason}:
                logger.info("No frames: %s", reason)
                return None
        raise RuntimeError(f"the child that reads frames failed: {answer.get('mistake', answer)}")


def _taken(file: Path) -> bytes:
    content = file.read_bytes()
    file.unlink()
    return content
