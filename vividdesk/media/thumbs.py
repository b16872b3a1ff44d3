"""Thumbnails of files, made in a child process of their own, `thumbnailer`, so that none waits for a full reading.

This process opens only the thumbnail, which the child has drawn anew.
"""

import os
from pathlib import Path
from typing import Any

from vividdesk.errors import DataFolderError
from vividdesk.media.child import Child, Unanswered
from vividdesk.media.intake import UNREAD, Bounds
from vividdesk.media.words import refused
from vividdesk.texts import _

USUAL = Bounds(seconds=20.0)


class Thumbs:
    """One at a time, in the order they came. `folder` is made when the first is kept, and loses old ones by itself.

    A thumbnail is no verdict: a file that has one may still be refused as a photo.
    """

    def __init__(self, folder: Path, bounds: Bounds = USUAL) -> None:
        self._folder = folder
        self._child = Child("vividdesk.media.thumbnailer", (str(folder.absolute()), str(bounds.memory)), bounds.seconds)

    async def begin(self) -> None:
        """Starts the child before the first file comes, so that this one waits for nothing."""
        await self._ask("", {"begin": True})

    async def of(self, file: str | os.PathLike[str], content: str = "") -> Path:
        """A JPEG of at most 256 pixels, upright. A PhotoRefused says why there is none.

        `content` is the hash of the file's bytes, if it is known: then one serves for all files with these bytes.
        Otherwise the file has a new one when it was changed or moved.
        """
        file = Path(file)
        question = {"thumbnail": str(file.absolute()), "content": content}
        return Path((await self._ask(file.name or str(file), question))["thumbnail"])

    async def close(self) -> None:
        """Ends the child. Thumbnails under way are refused."""
        await self._child.close()

    async def _ask(self, name: str, question: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._child.ask(question)
        except Unanswered as fault:
            raise refused(name, UNREAD[fault.why], {}) from fault
        match answer:
            case {"thumbnail": str()} | {"begun": True}:
                return answer
            case {"refused": reason, "facts": facts}:
                raise refused(name, reason, facts)
            case {"unwritable": reason}:
                raise DataFolderError(
                    _("The thumbnail could not be stored in {folder} ({reason}).").format(
                        folder=self._folder, reason=reason
                    ),
                    _("Make room on that disk, or give yourself the right to write there."),
                )
        raise RuntimeError(f"the child that makes thumbnails failed: {answer.get('mistake', answer)}")
