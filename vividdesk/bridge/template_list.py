"""What can be made, as rows: searched, narrowed down, and with what the person uses first."""

import html
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from vividdesk.bridge.overrides import guarded
from vividdesk.model.schema import Field
from vividdesk.model.service import SERVICES
from vividdesk.model.template import Makes, Template
from vividdesk.texts import _, count

TEMPLATE, FAVOURITE, STANDS_IN = (Qt.ItemDataRole.UserRole + number for number in range(3))
MOST_RECENT = 12
NAMES = {service.id: service.name for service in SERVICES}

Key = tuple[str, str]  # service and template
Index = QModelIndex | QPersistentModelIndex


class TemplateList(QAbstractListModel):
    """A favourite, and one used before, come first where `recent_first`; what is searched for, the best first.

    What is remembered of templates that are not there, say of a saved workflow before its key is, stays remembered.
    """

    def __init__(self, templates: Sequence[Template]) -> None:
        super().__init__()
        self.favourites: list[Key] = []
        self.recent: list[Key] = []
        self._stand_ins: frozenset[str] = frozenset()
        self._text, self._service = "", ""
        self._makes: Makes | None = None
        self._recent_first = True
        self._all: list[Template] = []
        self._words: dict[Key, Words] = {}
        self._rows: list[Template] = []
        self.show(templates)

    def show(self, templates: Sequence[Template]) -> None:
        """Instead of all there were."""
        self._all = list(templates)
        self._words = {_key(each): _words(each) for each in templates}
        self._arrange()

    def filter(self, text: str = "", service: str = "", makes: Makes | None = None, recent_first: bool = True) -> None:
        """What makes either a picture or a clip fits both."""
        wanted = (text, service, makes, recent_first)
        if wanted != (self._text, self._service, self._makes, self._recent_first):
            self._text, self._service, self._makes, self._recent_first = wanted
            self._arrange()

    def template(self, row: int) -> Template:
        return self._rows[row]

    def row_of(self, service: str, id: str) -> int:  # noqa: A002 - what the model calls it
        """-1 where it is not among those shown."""
        return next((row for row, each in enumerate(self._rows) if _key(each) == (service, id)), -1)

    def find(self, service: str, template: str) -> Template | None:
        """Shown or not."""
        return next((each for each in self._all if _key(each) == (service, template)), None)

    def used(self, service: str, template: str) -> None:
        """It comes first when they are next arranged: a card does not move away from under the hand that sent it."""
        key = (service, template)
        self.recent = [key, *(each for each in self.recent if each != key)][:MOST_RECENT]

    def set_favourite(self, template: Template, on: bool) -> None:
        key = _key(template)
        if on != (key in self.favourites):
            self.favourites = [key, *self.favourites] if on else [each for each in self.favourites if each != key]
            self._arrange()

    def is_favourite(self, template: Template) -> bool:
        return _key(template) in self.favourites

    def show_stand_ins(self, services: Collection[str]) -> None:
        """Services whose templates are made on this computer."""
        if self._stand_ins != frozenset(services):
            self._stand_ins = frozenset(services)
            if self._rows:
                self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def memory(self) -> dict[str, list[str]]:
        return {
            "favourites": ["/".join(key) for key in self.favourites],
            "recent": ["/".join(key) for key in self.recent],
        }

    def recall(self, memory: Mapping[str, Any]) -> None:
        """What cannot be read counts as not remembered."""
        self.favourites = _keys(memory.get("favourites"))
        self.recent = _keys(memory.get("recent"))[:MOST_RECENT]
        self._arrange()

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008
        return 0 if parent.isValid() else len(self._rows)

    @guarded()
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        template = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return template.label
            case Qt.ItemDataRole.AccessibleTextRole:
                return " ".join([f"{template.label}.", *self._sentences(template)])
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(template.label, self._sentences(template))
            case _ if role == TEMPLATE:
                return template
            case _ if role == FAVOURITE:
                return self.is_favourite(template)
            case _ if role == STANDS_IN:
                return template.service in self._stand_ins
        return None

    def _sentences(self, template: Template) -> list[str]:
        """All that is told of it."""
        said = [template.description, made_by(template), source_of(template)]
        if template.service in self._stand_ins:
            said.append(_("Rendered on this computer, since {service} has no key.").format(service=name_of(template)))
        if self.is_favourite(template):
            said.append(_("A favourite."))
        return [each for each in said if each]

    def _arrange(self) -> None:
        asked = tuple(_split(self._text))
        places = {_key(each): place for place, each in enumerate(self._ordered())}
        ranks = {_key(each): self._words[_key(each)].rank(asked) for each in self._all}
        fitting = [each for each in self._all if ranks[_key(each)] is not None and self._admits(each)]
        self.beginResetModel()
        self._rows = sorted(fitting, key=lambda each: (ranks[_key(each)], places[_key(each)]))
        self.endResetModel()

    def _admits(self, template: Template) -> bool:
        if self._service and template.service != self._service:
            return False
        return self._makes is None or template.makes in (self._makes, Makes.EITHER)

    def _ordered(self) -> list[Template]:
        if not self._recent_first:
            order = list(NAMES)
            return sorted(self._all, key=lambda each: order.index(each.service) if each.service in order else 99)
        recent = {key: place for place, key in enumerate(self.recent)}

        def place(template: Template) -> tuple[bool, int]:
            key = _key(template)
            return key not in self.favourites, recent.get(key, MOST_RECENT)

        return sorted(self._all, key=place)


class Words:
    """What a template is found by, the telling ones first."""

    def __init__(self, *groups: Sequence[str]) -> None:
        self._groups = [frozenset(word for text in group for word in _split(text)) for group in groups]

    def rank(self, asked: Sequence[str]) -> int | None:
        """The less, the better; None unless every word is the beginning of one of ours."""
        ranks = [self._rank(word) for word in asked]
        return None if None in ranks else sum(rank for rank in ranks if rank is not None)

    def _rank(self, asked: str) -> int | None:
        for place, group in enumerate(self._groups):
            if asked in group:
                return 2 * place
            if any(word.startswith(asked) for word in group):
                return 2 * place + 1
        return None


def _words(template: Template) -> Words:
    """Also those that it had before it was translated: services and their pages have no others."""
    spoken = [template] if template.original is None else [template, template.original]
    slots = [slot.title for each in spoken for slot in each.slots]
    return Words(
        [template.id, *template.labels],
        [each.description for each in spoken],
        [name_of(template), badge(template.makes), *slots],
        [text for each in spoken for option in each.options.fields for text in _told(option)],
    )


def _told(field: Field) -> Iterator[str]:
    yield field.title
    yield from field.names.values()
    yield from (value for value in (*field.enum, *field.examples) if isinstance(value, str))


def _split(text: str) -> list[str]:
    """Its words, without accents and capitals."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain.casefold())


def name_of(template: Template) -> str:
    """Of its service."""
    return NAMES.get(template.service, template.service)


def badge(makes: Makes) -> str:
    return {Makes.PICTURE: _("picture"), Makes.CLIP: _("clip"), Makes.EITHER: _("picture · clip")}[makes]


def made_by(template: Template) -> str:
    sentence = {
        Makes.PICTURE: _("{service} makes a picture."),
        Makes.CLIP: _("{service} makes a clip."),
        Makes.EITHER: _("{service} makes a picture or a clip."),
    }[template.makes]
    return sentence.format(service=name_of(template))


def source_of(template: Template) -> str:
    """Where its photos may come from."""
    asked = sum(max(1, slot.at_least) for slot in template.slots if not slot.linked)
    if not asked:
        return _("It needs no photo.")
    places = {"camera": _("the camera"), "local": _("a file"), "asset": _("a web address")}
    photos = count("It takes {n} photo", "It takes {n} photos", asked)
    known = [places[each] for each in template.sources if each in places]
    if not known:
        return f"{photos}."
    said = known[-1]
    if len(known) > 1:
        said = _("{some} or {last}").format(some=", ".join(known[:-1]), last=said)
    return _("{photos}, from {places}.").format(photos=photos, places=said)


def _tip(title: str, sentences: Sequence[str]) -> str:
    """As HTML, which Qt breaks into lines."""
    return f"<b>{html.escape(title)}</b><br>{'<br>'.join(map(html.escape, sentences))}"


def _key(template: Template) -> Key:
    return template.service, template.id


def _keys(told: object) -> list[Key]:
    """As `memory` writes them, each once."""
    texts = [each for each in told if isinstance(each, str)] if isinstance(told, (list, tuple)) else []
    split = [(service, template) for service, _slash, template in (each.partition("/") for each in texts)]
    return list(dict.fromkeys(key for key in split if all(key)))
