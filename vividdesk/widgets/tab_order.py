"""The way of the Tab key: Qt sends it last to what was made last; a person goes by where things stand.

The order cannot be read: PySide takes what nextInFocusChain() answers for a child of what was asked, and when
that goes, declares the other one gone as well.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QWidget


def chain(way: Sequence[QWidget], inside: Mapping[QWidget, QWidget]) -> None:
    """A part goes with all that is in it, if `inside` names something of it: Qt moves whole only what has a proxy.

    It has one no longer than that, or Tab would jump to it.
    """
    for part, some in inside.items():
        part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        part.setFocusProxy(some)
    for before, after in pairwise(way):
        QWidget.setTabOrder(before, after)
    for part in inside:
        part.setFocusProxy(None)  # type: ignore[arg-type]  # which is how Qt takes it away
        part.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def follow(place: QWidget, stops: Sequence[QWidget]) -> None:
    """What came later goes to where `place` stands, which is no stop itself."""
    place.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for before, after in pairwise([place, *stops]):
        QWidget.setTabOrder(before, after)
    place.setFocusPolicy(Qt.FocusPolicy.NoFocus)


def stop_in(part: QWidget) -> QWidget | None:
    """One of those in it, whether it can be seen now or not."""
    return next(filter(_takes_tab, part.findChildren(QWidget)), None)


def lead_to_chosen(group: QButtonGroup) -> None:
    """Of several, Tab comes to the one that is chosen; Qt has it come to the one that had the focus last."""

    def lead() -> None:
        policy, is_any = Qt.FocusPolicy, group.checkedId() >= 0
        for one in group.buttons():
            one.setFocusPolicy(policy.StrongFocus if one.isChecked() or not is_any else policy.ClickFocus)

    for button in group.buttons():
        button.toggled.connect(lead)


def reachable(part: QWidget) -> list[QWidget]:
    """What Tab would stop at now: the part itself or what is in it."""
    return [each for each in (part, *part.findChildren(QWidget)) if _takes_tab(each) and can_be_entered(each)]


def can_be_entered(part: QWidget) -> bool:
    return part.isVisible() and part.isEnabled()


def _takes_tab(part: QWidget) -> bool:
    takes = (part.focusPolicy() & Qt.FocusPolicy.TabFocus) == Qt.FocusPolicy.TabFocus
    return takes and part.focusProxy() is None
