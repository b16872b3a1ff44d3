"""A picture of which a person has only the address: fetched from the public web, without a key, as a file."""

import asyncio
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

import httpx

from vividdesk.errors import FetchBroken, NotAResult, PhotoRefused, ResultFault
from vividdesk.jobs.asking import Bounds, Deadline, Fits, asked, host_of, pour
from vividdesk.jobs.growing import Growing, check_room
from vividdesk.jobs.taking import BROKEN, WORDS, Taking, TooMuch, kind_of, length_of, why_broken
from vividdesk.jobs.transfer import Transfer
from vividdesk.jobs.ways import Reach, is_outside, reach
from vividdesk.media.disk import writing
from vividdesk.media.refusal import MOST_BYTES
from vividdesk.media.words import shown
from vividdesk.texts import _

BOUNDS = Bounds(largest=MOST_BYTES, whole=120.0)
UNUSUAL = re.compile(r"[^\w -]")  # in a file's name, on one system or another
LONGEST_NAME = 40


class WebPictures:
    """`folder` takes what is on its way. `only`: of which computers anything is asked, by their numbers."""

    def __init__(self, folder: Path, only: Fits = is_outside, bounds: Bounds = BOUNDS) -> None:
        self._folder = folder
        self._only = only
        self._bounds = bounds
        self._transfer = Transfer()  # not that of the jobs, which begins with the journal and is not there without it

    @asynccontextmanager
    async def fetched(self, url: str, name: str) -> AsyncIterator[Path]:
        """A file that is gone afterwards. A PhotoRefused says why there is none."""
        folder = self._folder / secrets.token_hex(8)
        try:
            yield await self._transfer.run(lambda: _Fetch(url, name, self._only, self._bounds).into(folder))
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def close(self) -> None:
        await self._transfer.close()


class _Fetch:
    def __init__(self, url: str, name: str, only: Fits, bounds: Bounds) -> None:
        self._url = url
        self._name = name
        self._only = only
        self._bounds = bounds
        self._host = host_of(url)

    async def into(self, folder: Path) -> Path:
        self._check_address()
        file = folder / _file_name(self._name)
        try:
            with writing(folder):
                folder.mkdir(mode=0o700, parents=True)
            async with (
                Deadline(self._bounds.whole) as deadline,
                asked(self._url, {}, self._bounds, self._only) as answer,
            ):
                await self._take(answer, file, deadline)
        except NotAResult as fault:
            raise self._astray() from fault
        except TooMuch as fault:
            raise self._too_much() from fault
        except BROKEN as fault:
            raise self._broken(why_broken(fault)) from fault
        except ResultFault as fault:
            advice = fault.advice if isinstance(fault, FetchBroken) else _("Put that right, then try again.")
            raise PhotoRefused(
                _("“{name}” was not fetched. {reason}").format(name=shown(self._name), reason=fault.title), advice
            ) from fault
        return file

    async def _take(self, answer: httpx.Response, file: Path, deadline: Deadline) -> None:
        self._check(answer)
        total = length_of(answer)
        if total is not None:
            if total > self._bounds.largest:
                raise self._too_much()
            check_room(file.parent, total + self._bounds.room)
        with Growing(file, 0) as growing:
            taking = Taking(growing, total, _unheard, self._bounds, file.parent)
            await pour(answer, taking.take, deadline)

    def _check_address(self) -> None:
        found = reach(self._url)
        if found is Reach.OUT:
            return
        if found is None and not self._url.startswith("https://"):
            raise self._refused(_("its address does not begin with https://"))
        if found is None:
            raise self._refused(_("its address cannot be used"))
        raise self._refused(_("{host} is in a private network, not in the public one").format(host=self._host))

    def _check(self, answer: httpx.Response) -> None:
        """Before anything of it is taken."""
        if answer.status_code != 200:
            said = _("{host} answers {status}").format(host=self._host, status=answer.status_code)
            raise PhotoRefused(
                self._not_fetched(said), _("Try again later, or save it in your browser and drop the file here.")
            )
        if WORDS.match(kind_of(answer)):
            raise PhotoRefused(
                self._not_fetched(_("{host} sends a page of text instead of a picture").format(host=self._host)),
                _("Open the picture itself in your browser, then save it and drop the file here."),
            )
        if answer.headers.get("Content-Encoding", "identity").strip().lower() not in ("identity", ""):
            raise self._refused(_("{host} sends something packed").format(host=self._host))

    def _astray(self) -> PhotoRefused:
        return self._refused(_("its address leads into a private network, away from https, or in a circle"))

    def _refused(self, why: str) -> PhotoRefused:
        """What no other try would change."""
        return PhotoRefused(self._not_fetched(why), _("Save the picture in your browser, then drop the file here."))

    def _too_much(self) -> PhotoRefused:
        mega = self._bounds.largest // 1_000_000
        return PhotoRefused(
            self._not_fetched(_("it has more than {mega} MB").format(mega=mega)),
            _("Save a smaller copy and choose that."),
        )

    def _broken(self, why: str) -> PhotoRefused:
        return PhotoRefused(
            _("“{name}” could not be fetched from {host} ({reason}).").format(
                name=shown(self._name), host=self._host, reason=why
            ),
            _("Check the network, then try again."),
        )

    def _not_fetched(self, why: str) -> str:
        return _("“{name}” was not fetched: {reason}.").format(name=shown(self._name), reason=why)


def _file_name(name: str) -> str:
    """By which the intake speaks of it. Without a suffix: what hosts call a picture often says another kind."""
    return UNUSUAL.sub("_", PurePosixPath(name).stem)[:LONGEST_NAME].strip() or _("Picture")


def _unheard(_done: int, _total: int | None) -> None:
    pass
