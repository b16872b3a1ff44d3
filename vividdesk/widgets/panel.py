"""A dock that looks like one rounded panel: a quiet title above, its content below."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vividdesk.texts import _
from vividdesk.widgets.basics import icon_button, label
from vividdesk.widgets.theme import SIZES

OFFSET = 28


class PanelTitle(QFrame):
    pass


class PanelBody(QFrame):
    pass


class PanelHead(QWidget):
    """The upper line of a panel's content. The panel takes it up beside its title, so that the two share a line."""


class Panel(QDockWidget):
    """`name` is how the remembered layout knows it. One that is not closable stays in the window for good.

    It is born with its parent: without one it would be a window of its own for a moment. There is nothing in it at
    first; what would stand there until its content comes, a blink later, would only flicker.
    """

    def __init__(self, parent: QWidget, name: str, title: str, closable: bool = True) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        feature = QDockWidget.DockWidgetFeature
        allowed = feature.DockWidgetMovable | feature.DockWidgetFloatable
        self.setFeatures(allowed | feature.DockWidgetClosable if closable else allowed)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.count = label("", SIZES.small, tone="quiet")
        self._body = PanelBody()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(1, 0, 1, 1)
        self._content = QWidget()
        self._inside.addWidget(self._content)
        self.setTitleBarWidget(self._titled(title, closable))
        self.setWidget(self._body)

    def set_content(self, content: QWidget) -> None:
        """In place of what was shown until now."""
        self._inside.replaceWidget(self._content, content)
        self._content.deleteLater()
        self._content = content
        if (head := content.findChild(PanelHead)) is not None:
            self._title.insertWidget(1, head, 1)
            self._title.setStretch(2, 0)

    def _titled(self, title: str, closable: bool) -> QWidget:
        bar = PanelTitle()
        row = self._title = QHBoxLayout(bar)
        row.setContentsMargins(SIZES.margin, 6, 8, 6)
        row.setSpacing(2)
        row.addWidget(label(title, tone="quiet", bold=True))
        row.addStretch()
        row.addWidget(self.count)
        float_it = icon_button("float", _("Take out of the window, or put back"), self._toggle_floating, "small")
        float_it.setAccessibleName(_("Take {panel} out of the window, or put it back").format(panel=title))
        row.addWidget(float_it)
        if closable:
            row.addWidget(icon_button("close", _("Hide {panel}").format(panel=title), self.close, "small"))
        for one in bar.findChildren(QPushButton):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # hidden by a click, it would leave the focus to its neighbour
        return bar

    def _toggle_floating(self) -> None:
        """Taken out, it lies a little aside, so that one sees it is."""
        place = self.mapToGlobal(QPoint(OFFSET, OFFSET))
        self.setFloating(not self.isFloating())
        if self.isFloating():
            self.move(place)
