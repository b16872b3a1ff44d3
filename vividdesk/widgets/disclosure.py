"""A button that unfolds what is below it. Qt takes every button that stays down for a check box: this one speaks."""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
)
from PySide6.QtWidgets import QAccessibleWidget, QPushButton

from vividdesk.bridge.overrides import guarded


class Disclosure(QPushButton):
    """Checked while it is unfolded."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        _teach()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.toggled.connect(self._tell)

    def _tell(self) -> None:
        if QAccessible.isActive():
            changed = QAccessible.State()
            changed.expanded = changed.collapsed = True  # bits
            QAccessible.updateAccessibility(QAccessibleStateChangeEvent(self, changed))


class _Spoken(QAccessibleWidget):
    def __init__(self, button: Disclosure) -> None:
        super().__init__(button, QAccessible.Role.Button)
        self._button = button

    @guarded("")
    def text(self, kind: QAccessible.Text) -> str:
        return self._button.text() if kind == QAccessible.Text.Name else super().text(kind)

    @guarded(QAccessible.State)
    def state(self) -> QAccessible.State:
        state, is_open = super().state(), self._button.isChecked()
        state.expandable, state.expanded, state.collapsed = True, is_open, not is_open
        return state

    @guarded(list)
    def actionNames(self) -> list[str]:  # noqa: N802
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    @guarded()
    def doAction(self, name: str) -> None:  # noqa: N802
        if name == QAccessibleActionInterface.pressAction():
            self._button.click()
        else:
            super().doAction(name)


@cache
def _teach() -> None:
    QAccessible.installFactory(_spoken)


def _spoken(name: str, thing: QObject) -> QAccessibleInterface | None:
    return _Spoken(thing) if name == Disclosure.__name__ and isinstance(thing, Disclosure) else None
