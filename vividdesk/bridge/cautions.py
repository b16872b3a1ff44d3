"""What speaks against the photos and options that are put together, as they are now."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from vividdesk.bridge.compose import Compose
from vividdesk.bridge.photos import Photos
from vividdesk.bridge.tasks import Tasks
from vividdesk.errors import VividError
from vividdesk.model.draft import Draft
from vividdesk.model.photo import Photo
from vividdesk.model.template import Template
from vividdesk.model.warnings import (
    Caution,
    Facts,
    Needs,
    Trouble,
    is_of_people,
    needs,
    of_options,
    said,
    warnings,
)

logger = logging.getLogger(__name__)

PAUSE = 60  # milliseconds in which changes are looked at together

Look = tuple[dict[str, Any], Callable[[Photo], Awaitable[Any]]]  # what is known by Photo.hash, and how it is found out


@dataclass(frozen=True)
class Advice:
    """One sentence, on all the photos that it is true of; `offer` are options that would mend it for all of them."""

    trouble: Trouble
    says: str
    photos: tuple[Photo, ...] = ()
    offer: Mapping[str, Any] = field(default_factory=dict)
    offers: str = ""


class Judge(Protocol):
    async def sharpness(self, photo: Photo) -> float | None: ...

    async def has_face(self, photo: Photo) -> bool: ...


class Cautions(QObject):
    """The photos of the tray learn theirs, `advice` has those of what would be sent. None of it is in the way.

    How sharp a photo is, and whether it has a face where that matters, is looked at once all are read: nobody waits.
    """

    changed = Signal()

    def __init__(self, compose: Compose, photos: Photos, judge: Judge, tasks: Tasks) -> None:
        super().__init__()
        self._compose = compose
        self._photos = photos
        self._judge = judge
        self._tasks = tasks
        self._sharpness: dict[str, Any] = {}
        self._faces: dict[str, Any] = {}
        self._found: dict[object, tuple[Caution, ...]] = {}  # with one template: typing words changes none of it
        self._found_with: Template | None = None
        self._at_work = False
        self.advice: tuple[Advice, ...] = ()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._look)
        compose.changed.connect(self._soon)
        photos.changed.connect(self._soon)

    def follow(self, advice: Advice) -> None:
        """Does what it offers."""
        draft = self._compose.draft
        if draft is not None and advice.offer:
            for name, value in advice.offer.items():
                draft = draft.set(name, value)
            self._compose.fill(draft)

    def _soon(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _look(self) -> None:
        self._warn()
        if not self._at_work and self._photos.reading() is None and self._unjudged() is not None:
            self._at_work = True
            self._tasks.start(self._judge_all())

    def _warn(self) -> None:
        drafts = self._drafts()
        ready = self._photos.ready() if drafts else []
        self._photos.warn({photo.hash: tuple(_each_once(self._of(photo, drafts))) for photo in ready})
        advice = tuple(self._advice(drafts))
        if advice != self.advice:
            self.advice = advice
            self.changed.emit()

    def _drafts(self) -> list[tuple[Draft, Needs]]:
        """As it stands in the form, or as each preset has it; with what it needs of a photo."""
        return [(each, needs(each.template, each.options)) for each in self._compose.varied()]

    def _of(self, photo: Photo, drafts: list[tuple[Draft, Needs]]) -> Iterator[Caution]:
        facts = Facts(photo, self._sharpness.get(photo.hash), self._faces.get(photo.hash))
        for draft, known in drafts:
            if draft.template is not self._found_with:
                self._found, self._found_with = {}, draft.template
            asked = photo.hash, facts.sharpness, facts.has_face, known
            if asked not in self._found:
                self._found[asked] = tuple(warnings(facts, draft.template, known))
            yield from self._found[asked]

    def _advice(self, drafts: list[tuple[Draft, Needs]]) -> Iterator[Advice]:
        """By what it costs."""
        is_one = len(drafts) == 1  # what is offered for one preset would change nothing
        asked = [caution for draft, _known in drafts for caution in of_options(draft.check().warnings)]
        for caution in _each_once(iter(asked)):
            yield Advice(caution.trouble, caution.says, (), caution.offer if is_one else {}, caution.offers)
        found: dict[Trouble, dict[Photo, tuple[Caution, Needs]]] = {}
        for photo in self._sent():
            for draft, known in drafts:
                for caution in self._of(photo, [(draft, known)]):
                    found.setdefault(caution.trouble, {}).setdefault(photo, (caution, known))
        for trouble, by_photo in sorted(found.items()):
            first, known = next(iter(by_photo.values()))
            helps = is_one and all(caution.offer == first.offer for caution, _known in by_photo.values())
            says = said(trouble, list(by_photo), known)
            yield Advice(trouble, says, tuple(by_photo), first.offer if helps else {}, first.offers)

    def _sent(self) -> list[Photo]:
        """All that are chosen, and those in other slots."""
        draft, main = self._compose.draft, self._compose.main_slot
        slots = draft.pictures.items() if draft is not None else ()
        known = draft.template.slots if draft is not None else ()
        names = {slot.name for slot in known}
        photos = list(self._compose.chosen if main is not None else ())
        for name, pictures in slots:
            if name in names:
                photos += [each for each in pictures if isinstance(each, Photo) and each not in photos]
        return photos

    def _unjudged(self) -> tuple[Photo, Look] | None:
        """Those that are chosen come first."""
        wanted: list[Look] = [(self._sharpness, self._judge.sharpness)]
        template = self._compose.template
        if template is not None and is_of_people(template):
            wanted.append((self._faces, self._judge.has_face))
        several = (*self._sent(), *self._photos.ready())
        return next(((photo, look) for photo in several for look in wanted if photo.hash not in look[0]), None)

    async def _judge_all(self) -> None:
        try:
            while self._photos.reading() is None and (unjudged := self._unjudged()) is not None:
                photo, (known, find_out) = unjudged
                known[photo.hash] = None  # if it goes wrong it is not tried again
                try:
                    known[photo.hash] = await find_out(photo)
                except VividError as fault:
                    logger.info("A photo cannot be judged: %s", fault)
                self._soon()
        finally:
            self._at_work = False


def _each_once(cautions: Iterator[Caution]) -> list[Caution]:
    """The first of each kind; of options each."""
    found: dict[object, Caution] = {}
    for caution in cautions:
        found.setdefault(caution.says if caution.trouble is Trouble.OPTION else caution.trouble, caution)
    return list(found.values())
