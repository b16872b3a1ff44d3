"""Taking photos in: each is read, checked and made harmless in a child process, `decoder`, and kept by its content.

This process never opens a picture. What the child does to one is told in `pixels`, `jpeg` and `encode`; what becomes
of the result, in `shelf`.
"""

import contextlib
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vividdesk.errors import DataFolderError
from vividdesk.media.child import Child, Unanswered, Why
from vividdesk.media.refusal import Reason
from vividdesk.media.words import noted, refused
from vividdesk.model.photo import Photo
from vividdesk.model.template import PhotoLimits
from vividdesk.texts import _

UNREAD = {
    Why.TIME: Reason.TIME,
    Why.DIED: Reason.DIED,
    Why.NO_START: Reason.NO_START,
    Why.CLOSING: Reason.CLOSING,
}


@dataclass(frozen=True)
class Taken:
    photo: Photo
    notes: tuple[str, ...]  # sentences; what the person should know of it


@dataclass(frozen=True)
class Bounds:
    """What one photo may take: seconds by the clock, and the child's bytes of address space."""

    seconds: float = 60.0
    memory: int = 3 * 2**30  # 120 megapixels of the hungriest kind


USUAL = Bounds()


class Intake:
    """One photo at a time, in the order they came. `folder` is made when the first is kept.

    The child starts with the first photo and is kept for the next ones; whatever ends it costs one photo at most.
    """

    def __init__(self, folder: Path, bounds: Bounds = USUAL) -> None:
        self._folder = folder
        self._part = f"{secrets.token_hex(8)}.part"
        words = str(folder.absolute()), self._part, str(bounds.memory)
        self._child = Child("vividdesk.media.decoder", words, bounds.seconds)

    async def take(self, path: str | os.PathLike[str]) -> Taken:
        """A PhotoRefused says why it is none. Later changes of the file do not matter."""
        path = Path(path)
        name = path.name or str(path)
        answer = await self._ask(name, {"take": str(path.absolute())})
        return Taken(Photo(**answer["kept"], name=name), tuple(map(noted, answer["notes"])))

    async def fit(self, photo: Photo, limits: PhotoLimits) -> Photo:
        """The same if it is within the limits, otherwise one made from it that is: of another kind, or smaller."""
        if limits.admit(photo):
            return photo
        question = {"fit": photo.file_name, "kinds": limits.kinds, "most": limits.most_bytes}
        answer = await self._ask(photo.name, question)
        return replace(photo, **answer["kept"])

    async def crop(self, photo: Photo, box: tuple[int, int, int, int]) -> Photo:
        """The part of it from left and top to right and bottom, as a photo of its own under the same name."""
        answer = await self._ask(photo.name, {"crop": photo.file_name, "box": box})
        return replace(photo, **answer["kept"])

    async def sharpness(self, photo: Photo) -> float | None:
        """As `sharpness` tells; None where it cannot be told."""
        answer = await self._ask(photo.name, {"judge": photo.file_name})
        return answer["sharpness"]  # type: ignore[no-any-return]

    async def has_face(self, photo: Photo) -> bool:
        """As `faces` sees it."""
        answer = await self._ask(photo.name, {"face": photo.file_name})
        return answer["face"]  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Ends the child. Photos under way are refused."""
        await self._child.close()
        with contextlib.suppress(OSError):
            (self._folder / self._part).unlink(missing_ok=True)

    async def _ask(self, name: str, question: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._child.ask(question)
        except Unanswered as fault:
            raise refused(name, UNREAD[fault.why], {}) from fault
        match answer:
            case {"kept": dict()} | {"sharpness": _} | {"face": bool()}:
                return answer
            case {"refused": reason, "facts": facts}:
                raise refused(name, reason, facts)
            case {"unwritable": reason}:
                raise DataFolderError(
                    _("The photo could not be stored in {folder} ({reason}).").format(
                        folder=self._folder, reason=reason
                    ),
                    _("Make room on that disk, or give yourself the right to write there."),
                )
        raise RuntimeError(f"the child that reads photos failed: {answer.get('mistake', answer)}")
