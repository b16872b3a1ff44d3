"""What a screen reader is told of widgets in this process: as Qt hands it to whatever system is below."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface

from vividdesk.widgets import announce

STATES = (
    "busy",
    "checkable",
    "checked",
    "collapsed",
    "disabled",
    "expandable",
    "expanded",
    "focusable",
    "focused",
    "hasPopup",
    "invisible",
    "selected",
)


@dataclass(frozen=True)
class Heard:
    """A slider tells its value in words, where it has any, or as a number."""

    role: str
    name: str
    says: str  # its description
    value: str
    states: frozenset[str]

    def __str__(self) -> str:
        told = ", ".join(sorted(self.states - {"focusable"}))
        return " | ".join(part for part in (self.role, self.name, self.says, self.value, told) if part)


def interface(thing: QObject) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(thing)
    assert found is not None and found.isValid()
    return found


def heard(thing: QObject) -> Heard:
    return _told(interface(thing))


def all_heard(thing: QObject) -> list[Heard]:
    """It and all that is in it, as it is reached; without what nobody sees."""
    return [_told(each) for each in _walk(interface(thing))]


def _walk(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    yield one
    for number in range(one.childCount()):
        part = one.child(number)
        if part is not None and part.isValid() and not part.state().invisible:
            yield from _walk(part)


def _told(one: QAccessibleInterface) -> Heard:
    state, kind = one.state(), QAccessible.Text
    number = one.valueInterface()
    value = one.text(kind.Value) or (f"{number.currentValue()}" if number is not None else "")
    states = frozenset(name for name in STATES if getattr(state, name))
    return Heard(one.role().name, one.text(kind.Name), one.text(kind.Description), value, states)


class Ears:
    """In place of Qt's way to the screen reader: keeps what is said by itself, and what is urgent of it."""

    AnnouncementPoliteness = QAccessible.AnnouncementPoliteness

    def __init__(self) -> None:
        self.said: list[str] = []
        self.urgent: list[str] = []

    def isActive(self) -> bool:
        return True

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:
        self.said.append(event.message())
        if event.politeness() == self.AnnouncementPoliteness.Assertive:
            self.urgent.append(event.message())


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    made = Ears()
    monkeypatch.setattr(announce, "QAccessible", made)
    return made
